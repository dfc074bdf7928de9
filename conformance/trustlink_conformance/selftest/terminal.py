"""Home of the kill matrix on the terminal. Pure."""

from collections.abc import Iterator

from trustlink_conformance.selftest.matrix import Matrix, Row, counted
from trustlink_conformance.selftest.subjects import Said

_MOST_KILLERS = 2


def matrix_text(matrix: Matrix, *, seconds: float) -> str:
    """Return the matrix, a line each, then what is amiss, then the count."""
    lines = [
        *(_row(row) for row in matrix.rows),
        *(_control(control.said) for control in matrix.controls),
        *_amiss(matrix),
        *_summary(matrix, seconds),
    ]
    return "\n".join(lines) + "\n"


def _row(row: Row) -> str:
    sign = "killed  " if row.is_attributed else "astray  " if row.is_killed else "ALIVE   "
    others = f" + {', '.join(row.collateral)}" if row.collateral else ""
    killers = ", ".join(row.killers[:_MOST_KILLERS])
    more = len(row.killers) - _MOST_KILLERS
    return (
        f"{sign}{row.claim.defect_id}{others}: {killers}{f' and {more} more' if more > 0 else ''}"
    )


def _control(said: Said) -> str:
    return f"{said.subject.kind:<8}{said.subject.name} in {said.subject.mode} mode: {said.text}"


def _amiss(matrix: Matrix) -> Iterator[str]:
    found = matrix.amiss()
    if found:
        yield ""
        yield f"Amiss: {len(found)}"
        yield from (f"  {one}" for one in found)


def _summary(matrix: Matrix, seconds: float) -> Iterator[str]:
    total, killed, attributed = counted(matrix.rows)
    conformant = sum(control.is_conformant for control in matrix.controls)
    yield ""
    yield (
        f"{killed} of {total} defects killed, {attributed} attributed; "
        f"{conformant} of {len(matrix.controls)} conforming sites called CONFORMANT; "
        f"{seconds:.0f} s"
    )
