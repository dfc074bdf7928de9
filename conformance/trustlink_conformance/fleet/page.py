"""Home of the overview as a page: one HTML file that needs nothing else and runs nothing. Pure."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from trustlink_conformance.fleet.standing import WORDS_WORST_FIRST
from trustlink_conformance.reports.language import Language, load_language
from trustlink_conformance.reports.standalone import asset, policy, template

KIND = "trustlink-fleet-page"
"""Says that a file is a page of ours, so that a later run may replace it."""

_MEANING = {
    "NOT_CONFORMANT": "At least one site does not meet a binding requirement.",
    "ERROR": "A run broke or was cut short, so at least one site has no sound verdict.",
    "NO_VERDICT": "A site could not be judged: its call or its configuration is at fault.",
    "INCOMPLETE": "At least one site has a binding requirement that could not be tested.",
    "SELECTION": "Nothing failed, but at least one site was not asked everything.",
    "CONFORMANT": "Every site meets every binding requirement of its mode. Neither the truth of "
    "data nor the quality of a supplier was judged.",
}


def overview_page(overview: Mapping[str, Any]) -> str:
    """Return the page; the worst sites come first."""
    style = f"{asset('page.css')}{asset('fleet.css')}"
    language = load_language("en")
    return template("fleet.html.jinja").render(
        overview=overview,
        sites=sorted(overview["sites"], key=_badness),
        meaning=_MEANING[overview["verdict"]["word"]],
        named={name: _named(name, language) for name in WORDS_WORST_FIRST},
        style=Markup(style),  # noqa: S704 -- our own file, not a target's text
        policy=policy(style),
        mark=Markup(f'"kind": "{KIND}"'),  # noqa: S704 -- as above
    )


def _named(word: str, language: Language) -> str:
    return "No verdict" if word == "NO_VERDICT" else language.say(f"verdict.{word}")


def _badness(site: Mapping[str, Any]) -> int:
    return WORDS_WORST_FIRST.index(site["verdict"]["word"])
