"""Home of the comparison of two schemas: every difference, for who writes values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.keywords import keyword_differences
from trustlink.comparison.library import LONGEST_CHAIN, Library, Node
from trustlink.comparison.schema_reading import alternatives, shape_of
from trustlink.comparison.shape import Schema, Shape
from trustlink.errors import ContractError
from trustlink.inspection.fault import shown

MOST_PAIRS = 50_000
DEEPEST = 80

_NAMELESS = "a schema"

Found = tuple[Difference, ...]
# What says nothing about the values that fit.
_ANNOTATIONS = {
    "title", "description", "default", "example", "examples", "deprecated", "readOnly",
    "writeOnly", "externalDocs", "xml", "$comment",
}  # fmt: skip
_Key = tuple[Schema, Schema, Side]


@dataclass(slots=True)
class SchemaComparison:
    """Compares schemas of two libraries; a pair that was compared is not compared again."""

    before: Library
    after: Library
    known: dict[_Key, Found] = field(default_factory=dict)
    depth: int = 0
    """How many pairs are being compared, each inside the one before."""

    def differences(self, before: Schema, after: Schema, side: Side) -> Found:
        """Return what differs; raises ContractError for a bad reference, or too many pairs."""
        before, after = self._landed(before, after)
        key = (before, after, side)
        if key not in self.known:
            with self._one_more(key):
                self.known[key] = self._between(
                    shape_of(self.before, before), shape_of(self.after, after), side
                )
        return self.known[key]

    def _landed(self, before: Schema, after: Schema) -> tuple[Schema, Schema]:
        return (
            tuple(_landed(self.before, node) for node in before),
            tuple(_landed(self.after, node) for node in after),
        )

    @contextmanager
    def _one_more(self, key: _Key) -> Iterator[None]:
        """Go on with a pair within bounds; a schema that leads back to it adds nothing."""
        if len(self.known) >= MOST_PAIRS:
            raise ContractError(
                f"more than {MOST_PAIRS} pairs of schemas would have to be compared"
            )
        if self.depth >= DEEPEST:
            where = f"{key[0][0].pointer} and {key[1][0].pointer}"
            raise ContractError(f"{where}: more than {DEEPEST} schemas lead here in a row")
        self.known[key] = ()
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    def _between(self, before: Shape, after: Shape, side: Side) -> Found:
        if not before.groups and not after.groups:
            return self._plain(before, after, side)
        ours, theirs = alternatives(self.before, before), alternatives(self.after, after)
        if ours is None or theirs is None:
            text = "more schemas to choose from than can be compared"
            return (_found(before, after, side, "keyword-changed", ("oneOf or anyOf", text)),)
        if side is Side.REQUEST:
            return self._each_fits(ours, theirs, side)
        return self._each_fits(theirs, ours, side)

    def _each_fits(self, written: list[Shape], read: list[Shape], side: Side) -> Found:
        """Pair each schema that a writer may choose with the one that the reader takes it by.

        A client writes what was there before, for a server of afterwards; with answers it is the
        other way round.
        """
        found: list[Difference] = []
        spare = list(read)
        for shape in written:
            best = self._best(shape, read, side)
            spare = [other for other in spare if other is not best]
            found.extend(self._facing(shape, best, side))
        found.extend(
            _unused(other, written[0], side)
            for other in spare
            if all(self._facing(shape, other, side) for shape in written)
        )
        return tuple(dict.fromkeys(found))

    def _best(self, shape: Shape, choices: list[Shape], side: Side) -> Shape:
        """Return the choice that differs least; the first that does not differ at all ends it."""
        likely = sorted(choices, key=lambda other: not _is_like(shape, other))
        best, least = likely[0], _weight(self._facing(shape, likely[0], side))
        for other in likely[1:]:
            if not least[1] or (_is_named(shape, best) and not _is_named(shape, other)):
                break
            weight = _weight(self._facing(shape, other, side))
            best, least = (other, weight) if weight < least else (best, least)
        return best

    def _facing(self, written: Shape, read: Shape, side: Side) -> Found:
        ours, theirs = (written, read) if side is Side.REQUEST else (read, written)
        key = (ours.nodes, theirs.nodes, side)
        if key not in self.known:
            with self._one_more(key):
                self.known[key] = self._plain(ours, theirs, side)
        return self.known[key]

    def _plain(self, before: Shape, after: Shape, side: Side) -> Found:
        """Return the differences of two shapes that leave no choice between schemas."""
        kinds = list(keyword_differences(before, after))
        found = [_found(before, after, side, kind, texts) for kind, *texts in kinds]
        if not any(kind in ("type-changed", "type-unstated") for kind, *_ in kinds):
            found.extend(self._parts(before, after, side))
        return tuple(dict.fromkeys(found))

    def _parts(self, before: Shape, after: Shape, side: Side) -> Iterator[Difference]:
        yield from self._members(_seen_from(side, self.before, before), after, side)
        if before.items and after.items:
            yield from self.differences(before.items, after.items, side)
        if before.extra and after.extra:
            yield from self.differences(before.extra, after.extra, side)

    def _members(self, before: Shape, after: Shape, side: Side) -> Iterator[Difference]:
        after = _seen_from(side, self.after, after)
        if before.properties or before.required or before.is_closed:
            yield from _closure(before, after, side)
        for name, schema in before.properties.items():
            if name in after.properties:
                yield from _requiredness(before, after, name, side)
                yield from self.differences(schema, after.properties[name], side)
            else:
                yield _missing(before, after, name, side)
        for name in after.properties:
            if name not in before.properties:
                yield _added(before, after, name, side)


def _landed(library: Library, node: Node) -> Node:
    """Follow a reference, and an `allOf` of one, unless members beside it count."""
    for _ in range(LONGEST_CHAIN):
        says = {name for name in node.object if name not in _ANNOTATIONS and name[:2] != "x-"}
        whole = node.items("allOf")
        if "$ref" in says and (len(says) == 1 or not library.is_newer):
            node = library.followed(node)
        elif says == {"allOf"} and len(whole) == 1:
            node = whole[0]
        else:
            break
    return node


def _seen_from(side: Side, library: Library, shape: Shape) -> Shape:
    """Return the shape without members that this side never writes."""
    silent = "readOnly" if side is Side.REQUEST else "writeOnly"
    kept: Mapping[str, Schema] = {
        name: schema
        for name, schema in shape.properties.items()
        if not any(library.followed(node).object.get(silent) is True for node in schema)
    }
    if len(kept) == len(shape.properties):
        return shape
    gone = shape.properties.keys() - kept.keys()
    return replace(shape, properties=kept, required=shape.required - gone)


def _closure(before: Shape, after: Shape, side: Side) -> Iterator[Difference]:
    if after.is_closed and not before.is_closed:
        yield _found(before, after, side, "extra-members-refused", ("admitted", "refused"))
    if before.is_closed and not after.is_closed:
        yield _found(before, after, side, "extra-members-admitted", ("refused", "admitted"))


def _requiredness(before: Shape, after: Shape, name: str, side: Side) -> Iterator[Difference]:
    was, is_now = name in before.required, name in after.required
    if was != is_now:
        kind = "member-required" if is_now else "member-optional"
        yield Difference(
            f"{side}-{kind}",
            before.properties[name][0].pointer,
            after.properties[name][0].pointer,
            f"member {shown(name)} {_needed(is_needed=was)}",
            _needed(is_needed=is_now),
            name,
        )


def _missing(before: Shape, after: Shape, name: str, side: Side) -> Difference:
    schema = before.properties[name]
    kind = "member-removed"
    if name in before.required:
        kind = "required-member-removed"
    elif any(node.object.get("x-disclosure") == "optional" for node in schema):
        kind = "withheld-member-removed"
    return Difference(
        f"{side}-{kind}",
        schema[0].pointer,
        after.nodes[0].pointer,
        f"member {shown(name)}",
        "none of that name",
        name,
    )


def _added(before: Shape, after: Shape, name: str, side: Side) -> Difference:
    return Difference(
        f"{side}-required-member-added" if name in after.required else f"{side}-member-added",
        before.nodes[0].pointer,
        after.properties[name][0].pointer,
        f"no member {shown(name)}",
        f"member {shown(name)}, {_needed(is_needed=name in after.required)}",
        name,
    )


def _unused(spare: Shape, other: Shape, side: Side) -> Difference:
    """Return the difference of a schema that only the reader of a value knows."""
    if side is Side.REQUEST:
        return _found(other, spare, side, "alternative-added", ("no such schema", _name(spare)))
    return _found(spare, other, side, "alternative-removed", (_name(spare), "no such schema"))


def _found(
    before: Shape, after: Shape, side: Side, kind: str, texts: tuple[str, str] | list[str]
) -> Difference:
    expected, found = texts
    pointers = before.nodes[0].pointer, after.nodes[0].pointer
    name = next((str(p) for p in reversed(before.nodes[0].path) if isinstance(p, str)), "")
    return Difference(f"{side}-{kind}", *pointers, expected, found, name)


def _is_named(shape: Shape, other: Shape) -> bool:
    """Return whether both schemas have one and the same name."""
    return _name(shape) == _name(other) != _NAMELESS


def _is_like(shape: Shape, other: Shape) -> bool:
    """Return whether two choices have one name, or are written alike."""
    return _is_named(shape, other) or shape.nodes[0].value == other.nodes[0].value


def _name(shape: Shape) -> str:
    node = shape.nodes[0]
    reference = node.object.get("$ref")
    return (
        str(reference).rpartition("/")[2]
        if reference
        else str(node.object.get("title") or _NAMELESS)
    )


def _needed(*, is_needed: bool) -> str:
    return "required" if is_needed else "optional"


def _weight(found: Found) -> tuple[int, int]:
    """Order readers of a value: by what breaks a client, then by all that differs."""
    return sum(difference.rule.breach.hits_client for difference in found), len(found)
