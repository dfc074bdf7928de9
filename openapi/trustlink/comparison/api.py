"""Home of an API as it is described: its operations, with what they inherit filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from trustlink.comparison.library import Library, Node
from trustlink.comparison.path import PathTemplate, path_template
from trustlink.comparison.security import Alternative, alternatives_of
from trustlink.comparison.shape import Schema
from trustlink.contract import METHODS
from trustlink.errors import ContractError
from trustlink.inspection.fault import shown

NEWER_DIALECTS = ("3.1", "3.2")
_CONVERT = "Convert it to OpenAPI 3.0 first."
# OpenAPI ignores header parameters of these names: other parts of an operation say it.
_NOT_PARAMETERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation."""

    node: Node
    name: str
    place: str
    """query, header, path or cookie."""
    is_required: bool
    schema: Schema
    """Empty if nothing is said of its value."""
    style: str
    """How an array or an object is written, as `form, explode`."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body in its media types, or the headers and body of a response."""

    node: Node
    media: Mapping[str, Schema]
    """By media type in lower case, without parameters."""
    is_required: bool = False
    headers: Mapping[str, Parameter] = field(default_factory=dict)
    """By name in lower case; empty for a request."""


@dataclass(frozen=True, slots=True, eq=False)
class DescribedOperation:
    """One operation of an API; equal to itself alone."""

    node: Node
    method: str
    """In capitals."""
    path: str
    """As it is written, without the server's part."""
    template: PathTemplate
    prefixes: tuple[PathTemplate, ...]
    """The path of each server."""
    parameters: Mapping[tuple[str, str], Parameter]
    """By place and name; of headers in lower case, of the path by position."""
    body: Content | None
    responses: Mapping[str, Content]
    security: tuple[Alternative, ...]
    """Ways to be let in; empty if nothing is asked for."""

    @property
    def name(self) -> str:
        """The operation as one writes it: `GET /pets/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def is_deprecated(self) -> bool:
        """Whether it is marked so."""
        return self.node.object.get("deprecated") is True


@dataclass(frozen=True, slots=True)
class Api:
    """An API description, read. Make it with `api_of`."""

    library: Library = field(repr=False)
    version: str
    """What the description calls its own version."""
    operations: tuple[DescribedOperation, ...]


def api_of(library: Library) -> Api:
    """Read the operations of a description; raises ContractError if it is in no known dialect."""
    library.is_newer = _dialect(library.top).startswith(NEWER_DIALECTS)
    operations = tuple(_operations(library))
    if not operations:
        raise ContractError("/paths: at least one operation was expected, none was found")
    return Api(library, str(library.top.child("info", "version").value or ""), operations)


def _dialect(top: Node) -> str:
    version = top.object.get("openapi")
    if isinstance(version, str) and version.startswith(("3.0", *NEWER_DIALECTS)):
        return version
    if "swagger" in top.object:
        raise ContractError("/swagger: OpenAPI 3.0 or 3.1 was expected, not 2.0", hint=_CONVERT)
    raise ContractError(
        f"/openapi: the version of the dialect, as '3.0.3', was expected, not {shown(version)}"
    )


def _operations(library: Library) -> Iterator[DescribedOperation]:
    for path, entry in library.top.members("paths"):
        item = library.followed(entry)
        for method in METHODS:
            node = item.child(method)
            if path.startswith("/") and isinstance(node.value, Mapping):
                yield _operation(library, path, item, node)


def _operation(library: Library, path: str, item: Node, node: Node) -> DescribedOperation:
    body = library.followed(node.child("requestBody"))
    return DescribedOperation(
        node=node,
        method=str(node.path[-1]).upper(),
        path=path,
        template=path_template(path),
        prefixes=_prefixes(library.top, item, node),
        parameters=_parameters(library, path, item, node),
        body=_content(body) if body.object else None,
        responses={
            status.upper() if status != "default" else status: _response(library, response)
            for status, response in node.members("responses")
            if not status.startswith("x-")
        },
        security=alternatives_of(library, node),
    )


def _prefixes(top: Node, item: Node, node: Node) -> tuple[PathTemplate, ...]:
    """Return the paths of the servers of the innermost place that lists any."""
    servers = next((s for p in (node, item, top) if (s := p.items("servers"))), [])
    urls = [server.object.get("url") for server in servers]
    return tuple(dict.fromkeys(path_template(_url_path(url)) for url in urls)) or ((),)


def _url_path(url: object) -> str:
    try:
        return urlsplit(url).path if isinstance(url, str) else ""
    except ValueError:
        return ""


def _parameters(
    library: Library, path: str, item: Node, node: Node
) -> dict[tuple[str, str], Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    for entry in (*item.items("parameters"), *node.items("parameters")):
        parameter = _parameter(library.followed(entry))
        key = _key(parameter, path)
        if parameter.place != "header" or key[1] not in _NOT_PARAMETERS:
            found[key] = parameter
    return found


def _key(parameter: Parameter, path: str) -> tuple[str, str]:
    """Name a parameter so that it is found in the other description."""
    name = parameter.name
    if parameter.place == "header":
        name = name.lower()
    elif parameter.place == "path" and f"{{{name}}}" in path:
        name = str(path[: path.index(f"{{{name}}}")].count("{"))
    return parameter.place, name


def _parameter(node: Node, name: str = "") -> Parameter:
    own = node.object
    schema = node.child("schema")
    media = [content.child("schema") for _, content in node.members("content")]
    place = str(own.get("in", "header"))
    style = own.get("style", "form" if place in ("query", "cookie") else "simple")
    explode = own.get("explode", style == "form")
    return Parameter(
        node=node,
        name=name or str(own.get("name", "")),
        place=place,
        is_required=own.get("required") is True,
        schema=_schema(schema) or _schema(media[0] if media else schema),
        style=f"{style}{', explode' if explode is True else ''}",
    )


def _response(library: Library, entry: Node) -> Content:
    node = library.followed(entry)
    headers = {
        name.lower(): _parameter(library.followed(header), name)
        for name, header in node.members("headers")
    }
    return Content(node, _media(node), headers=headers)


def _content(node: Node) -> Content:
    return Content(node, _media(node), is_required=node.object.get("required") is True)


def _media(node: Node) -> dict[str, Schema]:
    return {
        name.partition(";")[0].strip().lower(): _schema(content.child("schema"))
        for name, content in node.members("content")
    }


def _schema(node: Node) -> Schema:
    value: Any = node.value
    return (node,) if isinstance(value, Mapping | bool) else ()
