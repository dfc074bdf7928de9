"""The defects of group VER about Idempotency-Key: made twice, or not made at all."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.idempotency import Attempt, Attempts, Owner
from trustlink_mock.problems import Problem
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit


@defect("VER-09", "Ignores an Idempotency-Key.", joint=Joint.ATTEMPTS)
def key_ignored(honest: Attempts) -> Attempts:
    """Remember nothing."""
    return _Forgetful(honest.capacity)


@defect("VER-09", "Makes two verifications of two requests at once.", joint=Joint.ATTEMPTS)
def two_at_once(honest: Attempts) -> Attempts:
    """Look first, and write down when it is done."""
    return _Racing(honest.capacity)


@defect("VER-09", "Keeps a key occupied by a request that failed.", joint=Joint.ATTEMPTS)
def failure_occupies_the_key(honest: Attempts) -> Attempts:
    """Never clear up."""
    return _Littering(honest.capacity)


@defect("VER-09", "Shares keys among all clients.", joint=Joint.ATTEMPTS)
def keys_of_all_clients(honest: Attempts) -> Attempts:
    """Look at the key alone."""
    return _Seeing(honest.capacity, owner=lambda owner: ("", owner[1]))


@defect(
    "VER-09",
    "Goes by the first 64 characters of a key.",
    joint=Joint.ATTEMPTS,
    also={"VER-04": "ids and times are concerned"},
)
def long_keys_cut(honest: Attempts) -> Attempts:
    """Keep keys in a narrow column."""
    return _Seeing(honest.capacity, owner=lambda owner: (owner[0], owner[1][:64]))


@defect(
    "VER-09",
    "Takes capitals in a key for small letters.",
    joint=Joint.ATTEMPTS,
    also={"VER-04": "ids and times are concerned"},
)
def keys_in_small_letters(honest: Attempts) -> Attempts:
    """Compare keys as a database with a lax collation does."""
    return _Seeing(honest.capacity, owner=lambda owner: (owner[0], owner[1].lower()))


@defect("VER-09", "Takes members in another order for another value.", joint=Joint.ATTEMPTS)
def order_of_members_counts(honest: Attempts) -> Attempts:
    """Compare texts."""
    return _Seeing(honest.capacity, value=json.dumps)


@defect(
    "VER-09",
    "Gives the old answer to another request about the same supplier.",
    joint=Joint.ATTEMPTS,
)
def supplier_alone_compared(honest: Attempts) -> Attempts:
    """Compare one member."""
    return _Seeing(honest.capacity, value=lambda body: str(body.get("supplier")))


@defect(
    "VER-09",
    "Takes Accept-Language for a part of the key.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def language_in_the_key(asked: Asked) -> Asked:
    """Put it before the key."""
    language = asked.headers.get("accept-language", "")
    return with_key(asked, lambda key: f"{language}-{key}" if language.isalpha() else key)


@defect(
    "VER-09",
    "Gives the same verification again in another language.",
    joint=Joint.RESPONSE,
    operation="createVerification",
)
def given_again_in_thai(reply: Reply, visit: Visit) -> Reply:
    """Translate the reasons if a key comes with a wish for Thai."""
    is_meant = "idempotency-key" in visit.headers and visit.headers.get("accept-language") == "th"
    return reply.with_document(_in_thai(reply.document)) if is_meant else reply


@defect(
    "VER-09",
    "Takes a key with a blank in it.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def key_with_blank(asked: Asked) -> Asked:
    """Write a hyphen in its place."""
    return with_key(asked, lambda key: key.replace(" ", "-"))


@defect(
    "VER-09",
    "Takes a key with letters beyond ASCII.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def key_beyond_ascii(asked: Asked) -> Asked:
    """Escape them."""
    return with_key(asked, lambda key: key.encode("ascii", "backslashreplace").decode())


def with_key(asked: Asked, change: Callable[[str], str]) -> Asked:
    """Return the request with another Idempotency-Key, if it has one."""
    key = asked.headers.get("idempotency-key")
    if key is None:
        return asked
    return replace(asked, headers={**asked.headers, "idempotency-key": change(key)})


def _in_thai(document: Any) -> Any:
    """Return a verification with its reasons in Thai; the receipt stays as it was."""
    results = {
        name: {**result, "reasons": [_thai(one) for one in result["reasons"]]}
        for name, result in document["results"].items()
    }
    return {**document, "results": results}


def _thai(reason: dict[str, Any]) -> dict[str, Any]:
    return {**reason, "message": "ข้อความเป็นภาษาไทย"}


class _Forgetful(Attempts):
    __slots__ = ()

    def earlier_reply(self, _owner: Owner, _body: object, *, now: datetime) -> Reply | None:
        del now
        return None


class _Racing(Attempts):
    __slots__ = ()

    def earlier_reply(self, owner: Owner, body: object, *, now: datetime) -> Reply | None:
        try:
            return Attempts.earlier_reply(self, owner, body, now=now)
        except Problem as problem:
            if problem.status == 409:
                return None
            raise


class _Littering(Attempts):
    __slots__ = ()

    @contextmanager
    def attempt(self, owner: Owner, body: object, *, now: datetime) -> Iterator[Attempt]:
        with Attempts.attempt(self, owner, body, now=now) as attempt:
            try:
                yield attempt
            finally:
                litter = Attempt(attempt.value, now, attempt.reply)
                self.kept.begin(owner, litter, most=self.capacity)


@dataclass(frozen=True, slots=True)
class _Seeing(Attempts):
    owner: Callable[[Owner], Owner] = lambda owner: owner
    value: Callable[[Any], object] = lambda body: body

    def earlier_reply(self, owner: Owner, body: object, *, now: datetime) -> Reply | None:
        seen = self.owner(owner), self.value(body)
        return Attempts.earlier_reply(self, *seen, now=now)

    @contextmanager
    def attempt(self, owner: Owner, body: object, *, now: datetime) -> Iterator[Attempt]:
        seen = self.owner(owner), self.value(body)
        with Attempts.attempt(self, *seen, now=now) as attempt:
            yield attempt
