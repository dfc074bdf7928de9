"""Read an API as it is described: its operations, with what they inherit filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.comparison.library import Library, Node
from trustlink.comparison.path import PathTemplate, path_template
from trustlink.comparison.security import Alternative, alternatives_of
from trustlink.comparison.servers import Server, servers_of
from trustlink.comparison.shape import Schema
from trustlink.contract import METHODS
from trustlink.errors import ContractError
from trustlink.inspection.fault import shown

NEWER_DIALECTS = ("3.1", "3.2")
_EXPECTED = "OpenAPI 3.0, 3.1 or 3.2"
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
    media: str = ""
    """The media type of its value, if it has one rather than a style."""

    @property
    def explodes(self) -> bool:
        """Whether each element of an array is written apart."""
        return self.style.endswith("explode")


@dataclass(frozen=True, slots=True)
class Content:
    """A body in its media types, or the headers and body of a response."""

    node: Node
    media: Mapping[str, Schema]
    """By media type in lower case, without a charset."""
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
    servers: tuple[Server, ...]
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
    def prefixes(self) -> tuple[PathTemplate, ...]:
        """The path of each server."""
        return tuple(dict.fromkeys(server.prefix for server in self.servers))

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
        raise ContractError(f"/swagger: {_EXPECTED} was expected, not 2.0", hint=_CONVERT)
    raise ContractError(
        f"/openapi: the version of the dialect, as '3.0.3', was expected, not {shown(version)}"
    )


def _operations(library: Library) -> Iterator[DescribedOperation]:
    for path, entry in library.top.members("paths"):
        item = library.followed(entry)
        for node in _offered(item):
            if path.startswith("/") and isinstance(node.value, Mapping):
                yield _operation(library, path, item, node)


def _offered(item: Node) -> Iterator[Node]:
    """Return the operations of a path; `query` and `additionalOperations` are of OpenAPI 3.2."""
    yield from (item.child(method) for method in (*METHODS, "query"))
    yield from (node for _, node in item.members("additionalOperations"))


def _operation(library: Library, path: str, item: Node, node: Node) -> DescribedOperation:
    body = library.followed(node.child("requestBody"))
    return DescribedOperation(
        node=node,
        method=str(node.path[-1]).upper(),
        path=path,
        template=path_template(path),
        servers=servers_of(library.top, item, node),
        parameters=_parameters(library, path, item, node),
        body=_content(body) if body.object else None,
        responses={
            status.upper() if status != "default" else status: _response(library, response)
            for status, response in node.members("responses")
            if not status.startswith("x-")
        },
        security=alternatives_of(library, node),
    )


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
    media = list(node.members("content"))
    schema = media[0][1].child("schema") if media and "schema" not in own else node.child("schema")
    return Parameter(
        node=node,
        name=name or str(own.get("name", "")),
        place=str(own.get("in", "header")),
        is_required=own.get("required") is True,
        schema=_schema(schema),
        style=_style(own),
        media=media_name(media[0][0]) if media else "",
    )


def _style(own: Mapping[str, Any]) -> str:
    style = own.get("style", "form" if own.get("in") in ("query", "cookie") else "simple")
    words = ["reserved signs"] if own.get("allowReserved") is True else []
    words += ["explode"] if own.get("explode", style == "form") is True else []
    return ", ".join([str(style), *words])


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
        media_name(name): _schema(content.child("schema"))
        for name, content in node.members("content")
    }


def media_name(text: str) -> str:
    """Return a media type in one spelling: what is JSON or text does not depend on a charset."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    kept = sorted(p for p in parameters if p and not p.startswith("charset="))
    return ";".join([name, *kept])


def _schema(node: Node) -> Schema:
    value: Any = node.value
    return (node,) if isinstance(value, Mapping | bool) else ()
