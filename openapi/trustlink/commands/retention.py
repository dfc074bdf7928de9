"""The value of `--retain`, which the commands share that delete what is too old."""

from datetime import timedelta

from trustlink.calendar import parse_duration
from trustlink.errors import IdentifierError, UserError


def parse_retention(text: str) -> timedelta:
    """Return a duration in days, hours and minutes, as P30D; raises UserError."""
    try:
        return parse_duration(text)
    except IdentifierError as error:
        raise UserError(
            f"--retain {text!r} is no duration", hint="Write days, hours, minutes: P30D, PT12H."
        ) from error
