"""Home of the report on the terminal: the verdict first and last, what to do in between. Pure."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from trustlink.safe_text import harmless
from trustlink_conformance.reports.tally import (
    Group,
    Printed,
    Report,
    earlier_outcomes,
    gone_lines,
    groups_of,
    told,
    with_outcome,
)

_COLOURS = {
    "CONFORMANT": "green",
    "NOT_CONFORMANT": "red",
    "INCOMPLETE": "yellow",
    "ERROR": "magenta",
    "SELECTION": "cyan",
}
_MOST_FINDINGS = 1
_NARROWEST = 40
_LONGEST_ANSWER = 240
_LABEL = 10
_TITLES = {"FAILED": "Failed", "WARNED": "Warned (a SHOULD was not met)"}
_WHOLE_LINES = ("repeat", "get it")
"""Lines for a shell, which are not wrapped."""
_UNFITTING = {
    "stale": "Stale entries of the list of known failures, to be deleted",
    "unjudged": "Entries of the list of known failures that this run can't judge",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where the text goes: how wide it may be, and whether it may be coloured."""

    width: int = 100
    colour: bool = False


def report_text(report: Report, page: Page) -> str:
    """Return the summary of a report; whatever the target wrote is harmless in it."""
    lines = [
        _verdict(report, page),
        *_heading(report, page),
        *_whole_cause(report, page),
        *_gone(report, page),
        *_violations(report, page),
        *_known(report, page),
        *_unfitting(report, page),
        *_grouped(report, page, outcome="ERROR", title="In error (a fault of the suite)"),
        *_grouped(report, page, outcome="NOT_TESTABLE", title="Not testable"),
        *_grouped(report, page, outcome="NOT_APPLICABLE", title="Not applicable"),
        *_resting(report, page),
        *_earlier(report, page),
        *_problems(report, page),
        *_sections(report, page),
        "",
        _verdict(report, page),
    ]
    return "\n".join(lines) + "\n"


def titled(text: str, page: Page) -> str:
    """Return the title of a part."""
    return _styled(text, page, bold=True, underline=True)


def labelled(label: str, text: str, page: Page) -> Iterator[str]:
    """Yield a text after its label, in as many lines as it takes."""
    lead = f"    {label:<{_LABEL}}" if len(label) < _LABEL else f"    {label} "
    return _filled(text, page, lead=lead, indent=4 + _LABEL)


def wrapped(text: str, page: Page, *, indent: int) -> Iterator[str]:
    """Yield a text in as many lines as it takes."""
    return _filled(text, page, lead=" " * indent, indent=indent)


def _verdict(report: Report, page: Page) -> str:
    text = harmless(report["verdict"]["text"])
    return _styled(text, page, fg=_COLOURS.get(report["verdict"]["word"]), bold=True)


def _heading(report: Report, page: Page) -> Iterator[str]:
    target = report["target"]
    operator = target.get("operatorName")
    name = f", operator {operator}" if operator else ""
    digest = target.get("discoveryDigest", "")[:12] or "none"
    yield from labelled("target", f"{target['url']}{name}, discovery {digest}", page)
    contract, tool = report["contract"], report["tool"]
    yield from labelled(
        "contract",
        f"{contract['version']} (assumed, unofficial, {contract['digest'][:12]}), "
        f"suite {tool['version']} ({report['digests']['suite'][:12]}), seed {report['seed']}",
        page,
    )
    for overlay in contract["overlays"]:
        text = f"{overlay['name']}: {overlay['title']} ({overlay['digest'][:12]})"
        yield from labelled("overlay", text, page)


def _whole_cause(report: Report, page: Page) -> Iterator[str]:
    """Say what explains every answer, before anything else."""
    if cause := report.get("wholeCause"):
        yield from ("", *_filled(cause["text"], page, lead="First of all: ", indent=14))
        yield from wrapped(cause["hint"], page, indent=14)


def _gone(report: Report, page: Page) -> Iterator[str]:
    """Say first that the site went away, and during which exchange."""
    lines = gone_lines(report)
    if lines:
        yield from ("", titled("The site went away", page))
    for label, text in lines:
        if label == "repeat":
            yield f"    {label:<{_LABEL}}{harmless(text)}"
        else:
            yield from labelled(label, text, page)


def _violations(report: Report, page: Page) -> Iterator[str]:
    """Yield the failures, then the warnings: each cause with what follows from it."""
    failed = [one for one in with_outcome(report, "FAILED", "WARNED") if "known" not in one]
    groups, printed = groups_of(failed), Printed()
    for outcome, title in _TITLES.items():
        found = [one for one in groups if one.head["outcome"] == outcome]
        count = sum(one["outcome"] == outcome for one in failed)
        if found:
            noun = "cause" if len(found) == 1 else "causes"
            causes = f" from {len(found)} {noun}" if len(found) < count else ""
            yield from ("", titled(f"{title}: {count}{causes}, the likeliest cause first", page))
        for group in found:
            yield from _group(group, page, printed)


