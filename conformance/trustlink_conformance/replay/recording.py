"""Home of the recording: report and evidence of an earlier run, read and held against the seals."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.user_file import read_user_file, user_lines
from trustlink_conformance.evidence import FORMAT as EVIDENCE_FORMAT
from trustlink_conformance.evidence import KIND as EVIDENCE_KIND
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.given import Given, given_of
from trustlink_conformance.replay.recorded_exchange import exchange_of, is_whole
from trustlink_conformance.report_folder import ReportFolder
from trustlink_conformance.reports.document import FORMAT as REPORT_FORMAT
from trustlink_conformance.reports.document import KIND as REPORT_KIND
from trustlink_conformance.results import CheckResult, check_result_of
from trustlink_conformance.seals import LONGEST_LINE, changes, seals_of, seals_of_report

_MOST_CHANGES = 20
_QUESTION = re.compile(r"cases::\w+\[(.+)\]")
_BATCH = "createBatch"
_LARGEST = 64 * 1024 * 1024
_HINT = "Give the folder that `trustlink verify` wrote with --report-dir."
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class EvidenceChangedError(UserError):
    """Is raised for evidence that is not what the report speaks of."""


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """What a check came to, and the exchanges under it in which something had to be hidden."""

    result: CheckResult
    altered: tuple[int, ...]


@dataclass(frozen=True)
class Recording:
    """An earlier run; made by `read_recording`."""

    report: Mapping[str, Any] = field(repr=False)
    given: Given
    exchanges: tuple[Exchange, ...] = field(repr=False)
    """Those that were kept, by id."""
    checks: Mapping[str, RecordedCheck] = field(repr=False)
    altered: frozenset[int] = field(repr=False)
    """The exchanges in which something had to be hidden."""
    digest: str
    """SHA-256 (hex) of the report's file: a seal of the seals, if it was noted elsewhere."""

    @property
    def questions(self) -> frozenset[str]:
        """The ids of the published cases that were asked, whatever a run asks today."""
        found = map(_QUESTION.fullmatch, self.checks)
        return frozenset(one for match in found if match for one in match[1].split("+"))

    @property
    def has_batches(self) -> bool:
        """Whether published questions were asked in batches: the first versions had none."""
        return any(one.origin.case and one.origin.operation == _BATCH for one in self.exchanges)

    @property
    def kept(self) -> frozenset[int]:
        """The ids of the exchanges that can be read."""
        return frozenset(exchange.id for exchange in self.exchanges)


def read_recording(folder: Path) -> Recording:
    """Return the run whose report and evidence are in a folder.

    Raises UserError if they are not there, of another version or can't be read, and
    EvidenceChangedError if the evidence was changed since.
    """
    files = ReportFolder(folder)
    report = _report(files.report)
    refuse_changed(files.evidence, report)
    return _recording(files.evidence, report)


def digest_of(file: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _report(file: Path) -> Mapping[str, Any]:
    try:
        report = json.loads(read_user_file(file, most=_LARGEST, hint=_HINT))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: this is no JSON: {error}"[:300]) from error
    if not isinstance(report, dict) or report.get("kind") != REPORT_KIND:
        raise UserError(f"{file}: this is no report of `trustlink verify`")
    evidence = report.get("evidence")
    _refuse_other_format(file, report.get("format"), REPORT_FORMAT)
    if not isinstance(evidence, dict) or "seals" not in evidence:
        raise UserError(
            f"{file}: there is no evidence that could be judged again: {_why_not(evidence)}",
            hint="Verify with --evidence full, and replay with the same or a later version.",
        )
    return report


def _why_not(evidence: object) -> str:
    kept = evidence.get("keep") if isinstance(evidence, dict) else None
    return "none was kept" if kept == "none" else "it was written by an earlier version"


def _refuse_other_format(file: Path, found: object, expected: int) -> None:
    if found != expected:
        raise UserError(
            f"{file}: format {expected} was expected, found {str(found)[:20]}",
            hint="Replay it with the version of this kit that wrote it; its report names that.",
        )


def refuse_changed(file: Path, report: Mapping[str, Any]) -> None:
    """Raise EvidenceChangedError if evidence is not what its report has sealed; UserError."""
    try:
        found = seals_of(file)
        told = changes(seals_of_report(report["evidence"]["seals"]), found)
    except _MALFORMED as error:
        raise UserError(f"{file.with_name('report.json')}: the seals can't be read") from error
    if told:
        more = f"; and {len(told) - _MOST_CHANGES} more" if len(told) > _MOST_CHANGES else ""
        raise EvidenceChangedError(
            f"{file}: this is not the evidence that the report speaks of: "
            f"{'; '.join(told[:_MOST_CHANGES])}{more}",
            hint="Nothing was judged again. Get the file as it was written, or verify anew.",
        )


def _recording(file: Path, report: Mapping[str, Any]) -> Recording:
    given: Given | None = None
    exchanges: dict[int, Exchange] = {}
    checks: dict[str, RecordedCheck] = {}
    altered: set[int] = set()
    for number, entry in _entries(file):
        try:
            match entry["kind"]:
                case "run":
                    given = given_of(entry)
                case "check":
                    result = check_result_of(entry["result"])
                    checks[result.check] = RecordedCheck(result, tuple(entry["altered"]))
                case "exchange" if is_whole(entry):
                    exchange = exchange_of(entry)
                    exchanges[exchange.id] = exchange
                    altered |= {exchange.id} if entry["altered"] else set()
        except _MALFORMED as error:
            raise UserError(f"{file}: line {number} can't be read: {error!r:.200}") from error
    if given is None:
        raise UserError(f"{file}: it does not say what the checks of the run were given")
    ordered = tuple(exchanges[number] for number in sorted(exchanges))
    return Recording(
        report, given, ordered, checks, frozenset(altered), digest_of(file.with_name("report.json"))
    )


def _entries(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(user_lines(file, longest=LONGEST_LINE), 1):
        entry = json.loads(line)
        if number == 1 and entry.get("kind") == EVIDENCE_KIND:
            _refuse_other_format(file, entry.get("format"), EVIDENCE_FORMAT)
        yield number, entry
