"""Home of the tests of the forecast: what is missing is told as a run would tell it."""

from pathlib import Path

import pytest
from judged_mock import Told, judged, mock

from trustlink.requirements import load_requirements
from trustlink_conformance.doctor.forecast import forecast
from trustlink_conformance.doctor.symptom import State, Symptom, exit_code_of
from trustlink_conformance.provisions import PROVISIONS, lacking, needs_without
from trustlink_conformance.sandbox_leg import Ground, SandboxLeg

LIVE = [rule for rule in load_requirements().values() if rule.testable and "live" in rule.modes]
EVERYTHING = {need for provision in PROVISIONS for need in provision.needs}


def told_without(unmet: set[str], ground: Ground | None = None) -> list[Symptom]:
    excuses = {need: lacking(need, "none was found") for need in unmet}
    return list(forecast(LIVE, excuses, ground or Ground(frozenset())))


def test_nothing_is_missing_where_every_need_is_met() -> None:
    assert told_without(set()) == []


def test_a_missing_client_is_a_gap_and_one_that_widens_a_note() -> None:
    told = told_without({"second-client", "expired-token"})

    assert [(one.key, one.state) for one in told] == [
        ("credentials.importer-b", State.GAP),
        ("credentials.expired-tokens", State.NOTE),
    ]
    assert told[0].requirements == ("VER-06",)


def test_what_is_declared_absent_asks_for_one_sandbox_run() -> None:
    ground = Ground(needs_without(["credentials.importer-b", "subjects.with_notices"]))

    told = told_without({"second-client", "subject-with-notices", "quota-client"}, ground)

    assert [(one.subject, one.requirements) for one in told] == [
        ("sandbox report", ("VIO-01", "VER-06")),
        ("credentials.quota-used-up", ("HTTP-06",)),
    ]
    assert "--sandbox-report" in told[0].advice


def test_what_a_sandbox_run_shows_is_not_missing() -> None:
    absent = needs_without(["credentials.importer-b", "subjects.with_notices"])
    leg = SandboxLeg("", "", "", "", "", frozenset(), frozenset({"VER-06"}))

    told = told_without({"second-client", "subject-with-notices"}, Ground(absent, leg))

    assert [one.requirements for one in told] == [("VIO-01",)]
    assert "a sandbox run in which VIO-01 passes" in told[0].advice


def test_a_requirement_with_two_needs_rests_only_if_both_are_declared_absent() -> None:
    ground = Ground(needs_without(["subjects.with_rebates"]))

    told = told_without({"subject-with-rebates", "requester"}, ground)

    (listed,) = [one for one in told if "REB-10" in one.requirements]
    assert listed.subject == "requesters"


def test_every_need_that_a_tester_can_meet_has_its_setting() -> None:
    given = {"records", "https", "deprecation", "idempotency", "rate-limit", "token-endpoint"}

    assert {need for rule in LIVE for need in rule.needs} <= EVERYTHING | given


@pytest.mark.slow
@pytest.mark.parametrize(
    ("without", "unmet"),
    [
        (["SG", "TH", "VN"], {"requester", "requester-of-each-country"}),
        (["importer-b", "quota-used-up"], {"second-client", "quota-client"}),
        (["verify-only"], {"verify-only-token"}),
        (["TH"], {"requester-of-each-country"}),
    ],
)
def test_the_forecast_is_what_a_run_comes_to(
    tmp_path: Path, without: list[str], unmet: set[str]
) -> None:
    foretold = {name for one in told_without(unmet) for name in one.requirements}

    with mock() as origin:
        is_all_needed = "requester" in unmet  # then generated requests, too, judge nothing
        told = judged(origin, tmp_path, mode="live", without=without, generated=is_all_needed)

    assert not_testable(told) == foretold


def not_testable(told: Told) -> set[str]:
    return {part["requirement"] for part in told.parts() if part["outcome"] == "NOT_TESTABLE"}


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([], 0),
        ([State.WELL, State.NOTE], 0),
        ([State.GAP, State.NOTE], 3),
        ([State.GAP, State.FAULT], 1),
        ([State.GAP, State.FAULT, State.MISTAKE], 2),
    ],
)
def test_the_exit_code_is_that_of_what_has_to_be_mended_first(
    states: list[State], code: int
) -> None:
    assert exit_code_of(Symptom("x", state, "") for state in states) == code
