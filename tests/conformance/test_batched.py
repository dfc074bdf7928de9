"""Most published questions travel in batches; no batch is blamed for, and none is needed."""

from functools import cache

import pytest

from trustlink.terms import load_terms
from trustlink_conformance.batched import Layout, supplier_in_batch
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.selftest.collected import collected
from trustlink_conformance.selftest.judged import Extent, judge
from trustlink_conformance.selftest.subjects import LATE, Subject
from trustlink_fixtures.scenarios import load_cases

BATCH_ALONE_IS_WRONG = "BAT-01-sorted-by-code"


@cache
def run(*defects, asks_alone=False):
    cases = chosen_cases(load_cases(), all_of_them=False)
    site = Subject("defect", defects)
    return judge(site.app(), collected(cases), load_terms(()), Extent(LATE, asks_alone=asks_alone))


def batches_asked_for_cases(told):
    sent = [
        one
        for check, turn in told.rehearsal.turns.items()
        if check.startswith("cases::")
        for one in turn.exchanges
    ]
    return [one.request.document["items"] for one in sent if one.request.url.endswith("batches")]


@pytest.mark.slow
def test_a_batch_has_ten_items_at_most_and_names_no_supplier_twice():
    batches = batches_asked_for_cases(run())

    assert batches
    for items in batches:
        named = [one["supplier"]["uscc"] for one in items]
        assert len(named) == len(set(named)) <= 10


@pytest.mark.slow
def test_batches_save_many_requests_and_no_judgement():
    together, alone = run(), run(asks_alone=True)

    assert batches_asked_for_cases(alone) == []
    assert together.requests < alone.requests - 40
    assert {one.requirement.id: one.outcome for one in together.results} == {
        one.requirement.id: one.outcome for one in alone.results
    }


@pytest.mark.slow
def test_a_batch_that_is_wrong_is_blamed_on_the_batch_alone():
    told = run(BATCH_ALONE_IS_WRONG)

    assert set(told.having("FAILED")) <= {"BAT-01", "BAT-02"}
    failed = [one.check for one in told.checks for part in one.judged if part.findings]
    assert not [name for name in failed if name.startswith("cases::")]


def test_a_supplier_that_is_named_already_goes_into_the_next_batch():
    layout = Layout()
    one, other = ({"supplier": {"uscc": code}} for code in ("A", "B"))

    assert [layout.put(one), layout.put(other), layout.put(one)] == [(0, 0), (0, 1), (1, 0)]


def test_the_eleventh_goes_into_the_next_batch():
    layout = Layout()

    places = [layout.put({"supplier": {"uscc": str(number)}}) for number in range(11)]

    assert places[9:] == [(0, 9), (1, 0)]


def test_what_is_refused_or_in_another_language_is_asked_alone():
    for case in load_cases():
        if case.expect.status not in {200, 201} or case.request.headers:
            assert supplier_in_batch(case) == ""
