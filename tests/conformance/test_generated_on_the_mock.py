"""Generated requests of every operation, sent to the mock in this process: what comes back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
import pytest
from judged_mock import LATE
from schemathesis.transport.requests import RequestsTransport

from trustlink.contract import load_contract
from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.generation import examination
from trustlink_conformance.generation.examination import Sent, Tried, examine
from trustlink_conformance.generation.pages import MOST_PAGES
from trustlink_conformance.generation.subjects import subjects_with_records
from trustlink_conformance.generation.vocabulary import vocabulary_of
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.published import published_credentials, published_requesters
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.settings import Settings

pytestmark = pytest.mark.slow

URL = "http://127.0.0.1:8000"
SEEDS = [1]
MOST_REQUESTS = 700
OPERATIONS = [operation.operation_id for operation in load_contract().operations]
SCENARIOS = {scenario.id: scenario for scenario in load_scenarios()}


@dataclass
class Examined:
    """What the examination of every operation came to."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    sent: dict[str, list[Sent]] = field(default_factory=dict)
    requests: int = 0


@contextmanager
def world(*, seed: int = 1, mode: Any = "sandbox", suppliers: tuple[str, ...] = (), **told: Any):
    target = Target(
        URL,
        mode=mode,
        credentials=told.get("credentials", published_credentials()),
        requesters=published_requesters(),
        subjects=(("suppliers", suppliers),) if suppliers else (),
        bounds=Bounds(max_requests=3000),
    )
    app = create_app(
        Settings(public_url=URL, source_timeout=0, clock=frozen_clock(parse_instant(LATE)))
    )
    keep = told.get("keep", lambda _: None)
    with Session(target, keep, transport=httpx2.ASGITransport(app)) as session:
        yield World(target, load_terms(), session, seed=seed)


def examined(
    seed: int, monkeypatch: pytest.MonkeyPatch, operations: Sequence[str] = OPERATIONS
) -> Examined:
    """Examine operations on a fresh mock."""
    result, exchanges = Examined(), []
    judge = examination._judged

    def judging(operation: Any, sent: Sent) -> Tried:
        result.sent.setdefault(operation.operation_id, []).append(sent)
        return judge(operation, sent)

    monkeypatch.setattr(examination, "_judged", judging)
    with world(seed=seed, keep=exchanges.append) as one:
        for operation_id in operations:
            ledger = result.ledgers[operation_id] = Ledger()
            result.digests[operation_id] = examine(Site(one, ledger), operation_id)
    result.requests = len(exchanges)
    return result


@pytest.fixture(scope="module", params=SEEDS)
def result(request: pytest.FixtureRequest) -> Iterator[Examined]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield examined(request.param, monkeypatch)


def statuses(result: Examined, operation_id: str, intent: str) -> list[int]:
    trials = [one.trial for one in result.sent[operation_id]]
    return [trial.status for trial in trials if trial.request.intent == intent]


def test_the_honest_mock_fails_nothing(result: Examined) -> None:
    found = {name: ledger.found for name, ledger in result.ledgers.items() if ledger.found}
    excused = {name: ledger.excused for name, ledger in result.ledgers.items() if ledger.excused}

    assert found == {}
    assert {str(reason) for reasons in excused.values() for reason in reasons.values()} == set()


def test_all_of_them_stay_within_their_budget(result: Examined) -> None:
    assert 300 < result.requests <= MOST_REQUESTS


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_acceptable_requests_are_accepted(result: Examined, operation_id: str) -> None:
    found = statuses(result, operation_id, "acceptable")

    assert found
    assert set(found) <= {200, 201}


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_whatever_is_at_fault_is_refused(result: Examined, operation_id: str) -> None:
    found = statuses(result, operation_id, "refusable")
    found += statuses(result, operation_id, "unknown-parameter")

    assert set(found) <= {400, 404, 413, 422}


def test_records_are_found_and_pages_followed(result: Examined) -> None:
    answers = [
        one.trial
        for one in result.sent["listRebateRecords"]
        if one.trial.request.intent == "acceptable"
    ]

    assert any(trial.member("items") for trial in answers)
    followed = [trial for trial in answers if trial.request.scenario == "next page"]
    assert 0 < len(followed) <= MOST_PAGES


def test_another_site_in_the_same_state_is_sent_the_same_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = ("listRebateRecords", "createVerification", "getVerification")
    first, second = (examined(3, monkeypatch, few).digests for _ in range(2))

    assert first == second


@pytest.mark.parametrize("seed", SEEDS)
def test_suppliers_with_a_failing_source_are_not_fed(seed: int) -> None:
    troubled = {SCENARIOS[name].uscc for name in ("S15", "S16", "S30", "S31", "S32", "S33")}

    with world(seed=seed) as one:
        site = Site(one, Ledger())
        fed = {*vocabulary_of(site).suppliers, *vocabulary_of(site, records=True).suppliers}

    assert not fed & troubled


def test_no_check_of_schemathesis_sends_and_nothing_else_connects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("something tried to send past the session")

    with world() as one:
        monkeypatch.setattr(RequestsTransport, "send", refuse)
        monkeypatch.setattr("requests.sessions.Session.send", refuse)
        monkeypatch.setattr("socket.socket.connect", refuse)
        ledgers = [Ledger() for _ in OPERATIONS]
        for operation_id, ledger in zip(OPERATIONS, ledgers, strict=True):
            examine(Site(one, ledger), operation_id)

    assert [ledger.found for ledger in ledgers] == [[]] * len(OPERATIONS)
    assert all(ledger.digests.keys() == {"vocabulary", "requests"} for ledger in ledgers)


@pytest.mark.parametrize("mode", ["sandbox", "live"])
def test_the_testers_suppliers_are_asked_about_and_no_others(mode: str) -> None:
    given = (SCENARIOS["S01"].uscc, SCENARIOS["S25"].uscc)

    with world(mode=mode, suppliers=given) as one:
        site = Site(one, Ledger())
        fed = {*vocabulary_of(site).suppliers, *vocabulary_of(site, records=True).suppliers}

    assert fed == set(given)


def test_of_lists_only_suppliers_that_consent_are_asked() -> None:
    withheld, open_one = SCENARIOS["S21"].uscc, SCENARIOS["S01"].uscc

    with world(mode="live", suppliers=(withheld, open_one)) as one:
        found = subjects_with_records(Site(one, Ledger()))

    assert [shown.uscc for shown in found] == [open_one]
    assert found[0].records > 0


def test_a_list_cannot_be_tested_where_every_supplier_withholds_its_records() -> None:
    with (
        world(mode="live", suppliers=(SCENARIOS["S21"].uscc,)) as one,
        pytest.raises(NotTestable, match="none of 1 suppliers consents"),
    ):
        examine(Site(one, Ledger()), "listRebateRecords")


def test_a_list_cannot_be_tested_with_a_token_of_another_scope() -> None:
    (verify_only,) = (one for one in published_credentials() if one.label == "verify-only")
    lacking = (replace(verify_only, label="importer-a"),)

    with (
        world(credentials=lacking) as one,
        pytest.raises(NotTestable, match="lacks the scope records"),
    ):
        examine(Site(one, Ledger()), "listRebateRecords")
