"""Home of writing: how values become columns of a store, and values again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from joserfc.jwk import ECKey

from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.clock import Hands
from trustlink_mock.sandboxes.conditions import Conditions
from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.journal.entry import Asked
from trustlink_mock.sandboxes.quota import Quota
from trustlink_mock.visit import Reply

_MICROSECOND = timedelta(microseconds=1)
_NOT_PLAIN = ("number", "at", "problem", "asked")
_PLAIN = tuple(one.name for one in fields(Entry) if one.name not in _NOT_PLAIN)
_plain_members = attrgetter(*_PLAIN)
_ENCODER = json.JSONEncoder(separators=(",", ":"))


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


def entries_text(entries: Iterable[Entry]) -> str:
    """Write entries, all but their numbers; as lists, since it is done for each request."""
    return _ENCODER.encode([_entry_members(entry) for entry in entries])


def read_entries(text: str, *, last: int) -> list[Entry]:
    """Read entries that have numbers one after the other, of which the last is given."""
    said = json.loads(text)
    return [_entry(number, *one) for number, one in enumerate(said, start=last - len(said) + 1)]


def _entry_members(entry: Entry) -> list[object]:
    asked = asdict(entry.asked) if entry.asked else None
    problem = entry.problem.decode("latin-1")
    return [entry.at.isoformat(), problem, asked, *_plain_members(entry)]


def _entry(number: int, at: str, problem: str, asked: JsonObject | None, *plain: Any) -> Entry:
    return Entry(
        number=number,
        at=datetime.fromisoformat(at),
        problem=problem.encode("latin-1"),
        asked=Asked(**asked) if asked else None,
        **dict(zip(_PLAIN, plain, strict=True)),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
