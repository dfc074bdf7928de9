"""Home of what the mock says of itself: its discovery document and its state."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from trustlink.calendar import full_hour
from trustlink.errors import UserError
from trustlink.resources import fixtures_folder
from trustlink_mock.clock import instant_text
from trustlink_mock.receipts import KEYS_PATH

JsonDocument = dict[str, Any]


@cache
def _published() -> str:
    source = fixtures_folder() / "discovery.json"
    try:
        text = source.read_text(encoding="utf-8")
        json.loads(text)
    except (OSError, ValueError) as error:
        raise UserError(f"{source}: can't be read as the sandbox's discovery: {error}") from error
    return text


def discovery(*, origin: str, profiles: Iterable[str]) -> JsonDocument:
    """Return the sandbox's published discovery with this server's origin and profiles (DISC-01)."""
    document: JsonDocument = json.loads(_published())
    endpoint = urlsplit(document["tokenEndpoint"])
    document["tokenEndpoint"] = origin + urlunsplit(("", "", endpoint.path, "", ""))
    document["profiles"] = list(profiles)
    document |= _of_evidence(origin) if "evidence" in document["profiles"] else {}
    return document


def _of_evidence(origin: str) -> JsonDocument:
    return {"keysUri": origin + KEYS_PATH}


def status(announced: JsonDocument, *, now: datetime) -> JsonDocument:
    """Return the state of the site as a whole: a scenario's outage does not show (DISC-07)."""
    checked = instant_text(full_hour(now))
    sources = [
        {"authority": authority, "state": "AVAILABLE", "checkedAt": checked}
        for authority in announced["violationPolicy"]["authorities"]
    ]
    return {
        "contractVersion": announced["contractVersion"],
        "state": "OPERATIONAL",
        "sources": sources,
    }
