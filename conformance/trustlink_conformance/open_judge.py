"""Home of the judge in somebody else's pytest: outcomes are pytest's, and others' tests are let be.

A check fails with what it found, and is skipped with the reason if nothing could be judged: pytest
has no word for what is not testable. The verdict is `trustlink verify`'s.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

from trustlink.requirements import Requirements
from trustlink.safe_text import harmless
from trustlink_conformance.judgement import MisconfigurationError
from trustlink_conformance.judging import Bench, End, end_of
from trustlink_conformance.plugin import LEDGER, PLANNED, Judge
from trustlink_conformance.pytest_options import Visit
from trustlink_conformance.results import Judged, Outcome
from trustlink_conformance.runner import CHECKS

_BAD = (Outcome.FAILED, Outcome.ERROR)


@dataclass(eq=False)  # pytest puts plugins into sets
class OpenJudge(Judge):
    """The plugin, where pytest is the user's own."""

    problems: list[str] = field(default_factory=list)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Plan the checks of this suite; tests of others come first, as they are."""
        ours = [item for item in items if is_ours(item)]
        others = [item for item in items if not is_ours(item)]
        super().pytest_collection_modifyitems(config, ours)
        items[:] = [*others, *ours]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Keep the books of a check of this suite."""
        if is_ours(item):
            return (yield from super().pytest_runtest_protocol(item))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """End a check that can't begin as what it says."""
        try:
            return (yield)
        except Exception as error:
            if is_ours(item):
                self._conclude(item, error)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """End a check in pytest's own way."""
        error = None
        try:
            yield
        except Exception as raised:
            if not is_ours(item):
                raise
            error = raised
        if is_ours(item):
            self._conclude(item, error)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what no test shows."""
        for text in self.problems:
            terminalreporter.write_line(f"trustlink: {harmless(text)}", red=True)
        terminalreporter.write_line("trustlink: a verdict is given by `trustlink verify` alone")

    def _conclude(self, item: pytest.Item, error: Exception | None) -> None:
        if isinstance(error, MisconfigurationError):
            pytest.exit(f"{error.message} {error.hint or ''}", returncode=2)
        end = end_of(error) if error else End()
        bench, planned = Bench(self.recorder, self.world), item.stash[PLANNED]
        parts = bench.judge(item.stash[LEDGER], end, planned.requirements)
        told = "\n\n".join(_told(parts, self.world.terms.requirements))
        if any(part.outcome in _BAD for part in parts):
            _fail(told)
        if not any(part.outcome is Outcome.PASSED for part in parts):
            pytest.skip(told or "nothing was judged")

    def _problem(self, text: str) -> None:
        self.problems.append(text)


def open_judge(visit: Visit) -> OpenJudge:
    """Return the plugin for a site that was reached."""
    return OpenJudge(
        visit.world,
        visit.recorder,
        visit.recorder.emit,
        visit.situation,
        wanted=visit.wanted,
        known=frozenset(visit.world.terms.requirements),
    )


def is_ours(item: pytest.Item) -> bool:
    """Return whether a test is a check of this suite."""
    return Path(item.path).is_relative_to(CHECKS)


def _fail(text: str) -> NoReturn:
    pytest.fail(text, pytrace=False)


def _told(parts: tuple[Judged, ...], rules: Requirements) -> Iterator[str]:
    for part in parts:
        for found in part.findings:
            rows = {
                part.requirement: rules[part.requirement].sentence,
                "expected": found.expected,
                "actual": f"{found.actual} at {found.pointer or 'the answer'}",
                "request": found.request,
                "repeat": found.curl,
            }
            yield "\n".join(f"{name:9} {harmless(text)}" for name, text in rows.items())
        if part.reason:
            provide = f"; provide {part.provide}" if part.provide else ""
            yield harmless(f"{part.requirement} {part.outcome}: {part.reason}{provide}")
