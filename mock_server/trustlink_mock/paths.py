"""Home of paths: how one on the wire is read, and which methods the contract gives it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from starlette.types import Scope

from trustlink.contract import Operation

_ABSOLUTE = re.compile("https?://[^/]*", re.IGNORECASE)
_KEPT_ESCAPES = re.compile("%(?=2[fF5]|[01][0-9a-fA-F]|7[fF])")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_VARIABLE = re.compile(r"\{[^}]*\}")


def routable_path(scope: Scope) -> str:
    """Return the path, decoded but for `%2F` and control characters.

    An escaped slash is no slash (RFC 3986, section 2.2): it never makes a path of another
    operation. A line feed at the end is seen, although regular expressions like to miss it. Of a
    target in absolute form the path is taken (RFC 9112, section 3.2.2).
    """
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return _without_controls(scope["path"])
    text = raw.decode("latin-1")
    if not text.startswith("/"):
        text = _ABSOLUTE.sub("", text)
    if "%" not in text:
        return _without_controls(text)
    return unquote(_KEPT_ESCAPES.sub("%25", text))


def _without_controls(path: str) -> str:
    return _CONTROL.sub(lambda found: f"%{ord(found[0]):02X}", path)


@dataclass(frozen=True, slots=True)
class AllowedMethods:
    """Tells which methods a path has; calling it returns what Allow lists."""

    templates: Mapping[re.Pattern[str], str]

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Self:
        """Index operations by path; GET brings HEAD with it."""
        methods: dict[str, set[str]] = {}
        for operation in operations:
            methods.setdefault(operation.path, set()).add(operation.method)
        return cls({_pattern(path): _listed(found) for path, found in methods.items()})

    def __call__(self, path: str) -> str:
        """Return the methods of a path, GET and HEAD for what is no operation."""
        for pattern, methods in self.templates.items():
            if pattern.fullmatch(path):
                return methods
        return "GET, HEAD"


def _pattern(template: str) -> re.Pattern[str]:
    literals = (re.escape(part) for part in _VARIABLE.split(template))
    return re.compile("[^/]+".join(literals))


def _listed(methods: set[str]) -> str:
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
