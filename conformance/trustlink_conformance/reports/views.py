"""Home of the views of a report: each makes a text of `report.json` alone. Pure."""

from collections.abc import Callable

from trustlink_conformance.reports.annotations import annotations
from trustlink_conformance.reports.badge import badge_json
from trustlink_conformance.reports.junit import junit_xml
from trustlink_conformance.reports.language import LanguageCode, load_language
from trustlink_conformance.reports.markdown import markdown_summary
from trustlink_conformance.reports.page import html_page
from trustlink_conformance.reports.tally import Report, bounded
from trustlink_conformance.reports.terminal import Page, report_text

FORMATS = ("html", "junit", "markdown", "github", "badge", "text")

_PLAIN: dict[str, Callable[[Report], str]] = {
    "junit": junit_xml,
    "markdown": markdown_summary,
    "github": annotations,
    "badge": badge_json,
    "text": lambda report: report_text(report, Page()),
}


def view_of(report: Report, view: str, *, language: LanguageCode = "en") -> str:
    """Return the report in one of FORMATS; only the page has another language than English."""
    readable = bounded(report)
    if view == "html":
        return html_page(readable, load_language(language))
    return _PLAIN[view](readable)
