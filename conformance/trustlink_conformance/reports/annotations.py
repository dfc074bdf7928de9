"""Home of the report as GitHub annotations: workflow commands on standard output. Pure."""

from collections.abc import Iterator

from trustlink_conformance.reports.escaping import clipped, command_data, command_property
from trustlink_conformance.reports.tally import (
    Printed,
    Report,
    excuse,
    first_lines,
    told,
    with_outcome,
)
from trustlink_conformance.verdict import STATUS

MOST = 10
"""GitHub shows ten of a kind for each step."""

_LONGEST = 500
_KINDS = {"CONFORMANT": "notice", "NOT_CONFORMANT": "error", "ERROR": "error"}


def annotations(report: Report) -> str:
    """Return the commands: the verdict, then failures as errors, all else that is not green.

    Of a requirement that is not applicable nothing is said: there is nothing to do about it.
    """
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    verdict = report["verdict"]
    yield _command(
        _KINDS.get(verdict["word"], "warning"),
        f"TrustLink: {verdict['word']} ({STATUS})",
        "\n".join(_about_verdict(report)),
    )
    failed, warned = with_outcome(report, "FAILED", "ERROR"), with_outcome(report, "WARNED")
    printed = Printed()
    yield from _kind("error", failed, printed)
    yield from _kind("warning", [*warned, *with_outcome(report, "NOT_TESTABLE")], printed)


def _about_verdict(report: Report) -> Iterator[str]:
    yield f"{report['verdict']['text']}: {report['target']['url']}"
    yield from report["problems"]
    yield from (f"{label}: {text}" for label, text in first_lines(report))


def _kind(kind: str, requirements: list[Report], printed: Printed) -> Iterator[str]:
    """Yield the first of a kind; what follows from another one gives way to other causes."""
    heads = [one for one in requirements if "followsFrom" not in one]
    followers = [one for one in requirements if "followsFrom" in one]
    for one in [*heads, *followers][: MOST - 1]:
        title = f"{one['id']} {one['outcome'].replace('_', ' ').lower()}"
        yield _command(kind, title, "\n".join(_told(one, printed)))


def _told(requirement: Report, printed: Printed) -> Iterator[str]:
    yield f"{requirement['level']}: {requirement['sentence']}"
    if requirement["findings"]:
        for one in told(requirement["findings"][0], requirement["id"], printed):
            yield f"{one.label}: {one.text}"
        if "followsFrom" in requirement:
            yield f"follows from {requirement['followsFrom']}: the same cause"
        yield f"remedy: {requirement['remedy']}"
    else:
        yield excuse(requirement)


def _command(kind: str, title: str, message: str) -> str:
    lines = [clipped(line, _LONGEST) for line in message.split("\n")]
    name = command_property(clipped(title, _LONGEST))
    return f"::{kind} title={name}::{command_data(chr(10).join(lines))}"
