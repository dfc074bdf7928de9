"""Home of the path template: a path whose parameters have lost their names."""

import re

PathTemplate = tuple[str, ...]
"""The segments of a path, with {} for each parameter; `/` is ()."""

_PARAMETER = re.compile(r"\{[^{}]*\}")


def path_template(path: str) -> PathTemplate:
    """Return the segments of a path; a `/` at either end makes no difference."""
    return tuple(_PARAMETER.sub("{}", part) for part in path.strip("/").split("/") if part)


def ends_with(path: PathTemplate, end: PathTemplate) -> bool:
    """Return whether the last segments of a path are these."""
    return bool(end) and path[-len(end) :] == end
