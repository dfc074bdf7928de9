"""Home of pages that stand alone: templates that escape, styles and scripts admitted by digest.

Whatever a target wrote is escaped by the template, its unprintable characters are spelled out and
its length is bounded.
"""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from trustlink.safe_text import harmless, harmless_lines
from trustlink_conformance.reports.escaping import clipped

_FOLDER = Path(__file__).parent / "html"
_LONGEST = 8000
_LONGEST_LINE = 300


class Lines(str):
    """A text whose line ends are shown as such."""

    __slots__ = ()


def policy(style: str, script: str = "") -> str:
    """Return the content security policy that admits this style and this script, nothing else."""
    admitted = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; {admitted}"
        "base-uri 'none'; form-action 'none'"
    )


@cache
def asset(name: str) -> str:
    """Return one of our own files, as it stands."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def template(name: str) -> Template:
    """Return a template; it shows texts harmless, and `| line` what should be one line."""
    environment = Environment(
        loader=PackageLoader("trustlink_conformance", "reports/html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["line"] = _line
    return environment.get_template(name)


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _line(text: str) -> str:
    """Return what should be one line, and is if nobody means harm."""
    return clipped(text, _LONGEST_LINE)


def _shown(value: Any) -> Any:
    """Return a value as it may stand in the page; Jinja escapes it after this."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if isinstance(value, Lines):
        return harmless_lines(value)
    return harmless(clipped(value, _LONGEST))
