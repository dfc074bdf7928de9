"""Decide how early in an exchange a violation lies. Pure."""

from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import Violation
from trustlink_conformance.results import Stage

_SUCCESS = ("200", "201")
_OF_A_SOURCE = (503, 504)
_MEDIA_TYPE = "header Content-Type"


def stage_of(violation: Violation, *, is_of_form: bool) -> Stage:
    """Return the stage of a violation, by the last response that was compared."""
    answers = violation.background.answers
    last = answers[-1] if answers else None
    if last is not None and last.failure is not None:
        return Stage.TRANSPORT
    if last is not None and _is_about_token(violation, last):
        return Stage.TOKEN
    if last is not None and violation.pointer == "status" and _is_crash(last):
        return Stage.FORM
    if is_of_form or violation.is_unreadable or violation.pointer == _MEDIA_TYPE:
        return Stage.FORM
    return Stage.MEANING


def _is_crash(last: Exchange) -> bool:
    """Return whether a site blames itself: 503 and 504 may be about a source, and documented."""
    return (
        last.response is not None
        and last.response.status >= 500
        and (last.response.status not in _OF_A_SOURCE)
    )


def _is_about_token(violation: Violation, last: Exchange) -> bool:
    """Return whether a token was not issued, or not accepted where a success was due."""
    if last.origin.phase == "token":
        return True
    is_refused = last.response is not None and last.response.status == 401
    wants_success = str(violation.expected).startswith(_SUCCESS)
    return is_refused and wants_success and violation.pointer == "status"
