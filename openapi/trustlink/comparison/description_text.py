"""Read the text of a foreign API description, YAML or JSON, within bounds.

Unlike a contract of our own it may use aliases. What an alias stands for counts each time that it
is used, so a short text can't stand for a huge value. A member that occurs twice in one object is
an error: which one counts differs from reader to reader.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from trustlink.contract import JsonObject
from trustlink.errors import ContractError
from trustlink.inspection.fault import one_line
from trustlink.json_text import JsonDocument, read_json
from trustlink.schemas import pointer_of

LARGEST = 16 * 1024 * 1024
DEEPEST = 200
MOST_NODES = 1_500_000

_LONGEST_REASON = 300
_MERGE = "tag:yaml.org,2002:merge"


def read_description(file: Path) -> JsonObject:
    """Read a file that holds one object; raises ContractError with file and reason."""
    try:
        return description_of(_bounded(file))
    except OSError as error:
        raise ContractError(f"{file}: can't be read: {error.strerror}") from error
    except ContractError as error:
        raise ContractError(f"{file}: {error}", hint=error.hint) from error


def description_of(text: bytes) -> JsonObject:
    """Return the object that a text stands for; raises ContractError with the reason."""
    if len(text) > LARGEST:
        raise ContractError(f"is larger than {LARGEST} bytes, which are read at most")
    if text.lstrip().startswith(b"{"):
        found = read_json(text, max_depth=DEEPEST, max_values=MOST_NODES)
        if isinstance(found, JsonDocument) and isinstance(found.value, dict) and not found.repeated:
            return found.value
    try:
        _Census().count(yaml.parse(text, Loader=yaml.CSafeLoader))
        value = _loaded(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = one_line(" ".join(str(error).split()))[:_LONGEST_REASON]
        raise ContractError(f"is neither YAML nor JSON: {reason}") from error
    if not isinstance(value, dict):
        raise ContractError("an OpenAPI object was expected at the top")
    return value


def _loaded(text: bytes) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_repeated_members(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_repeated_members(top: yaml.Node) -> None:
    seen = set[int]()
    pending: list[tuple[tuple[str | int, ...], yaml.Node]] = [((), top)]
    while pending:
        path, node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated_names(path, node)
            pending.extend(((*path, str(key.value)), value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(((*path, index), value) for index, value in enumerate(node.value))


def _refuse_repeated_names(path: tuple[str | int, ...], node: yaml.MappingNode) -> None:
    names = set[str]()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
            continue
        if key.value in names:
            pointer = one_line(pointer_of([*path, key.value]))
            raise ContractError(f"{pointer} stands twice, the second time {_where(key)}")
        names.add(key.value)


def _bounded(file: Path) -> bytes:
    if file.exists() and not file.is_file():
        raise ContractError("is no ordinary file")
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


@dataclass(slots=True)
class _Census:
    """Counts the nodes of a text as if every alias were written out, and how deep they lie."""

    open_nodes: list[tuple[str | None, int]] = field(default_factory=list)
    """Anchor, and the count before it began, of each collection that is not closed yet."""
    sizes: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def count(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            self._see(event)
            if len(self.open_nodes) > DEEPEST:
                raise ContractError(f"is nested deeper than {DEEPEST} levels {_where(event)}")
            if self.total > MOST_NODES:
                raise ContractError(
                    f"holds more than {MOST_NODES} values {_where(event)}, aliases written out"
                )

    def _see(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.total += self._size_of(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open_nodes.append((event.anchor, self.total))
            self.total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self.open_nodes.pop()
            self._remember(anchor, self.total - before)
        elif isinstance(event, yaml.ScalarEvent):
            self.total += 1
            self._remember(event.anchor, 1)

    def _remember(self, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self.sizes[anchor] = size

    def _size_of(self, alias: yaml.AliasEvent) -> int:
        if any(anchor == alias.anchor for anchor, _ in self.open_nodes):
            raise ContractError(f"the alias *{alias.anchor} {_where(alias)} stands inside itself")
        return self.sizes.get(str(alias.anchor), 1)


def _where(event: yaml.Event | yaml.Node) -> str:
    mark: Any = event.start_mark
    return f"in line {int(mark.line) + 1}"


class _Loader(yaml.CSafeLoader):
    """Knows the values of JSON alone: a date is a text, `on` is a text, a key is always a text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- the library's own class attribute
        sign: [pair for pair in pairs if pair[0].rpartition(":")[2] in ("null", "merge")]
        for sign, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 -- the library's own signature
        self.flatten_mapping(node)
        if any(not isinstance(key, yaml.ScalarNode) for key, _ in node.value):
            raise yaml.constructor.ConstructorError(problem="a member's name is no text")
        return {k.value: self.construct_object(v, deep=deep) for k, v in node.value}


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$"),
    list("-+.0123456789"),
)


def _number(loader: _Loader, node: yaml.ScalarNode) -> int | float:
    """Return a number by its value, as our reader of JSON does: `5.0` and `5e0` are 5."""
    number = float(str(loader.construct_scalar(node)))
    if not math.isfinite(number):
        raise yaml.constructor.ConstructorError(problem=f"a number {_where(node)} is out of range")
    return int(number) if number.is_integer() else number


_Loader.add_constructor("tag:yaml.org,2002:float", _number)
