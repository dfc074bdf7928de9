"""Home of reading a body: inflated by us, and never further than the limit."""

import zlib
from collections.abc import AsyncIterator

ACCEPTED_CODINGS = "gzip, deflate"
"""What is offered in Accept-Encoding; any other coding of an answer can't be read."""

_GZIP, _ZLIB, _RAW = 31, 15, -15


class BodyTooLarge(Exception):  # noqa: N818 -- a finding about an answer, not an error of ours
    """Is raised when a body passes its limit, on the wire or inflated."""


class BodyUnreadable(Exception):  # noqa: N818 -- as above
    """Is raised when a body is not in the coding that it claims."""


class Body:
    """Takes a body chunk by chunk; `content` holds what was read, inflated."""

    def __init__(self, coding: str, *, limit: int) -> None:
        self.content = bytearray()
        self.wire_bytes = 0
        self._limit = limit
        self._inflater = _inflater(coding)

    async def read(self, chunks: AsyncIterator[bytes]) -> None:
        """Read to the end; raises BodyTooLarge or BodyUnreadable, the content kept so far."""
        async for chunk in chunks:
            self._take(chunk)
        self._finish()

    def _take(self, chunk: bytes) -> None:
        self.wire_bytes += len(chunk)
        if self._inflater is None:
            self._keep(chunk)
        else:
            self._inflate(self._inflater, chunk)
        if self.wire_bytes > self._limit:
            raise BodyTooLarge(f"more than {self._limit} bytes on the wire")

    def _inflate(self, inflater: "_Inflater", chunk: bytes) -> None:
        while chunk:
            room = self._limit - len(self.content) + 1
            try:
                part, chunk = inflater.inflate(chunk, room)
            except zlib.error as error:
                raise BodyUnreadable(f"the body is not {inflater.coding}: {error}") from error
            self._keep(part)

    def _keep(self, part: bytes) -> None:
        room = self._limit - len(self.content)
        self.content += part[:room]
        if len(part) > room:
            raise BodyTooLarge(f"more than {self._limit} bytes inflated")

    def _finish(self) -> None:
        if self._inflater is not None and self.wire_bytes and not self._inflater.ended:
            raise BodyUnreadable(f"the {self._inflater.coding} body ends too early")


class _Inflater:
    """One coding; gzip may come in several members, deflate with or without zlib's header."""

    def __init__(self, coding: str) -> None:
        self.coding = coding
        self._bits = _GZIP if coding == "gzip" else _ZLIB
        self._stream = zlib.decompressobj(self._bits)
        self._started = False

    @property
    def ended(self) -> bool:
        return self._stream.eof or not self._started

    def inflate(self, chunk: bytes, room: int) -> tuple[bytes, bytes]:
        """Return at most `room` bytes, and the input that is left."""
        if self._stream.eof:
            if self.coding != "gzip":
                raise zlib.error("bytes follow its end")
            self._stream = zlib.decompressobj(self._bits)
        part = self._decompress(chunk, room)
        self._started = True
        return part, self._stream.unconsumed_tail or self._stream.unused_data

    def _decompress(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._stream.decompress(chunk, room)
        except zlib.error:
            if self._started or self.coding != "deflate":
                raise
            self._stream = zlib.decompressobj(_RAW)
            return self._stream.decompress(chunk, room)


def _inflater(coding: str) -> _Inflater | None:
    name = coding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflater(name.removeprefix("x-"))
    raise BodyUnreadable(f"the content coding {coding[:40]!r} was not offered")
