"""Compare two schemas: every difference, for the side that writes values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from trustlink.comparison.deciding import Deciding
from trustlink.comparison.dialect import modern
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.keywords import keyword_differences, says_enough
from trustlink.comparison.library import LONGEST_CHAIN, Library, Node
from trustlink.comparison.members import is_in_both, member_differences
from trustlink.comparison.placed import NAMELESS, found_between, named
from trustlink.comparison.schema_reading import alternatives, anything_at, shape_of
from trustlink.comparison.settling import settled, unexplained
from trustlink.comparison.shape import Schema, Shape
from trustlink.errors import ContractError

MOST_PAIRS = 50_000
DEEPEST = 80

Found = tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What differs between two schemas, so far as their shapes show."""

    found: Found
    is_exact: bool
    """Whether the shapes say all that the schemas say, so that silence means equality."""


_SAME = Outcome((), is_exact=True)
_Key = tuple[Schema, Schema, Side]


@dataclass(slots=True)
class SchemaComparison:
    """Compares schemas of two libraries; a pair that was compared is not compared again."""

    before: Library
    after: Library
    known: dict[_Key, Outcome] = field(default_factory=dict)
    depth: int = 0
    """How many pairs are being compared, each inside the one before."""
    deciding: Deciding = field(init=False)

    def __post_init__(self) -> None:
        """Decide about schemas of the same libraries."""
        self.deciding = Deciding(self.before, self.after)

    def differences(self, before: Schema, after: Schema, side: Side) -> Found:
        """Return what differs; raises ContractError for a bad reference, or too many pairs."""
        return self._outcome(before, after, side).found

    def _outcome(self, before: Schema, after: Schema, side: Side) -> Outcome:
        before, after = self._landed(before, after)
        key = (before, after, side)
        if key not in self.known:
            if self.depth >= DEEPEST:
                return _too_deep(before, after, side)
            with self._one_more(key):
                self.known[key] = self._settled(before, after, side)
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
        self.known[key] = _SAME
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    def _settled(self, before: Schema, after: Schema, side: Side) -> Outcome:
        """Return what the shapes show and the normal forms confirm, and what only these show."""
        if self.deciding.are_written_alike(before, after, side):
            return _SAME
        shapes = shape_of(self.before, before), shape_of(self.after, after)
        shown = self._between(*shapes, side)
        strict = self.deciding.all_values(before, after, side)
        described = (
            strict if strict.is_same else self.deciding.described_values(before, after, side)
        )
        places = before[0].pointer, after[0].pointer
        found = tuple(settled(shown.found, strict, side, own=places))
        rules = unexplained(found, strict, described, side, is_exact=shown.is_exact)
        more = [found_between(*shapes, rule, ("a schema", "another")) for rule in rules]
        return Outcome((*found, *more), shown.is_exact)

    def _between(self, before: Shape, after: Shape, side: Side) -> Outcome:
        if not before.groups and not after.groups:
            return self._plain(before, after, side)
        if self._have_same_choices(before, after, side):
            return self._plain(*_without_choices(before, after), side)
        if _line_up(before, after):
            return self._side_by_side(before, after, side)
        ours, theirs = alternatives(self.before, before), alternatives(self.after, after)
        if ours is None or theirs is None:
            text = "more schemas to choose from than can be compared"
            rule = f"{side}-keyword-changed"
            return Outcome(
                (found_between(before, after, rule, ("oneOf or anyOf", text)),), is_exact=False
            )
        written, read = (ours, theirs) if side is Side.REQUEST else (theirs, ours)
        found = self._each_fits(written, read, side) if written and read else ()
        return Outcome(found, is_exact=False)

    def _have_same_choices(self, before: Shape, after: Shape, side: Side) -> bool:
        """Return whether both choose between the same schemas, in the same order."""
        return len(before.groups) == len(after.groups) and all(
            was.keyword == is_now.keyword
            and len(was.schemas) == len(is_now.schemas)
            and all(
                self._outcome(*pair, side) == _SAME
                for pair in zip(was.schemas, is_now.schemas, strict=True)
            )
            for was, is_now in zip(before.groups, after.groups, strict=True)
        )

    def _side_by_side(self, before: Shape, after: Shape, side: Side) -> Outcome:
        """Compare the schemas of an `anyOf` each with its counterpart."""
        pairs = zip(before.groups[0].schemas, after.groups[0].schemas, strict=True)
        outcomes = [self._outcome(*pair, side) for pair in pairs]
        outcomes.append(self._plain(*_without_choices(before, after), side))
        found = [difference for outcome in outcomes for difference in outcome.found]
        return Outcome(tuple(dict.fromkeys(found)), all(outcome.is_exact for outcome in outcomes))

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
        return self.known[key].found

    def _plain(self, before: Shape, after: Shape, side: Side) -> Outcome:
        """Return the differences of two shapes that leave no choice between schemas."""
        found = [
            found_between(before, after, f"{side}-{kind}", (expected, is_found))
            for kind, expected, is_found in keyword_differences(before, after)
        ]
        are_listed = before.values is not None and after.values is not None
        is_exact = before.is_exact and after.is_exact and not are_listed
        if not says_enough(before, after):
            below = list(self._below(before, after, side))
            found.extend(difference for outcome in below for difference in outcome.found)
            is_exact = is_exact and all(outcome.is_exact for outcome in below)
        return Outcome(tuple(dict.fromkeys(found)), is_exact)

    def _below(self, before: Shape, after: Shape, side: Side) -> Iterator[Outcome]:
        """Return what differs in members and elements."""
        ours = _seen_from(side, self.before, before)
        theirs = _seen_from(side, self.after, after)
        yield Outcome(tuple(member_differences(ours, theirs, side)), is_exact=True)
        for name, schema in ours.properties.items():
            if is_in_both(ours, theirs, name):
                yield self._outcome(schema, theirs.properties[name], side)
        if (before.extra or after.extra) and not (before.is_closed or after.is_closed):
            yield self._outcome(
                before.extra or anything_at(before.nodes[0], "additionalProperties"),
                after.extra or anything_at(after.nodes[0], "additionalProperties"),
                side,
            )
        if before.items or after.items:
            yield self._outcome(
                before.items or anything_at(before.nodes[0], "items"),
                after.items or anything_at(after.nodes[0], "items"),
                side,
            )


