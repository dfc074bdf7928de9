"""Home of the patience with a site that answers 429: bounded in seconds and in attempts."""

from collections.abc import Callable

from trustlink_conformance.exchange import Exchange, header_values
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.session import Session

_UNSTATED = 1.0
_MOST_IN_VAIN = 3
"""So many questions of a client in a row are waited with; after them each is asked once."""


def patiently(session: Session, attempt: Callable[[], Exchange]) -> Exchange:
    """Attempt until the answer is no 429; raises NotTestable when the bounds are passed."""
    exchange = attempt()
    client = exchange.request.credential
    retries = session.target.bounds.retries if session.throttled[client] < _MOST_IN_VAIN else 0
    for _ in range(retries):
        if not is_throttled(exchange) or _asks_too_much(session, exchange):
            break
        session.wait(retry_after(exchange))
        exchange = attempt()
    if is_throttled(exchange):
        session.throttled[client] += 1
        raise _out_of_patience(exchange)
    session.throttled[client] = 0
    return exchange


def is_throttled(exchange: Exchange) -> bool:
    """Return whether a complete answer says 429."""
    response = exchange.response
    return exchange.failure is None and response is not None and response.status == 429


def retry_after(exchange: Exchange) -> float:
    """Return the seconds that Retry-After asks for; 1 if it is absent or no whole number."""
    values = header_values(exchange.response.headers, "retry-after") if exchange.response else ()
    text = values[0].strip() if values else ""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else _UNSTATED


def _asks_too_much(session: Session, exchange: Exchange) -> bool:
    return retry_after(exchange) > session.target.bounds.retry_after


def _out_of_patience(exchange: Exchange) -> NotTestable:
    return NotTestable(
        f"the site answers 429 (exchange {exchange.id}, Retry-After {retry_after(exchange):g} s)",
        provide="a client with a larger quota, or a lower --rate",
    )
