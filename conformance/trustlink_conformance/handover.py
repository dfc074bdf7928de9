"""Home of the handover: what the parent gives the child, as one line of JSON on its stdin."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.connection import Connection, ExtraHeader, Proxy
from trustlink_conformance.evidence import Keep
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import Credential, Target


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything a run needs, secrets included: they never stand in arguments or environment."""

    target: Target
    seed: int
    keep: Keep
    evidence: str
    """Path of the evidence file; it does not exist yet."""
    checks: str
    """Folder of the checks."""
    run_id: str = ""
    selection: tuple[str, ...] = ()
    all_cases: bool = False
    """Whether every published case is asked."""
    overlays: tuple[str, ...] = ()
    """Absolute paths of the overlays that change the contract, in this order."""
    replay: str = ""
    """Folder of an earlier run, whose evidence is judged again; the target is asked nothing."""

    sandbox: dict[str, Any] | None = None
    """The sandbox run that the verdict rests on as well, as a report has it."""

    @property
    def overlay_files(self) -> tuple[Path, ...]:
        """The overlays as `load_terms` takes them."""
        return tuple(map(Path, self.overlays))

    def as_line(self) -> bytes:
        """Return what `handover_of` reads."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def handover_of(line: bytes) -> Handover:
    """Return the handover that `as_line` wrote."""
    entry = json.loads(line)
    return Handover(
        target=_target(entry["target"]),
        seed=entry["seed"],
        keep=entry["keep"],
        evidence=entry["evidence"],
        checks=entry["checks"],
        run_id=entry["run_id"],
        selection=tuple(entry["selection"]),
        all_cases=entry["all_cases"],
        overlays=tuple(entry["overlays"]),
        replay=entry["replay"],
        sandbox=entry["sandbox"],
    )


def _target(entry: Mapping[str, Any]) -> Target:
    return Target(
        url=entry["url"],
        mode=entry["mode"],
        allow_origins=tuple(entry["allow_origins"]),
        credentials=tuple(_credential(part) for part in entry["credentials"]),
        subjects=tuple((role, tuple(suppliers)) for role, suppliers in entry["subjects"]),
        requesters=tuple(Requester(**part) for part in entry["requesters"]),
        synthetic=tuple(entry["synthetic"]),
        bounds=Bounds(**entry["bounds"]),
        public_url=entry["public_url"],
        well_known=entry["well_known"],
        connection=_connection(entry["connection"]),
        file=entry["file"],
        lines=tuple((key, line) for key, line in entry["lines"]),
        absent_credentials=tuple(entry["absent_credentials"]),
        sandbox_max_age=entry["sandbox_max_age"],
    )


def _connection(entry: Mapping[str, Any]) -> Connection:
    headers = tuple(ExtraHeader(**part) for part in entry["headers"])
    proxy = Proxy(**entry["proxy"]) if entry["proxy"] else None
    return Connection(**{**entry, "headers": headers, "proxy": proxy})


def _credential(entry: Mapping[str, Any]) -> Credential:
    return Credential(**{**entry, "scopes": tuple(entry["scopes"])})
