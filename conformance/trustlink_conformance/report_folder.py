"""Home of the report folder: our own files are replaced, nobody else's are touched."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.evidence import KIND as EVIDENCE_KIND
from trustlink_conformance.reports.document import KIND as REPORT_KIND
from trustlink_conformance.reports.page import KIND as PAGE_KIND

_FIRST_BYTES = 64


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """A folder for one report, also as a page, and its evidence: `open_report_folder` makes it."""

    path: Path

    @property
    def report(self) -> Path:
        """Where the report goes."""
        return self.path / "report.json"

    @property
    def evidence(self) -> Path:
        """Where the evidence goes."""
        return self.path / "evidence.jsonl"

    @property
    def page(self) -> Path:
        """Where the report goes as a page."""
        return self.path / "report.html"

    def files(self) -> tuple[tuple[Path, str], ...]:
        """Return each file that a run writes, and the mark by which it is known as ours."""
        return (
            (self.report, REPORT_KIND),
            (self.evidence, EVIDENCE_KIND),
            (self.page, PAGE_KIND),
        )

    def write_report(self, document: dict[str, Any]) -> None:
        """Write the report in one step, readable for its owner only."""
        replace_file(self.report, json.dumps(document, ensure_ascii=False, indent=2) + "\n")

    def write_page(self, text: str) -> None:
        """Write the page in the same way."""
        replace_file(self.page, text)


def open_report_folder(path: Path) -> ReportFolder:
    """Make the folder if need be, and clear it of an earlier report of ours.

    Raises UserError if it can't be made, or if a file of somebody else's is in the way.
    """
    folder = ReportFolder(path.absolute())
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        for file, kind in folder.files():
            clear_file(file, mark=f'"kind": "{kind}"')
        if not os.access(folder.path, os.W_OK):
            raise UserError(f"{path}: no report can be written here: it is write-protected")
    except OSError as error:
        raise UserError(f"{path}: no report can be written here: {error.strerror}") from error
    return folder


def replace_file(file: Path, content: str | bytes) -> None:
    """Write a file in one step, readable for its owner only: never half of it is seen."""
    whole = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    draft = file.with_name(f".{file.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(whole)
    draft.replace(file)


def clear_file(file: Path, *, mark: str) -> None:
    """Remove an earlier file of ours, known by a mark near its beginning.

    Raises UserError if it is somebody else's.
    """
    if not file.exists() and not file.is_symlink():
        return
    if not _is_ours(file, mark):
        raise UserError(
            f"{file}: this file is no earlier report of ours, so it is left alone",
            hint="Give another folder with --report-dir.",
        )
    file.unlink()


def is_file_of_ours(file: Path, *, kind: str) -> bool:
    """Return whether a file is there, is no link, and has the mark of a kind near its beginning."""
    return _is_ours(file, f'"kind": "{kind}"')


def _is_ours(file: Path, mark: str) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return mark.encode("ascii") in stream.read(_FIRST_BYTES)
