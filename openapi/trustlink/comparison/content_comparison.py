"""Compare what a request or a response carries: media types and their schemas."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import Content, media_name
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.library import Node
from trustlink.comparison.schema_comparison import SchemaComparison
from trustlink.comparison.shape import Schema
from trustlink.comparison.uncompared import UncomparedParts
from trustlink.comparison.wire import Wire
from trustlink.comparison.wire_comparison import wire_differences
from trustlink.inspection.fault import one_line, shown

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class ContentComparison:
    """Compares contents; what was learned about schemas serves the next one."""

    known: SchemaComparison
    parts: UncomparedParts

    def media(self, before: Content, after: Content, side: Side) -> Iterator[Difference]:
        """Return what differs between two bodies, media type by media type."""
        for name, schema in before.media.items():
            found = _medium(after, name)
            if found is None:
                yield Difference(
                    f"{side}-media-type-removed",
                    before.node.pointer,
                    after.node.pointer,
                    f"media type {shown(name)}",
                    one_line(", ".join(after.media))[:80] or "no content",
                    name,
                )
            else:
                wire = Wire(is_form=True) if name in _FORMS else None
                yield from self.schemas(schema, found.schema, side, wire=wire)
                yield from self._rest(before.node, found, name)
        for name in after.media:
            if _medium(before, name) is None:
                yield Difference(
                    f"{side}-media-type-added",
                    before.node.pointer,
                    after.node.pointer,
                    one_line(", ".join(before.media))[:80] or "no content",
                    f"also {shown(name)}",
                    name,
                )

    def schemas(
        self, before: Schema, after: Schema, side: Side, *, wire: Wire | None = None
    ) -> Iterator[Difference]:
        """Return what differs between two schemas, of which one may be missing.

        With `wire`, their values are written as texts.
        """
        if before and after and wire is not None:
            yield from wire_differences(self.known, before, after, side, wire)
        elif before and after:
            yield from self.known.differences(before, after, side)
        elif before or after:
            yield from self._one_sided(before, after, side)

    def _rest(self, before: Node, after: "_Medium", name: str) -> Iterator[Difference]:
        """Return what else is said of a media type on both sides."""
        ours = next(node for key, node in before.members("content") if media_name(key) == name)
        theirs = next(
            n for key, n in after.home.members("content") if media_name(key) == after.name
        )
        yield from self.parts.map_differences(ours, theirs, "encoding")
        for member in ("itemSchema", "prefixEncoding", "itemEncoding"):
            yield from self.parts.member_differences(ours, theirs, member)

    def _one_sided(self, before: Schema, after: Schema, side: Side) -> Iterator[Difference]:
        node = (before or after)[0]
        if node.value is True or not node.value:
            return
        kind = "type-unstated" if before else "type-stated"
        texts = ("a schema", "none") if before else ("no schema", "one")
        yield Difference(f"{side}-{kind}", node.pointer, node.pointer, *texts)


@dataclass(frozen=True, slots=True)
class _Medium:
    home: Node
    name: str
    schema: Schema


def _medium(content: Content, name: str) -> _Medium | None:
    """Return the schema of a media type, or that of a range that holds it."""
    names = (name, name.partition(";")[0], f"{name.partition('/')[0]}/*", "*/*")
    found = next((other for other in names if other in content.media), None)
    return None if found is None else _Medium(content.node, found, content.media[found])
