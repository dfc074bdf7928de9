"""Home of the playback: a session that gives the answers of an earlier run, and asks nobody."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from trustlink.errors import TrustlinkError
from trustlink_conformance.exchange import Errand, Exchange, Origin, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.patience import is_throttled
from trustlink_conformance.question import ACCEPTED
from trustlink_conformance.replay.recording import Recording
from trustlink_conformance.session import OWN_HEADERS, Session
from trustlink_conformance.tokens import says_invalid_token
from trustlink_conformance.wire import Fetched

_UNLIKE = frozenset({"authorization", *OWN_HEADERS})
"""Headers by which questions are not told apart: secrets, and what the session adds."""

_IN_PLAIN_WORDS = frozenset(("accept", value) for value in ACCEPTED)
"""Ways to say that JSON is taken: which of them was used has changed since earlier runs."""


class NotRecordedError(TrustlinkError):
    """Is raised when a check asks what the earlier run did not ask, or what was not kept."""


class Playback(Session):
    """Answers each question as it was answered; the clock stands where it stood then.

    A check is given its own exchanges first, each once and in order; then those of other checks,
    as checks share answers.
    """

    def __init__(self, recording: Recording, record: Callable[[Exchange], None]) -> None:
        super().__init__(
            recording.given.target,
            record,
            courier=_Nobody(),
            loop=_NoLoop(),
            instant=self._instant,
            pause=lambda _: None,
        )
        self.recording = recording
        self._start = datetime.fromisoformat(recording.report["started"])
        self._taken: set[int] = set()
        self._lent: set[tuple[str, int]] = set()
        self._alike: dict[Hashable, list[Exchange]] = defaultdict(list)
        self._of: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in recording.exchanges:
            self._of[exchange.origin.check].append(exchange)
            self._alike[_key(exchange.request, exchange.origin)].append(exchange)

    def exchange_together(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Return what these requests were answered; raises NotRecordedError if they were not."""
        return self.persevered(errands, self.sent(errands))

    def refuse_beyond(self, *, errands: int) -> None:
        """Let everything be asked: what the run was not answered is not recorded."""

    def sent(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Return what these requests were answered, once."""
        found = [self._answer(one.request, one.origin) for one in errands]
        for exchange in found:
            self.count += 1
            self.latest = exchange
            self.record(exchange)
        self.presence.note(found)
        return found

    def generated(self, check: str) -> Iterator[Exchange]:
        """Yield the requests that were generated for a check, without those that were repeated.

        A request is repeated after a 429, and if its token had ended. Ends as the run did: raises
        NotTestable if it was out of requests.
        """
        exchanges = [one for one in self._of.get(check, ()) if one.origin.phase == "generated"]
        if not exchanges:
            raise NotRecordedError("no generated request of this check was kept")
        repeated: set[Hashable] = set()
        for exchange in exchanges:
            key = _key(exchange.request, exchange.origin)
            if key not in repeated:
                yield exchange
            is_repeated = is_throttled(exchange) or says_invalid_token(exchange)
            repeated = repeated | {key} if is_repeated else repeated - {key}
        if exchanges[-1].id == self.target.bounds.max_requests:
            raise self._out_of_requests()

    def left_over(self, checks: Iterable[str]) -> list[Exchange]:
        """Return complete answers that these checks got then and have not asked for now."""
        return [
            exchange
            for check in checks
            for exchange in self._of.get(check, ())
            if exchange.origin.phase in ("check", "generated") and exchange.id not in self._taken
        ]

    def _answer(self, request: Outgoing, origin: Origin) -> Exchange:
        alike = self._alike.get(_key(request, origin), [])
        own = [one for one in alike if one.origin.check == origin.check]
        for exchange in own:
            if exchange.id not in self._taken:
                self._taken.add(exchange.id)
                return exchange
        for exchange in alike:
            if exchange not in own and (origin.check, exchange.id) not in self._lent:
                self._lent.add((origin.check, exchange.id))
                return exchange
        if alike and origin.phase in ("discovery", "token"):
            return alike[-1]
        raise self._missing(request)

    def _missing(self, request: Outgoing) -> Exception:
        if self.gone is not None:
            return self.gone.excuse()
        if self.recording.report["exchanges"] >= self.target.bounds.max_requests:
            return self._out_of_requests()
        return NotRecordedError(
            f"it asks what the run did not ask, or what was not kept: "
            f"{request.method} {request.url[:200]}"
        )

    def _out_of_requests(self) -> NotTestable:
        return NotTestable(
            f"the run's {self.target.bounds.max_requests} requests are used up",
            provide="a higher --max-requests",
        )

    def _instant(self) -> datetime:
        """Return the recorded time: the end of the exchange that was answered last."""
        if self.latest is None:
            return self._start
        return self.latest.started + timedelta(seconds=self.latest.seconds)


def _key(request: Outgoing, origin: Origin) -> Hashable:
    """Return what makes two questions the same; a token is asked for by its label."""
    if origin.phase == "token":
        return ("token", request.credential)
    unlike = _UNLIKE | {"idempotency-key"} if origin.phase == "generated" else _UNLIKE
    lines = ((name.lower(), value) for name, value in request.headers)
    plain = (line for line in lines if line not in _IN_PLAIN_WORDS)
    headers = tuple(sorted(line for line in plain if line[0] not in unlike))
    return (request.method, request.url, headers, request.content, request.credential)


class _Nobody:
    """Carries nothing."""

    async def fetch(self, request: Outgoing) -> Fetched:
        raise NotRecordedError(f"nothing is sent in a replay, but {request.method} was asked for")

    async def close(self) -> None:
        """Have nothing to close."""


class _NoLoop:
    """Runs nothing: in a replay nothing takes time."""

    def run(self, work: Coroutine[Any, Any, Any], *, within: float) -> Any:  # noqa: ARG002 -- a Loop's form
        work.close()

    def close(self) -> None:
        """Have nothing to release."""
