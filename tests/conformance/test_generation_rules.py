import json
from datetime import UTC, datetime
from typing import Any

import pytest

from trustlink.contract import load_contract
from trustlink.requirements import load_requirements
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing
from trustlink_conformance.generation.generated_request import Complaint, GeneratedRequest
from trustlink_conformance.generation.pages import next_page
from trustlink_conformance.generation.rules import rules_of
from trustlink_conformance.generation.schemathesis_judge import Published
from trustlink_conformance.generation.trial import ACCEPTED_KIND, Trial

PROBLEM = "application/problem+json"
PROBLEMS = "https://trustlink.example/problems/"


def problem(status: int, kind: str = "invalid-request", **members: Any) -> bytes:
    fault = {"parameter": "asOf", "code": "FORM", "detail": "No day."}
    fixed = {"type": PROBLEMS + kind, "title": "No", "status": status, "requestId": "r"}
    return json.dumps({**fixed, "errors": [fault], **members}).encode()


def trial(
    status: int = 400,
    *,
    intent: Any = "refusable",
    place: str = "query/asOf",
    phase: str = "coverage",
    body: bytes | None = None,
    complaint: str = "",
    scenario: str = "",
    media_type: str = PROBLEM,
) -> Trial:
    return Trial(
        GeneratedRequest("GET", "/x", intent=intent, place=place, phase=phase, scenario=scenario),
        leak_patterns=load_requirements()["ERR-03"].leak_patterns,
        status=status,
        media_type=media_type,
        body=problem(status) if body is None else body,
        complaints=(Complaint(complaint, complaint),) if complaint else (),
    )


def judged(requirement: str, one: Trial, operation_id: str = "getViolationStatus") -> str | None:
    """Return the objection, or "not applicable"."""
    rule = rules_of(load_contract().operation(operation_id))[requirement]
    return rule.objection(one) if rule.applies(one) else "not applicable"


ACCEPTED = "AcceptedNegativeData"
CODE = problem(400, "invalid-identifier")


@pytest.mark.parametrize(
    ("requirement", "one"),
    [
        pytest.param("HTTP-01", trial(), id="a documented refusal"),
        pytest.param("HTTP-01", trial(200, complaint=ACCEPTED), id="accepted"),
        pytest.param("ERR-01", trial(), id="a problem"),
        pytest.param("ERR-02", trial(), id="a 400 that tells why"),
        pytest.param("ERR-02", trial(404, body=b"{}"), id="a 404 needs no errors"),
        pytest.param("ERR-02", trial(415, complaint=ACCEPTED, place="body"), id="no body: 415"),
        pytest.param("ERR-03", trial(), id="nothing of the inside"),
        pytest.param("ERR-04", trial(), id="a refusal is no server error"),
        pytest.param("VIO-10", trial(), id="400 invalid-request"),
        pytest.param("VIO-10", trial(422, phase="fuzzing", place="query"), id="any order"),
        pytest.param("VIO-10", trial(431), id="too long for the server"),
        pytest.param("ID-01", trial(body=CODE, place="path/uscc"), id="a code"),
        pytest.param("DISC-03", trial(200, intent="acceptable"), id="a success"),
        pytest.param("HTTP-07", trial(intent="unknown-parameter"), id="named"),
    ],
)  # fmt: skip
def test_a_conforming_answer_meets_no_objection(requirement: str, one: Trial) -> None:
    assert judged(requirement, one) is None


@pytest.mark.parametrize(
    ("requirement", "one", "objection"),
    [
        ("HTTP-01", trial(200, complaint="JsonSchemaError"), "JsonSchemaError"),
        ("HTTP-01", trial(418, complaint="UndefinedStatusCode"), "UndefinedStatusCode"),
        ("ERR-01", trial(media_type="text/html"), "the media type 'text/html'"),
        ("ERR-01", trial(body=b"{}"), "a problem without type, title, status, requestId"),
        ("ERR-01", trial(body=problem(422)), "400 with the status 422"),
        ("ERR-01", trial(body=b'["type"]'), "a problem without type, title, status, requestId"),
        ("ERR-02", trial(body=problem(400, errors=[])), "a 400 without errors[]"),
        ("ERR-02", trial(body=problem(400, errors=[{}])), "among errors[] {}"),
        ("ERR-02", trial(201, complaint=ACCEPTED, place="body/stage"), "status 201"),
        ("ERR-03", trial(body=problem(400, detail='File "app.py", line 7')),
         'a problem that shows File "app.py", line 7'),
        ("ERR-03", trial(body=b"<pre>ORA-01722: invalid number</pre>"),
         "a problem that shows ORA-01722"),
        ("ERR-03", trial(body=problem(400, detail="Is 91320594TL0000024X meant?")),
         "a problem that shows the code 91320594TL0000024X"),
        ("ERR-04", trial(500), "status 500"),
        ("ERR-04", trial(0), "no complete answer"),
        ("ERR-04", trial(503, body=problem(503)), "status 503"),
        ("VIO-10", trial(200, complaint=ACCEPTED), "status 200"),
        ("VIO-10", trial(422, body=problem(422)), "422 invalid-request"),
        ("VIO-10", trial(body=problem(400, "invalid-identifier")), "400 invalid-identifier"),
        ("ID-01", trial(404, body=b"{}", place="path/uscc"), "404 "),
        ("DISC-03", trial(400, intent="acceptable"), "status 400"),
        ("DISC-03", trial(404, intent="acceptable"), "status 404"),
        ("HTTP-07", trial(200, intent="unknown-parameter"), "200 invalid-request"),
        ("HTTP-07", trial(intent="unknown-parameter", place="query/x"),
         "a 400 that names ['asOf']"),
    ],
)  # fmt: skip
def test_each_violation_meets_its_objection(requirement: str, one: Trial, objection: str) -> None:
    assert judged(requirement, one) == objection


