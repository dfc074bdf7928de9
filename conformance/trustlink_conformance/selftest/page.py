"""Home of the kill matrix as a page: one HTML file that needs nothing else. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from trustlink_conformance.reports.standalone import asset, policy, template
from trustlink_conformance.selftest.matrix import Matrix, Row, counted


def matrix_page(matrix: Matrix, *, seconds: float) -> str:
    """Return the page."""
    style = asset("selftest.css")
    total, killed, attributed = counted(matrix.rows)
    return template("selftest.html.jinja").render(
        style=Markup(style),  # noqa: S704 -- our own file, not a target's text
        policy=policy(style),
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
