"""Home of the rows of the page: what is shown of each requirement, bounded and translated. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trustlink.translation import Wording
from trustlink_conformance.reports.excerpts import MOST_FINDINGS, SHOWN
from trustlink_conformance.reports.findings import ShownFinding, short, shown_finding
from trustlink_conformance.reports.language import Language
from trustlink_conformance.reports.tally import Report, group_of

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Strength:
    """What an outcome rests on."""

    checks: int
    exchanges: int
    subjects: int
    comparisons: int


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
    follows: str
    """The requirement that it follows from; empty if it stands on its own."""
    leg: str = ""
    """`live` or `sandbox`: which run shows it; "" if the verdict rests on one."""

    @property
    def is_head(self) -> bool:
        """Whether it follows from no other failure."""
        return not self.follows

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
        excerpts = {one["exchange"]: one for one in self.report.get("excerpts", ())}
        places: dict[int, str] = {}
        rows = {one["id"]: self._row(one, excerpts, places) for one in self._ranked()}
        return [rows[one["id"]] for one in self.report["requirements"]]

    def _ranked(self) -> list[Report]:
        """Return the requirements in the order in which the page shows failures."""
        order = {name: at for at, name in enumerate(self.report["likeliestFirst"])}
        outcomes = {one["id"]: one["outcome"] for one in self.report["requirements"]}

        def place(one: Report) -> tuple[bool, int, bool]:
            head = self._head_of(one) or one["id"]
            is_warned = outcomes[head] == "WARNED"
            return is_warned, order.get(head, len(order)), head != one["id"]

        return sorted(self.report["requirements"], key=place)

    def _row(self, one: Report, excerpts: Mapping[int, Report], places: dict[int, str]) -> Row:
        english = Wording(one["sentence"], one.get("why", ""), one["remedy"])
        findings = one["findings"]
        shown = [self._finding(each, one, excerpts, places) for each in findings[:MOST_FINDINGS]]
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
            strength=Strength(**one["counts"]),
            findings=shown,
            left_out=max(len(findings) - MOST_FINDINGS, 0),
            reasons=[self.language.of(line) for line in _lines(one["reasons"])],
            provide=[self.language.of(line) for line in _lines(one["provide"])],
            leg=one.get("leg", ""),
            follows=self._head_of(one),
        )

    def _finding(
        self,
        finding: Report,
        requirement: Report,
        excerpts: Mapping[int, Report],
        places: dict[int, str],
    ) -> ShownFinding:
        """Return a finding, and note that its exchanges are shown with it."""
        shown = shown_finding(finding, excerpts, places)
        for number in finding["exchanges"][-SHOWN:]:
            places.setdefault(number, requirement["id"])
        return replace(shown, hint=self.language.of(shown.hint))

    def _head_of(self, requirement: Report) -> str:
        """Return the failure that one follows from, if the report has it."""
        names = {one["id"] for one in self.report["requirements"] if "followsFrom" not in one}
        head: str = requirement.get("followsFrom", "")
        return head if head in names else ""

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


def _lines(texts: Sequence[str]) -> list[str]:
    lines = [short(text) for text in texts[:MOST_LINES]]
    left_out = len(texts) - MOST_LINES
    return [*lines, f"… [{left_out} more left out]"] if left_out > 0 else lines
