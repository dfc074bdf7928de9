"""Show how a site went away: in a sentence, with the exchanges to look at and to repeat."""

from collections.abc import Mapping
from typing import Any

from trustlink_conformance.exchange import Exchange
from trustlink_conformance.presence import Gone
from trustlink_conformance.shown import ShownExchange

_UNSHOWN = ShownExchange("", "", "")


def gone_as_json(gone: Gone, shown: Mapping[int, ShownExchange]) -> dict[str, Any]:
    """Return what the report says of a site that is gone; `shown` holds redacted exchanges."""
    return {
        "text": _told(gone),
        "lastAnswered": _shown(gone.answered, shown),
        "unanswered": [_shown(one, shown) for one in gone.unanswered],
        "attempts": gone.attempts,
    }


def _told(gone: Gone) -> str:
    numbers = ", ".join(str(one.id) for one in gone.unanswered)
    during = (
        f"It broke off exchange {numbers} without an answer"
        if numbers
        else f"It answered exchange {gone.answered.id}, and nothing after it"
    )
    attempts = "1 attempt" if gone.attempts == 1 else f"{gone.attempts} attempts in a row"
    return (
        f"The site went away during the run. {during}; then no connection came about, in "
        f"{attempts}. What was answered before is judged; everything else is not testable."
    )


def _shown(exchange: Exchange, shown: Mapping[int, ShownExchange]) -> dict[str, Any]:
    one = shown.get(exchange.id, _UNSHOWN)
    return {
        "exchange": exchange.id,
        "request": one.request,
        "response": one.response,
        "curl": one.curl,
    }
