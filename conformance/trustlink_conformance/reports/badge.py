"""Home of the report as a badge: the JSON that shields.io reads from an endpoint. Pure."""

import json

from trustlink.safe_text import harmless
from trustlink_conformance.reports.tally import Report

_COLOURS = {
    "CONFORMANT": "brightgreen",
    "NOT_CONFORMANT": "red",
    "INCOMPLETE": "yellow",
    "ERROR": "lightgrey",
    "SELECTION": "blue",
}


def badge_json(report: Report) -> str:
    """Return the badge: the verdict's word, the mode, and how many requirements were passed.

    The label says that the contract is assumed, and nothing that the target wrote is in it.
    """
    word, total = report["verdict"]["word"], len(report["requirements"])
    count = f"{report['outcomes']['PASSED']} of {total}"
    badge = {
        "schemaVersion": 1,
        "label": harmless(f"TrustLink {report['contract']['version']} (assumed, unofficial)"),
        "message": f"{word.replace('_', ' ').lower()}, {report['mode']}, {count}{_limits(word)}",
        "color": _COLOURS[word],
        "isError": word in ("NOT_CONFORMANT", "ERROR"),
    }
    return json.dumps(badge, ensure_ascii=False, indent=2) + "\n"


def _limits(word: str) -> str:
    return "; data and suppliers not judged" if word == "CONFORMANT" else ""
