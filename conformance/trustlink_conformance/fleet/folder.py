"""Home of the fleet's folder: a report folder for each site, an end mark in it, the overview.

A site is finished when its mark says so: it is written last, and bound to the job and the report.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.fleet import csv_table, overview, page
from trustlink_conformance.fleet.attempt import Attempt
from trustlink_conformance.fleet.job import Job
from trustlink_conformance.fleet.standing import Standing, standing_of, standing_without_report
from trustlink_conformance.report_folder import clear_file, open_report_folder, replace_file
from trustlink_conformance.reports.saved import read_report
from trustlink_conformance.reports.views import view_of

KIND = "trustlink-fleet-mark"


@dataclass(frozen=True, slots=True)
class FleetFolder:
    """A folder for a fleet: `open_fleet_folder` makes it."""

    path: Path

    @property
    def page(self) -> Path:
        """Where the overview goes as a page."""
        return self.path / "overview.html"

    def site(self, job: Job) -> Path:
        """Return where a site's report goes."""
        return self.path / "sites" / job.name

    def finished(self, job: Job) -> Standing | None:
        """Return how a site came out earlier; None if it is to be verified (again)."""
        if self._leads_elsewhere(job):
            return None
        try:
            mark = json.loads((self.site(job) / "mark.json").read_bytes())
            report = (self.site(job) / "report.json").read_bytes()
            if mark != _mark(job, report):
                return None
            document = read_report(self.site(job))
        except (OSError, ValueError, UserError):
            return None
        return standing_of(job, document, exit_code=document["exitCode"], reason="")

    def begin(self, job: Job) -> None:
        """Clear a site's folder of what an earlier run of ours has left there."""
        if self._leads_elsewhere(job):
            raise UserError(
                f"{self.site(job)}: a folder was expected, found a symbolic link",
                hint="Remove it, or give another folder with --report-dir.",
            )
        self._mark_of(job).unlink(missing_ok=True)
        open_report_folder(self.site(job))

    def take(self, job: Job, came: Attempt) -> Standing:
        """Write what has come of a job and return its standing; only a whole one is marked."""
        folder = open_report_folder(self.site(job))
        standing, document = self._standing(job, came, folder.report)
        if document:
            folder.write_page(view_of(document, "html", language=job.language))
            if came.evidence:
                replace_file(folder.evidence, came.evidence)
        if standing.is_whole:
            mark = _mark(job, folder.report.read_bytes())
            replace_file(self._mark_of(job), json.dumps(mark) + "\n")
        return standing

    def write_overview(self, document: Mapping[str, Any]) -> None:
        """Write the overview in its three forms."""
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        replace_file(self.path / "overview.json", text)
        replace_file(self.path / "overview.csv", csv_table.overview_csv(document))
        replace_file(self.page, page.overview_page(document))

    def clear_overview(self) -> None:
        """Remove an earlier overview of ours, so that it stands beside no other results."""
        clear_file(self.path / "overview.json", mark=f'"kind": "{overview.KIND}"')
        clear_file(self.path / "overview.csv", mark=csv_table.MARK)
        clear_file(self.page, mark=f'"kind": "{page.KIND}"')

    def _standing(
        self, job: Job, came: Attempt, file: Path
    ) -> tuple[Standing, Mapping[str, Any] | None]:
        if not came.report:
            return standing_without_report(job, exit_code=came.exit_code, reason=came.reason), None
        replace_file(file, came.report)
        try:
            document = read_report(file)
        except UserError as error:
            file.unlink()
            reason = f"its report can't be used: {error.message.removeprefix(f'{file}: ')}"
            return standing_without_report(job, exit_code=4, reason=reason), None
        standing = standing_of(job, document, exit_code=came.exit_code, reason=came.reason)
        return standing, document

    def _leads_elsewhere(self, job: Job) -> bool:
        return self.site(job).is_symlink() or self.site(job).parent.is_symlink()

    def _mark_of(self, job: Job) -> Path:
        return self.site(job) / "mark.json"


@contextmanager
def open_fleet_folder(path: Path) -> Iterator[FleetFolder]:
    """Make the folder if need be and keep other fleets out of it until the end.

    Raises UserError if it can't be made, or if another fleet is at work in it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / ".lock", os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise UserError(f"{path}: no reports can be written here: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield FleetFolder(path.absolute())
    except BlockingIOError as error:
        raise UserError(
            f"{path}: another fleet is at work in this folder",
            hint="Wait for it, or give another folder with --report-dir.",
        ) from error
    finally:
        os.close(lock)


def _mark(job: Job, report: bytes) -> dict[str, str]:
    return {"kind": KIND, "job": job.digest, "report": hashlib.sha256(report).hexdigest()}
