"""Home of the kill matrix as a document: `selftest.json`. Pure."""

from collections.abc import Sequence
from typing import Any

from trustlink_conformance.selftest.matrix import Matrix, Row, counted
from trustlink_conformance.selftest.subjects import Said

KIND = "trustlink-selftest"
FORMAT = 2


def matrix_document(matrix: Matrix, *, suite: str, contract: str, seconds: float) -> dict[str, Any]:
    """Return the matrix as JSON; `suite` and `contract` are the digests that it holds for."""
    total, killed, attributed = counted(matrix.rows)
    amiss = matrix.amiss()
    return {
        "kind": KIND,
        "format": FORMAT,
        "digests": {"suite": suite, "contract": contract},
        "seconds": round(seconds, 1),
        "summary": {
            "defects": total,
            "killed": killed,
            "attributed": attributed,
            "controls": len(matrix.controls),
            "conformantControls": sum(control.is_conformant for control in matrix.controls),
            "amiss": len(amiss),
        },
        "amiss": amiss,
        "defects": [_row(row) for row in matrix.rows],
        "controls": [_control(control.said) for control in matrix.controls],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.claim.defect_id,
        "requirement": row.claim.requirement,
        "sentence": row.claim.sentence,
        "joint": row.claim.joint,
        "killed": row.is_killed,
        "attributed": row.is_attributed,
        "failed": list(row.failed),
        "killers": list(row.killers),
        "declared": {
            name: row.claim.also[name] for name in row.collateral if name in row.claim.also
        },
        "undeclared": list(row.undeclared),
        "errors": list(row.said.errors),
        "requests": row.said.requests,
    }


def _control(said: Said) -> dict[str, Any]:
    return {
        "kind": said.subject.kind,
        "names": list(said.subject.names),
        "mode": said.subject.mode,
        "seed": said.subject.seed,
        "verdict": said.word,
        "text": said.text,
        "warnedOrFailed": _names(said),
        "notTestable": list(said.not_testable),
        "errors": list(said.errors),
        "requests": said.requests,
    }


def _names(said: Said) -> Sequence[str]:
    return [one.requirement for one in said.failed]
