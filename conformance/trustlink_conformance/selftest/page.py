"""Home of the kill matrix as a page: one HTML file that needs nothing else. Pure."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from trustlink_conformance.selftest.matrix import Matrix, Row, counted

_TEMPLATE = "selftest.html.jinja"


def matrix_page(matrix: Matrix, *, seconds: float) -> str:
    """Return the page."""
    environment = Environment(
        loader=PackageLoader("trustlink_conformance", "selftest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    total, killed, attributed = counted(matrix.rows)
    return environment.get_template(_TEMPLATE).render(
        rows=matrix.rows,
        columns=_columns(matrix.rows),
        controls=matrix.controls,
        amiss=matrix.amiss(),
        total=total,
        killed=killed,
        attributed=attributed,
        seconds=seconds,
        mark=_mark,
    )


def _columns(rows: Sequence[Row]) -> list[str]:
    """Return the requirements that occur, in the order of the list."""
    return sorted({name for row in rows for name in (row.claim.requirement, *row.failed)})


def _mark(row: Row, requirement: str) -> str:
    """Return what a cell says: own, missed, declared, undeclared, or nothing."""
    if requirement == row.claim.requirement:
        return "own" if requirement in row.failed else "missed"
    if requirement not in row.failed:
        return ""
    return "declared" if requirement in row.claim.also else "undeclared"
