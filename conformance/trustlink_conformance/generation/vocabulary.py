"""Home of the vocabulary: values with which a generated request has to be accepted.

A random code, day or importer's number is refused by a conforming site as well. Requests that
shall be accepted are made of these values alone, so that rules between members hold, too.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.errors import IdentifierError
from trustlink_conformance.expectations import a_requester
from trustlink_conformance.generation.subjects import (
    goods_of,
    some_subjects,
    subjects_with_records,
)
from trustlink_conformance.judgement import NotTestable, not_testable
from trustlink_conformance.requester import SCHEMES, Requester
from trustlink_conformance.site import Site

LANGUAGES = ("en", "th", "zh-TW, en;q=0.5", "*")

_DAYS = (date(2024, 2, 29), date(2025, 12, 31), date(2026, 3, 31), date(2026, 9, 1))
_LAST_PERIOD = TaxPeriod(2026, 9)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What acceptable requests are made of; each tuple that is asked for holds a value."""

    suppliers: tuple[str, ...]
    requesters: tuple[Requester, ...]
    days: tuple[str, ...]
    first_periods: tuple[str, ...]
    last_periods: tuple[str, ...]
    """Each of them goes with each first period: not before it, at most 36 in all."""
    goods: tuple[str, ...] = ()
    """Commodity codes of 6 and of 10 digits, for lists of records."""
    verifications: tuple[str, ...] = ()
    consultations: tuple[str, ...] = ()
    """Numbers of verifications about the first supplier."""

    def digest(self, *, masked: Iterable[str] = ()) -> str:
        """Return the SHA-256 (hex) of all values but the masked ones."""
        text = json.dumps(asdict(self))
        for value in masked:
            text = text.replace(value, "(masked)")
        return hashlib.sha256(text.encode()).hexdigest()


def vocabulary_of(site: Site, *, records: bool = False) -> Vocabulary:
    """Choose the values for a site; raises NotTestable if it gives none.

    With `records`, of suppliers that let single records be shown. The same discovery document and
    the same seed give the same vocabulary on any later day.
    """
    earliest, today = _earliest(site), site.today()
    days = [day for day in (earliest, *_DAYS) if earliest <= day <= today]
    if not days:
        not_testable("no day can be asked about", provide="an earliestAsOf that is past")
    first, last = TaxPeriod.containing(earliest), TaxPeriod.containing(today)
    last = min(last, max(first, _LAST_PERIOD))
    shown = subjects_with_records(site) if records else ()
    return Vocabulary(
        suppliers=tuple(one.uscc for one in shown) or some_subjects(site),
        goods=goods_of(shown) if shown else (),
        requesters=_requesters(site),
        days=_texts(days),
        first_periods=_texts(max(first, last + back) for back in (-11, -3)),
        last_periods=_texts(max(first, last + back) for back in (-3, 0)),
    )


def _requesters(site: Site) -> tuple[Requester, ...]:
    a_requester(site)
    found = []
    for country in SCHEMES:
        with suppress(NotTestable):
            found.append(site.requester(country))
    return tuple(found)


def _earliest(site: Site) -> date:
    try:
        return parse_date(str(site.discovery.get("earliestAsOf")))
    except IdentifierError:
        not_testable(
            "discovery's earliestAsOf can't be read (see DISC-05)",
            provide="a day as earliestAsOf in the discovery document",
        )


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, values)))
