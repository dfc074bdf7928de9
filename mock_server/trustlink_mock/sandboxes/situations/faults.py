"""Home of faults on the way: a reply that is cut, mutilated, dripping, or never comes."""

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.types import Receive, Send

from trustlink_mock.visit import Reply

PIECES = 20
_MISSING = 10
"""Bytes that a wrong Content-Length leaves out."""
_ABORT = struct.pack("ii", 1, 0)
_GARBAGE = b"\x16\x03\x01\x00\xffThis is no HTTP\r\n\x00\xfe\r\n\r\n" + bytes(range(256))


async def inflict(fault: str, reply: Reply, transport: asyncio.Transport, receive: Receive) -> None:
    """Do to a connection what the fault says, in place of the reply; it is closed afterwards."""
    _FAULTS[fault](reply, transport)
    while (await receive())["type"] != "http.disconnect":
        pass


async def drip(reply: Reply, send: Send, *, seconds: float) -> None:
    """Send a reply whole and right, in many pieces over so many seconds."""
    length = str(len(reply.content))
    lines = [*reply.headers.items(), ("content-length", length)]
    headers = [(name.encode(), value.encode("latin-1")) for name, value in lines]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    size = -(-len(reply.content) // PIECES) or 1
    for start in range(0, len(reply.content), size):
        piece = reply.content[start : start + size]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(seconds / PIECES)
    await send({"type": "http.response.body", "body": b""})


def _reset(_reply: Reply, transport: asyncio.Transport) -> None:
    """Reset the connection (RST) before a byte is sent."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
    transport.abort()


def _truncate(reply: Reply, transport: asyncio.Transport) -> None:
    """Close the connection in the middle of the content."""
    transport.write(_head(reply, length=len(reply.content)))
    transport.write(reply.content[: len(reply.content) // 2])
    transport.close()


def _wrong_length(reply: Reply, transport: asyncio.Transport) -> None:
    """Announce fewer bytes than are sent: what is read ends too early, without an error."""
    transport.write(_head(reply, length=max(0, len(reply.content) - _MISSING)) + reply.content)
    transport.close()


def _garbage(_reply: Reply, transport: asyncio.Transport) -> None:
    """Send what is no HTTP."""
    transport.write(_GARBAGE)
    transport.close()


_FAULTS: Mapping[str, Callable[[Reply, asyncio.Transport], None]] = {
    "reset": _reset,
    "truncate": _truncate,
    "wrong-length": _wrong_length,
    "garbage": _garbage,
}


def _head(reply: Reply, *, length: int) -> bytes:
    status = HTTPStatus(reply.status)
    lines = [f"HTTP/1.1 {status} {status.phrase}", f"content-length: {length}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1")
