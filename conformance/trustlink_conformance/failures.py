"""Home of the failures: why there is no complete answer, told so that a stranger understands."""

import socket
import ssl
from collections.abc import Callable

import httpx2

from trustlink_conformance.body import BodyTooLarge, BodyUnreadable
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Failure, FailureKind


class ForeignAddress(Exception):  # noqa: N818 -- a finding about a host, not an error of ours
    """Is raised before anything is sent when a public target's host turns out to be private."""


class HeadersTooLarge(Exception):  # noqa: N818 -- a finding about an answer, not an error of ours
    """Is raised when an answer has more or longer headers than the bounds admit."""


TARGETS_DOING = (
    TimeoutError,
    httpx2.TransportError,
    OSError,
    BodyTooLarge,
    BodyUnreadable,
    ForeignAddress,
    HeadersTooLarge,
)
"""What can be raised because of what the target does."""


_EXPIRED = 10
"""OpenSSL's verify code X509_V_ERR_CERT_HAS_EXPIRED."""


def is_of_expired_certificate(error: Exception) -> bool:
    """Tell whether a handshake failed because the site's certificate has expired."""
    return getattr(error, "verify_code", None) == _EXPIRED


def failure_of(error: Exception, bounds: Bounds, *, connecting: bool = False) -> Failure:
    """Tell what the target did; raises the error itself if it was our request that was at fault."""
    if connecting and isinstance(error, TimeoutError):
        return Failure(FailureKind.CONNECT, f"no connection within {bounds.timeout:g} s")
    for kinds, tell in _TOLD:
        if isinstance(error, kinds):
            return tell(error, bounds)
    return Failure(FailureKind.PROTOCOL, f"no valid HTTP: {_words(error)}")


def _tell_local(error: Exception, _: Bounds) -> Failure:
    raise error


def _tell_connect(error: Exception, _: Bounds) -> Failure:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return Failure(FailureKind.DNS, f"the host has no address: {_words(cause)}")
        if isinstance(cause, ssl.SSLError):
            is_expired = is_of_expired_certificate(cause)
            kind = FailureKind.EXPIRED if is_expired else FailureKind.TLS
            return Failure(kind, f"no trusted TLS connection: {_words(cause)}")
        if isinstance(cause, ConnectionRefusedError):
            return Failure(FailureKind.REFUSED, "the connection was refused")
    return Failure(FailureKind.CONNECT, f"no connection: {_words(error)}")


def _tell_broken(error: Exception, _: Bounds) -> Failure:
    """Tell why a connection broke; that a client certificate is wanted shows only then."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or ""):
            return Failure(FailureKind.TLS, f"the site ended the TLS connection: {_words(cause)}")
    return Failure(FailureKind.CLOSED, f"the connection broke: {_words(error)}")


def _tell_protocol(error: Exception, _: Bounds) -> Failure:
    if "disconnected" in str(error):
        return Failure(FailureKind.CLOSED, "the connection was closed without an answer")
    return Failure(FailureKind.PROTOCOL, f"no valid HTTP: {_words(error)}")


_Tell = Callable[[Exception, Bounds], Failure]
_TOLD: tuple[tuple[type[Exception] | tuple[type[Exception], ...], _Tell], ...] = (
    (
        (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol),
        _tell_local,  # a request that can't be sent is our mistake, not the target's
    ),
    (
        (TimeoutError, httpx2.TimeoutException),
        lambda _, b: Failure(FailureKind.TIMEOUT, f"no complete answer within {b.timeout:g} s"),
    ),
    (BodyTooLarge, lambda e, _: Failure(FailureKind.TOO_LARGE, f"the body is too large: {e}")),
    (BodyUnreadable, lambda e, _: Failure(FailureKind.ENCODING, str(e))),
    (
        HeadersTooLarge,
        lambda e, _: Failure(FailureKind.HEADERS_TOO_LARGE, f"too many or too large: {e}"),
    ),
    (ForeignAddress, lambda e, _: Failure(FailureKind.FOREIGN_ADDRESS, str(e))),
    (httpx2.ConnectError, _tell_connect),
    (httpx2.RemoteProtocolError, _tell_protocol),
    (httpx2.ProxyError, lambda e, _: Failure(FailureKind.PROXY, f"the proxy said: {_words(e)}")),
    ((httpx2.NetworkError, OSError), _tell_broken),
)


def _causes(error: BaseException) -> list[BaseException]:
    causes: list[BaseException] = []
    pending: list[BaseException | None] = [error]
    while pending and len(causes) < 20:
        cause = pending.pop()
        if cause is None or cause in causes:
            continue
        causes.append(cause)
        pending += [cause.__cause__, cause.__context__]
        pending += cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
    return causes


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
