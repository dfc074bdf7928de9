"""Home of the report folder: our own files are replaced, nobody else's are touched."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.evidence import KIND as EVIDENCE_KIND
from trustlink_conformance.reports.document import KIND as REPORT_KIND

_FIRST_BYTES = 64


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """A folder for one report and its evidence; make it with `open_report_folder`."""

    path: Path

    @property
    def report(self) -> Path:
        """Where the report goes."""
        return self.path / "report.json"

    @property
    def evidence(self) -> Path:
        """Where the evidence goes."""
        return self.path / "evidence.jsonl"

    def write_report(self, document: dict[str, Any]) -> None:
        """Write the report in one step, readable for its owner only."""
        draft = self.path / f".report-{os.getpid()}.json"
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        draft.replace(self.report)


def open_report_folder(path: Path) -> ReportFolder:
    """Make the folder if need be, and clear it of an earlier report of ours.

    Raises UserError if it can't be made, or if a file of somebody else's is in the way.
    """
    folder = ReportFolder(path.absolute())
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        for file, kind in ((folder.report, REPORT_KIND), (folder.evidence, EVIDENCE_KIND)):
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
