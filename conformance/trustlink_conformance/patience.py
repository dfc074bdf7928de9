"""Home of the patience with a site that answers 429: bounded in seconds and in attempts."""

from collections.abc import Callable
from datetime import timedelta

from trustlink_conformance.exchange import Exchange, header_values
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.session import Session

_UNSTATED = 1.0
_A_MINUTE = 60.0
"""A token endpoint that is limited by the minute is waited for: all later checks rest on tokens."""
_MOST_IN_VAIN = 3
"""So many questions of a client in a row are waited with; after them each is asked once."""
_PROVIDE = "a client with a larger quota, or a lower --rate"


def patiently(session: Session, attempt: Callable[[], Exchange]) -> Exchange:
    """Attempt until the answer is no 429; raises NotTestable when the bounds are passed."""
    exchange = heard(session, attempt)
    if is_throttled(exchange):
        longest = _longest_wait(session, exchange)
        raise _out_of_patience(longest if retry_after(exchange) > longest else None)
    return exchange


def heard(session: Session, attempt: Callable[[], Exchange]) -> Exchange:
    """Attempt until the answer is no 429, within the bounds; return the last answer."""
    exchange = attempt()
    client = exchange.request.client
    retries = session.target.bounds.retries if session.throttled[client] < _MOST_IN_VAIN else 0
    for _ in range(retries):
        if not is_throttled(exchange) or _asks_too_much(session, exchange):
            break
        session.wait(retry_after(exchange))
        exchange = attempt()
    if not is_throttled(exchange):
        session.throttled[client] = 0
        return exchange
    session.throttled[client] += 1
    if session.throttled[client] >= _MOST_IN_VAIN and _asks_too_much(session, exchange):
        session.shut_out[client] = session.instant() + timedelta(seconds=retry_after(exchange))
    return exchange


def refuse_shut_out(session: Session, credential: str) -> None:
    """Raise NotTestable if the site has asked the client, again and again, to stay away."""
    until = session.shut_out.get(_client_of(credential))
    if until is not None and session.instant() < until:
        raise _out_of_patience(session.target.bounds.retry_after)


def is_throttled(exchange: Exchange) -> bool:
    """Return whether a complete answer says 429."""
    response = exchange.response
    return exchange.failure is None and response is not None and response.status == 429


def retry_after(exchange: Exchange) -> float:
    """Return the seconds that Retry-After asks for; 1 if it is absent or no whole number."""
    values = header_values(exchange.response.headers, "retry-after") if exchange.response else ()
    text = values[0].strip() if values else ""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else _UNSTATED


def _client_of(credential: str) -> str:
    """Return the label of a client without the scope of its token: a quota is a client's."""
    return credential.partition("/")[0]


def _longest_wait(session: Session, exchange: Exchange) -> float:
    """Return the longest Retry-After, in seconds, that is waited for after this request."""
    bound = session.target.bounds.retry_after
    return max(bound, _A_MINUTE) if exchange.origin.phase == "token" else bound


def _asks_too_much(session: Session, exchange: Exchange) -> bool:
    return retry_after(exchange) > _longest_wait(session, exchange)


def _out_of_patience(longest: float | None) -> NotTestable:
    """Return what ends a check: the site asks for more seconds than these, or never gives in."""
    asks = (
        "however often it is asked"
        if longest is None
        else f"and asks for more than {longest:g} s (Retry-After)"
    )
    return NotTestable(f"the site answers 429 {asks}", provide=_PROVIDE)
