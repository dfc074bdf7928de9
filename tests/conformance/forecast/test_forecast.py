"""Home of the tests of the forecast: what it says of the mock is what a run then sends."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from judged_mock import mock
from raw_server import Serve, Visit
from sample_site import sample_site

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.declare import Mode
from trustlink_conformance.forecast.costs import load_costs, ranges_text
from trustlink_conformance.forecast.estimate import Extent, estimated
from trustlink_conformance.forecast.forecast import Forecast, Inquiry, forecast
from trustlink_conformance.forecast.further_cases import with_further_cases
from trustlink_conformance.forecast.text import forecast_text
from trustlink_conformance.plan import Situation
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.reports.terminal import Page
from trustlink_conformance.requester import Requester
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.verify import Order, verify_target
from trustlink_fixtures.overlay_cases import cases_under

CORE = frozenset({"core"})
ALL = frozenset({"core", "records", "batch", "evidence"})
KNOWN = frozenset(load_terms().requirements)


def target(url: str = "https://site.example", mode: Mode = "sandbox", **members: Any) -> Target:
    given = {
        "credentials": published_credentials(),
        "requesters": published_requesters(),
        "synthetic": published_numbers(),
    }
    return Target(url, mode=mode, **{**given, **members})


def offline(**members: Any) -> Forecast:
    return forecast(Inquiry(target(**members), offline=True))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
def test_a_run_sends_what_was_forecast_within_a_tenth(tmp_path: Path, mode: Mode) -> None:
    with mock() as url:
        found = forecast(Inquiry(target(url, mode)))

        report = verify_target(Order(target(url, mode), report_dir=tmp_path), watch=lambda _: None)

    assert found.asked == 1
    assert report["exchanges"] == pytest.approx(found.estimate.total, rel=0.1), (
        "run `python -m benchmarks.measure_costs` if checks or cases have changed"
    )
    told = {name for one in found.not_applicable for name in one.requirements}
    outcomes = {one["id"]: one["outcome"] for one in report["requirements"]}
    assert {outcomes[name] for name in told} == {"NOT_APPLICABLE"}


@pytest.mark.slow
@pytest.mark.parametrize("requirement", ["VIO-04", "REB-05", "BAT-01"])
def test_a_selection_sends_no_more_than_was_forecast(tmp_path: Path, requirement: str) -> None:
    with mock() as url:
        found = forecast(Inquiry(target(url), (requirement,)))

        order = Order(target(url), report_dir=tmp_path, selection=(requirement,))
        report = verify_target(order, watch=lambda _: None)

    assert report["exchanges"] <= found.estimate.total * 1.1 + 3
    assert found.estimate.total <= report["exchanges"] * 3


def test_fewer_profiles_are_asked_less() -> None:
    situations = (
        Situation("sandbox", is_loopback=False, profiles=profiles) for profiles in (CORE, ALL)
    )

    counts = [
        estimated(load_costs("sandbox"), target(), Extent(situation, KNOWN)).total
        for situation in situations
    ]

    assert 0 < counts[0] < counts[1]


def test_all_cases_cost_one_request_a_question() -> None:
    costs, terms = load_costs("sandbox"), load_terms()

    further = with_further_cases(costs, cases_under(terms), terms.contract)

    added = len(further.asked) - len(costs.asked)
    assert added == len(further.checks) - len(costs.checks) > 100


def test_a_client_that_is_not_given_asks_nothing() -> None:
    credentials = tuple(one for one in published_credentials() if one.label != "importer-b")

    found = offline(credentials=credentials)

    assert "importer-b" not in found.estimate.by_credential()
    (lacking,) = found.not_testable
    assert lacking.requirements == ("VER-06",)
    assert lacking.provide.startswith("credentials.importer-b in the target file (absent = ")


def test_without_importers_no_verification_is_asked_for() -> None:
    found = offline(mode="live", requesters=())

    operations = {kind.operation for _, kind in found.estimate.kinds}
    assert "createVerification" not in operations
    assert any("VER-01" in one.requirements for one in found.not_testable)


def test_one_importer_leaves_the_other_countries_to_be_named() -> None:
    found = offline(mode="live", requesters=(Requester("SG", "202699001M"),))

    provided = {one.provide for one in found.not_testable}
    assert provided == {"requesters.TH, requesters.VN in the target file"}


def test_a_ready_token_is_not_asked_for() -> None:
    found = offline(mode="live", credentials=(Credential("importer-a", token="ready"),))

    assert not any(kind.operation == "token" for _, kind in found.estimate.kinds)


def test_the_pace_decides_the_duration_but_on_loopback() -> None:
    paced = offline()

    assert paced.seconds == paced.estimate.total / 10
    assert offline(url="http://127.0.0.1:8000").seconds is None


def test_the_text_says_how_much_of_what() -> None:
    text = forecast_text(offline(), Page())

    assert "Plan of a run against https://site.example in sandbox mode" in text
    assert "createVerification" in text
    assert "at 10 requests a second" in text
    assert "Nothing was judged: nothing was sent." in text


def test_only_discovery_is_asked_for(serve: Serve) -> None:
    server = serve(sample_site)

    found = forecast(Inquiry(target(server.url, "live")))

    assert [request.split(b" ")[1] for request in server.requests] == [b"/.well-known/trustlink"]
    assert found.asked == 1
    assert "one request was made" in forecast_text(found, Page())


@pytest.mark.parametrize("status", ["404 Not Found", "429 No"])
def test_a_site_without_discovery_is_told_as_one(serve: Serve, status: str) -> None:
    def refuse(visit: Visit) -> None:
        visit.answer(b"", status=status, headers="Retry-After: 86400\r\n")

    server = serve(refuse)
    text = forecast_text(forecast(Inquiry(target(server.url, "live"))), Page())

    assert "NONE: " in text
    assert f"answers with status {status[:3]}" in text


def test_a_site_that_is_not_there_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="can't be reached"):
        forecast(Inquiry(target("http://127.0.0.1:1")))


@pytest.mark.slow
def test_the_command_plans_without_a_site() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "trustlink", "plan", "https://site.example", "--offline"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.startswith("Plan of a run against https://site.example")


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([4], "4"), ([1, 2, 3, 7, 9, 10], "1-3 7 9-10")]
)
def test_rising_numbers_are_written_as_ranges(numbers: list[int], text: str) -> None:
    assert ranges_text(numbers) == text
