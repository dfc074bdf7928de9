"""Home of the policy: what discovery announces about how answers are decided, parsed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from trustlink.calendar import parse_date, parse_duration, parse_years
from trustlink.errors import UserError
from trustlink.identifiers import Hs6, parse_hs6
from trustlink_mock.answers.vocabulary import Authority, Item, JsonObject, NoticeState

_APPLIED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "anchor": ("DECISION_DATE", "PUBLICATION_DATE"),
        "boundary": ("INCLUSIVE", "EXCLUSIVE"),
        "timeZone": ("Asia/Shanghai",),
        "repaired": ("EXCLUDED", "COUNTED"),
        "revoked": ("EXCLUDED", "COUNTED"),
        "underAppeal": ("COUNTED", "EXCLUDED"),
        "lapsedPublicity": ("COUNTED", "EXCLUDED"),
    }
)
"""Members of violationPolicy, and every value that the rules apply."""

_APPLIED_TO_STALE_DATA: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"staleData": ("OUTCOME_STAYS", "INDETERMINATE")}
)
"""The same of what discovery states beside it."""

_DECIDED_BY: Final[Mapping[str, NoticeState]] = MappingProxyType(
    {"repaired": "REPAIRED", "revoked": "REVOKED", "underAppeal": "UNDER_APPEAL"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Is what a site announces, and its rules apply."""

    duration: str
    """The length of the window, as announced."""
    years: int
    """The same length in calendar years, as applied."""
    anchor: str
    boundary: str
    time_zone: str
    authorities: tuple[Authority, ...]
    """Whose notices count, in the order announced."""
    counted_states: frozenset[NoticeState]
    """States in which a notice counts."""
    counts_public_only: bool
    """Whether a notice counts only while the public registers show it."""
    stale_is_indeterminate: bool
    """Whether a source whose data are stale decides no outcome, as one that can't be asked."""
    max_staleness: Mapping[Item, timedelta]
    """The longest age of fresh data, by item."""
    pilot_goods: frozenset[Hs6] = field(repr=False)
    """The subheadings of all pilot categories."""
    earliest_as_of: date


def policy_of(discovery: JsonObject) -> Policy:
    """Return the policy that a discovery document announces.

    Raises UserError for a value that the rules do not know.
    """
    announced = discovery["violationPolicy"]
    _refuse_unknown(announced, _APPLIED, place="/violationPolicy")
    stale_data = discovery.get("staleData", "OUTCOME_STAYS")
    _refuse_unknown({"staleData": stale_data}, _APPLIED_TO_STALE_DATA, place="")
    return Policy(
        duration=announced["duration"],
        years=parse_years(announced["duration"]),
        anchor=announced["anchor"],
        boundary=announced["boundary"],
        time_zone=announced["timeZone"],
        authorities=tuple(announced["authorities"]),
        counted_states=_counted_states(announced),
        counts_public_only=announced["lapsedPublicity"] == "EXCLUDED",
        stale_is_indeterminate=stale_data == "INDETERMINATE",
        max_staleness=_max_staleness(discovery["maxStaleness"]),
        pilot_goods=_pilot_goods(discovery),
        earliest_as_of=parse_date(discovery["earliestAsOf"]),
    )


def _refuse_unknown(
    announced: JsonObject, known: Mapping[str, tuple[str, ...]], *, place: str
) -> None:
    for name, applied in known.items():
        if announced[name] not in applied:
            raise UserError(
                f"discovery: {place}/{name}: {' or '.join(applied)} was expected, "
                f"found {announced[name]}",
                hint="The mock applies no other; announce what it applies.",
            )


def _counted_states(announced: JsonObject) -> frozenset[NoticeState]:
    decided = {state for name, state in _DECIDED_BY.items() if announced[name] == "COUNTED"}
    return frozenset({"IN_EFFECT", *decided})


def _max_staleness(announced: JsonObject) -> Mapping[Item, timedelta]:
    limits: dict[Item, timedelta] = {
        "CREDIT_RATING": parse_duration(announced["CREDIT_RATING"]),
        "EXPORT_TAX_REBATE": parse_duration(announced["EXPORT_TAX_REBATE"]),
        "NO_VIOLATION": parse_duration(announced["NO_VIOLATION"]),
        "SUPPLIER": parse_duration(announced["SUPPLIER"]),
    }
    return MappingProxyType(limits)


def _pilot_goods(discovery: JsonObject) -> frozenset[Hs6]:
    categories = discovery["pilotCategories"]
    return frozenset(parse_hs6(code) for category in categories for code in category["hs6"])
