"""The files of an API description: the first one, and those that its references lead to."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from trustlink.comparison.description_text import read_description
from trustlink.contract import JsonObject
from trustlink.errors import ContractError
from trustlink.inspection.fault import one_line, shown
from trustlink.schemas import pointer_of

MOST_FILES = 50
LONGEST_CHAIN = 32

Reader = Callable[[Path], JsonObject]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a file, and the value that stands there."""

    file: str
    """The file's name as reports write it; "" is the first file."""
    path: tuple[str | int, ...]
    value: Any = field(repr=False, compare=False)

    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) of the place, led by its file unless that is the first one."""
        pointer = one_line(pointer_of(list(self.path)))
        return f"{self.file}#{pointer}" if self.file else pointer

    @property
    def object(self) -> JsonObject:
        """The value, if it is an object; otherwise an empty one."""
        return self.value if isinstance(self.value, Mapping) else {}

    def child(self, *parts: str | int) -> "Node":
        """Return the place below this one; its value is None where nothing stands."""
        value = self.value
        for part in parts:
            value = _member(value, part)
        return Node(self.file, (*self.path, *parts), value)

    def members(self, name: str) -> Iterator[tuple[str, "Node"]]:
        """Return name and place of each member of the object in that member."""
        home = self.child(name)
        for key in home.object:
            yield str(key), home.child(key)

    def items(self, name: str) -> list["Node"]:
        """Return the places of the elements of the array in that member."""
        home = self.child(name)
        length = len(home.value) if isinstance(home.value, list) else 0
        return [home.child(index) for index in range(length)]


@dataclass(slots=True)
class Library:
    """Follows references, and opens each file once. Made by `open_library`, `library_of`."""

    documents: dict[str, JsonObject]
    is_newer: bool = False
    """Whether members beside a reference count, as from OpenAPI 3.1 on."""
    first: Path | None = None
    """The first file, resolved; None if references to other files are not followed."""
    read: Reader = read_description

    @property
    def top(self) -> Node:
        """The whole of the first file."""
        return Node("", (), self.documents[""])

    def followed(self, node: Node) -> Node:
        """Follow references until something else stands there; raises ContractError."""
        start = node
        for _ in range(LONGEST_CHAIN):
            reference = node.object.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self.target(node, reference)
        raise _refused(start, f"leads through more than {LONGEST_CHAIN} references in a row")

    def target(self, node: Node, reference: str) -> Node:
        """Return where a reference that stands at a place leads; raises ContractError."""
        parts = _split(node, reference)
        if parts.scheme or parts.netloc:
            raise _refused(
                node,
                f"{shown(reference)} leads to another host: nothing is loaded from the network",
                hint="Save that document beside this one and refer to the file, or bundle both.",
            )
        file = self._opened(node, unquote(parts.path)) if parts.path else node.file
        found = Node(file, (), self.documents[file])
        for part in _parts(node, reference, unquote(parts.fragment)):
            found = found.child(_index(part) if isinstance(found.value, list) else part)
        if found.value is None:
            raise _refused(node, f"{shown(reference)} leads nowhere")
        return found

    def _opened(self, node: Node, name: str) -> str:
        if self.first is None:
            raise _refused(node, f"{shown(name)} is another file: this text has no folder")
        beside = self.first.parent / node.file if node.file else self.first
        try:
            path = (beside.parent / name).resolve()
        except ValueError as error:
            raise _refused(node, f"{shown(name)} is no name of a file") from error
        if path == self.first:
            return ""
        file = self._name(node, path, self.first.parent)
        if file not in self.documents:
            if len(self.documents) >= MOST_FILES:
                raise _refused(node, f"leads to more than {MOST_FILES} files")
            self.documents[file] = self.read(path)
        return file

    def _name(self, node: Node, path: Path, folder: Path) -> str:
        """Return the file's name from the folder on; only files below it, or here, are opened."""
        if not any(path.is_relative_to(home) for home in (folder, Path.cwd())):
            raise _refused(
                node,
                f"{shown(path.name)} lies neither below the first file's folder nor below here",
                hint="Call the command from a folder that holds all the files.",
            )
        return Path(os.path.relpath(path, folder)).as_posix()


def open_library(file: Path) -> Library:
    """Read the first file of a description; raises ContractError."""
    return Library({"": read_description(file)}, first=file.resolve())


def library_of(document: JsonObject) -> Library:
    """Return the library of one description in memory, which refers to nothing outside."""
    return Library({"": document})


def _split(node: Node, reference: str) -> SplitResult:
    try:
        return urlsplit(reference)
    except ValueError as error:
        raise _refused(node, f"{shown(reference)} leads to no address") from error


def _parts(node: Node, reference: str, fragment: str) -> list[str]:
    if fragment and not fragment.startswith("/"):
        raise _refused(node, f"{shown(reference)} was expected to end in a JSON pointer")
    escaped = fragment.split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in escaped]


def _index(part: str) -> int:
    return int(part) if part.isascii() and part.isdigit() and len(part) < 9 else -1


def _member(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return value[part]
    return None


def _refused(node: Node, reason: str, *, hint: str = "") -> ContractError:
    return ContractError(f"{node.pointer or '/'}: the reference {reason}", hint=hint)
