"""Home of the tests of what a selection of requirements sends: what these need, and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from judged_mock import Told, judged, mock

from trustlink_conformance.declare import Mode

pytestmark = pytest.mark.slow

MOST = {
    "DISC-01": 5,
    "VIO-04": 80,
    "VIO-10": 110,
    "ID-01": 110,
    "ID-05": 60,
    "HTTP-07": 120,
    "REB-10": 160,
    "BAT-02": 60,
    "SEC-01": 40,
}
"""Requests on the mock, which has 34 suppliers; before, ID-01 took 565 and HTTP-07 611."""
GENERATED = ("ID-01", "HTTP-07")


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    with mock() as origin:
        yield origin


@pytest.mark.parametrize(
    ("requirement", "mode"), [("VIO-04", "sandbox"), *((name, "live") for name in MOST)]
)
def test_one_requirement_takes_few_requests(
    requirement: str, mode: Mode, honest: str, tmp_path: Path
) -> None:
    told = judged(honest, tmp_path, wanted=[requirement], mode=mode)

    assert told.outcomes(requirement) <= {"PASSED", "NOT_APPLICABLE"}
    assert "PASSED" in told.outcomes(requirement)
    assert told.requests <= MOST[requirement]


@pytest.mark.parametrize("requirement", GENERATED)
def test_a_requirement_alone_is_judged_by_as_many_generated_requests(
    requirement: str, honest: str, tmp_path: Path
) -> None:
    (tmp_path / "both").mkdir()

    alone = judged(honest, tmp_path, wanted=[requirement], mode="live")
    beside = judged(honest, tmp_path / "both", wanted=[requirement, "ERR-04"], mode="live")

    assert compared(alone, requirement) == compared(beside, requirement)
    assert sum(compared(alone, requirement).values()) >= 3
    assert alone.requests < beside.requests


def test_what_generated_requests_find_is_found_for_a_requirement_alone(tmp_path: Path) -> None:
    with mock(defects=["ERR-02-limit-lowered"]) as origin:
        told = judged(origin, tmp_path, wanted=["ERR-02"], mode="live")

    (found,) = told.failed()["ERR-02"]
    assert found.startswith("generated::")


def compared(told: Told, requirement: str) -> dict[str, int]:
    """Return how much was compared for a requirement by each check of generated requests."""
    return {
        check["check"]: part["comparisons"]
        for check in told.checks
        for part in check["judged"]
        if check["check"].startswith("generated::") and part["requirement"] == requirement
    }
