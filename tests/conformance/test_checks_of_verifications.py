"""Home of the tests of what checks of verifications do with less than everything given."""

from pathlib import Path

import pytest
from judged_mock import judged, mock

pytestmark = pytest.mark.slow

OF_VERIFICATIONS = [f"VER-{number:02d}" for number in range(1, 11)]
OF_RECEIPTS_AND_BATCHES = ["EVD-01", "EVD-02", "EVD-03", "BAT-01", "BAT-02"]


def test_an_importer_of_one_country_is_enough(tmp_path: Path) -> None:
    wanted = [*OF_VERIFICATIONS, *OF_RECEIPTS_AND_BATCHES]

    with mock() as origin:
        told = judged(origin, tmp_path, wanted=wanted, mode="live", without=["SG", "TH"])

    assert told.failed() == {}
    assert told.reasons("ERROR", "NOT_TESTABLE") == []


def test_without_an_importer_nothing_about_verifications_is_testable(tmp_path: Path) -> None:
    without = ["SG", "TH", "VN"]

    with mock() as origin:
        told = judged(origin, tmp_path, wanted=OF_VERIFICATIONS, mode="live", without=without)

    assert told.failed() == {}
    assert told.reasons("ERROR") == []
    outcomes = [told.outcomes(name) for name in OF_VERIFICATIONS]
    assert all("NOT_TESTABLE" in found for found in outcomes)
    assert all(found <= {"NOT_TESTABLE", "NOT_APPLICABLE"} for found in outcomes)


def test_without_a_second_client_only_its_secrets_are_not_testable(tmp_path: Path) -> None:
    with mock() as origin:
        told = judged(
            origin, tmp_path, wanted=["VER-06", "VER-09"], mode="live", without=["importer-b"]
        )

    assert told.outcomes("VER-06") == {"NOT_TESTABLE"}
    assert told.outcomes("VER-09") == {"PASSED", "NOT_APPLICABLE"}


def test_a_run_asks_with_keys_that_an_earlier_run_did_not_use(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()

    with mock() as origin:
        first = judged(origin, tmp_path, wanted=["VER-09"], mode="live")
        second = judged(origin, tmp_path / "again", wanted=["VER-09"], mode="live")

    assert first.failed() == second.failed() == {}


def test_without_an_importer_no_site_is_blamed(tmp_path: Path) -> None:
    without = ["SG", "TH", "VN"]

    with mock() as origin:
        told = judged(origin, tmp_path, mode="live", without=without, generated=False)

    assert told.failed() == {}
    assert told.outcomes("HTTP-05") == {"PASSED", "NOT_APPLICABLE"}
    assert "NOT_TESTABLE" in told.outcomes("HTTP-02")
