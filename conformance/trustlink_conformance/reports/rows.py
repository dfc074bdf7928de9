"""Home of the rows of the page: what is shown of each requirement, bounded and translated. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trustlink.translation import Wording
from trustlink_conformance.reports.findings import ShownFinding, short, shown_finding
from trustlink_conformance.reports.language import Language
from trustlink_conformance.reports.tally import Report, group_of

MOST_FINDINGS = 3
MOST_LINES = 12
MOST_MISTAKES = 40


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
    """`stated`, `both` or `assumed`."""
    sources: Sequence[Report]
    assumed: str
    strength: Strength
    findings: Sequence[ShownFinding]
    left_out: int
    """Findings that are in the report only."""
    reasons: Sequence[str]
    provide: Sequence[str]
    leg: str = ""
    """`live` or `sandbox`: which run shows it; "" if the verdict rests on one."""

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
            profile=short(one["profile"]),
            outcome=one["outcome"],
            english=Wording(*map(short, (english.sentence, english.why, english.remedy))),
            translated=self.language.wording(english),
            basis=_basis_of(one),
            sources=self._sources(one.get("statedIn", ())),
            assumed=short(one.get("assumed", "")),
            strength=_strength(one, mistakes),
            findings=[shown_finding(finding, excerpts) for finding in findings[:MOST_FINDINGS]],
            left_out=max(len(findings) - MOST_FINDINGS, 0),
            reasons=[self.language.of(line) for line in _lines(one["reasons"])],
            provide=[self.language.of(line) for line in _lines(one["provide"])],
            leg=one.get("leg", ""),
        )

    def _sources(self, names: Iterable[str]) -> list[Report]:
        known = {one["id"]: one["text"] for one in self.report["contract"].get("sources", ())}
        return [
            {"id": name, "text": self.language.of(short(known.get(name, "")))} for name in names
        ]


def _basis_of(requirement: Report) -> str:
    stated = requirement.get("statedIn", requirement["basis"].startswith("stated"))
    if not stated:
        return "assumed"
    return "both" if requirement.get("assumed", "assumed" in requirement["basis"]) else "stated"


def _strength(requirement: Report, mistakes: Mapping[str, Report]) -> Strength:
    caught = [mistakes[name] for name in requirement.get("catches", ()) if name in mistakes]
    listed = caught[:MOST_MISTAKES]
    return Strength(
        **requirement["counts"],
        own=[one for one in listed if one["requirement"] == requirement["id"]],
        others=[one for one in listed if one["requirement"] != requirement["id"]],
        caught=len(caught),
    )


def _lines(texts: Sequence[str]) -> list[str]:
    lines = [short(text) for text in texts[:MOST_LINES]]
    left_out = len(texts) - MOST_LINES
    return [*lines, f"… [{left_out} more left out]"] if left_out > 0 else lines
