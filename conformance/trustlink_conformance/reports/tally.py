"""Home of what every view reads from a report: who failed, the likeliest cause first. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Group:
    """A failure, and those that follow from it."""

    head: Report
    followers: Sequence[Report] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a finding."""

    label: str
    text: str


def groups_of(requirements: Sequence[Report]) -> list[Group]:
    """Return failures, in the order given, each with those of them that follow from it."""
    names = {one["id"] for one in requirements}
    heads = [one for one in requirements if one.get("followsFrom") not in names]
    return [
        Group(head, [one for one in requirements if one.get("followsFrom") == head["id"]])
        for head in heads
    ]


@dataclass
class Printed:
    """Remembers where each exchange was printed, so that it is printed once."""

    _places: dict[int, str] = field(default_factory=dict)

    def lines(self, finding: Report, name: str) -> Iterator[Line]:
        """Yield the labelled lines of a finding of a requirement, in their order.

        In place of an exchange that was printed already, one line refers to it.
        """
        yield from _compared(finding)
        number = finding["exchanges"][-1] if finding["exchanges"] else None
        place = "" if number is None else self._places.get(number, "")
        if place:
            yield Line("exchange", f"{number}: see {place} above")
        else:
            yield from _repeated(finding)
        if number is not None:
            self._places.setdefault(number, name)
        yield Line("hint", finding.get("hint", ""))


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


def told(finding: Report, name: str = "", printed: Printed | None = None) -> list[Line]:
    """Return what a finding says, labelled, in the order in which it is always shown."""
    lines = (printed or Printed()).lines(finding, name)
    return [one for one in lines if one.text]


def _compared(finding: Report) -> Iterator[Line]:
    place = f" at {finding['pointer']}" if finding["pointer"] else ""
    yield Line("expected", finding["expected"])
    yield Line("actual", f"{finding['actual']}{place}")
    yield Line("schema", f"{finding['constraint']} is not met" if finding.get("constraint") else "")
    yield Line("sent", _sent(finding.get("invalid", {})))
    yield from (Line("detail", line) for line in finding.get("details", ()))


def _sent(part: Report) -> str:
    if not part:
        return ""
    return f"{part['value']} at {part['place']}, which {part['constraint']} does not admit"


def _repeated(finding: Report) -> Iterator[Line]:
    numbers = ", ".join(map(str, finding["exchanges"]))
    yield Line("exchange", f"{numbers}: {finding['request']}" if numbers else finding["request"])
    yield Line("response", finding["response"])
    yield Line("repeat", finding["curl"])
    yield from (Line(label, text) for label, text in about_secrets(finding))


def about_secrets(finding: Report) -> list[tuple[str, str]]:
    """Return whose secrets the variables in the line to repeat stand for, and what gets $TOKEN."""
    holder, token = finding.get("credential", ""), finding.get("token", "")
    if "$CLIENT_ID" in finding["curl"]:
        return [("secret", f"$CLIENT_ID and $CLIENT_SECRET are those of {holder}")]
    if not holder:
        return []
    how = token or "given by the tester, as the target file says"
    return [("$TOKEN", f"an access token of {holder}"), ("get it", how)]


def first_lines(report: Report) -> list[tuple[str, str]]:
    """Return what is to be said before anything else, labelled: a cause of every answer."""
    cause = report.get("wholeCause")
    before = [("first of all", cause["text"]), ("hint", cause["hint"])] if cause else []
    return [*((label, text) for label, text in before if text), *gone_lines(report)]


def gone_lines(report: Report) -> list[tuple[str, str]]:
    """Return how the site went away, labelled, with the exchange to look at first; [] if not."""
    gone = report.get("gone")
    if not gone:
        return []
    first = (gone["unanswered"] or [gone["lastAnswered"]])[0]
    seen = f"{first['exchange']}: {first['request']} -> {first['response']}"
    lines = [("gone", gone["text"]), ("exchange", seen), ("repeat", first["curl"])]
    return [(label, text) for label, text in lines if text]


def excuse(requirement: Report) -> str:
    """Return why a requirement was not judged, and what to provide."""
    reasons = "; ".join(requirement["reasons"]) or "no reason was given"
    provide = "; ".join(requirement["provide"])
    return f"{reasons}. Provide: {provide}" if provide else reasons
