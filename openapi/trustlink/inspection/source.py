"""Home of the text of a contract: a YAML file, read as the JSON value that it stands for.

YAML knows more than JSON does. What has no counterpart there is a fault: aliases, dates without
quotes, members that stand twice, members whose name is no text. The loader would take each of them
without a word, or crash later on. Nesting and size are bounded before anything recursive looks.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

import yaml

from trustlink.contract import JsonObject
from trustlink.errors import ContractError
from trustlink.inspection.fault import ContractFault, Path, fault_at, shown

DEEPEST = 64
LARGEST = 2 * 1024 * 1024

_JSON_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
_DATE_TAG = "tag:yaml.org,2002:timestamp"


@dataclass(frozen=True, slots=True)
class Source:
    """The value of a file, so far as it could be read, and the faults of its text."""

    value: JsonObject = field(repr=False)
    faults: tuple[ContractFault, ...]


def read_source(file: File) -> Source:
    """Read a file; raises ContractError if there is none, or it can't be opened."""
    try:
        size, text = file.stat().st_size, _bounded(file)
    except OSError as error:
        raise ContractError(f"{file}: can't be read: {error.strerror}") from error
    if len(text) > LARGEST:
        return _nothing(f"has {size} bytes: at most {LARGEST} are read")
    return source_of(text)


def source_of(text: bytes) -> Source:
    """Read a text; whatever it holds, the answer is a value and faults."""
    try:
        return _unreadable(text) or _composed(text)
    except yaml.YAMLError as error:
        return _nothing(f"is no YAML: {error}")


def _bounded(file: File) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _nothing(reason: str) -> Source:
    return Source({}, (fault_at((), reason),))


def _unreadable(text: bytes) -> Source | None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        where = f"in line {_line(event.start_mark)}"
        if isinstance(event, yaml.AliasEvent):
            return _nothing(
                f"uses the alias *{event.anchor} {where}: write the value out, or use $ref"
            )
        if depth > DEEPEST:
            return _nothing(f"is nested deeper than {DEEPEST} levels {where}")
    return None


def _composed(text: bytes) -> Source:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is None:
        return _nothing("is empty: an OpenAPI document was expected")
    if not isinstance(node, yaml.MappingNode):
        return _nothing(f"an object was expected at the top, found a {node.tag}")
    translation = _Translation()
    value = translation.value(node, ())
    return Source(value, tuple(translation.faults))


class _Translation:
    def __init__(self) -> None:
        self.faults: list[ContractFault] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._object(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path) if isinstance(node, yaml.ScalarNode) else None

    def _object(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            for reason in _name_faults(key, known=members):
                self._add((*path, name), reason)
            members[name] = self.value(value, (*path, name))
        return members

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        if node.tag not in _JSON_TAGS:
            quotes = ": write it in quotes" if node.tag == _DATE_TAG else ""
            self._add(path, f"{shown(node.value)} is no JSON value but a {node.tag}{quotes}")
            return str(node.value)
        try:
            value = yaml.constructor.SafeConstructor().construct_object(node)
        except (ValueError, yaml.YAMLError):
            self._add(path, f"{shown(node.value)} can't be read as a {node.tag}")
            return str(node.value)
        if isinstance(value, float) and not math.isfinite(value):
            self._add(path, f"{shown(node.value)} is no number in JSON")
            return str(node.value)
        return value

    def _add(self, path: Path, reason: str) -> None:
        self.faults.append(fault_at(path, reason))


def _name_faults(key: yaml.Node, *, known: JsonObject) -> Iterator[str]:
    if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
        yield f"a member's name was expected to be a text, found a {key.tag}: write it in quotes"
    if str(key.value) in known:
        yield f"stands twice; the second time in line {_line(key.start_mark)}"


def _line(mark: Any) -> int:
    return int(mark.line) + 1
