"""Home of the rehearsal: the run about the honest mock, check by check.

A check is a function of the answers that it gets, and of what discovery announces. So what it came
to is worth keeping: it is the same for every site that announces and answers alike.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trustlink_conformance.exchange import Exchange
from trustlink_conformance.kept_tokens import Kept, Wanted
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.results import CheckResult
from trustlink_conformance.selftest.collected import Check
from trustlink_conformance.selftest.direct_wire import occasion_of
from trustlink_conformance.selftest.logged import LoggedSession, Sent, meets_what_was_made, told
from trustlink_conformance.selftest.noted import ALL, Noted
from trustlink_conformance.selftest.watched_rules import Called
from trustlink_conformance.world import World

Books = tuple[CheckResult, Ledger]
"""What a check has come to, and its ledger."""


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
    tokens: Mapping[Wanted, Kept] = field(repr=False)
    announced: frozenset[Hashable]
    """The members of discovery that it rests on, itself or by what it was left in memory."""

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Every exchange that the check made."""
        return [one for sent in self.sent for one in sent.exchanges]

    @cached_property
    def read(self) -> frozenset[int]:
        """The exchanges of earlier checks that it rests on."""
        return frozenset(self.result.exchanges).difference(one.id for one in self.exchanges)


@dataclass(frozen=True)
class Rehearsal:
    """The turns of the honest mock's run, by check, and what discovery announced before them."""

    discovered: Mapping[str, Any] = field(repr=False)
    turns: Mapping[str, Turn] = field(repr=False)
    called: Called = field(default_factory=dict, repr=False)
    """The rules that were called to answer, if anybody watched them."""

    @cached_property
    def told(self) -> frozenset[tuple[object, ...]]:
        """Everything that was asked and answered."""
        return frozenset(told(one) for one in self._exchanges)

    def untouched_by(self, rules: frozenset[str]) -> frozenset[str]:
        """Return the checks that were answered without these rules, directly or by detours."""
        if not rules.isdisjoint(self.called.get("", ())):
            return frozenset()  # who knows where that is used
        touched = {one.id for one in self._exchanges if self._calls(one, rules)}
        made = any(one.request.method == "POST" for one in self._exchanges if one.id in touched)
        if made:
            touched |= {one.id for one in self._exchanges if meets_what_was_made(one.request)}
        turns = self.turns.items()
        return frozenset(
            name for name, turn in turns if touched.isdisjoint(one.id for one in turn.exchanges)
        )

    def _calls(self, exchange: Exchange, rules: frozenset[str]) -> bool:
        return not rules.isdisjoint(self.called.get(occasion_of(exchange.request), ()))

    @cached_property
    def _exchanges(self) -> list[Exchange]:
        return [one for turn in self.turns.values() for one in turn.exchanges]


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
            operations=frozenset(world.operation_ids_of(made)),
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
