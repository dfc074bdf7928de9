"""Home of the standing: how one site of the fleet came out, and which of them is the worst. Pure.

A site without a report has no verdict: NO_VERDICT if the call or its configuration is at fault,
ERROR if the run broke. No word is greener than that of the site's own report.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trustlink.safe_text import harmless
from trustlink_conformance.fleet.job import Job
from trustlink_conformance.reports.escaping import clipped

WORDS_WORST_FIRST = (
    "NOT_CONFORMANT",
    "ERROR",
    "NO_VERDICT",
    "INCOMPLETE",
    "SELECTION",
    "CONFORMANT",
)
EXIT_CODES_WORST_FIRST = (1, 4, 2, 3, 0)
"""As in a verdict: what failed decides, even beside errors; then what could not be judged."""

_ERROR, _MISTAKE = 4, 2
_LONGEST = 600
_MOST_FAILED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How one site came out."""

    name: str
    url: str
    host: str
    word: str
    text: str
    exit_code: int
    reason: str = ""
    """Why there is no verdict, or why it is not whole."""
    mode: str = ""
    started: str = ""
    ended: str = ""
    exchanges: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    """Requirements that failed, the likeliest cause first; the first few."""

    @property
    def is_whole(self) -> bool:
        """Whether `trustlink verify` came to its own end and left a report."""
        return bool(self.outcomes) and not self.reason


def standing_of(job: Job, report: Mapping[str, Any], *, exit_code: int, reason: str) -> Standing:
    """Return the standing of a site with a report, in the form of `report.schema.json`.

    `exit_code` is that of the process, `reason` says why it was cut short. If either contradicts
    the report, the site is in error.
    """
    word, text = report["verdict"]["word"], report["verdict"]["text"]
    if not reason and exit_code != report["exitCode"]:
        reason = f"its process ended with {exit_code}, its report says {report['exitCode']}"
    if reason and word != "NOT_CONFORMANT":
        word, text = "ERROR", f"ERROR ({reason})"
    return Standing(
        name=job.name,
        url=job.url,
        host=job.host,
        word=word,
        text=_line(text),
        exit_code=_exit_code(word, report["exitCode"], is_broken=bool(reason)),
        reason=_line(reason),
        mode=report["mode"],
        started=report["started"],
        ended=report["ended"],
        exchanges=report["exchanges"],
        outcomes=report["outcomes"],
        failed=_failed(report),
    )


def standing_without_report(job: Job, *, exit_code: int, reason: str) -> Standing:
    """Return the standing of a site that has left no report."""
    is_mistake = exit_code == _MISTAKE
    word = "NO_VERDICT" if is_mistake else "ERROR"
    return Standing(
        name=job.name,
        url=job.url,
        host=job.host,
        word=word,
        text=_line(f"{word} ({reason})"),
        exit_code=_MISTAKE if is_mistake else _ERROR,
        reason=_line(reason) or "no reason was given",
    )


def worst_word(standings: Iterable[Standing]) -> str:
    """Return the word of the fleet: the worst of its sites'."""
    return min((one.word for one in standings), key=WORDS_WORST_FIRST.index)


def worst_exit_code(standings: Iterable[Standing]) -> int:
    """Return the exit code of the fleet: the worst of its sites'."""
    return min((one.exit_code for one in standings), key=EXIT_CODES_WORST_FIRST.index)


def counted_words(standings: Sequence[Standing]) -> dict[str, int]:
    """Return how many sites came to each word, the worst first."""
    counts = Counter(one.word for one in standings)
    return {word: counts[word] for word in WORDS_WORST_FIRST}


def _exit_code(word: str, told: int, *, is_broken: bool) -> int:
    if is_broken:
        return 1 if word == "NOT_CONFORMANT" else _ERROR
    return told if told in EXIT_CODES_WORST_FIRST else _ERROR


def _failed(report: Mapping[str, Any]) -> tuple[str, ...]:
    order = {name: at for at, name in enumerate(report["likeliestFirst"])}
    failed = [one["id"] for one in report["requirements"] if one["outcome"] == "FAILED"]
    return tuple(sorted(failed, key=lambda name: order.get(name, len(order)))[:_MOST_FAILED])


def _line(text: str) -> str:
    return harmless(clipped(text, _LONGEST))
