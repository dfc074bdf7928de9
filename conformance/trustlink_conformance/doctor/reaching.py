"""Home of reaching: name, connection and TLS of the site, each tried by itself and timed."""

import asyncio
import socket
import ssl
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.failures import is_of_expired_certificate
from trustlink_conformance.loop_thread import LoopThread
from trustlink_conformance.target import Target

_T = TypeVar("_T")
_SOON = timedelta(days=30)
_OTHER_HOST = 62
"""OpenSSL's verify code X509_V_ERR_HOSTNAME_MISMATCH."""


@dataclass(frozen=True, slots=True)
class _Door:
    """Where the first connection leads: to the site, or to the proxy."""

    key: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def reach(target: Target, *, now: datetime) -> Iterator[Symptom]:
    """Try what every exchange needs, and stop at what fails. Nothing is sent over HTTP."""
    loop = LoopThread()
    try:
        yield from _reach(target, loop, now)
    finally:
        loop.close()


def _reach(target: Target, loop: LoopThread, now: datetime) -> Iterator[Symptom]:
    door = _door(target)
    for step in (_look_up, _connect):
        symptom = step(target, loop, door)
        yield symptom
        if symptom.state is not State.WELL:
            return
    if target.url.startswith("https:") and target.connection.proxy is None:
        yield _shake_hands(target, loop, door, now)


def _door(target: Target) -> _Door:
    proxy = target.connection.proxy
    parts = urlsplit(proxy.url if proxy else target.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return _Door("proxy.url" if proxy else "url", parts.hostname or "", port)


def _look_up(target: Target, loop: LoopThread, door: _Door) -> Symptom:
    began = time.monotonic()
    try:
        found = _run(loop, _addresses(door), target)
    except (OSError, TimeoutError) as error:
        return Symptom(
            "name",
            State.MISTAKE,
            f"the host {door.host} has no address: {_words(error)}",
            "Check the spelling of the host.",
            door.key,
        )
    shown = ", ".join(found[:4])
    return Symptom("name", State.WELL, f"{door.host} is {shown} ({_took(began)})")


def _connect(target: Target, loop: LoopThread, door: _Door) -> Symptom:
    began = time.monotonic()
    try:
        _run(loop, _open(door, None), target)
    except (OSError, TimeoutError) as error:
        return Symptom(
            "connection",
            State.MISTAKE,
            f"no connection to {door}: {_words(error)}",
            "Is it running, is the port right, and does a firewall stand between? "
            "A proxy is used only if [proxy] names one.",
            door.key,
        )
    return Symptom("connection", State.WELL, f"connected to {door} ({_took(began)})")


def _shake_hands(target: Target, loop: LoopThread, door: _Door, now: datetime) -> Symptom:
    began = time.monotonic()
    try:
        secured = _run(loop, _open(door, target.connection.tls_context()), target)
    except (OSError, TimeoutError) as error:
        return _refused(door, error)
    version, until = secured
    text = f"{version}, certificate good until {until:%Y-%m-%d} ({_took(began)})"
    if until - now < _SOON:
        return Symptom("TLS", State.NOTE, text, "The certificate has to be renewed soon.")
    return Symptom("TLS", State.WELL, text)


def _refused(door: _Door, error: Exception) -> Symptom:
    text = f"no trusted TLS connection to {door}: {_words(error)}"
    if is_of_expired_certificate(error):
        return Symptom("TLS", State.FAULT, text, "The site has to renew its certificate.")
    advice, key = _remedy(error, getattr(error, "verify_code", None))
    return Symptom("TLS", State.MISTAKE, text, advice, key)


def _remedy(error: Exception, code: int | None) -> tuple[str, str]:
    """Return what to do about a handshake that failed, and the setting that it concerns."""
    if code == _OTHER_HOST:
        return "The certificate is of another host: is the URL right?", "url"
    if code is not None:
        return (
            "If the site has a CA of its own, give its certificate as ca_file.",
            "tls.ca_file",
        )
    if "WRONG_VERSION" in str(error) or "RECORD" in str(error):
        return "The port does not speak TLS: is it an http port?", "url"
    return "Is it an https port? A site may also want a client certificate.", "tls"


async def _addresses(door: _Door) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def _open(door: _Door, context: ssl.SSLContext | None) -> tuple[str, datetime]:
    """Connect and close again; return the version of TLS and the certificate's last day."""
    name = door.host if context else None
    _, writer = await asyncio.open_connection(
        door.host, door.port, ssl=context, server_hostname=name
    )
    secured = writer.get_extra_info("ssl_object")
    writer.transport.abort()
    if secured is None:
        return "", datetime.max.replace(tzinfo=UTC)
    until = ssl.cert_time_to_seconds(secured.getpeercert()["notAfter"])
    return secured.version(), datetime.fromtimestamp(until, UTC)


def _run(loop: LoopThread, work: Coroutine[Any, Any, _T], target: Target) -> _T:
    seconds = target.bounds.timeout
    return loop.run(asyncio.wait_for(work, seconds), within=seconds)


def _took(began: float) -> str:
    return f"{(time.monotonic() - began) * 1000:.0f} ms"


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return " ".join(str(error).split())[:200] or "no answer in time"
