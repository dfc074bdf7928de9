"""Home of the findings of the page: each with the exchanges behind it, bounded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.excerpts import MOST_EXCERPTS, SHOWN
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
    started: str = ""
    """When it was sent, in ISO 8601; empty if that is not known."""
    seconds: float = 0.0
    missing: str = "none"
    """Why only a summary is shown: `none` (it was not kept) or `elsewhere` (in the evidence)."""
    place: str = ""
    """The requirement under which it is shown already; empty if it is shown here."""


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
    constraint: str
    sent: Mapping[str, str]
    """The part of the request that had to be refused: place, constraint and value; {} if none."""
    details: Sequence[str]
    hint: str


def shown_finding(
    finding: Report, excerpts: Mapping[int, Report], places: Mapping[int, str]
) -> ShownFinding:
    """Return a finding as it is shown; `excerpts` are those of the report, by number.

    `places` are the requirements under which exchanges are shown already.
    """
    numbers = finding["exchanges"][-SHOWN:]
    last = excerpts.get(numbers[-1]) if numbers else None
    before = [_excerpt(excerpts[number]) for number in numbers[:-1] if number in excerpts]
    missing = "none" if len(excerpts) < MOST_EXCERPTS else "elsewhere"
    shown = [*before, _excerpt(last) if last else _summary(finding, numbers, missing)]
    return ShownFinding(
        expected=short(finding["expected"]),
        actual=short(finding["actual"]),
        pointer=short(finding["pointer"]),
        is_generated=finding["section"] == "generated",
        check=short(finding["check"]),
        exchanges=[_placed(one, places) for one in shown if one.line],
        curl=clipped(finding["curl"], LONGEST * 4),
        credential=short(finding.get("credential") or (last["credential"] if last else "")),
        token=clipped(finding.get("token", ""), LONGEST * 4),
        constraint=short(finding.get("constraint", "")),
        sent={name: short(part) for name, part in finding.get("invalid", {}).items()},
        details=[short(line) for line in finding.get("details", ())],
        hint=short(finding.get("hint", "")),
    )


def _placed(exchange: ShownExchange, places: Mapping[int, str]) -> ShownExchange:
    return replace(exchange, place=places.get(exchange.number or 0, ""))


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
        started=excerpt.get("started", ""),
        seconds=excerpt.get("seconds", 0.0),
    )


def _summary(finding: Report, numbers: Sequence[int], missing: str) -> ShownExchange:
    return ShownExchange(
        number=numbers[-1] if numbers else None,
        line=clipped(finding["request"], _LONGEST_LINE),
        sent=short(finding["request"]),
        received=short(finding["response"]),
        is_excerpt=False,
        missing=missing,
    )
