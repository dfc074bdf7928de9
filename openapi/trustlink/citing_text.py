"""The text of a contract with `x-requirements` written anew; all else stays letter by letter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from trustlink.citing import MEMBER
from trustlink.contract import METHODS

_WIDEST = 110


@dataclass(frozen=True, slots=True)
class _Edit:
    """What stands from `start` to `end` is replaced."""

    start: int
    end: int
    text: str


def with_written_citations(text: str, cited: Mapping[str, tuple[str, ...]]) -> str:
    """Return the YAML of a contract with these ids at its operations, by operationId.

    Operations that are not named, or that have no block of their own, are left as they are.
    """
    for edit in sorted(_edits(text, cited), key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(text: str, cited: Mapping[str, tuple[str, ...]]) -> Iterator[_Edit]:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for item in _values(_value(root, "paths")):
        for method in METHODS:
            operation = _value(item, method)
            name = str(getattr(_value(operation, "operationId"), "value", ""))
            if isinstance(operation, yaml.MappingNode) and name in cited:
                yield from () if operation.flow_style else (_edit(operation, cited[name]),)


def _edit(operation: yaml.MappingNode, ids: tuple[str, ...]) -> _Edit:
    margin = operation.value[0][0].start_mark.column
    for key, value in operation.value:
        if key.value == MEMBER:
            return _Edit(key.start_mark.index, _end(value), _written(ids, margin))
    end = _end(operation)
    return _Edit(end, end, "\n" + " " * margin + _written(ids, margin))


def _written(ids: tuple[str, ...], margin: int) -> str:
    """Write the member in a line if it fits, otherwise with one id a line."""
    line = f"{MEMBER}: [{', '.join(ids)}]"
    if margin + len(line) <= _WIDEST:
        return line
    return "\n".join([f"{MEMBER}:", *(f"{' ' * (margin + 2)}- {name}" for name in ids)])


def _end(node: yaml.Node) -> int:
    """Return where the text of a node ends: a block's own mark is at what follows it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _values(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    return None
