"""Home of request bodies: read up to a limit, whatever the client says of their length."""

from starlette.types import Receive

LARGEST_BODY = 64 * 1024
"""Bytes that a body may have (contract: 413)."""


class BodyTooLargeError(Exception):
    """Is raised for a body of more than was to be read."""


class ClientGoneError(Exception):
    """Is raised if the client closes the connection before its request is complete."""


async def read_body(
    receive: Receive, *, announced: str | None, largest: int = LARGEST_BODY
) -> bytes:
    """Return the body; raises BodyTooLargeError as soon as that is known, ClientGoneError."""
    if announced is not None and announced.isdecimal() and _is_larger(announced, largest):
        raise BodyTooLargeError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > largest:
            raise BodyTooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def _is_larger(announced: str, largest: int) -> bool:
    return len(announced) > 9 or int(announced) > largest
