"""Home of the pytest plugin: plans the checks, gives each its site, tells how each has ended.

`trustlink verify` hands a `Judge` to pytest. Loaded by its name, `-p trustlink_conformance.plugin`,
the module brings options to somebody else's pytest: see `open_judge`.
"""

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from trustlink_conformance.asking import announce
from trustlink_conformance.cases import posed
from trustlink_conformance.declare import MARK
from trustlink_conformance.events import Emit
from trustlink_conformance.judgement import MisconfigurationError, NotTestable
from trustlink_conformance.judging import Bench, End, end_of
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.plan import Situation
from trustlink_conformance.planning import (
    ask_the_questions,
    declared_by,
    planned_of,
    question_of,
    turn_of,
)
from trustlink_conformance.pytest_options import (
    WITHOUT_A_SITE,
    add_options,
    is_asked_for,
    visit,
)
from trustlink_conformance.question import Posed
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.results import PlannedCheck
from trustlink_conformance.shown_gone import gone_as_json
from trustlink_conformance.site import Site
from trustlink_conformance.world import World

LEDGER = pytest.StashKey[Ledger]()
PLANNED = pytest.StashKey[PlannedCheck]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Judge the site that the options name, if they name one."""
    from trustlink_conformance.open_judge import open_judge  # noqa: PLC0415 -- it needs this module

    if is_asked_for(config):
        found = visit(config)
        config.add_cleanup(found.stack.close)
        config.pluginmanager.register(open_judge(found), "trustlink-judge")


@pytest.hookimpl(tryfirst=True)  # before -k sets checks aside
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to run the suite's checks without a site."""
    if not is_asked_for(config) and any(item.get_closest_marker(MARK) for item in items):
        raise pytest.UsageError(WITHOUT_A_SITE)


@dataclass(eq=False)  # pytest puts plugins into sets
class Judge:
    """The plugin; handed to `pytest.main` as an object, so that nothing of it is an option."""

    world: World
    recorder: Recorder
    emit: Emit
    situation: Situation
    wanted: frozenset[str]
    """The requirements that are judged in this run."""
    known: frozenset[str]
    """Every requirement that there is."""
    _ends: dict[str, End] = field(default_factory=dict)
    _began: float = 0.0
    _mark: int = 0
    _has_told_gone: bool = False

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give a check that asks a question every question of this run's cases."""
        ask_the_questions(metafunc, self.world.cases)

    @pytest.fixture
    def site(self, request: pytest.FixtureRequest) -> Site:
        """Return the target, for this check."""
        return Site(self.world, request.node.stash[LEDGER])

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the declaration's mark known."""
        config.addinivalue_line("markers", f"{MARK}(*ids): the requirements a check judges")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell of a check module that can't be read."""
        if report.failed:
            self._problem(f"the checks of {report.nodeid} can't be read: {_last_line(report)}")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep the checks that judge something in this run, and say which they are."""
        kept = [item for item in items if self._plan(item)]
        chosen = set(map(id, kept))
        dropped = [item for item in items if id(item) not in chosen]
        kept.sort(key=lambda item: turn_of(item, item.stash[PLANNED]))
        items[:] = kept
        announce(self.world, self._coming(items))
        config.hook.pytest_deselected(items=dropped)
        self.emit("planned", {"checks": [asdict(item.stash[PLANNED]) for item in items]})

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Keep the books of one check from before its set-up until after its end."""
        self._began, self._mark = time.monotonic(), self.recorder.evidence.mark()
        planned = item.stash[PLANNED]
        item.stash[LEDGER] = Ledger(planned.check, planned.requirements)
        self._ends.pop(item.nodeid, None)
        outcome = yield
        self._close(item)
        return outcome

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Note what a phase of the check raised: the first that raises decides."""
        if call.excinfo:
            self._note(item, call.excinfo.value)
        return (yield)

    def _note(self, item: pytest.Item, error: BaseException) -> None:
        if isinstance(error, MisconfigurationError):
            self.emit("mistake", {"message": error.message, "hint": error.hint})
            item.session.shouldstop = "the call or the configuration is at fault"
        self._ends.setdefault(item.nodeid, end_of(error))

    def _plan(self, item: pytest.Item) -> bool:
        declared = declared_by(item)
        if not declared.requirements:
            self._problem(f"the check {declared.check} declares no requirement")
        for unknown in set(declared.requirements) - self.known:
            self._problem(f"the check {declared.check} declares {unknown}, which is no requirement")
        planned = planned_of(item, declared, self.situation, self.wanted)
        item.stash[PLANNED] = planned or declared
        return planned is not None

    def _coming(self, items: Iterable[pytest.Item]) -> Iterator[Posed]:
        for item in items:
            question = question_of(item)
            if question is not None:
                site = Site(self.world, Ledger(check=item.stash[PLANNED].check))
                with suppress(NotTestable):
                    yield posed(site, question)

    def _close(self, item: pytest.Item) -> None:
        ledger, planned = item.stash[LEDGER], item.stash[PLANNED]
        del item.stash[LEDGER]  # it holds answers, and pytest keeps every item
        end = self._ends.pop(item.nodeid, End())
        result = Bench(self.recorder, self.world).result_of(
            planned, ledger, end, seconds=time.monotonic() - self._began
        )
        if any(part.findings for part in result.judged):
            for exchange in ledger.shared:
                self.recorder.keep(exchange)
        else:
            self.recorder.evidence.drop_since(self._mark)
        altered = self.recorder.altered.intersection(ledger.exchanges) - ledger.recalled
        self.recorder.evidence.conclude(result.as_json(), altered=altered)
        self.emit("check", result.as_json())
        self._tell_gone()

    def _tell_gone(self) -> None:
        """Say once that the site is gone, and what it was asked last."""
        gone = self.world.session.gone
        if gone is not None and not self._has_told_gone:
            self._has_told_gone = True
            self.emit("gone", gone_as_json(gone, self.recorder.shown))

    def _problem(self, text: str) -> None:
        self.emit("problem", {"text": text})


def _last_line(report: pytest.CollectReport) -> str:
    lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
    return lines[-1][:500] if lines else "no reason given"
