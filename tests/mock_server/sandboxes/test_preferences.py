"""Situations on demand by the header Prefer."""

import time
from dataclasses import replace

import pytest

from trustlink.contract import load_contract
from trustlink.resources import openapi_folder
from trustlink_mock.response_validation import response_validation
from trustlink_mock.sandboxes import create_sandboxes
from trustlink_mock.sandboxes.situations.documented import documented
from trustlink_mock.visit import Visit

S01, S15 = "91440300TL0000016J", "91610100TL00001550"
STATUS = f"/trustlink/v1/suppliers/{S01}/violation-status"
SHOP = "http://localhost:5173"
NOTICES = f"/trustlink/v1/suppliers/{S01}/violation-notices"
EVERY_REPLY = [
    pytest.param(contract, operation, one, id=f"{operation.operation_id} {one.status} {one.kind}")
    for contract in (load_contract(), load_contract(openapi_folder() / "sandbox.yaml"))
    for operation in contract.operations
    if not operation.path.startswith("/_sandbox")
    for one in documented(contract, operation)
]


def preferring(server, prefer, path=STATUS, method="GET"):
    return server.ask(method, path, headers={"Prefer": prefer})


@pytest.mark.parametrize(
    ("prefer", "path", "status", "problem"),
    [
        ("code=429", STATUS, 429, "quota-exceeded"),
        ("code=503", NOTICES, 503, "source-unavailable"),
        ("problem=source-timeout", NOTICES, 504, "source-timeout"),
        ("code=403, problem=disclosure-withheld", NOTICES, 403, "disclosure-withheld"),
        ('CODE="400" , problem = invalid-identifier', STATUS, 400, "invalid-identifier"),
        ("code=405", STATUS, 405, "about:blank"),
    ],
)
def test_a_documented_problem_comes_on_demand(server, prefer, path, status, problem):
    answer = preferring(server, prefer, path)

    assert (answer.status, answer.problem) == (status, problem)
    assert answer.headers["vary"] == "Accept-Language, Prefer"
    assert answer.headers["preference-applied"].startswith(prefer.split("=")[0].lower())
    assert answer.headers["date"] == "Tue, 15 Sep 2026 04:00:00 GMT"


@pytest.mark.parametrize("prefer", ["code=429,", ", code=429", ",,delay=1, ,\tcode=429 , "])
def test_empty_elements_of_the_list_are_passed_over(server, prefer):
    answer = preferring(server, prefer)

    assert answer.status == 429
    assert "code=429" in answer.headers["preference-applied"]


def test_a_lacking_scope_and_withheld_records_are_told_apart_by_their_headers(server):
    scope = preferring(server, "problem=insufficient-scope", NOTICES)
    withheld = preferring(server, "problem=disclosure-withheld", NOTICES)

    assert 'error="insufficient_scope", scope="records"' in scope.headers["www-authenticate"]
    assert "www-authenticate" not in withheld.headers


@pytest.mark.parametrize(("contract", "operation", "one"), EVERY_REPLY)
def test_every_documented_reply_follows_the_contract(contract, operation, one):
    visit = Visit(operation.method, operation.path, {}, b"")
    breach_of = response_validation(contract, operation, None).breach_of

    reply = one.reply(visit, operation.scope)

    assert breach_of(reply.status, tuple(reply.headers.items()), reply.content) is None


def test_a_token_is_refused_on_demand(server):
    answer = preferring(server, "code=401", "/oauth2/token", "POST")

    assert (answer.status, answer.json) == (401, {"error": "invalid_client"})


def test_a_supplier_is_shown_in_the_situation_of_another(server):
    answer = preferring(server, "scenario=S15")

    assert answer.json["uscc"] == S01
    assert answer.json["outcome"] == "INDETERMINATE"
    assert server.ask("GET", STATUS).json["outcome"] == "CLEAR"


def test_a_verification_names_the_supplier_whose_situation_is_changed(server):
    body = {
        "supplier": {"uscc": S01, "nameZh": "深圳市示例电子科技有限公司"},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "INQUIRY",
    }

    prefer = {"Prefer": "scenario=S13"}
    made = server.ask("POST", "/trustlink/v1/verifications", body=body, headers=prefer)

    assert (made.status, made.json["nameMatch"]) == (201, "MATCH")
    assert made.json["results"]["noViolation"]["outcome"] == "NOTICES_FOUND"
    assert server.ask("GET", made.headers["location"]).content == made.content


def test_a_defect_is_committed_for_one_request(server):
    day = STATUS.replace(S01, "91330200TL0000091B") + "?asOf=2026-09-01"
    honest = server.ask("GET", day).content

    answer = preferring(server, "defect=VIO-04-exclusive-boundary", day)

    assert answer.content != honest
    assert answer.headers["preference-applied"] == "defect=VIO-04-exclusive-boundary"
    assert server.ask("GET", day).content == honest


def test_a_delay_is_kept_to(server):
    server.headers("importer-a", "")
    began = time.monotonic()

    answer = preferring(server, "delay=150")

    assert answer.status == 200
    assert time.monotonic() - began >= 0.15


