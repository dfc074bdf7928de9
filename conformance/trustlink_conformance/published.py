"""Home of what the fixtures publish for a sandbox: its clients and its requesters."""

import json
from functools import cache
from typing import Any

from trustlink.errors import TrustlinkError
from trustlink.identifiers import SCHEMES
from trustlink.resources import fixtures_folder
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import Credential, Target
from trustlink_fixtures.scenarios import discovery_order, load_scenarios


def published_credentials() -> tuple[Credential, ...]:
    """Return the clients of fixtures/clients.json, secrets included: they are no secrets."""
    return tuple(
        Credential(
            label=client["label"],
            client_id=client["clientId"],
            client_secret=client["clientSecret"],
            scopes=tuple(client.get("scopes", ())),
            published=True,
        )
        for client in _read("clients.json")["clients"]
    )


def published_requesters() -> tuple[Requester, ...]:
    """Return the valid requesters of fixtures/requesters.json."""
    return tuple(
        Requester(entry["country"], entry["number"], entry.get("name"))
        for entry in _read("requesters.json")["valid"]
        if entry["scheme"] == SCHEMES.get(entry["country"])
    )


def invalid_requesters() -> tuple[dict[str, Any], ...]:
    """Return the invalid requesters of fixtures/requesters.json, with what is expected of each."""
    return tuple(_read("requesters.json")["invalid"])


@cache
def published_suppliers() -> tuple[str, ...]:
    """Return the code of each scenario's supplier, in the order of the published discovery."""
    return tuple(scenario.uscc for scenario in discovery_order(load_scenarios()))


def published_target(url: str, *, mode: Mode, bounds: Bounds) -> Target:
    """Return a target with all that the fixtures publish, in both modes."""
    return Target(
        url,
        mode=mode,
        credentials=published_credentials(),
        requesters=published_requesters(),
        synthetic=published_numbers(),
        bounds=bounds,
    )


def published_numbers() -> tuple[str, ...]:
    """Return every requester number that the fixtures publish, the invalid ones too."""
    requesters = _read("requesters.json")
    return tuple(
        entry["number"]
        for entry in (*requesters["valid"], *requesters["invalid"])
        if isinstance(entry.get("number"), str)
    )


def _read(name: str) -> dict[str, Any]:
    path = fixtures_folder() / name
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise TrustlinkError(f"{path}: the published fixtures can't be read: {error}") from error
    if not isinstance(content, dict):
        raise TrustlinkError(f"{path}: an object was expected at the top")
    return content