@pytest.mark.parametrize(
    ("requirement", "one"),
    [
        pytest.param("HTTP-01", trial(500, complaint="UndefinedStatusCode"), id="ERR-04 speaks"),
        pytest.param("VIO-10", trial(500), id="a server error refuses nothing"),
        pytest.param("VIO-10", trial(200), id="valid on the wire"),
        pytest.param("VIO-10", trial(place="path/uscc"), id="another part"),
        pytest.param("VIO-10", trial(intent="acceptable", place=""), id="another intent"),
        pytest.param("ERR-01", trial(200), id="no refusal"),
        pytest.param("ERR-03", trial(200), id="no problem"),
    ],
)
def test_a_rule_says_nothing_of_what_is_not_its_own(requirement: str, one: Trial) -> None:
    assert judged(requirement, one) == "not applicable"


WITHHELD = problem(403, "disclosure-withheld")
VERIFIED_BATCH = json.dumps({"items": [{"uscc": "x", "verification": {}}]}).encode()


@pytest.mark.parametrize(
    ("requirement", "operation_id", "one", "objection"),
    [
        ("REB-10", "listRebateRecords", trial(place="query/cursor"), None),
        ("REB-10", "listViolationNotices", trial(200, place="query/cursor", complaint=ACCEPTED),
         "status 200"),
        ("REB-05", "listRebateRecords", trial(404, body=b"{}", place="query/from"), "404 "),
        ("ERR-02", "listRebateRecords", trial(200, place="query/limit", complaint=ACCEPTED),
         "status 200"),
        ("ERR-02", "listRebateRecords", trial(403, body=WITHHELD, place="query/limit",
         complaint=ACCEPTED), None),
        ("ERR-02", "listRebateRecords", trial(200, place="query/from", complaint=ACCEPTED),
         "not applicable"),
        ("VIO-10", "listViolationNotices", trial(), None),
        ("BAT-01", "createBatch", trial(place="body/items", scenario="array_above_max_items"),
         None),
        ("BAT-01", "createBatch", trial(200, place="body/items", complaint=ACCEPTED,
         scenario="array_below_min_items"), "status 200"),
        ("BAT-01", "createBatch", trial(place="body/items", scenario="incorrect_type"),
         "not applicable"),
        ("BAT-02", "createBatch", trial(200, intent="acceptable", body=VERIFIED_BATCH), None),
        ("BAT-02", "createBatch", trial(200, intent="acceptable", body=b"{}"),
         "0 of 0 items without one"),
        ("BAT-02", "createBatch", trial(200, intent="acceptable", body=b'{"items": [{}, 1]}'),
         "2 of 2 items without one"),
        ("BAT-02", "createBatch", trial(429, intent="acceptable"), "not applicable"),
    ],
)  # fmt: skip
def test_lists_and_batches_have_rules_of_their_own(
    requirement: str, operation_id: str, one: Trial, objection: str | None
) -> None:
    assert judged(requirement, one, operation_id) == objection


@pytest.mark.parametrize("operation_id", ["getDiscovery", "getKeys"])
def test_how_a_static_file_refuses_is_not_judged(operation_id: str) -> None:
    rules = rules_of(load_contract().operation(operation_id))

    assert set(rules) == {"HTTP-01", "DISC-03", "ERR-04"}


def page(cursor: Any, *, status: int = 200, intent: Any = "acceptable") -> Trial:
    body = json.dumps({"items": [], "nextCursor": cursor}).encode()
    request = GeneratedRequest("GET", "/list?limit=1", intent=intent)
    return Trial(request, leak_patterns=(), status=status, body=body)


