"""Home of the attempt: one site is verified, wherever the job was sent, and what came is returned.

Nothing is shared with the fleet but the job and the attempt: no disk, no secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from trustlink_conformance.fleet.child import COMMAND, Ended, run_child
from trustlink_conformance.fleet.job import GivenFile, Job, kit_digest

MOST_EVIDENCE = 64 * 1024 * 1024
"""Bytes of evidence that are returned; more of it is left out."""

_LARGEST_REPORT = 64 * 1024 * 1024
_MISTAKE = 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """What has come of a job: a report, or the reason why there is none."""

    name: str
    exit_code: int
    report: bytes = field(default=b"", repr=False)
    evidence: bytes = field(default=b"", repr=False)
    reason: str = ""
    """Why there is no report, or why it is not whole."""


def attempt(job: Job, command: Sequence[str] = COMMAND) -> Attempt:
    """Verify one site in a process of its own; raises nothing that the site could cause."""
    if job.kit != kit_digest():
        reason = "the worker has another version of this kit than the fleet"
        return Attempt(job.name, 4, reason=reason)
    with TemporaryDirectory(prefix="trustlink-fleet-") as name:
        folder = Path(name)
        arguments = [*command, *_arguments(job, folder)]
        ended = run_child(arguments, time_limit=job.time_limit, folder=folder)
        return _attempt(job, ended, folder / "report")


def _arguments(job: Job, folder: Path) -> list[str]:
    given: list[tuple[str, GivenFile | str | None]] = [
        ("--target", job.target),
        ("--known-failures", job.known_failures),
        *(("--overlay", overlay) for overlay in job.overlays),
    ]
    named = [
        word
        for at, (option, file) in enumerate(given)
        if file is not None
        for word in (option, _named(file, folder / str(at)))
    ]
    return [job.url, *named, *job.options, "--report-dir", str(folder / "report")]


def _named(given: GivenFile | str, folder: Path) -> str:
    if isinstance(given, str):
        return given
    folder.mkdir()
    return _placed(given, folder / Path(given.path).name)


def _placed(given: GivenFile, place: Path) -> str:
    """Return where the file is: at its own place if it is there too, so that what it names is."""
    try:
        if Path(given.path).read_text("utf-8-sig") == given.text:
            return given.path
    except (OSError, UnicodeDecodeError):
        pass
    place.write_text(given.text, encoding="utf-8")
    return str(place)


def _attempt(job: Job, ended: Ended, folder: Path) -> Attempt:
    report = _read(folder / "report.json", _LARGEST_REPORT)
    return Attempt(
        name=job.name,
        exit_code=4 if ended.is_overdue and not report else ended.exit_code,
        report=report,
        evidence=_read(folder / "evidence.jsonl", MOST_EVIDENCE),
        reason=_reason(job, ended, has_report=bool(report)),
    )


def _reason(job: Job, ended: Ended, *, has_report: bool) -> str:
    if ended.is_overdue:
        return f"it was not done within {job.time_limit:g} s and was ended"
    if has_report:
        return ""
    if ended.exit_code == _MISTAKE:
        return _mistake(ended.said)
    return f"its process ended with {ended.exit_code} and left no report"


def _mistake(said: str) -> str:
    """Return what `trustlink verify` said when it gave up: its error and its hint."""
    lines = said.splitlines()
    told = [at for at, line in enumerate(lines) if line.lower().startswith("error: ")]
    last = "; ".join(lines[told[-1] :] if told else lines[-1:]).strip()
    return last[len("error: ") :] if told else last


def _read(file: Path, most: int) -> bytes:
    """Return a file's content; nothing if it is not there, or larger than it may be."""
    try:
        if file.stat().st_size > most:
            return b""
        return file.read_bytes()
    except OSError:
        return b""
