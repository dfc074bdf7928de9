"""The variants of what an answer shows: more members, fewer of those that may be left out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Final, get_args

from trustlink_mock.answers import RebateRecord, Rules
from trustlink_mock.answers.vocabulary import Json, RebateStatus
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.json_values import (
    with_texts,
    with_unknown_members,
    with_unordered_arrays,
    without_members,
)

_MAY_BE_LEFT_OUT: Final = (
    *("customsCode", "aeoCode", "legalNameEn", "period", "latestRefundedOn", "hs6"),
    *("productNameEn", "refundAmount", "highestSeverity", "issuingOfficeZh", "fine"),
    *("publicationDate", "severity"),
)
"""Members of the contract with `x-disclosure: optional`, those of results and problems apart."""

_WHOLE_SECONDS = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z")


@variant(
    "HTTP-01",
    "Adds members of its own to every object of an answer about a supplier, at any depth.",
    joint=Joint.RULES,
)
def unknown_members_in_answers(honest: Rules) -> Rules:
    """Write texts, numbers, lists and objects beside what is documented."""
    return _written(honest, with_unknown_members)


@variant(
    "HTTP-05",
    "Numbers each answer about a supplier, in a member of its own.",
    joint=Joint.RULES,
)
def numbered_answers(honest: Rules) -> Rules:
    """Write another number each time."""
    return _written(honest, lambda answer: {**answer, "answerId": token_hex(8)})


@variant(
    "HTTP-01",
    "Lists in another order whatever the contract gives no order: ratings, coverage, reasons.",
    joint=Joint.RULES,
)
def arrays_in_another_order(honest: Rules) -> Rules:
    """Sort them by their text, the last first."""
    return _written(honest, with_unordered_arrays)


@variant(
    "SUP-01",
    "Leaves out every member that a site may keep to itself: English names, codes, severities.",
    joint=Joint.RULES,
    untested={
        "ID-08": "no supplier shows an AEO code",
        "VIO-12": "no notice shows its severity",
        "VER-08": "no supplier shows an English name to compare with",
    },
)
def minimum_disclosure(honest: Rules) -> Rules:
    """Drop them, wherever they stand."""
    return _written(honest, lambda answer: without_members(answer, _MAY_BE_LEFT_OUT))


@variant(
    "SUP-06",
    "Has each supplier's mandate until the end of the century, for one item.",
    joint=Joint.RULES,
    only="live",
)
def mandate_for_one_item(honest: Rules) -> Rules:
    """State what the supplier has agreed to."""
    own = {"checks": ["NO_VIOLATION"], "until": "2099-12-31"}

    def change(answer: Json) -> Json:
        known = answer.get("mandate")
        return answer if known is None else {**answer, "mandate": {**known, **own}}

    return _written(honest, change)


@variant(
    "RT-03",
    "States instants to the quarter of a second.",
    joint=Joint.RULES,
)
def fractions_of_seconds(honest: Rules) -> Rules:
    """Write .250Z for Z."""
    return _written(honest, lambda answer: with_texts(answer, _with_a_fraction))


@variant("REB-03", "Counts the statuses that no record has as well: with 0.", joint=Joint.RULES)
def explicit_zeros(honest: Rules) -> Rules:
    """Count all eight statuses."""

    def counts(records: Sequence[RebateRecord]) -> Mapping[RebateStatus, int]:
        return dict.fromkeys(get_args(RebateStatus), 0) | dict(honest.counts_by_status(records))

    return replace(honest, counts_by_status=counts)


def _written(honest: Rules, change: Callable[[Json], Json]) -> Rules:
    return replace(honest, written=lambda answer: change(honest.written(answer)))


def _with_a_fraction(text: str) -> str:
    found = _WHOLE_SECONDS.fullmatch(text)
    return f"{found[1]}.250Z" if found else text