@pytest.mark.parametrize(
    ("prefer", "code", "said"),
    [
        ("", "MALFORMED", "parted by commas"),
        (" , ,", "MALFORMED", "parted by commas"),
        ("code", "MALFORMED", "code=503"),
        ("code=", "MALFORMED", "parted by commas"),
        ("code 429", "MALFORMED", "parted by commas"),
        ("respond-async", "UNKNOWN_PREFERENCE", "respond-async is no preference"),
        ("delay=1, respond-async", "UNKNOWN_PREFERENCE", "respond-async is no preference"),
        ("code=503; delay=1", "MALFORMED", "semicolon"),
        ("code=503 delay=1", "MALFORMED", "parted by commas"),
        ("code=5xx", "MALFORMED", "code=503"),
        ("cod=503", "UNKNOWN_PREFERENCE", "Did you mean code?"),
        ("return=minimal", "UNKNOWN_PREFERENCE", "There are code, problem"),
        ("code=503, code=504", "REPEATED_PREFERENCE", "once only"),
        ("code=418", "UNDOCUMENTED", "401 authentication-required"),
        ("code=418", "UNDOCUMENTED", "418 is documented by no operation."),
        ("code=503", "UNDOCUMENTED", "503 is documented by getSupplier, listReb"),
        ("problem=source-timeout", "UNDOCUMENTED", "source-timeout is documented by getSup"),
        ("code=429, scenario=S15", "CONFLICTING_PREFERENCES", "either those or these"),
        ("defect=VIO-04-exclusive-boundary, problem=quota-exceeded", "CONFLICTING_PREFERENCES", ""),
        ("code=403, problem=source-timeout", "UNDOCUMENTED", "getViolationStatus documents"),
        ("delay=30001", "TOO_LARGE", "30000"),
        ("delay=-1", "MALFORMED", "Milliseconds"),
        ("scenario=S99", "UNKNOWN_VALUE", "no scenario 'S99'"),
        ("defect=VIO-04-exclusive", "UNKNOWN_VALUE", "VIO-04-exclusive-boundary"),
        ("fault=fire", "MALFORMED", "reset"),
        ("fault=reset", "NO_CONNECTION", "came through none"),
        ("\x00=1", "MALFORMED", "parted by commas"),
        ("code=" + "5" * 5000, "MALFORMED", "code=503"),
    ],
)
def test_what_can_not_be_preferred_is_refused_and_says_what_is_expected(server, prefer, code, said):
    answer = preferring(server, prefer)

    (fault,) = answer.json["errors"]
    assert (answer.status, fault["header"], fault["code"]) == (400, "Prefer", code)
    assert said in fault["detail"]
    assert "preference-applied" not in answer.headers
    assert answer.headers["vary"] == "Accept-Language, Prefer"


def test_a_status_on_demand_needs_an_operation(server):
    answer = preferring(server, "code=503", "/nothing/here")

    assert answer.json["errors"][0]["code"] == "NO_OPERATION"


@pytest.mark.parametrize(
    ("prefer", "status"),
    [("scenario=S15", 200), ("code=429", 429), ("cod=429", 400)],
    ids=["a site's answer", "a documented one", "a refusal"],
)
def test_a_script_in_a_browser_may_prefer_and_read_what_was_applied(make_server, prefer, status):
    server = make_server(cors=(SHOP,))
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "prefer"}

    preflight = server.ask("OPTIONS", STATUS, headers={"Origin": SHOP, **asked})
    answer = server.ask("GET", STATUS, headers={"Origin": SHOP, "Prefer": prefer})

    assert preflight.status == 200
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, SHOP)
    assert "Preference-Applied" in answer.headers["access-control-expose-headers"]


def test_at_a_strict_server_it_may_not(make_server):
    server = make_server(cors=(SHOP,))
    strict = replace(server.mock, app=create_sandboxes(server.mock.settings, is_strict=True))
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "prefer"}

    preflight = strict.ask("OPTIONS", STATUS, by=None, headers={"Origin": SHOP, **asked})

    assert preflight.status == 400


def test_a_strict_server_ignores_what_is_preferred(server):
    app = create_sandboxes(server.mock.settings, is_strict=True)
    strict = type(server)(replace(server.mock, app=app))

    answer = preferring(strict, "code=503, nonsense")

    assert answer.status == 200
    assert "preference-applied" not in answer.headers
    assert answer.headers["vary"] == "Accept-Language"


def test_a_defect_on_demand_knows_the_verifications_that_the_site_keeps(server):
    body = {
        "supplier": {"uscc": S01},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "INQUIRY",
    }
    made = server.ask("POST", "/trustlink/v1/verifications", body=body)
    prefer = {"Prefer": "defect=VER-06-shown-to-all"}

    path = made.headers["location"]
    honest = server.ask("GET", path, label="importer-b")
    shown = server.ask("GET", path, label="importer-b", headers=prefer)

    assert (honest.status, shown.status) == (404, 200)
    assert shown.json == made.json


def test_without_a_preference_answers_are_those_of_a_site_without_sandboxes(server, mock):
    for path in (STATUS, NOTICES, "/.well-known/trustlink", "/trustlink/v1/status", "/nothing"):
        one, other = server.ask("GET", path), mock.get(path)
        volatile = {"requestId"}

        assert one.headers.keys() == other.headers.keys()
        assert {k: v for k, v in one.json.items() if k not in volatile} == {
            k: v for k, v in other.json.items() if k not in volatile
        }
