"""Read the servers of an operation: where it is offered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from trustlink.comparison.library import Node
from trustlink.comparison.normal_form import canonical
from trustlink.comparison.path import PathTemplate, prefix_template

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Server:
    """One server."""

    node: Node
    url: str
    """As it is written, but for a `/` at its end."""
    variables: str
    """What is said of the variables in the address, as canonical JSON."""
    prefix: PathTemplate
    """The path of the address, variables at their defaults."""


def servers_of(top: Node, item: Node, operation: Node) -> tuple[Server, ...]:
    """Return the servers of the innermost place that lists any; the origin if none does."""
    nodes = next((s for place in (operation, item, top) if (s := place.items("servers"))), [])
    return tuple(map(_server, nodes)) or (Server(top, "", "{}", ()),)


def _server(node: Node) -> Server:
    url = node.object.get("url")
    text = url if isinstance(url, str) else ""
    defaults = dict(_defaults(node))
    filled_in = _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), text)
    return Server(node, text.rstrip("/"), _variables(node), prefix_template(_url_path(filled_in)))


def _variables(node: Node) -> str:
    found = {
        name: {"default": variable.object.get("default"), "enum": variable.object.get("enum")}
        for name, variable in node.members("variables")
    }
    return canonical(found)


def _defaults(node: Node) -> Iterator[tuple[str, str]]:
    for name, variable in node.members("variables"):
        default = variable.object.get("default") if isinstance(variable.value, Mapping) else None
        if isinstance(default, str):
            yield name, default


def _url_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
