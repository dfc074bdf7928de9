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
        self._write(self.report, json.dumps(document, ensure_ascii=False, indent=2) + "\n")

    def write_page(self, text: str) -> None:
        """Write the page in the same way."""
        self._write(self.page, text)

    def _write(self, file: Path, text: str) -> None:
        draft = self.path / f".{file.name}-{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        draft.replace(file)


def open_report_folder(path: Path) -> ReportFolder:
    """Make the folder if need be, and clear it of an earlier report of ours.

    Raises UserError if it can't be made, or if a file of somebody else's is in the way.
    """
    folder = ReportFolder(path.absolute())
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        for file, kind in folder.files():
            _clear(file, kind)
        if not os.access(folder.path, os.W_OK):
            raise UserError(f"{path}: no report can be written here: it is write-protected")
    except OSError as error:
        raise UserError(f"{path}: no report can be written here: {error.strerror}") from error
    return folder


def _clear(file: Path, kind: str) -> None:
    if not file.exists() and not file.is_symlink():
        return
    if file.is_symlink() or not file.is_file() or not _is_ours(file, kind):
        raise UserError(
            f"{file}: this file is no earlier report of ours, so it is left alone",
            hint="Give another folder with --report-dir.",
        )
    file.unlink()


def _is_ours(file: Path, kind: str) -> bool:
    with file.open("rb") as stream:
        return f'"kind": "{kind}"'.encode("ascii") in stream.read(_FIRST_BYTES)
