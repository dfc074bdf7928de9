"""Home of the rows of the page: what is shown of each requirement, bounded and translated. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trustlink.translation import Wording
from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.language import Language
from trustlink_conformance.reports.tally import Report, group_of

LONGEST = 1500
"""Signs of one text; what is left out is told."""

_LONGEST_LINE = 300
MOST_FINDINGS = 3
MOST_LINES = 12
MOST_MISTAKES = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding."""

    expected: str
    actual: str
    pointer: str
    is_generated: bool
    check: str
    curl: str
    exchange: int | None
    request: str
    """Method and URL."""
    credential: str
    """Whose access token was used, if that is known."""
    sent: str
    received: str
    is_excerpt: bool
    """Whether the exchange is shown as the evidence has it, not as a summary."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What an outcome rests on."""

    checks: int
    exchanges: int
    subjects: int
    comparisons: int
    own: Sequence[Report]
    """Known mistakes against this very requirement that its checks catch."""
    others: Sequence[Report]
    """Known mistakes against others that show here too."""
    caught: int
    """All of them, also beyond those that are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement."""

    id: str
    group: str
    level: str
    profile: str
    outcome: str
    english: Wording
    translated: Wording | None
    basis: str
    """`confirmed`, `both` or `assumed`."""
    sources: Sequence[Report]
    assumed: str
    strength: Strength
    findings: Sequence[Shown]
    left_out: int
    """Findings that are in the report only."""
    reasons: Sequence[str]
    provide: Sequence[str]

    @property
    def wording(self) -> Wording:
        """What is read first."""
        return self.translated or self.english

    @property
    def number(self) -> str:
        """The id without its group."""
        return self.id.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows of one report."""

    report: Report
    language: Language

    def all(self) -> list[Row]:
        """Return a row for each requirement, in the report's order."""
        mistakes = {one["defect"]: one for one in self.report.get("knownMistakes", ())}
        excerpts = {one["exchange"]: one for one in self.report.get("excerpts", ())}
        return [self._row(one, mistakes, excerpts) for one in self.report["requirements"]]

    def _row(
        self, one: Report, mistakes: Mapping[str, Report], excerpts: Mapping[int, Report]
    ) -> Row:
        english = Wording(one["sentence"], one.get("why", ""), one["remedy"])
        findings = one["findings"]
        return Row(
            id=one["id"],
            group=group_of(one),
            level=one["level"],
            profile=_short(one["profile"]),
            outcome=one["outcome"],
            english=Wording(*map(_short, (english.sentence, english.why, english.remedy))),
            translated=self.language.wording(english),
            basis=_basis_of(one),
            sources=self._sources(one.get("confirmedBy", ())),
            assumed=_short(one.get("assumed", "")),
            strength=_strength(one, mistakes),
            findings=[_shown(finding, excerpts) for finding in findings[:MOST_FINDINGS]],
            left_out=max(len(findings) - MOST_FINDINGS, 0),
            reasons=_lines(one["reasons"]),
            provide=[self.language.of(line) for line in _lines(one["provide"])],
        )

    def _sources(self, names: Iterable[str]) -> list[Report]:
        known = {one["id"]: one["text"] for one in self.report["contract"].get("sources", ())}
        return [
            {"id": name, "text": self.language.of(_short(known.get(name, "")))} for name in names
        ]


def _basis_of(requirement: Report) -> str:
    confirmed = requirement.get("confirmedBy", requirement["basis"].startswith("confirmed"))
    if not confirmed:
        return "assumed"
    return "both" if requirement.get("assumed", "assumed" in requirement["basis"]) else "confirmed"


def _strength(requirement: Report, mistakes: Mapping[str, Report]) -> Strength:
    caught = [mistakes[name] for name in requirement.get("catches", ()) if name in mistakes]
    listed = caught[:MOST_MISTAKES]
    return Strength(
        **requirement["counts"],
        own=[one for one in listed if one["requirement"] == requirement["id"]],
        others=[one for one in listed if one["requirement"] != requirement["id"]],
        caught=len(caught),
    )


def _shown(finding: Report, excerpts: Mapping[int, Report]) -> Shown:
    number = finding["exchanges"][-1] if finding["exchanges"] else None
    excerpt = excerpts.get(number) if number is not None else None
    return Shown(
        expected=_short(finding["expected"]),
        actual=_short(finding["actual"]),
        pointer=_short(finding["pointer"]),
        is_generated=finding["section"] == "generated",
        check=_short(finding["check"]),
        curl=clipped(finding["curl"], LONGEST * 4),
        exchange=number,
        request=clipped(finding["request"], _LONGEST_LINE),
        credential=excerpt["credential"] if excerpt else "",
        sent=excerpt["sent"] if excerpt else _short(finding["request"]),
        received=excerpt["received"] if excerpt else _short(finding["response"]),
        is_excerpt=excerpt is not None,
    )


def _lines(texts: Sequence[str]) -> list[str]:
    lines = [_short(text) for text in texts[:MOST_LINES]]
    left_out = len(texts) - MOST_LINES
    return [*lines, f"… [{left_out} more left out]"] if left_out > 0 else lines


def _short(text: str) -> str:
    return clipped(text, LONGEST)
