"""Home of the collected checks: pytest finds them once, then they are called site after site.

What pytest does for each check and each run takes longer than most checks. A check is a function of
the site and its parameters, so here it is called as one, with the same books kept.
"""

import contextlib
import inspect
import io
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from trustlink_conformance.declare import MARK
from trustlink_conformance.judgement import MisconfigurationError
from trustlink_conformance.judging import Bench, end_of
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.plan import Situation
from trustlink_conformance.planning import ask_the_questions, declared_by, planned_of, turn_of
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.results import CheckResult, PlannedCheck
from trustlink_conformance.runner import collect_checks
from trustlink_conformance.site import Site
from trustlink_conformance.world import World
from trustlink_fixtures.cases import Case

_GIVEN = ("site", "record_property")


@dataclass(frozen=True)
class Check:
    """One check that pytest has collected."""

    item: pytest.Function = field(repr=False)
    declared: PlannedCheck
    fixtures: dict[str, Callable[..., Any]] = field(repr=False)
    """The functions of the fixtures that it takes beside the site, by name."""

    @cached_property
    def operation(self) -> str:
        """The operation whose generated requests it judges; "" for other checks."""
        return str(getattr(self.item, "callspec", _NO_PARAMETERS).params.get("operation_id", ""))

    @cached_property
    def looks_back(self) -> bool:
        """Whether it comes after the others, and looks at what they were answered."""
        return any(mark.kwargs["afterwards"] for mark in self.item.iter_markers(MARK))

    @cached_property
    def looks_at_each(self) -> bool:
        """Whether it judges each answer of the run by itself."""
        return any(mark.kwargs["each"] for mark in self.item.iter_markers(MARK))

    def run(
        self, planned: PlannedCheck, world: World, recorder: Recorder
    ) -> tuple[CheckResult, Ledger]:
        """Call the check and return what it has come to, and its ledger."""
        began, ledger, error = time.monotonic(), Ledger(check=planned.check), None
        try:
            self.item.obj(**self._arguments(Site(world, ledger)))
        except MisconfigurationError:
            raise
        except Exception as raised:  # noqa: BLE001 -- what a check raises is its outcome
            error = raised
        end = end_of(error)
        seconds = time.monotonic() - began
        return Bench(recorder, world).result_of(planned, ledger, end, seconds=seconds), ledger

    def _arguments(self, site: Site) -> dict[str, Any]:
        given: dict[str, Any] = {"site": site, "record_property": lambda *_: None}
        given |= getattr(self.item, "callspec", _NO_PARAMETERS).params
        names = list(inspect.signature(self.item.obj).parameters)
        return {name: self._value(name, given) for name in names}

    def _value(self, name: str, given: dict[str, Any]) -> Any:
        if name not in given:
            needed = inspect.signature(self.fixtures[name]).parameters
            given[name] = self.fixtures[name](**{one: self._value(one, given) for one in needed})
        return given[name]


Planned = tuple[Check, PlannedCheck]
"""A check, and what it judges in some situation."""


class _NO_PARAMETERS:  # noqa: N801 -- a stand-in for pytest's callspec
    params: dict[str, Any] = {}  # noqa: RUF012 -- never written to


@dataclass(frozen=True)
class Checks:
    """Every check of the suite, in the order in which a run asks."""

    all: tuple[Check, ...]
    _planned: dict[Hashable, tuple["Planned", ...]] = field(default_factory=dict, repr=False)

    def planned(self, situation: Situation, wanted: Collection[str]) -> tuple["Planned", ...]:
        """Return the checks that a run in this situation makes, as `verify` would."""
        key = situation, frozenset(wanted)
        if key not in self._planned:
            self._planned[key] = tuple(self._plan(situation, wanted))
        return self._planned[key]

    def _plan(self, situation: Situation, wanted: Collection[str]) -> Iterator["Planned"]:
        for check in self.all:
            planned = planned_of(check.item, check.declared, situation, wanted)
            if planned is not None:
                yield check, planned


def collected(cases: Iterable[Case]) -> Checks:
    """Return the checks of the suite, with the questions of these cases."""
    collector = _Collector(tuple(cases))
    with (
        TemporaryDirectory(prefix="trustlink-") as folder,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        collect_checks(collector, folder=Path(folder))
    found = sorted(collector.found, key=lambda one: turn_of(one.item, one.declared))
    return Checks(tuple(found))


@dataclass
class _Collector:
    cases: tuple[Case, ...]
    found: list[Check] = field(default_factory=list)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", f"{MARK}(*ids): the requirements a check judges")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        ask_the_questions(metafunc, self.cases)

    @pytest.fixture
    def site(self) -> None:
        """Stand in for the site, so that pytest knows the name."""

    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        for item in items:
            if isinstance(item, pytest.Function):
                self.found.append(Check(item, declared_by(item), _fixtures_of(item, session)))


def _fixtures_of(item: pytest.Function, session: pytest.Session) -> dict[str, Callable[..., Any]]:
    known = {}
    for name in item.fixturenames:
        found = session._fixturemanager.getfixturedefs(name, item)  # noqa: SLF001 -- no public way
        if found and name not in _GIVEN:
            known[name] = found[-1].func
    return known
