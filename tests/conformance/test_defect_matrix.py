"""Home of the matrix: each deliberate violation fails its requirement, and others only as declared.

By the deterministic part of a run, in sandbox mode, where the published cases are judged too.
"""

from pathlib import Path

import pytest
from judged_mock import judged, mock

from trustlink_mock.defects import Defect, list_defects

pytestmark = pytest.mark.slow

ATTRIBUTED_ANEW = frozenset({"EXP-03", "VIO-12"})
"""Cases name these for members that follow from another requirement; they are being moved."""


@pytest.mark.parametrize("defect", list_defects(), ids=lambda defect: defect.defect_id)
def test_a_defect_fails_its_requirement_and_others_only_as_declared(
    defect: Defect, tmp_path: Path
) -> None:
    with mock(defects=[defect.defect_id]) as origin:
        told = judged(origin, tmp_path, generated=False)

    failed = told.failed()
    undeclared = failed.keys() - {defect.requirement, *defect.also} - ATTRIBUTED_ANEW
    assert told.reasons("ERROR") == []
    assert defect.requirement in failed
    assert {name: failed[name][:2] for name in undeclared} == {}
