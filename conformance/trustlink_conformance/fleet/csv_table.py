"""Home of the overview as CSV: for spreadsheets, which take some texts for formulas. Pure."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from trustlink.safe_text import harmless

COLUMNS = (
    "site", "url", "verdict", "exit_code", "whole", "mode", "passed", "failed", "warned",
    "not_testable", "not_applicable", "error", "exchanges", "started", "ended", "failed_first",
    "reason", "report",
)  # fmt: skip

MARK = '"site","url","verdict","exit_code"'
"""How a file of ours begins."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def overview_csv(overview: Mapping[str, Any]) -> str:
    """Return one line a site; a text that a spreadsheet would calculate begins with a quote."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for site in overview["sites"]:
        writer.writerow(map(cell, _row(site)))
    return text.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell that is shown as it is, on one line."""
    text = str(value)
    shown = harmless(text)
    is_formula = text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA)
    return f"'{shown}" if is_formula else shown


def _row(site: Mapping[str, Any]) -> list[object]:
    outcomes = site.get("outcomes", {})
    return [
        site["name"],
        site["url"],
        site["verdict"]["word"],
        site["exitCode"],
        "yes" if site["whole"] else "no",
        site.get("mode", ""),
        *(outcomes.get(name.upper(), "") for name in COLUMNS[6:12]),
        site.get("exchanges", ""),
        site.get("started", ""),
        site.get("ended", ""),
        " ".join(site.get("failed", ())),
        site["reason"],
        site.get("report", ""),
    ]
