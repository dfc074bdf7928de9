"""Home of blame: which requirement a difference from a published answer speaks of. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from trustlink_conformance.comparison import Difference
from trustlink_conformance.pointer import ABSENT, escaped, value_at
from trustlink_conformance.reason_codes import ReasonCodes
from trustlink_fixtures.cases import Case

_REASONS = re.compile(r"(?P<item>.*)/reasons(?:/.*)?")
_DATA = re.compile(r"/results/[^/]+/data")
_STALE = "DATA_STALE"


def requirement_of(case: Case, difference: Difference, answer: Any, *, codes: ReasonCodes) -> str:
    """Return the requirement that a difference fails; the main one if it is in no part.

    Reasons that do not fit their outcome, or only tell of stale data wrongly, are the matter of
    EXP-03 and RT-03, which look at every answer: such a difference fails no part of the case; nor
    does a result without data, which is VER-02's. Of another object that is missing as a whole, the
    first of its members decides: the others are missing because it is.
    """
    others = _matter_of_others(case, difference, answer, codes)
    return others or _owner(case, difference.pointer)


def _owner(case: Case, pointer: str) -> str:
    owners = {
        place: requirement
        for requirement, places in case.requirements.items()
        for place in places
        if _overlap(pointer, place)
    }
    if not owners:
        return case.main_requirement
    inner = [place for place in owners if len(place) > len(pointer)]
    if not inner:
        return owners[max(owners, key=len)]
    first = next((place for place in _places_below(case, pointer) if place in inner), inner[0])
    return owners[first]


def _matter_of_others(case: Case, difference: Difference, answer: Any, codes: ReasonCodes) -> str:
    if _DATA.fullmatch(difference.pointer) and value_at(answer, difference.pointer) is ABSENT:
        return "VER-02"
    found = _REASONS.fullmatch(difference.pointer)
    if found is None:
        return ""
    item = found["item"]
    outcome = value_at(answer, f"{item}/outcome")
    if outcome != value_at(case.expect.body, f"{item}/outcome") or not isinstance(outcome, str):
        return ""
    published, told = (
        _codes(value_at(body, f"{item}/reasons")) for body in (case.expect.body, answer)
    )
    if published ^ told == {_STALE}:
        return "RT-03"
    return "" if told <= {*codes.of(outcome), _STALE} and told != {_STALE} else "EXP-03"


def _codes(reasons: Any) -> set[str]:
    entries = reasons if isinstance(reasons, list) else []
    codes = (entry.get("code") for entry in entries if isinstance(entry, dict))
    return {code for code in codes if isinstance(code, str)}


def _places_below(case: Case, pointer: str) -> Iterator[str]:
    """Return the places of the members below a place, in the order of the published answer."""
    value = value_at(case.expect.body, pointer)
    if not isinstance(value, dict):
        return
    for name in value:
        place = f"{pointer}/{escaped(name)}"
        yield place
        yield from _places_below(case, place)


def _overlap(left: str, right: str) -> bool:
    return f"{left}/".startswith(f"{right}/") or f"{right}/".startswith(f"{left}/")
