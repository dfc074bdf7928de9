"""Home of the report as Markdown: for the summary of a CI job, or an issue. Pure."""

from collections.abc import Iterable, Iterator

from trustlink_conformance.reports.escaping import clipped, markdown_code, markdown_text
from trustlink_conformance.reports.tally import (
    Group,
    Line,
    Printed,
    Report,
    earlier_outcomes,
    gone_lines,
    groups_of,
    told,
    with_outcome,
)
from trustlink_conformance.verdict import STATUS

_MOST_FAILURES = 30
_LONGEST = 700
_MARKS = {
    "CONFORMANT": "✅",
    "NOT_CONFORMANT": "❌",
    "INCOMPLETE": "⚠️",
    "ERROR": "💥",
    "SELECTION": "ℹ️",
}
_OUTCOMES = {
    "FAILED": "❌ failed",
    "WARNED": "⚠️ warned",
    "ERROR": "💥 in error",
    "NOT_TESTABLE": "❔ not testable",
    "NOT_APPLICABLE": "➖ not applicable",
    "PASSED": "✅ passed",
}


def markdown_summary(report: Report) -> str:
    """Return the summary; whatever the target wrote stands in it as text or as code."""
    lines = [
        *_head(report),
        *_whole_cause(report),
        *_gone(report),
        *_failures(report),
        *_unjudged(report, "ERROR", "In error: a fault of the suite"),
        *_unjudged(report, "NOT_TESTABLE", "Not tested, so not passed"),
        *_resting(report),
        *_earlier(report),
        *_foot(report),
    ]
    return "\n".join(lines) + "\n"


def _head(report: Report) -> Iterator[str]:
    verdict = report["verdict"]
    yield f"## {_MARKS[verdict['word']]} {markdown_text(verdict['text'])}"
    yield from ("", f"Target: {_text(report['target']['url'])} ({STATUS})", "")
    yield "| Outcome | Requirements |"
    yield "|---|---:|"
    for outcome, label in _OUTCOMES.items():
        yield f"| {label} | {report['outcomes'][outcome]} |"
    for problem in report["problems"]:
        yield from ("", f"**The run itself:** {_text(problem)}")


def _whole_cause(report: Report) -> Iterator[str]:
    if cause := report.get("wholeCause"):
        yield from ("", f"**First of all:** {_text(cause['text'])} {_text(cause['hint'])}")


def _gone(report: Report) -> Iterator[str]:
    lines = [f"{label:<9} {clipped(text, _LONGEST)}" for label, text in gone_lines(report)]
    if lines:
        yield from ("", "### The site went away", "", markdown_code("\n".join(lines)))


def _failures(report: Report) -> Iterator[str]:
    found = with_outcome(report, "FAILED", "WARNED")
    if not found:
        return
    groups, printed = groups_of(found), Printed()
    yield from ("", f"### Failed or warned: {len(found)}, the likeliest cause first", "")
    for group in groups[:_MOST_FAILURES]:
        yield from _failure(group, printed)
    if len(groups) > _MOST_FAILURES:
        yield f"And {len(groups) - _MOST_FAILURES} more in the report."


def _failure(group: Group, printed: Printed) -> Iterator[str]:
    requirement = group.head
    yield f"<details><summary>{_named(requirement)}</summary>"
    for finding in requirement["findings"][:1]:
        lines = told(finding, requirement["id"], printed)
        shown = [f"{one.label:<9} {_clipped(one)}" for one in lines if one.label != "hint"]
        yield from ("", markdown_code("\n".join(shown)))
        yield from _hint(finding)
    yield from ("", f"**Remedy:** {_text(requirement['remedy'])}", "")
    yield f"**Basis:** {_text(requirement['basis'])}"
    for one in group.followers:
        yield from ("", f"Follows from {requirement['id']}: {_named(one)}")
    yield from ("", "</details>", "")


def _named(requirement: Report) -> str:
    mark = _OUTCOMES[requirement["outcome"]].partition(" ")[0]
    name = f"<b>{requirement['id']}</b> {requirement['level']}"
    return f"{mark} {name}: {_text(requirement['sentence'])}"


def _hint(finding: Report) -> Iterator[str]:
    if finding.get("hint"):
        yield from ("", f"**Usual cause:** {_text(finding['hint'])}")


def _clipped(line: Line) -> str:
    return clipped(line.text, _LONGEST)


def _unjudged(report: Report, outcome: str, title: str) -> Iterator[str]:
    found = with_outcome(report, outcome)
    if not found:
        return
    yield from ("", f"### {title}: {len(found)}", "")
    for (reasons, provide), ids in _groups(found).items():
        yield f"- {', '.join(ids)}: {_text(reasons)}"
        if provide:
            yield f"  - **Provide:** {_text(provide)}"


def _resting(report: Report) -> Iterator[str]:
    sandbox = report.get("sandbox")
    if sandbox is None:
        return
    found = [one["id"] for one in report["requirements"] if one.get("leg") == "sandbox"]
    yield from ("", f"### Shown by the sandbox run: {len(found)}", "")
    told = f"run {sandbox['run']} against {sandbox['url']}, which ended {sandbox['ended']}"
    yield f"- {', '.join(found) or 'none'}: {_text(told)}"


def _earlier(report: Report) -> Iterator[str]:
    groups = earlier_outcomes(report)
    if groups:
        yield from ("", "### Not asked again, as they were", "")
    for (outcome, run, ended), ids in groups.items():
        yield f"- {_OUTCOMES[outcome]} as of {_text(ended)} (run {_text(run)}): {', '.join(ids)}"


def _groups(requirements: Iterable[Report]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in requirements:
        key = ("; ".join(one["reasons"]) or "no reason was given", "; ".join(one["provide"]))
        groups.setdefault(key, []).append(one["id"])
    return groups


def _foot(report: Report) -> Iterator[str]:
    contract, tool = report["contract"], report["tool"]
    about = f"{STATUS}, version {contract['version']} ({contract['digest'][:12]})"
    suite = f"suite {tool['version']} ({report['digests']['suite'][:12]}), seed {report['seed']}"
    yield from ("", f"<sub>{_text(about)}, {_text(suite)}. No certificate.</sub>")


def _text(text: str) -> str:
    return markdown_text(clipped(text, _LONGEST))
