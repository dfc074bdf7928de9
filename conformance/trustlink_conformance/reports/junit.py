"""Home of the report as JUnit XML: for CI systems that show tests. Pure.

JUnit knows passed, failed, error and skipped. What was not judged is skipped; a SHOULD that was
not met is skipped as well, since it never changes the verdict. Neither is green, and the first
case, the verdict itself, passes only if the verdict is CONFORMANT; its output says what that does
not mean.
"""

from datetime import datetime
from xml.etree import ElementTree as ET

from trustlink.safe_text import harmless, harmless_lines
from trustlink_conformance.reports.escaping import clipped
from trustlink_conformance.reports.tally import (
    Printed,
    Report,
    by_group,
    excuse,
    first_lines,
    told,
)
from trustlink_conformance.verdict import STATUS

_LONGEST = 2000
_MOST_FINDINGS = 3
_OF_VERDICT = {
    "NOT_CONFORMANT": "failure",
    "INCOMPLETE": "error",
    "ERROR": "error",
    "SELECTION": "skipped",
}


def junit_xml(report: Report) -> str:
    """Return the report as JUnit XML; what the target wrote is spelled out where it must be."""
    suites = ET.Element("testsuites", name=f"TrustLink conformance ({STATUS})")
    _verdict(suites, report)
    printed = Printed()
    for group, requirements in by_group(report["requirements"]).items():
        suite = _suite(suites, group)
        for one in requirements:
            _case(suite, one, printed)
    for suite in [*suites]:
        _count(suite, report)
    _count(suites, report)
    suites.set("time", f"{_seconds(report):.3f}")
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, "unicode")}\n'


def _verdict(suites: ET.Element, report: Report) -> None:
    suite = _suite(suites, "verdict")
    text = _short(f"{report['verdict']['text']}: {report['target']['url']}")
    case = ET.SubElement(suite, "testcase", classname="trustlink", name=f"verdict ({STATUS})")
    kind = _OF_VERDICT.get(report["verdict"]["word"])
    if kind:
        more = [*report["problems"], *(f"{label}: {line}" for label, line in first_lines(report))]
        lines = [text, *(harmless(clipped(one, _LONGEST)) for one in more)]
        ET.SubElement(case, kind, message=text).text = "\n".join(lines)
    else:
        ET.SubElement(case, "system-out").text = text


def _suite(suites: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(suites, "testsuite", name=f"trustlink.{name}")


def _case(suite: ET.Element, requirement: Report, printed: Printed) -> None:
    name = harmless(clipped(f"{requirement['id']} {requirement['sentence']}", _LONGEST))
    case = ET.SubElement(suite, "testcase", classname=suite.get("name", ""), name=name)
    outcome = requirement["outcome"]
    if outcome == "FAILED":
        _failure(case, requirement, printed)
    elif outcome == "WARNED":
        message = f"warned, a {requirement['level']} was not met: {_summary(requirement)}"
        ET.SubElement(case, "skipped", message=_short(message))
        ET.SubElement(case, "system-out").text = _detail(requirement, printed)
    elif requirement.get("leg") == "sandbox":
        ET.SubElement(case, "system-out").text = "shown by the sandbox run, not by the live one"
    elif outcome != "PASSED":
        kind = "error" if outcome == "ERROR" else "skipped"
        message = f"{outcome.lower().replace('_', ' ')}: {excuse(requirement)}"
        ET.SubElement(case, kind, message=_short(message))


def _failure(case: ET.Element, requirement: Report, printed: Printed) -> None:
    failure = ET.SubElement(
        case, "failure", type=requirement["level"], message=_short(_summary(requirement))
    )
    failure.text = _detail(requirement, printed)


def _summary(requirement: Report) -> str:
    for finding in requirement["findings"]:
        lines = {one.label: one.text for one in told(finding)}
        sent = f"; sent {lines['sent']}" if "sent" in lines else ""
        return f"expected {lines.get('expected', '')}; actual {lines.get('actual', '')}{sent}"
    return "; ".join(requirement["reasons"]) or "no finding"


def _detail(requirement: Report, printed: Printed) -> str:
    lines = [f"{requirement['id']} {requirement['level']}", requirement["sentence"]]
    for finding in requirement["findings"][:_MOST_FINDINGS]:
        shown = told(finding, requirement["id"], printed)
        lines += ["", *(f"{one.label}: {one.text}" for one in shown)]
    left_out = len(requirement["findings"]) - _MOST_FINDINGS
    lines += ["", f"and {left_out} more findings in report.json"] if left_out > 0 else []
    head = requirement.get("followsFrom")
    lines += ["", f"follows from {head}: the same cause"] if head else []
    lines += ["", f"remedy: {requirement['remedy']}", f"basis: {requirement['basis']}"]
    return "\n".join(harmless_lines(clipped(line, _LONGEST)) for line in lines)


def _short(text: str) -> str:
    return harmless(clipped(text, _LONGEST // 4))


def _count(element: ET.Element, report: Report) -> None:
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(len(element.findall(f".//{tag}"))))
    element.set("tests", str(len(element.findall(".//testcase"))))
    element.set("timestamp", harmless(report["started"]))


def _seconds(report: Report) -> float:
    try:
        span = datetime.fromisoformat(report["ended"]) - datetime.fromisoformat(report["started"])
    except (TypeError, ValueError):
        return 0.0
    return max(span.total_seconds(), 0.0)
