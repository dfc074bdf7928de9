"""Home of the console's pages: what they show of a sandbox, written by templates."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.answers import facts_of
from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.clock import instant_text
from trustlink_mock.defects import list_defects
from trustlink_mock.sandboxes.collection import Sandboxes
from trustlink_mock.sandboxes.console.snippets import snippets
from trustlink_mock.sandboxes.console.texts import Language, texts_in
from trustlink_mock.sandboxes.console.timeline import timeline
from trustlink_mock.sandboxes.control.shown import shown_entry
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.tenancy import DEFAULT

_MOST_ENTRIES = 50
_MOST_CONSULTATIONS = 20
_FACTS = ("scenario", "title", "story")


@dataclass(frozen=True, slots=True)
class Page:
    """Is which page is shown: of which sandbox, in which language, under which address."""

    name: str
    language: Language
    here: str

    def context(self) -> dict[str, Any]:
        """Return what every template needs."""
        return {
            "name": self.name,
            "language": self.language,
            "other": "en" if self.language == "zh-CN" else "zh-CN",
            "here": self.here,
            "text": texts_in(self.language),
        }


def sandbox_page(page: Page, sandbox: Sandbox, sandboxes: Sandboxes, *, fault: str = "") -> str:
    """Return the page of a sandbox."""
    entries = list(sandbox.journal.kept)[-_MOST_ENTRIES:]
    return _rendered(
        "sandbox",
        page,
        fault=fault,
        names=[one.name or DEFAULT for one in sandboxes],
        now=instant_text(sandbox.clock()),
        runs=sandbox.clock.stopped_at is None,
        defects=sandbox.conditions.defects,
        known=list_defects(),
        suppliers=[_titled(facts) for facts in _all_facts(sandbox).values()],
        consultations=sandbox.consultations.latest(_MOST_CONSULTATIONS),
        entries=[shown_entry(entry, sandbox.contract) for entry in reversed(entries)],
        last=sandbox.journal.last,
    )


def supplier_page(
    page: Page, sandbox: Sandbox, uscc: str, *, as_of: date, fault: str
) -> str | None:
    """Return the page of a supplier, None if the sandbox has none of that code."""
    facts = _all_facts(sandbox).get(uscc)
    if facts is None:
        return None
    url = f"{sandbox.origin}/trustlink/v1/suppliers/{uscc}/violation-status?asOf={as_of}"
    return _rendered(
        "supplier",
        page,
        facts=_titled(facts),
        fault=fault,
        as_of=as_of.isoformat(),
        line=timeline(facts, as_of),
        answers=sandbox.expected_about(facts_of(facts), as_of=as_of),
        snippets=snippets(url, sandbox.token()),
    )


def _all_facts(sandbox: Sandbox) -> dict[str, JsonObject]:
    scenarios = {one.uscc: one.facts for one in load_scenarios()}
    return {**scenarios, **sandbox.conditions.suppliers}


def _titled(facts: JsonObject) -> JsonObject:
    return {**dict.fromkeys(_FACTS, ""), **facts}


@cache
def _environment() -> Environment:
    loader = PackageLoader("trustlink_mock.sandboxes.console")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    made.filters["as_json"] = lambda value: json.dumps(value, ensure_ascii=False, indent=1)
    made.filters["with_language"] = lambda here, language: f"{here}&lang={language}"
    return made


def _rendered(template: str, page: Page, **shown: object) -> str:
    return _environment().get_template(f"{template}.html.j2").render(page.context(), **shown)
