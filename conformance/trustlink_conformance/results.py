"""Home of the results: what one check came to, for each requirement that it judges."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from trustlink_conformance.declare import Section


class Outcome(StrEnum):
    """What a requirement, or one check's part in it, has come to."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    WARNED = "WARNED"
    """A SHOULD, or a MAY, was not met."""
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_TESTABLE = "NOT_TESTABLE"
    ERROR = "ERROR"
    """Ours: a check that broke, compared nothing, or never ended."""


class Stage(StrEnum):
    """How early in an exchange a finding lies: what comes later may follow from it."""

    TRANSPORT = "transport"
    """There is no complete response."""
    TOKEN = "token"  # noqa: S105 -- no password
    """A token could not be had, or was not accepted."""
    FORM = "form"
    """Status, media type, JSON, or what a schema admits."""
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation as it is shown: redacted, shortened, with the line that repeats it."""

    check: str
    expected: str
    actual: str
    pointer: str = ""
    exchanges: tuple[int, ...] = ()
    curl: str = ""
    credential: str = ""
    """Whose secrets the variables in `curl` stand for, and with which scopes."""
    token: str = ""
    """The line that gets $TOKEN."""
    request: str = ""
    response: str = ""
    hint: str = ""
    """What usually causes exactly this."""
    constraint: str = ""
    """What the schema demands at the pointer, where that is not met."""
    stage: Stage = Stage.MEANING
    details: tuple[str, ...] = ()
    """More of what was compared, a line each."""
    invalid: Mapping[str, str] = field(default_factory=dict)
    """The part of the request that had to be refused: `place`, `constraint` and `value`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One check's part in one requirement."""

    requirement: str
    outcome: Outcome
    comparisons: int = 0
    reason: str = ""
    provide: str = ""
    need: str = ""
    """What was missing, as requirements.yaml names it, if the check was not testable."""
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as a part of what `CheckResult.as_json` returns."""
        return {**_members(self), "findings": [asdict(one) for one in self.findings]}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check that has ended."""

    check: str
    section: Section
    seconds: float
    exchanges: tuple[int, ...]
    """The ids of what it rests on; checks may share an exchange."""
    subjects: tuple[str, ...]
    judged: tuple[Judged, ...]
    digests: Mapping[str, str] = field(default_factory=dict)
    """Of generated requests, and of the values that they are made of."""

    def as_json(self) -> dict[str, Any]:
        """Return what `check_result_of` reads."""
        return {**_members(self), "judged": [part.as_json() for part in self.judged]}


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """A check that is going to be run."""

    check: str
    requirements: tuple[str, ...]
    section: Section = "deterministic"


def _members(one: Judged | CheckResult) -> dict[str, Any]:
    """Return the members as they are: `asdict` goes through each exchange of each check."""
    return {part.name: getattr(one, part.name) for part in fields(one)}


def check_result_of(entry: Mapping[str, Any]) -> CheckResult:
    """Return the result that `CheckResult.as_json` wrote."""
    return CheckResult(
        check=entry["check"],
        section=entry["section"],
        seconds=entry["seconds"],
        exchanges=tuple(entry["exchanges"]),
        subjects=tuple(entry["subjects"]),
        judged=tuple(_judged(part) for part in entry["judged"]),
        digests=dict(entry.get("digests", {})),
    )


def planned_check_of(entry: Mapping[str, Any]) -> PlannedCheck:
    """Return the planned check that `dataclasses.asdict` wrote."""
    return PlannedCheck(entry["check"], tuple(entry["requirements"]), entry["section"])


def _judged(entry: Mapping[str, Any]) -> Judged:
    findings = tuple(_finding(finding) for finding in entry["findings"])
    return Judged(**{**entry, "outcome": Outcome(entry["outcome"]), "findings": findings})


def _finding(entry: Mapping[str, Any]) -> Finding:
    """Return a finding; earlier versions of the suite wrote neither stage nor details."""
    lists = {name: tuple(entry.get(name, ())) for name in ("exchanges", "details")}
    return Finding(**{**entry, **lists, "stage": Stage(entry.get("stage", Stage.MEANING))})
