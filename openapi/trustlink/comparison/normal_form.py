"""Write schemas of a description as JSON Schema 2020-12, for the side that writes their values.

References become references to `$defs`, across files, so a form stands for itself. Members that a
side never writes (`readOnly` in a request) are left out of its form.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.comparison.dialect import modern
from trustlink.comparison.library import Library, Node
from trustlink.comparison.patterns import lengths
from trustlink.comparison.shape import Schema

MOST_DEFINITIONS = 60
MOST_IN_CIRCLES = 8
"""With more definitions than these, the deciding library is slow and rarely certain."""

_IN_PLACE = ("not", "if", "then", "else")
"""Keywords whose schema judges the very value that the schema around it judges."""
_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_PARTS = (
    "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties",
)  # fmt: skip
_PART_MAPS = ("properties", "patternProperties")
_NO_NAME_SIGN = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Body:
    """A schema whose references are not followed."""

    value: Any = field(repr=False)
    needs: frozenset[Node]
    """What it refers to."""
    text: str = field(repr=False)
    """Canonical JSON."""


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A schema of JSON Schema 2020-12, and what its references lead to."""

    whole: Body
    definitions: Mapping[str, Body] = field(repr=False)

    @property
    def schema(self) -> Any:
        """The whole as one schema."""
        if not self.definitions:
            return self.whole.value
        definitions = {name: body.value for name, body in self.definitions.items()}
        return {"allOf": [self.whole.value], "$defs": definitions}

    @property
    def text(self) -> str:
        """A text that two forms share only if they are the same."""
        parts = (f"{name} {self.definitions[name].text}" for name in sorted(self.definitions))
        return "\n".join([self.whole.text, *parts])

    def and_form(self, other: "NormalForm") -> "NormalForm":
        """Return the form of the values that fit both; their definitions have other names."""
        both = {"allOf": [self.whole.value, other.whole.value]}
        text = f"{self.whole.text}\n{other.whole.text}"
        whole = Body(both, self.whole.needs | other.whole.needs, text)
        return NormalForm(whole, {**self.definitions, **other.definitions})


@dataclass(slots=True)
class NormalForms:
    """Writes the schemas of one description; `silent` marks the members that the side leaves out.

    With `is_written`, members that no schema describes are refused, as clients and servers write
    what is described. A schema that describes no member at all stays open.
    """

    library: Library
    silent: str
    is_written: bool = False
    bodies: dict[Node, Body] = field(default_factory=dict)
    """By the place that a reference leads to."""

    def form(self, schema: Schema) -> NormalForm | None:
        """Return the form of schemas taken together; None if it is too large to be decided on.

        Raises ContractError for a bad reference.
        """
        whole = self.whole(schema)
        definitions = self._definitions(whole.needs)
        if definitions is None or self._runs_in_circles(definitions):
            return None
        return NormalForm(whole, definitions)

    def whole(self, schema: Schema) -> Body:
        """Return what schemas say together; raises ContractError for a bad reference."""
        wanted = set[Node]()
        parts = [self._part(node, wanted) for node in schema]
        value = parts[0] if len(parts) == 1 else {"allOf": parts}
        return Body(value, frozenset(wanted), canonical(value))

    def body(self, node: Node) -> Body:
        """Return what stands where a reference leads to; raises ContractError."""
        if node not in self.bodies:
            wanted = set[Node]()
            value = self._in_place(node, wanted)
            self.bodies[node] = Body(value, frozenset(wanted), canonical(value))
        return self.bodies[node]

    def name(self, node: Node) -> str:
        """Return the name of a definition: that of its place, whatever else the library holds."""
        place = f"{node.file}#{'/'.join(map(str, node.path))}"
        name = _NO_NAME_SIGN.sub(lambda found: f"_{ord(found[0]):x}_", place)
        return f"written.{name}" if self.is_written else name

    def _definitions(self, wanted: frozenset[Node]) -> dict[str, Body] | None:
        found: dict[str, Body] = {}
        pending = list(wanted)
        while pending:
            node = pending.pop()
            if self.name(node) not in found:
                found[self.name(node)] = body = self.body(node)
                pending.extend(body.needs)
            if len(found) > MOST_DEFINITIONS:
                return None
        return found

    def _runs_in_circles(self, definitions: Mapping[str, Body]) -> bool:
        """Return whether many definitions refer to themselves."""
        pending = {name: set(map(self.name, body.needs)) for name, body in definitions.items()}
        while free := [name for name, needs in pending.items() if pending.keys().isdisjoint(needs)]:
            for name in free:
                del pending[name]
        return len(pending) > MOST_IN_CIRCLES

    def _part(self, node: Node, wanted: set[Node]) -> Any:
        """Return what a schema says of a value that no other schema judges, but for its `allOf`."""
        value = self._in_place(node, wanted)
        if self.is_written and _describes_members(self.library, node, set()):
            return {"allOf": [value], "unevaluatedProperties": False}
        return value

    def _in_place(self, node: Node, wanted: set[Node], silent: frozenset[str] = frozenset()) -> Any:
        if not isinstance(node.value, Mapping):
            return node.value
        own = modern(node.object, is_newer=self.library.is_newer)
        if isinstance(own.get("$ref"), str):
            target = self.library.target(node, own["$ref"])
            wanted.add(target)
            own["$ref"] = f"#/$defs/{self.name(target)}"
        silent |= _silent_names(self.library, node, self.silent, set())
        if silent and isinstance(own.get("required"), list):
            own["required"] = [name for name in own["required"] if name not in silent]
        self._write_subschemas(own, node, wanted, silent)
        _state_lengths(own)
        if self.is_written:
            _describe_required(own)
        return own

    def _write_subschemas(
        self, own: dict[str, Any], node: Node, wanted: set[Node], silent: frozenset[str]
    ) -> None:
        def part(below: Node) -> Any:
            return self._part(below, wanted)

        def in_place(below: Node) -> Any:
            return self._in_place(below, wanted, silent)

        for name in own:
            left_out = silent if name == "properties" else frozenset()
            if name in _PARTS:
                own[name] = part(node.child(name))
            elif name in _IN_PLACE:
                own[name] = in_place(node.child(name))
            elif name in (*_PART_MAPS, "prefixItems"):
                own[name] = _each(node.child(name), part, without=left_out)
            elif name in (*_IN_PLACE_LISTS, "dependentSchemas"):
                own[name] = _each(node.child(name), in_place)


