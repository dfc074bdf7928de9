"""The path template: a path whose parameters have lost their names."""

import re

PathTemplate = tuple[str, ...]
"""The segments of a path, with {} for each parameter; `/a/` ends in an empty one."""

_PARAMETER = re.compile(r"\{[^{}]*\}")


def path_template(path: str) -> PathTemplate:
    """Return the segments of a path; `/a` and `/a/` are two paths."""
    return tuple(_PARAMETER.sub("{}", part) for part in path.removeprefix("/").split("/"))


def prefix_template(path: str) -> PathTemplate:
    """Return the segments of a server's path, to which the paths are appended."""
    return path_template(path.strip("/")) if path.strip("/") else ()


def ends_with(path: PathTemplate, end: PathTemplate) -> bool:
    """Return whether the last segments of a path are these."""
    return bool(end) and path[-len(end) :] == end
