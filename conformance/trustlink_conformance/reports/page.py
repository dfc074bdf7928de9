"""Home of the report as a page: one HTML file that needs nothing else and runs nothing else. Pure.

Whatever a target wrote is escaped by the template, its unprintable characters are spelled out and
its length is bounded. The page's own style and script are admitted by their digests alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trustlink_conformance.reports.language import Language
from trustlink_conformance.reports.rows import Row, Rows
from trustlink_conformance.reports.standalone import Lines, asset, policy, template
from trustlink_conformance.reports.tally import Report, earlier_outcomes, gone_lines

KIND = "trustlink-page"
"""Says that a file is a page of ours, so that a later run may replace it."""

OUTCOMES = ("FAILED", "ERROR", "WARNED", "NOT_TESTABLE", "NOT_APPLICABLE", "PASSED")
"""In the order of what a reader has to do about them."""

MARKS = {
    "FAILED": "✕",
    "ERROR": "⚡",
    "WARNED": "!",
    "NOT_TESTABLE": "?",
    "NOT_APPLICABLE": "–",
    "PASSED": "✓",
}

_MOST_PROBLEMS = 20
_MOST_OUTLINED = 60


@dataclass(frozen=True, slots=True)
class Cause:
    """A failure, and those that follow from it."""

    head: Row
    followers: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """The requirements that came to one outcome, by group, or the likeliest cause first."""

    outcome: str
    rows: Sequence[Row]
    followers: Sequence[Row] = ()
    """Every failure that follows from another one, the likeliest cause first."""

    def causes(self) -> list[Cause]:
        """Return the failures that stand on their own, each with those that follow from it."""
        return [self.cause_of(row) for row in self.rows if row.is_head]

    def cause_of(self, head: Row) -> Cause:
        """Return a failure with what follows from it, of whatever outcome that is."""
        return Cause(head, [row for row in self.followers if row.follows == head.id])

    def groups(self) -> dict[str, list[Row]]:
        """Return the rows by group."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.group, []).append(row)
        return groups

    def to_provide(self) -> dict[str, list[str]]:
        """Return what can be provided, and which requirements it makes testable."""
        wanted: dict[str, list[str]] = {}
        for row in self.rows:
            for line in row.provide:
                wanted.setdefault(line, []).append(row.id)
        return wanted


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar of outcomes."""

    outcome: str
    start: int
    length: int


def html_page(report: Report, language: Language) -> str:
    """Return the page in one language."""
    rows = Rows(report, language).all()
    style, script = asset("page.css"), asset("page.js")
    return template("page.html.jinja").render(
        report=report,
        language=language,
        t=language.say,
        rows=rows,
        groups=Section("", rows).groups(),
        sections=list(_sections(rows, report["likeliestFirst"])),
        segments=list(_segments(report["outcomes"])),
        outcomes=OUTCOMES,
        earlier=earlier_outcomes(report),
        marks=MARKS,
        problems=report["problems"][:_MOST_PROBLEMS],
        gone=gone_lines(report),
        style=Markup(style),  # noqa: S704 -- our own file, not the target's text
        script=Markup(script),  # noqa: S704 -- as above
        policy=policy(style, script),
        mark=Markup(f'"kind": "{KIND}"'),  # noqa: S704 -- as above
        lines=Lines,
        most_outlined=_MOST_OUTLINED,
    )


def _sections(rows: Sequence[Row], likeliest: Sequence[str]) -> Iterator[Section]:
    order = {name: place for place, name in enumerate(likeliest)}
    ranked = sorted(rows, key=lambda row: order.get(row.id, len(order)))
    followers = [row for row in ranked if not row.is_head]
    for outcome in OUTCOMES:
        found = [row for row in ranked if row.outcome == outcome]
        if found:
            yield Section(outcome, found, followers)


def _segments(outcomes: Mapping[str, int]) -> Iterator[Segment]:
    start = 0
    for outcome in OUTCOMES:
        if outcomes[outcome]:
            yield Segment(outcome, start, outcomes[outcome])
        start += outcomes[outcome]
