"""Make differences of two shapes, and name a shape in words."""

from trustlink.comparison.difference import Difference
from trustlink.comparison.shape import Shape

NAMELESS = "a schema"


def found_between(before: Shape, after: Shape, rule_id: str, texts: tuple[str, str]) -> Difference:
    """Return a difference between two shapes as wholes."""
    expected, found = texts
    pointers = before.nodes[0].pointer, after.nodes[0].pointer
    name = next((str(p) for p in reversed(before.nodes[0].path) if isinstance(p, str)), "")
    return Difference(rule_id, *pointers, expected, found, name)


def named(shape: Shape) -> str:
    """Return the name of the schema: of the component that it refers to, or its title."""
    node = shape.nodes[0]
    reference = node.object.get("$ref")
    if reference:
        return str(reference).rpartition("/")[2]
    return str(node.object.get("title") or NAMELESS)
