"""Home of the options of `trustlink verify` that a fleet file can set for a site."""

from collections.abc import Callable, Mapping
from typing import get_args

from trustlink.requirements import load_requirements  # noqa: TID251 -- ids alone
from trustlink_conformance.bounds import HIGHEST, LOWEST, Bounds
from trustlink_conformance.declare import BOTH_MODES
from trustlink_conformance.evidence import Keep
from trustlink_conformance.toml_table import Table

_BOUNDS = ("timeout", "rate", "max_requests", "max_body", "refusals")


def verify_options(table: Table) -> dict[str, tuple[str, ...]]:
    """Return the options that a table asks for, by key; raises UserError with file and line."""
    return {key: _READERS[key](table) for key in table.members if key in _READERS}


def _selection(table: Table) -> tuple[str, ...]:
    unknown = [name for name in table.texts("requirements") if name not in load_requirements()]
    if unknown:
        raise table.mistake(
            f"there is no requirement {', '.join(unknown)}",
            "requirements",
            hint="`trustlink requirements` lists them.",
        )
    return tuple(word for name in table.texts("requirements") for word in ("--requirement", name))


def _bounds(table: Table) -> tuple[str, ...]:
    bounds = table.table("bounds")
    bounds.only(*_BOUNDS)
    return tuple(
        word
        for key in bounds.members
        for word in (f"--{key.replace('_', '-')}", str(_bound(bounds, key)))
    )


def _bound(table: Table, key: str) -> float | int:
    whole = isinstance(getattr(Bounds(), key), int)
    return table.number(key, lowest=LOWEST[key], highest=HIGHEST[key], whole=whole)


def _whole(table: Table, key: str, *, highest: int) -> int:
    return int(table.number(key, lowest=0, highest=highest, whole=True))


_READERS: Mapping[str, Callable[[Table], tuple[str, ...]]] = {
    "mode": lambda table: ("--mode", table.choice("mode", *BOTH_MODES)),
    "seed": lambda table: ("--seed", str(_whole(table, "seed", highest=2**32 - 1))),
    "evidence": lambda table: ("--evidence", table.choice("evidence", *get_args(Keep))),
    "all_cases": lambda table: ("--all-cases",) if table.flag("all_cases") else (),
    "requirements": _selection,
    "bounds": _bounds,
}

OPTIONS = tuple(_READERS)
"""The keys of a site that become options."""