def canonical(value: object) -> str:
    """Return a JSON value as text that is the same for equal values; 1.0 equals 1."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _each(
    node: Node, write: Callable[[Node], Any], *, without: frozenset[str] = frozenset()
) -> Any:
    """Return the array or object at a place with each of its schemas written."""
    if isinstance(node.value, list):
        return [write(node.child(index)) for index in range(len(node.value))]
    if isinstance(node.value, Mapping):
        return {name: write(node.child(name)) for name in node.value if name not in without}
    return node.value


def _silent_names(library: Library, node: Node, mark: str, seen: set[Node]) -> frozenset[str]:
    """Return the members that a schema, or a part of its `allOf`, describes with the mark."""
    node = library.followed(node)
    if node in seen:
        return frozenset()
    seen.add(node)
    found = {
        name
        for name, child in node.members("properties")
        if library.followed(child).object.get(mark) is True
    }
    for part in node.items("allOf"):
        found |= _silent_names(library, part, mark, seen)
    return frozenset(found)


def _describes_members(library: Library, node: Node, seen: set[Node]) -> bool:
    """Return whether a schema, or one that judges the same value, describes any member."""
    node = library.followed(node)
    if node in seen or not node.object:
        return False
    seen.add(node)
    if any(node.object.get(name) for name in _PART_MAPS):
        return True
    below = [node.child(name) for name in _IN_PLACE[1:]]
    below += [choice for name in _IN_PLACE_LISTS for choice in node.items(name)]
    below += [schema for _, schema in node.members("dependentSchemas")]
    return any(_describes_members(library, schema, seen) for schema in below)


def _state_lengths(own: dict[str, Any]) -> None:
    """State the lengths that follow from the pattern, as another schema may state them."""
    pattern = own.get("pattern")
    found = lengths(pattern) if isinstance(pattern, str) else None
    if found is None:
        return
    least, most = found
    if isinstance(own.get("minLength", 0), int):
        own["minLength"] = max(least, own.get("minLength", 0))
    if isinstance(own.get("maxLength", most), int):
        own["maxLength"] = min(most, own.get("maxLength", most))


def _describe_required(own: dict[str, Any]) -> None:
    """Describe the members that are only required: each value has to have them."""
    if "additionalProperties" in own or "patternProperties" in own:
        return
    names, properties = own.get("required"), own.get("properties", {})
    if isinstance(names, list) and isinstance(properties, dict) and names:
        own["properties"] = {**{str(name): True for name in names}, **properties}
