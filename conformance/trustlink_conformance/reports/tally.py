"""Home of what every view reads from a report: who failed, the likeliest cause first. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from trustlink_conformance.reports.escaping import clipped

Report = Mapping[str, Any]
"""A document in the form of `report.schema.json`, or a part of one."""

_LONGEST = 6000
_MOST_ITEMS = 1000


def bounded(value: Any) -> Any:
    """Return a report, or a part of one, whose texts and lists are not longer than can be read.

    Our own are not; but a report may come from anybody.
    """
    if isinstance(value, str):
        return clipped(value, _LONGEST)
    if isinstance(value, Mapping):
        return {name: bounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [bounded(part) for part in value[:_MOST_ITEMS]]
    return value


def with_outcome(report: Report, *outcomes: str) -> list[Report]:
    """Return the requirements that came to one of these, the likeliest cause first."""
    order = {name: place for place, name in enumerate(report["likeliestFirst"])}
    found = [one for one in report["requirements"] if one["outcome"] in outcomes]
    return sorted(found, key=lambda one: order.get(one["id"], len(order)))


def earlier_outcomes(report: Report) -> dict[tuple[str, str, str], list[str]]:
    """Return the requirements that were not asked again, by outcome, run and end of the run."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in report.get("earlier", {"requirements": ()})["requirements"]:
        groups.setdefault((one["outcome"], one["run"], one["ended"]), []).append(one["id"])
    return groups


def group_of(requirement: Report) -> str:
    """Return the group that the id starts with."""
    return str(requirement["id"]).partition("-")[0]


def by_group(requirements: Sequence[Report]) -> dict[str, list[Report]]:
    """Return the requirements by group, in the order of the report."""
    groups: dict[str, list[Report]] = {}
    for one in requirements:
        groups.setdefault(group_of(one), []).append(one)
    return groups


def told(finding: Report) -> list[tuple[str, str]]:
    """Return what a finding says, labelled, in the order in which it is always shown."""
    place = f" at {finding['pointer']}" if finding["pointer"] else ""
    lines = [
        ("expected", finding["expected"]),
        ("actual", f"{finding['actual']}{place}"),
        ("request", finding["request"]),
        ("response", finding["response"]),
        ("repeat", finding["curl"]),
    ]
    return [(label, text) for label, text in lines if text]


def excuse(requirement: Report) -> str:
    """Return why a requirement was not judged, and what to provide."""
    reasons = "; ".join(requirement["reasons"]) or "no reason was given"
    provide = "; ".join(requirement["provide"])
    return f"{reasons}. Provide: {provide}" if provide else reasons
