"""Home of the acknowledgement: which failures of a run are known, which entries stale. Pure.

An entry is known (it accounts for a failure), stale (it has to be deleted) or unjudged (the run
can't tell). A requirement is known if every one of its findings is accounted for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from trustlink.contract import Contract
from trustlink_conformance.known_failures import KnownFailure, KnownFailures
from trustlink_conformance.results import Finding, Outcome
from trustlink_conformance.run import RequirementResult

State = Literal["known", "stale", "unjudged"]

_FAILED = (Outcome.FAILED, Outcome.WARNED)


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, and what the run says of it."""

    entry: KnownFailure
    state: State
    told: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the list of known failures comes to in one run."""

    file: str
    noted: tuple[Noted, ...]
    known: tuple[str, ...]
    """The requirements that failed, and of which every finding is accounted for."""

    @property
    def has_stale(self) -> bool:
        """Whether an entry has to be deleted."""
        return any(one.state == "stale" for one in self.noted)

    def reasons_for(self, requirement: str) -> tuple[str, ...]:
        """Return the reasons of the entries that account for a requirement's failures."""
        noted = (one.entry for one in self.noted if one.state == "known")
        return tuple(entry.reason for entry in noted if entry.requirement == requirement)


@dataclass(frozen=True)
class Acknowledger:
    """Holds the list against the results of a run."""

    listed: KnownFailures
    contract: Contract
    day: date
    """The day of the run: an entry holds until the end of its last day."""

    def acknowledge(
        self, results: Sequence[RequirementResult], *, selection: Sequence[str] = ()
    ) -> Acknowledgement:
        """Return what each entry comes to; outside a selection nothing is judged."""
        by_id = {one.requirement.id: one for one in results}
        judged = set(selection or by_id)
        noted = tuple(self._note(entry, by_id, judged) for entry in self.listed.entries)
        holding = [one.entry for one in noted if one.state == "known"]
        known = (one for one in results if one.requirement.id in judged)
        return Acknowledgement(
            self.listed.file,
            noted,
            tuple(one.requirement.id for one in known if self._is_known(one, holding)),
        )

    def _note(
        self, entry: KnownFailure, results: dict[str, RequirementResult], judged: set[str]
    ) -> Noted:
        result = results.get(entry.requirement)
        if result is None:
            return Noted(entry, "stale", f"there is no requirement {entry.requirement}")
        if entry.until is not None and entry.until < self.day:
            return Noted(entry, "stale", f"it held until {entry.until}, the run is of {self.day}")
        if entry.requirement not in judged:
            return Noted(entry, "unjudged", "the requirement was not selected")
        if result.outcome in _FAILED:
            return self._note_failed(entry, result)
        if result.outcome is Outcome.PASSED:
            return Noted(entry, "stale", "the requirement no longer fails")
        return Noted(entry, "unjudged", f"the requirement is {result.outcome} in this run")

    def _note_failed(self, entry: KnownFailure, result: RequirementResult) -> Noted:
        others = [one for one in result.findings if not self._fits(entry, one)]
        fitting = len(result.findings) - len(others)
        if fitting:
            told = f"{fitting} of {len(result.findings)} findings{self._beside(others)}"
            return Noted(entry, "known", told)
        return Noted(entry, "stale", "the requirement fails, but not in this check or operation")

    def _beside(self, others: Sequence[Finding]) -> str:
        """Name a finding that an entry does not account for, if there is any."""
        if not others:
            return ""
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        return f", not {others[0].check} ({self._operation_of(others[0])}){more}"

    def _is_known(self, result: RequirementResult, holding: Iterable[KnownFailure]) -> bool:
        fitting = [one for one in holding if one.requirement == result.requirement.id]
        return result.outcome in _FAILED and all(
            any(self._fits(entry, finding) for entry in fitting) for finding in result.findings
        )

    def _fits(self, entry: KnownFailure, finding: Finding) -> bool:
        is_check = entry.check in ("", finding.check, finding.check.partition("[")[0])
        return is_check and entry.operation in ("", self._operation_of(finding))

    def _operation_of(self, finding: Finding) -> str:
        method, _, url = finding.request.partition(" ")
        found = self.contract.operation_at(
            "GET" if method == "HEAD" else method, urlsplit(url).path
        )
        return found.operation_id if found else "none of the contract"