def test_a_cursor_is_followed_as_it_was_given() -> None:
    found = next_page(page("a b/ü="))

    assert found is not None
    assert found.request.target == "/list?limit=1&cursor=a%20b%2F%C3%BC%3D"
    assert found.request.intent == "acceptable"


@pytest.mark.parametrize(
    "one",
    [
        page(""),
        page(5),
        page(None),
        page("c" * 513),
        page("c", status=400),
        page("c", intent="unknown-parameter"),
    ],
)
def test_what_is_no_cursor_of_a_page_is_not_followed(one: Trial) -> None:
    assert next_page(one) is None


def test_a_cursor_that_is_no_text_breaks_nothing() -> None:
    lone_surrogate = Trial(
        GeneratedRequest("GET", "/list?limit=1"),
        leak_patterns=(),
        status=200,
        body=b'{"nextCursor": "\\ud800"}',
    )

    assert next_page(lone_surrogate) is None


def test_the_documented_problem_of_a_source_is_no_server_error() -> None:
    one = trial(503, intent="acceptable", body=problem(503, "source-unavailable"))

    assert judged("ERR-04", one, "getSupplier") is None
    assert judged("DISC-03", one, "getSupplier") == "not applicable"


def complaints(exchange: Exchange, *, invalid: bool = False) -> tuple[Complaint, ...]:
    contract = load_contract()
    operation = contract.operation("getStatus")
    return Published(contract.document).complaints(operation, exchange, invalid=invalid)


def answered(body: bytes, *, status: int = 200, media_type: str = "application/json") -> Exchange:
    return Exchange(
        id=1,
        origin=Origin(),
        request=Outgoing("GET", "http://site.invalid/trustlink/v1/status"),
        response=Incoming(status, (("Content-Type", media_type),), body),
        failure=None,
        started=datetime(2026, 9, 1, tzinfo=UTC),
        seconds=0.1,
    )


STATUS = {
    "contractVersion": "1.0.0",
    "state": "OPERATIONAL",
    "sources": [
        {"authority": "GACC", "state": "AVAILABLE", "checkedAt": "2026-09-01T04:00:00Z"},
    ],
}


def test_schemathesis_has_nothing_against_a_documented_answer() -> None:
    assert complaints(answered(json.dumps(STATUS).encode())) == ()


@pytest.mark.parametrize(("count", "kinds"), [("4e2", []), ("12.0", []), ("1.5", ["Json"])])
def test_a_whole_number_is_an_integer_however_it_is_written(count: str, kinds: list[str]) -> None:
    contract = load_contract()
    operation = contract.operation("getRebateSummary")
    content = operation.document["responses"]["200"]["content"]["application/json"]
    summary = json.dumps({**content["examples"]["S01"]["value"], "recordCount": "?"})
    exchange = answered(summary.replace('"?"', count).encode())

    found = Published(contract.document).complaints(operation, exchange, invalid=False)

    assert [one.kind.removesuffix("SchemaError") for one in found] == kinds


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(answered(b"{}"), "JsonSchemaError", id="members are missing"),
        pytest.param(answered(b"{"), "MalformedJson", id="no JSON"),
        pytest.param(answered(b""), "MalformedJson", id="nothing"),
        pytest.param(answered(b"\xff\xfe"), "MalformedJson", id="no UTF-8"),
        pytest.param(answered(b"[" * 100_000), "MalformedJson", id="nested too deep"),
        pytest.param(answered(b'{"state": NaN}'), "MalformedJson", id="not a number"),
        pytest.param(answered(b"{}", status=418), "UndefinedStatusCode", id="a status of its own"),
        pytest.param(answered(b"x", media_type="text/html"), "UndefinedContentType", id="a page"),
        pytest.param(answered(b"{}", media_type="\x00;;"), "MalformedMediaType", id="no type"),
    ],
)
def test_a_hostile_answer_is_complained_of_and_breaks_nothing(answer: Exchange, kind: str) -> None:
    assert kind in {one.kind for one in complaints(answer)}


@pytest.mark.parametrize("status", [200, 401, 429])
def test_an_invalid_request_that_is_not_refused_for_it_is_complained_of(status: int) -> None:
    answer = answered(json.dumps(STATUS).encode(), status=status)

    assert ACCEPTED_KIND in {one.kind for one in complaints(answer, invalid=True)}


@pytest.mark.parametrize("status", [400, 404])
def test_an_invalid_request_that_is_refused_for_it_is_not_complained_of(status: int) -> None:
    answer = answered(json.dumps(STATUS).encode(), status=status)

    assert ACCEPTED_KIND not in {one.kind for one in complaints(answer, invalid=True)}
