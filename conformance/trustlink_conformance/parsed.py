"""Home of parsed bodies: each is read once, as long as all of them together stay small.

What a parsed value takes depends on how many values are in it: two bytes make a list of 56. So the
bound is in values, counted roughly without parsing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from trustlink.json_text import JsonDocument, JsonFault, count_values, read_json
from trustlink_conformance.places import Place, places

MOST_VALUES = 150_000
"""JSON values that are kept parsed, together; an honest run has two fifths of it."""


@dataclass(frozen=True)
class Parsed:
    """A body as JSON, and every value in it."""

    body: bytes = field(repr=False)

    @cached_property
    def document(self) -> JsonDocument | JsonFault:
        """The JSON value, or why it is none."""
        return read_json(self.body)

    @cached_property
    def places(self) -> list[Place]:
        """Every value of it; [] if it is none."""
        document = self.document
        return places(document.value) if isinstance(document, JsonDocument) else []


@dataclass(slots=True)
class ParsedBodies:
    """Keeps parsed bodies, those used last, up to the bound; always the last one."""

    most_values: int = MOST_VALUES
    _kept: "OrderedDict[bytes, Parsed]" = field(default_factory=OrderedDict)
    _values: int = 0
    _latest: Parsed | None = None

    def of(self, body: bytes) -> Parsed:
        """Return a body parsed, from before if it is still kept."""
        if self._latest is not None and body is self._latest.body:
            return self._latest
        self._latest = self._found(body)
        return self._latest

    def _found(self, body: bytes) -> Parsed:
        if body in self._kept:
            self._kept.move_to_end(body)
            return self._kept[body]
        self._values += count_values(body)
        found = self._kept[body] = Parsed(body)
        while self._values > self.most_values and len(self._kept) > 1:
            dropped, _ = self._kept.popitem(last=False)
            self._values -= count_values(dropped)
        return found


parsed = ParsedBodies().of
"""Parse a body, once a process for most."""
