"""Home of the subjects of generated requests: suppliers about whom a site has to answer."""

import random
import re
from dataclasses import dataclass
from typing import Any

from trustlink_conformance.answer import Answer
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import read_about
from trustlink_conformance.site import Site
from trustlink_fixtures.scenarios import load_discovery, load_scenarios

MOST_SUPPLIERS = 4

_MOST_ASKED = 8
_SUBHEADING = re.compile("[0-9]{6}")
_SOME_GOODS = ("853221", "820730")


@dataclass(frozen=True, slots=True)
class Shown:
    """A supplier that lets its single records be shown, and what the summary says of them."""

    uscc: str
    records: int
    goods: tuple[str, ...]
    """Subheadings of six digits."""


def some_subjects(site: Site) -> tuple[str, ...]:
    """Return a few suppliers: those that the tester gives, or announced ones.

    Of the suppliers of a sandbox, those whose sources can all be asked.
    """
    return _shuffled(site)[:MOST_SUPPLIERS]


def subjects_with_records(site: Site) -> tuple[Shown, ...]:
    """Return a few that let records be shown, those with the most first; raises NotTestable."""
    asked = _shuffled(site)[:_MOST_ASKED]
    found = [_shown(site, uscc) for uscc in asked if _discloses(site, uscc)]
    if not found:
        reason = f"none of {len(asked)} suppliers consents to showing its records"
        raise lacking("subject-consenting", reason)
    return tuple(sorted(found, key=lambda one: -one.records)[:MOST_SUPPLIERS])


def goods_of(subjects: tuple[Shown, ...]) -> tuple[str, ...]:
    """Return codes to filter by: some that fit, one that nothing fits, one of ten digits (REB-11).

    A filter that nothing fits is a good question too.
    """
    known = [code for one in subjects for code in one.goods[:1]]
    chosen = tuple(dict.fromkeys([*known, *_SOME_GOODS]))[:3]
    return (*chosen, f"{chosen[0]}0000")


def _shuffled(site: Site) -> tuple[str, ...]:
    given = site.world.target.subjects_of("suppliers")
    announced = given or (site.suppliers if site.mode == "live" else _healthy(site))
    chance = random.Random(site.seed)  # noqa: S311 -- repeatable choice, no secret
    return tuple(chance.sample(announced, len(announced)))


def _healthy(site: Site) -> tuple[str, ...]:
    authorities = load_discovery()["violationPolicy"]["authorities"]
    healthy = {
        scenario.uscc
        for scenario in load_scenarios()
        if set(authorities) <= {one["authority"] for one in _up(scenario.facts["sources"])}
    }
    found = tuple(uscc for uscc in site.suppliers if uscc in healthy)
    if not found:
        not_testable(
            "no supplier without an outage is announced", provide="the published fixtures, loaded"
        )
    return found


def _up(sources: list[Any]) -> list[Any]:
    return [source for source in sources if source["state"] == "UP"]


def _discloses(site: Site, uscc: str) -> bool:
    """Return whether the registration says so: a list may refuse else, whatever is asked."""
    answer = site.read("getSupplier", uscc=uscc)
    return bool(_member(answer, "/recordsDisclosure") == "CONSENTED")


def _shown(site: Site, uscc: str) -> Shown:
    answer = read_about(site, "getRebateSummary", uscc)
    count, listed = _member(answer, "/recordCount"), _member(answer, "/hs6")
    codes = listed if isinstance(listed, list) else []
    goods = (code for code in codes if isinstance(code, str) and _SUBHEADING.fullmatch(code))
    return Shown(uscc, count if isinstance(count, int) else 0, tuple(goods))


def _member(answer: Answer, pointer: str) -> Any:
    if answer.failed or answer.status != 200 or not answer.is_json:
        return None
    return answer.get(pointer)
