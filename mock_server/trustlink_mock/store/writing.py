"""Home of writing: how values become columns of a store, and values again."""

import json
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from joserfc.jwk import ECKey

from trustlink_mock.clock import Hands
from trustlink_mock.sandboxes.conditions import Conditions
from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.journal.entry import Asked
from trustlink_mock.sandboxes.quota import Quota
from trustlink_mock.visit import Reply

_MICROSECOND = timedelta(microseconds=1)
_ENTRY = tuple(one.name for one in fields(Entry))


def key_text(key: ECKey) -> str:
    """Write a private key as a JWK."""
    key.ensure_kid()
    return json.dumps(key.as_dict(private=True))


def read_key(text: str) -> ECKey:
    """Read a private key."""
    key = ECKey.import_key(json.loads(text))
    key.ensure_kid()
    return key


def hands_text(hands: Hands | None) -> str | None:
    """Write how a clock is set."""
    if hands is None:
        return None
    stopped = hands.stopped_at.isoformat() if hands.stopped_at else None
    return json.dumps({"offset": hands.offset // _MICROSECOND, "stoppedAt": stopped})


def read_hands(text: str | None) -> Hands | None:
    """Read how a clock is set."""
    if text is None:
        return None
    said = json.loads(text)
    return Hands(said["offset"] * _MICROSECOND, _instant(said["stoppedAt"]))


def conditions_text(conditions: Conditions | None) -> str | None:
    """Write what the users of a sandbox have chosen."""
    if conditions is None:
        return None
    silent = conditions.silent_since
    return json.dumps(
        {
            "defects": conditions.defects,
            "suppliers": conditions.suppliers,
            "quota": asdict(conditions.quota) if conditions.quota else None,
            "silentSince": silent.isoformat() if silent else None,
        }
    )


def read_conditions(text: str | None) -> Conditions | None:
    """Read what the users of a sandbox have chosen."""
    if text is None:
        return None
    said = json.loads(text)
    return Conditions(
        defects=tuple(said["defects"]),
        suppliers=said["suppliers"],
        quota=Quota(**said["quota"]) if said["quota"] else None,
        silent_since=_instant(said["silentSince"]),
    )


def reply_text(reply: Reply) -> str:
    """Write status and headers of a reply; its content stands beside."""
    return json.dumps([reply.status, dict(reply.headers)])


def read_reply(text: str | None, content: bytes | None) -> Reply | None:
    """Read a reply."""
    if text is None:
        return None
    status, headers = json.loads(text)
    return Reply(status, headers, content or b"")


def entry_text(entry: Entry) -> str:
    """Write an entry, all but its number."""
    said: dict[str, Any] = {name: getattr(entry, name) for name in _ENTRY if name != "number"}
    asked = asdict(entry.asked) if entry.asked else None
    problem = entry.problem.decode("latin-1")
    return json.dumps({**said, "at": entry.at.isoformat(), "problem": problem, "asked": asked})


def read_entry(number: int, text: str) -> Entry:
    """Read an entry."""
    said = json.loads(text)
    said["at"] = datetime.fromisoformat(said["at"])
    said["problem"] = said["problem"].encode("latin-1")
    said["asked"] = Asked(**said["asked"]) if said["asked"] else None
    return Entry(number=number, **said)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
