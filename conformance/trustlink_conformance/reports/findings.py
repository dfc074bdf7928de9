"""Home of the findings of the page: each with the exchanges behind it, bounded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.excerpts import SHOWN
from trustlink_conformance.reports.tally import Report

LONGEST = 1500
"""Signs of one text; what is left out is told."""

_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """One exchange behind a finding."""

    number: int | None
    line: str
    """Method and URL."""
    sent: str
    received: str
    is_excerpt: bool
    """Whether it is shown as the evidence has it, not as a summary."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding; the last of its exchanges is the one that `curl` repeats."""

    expected: str
    actual: str
    pointer: str
    is_generated: bool
    check: str
    exchanges: Sequence[ShownExchange]
    curl: str
    credential: str
    """Whose access token $TOKEN stands for, and with which scopes, if that is known."""
    token: str
    """The line that gets one."""


def shown_finding(finding: Report, excerpts: Mapping[int, Report]) -> ShownFinding:
    """Return a finding as it is shown; `excerpts` are those of the report, by number."""
    numbers = finding["exchanges"][-SHOWN:]
    last = excerpts.get(numbers[-1]) if numbers else None
    before = [_excerpt(excerpts[number]) for number in numbers[:-1] if number in excerpts]
    shown = _excerpt(last) if last else _summary(finding, numbers)
    return ShownFinding(
        expected=short(finding["expected"]),
        actual=short(finding["actual"]),
        pointer=short(finding["pointer"]),
        is_generated=finding["section"] == "generated",
        check=short(finding["check"]),
        exchanges=[*before, shown] if shown.line else [],
        curl=clipped(finding["curl"], LONGEST * 4),
        credential=short(finding.get("credential") or (last["credential"] if last else "")),
        token=clipped(finding.get("token", ""), LONGEST * 4),
    )


def short(text: str) -> str:
    """Return a text that is not too long for the page."""
    return clipped(text, LONGEST)


def _excerpt(excerpt: Report) -> ShownExchange:
    return ShownExchange(
        number=excerpt["exchange"],
        line=clipped(excerpt["sent"].partition("\n")[0], _LONGEST_LINE),
        sent=excerpt["sent"],
        received=excerpt["received"],
        is_excerpt=True,
    )


def _summary(finding: Report, numbers: Sequence[int]) -> ShownExchange:
    return ShownExchange(
        number=numbers[-1] if numbers else None,
        line=clipped(finding["request"], _LONGEST_LINE),
        sent=short(finding["request"]),
        received=short(finding["response"]),
        is_excerpt=False,
    )
