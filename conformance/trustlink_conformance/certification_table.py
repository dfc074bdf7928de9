"""Read [certification] of a target file: how old a sandbox run may be that a verdict rests on."""

from trustlink.calendar import parse_duration
from trustlink.errors import IdentifierError
from trustlink_conformance.target import DEFAULT_MAX_AGE
from trustlink_conformance.toml_table import Table

_KEY = "sandbox_max_age"
_DAY = 86_400.0
_LONGEST = 3_660
_EXPECTED = 'a number of days, or an ISO 8601 duration as "P30D" or "PT12H", was expected'


def sandbox_max_age(table: Table) -> float:
    """Return `sandbox_max_age` in seconds, by default 30 days; raises UserError with the place."""
    table.only(_KEY)
    if _KEY not in table.members:
        return DEFAULT_MAX_AGE
    if not isinstance(table.members[_KEY], str):
        return float(table.number(_KEY, lowest=0, highest=_LONGEST, whole=False)) * _DAY
    text = table.text(_KEY)
    try:
        seconds = parse_duration(text).total_seconds()
    except (IdentifierError, ValueError, OverflowError) as error:
        raise table.mistake(f"{_EXPECTED}, found {text!r:.80}", _KEY) from error
    if seconds > _LONGEST * _DAY:
        raise table.mistake(f"at most {_LONGEST:,} days were expected, found {text!r:.80}", _KEY)
    return seconds
