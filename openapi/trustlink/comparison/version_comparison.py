"""Compare the versions that two descriptions state (`info.version`)."""

import re

from trustlink.comparison.api import Api
from trustlink.comparison.difference import Difference
from trustlink.inspection.fault import shown

# Three digits at most: `2026-09-01` is a date, which has no major version.
_MAJOR = re.compile(r"v?(0|[1-9][0-9]{0,2})([.][0-9]+){0,2}([-+][0-9A-Za-z.+-]*)?", re.ASCII)


def version_difference(before: Api, after: Api) -> Difference | None:
    """Return how two major versions differ; None if they are equal or one can't be read."""
    expected, found = _major(before.version), _major(after.version)
    if expected is None or found is None or expected == found:
        return None
    pointers = _pointer(before), _pointer(after)
    texts = f"a version {expected}.x", shown(after.version)
    return Difference("major-version-differs", *pointers, *texts, "version")


def _major(version: str) -> str | None:
    stated = _MAJOR.fullmatch(version)
    return stated[1] if stated else None


def _pointer(api: Api) -> str:
    return api.library.top.child("info", "version").pointer
