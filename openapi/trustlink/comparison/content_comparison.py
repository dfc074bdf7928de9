"""Home of the comparison of what a request or an answer carries: media types and their schemas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trustlink.comparison.api import Content
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.schema_comparison import SchemaComparison
from trustlink.comparison.shape import Schema
from trustlink.inspection.fault import one_line, shown


@dataclass(frozen=True, slots=True)
class ContentComparison:
    """Compares contents; what was learned about schemas serves the next one."""

    known: SchemaComparison

    def media(self, before: Content, after: Content, side: Side) -> Iterator[Difference]:
        """Return what differs between two bodies, media type by media type."""
        for name, schema in before.media.items():
            found = _medium(after.media, name)
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
                yield from self.schemas(schema, found, side)
        for name in after.media:
            if _medium(before.media, name) is None:
                yield Difference(
                    f"{side}-media-type-added",
                    before.node.pointer,
                    after.node.pointer,
                    one_line(", ".join(before.media))[:80] or "no content",
                    f"also {shown(name)}",
                    name,
                )

    def schemas(self, before: Schema, after: Schema, side: Side) -> Iterator[Difference]:
        """Return what differs between two schemas, of which one may be missing."""
        if before and after:
            yield from self.known.differences(before, after, side)
        elif before or after:
            yield from self._one_sided(before, after, side)

    def _one_sided(self, before: Schema, after: Schema, side: Side) -> Iterator[Difference]:
        node = (before or after)[0]
        if node.value is True or not node.value:
            return
        kind = "type-unstated" if before else "type-stated"
        texts = ("a schema", "none") if before else ("no schema", "one")
        yield Difference(f"{side}-{kind}", node.pointer, node.pointer, *texts)


def _medium(media: Mapping[str, Schema], name: str) -> Schema | None:
    """Return the schema of a media type, or that of a range that holds it."""
    names = (name, f"{name.partition('/')[0]}/*", "*/*")
    return next((media[other] for other in names if other in media), None)
