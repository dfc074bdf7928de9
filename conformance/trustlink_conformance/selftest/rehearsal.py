"""Home of the rehearsal: the run about the honest mock, and what of it holds for another site.

A check is a function of the answers that it gets, and of what discovery announces. So a site is
first sent what the honest mock was sent on behalf of a check; where it answers alike, the check
says the same, and is not called.
"""

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import starmap
from typing import Any

from trustlink_conformance.exchange import Errand, Exchange, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.pointer import ABSENT, is_equal
from trustlink_conformance.results import CheckResult, Outcome
from trustlink_conformance.selftest.collected import Check
from trustlink_conformance.selftest.noted import ALL, Noted
from trustlink_conformance.session import OWN_HEADERS, Session
from trustlink_conformance.tokens import Kept
from trustlink_conformance.world import World

GROUNDS = ("profiles", "tokenEndpoint")
"""What of discovery decides which checks there are, and with which tokens they ask."""
FIRST_OWN_ID = 10_000
"""Ids of exchanges that were not rehearsed count from here; the others keep theirs."""

Books = tuple[CheckResult, Ledger]
"""What a check has come to, and its ledger."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out together, and what came of it."""

    errands: tuple[Errand, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def requests(self) -> list[Outgoing]:
        """The requests alone, as they were asked for."""
        return [one.request for one in self.errands]


@dataclass(frozen=True)
class Turn:
    """One check's turn in the rehearsal: what it came to, and what it left to later ones."""

    result: CheckResult
    operations: frozenset[str]
    """What its own exchanges asked; "" for what is no operation."""
    recalled: frozenset[str]
    sent: tuple[Sent, ...] = field(repr=False)
    kept: frozenset[int] = field(repr=False)
    """The exchanges that went into the history."""
    answered: Mapping[Hashable, int] = field(repr=False)
    memory: Mapping[Hashable, Any] = field(repr=False)
    tokens: Mapping[str, Kept] = field(repr=False)
    announced: frozenset[Hashable]
    """The members of discovery that it rests on, itself or by what it was left in memory."""

    @property
    def exchanges(self) -> list[Exchange]:
        """Every exchange that the check made."""
        return [one for sent in self.sent for one in sent.exchanges]


@dataclass
class LoggedSession(Session):
    """A session that remembers what was sent, and can be given the next answers beforehand."""

    log: list[Sent] = field(default_factory=list, init=False)
    ahead: list[Sent] = field(default_factory=list, init=False)

    def exchange_together(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Send as any session does, unless the same was sent beforehand."""
        if not self.ahead:
            exchanges = super().exchange_together(errands)
            self.log.append(Sent(tuple(errands), tuple(exchanges)))
            return exchanges
        sent = self.ahead.pop(0)
        if sent.requests != [one.request for one in errands]:
            check = errands[0].origin.check
            raise RuntimeError(f"{check} asks otherwise although it was answered alike")
        self.log.append(sent)
        return list(sent.exchanges)

    def again(self, sent: Sent) -> Sent:
        """Send what went out to another site, byte for byte; what comes of it alike is the same.

        Raises NotTestable as `exchange_together` does.
        """
        self.refuse_beyond(errands=len(sent.errands))
        self.count += len(sent.errands)
        before = sent.exchanges
        repeated = [(one.id, Errand(one.request, one.origin)) for one in before]
        made = self.send_all(repeated)
        same = tuple(starmap(_as_rehearsed, zip(made, before, strict=True)))
        self.latest = same[-1]
        sent = sent if all(map(operator.is_, same, before)) else Sent(sent.errands, same)
        self.log.append(sent)
        return sent


@dataclass(frozen=True)
class Rehearsal:
    """The turns of the honest mock's run, by check, and what discovery announced before them."""

    discovered: Mapping[str, Any] = field(repr=False)
    turns: Mapping[str, Turn] = field(repr=False)

    @cached_property
    def told(self) -> frozenset[tuple[object, ...]]:
        """Everything that was asked and answered."""
        return frozenset(_told(one) for turn in self.turns.values() for one in turn.exchanges)


@dataclass
class Rehearsing:
    """Takes down a rehearsal while it is run."""

    world: World
    session: LoggedSession
    turns: dict[str, Turn] = field(default_factory=dict)
    _announced: set[Hashable] = field(default_factory=set)
    """The members of discovery that were read in this turn."""
    _remembered: set[Hashable] = field(default_factory=set)
    """The keys of the memory that were."""
    _sources: dict[Hashable, frozenset[Hashable]] = field(default_factory=dict)
    """The members of discovery that an entry of the memory rests on."""

    def __post_init__(self) -> None:
        self._discovered = dict(self.world.discovered)
        self.world.discovered = Noted(self._discovered, self._announced.add)
        self.world.memory = Noted(self.world.memory, self._remembered.add)

    @property
    def rehearsal(self) -> Rehearsal:
        """What was taken down."""
        return Rehearsal(self._discovered, self.turns)

    def run(self, _: Check, name: str, call: Callable[[], Books]) -> CheckResult:
        """Call a check and take down its turn."""
        world, since = self.world, len(self.world.history.exchanges)
        answered, memory = set(world.answered), set(world.memory)
        tokens, logged = set(world.tokens.kept), len(self.session.log)
        self._announced.clear()
        self._remembered.clear()
        result, ledger = call()
        announced = self._rests_on()
        sent = tuple(self.session.log[logged:])
        made = [one for each in sent for one in each.exchanges]
        self.turns[name] = Turn(
            result=result,
            operations=frozenset(_operation(world, one) for one in made),
            recalled=frozenset(ledger.recalled_operations),
            sent=sent,
            kept=frozenset(one.id for one in world.history.exchanges[since:]),
            answered={key: one.id for key, one in world.answered.items() if key not in answered},
            memory={key: value for key, value in world.memory.items() if key not in memory},
            tokens={key: value for key, value in world.tokens.kept.items() if key not in tokens},
            announced=announced,
        )
        self._sources |= dict.fromkeys(self.turns[name].memory, announced)
        return result

    def _rests_on(self) -> frozenset[Hashable]:
        sources, read = self._sources, self._remembered
        known = sources if ALL in read else read & sources.keys()
        return frozenset(self._announced).union(*(sources[key] for key in known))


@dataclass
class Replaying:
    """Runs the checks about another site, but for those that are answered as in the rehearsal."""

    rehearsal: Rehearsal
    world: World
    session: LoggedSession
    untouched: frozenset[str]
    """The checks that ask nothing that this site can answer otherwise: they are not even sent."""
    holds: bool = True
    """Whether the grounds in discovery, and tokens, are those of the rehearsal so far."""
    _announced: frozenset[str] = frozenset()
    """The members of discovery that differ."""
    _missing: set[int] = field(default_factory=set)
    """The rehearsed exchanges that this site answered otherwise, or was not asked for."""
    _others: list[Exchange] = field(default_factory=list)
    """What was asked or answered otherwise than anything in the rehearsal."""
    _changed: set[str] = field(default_factory=set)
    """The operations whose answers so far are not those of the rehearsal."""

    def __post_init__(self) -> None:
        self.session.count = FIRST_OWN_ID
        old, new = self.rehearsal.discovered, self.world.discovered
        names = [*old, *(name for name in new if name not in old)]
        differing = [
            name for name in names if not is_equal(old.get(name, ABSENT), new.get(name, ABSENT))
        ]
        self._announced = frozenset(differing)
        self.holds = bool(new) and self._announced.isdisjoint(GROUNDS)

    def run(self, check: Check, name: str, call: Callable[[], Books]) -> CheckResult:
        """Return what a check comes to, from the rehearsal if that can be told."""
        turn = self.rehearsal.turns.get(name)
        if turn is None or not self.holds or self._was_told_otherwise(turn):
            return self._called(turn, call)
        if self._depends_on_a_change(turn):
            if check.looks_at_each and not turn.sent:
                return self._called_about_changes(turn, call)
            return self._called(turn, call)
        if name in self.untouched:
            self._adopt(turn, turn.sent)
            return turn.result
        sent = self._sent(turn)
        if len(sent) == len(turn.sent) and all(map(_are_alike, sent, turn.sent)):
            self._adopt(turn, sent)
            return turn.result
        self.session.ahead = sent
        return self._called(turn, call)

    def _was_told_otherwise(self, turn: Turn) -> bool:
        """Return whether discovery announces otherwise what the check rests on."""
        return bool(self._announced) and not turn.announced.isdisjoint({*self._announced, ALL})

    def _depends_on_a_change(self, turn: Turn) -> bool:
        if not turn.answered.keys().isdisjoint(self.world.answered):
            return True  # a check that was answered otherwise has asked what is asked here
        own = {one.id for one in turn.exchanges}
        if not self._missing.isdisjoint(set(turn.result.exchanges) - own):
            return True
        recalled = turn.recalled
        return bool(self._changed) if "" in recalled else not self._changed.isdisjoint(recalled)

    def _sent(self, turn: Turn) -> list[Sent]:
        """Send what a check had sent, up to the first answer that differs."""
        done: list[Sent] = []
        for sent in turn.sent:
            try:
                done.append(self.session.again(sent))
            except NotTestable:  # out of patience: the check will hear so itself
                break
            if not _are_alike(done[-1], sent):
                break
        return done

    def _adopt(self, turn: Turn, sent: Iterable[Sent]) -> None:
        """Leave to later checks what the check would have left."""
        made = {one.id: one for each in sent for one in each.exchanges}
        for number in sorted(turn.kept):
            self.world.history.keep(made[number])
        self.world.answered.update({key: made[each] for key, each in turn.answered.items()})
        self.world.memory.update(turn.memory)
        self.world.tokens.kept.update(turn.tokens)

    def _called(self, turn: Turn | None, call: Callable[[], Books]) -> CheckResult:
        since, logged = len(self.world.history.exchanges), len(self.session.log)
        result, _ = call()
        if self.session.ahead:
            raise RuntimeError(f"{result.check} asked less although it was answered alike")
        self._note(turn, self.world.history.exchanges[since:], self.session.log[logged:])
        return result

    def _called_about_changes(self, turn: Turn, call: Callable[[], Books]) -> CheckResult:
        """Show a check the answers that differ: about all others it said its word already."""
        self.world.history.shown = self._others
        try:
            result = self._called(turn, call)
        finally:
            self.world.history.shown = None
        has_failed = any(part.outcome is Outcome.FAILED for part in result.judged)
        return result if has_failed else turn.result

    def _note(self, turn: Turn | None, history: Sequence[Exchange], log: Sequence[Sent]) -> None:
        """Note what later checks find otherwise than they did in the rehearsal."""
        old = {one.id: one for one in turn.exchanges} if turn else {}
        rehearsed = [old[number] for number in sorted(turn.kept)] if turn else []
        self._others += [one for one in history if _told(one) not in self.rehearsal.told]
        if len(rehearsed) != len(history) or not all(map(_is_alike, history, rehearsed)):
            self._changed |= {_operation(self.world, one) for one in (*history, *rehearsed)}
        for key, number in turn.answered.items() if turn else ():
            found = self.world.answered.get(key)
            if found is None or not _is_alike(found, old[number]):
                self._missing.add(number)
        if turn is None:
            grounds = (one for sent in log for one in sent.exchanges if _is_a_ground(one))
            self.holds = self.holds and not any(grounds)
        elif not all(starmap(self._has_as_good, turn.tokens.items())):
            self.holds = False

    def _has_as_good(self, label: str, rehearsed: Kept) -> bool:
        """Return whether the token of this label is the same, and good for as long."""
        kept = self.world.tokens.kept.get(label)
        return kept is not None and kept.token == rehearsed.token and kept.until >= rehearsed.until


def _operation(world: World, exchange: Exchange) -> str:
    operation = world.operation_of(exchange)
    return operation.operation_id if operation else ""


def _is_a_ground(exchange: Exchange) -> bool:
    return exchange.origin.phase in ("discovery", "token")


def _as_rehearsed(made: Exchange, rehearsed: Exchange) -> Exchange:
    """Return the rehearsed exchange itself if the same came of it, else the new one."""
    return rehearsed if replace(made, started=rehearsed.started) == rehearsed else made


def _are_alike(one: Sent, other: Sent) -> bool:
    return one is other or all(map(_is_alike, one.exchanges, other.exchanges))


def _is_alike(one: Exchange, other: Exchange) -> bool:
    return one is other or _told(one) == _told(other)


def _told(exchange: Exchange) -> tuple[object, ...]:
    """Return what was asked, but for what the session adds to each request, and what came of it."""
    request = exchange.request
    headers = tuple(pair for pair in request.headers if pair[0].lower() not in OWN_HEADERS)
    asked = (request.method, request.url, request.content, headers)
    return *asked, exchange.response, exchange.failure, exchange.seconds
