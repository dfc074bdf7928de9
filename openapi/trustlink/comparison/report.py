"""Report a match or a revision: lines for people, JSON for software."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trustlink.comparison.difference import Difference
from trustlink.comparison.match import Match, MatchFinding
from trustlink.comparison.revision import Change, Revision
from trustlink.comparison.rule import RULES, Breach, Severity
from trustlink.inspection.fault import one_line

_MOST_PLACES = 3
_REPORTED = (Severity.BREAKS, Severity.NOT_COMPARED, Severity.WEAKER, Severity.NOTE)
_VERDICTS = {True: "fits", False: "does not fit", None: "may not fit"}


def match_text(found: Match, *, ours: str, theirs: str) -> str:
    """Return two lines a finding (theirs first, as a compiler would), and a summary."""
    lines = [line for f in found.findings for line in _finding_lines(f, ours, theirs)]
    counts = ", ".join(f"{found.number(severity)} {severity}" for severity in _REPORTED)
    names = ", ".join(found.profiles)
    verdict = _VERDICTS[found.fits]
    compared = f"compared {found.compared} of {found.operations} operations of {names}"
    return "\n".join([*lines, f"{theirs}: {verdict} {ours}: {counts}; {compared}"])


def match_json(found: Match, *, ours: str, theirs: str) -> str:
    """Return {fits, contract, description, profiles, operations, compared, counts, findings}.

    `fits` is null if it can't be told.
    """
    value = {
        "fits": found.fits,
        "contract": ours,
        "description": theirs,
        "profiles": list(found.profiles),
        "operations": found.operations,
        "compared": found.compared,
        "counts": {severity.value: found.number(severity) for severity in _REPORTED},
        "findings": [_finding_object(finding) for finding in found.findings],
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def revision_text(found: Revision, *, before: str, after: str) -> str:
    """Return two lines a change, and a summary."""
    lines = [line for change in found.changes for line in _change_lines(change, before, after)]
    counts = ", ".join(f"{found.number(breach)} {_who(breach)}" for breach in Breach)
    counts += f", {found.not_compared} not compared"
    return "\n".join([*lines, f"{before} to {after}: {len(found.changes)} changes: {counts}"])


def revision_json(found: Revision, *, before: str, after: str) -> str:
    """Return {breaksClients, breaksServers, before, after, counts, changes}.

    What breaks is null if it can't be told.
    """
    value = {
        "breaksClients": found.breaks(Breach.CLIENT),
        "breaksServers": found.breaks(Breach.SERVER),
        "before": {"file": before, "version": found.before},
        "after": {"file": after, "version": found.after},
        "counts": {
            **{breach.value: found.number(breach) for breach in Breach},
            "notCompared": found.not_compared,
        },
        "changes": [_change_object(change) for change in found.changes],
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def rules_table() -> str:
    """Return every rule with its sentence and both meanings, as a table in Markdown."""
    rows = [
        f"| `{rule.id}` | {rule.sentence} | {_cell(rule.severity)} | {rule.breach} |"
        for rule in RULES.values()
    ]
    return "\n".join(["| Rule | Says | match | diff |", "|---|---|---|---|", *rows])


def _finding_lines(finding: MatchFinding, ours: str, theirs: str) -> Iterator[str]:
    difference = finding.difference
    tags = ", ".join(filter(None, (difference.rule_id, finding.requirement)))
    yield f"{_place(theirs, difference.after)}: {finding.severity}: {_words(difference)} [{tags}]"
    seen = f"; in {_listed(finding.places)}" if finding.places else ""
    yield f"    {_place(ours, difference.before)}{seen}"


def _change_lines(change: Change, before: str, after: str) -> Iterator[str]:
    difference = change.difference
    words = f"was {difference.expected}; is {difference.found}"
    who = _who(change.breach) if change.is_certain else f"not compared, {_might(change.breach)}"
    yield f"{_place(after, difference.after)}: {who}: {words} [{difference.rule_id}]"
    yield f"    {_place(before, difference.before)}; in {_listed(change.places)}"


def _finding_object(finding: MatchFinding) -> dict[str, Any]:
    return {
        "rule": finding.difference.rule_id,
        "severity": finding.severity.value,
        "requirement": finding.requirement or None,
        "contractPointer": finding.difference.before,
        "descriptionPointer": finding.difference.after,
        "expected": finding.difference.expected,
        "found": finding.difference.found,
        "operations": list(finding.places),
    }


def _change_object(change: Change) -> dict[str, Any]:
    return {
        "rule": change.difference.rule_id,
        "sentence": change.difference.rule.sentence,
        "breaks": change.breach.value,
        "isCertain": change.is_certain,
        "beforePointer": change.difference.before,
        "afterPointer": change.difference.after,
        "was": change.difference.expected,
        "is": change.difference.found,
        "operations": list(change.places),
    }


def _place(file: str, pointer: str) -> str:
    """Return file and pointer; a pointer into another file names that file, from the first one."""
    if pointer and not pointer.startswith("/"):
        return str(Path(file).parent / pointer)
    return f"{file}#{pointer}"


def _words(difference: Difference) -> str:
    return f"expected {difference.expected}; found {difference.found}"


def _listed(places: tuple[str, ...]) -> str:
    more = len(places) - _MOST_PLACES
    text = one_line(", ".join(places[:_MOST_PLACES]))
    return f"{text} and {more} more" if more > 0 else text


def _who(breach: Breach) -> str:
    return (
        "breaks both"
        if breach is Breach.BOTH
        else ("breaks nobody" if breach is Breach.NEITHER else f"breaks {breach}s")
    )


def _might(breach: Breach) -> str:
    return _who(breach).replace("breaks", "may break")


def _cell(severity: Severity) -> str:
    return "-" if severity is Severity.FINE else severity.value