def _group(group: Group, page: Page, printed: Printed) -> Iterator[str]:
    requirement = group.head
    name = f"{requirement['id']} {requirement['level']}"
    yield from ("", f"  {_styled(name, page, bold=True)}")
    yield from wrapped(requirement["sentence"], page, indent=2)
    findings = requirement["findings"]
    for finding in findings[:_MOST_FINDINGS]:
        yield from _finding(finding, requirement["id"], page, printed)
    if len(findings) > _MOST_FINDINGS:
        yield f"    ... and {len(findings) - _MOST_FINDINGS} more in report.json"
    yield from labelled("remedy", requirement["remedy"], page)
    yield from labelled("basis", requirement["basis"], page)
    for one in group.followers:
        text = f"{one['id']} {one['level']} {one['outcome']}: {one['sentence']}"
        yield from labelled("follows", text, page)


def _finding(finding: Report, name: str, page: Page, printed: Printed) -> Iterator[str]:
    for line in told(finding, name, printed):
        if line.label in _WHOLE_LINES:
            yield f"    {line.label:<{_LABEL}}{harmless(line.text)}"
        else:
            text = _excerpt(line.text) if line.label == "response" else line.text
            yield from labelled(line.label, text, page)
    yield from labelled("check", f"{finding['check']} ({finding['section']})", page)


def _excerpt(text: str) -> str:
    return text if len(text) <= _LONGEST_ANSWER else f"{text[:_LONGEST_ANSWER]} ..."


def _known(report: Report, page: Page) -> Iterator[str]:
    found = [one for one in report["requirements"] if "known" in one]
    if found:
        yield from ("", titled(f"Failed, as is known: {len(found)}", page))
    for one in found:
        text = f"{one['id']} {one['level']} {one['outcome']}: {'; '.join(one['known'])}"
        yield from wrapped(text, page, indent=2)


def _unfitting(report: Report, page: Page) -> Iterator[str]:
    listed = report.get("knownFailures", {"file": "", "entries": []})
    for state, title in _UNFITTING.items():
        found = [one for one in listed["entries"] if one["state"] == state]
        if found:
            yield from ("", titled(f"{title}: {len(found)}", page))
        for one in found:
            place = f"{listed['file']}, {one['place']}"
            yield from wrapped(f"{place}: {one['requirement']}: {one['told']}", page, indent=2)


def _grouped(report: Report, page: Page, *, outcome: str, title: str) -> Iterator[str]:
    found = _with_outcome(report, outcome)
    if not found:
        return
    yield from ("", titled(f"{title}: {len(found)}", page))
    groups = _groups(found)
    for at, ((reason, provide), ids) in enumerate(groups.items()):
        yield from wrapped(f"{reason}: {', '.join(ids)}", page, indent=2)
        is_next_alike = provide in [other for _, other in [*groups][at + 1 : at + 2]]
        if provide and not is_next_alike:
            yield from labelled("provide", provide, page)


def _resting(report: Report, page: Page) -> Iterator[str]:
    sandbox = report.get("sandbox")
    if sandbox is None:
        return
    found = [one["id"] for one in report["requirements"] if one.get("leg") == "sandbox"]
    yield from ("", titled(f"Shown by the sandbox run: {len(found)}", page))
    told = f"run {sandbox['run']} against {sandbox['url']}, which ended {sandbox['ended']}"
    yield from wrapped(f"{', '.join(found) or 'none'}: {told}", page, indent=2)


def _earlier(report: Report, page: Page) -> Iterator[str]:
    groups = earlier_outcomes(report)
    if groups:
        count = sum(map(len, groups.values()))
        yield from ("", titled(f"Not asked again: {count}, as they were", page))
    for (outcome, run, ended), ids in groups.items():
        text = f"{outcome} as of {ended} (run {run}): {', '.join(ids)}"
        yield from wrapped(text, page, indent=2)


def _groups(requirements: Iterable[Report]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for requirement in requirements:
        key = ("; ".join(requirement["reasons"]), "; ".join(requirement["provide"]))
        groups.setdefault(key, []).append(requirement["id"])
    return {key: groups[key] for key in sorted(groups, key=lambda one: one[1])}


def _problems(report: Report, page: Page) -> Iterator[str]:
    if not report["problems"]:
        return
    yield from ("", titled("The run itself", page))
    for problem in report["problems"]:
        yield from wrapped(problem, page, indent=2)


def _sections(report: Report, page: Page) -> Iterator[str]:
    yield ""
    for name, section in report["sections"].items():
        counts = ", ".join(f"{count} {kind}" for kind, count in section.items())
        yield from labelled(name, counts, page)
    if report.get("renewed"):
        requests = (
            "1 request was" if report["renewed"] == 1 else f"{report['renewed']} requests were"
        )
        text = f"{requests} sent again with a new token, as the site had ended the one before"
        yield from labelled("tokens", text, page)


def _with_outcome(report: Report, outcome: str) -> Sequence[Report]:
    return [entry for entry in report["requirements"] if entry["outcome"] == outcome]


def _filled(text: str, page: Page, *, lead: str, indent: int) -> Iterator[str]:
    lines = textwrap.wrap(
        harmless(text),
        width=max(page.width, _NARROWEST),
        initial_indent=lead,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
    return iter(lines or [lead.rstrip()])


def _styled(text: str, page: Page, **style: Any) -> str:
    style_of: Callable[..., str] = click.style
    return style_of(text, **style) if page.colour else text
