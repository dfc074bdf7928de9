"""Home of what the checks of a run are given, as the evidence keeps it: no secret is among it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.handover import Handover
from trustlink_conformance.published import published_numbers
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import Credential, Target

STAND_IN = "recorded"
"""Stands in the place of every secret when a run is judged again."""

_BOUNDS = {one.name for one in fields(Bounds)}


@dataclass(frozen=True, slots=True)
class Given:
    """What a run is judged again with."""

    target: Target
    nonce: str
    all_cases: bool


def given_as_json(handover: Handover, *, nonce: str) -> dict[str, Any]:
    """Return what `given_of` reads."""
    target = handover.target
    return {
        "nonce": nonce,
        "allCases": handover.all_cases,
        "target": {
            "url": target.url,
            "publicUrl": target.public_url,
            "wellKnown": target.well_known,
            "mode": target.mode,
            "allowOrigins": list(target.allow_origins),
            "credentials": [_credential_as_json(one) for one in target.credentials],
            "absentCredentials": list(target.absent_credentials),
            "subjects": {role: list(suppliers) for role, suppliers in target.subjects},
            "requesters": [asdict(one) for one in target.requesters],
            "bounds": target.bounds.as_json(),
        },
    }


def given_of(entry: Mapping[str, Any]) -> Given:
    """Return what `given_as_json` wrote; raises KeyError, TypeError or ValueError for else.

    Earlier runs told neither of a public URL, nor where discovery is, nor of absent clients.
    """
    target = entry["target"]
    bounds = {name: value for name, value in target["bounds"].items() if name in _BOUNDS}
    return Given(
        target=Target(
            url=target["url"],
            public_url=target.get("publicUrl", ""),
            well_known=target.get("wellKnown", "origin"),
            mode=target["mode"],
            allow_origins=tuple(target["allowOrigins"]),
            credentials=tuple(map(_credential, target["credentials"])),
            subjects=tuple((role, tuple(found)) for role, found in target["subjects"].items()),
            absent_credentials=tuple(target.get("absentCredentials", ())),
            requesters=tuple(Requester(**one) for one in target["requesters"]),
            synthetic=published_numbers(),
            bounds=Bounds(**bounds),
        ),
        nonce=entry["nonce"],
        all_cases=entry["allCases"],
    )


def _credential_as_json(credential: Credential) -> dict[str, Any]:
    return {
        "label": credential.label,
        "scopes": list(credential.scopes),
        "published": credential.published,
        "isToken": bool(credential.token),
    }


def _credential(entry: Mapping[str, Any]) -> Credential:
    return Credential(
        label=entry["label"],
        client_id=STAND_IN,
        client_secret="" if entry["isToken"] else STAND_IN,
        token=STAND_IN if entry["isToken"] else "",
        scopes=tuple(entry["scopes"]),
        published=entry["published"],
    )
