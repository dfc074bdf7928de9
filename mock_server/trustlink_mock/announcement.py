"""Home of what the mock says of itself: its discovery document and its state."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from trustlink.calendar import full_hour
from trustlink.contract import Contract
from trustlink_fixtures.announced import announced_discovery
from trustlink_mock.clock import instant_text
from trustlink_mock.receipts import KEYS_PATH

JsonDocument = dict[str, Any]


_OF_EVIDENCE = ("keysUri", "receiptRetention")

MOST_LISTED = 100
"""Suppliers that discovery names at most, says the contract; a site may answer for more."""


def discovery(
    contract: Contract, *, origin: str, profiles: Iterable[str], more: Iterable[str] = ()
) -> JsonDocument:
    """Return the sandbox's discovery with what this server has of its own (DISC-01).

    That is its origin, its profiles and the codes of suppliers beside the scenarios.
    """
    document: JsonDocument = announced_discovery(contract)
    endpoint = urlsplit(document["tokenEndpoint"])
    document["tokenEndpoint"] = origin + urlunsplit(("", "", endpoint.path, "", ""))
    document["profiles"] = list(profiles)
    document["suppliers"] = [*document["suppliers"], *more][:MOST_LISTED]
    if "evidence" in document["profiles"]:
        return {**document, "keysUri": origin + KEYS_PATH}
    return {name: value for name, value in document.items() if name not in _OF_EVIDENCE}


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
