"""What earlier runs left in report folders, and deleting what is older than it may be.

Only files that a run wrote are touched: they have the names that a run gives, and each is known by
the mark near its beginning. Links are never followed. A run that was killed leaves evidence without
a report: its age is then that of the file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trustlink.errors import UserError
from trustlink_conformance.evidence import KIND as EVIDENCE_KIND
from trustlink_conformance.report_folder import ReportFolder, is_file_of_ours
from trustlink_conformance.reports.saved import read_report

RETAIN = timedelta(days=30)
"""How long evidence is kept unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """The files of one earlier run that may be deleted, and when that run ended."""

    folder: Path
    ended: datetime
    files: tuple[Path, ...]


def leftovers(
    folders: Iterable[Path], *, before: datetime, with_reports: bool
) -> Iterator[Leftover]:
    """Yield what runs that ended before an instant left in these folders, and in those below.

    Evidence alone, or with the reports; a folder in which nothing is left of a run is passed over.
    """
    for path in dict.fromkeys(_report_folders(folders)):
        found = _leftover(ReportFolder(path), with_reports=with_reports)
        if found is not None and found.ended < before:
            yield found


def delete(leftover: Leftover) -> None:
    """Delete the files; raises UserError for one that can't be."""
    for file in leftover.files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"{file} can't be deleted: {error.strerror}") from error


def _report_folders(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"{folder} is no folder", hint="Name folders that hold reports.")
        for name in ("evidence.jsonl", "report.json"):
            yield from sorted(file.parent for file in folder.absolute().rglob(name))


def _leftover(folder: ReportFolder, *, with_reports: bool) -> Leftover | None:
    """Return what a folder holds of a run, None if that is nothing."""
    wanted = folder.files() if with_reports else ((folder.evidence, EVIDENCE_KIND),)
    files = tuple(file for file, kind in wanted if is_file_of_ours(file, kind=kind))
    return Leftover(folder.path, _ended(folder, files), files) if files else None


def _ended(folder: ReportFolder, files: Iterable[Path]) -> datetime:
    try:
        ended = datetime.fromisoformat(read_report(folder.path)["ended"])
    except (UserError, ValueError):
        latest = max(file.stat().st_mtime for file in files)
        return datetime.fromtimestamp(latest, UTC)
    return ended if ended.tzinfo else ended.replace(tzinfo=UTC)
