"""Write a place of a description out as text, with all that its references lead to.

Two places with the same text mean the same. What only explains (a description, an example) is left
out, so a text that differs may mean something else.
"""

from collections.abc import Mapping
from typing import Any

from trustlink.comparison.library import Library, Node
from trustlink.comparison.normal_form import canonical

MOST_REFERENCES = 2_000

_EXPLANATIONS = {
    "title", "description", "summary", "example", "examples", "externalDocs", "tags", "$comment",
}  # fmt: skip
# Objects whose members have names that the author chose.
_MAPS = {
    "properties", "patternProperties", "$defs", "dependentSchemas", "dependentRequired", "schemas",
    "headers", "content", "responses", "callbacks", "links", "variables", "scopes", "mapping",
    "encoding", "parameters", "paths", "webhooks", "flows",
}  # fmt: skip
_VALUES = {"const", "enum", "default", "value"}


def written_out(library: Library, node: Node) -> str:
    """Return the text of a place; raises ContractError for a bad reference."""
    definitions: dict[str, Any] = {}
    pending: list[Node] = []
    value = _meaning(node.value, node, library, pending, is_map=False)
    while pending:
        target = pending.pop()
        if target.pointer in definitions:
            continue
        if len(definitions) >= MOST_REFERENCES:
            return f"{node.pointer}: too much to be compared in {id(library)}"
        definitions[target.pointer] = None
        definitions[target.pointer] = _meaning(target.value, target, library, pending, is_map=False)
    return canonical([value, definitions] if definitions else value)


def _meaning(value: Any, node: Node, library: Library, pending: list[Node], *, is_map: bool) -> Any:
    """Return a value without explanations; what it refers to is added to `pending`."""
    if isinstance(value, list):
        return [_meaning(item, node, library, pending, is_map=False) for item in value]
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    for name, member in value.items():
        if name == "$ref" and isinstance(member, str) and not is_map:
            target = library.target(node, member)
            pending.append(target)
            found[name] = target.pointer
        elif name in _VALUES and not is_map:
            found[name] = member
        elif is_map or not _explains(str(name)):
            is_below_map = name in _MAPS and not is_map
            found[str(name)] = _meaning(member, node, library, pending, is_map=is_below_map)
    return found


def _explains(name: str) -> bool:
    return name in _EXPLANATIONS or name.startswith("x-")