def _landed(library: Library, node: Node) -> Node:
    """Follow a reference, and an `allOf` of one, unless members beside it count."""
    for _ in range(LONGEST_CHAIN):
        says = modern(node.object, is_newer=library.is_newer).keys()
        whole = node.items("allOf")
        if "$ref" in says and (len(says) == 1 or not library.is_newer):
            node = library.followed(node)
        elif says == {"allOf"} and len(whole) == 1:
            node = whole[0]
        else:
            break
    return node


def _without_choices(before: Shape, after: Shape) -> tuple[Shape, Shape]:
    return replace(before, groups=()), replace(after, groups=())


def _line_up(before: Shape, after: Shape) -> bool:
    """Return whether both shapes have one `anyOf`, of schemas with the same names in a row."""
    if len(before.groups) != 1 or len(after.groups) != 1:
        return False
    ours, theirs = before.groups[0], after.groups[0]
    names = [[named(Shape(schema)) for schema in group.schemas] for group in (ours, theirs)]
    return ours.keyword == theirs.keyword == "anyOf" and names[0] == names[1]


def _too_deep(before: Schema, after: Schema, side: Side) -> Outcome:
    """Return that two schemas are not compared, so deep do they lie."""
    rule, text = f"{side}-keyword-changed", f"more than {DEEPEST} schemas lead here in a row"
    found = found_between(Shape(before), Shape(after), rule, ("a schema", text))
    return Outcome((found,), is_exact=False)


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


def _unused(spare: Shape, other: Shape, side: Side) -> Difference:
    """Return the difference of a schema that only the reader of a value knows."""
    if side is Side.REQUEST:
        texts = ("no such schema", named(spare))
        return found_between(other, spare, f"{side}-alternative-added", texts)
    texts = (named(spare), "no such schema")
    return found_between(spare, other, f"{side}-alternative-removed", texts)


def _is_named(shape: Shape, other: Shape) -> bool:
    """Return whether both schemas have one and the same name."""
    return named(shape) == named(other) != NAMELESS


def _is_like(shape: Shape, other: Shape) -> bool:
    """Return whether two choices have one name, or are written alike."""
    return _is_named(shape, other) or shape.nodes[0].value == other.nodes[0].value


def _weight(found: Found) -> tuple[int, int]:
    """Order readers of a value: by what breaks a client, then by all that differs."""
    return sum(difference.rule.breach.hits_client for difference in found), len(found)
