"""Defects are declared well, stand at their joint, and can be chosen and combined.

That each is seen, and breaks no schema on its way, is what `trustlink selftest` tries.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from trustlink.contract import load_contract
from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink_fixtures.scenarios import load_cases
from trustlink_mock.clock import frozen_clock
from trustlink_mock.defects import choose_defects, list_defects
from trustlink_mock.defects.declare import Defect, Joint, defect
from trustlink_mock.response_validation import ContractBreachError

EVENING = frozen_clock(datetime(2026, 9, 15, 16, 30, tzinfo=UTC))
"""Half past midnight in Shanghai, when the day in UTC is another."""
S01, S10, S14 = "91440300TL0000016J", "91320500TL0000104C", "91420100TL00001204"
SUPPLIERS = "/trustlink/v1/suppliers"
QUESTIONS = [
    ("GET", "/.well-known/trustlink", {"by": None}),
    ("GET", "/trustlink/v1/status", {"by": None}),
    ("GET", f"{SUPPLIERS}/{S01}/violation-status", {}),
    ("GET", f"{SUPPLIERS}/{S01}/violation-status?asOf=2999-01-01", {}),
    ("GET", f"{SUPPLIERS}/{S01}/violation-status?asOf=2021-10-31", {}),
    ("GET", f"{SUPPLIERS}/{S10}/violation-status?asOf=2024-02-29", {}),
    ("GET", f"{SUPPLIERS}/{S14}/violation-status?asOf=2026-09-01", {}),
    *(
        ("GET", f"{SUPPLIERS}/{S01}/{item}", {"headers": {"accept-language": wanted}})
        for item in ("credit-ratings", "violation-status")
        for wanted in ("th", "zh-TW", "th;q=0.4, vi")
    ),
]
EVERYBODYS = (
    *("S01-01", "S01-02", "S01-07", "S01-13", "S07-", "S08-"),
    *("S11-", "S13-", "S16-", "S30-", "REF-079"),
)
"""Beginnings of the ids of cases that are asked for each defect."""
VOLATILE = ("requestId", "verificationId", "consultationNumber", "receipt", "nextCursor")


def stable(answer):
    """What two honest answers to the same question have in common."""
    is_json = "json" in answer.headers.get("content-type", "")
    content = answer.json if is_json else answer.content
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in VOLATILE}
    headers = {name: answer.headers.get(name) for name in ("content-type", "etag")}
    location = answer.headers.get("location", "")
    if location:
        location = location.replace(answer.json["verificationId"], "{verificationId}")
    return answer.status, headers, location, content


def cases_of(requirement):
    """The published cases that speak of a requirement, and a few more."""
    return [
        case
        for case in load_cases()
        if requirement in case.requirements or case.id.startswith(EVERYBODYS)
    ]


def asked(mock, requirement):
    """The answers to all questions, and the answer to a request for a token."""
    token = mock.ask_token("importer-a")
    if token.headers["content-type"] != "application/json":
        return [token.status]
    answers = [mock.ask(method, path, **request) for method, path, request in QUESTIONS]
    answers += [mock.ask_case(case) for case in cases_of(requirement)]
    return [token.status, *(stable(answer) for answer in answers)]


@pytest.fixture(scope="module")
def honest(make_mock):
    mock = make_mock(clock=EVENING, source_timeout=0)
    return cache(lambda requirement: asked(mock, requirement))


def test_every_testable_requirement_has_a_defect():
    found = {one.requirement for one in list_defects()}
    rules = load_requirements().values()
    testable = {one.id for one in rules if one.testable and "https" not in one.needs}

    assert found == testable


def test_an_honest_mock_answers_the_same_twice(honest, make_mock):
    mock = make_mock(clock=EVENING, source_timeout=0)

    assert asked(mock, "SUP-02") == honest("SUP-02")


@pytest.mark.parametrize("one", list_defects(), ids=lambda one: one.defect_id)
def test_a_defect_is_declared_well(one):
    assert one.defect_id.startswith(f"{one.requirement}-")
    assert one.sentence.endswith(".")
    assert len(one.also) <= 4
    assert one.requirement not in one.also
    assert {one.requirement, *one.also} <= set(load_requirements())


def test_a_defect_of_one_operation_is_of_a_requirement_that_holds_for_it():
    cited = {one.operation_id: one.requirements for one in load_contract().operations}
    aimed = [one for one in list_defects() if one.operation in cited]

    assert aimed
    assert [one.defect_id for one in aimed if one.requirement not in cited[one.operation]] == []


def test_defects_can_be_combined(make_mock, honest):
    mock = make_mock(
        clock=EVENING, defects=("VIO-04-exclusive-boundary", "DISC-07-always-operational")
    )

    assert asked(mock, "VIO-04") != honest("VIO-04")


@pytest.mark.parametrize(
    ("defect_id", "near"),
    [
        ("VIO-04-exclusive-bondary", "VIO-04-exclusive-boundary"),
        ("exclusive-boundary", "VIO-04-exclusive-boundary"),
        ("VIO-06", "VIO-06-revoked-counted"),
        ("qqq", "trustlink defects"),
    ],
)
def test_an_unknown_defect_is_answered_with_near_ones(defect_id, near):
    with pytest.raises(UserError) as raised:
        choose_defects([defect_id])

    assert repr(defect_id) in raised.value.message
    assert near in raised.value.hint


def test_a_defect_can_be_declared_once_only():
    again = defect("VIO-06", "Again.", joint=Joint.RULES)

    with pytest.raises(ValueError, match="VIO-06-revoked-counted is declared twice"):
        again(named("revoked_counted"))


def test_a_defect_of_authorization_stands_between_layer_and_authorizer(make_mock, monkeypatch):
    open_door = declared_here(Joint.AUTHORIZATION, open_to_all)
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (open_door,))
    mock = make_mock(defects=(open_door.defect_id,))

    answer = mock.get(f"{SUPPLIERS}/{S01}", by=None)

    assert answer.status == 200


def test_a_defect_of_replies_that_breaks_the_schema_is_a_mistake(make_mock, monkeypatch):
    mistake = declared_here(Joint.RESPONSE, lambda reply, _: reply.with_members(state="FINE"))
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (mistake,))
    mock = make_mock(defects=(mistake.defect_id,))

    with pytest.raises(ContractBreachError):
        mock.get("/trustlink/v1/status", by=None)


@pytest.mark.parametrize("refusals_too", [False, True])
def test_a_refusal_is_changed_only_by_a_defect_of_refusals(make_mock, monkeypatch, refusals_too):
    nonsense = declared_here(
        Joint.RESPONSE,
        lambda reply, _: reply.with_members(title="Nonsense"),
        refusals_too=refusals_too,
    )
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (nonsense,))
    mock = make_mock(defects=(nonsense.defect_id,))

    answer = mock.get(f"{SUPPLIERS}/{S01}/violation-status?asOf=today")

    assert answer.status == 400
    assert (answer.json["title"] == "Nonsense") is refusals_too


def test_a_defect_of_requests_decides_what_is_asked(make_mock, monkeypatch):
    upper_case = declared_here(
        Joint.REQUEST,
        lambda asked: replace(asked, path={"uscc": asked.path["uscc"].upper()}),
        operation="getSupplier",
    )
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (upper_case,))
    mock = make_mock(defects=(upper_case.defect_id,))

    assert mock.get(f"{SUPPLIERS}/{S01.lower()}").status == 200
    assert mock.get(f"{SUPPLIERS}/{S01.lower()}/violation-status").status == 400


def named(name):
    """A substitution of that name."""

    def substitute(honest):
        return honest

    substitute.__name__ = name
    return substitute


def declared_here(joint, substitute, *, operation=None, refusals_too=False):
    """A defect that no list knows."""
    return Defect("X-00-here", "X-00", "Here.", joint, operation, {}, substitute, refusals_too)


def open_to_all(honest):
    """Take everybody for the first client."""
    return lambda *_: next(iter(honest.clients.values()))
