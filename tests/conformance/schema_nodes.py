"""Home of the nodes of a JSON Schema, for the tests that hold each to the rules of this project."""

from collections.abc import Iterator
from typing import Any


def nodes(schema: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schema and each one below it, with its place in a document."""
    yield place, schema
    for name, member in schema.get("properties", {}).items():
        yield from nodes(member, f"{place}/{name}")
    for member in [schema["items"]] if "items" in schema else []:
        yield from nodes(member, f"{place}/items")
