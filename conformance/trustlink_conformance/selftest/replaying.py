"""Home of replaying: judging another site by what the rehearsal tells of it.

The site is first sent what the honest mock was sent on behalf of a check. Where it answers alike,
the check says the same, and is not called.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import starmap

from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.kept_tokens import Kept, Wanted
from trustlink_conformance.pointer import ABSENT, is_equal
from trustlink_conformance.results import CheckResult, Outcome
from trustlink_conformance.selftest.collected import Check
from trustlink_conformance.selftest.logged import LoggedSession, Sent, are_alike, is_alike, told
from trustlink_conformance.selftest.noted import ALL
from trustlink_conformance.selftest.rehearsal import Books, Rehearsal, Turn
from trustlink_conformance.world import World

GROUNDS = ("profiles", "tokenEndpoint")
"""What of discovery decides which checks there are, and with which tokens they ask."""
FIRST_OWN_ID = 10_000
"""Ids of exchanges that were not rehearsed count from here; the others keep theirs."""


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
            self.session.debts.add(turn.sent)
            self._adopt(turn, turn.sent)
            return turn.result
        sent = self._sent(turn)
        if len(sent) == len(turn.sent) and all(map(are_alike, sent, turn.sent)):
            self._adopt(turn, sent)
            return turn.result
        self.session.ahead = sent
        return self._called(turn, call)

    def _was_told_otherwise(self, turn: Turn) -> bool:
        """Return whether discovery announces otherwise what the check rests on."""
        return bool(self._announced) and not turn.announced.isdisjoint({*self._announced, ALL})

    def _depends_on_a_change(self, turn: Turn) -> bool:
        if any(key in self.world.answered for key in turn.answered):
            return True  # a check that was answered otherwise has asked what is asked here
        if not self._missing.isdisjoint(turn.read):
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
            if not are_alike(done[-1], sent):
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
        self._others += [one for one in history if told(one) not in self.rehearsal.told]
        if len(rehearsed) != len(history) or not all(map(is_alike, history, rehearsed)):
            self._changed |= set(self.world.operation_ids_of((*history, *rehearsed)))
        for key, number in turn.answered.items() if turn else ():
            found = self.world.answered.get(key)
            if found is None or not is_alike(found, old[number]):
                self._missing.add(number)
        for wanted, token in turn.tokens.items() if turn else ():
            kept = self.world.tokens.kept.get(wanted)
            if kept is None or not is_alike(kept.exchange, token.exchange):
                self._missing.add(token.exchange.id)
        asked = [one for sent in log for one in sent.exchanges]
        as_often = _tokens_in(asked) == _tokens_in(turn.exchanges if turn else [])
        as_good = starmap(self._has_as_good, turn.tokens.items() if turn else ())
        self.holds = self.holds and as_often and all(as_good)

    def _has_as_good(self, wanted: Wanted, rehearsed: Kept) -> bool:
        """Return whether the token is the same, for the same scopes, and good for as long."""
        kept = self.world.tokens.kept.get(wanted)
        if kept is None or kept.until < rehearsed.until:
            return False
        return (kept.token, kept.granted) == (rehearsed.token, rehearsed.granted)


def _tokens_in(exchanges: Iterable[Exchange]) -> int:
    """Return how often a token was asked for."""
    return sum(one.origin.phase == "token" for one in exchanges)
