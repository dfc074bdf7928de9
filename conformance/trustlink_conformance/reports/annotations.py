"""Home of the report as GitHub annotations: workflow commands on standard output. Pure."""

from collections.abc import Iterator

from trustlink_conformance.reports.escaping import clipped, command_data, command_property
from trustlink_conformance.reports.tally import Report, excuse, gone_lines, told, with_outcome
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
    yield from _kind("error", failed)
    yield from _kind("warning", [*warned, *with_outcome(report, "NOT_TESTABLE")])


def _about_verdict(report: Report) -> Iterator[str]:
    yield f"{report['verdict']['text']}: {report['target']['url']}"
    yield from report["problems"]
    yield from (f"{label}: {text}" for label, text in gone_lines(report))


def _kind(kind: str, requirements: list[Report]) -> Iterator[str]:
    for one in requirements[: MOST - 1]:
        title = f"{one['id']} {one['outcome'].replace('_', ' ').lower()}"
        yield _command(kind, title, "\n".join(_told(one)))


def _told(requirement: Report) -> Iterator[str]:
    yield f"{requirement['level']}: {requirement['sentence']}"
    if requirement["findings"]:
        for label, text in told(requirement["findings"][0]):
            yield f"{label}: {text}"
        yield f"remedy: {requirement['remedy']}"
    else:
        yield excuse(requirement)


def _command(kind: str, title: str, message: str) -> str:
    lines = [clipped(line, _LONGEST) for line in message.split("\n")]
    name = command_property(clipped(title, _LONGEST))
    return f"::{kind} title={name}::{command_data(chr(10).join(lines))}"
