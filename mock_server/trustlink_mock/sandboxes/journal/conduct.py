"""Home of conduct: whether clients behave, as far as a journal can tell; the client's report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from trustlink_mock.clock import instant_text
from trustlink_mock.sandboxes.journal.entry import Asked, Entry

State = Literal["KEPT", "BROKEN", "NOT_SEEN"]

_KEYS, _TOKENS = "/trustlink/v1/keys", "/oauth2/token"
_MAKING = ("/trustlink/v1/verifications", "/trustlink/v1/verification-batches")
_MOST_SHOWN = 10
_TOKEN_SECONDS = 3000
"""Within them a token of an hour is surely good."""
_WHOSE_FETCH = (
    "Keys were fetched, but nobody can tell by which client: send a token along with "
    "GET /trustlink/v1/keys, or let each client have a sandbox of its own."
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Is one chance to keep a rule, and whether it was kept."""

    entry: int
    is_kept: bool | None
    """None if no server can tell."""
    doubt: str = ""
    """Why it can't."""


Rule = Callable[[Sequence[Entry]], Iterator[Occasion]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Is what a journal shows of one rule; without an occasion nothing is known."""

    rule: str
    sentence: str
    advice: str
    occasions: tuple[Occasion, ...]

    @property
    def state(self) -> State:
        """BROKEN if it was broken once; KEPT only if it was kept on each occasion."""
        if any(one.is_kept is False for one in self.occasions):
            return "BROKEN"
        return "KEPT" if self.occasions and not self.doubt else "NOT_SEEN"

    @property
    def doubt(self) -> str:
        """Why it can't be told of some occasion, "" if it can of all."""
        return next((one.doubt for one in self.occasions if one.is_kept is None), "")

    def document(self) -> dict[str, object]:
        """Return it as JSON; `entries` are where it was broken, the first ten."""
        broken = [one.entry for one in self.occasions if one.is_kept is False]
        shown = {
            "rule": self.rule,
            "state": self.state,
            "sentence": self.sentence,
            "occasions": len(self.occasions),
            "broken": len(broken),
            "entries": broken[:_MOST_SHOWN],
            "advice": self.advice,
        }
        return shown | ({"reason": self.doubt} if self.state == "NOT_SEEN" and self.doubt else {})


def conduct(entries: Sequence[Entry]) -> list[Finding]:
    """Judge the requests of a journal, in their order, by every rule."""
    return [
        Finding(name, sentence, advice, tuple(rule(entries)))
        for name, (sentence, advice, rule) in _RULES.items()
    ]


def _keys(entries: Sequence[Entry]) -> Iterator[Occasion]:
    """Whoever holds receipts has fetched keys; whether it used them, no server can see."""
    fetches = [e for e in entries if e.path == _KEYS and e.status in (200, 304)]
    holders = {e.client for e in entries if e.asked and e.asked.has_receipt}
    fetched = {
        one: _has_fetched(one, holders=holders, fetches=fetches, entries=entries) for one in holders
    }
    for entry in entries:
        if entry.asked and entry.asked.has_receipt:
            yield Occasion(entry.number, fetched[entry.client], _WHOSE_FETCH)


def _has_fetched(
    client: str, *, holders: set[str], fetches: Sequence[Entry], entries: Sequence[Entry]
) -> bool | None:
    """Tell whether a client has fetched keys, None if others may have fetched all of them.

    Keys are public: what is fetched without a token is taken for that of the only client that
    holds receipts, if it comes from an address that this client uses.
    """
    if not fetches:
        return False
    if any(fetch.client == client for fetch in fetches):
        return True
    peers = {entry.peer for entry in entries if entry.client == client}
    is_its_own = any(not fetch.client and fetch.peer in peers for fetch in fetches)
    return True if is_its_own and holders == {client} else None


def _pages(entries: Sequence[Entry]) -> Iterator[Occasion]:
    for place, entry in enumerate(entries):
        if entry.next_cursor:
            later = (_cursor(one) for one in entries[place + 1 :] if one.path == entry.path)
            yield Occasion(entry.number, entry.next_cursor in later)


def _cursor(entry: Entry) -> str:
    return dict(parse_qsl(entry.query)).get("cursor", "")


def _retries(entries: Sequence[Entry]) -> Iterator[Occasion]:
    for place, entry in enumerate(entries):
        if entry.retry_after.isdecimal() and entry.client:
            following = next((e for e in entries[place + 1 :] if _is_retry(e, entry)), None)
            yield Occasion(entry.number, following is None or _waited(entry, following))


def _is_retry(later: Entry, refused: Entry) -> bool:
    same = (later.method, later.path) == (refused.method, refused.path)
    return later.client == refused.client and (same or refused.status == 429)


def _waited(refused: Entry, later: Entry) -> bool:
    """Tell whether enough time has passed, be it real or that of a clock set ahead."""
    began = later.moment - later.took
    passed = max(began - refused.moment, (later.at - refused.at).total_seconds())
    return passed >= int(refused.retry_after)


def _statements(entries: Sequence[Entry]) -> Iterator[Occasion]:
    for entry in entries:
        if entry.method == "POST" and entry.path in _MAKING and entry.client:
            yield Occasion(entry.number, not any(map(_is_about_who_asks, _pointers(entry))))


def _pointers(entry: Entry) -> Iterator[str]:
    for fault in entry.refusal.get("errors", ()):
        yield str(fault.get("pointer", ""))


def _is_about_who_asks(pointer: str) -> bool:
    return not {"stage", "requester"}.isdisjoint(pointer.split("/"))


def _repetitions(entries: Sequence[Entry]) -> Iterator[Occasion]:
    """Judge new questions: an answer that an Idempotency-Key brings back is none."""
    known: dict[tuple[str, str], Asked] = {}
    for entry in entries:
        if entry.asked is not None:
            key = (entry.client, entry.asked.key)
            before = known.get(key)
            if before is None or before.location != entry.asked.location:
                is_late = before is None or instant_text(entry.at) > before.valid_until
                yield Occasion(entry.number, is_late)
                known[key] = entry.asked


def _tokens(entries: Sequence[Entry]) -> Iterator[Occasion]:
    issued: dict[str, float] = {}
    for entry in entries:
        if entry.path == _TOKENS and entry.status == 200:
            before = issued.get(entry.client)
            now = entry.at.timestamp()
            is_early = before is not None and 0 <= now - before < _TOKEN_SECONDS
            yield Occasion(entry.number, not is_early)
            issued[entry.client] = now


_RULES: dict[str, tuple[str, str, Rule]] = {
    "keys": (
        "A client that is given receipts fetches the keys that sign them.",
        "GET /trustlink/v1/keys before you rely on a receipt, and verify its signature.",
        _keys,
    ),
    "pages": (
        "A client follows nextCursor to the last page of a list.",
        "Ask again with cursor, all other parameters unchanged, until nextCursor is absent.",
        _pages,
    ),
    "retry-after": (
        "A client that is told to wait does not ask again before Retry-After has passed.",
        "After 409, 429, 503 and 504, wait as many seconds as Retry-After says.",
        _retries,
    ),
    "stage-and-requester": (
        "A client says rightly at which stage it asks, and for which importer.",
        "Check the importer's number by its scheme, and name the stage that applies.",
        _statements,
    ),
    "validity": (
        "A client does not ask the same again while the verification that it has is valid.",
        "Keep the verification until validUntil, and read it again by its id.",
        _repetitions,
    ),
    "tokens": (
        "A client uses its access token until it expires.",
        "Keep the token for expires_in seconds instead of asking for one with each request.",
        _tokens,
    ),
}
