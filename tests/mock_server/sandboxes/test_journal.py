"""The journal: what it keeps, what it never keeps, and what it teaches."""

import base64
import json
import re
from datetime import UTC, datetime

import pytest

from trustlink.contract import load_contract
from trustlink_mock.sandboxes.journal import Entry, JournalInMemory
from trustlink_mock.sandboxes.journal.lessons import example

S01 = "91440300TL0000016J"
SUPPLIER = f"/trustlink/v1/suppliers/{S01}"
STATUS = f"{SUPPLIER}/violation-status"
VERIFICATIONS = "/trustlink/v1/verifications"
VERIFICATION = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


def entries(server, query="", sandbox="default"):
    return server.control("GET", f"/journal{query}", sandbox=sandbox).json["entries"]


def lesson(server):
    return entries(server)[-1]["lesson"]


def test_each_request_is_an_entry_of_its_sandbox(server):
    server.ask("GET", STATUS + "?asOf=2026-09-01", sandbox="alice")
    server.ask("GET", STATUS, headers={"Prefer": "code=503, delay=1"}, sandbox="alice")
    server.ask("GET", STATUS, headers={"Prefer": "code=429"}, sandbox="alice")

    token, asked, undocumented, preferred = entries(server, sandbox="alice")

    assert (token["path"], token["client"]) == ("/oauth2/token", "tl-sandbox-importer-a.alice")
    assert (asked["path"], asked["query"], asked["status"]) == (STATUS, "asOf=2026-09-01", 200)
    assert (undocumented["status"], undocumented["lesson"]["faults"][0]["header"]) == (
        400,
        "Prefer",
    )
    assert (preferred["preferences"], preferred["retryAfter"]) == ("code=429", "30")
    assert entries(server) == []


def test_it_can_be_read_from_a_number_on(server):
    for _ in range(3):
        server.ask("GET", STATUS)

    page = server.control("GET", "/journal?after=2&limit=1").json

    assert [entry["number"] for entry in page["entries"]] == [3]
    assert page["last"] == 3
    assert server.control("GET", "/journal?after=4").json == {"entries": [], "last": 4}


def test_numbers_go_on_after_a_reset(server):
    server.ask("GET", STATUS)
    server.control("POST", "/reset")
    server.ask("GET", STATUS)

    assert [entry["number"] for entry in entries(server)] == [3]


def test_no_secret_gets_in(server):
    server.ask("GET", f"{STATUS}?access_token=hidden-secret&asOf=2026-09-01")
    server.ask("POST", VERIFICATIONS, body=VERIFICATION)
    server.ask("POST", VERIFICATIONS, body={**VERIFICATION, "stage": "hidden-secret"})
    server.ask_token(secret="hidden-secret")
    server.mock.get(STATUS, by=None, headers={"Authorization": "Bearer hidden-secret"})

    kept = repr(list(server.mock.app.sandboxes.default.journal.kept))
    shown = json.dumps(entries(server))

    for text in (kept, shown):
        assert "hidden-secret" not in text
        assert "202699001M" not in text.replace('\\"id\\":\\"202699001M\\"', "")
        assert server.headers("importer-a", "")["Authorization"][7:] not in text
    assert "access_token=..." in shown


def digest_of_a_verification(server, sandbox=""):
    server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox=sandbox)
    journal = server.mock.app.sandboxes.find(sandbox or "default").journal
    return list(journal.kept)[-1].asked.key


def test_a_question_s_digest_is_the_same_in_its_sandbox_alone(make_server):
    server, other = make_server(), make_server()

    digests = [digest_of_a_verification(server) for _ in range(2)]

    assert digests[0] == digests[1]
    assert digests[0] != digest_of_a_verification(server, "alice")
    assert digests[0] != digest_of_a_verification(other)


def test_a_fault_in_a_body_is_explained_by_the_contract(server):
    server.ask("POST", VERIFICATIONS, body={**VERIFICATION, "stage": "SOMETIME"})

    learnt = lesson(server)

    (fault,) = learnt["faults"]
    assert (fault["pointer"], fault["code"], fault["example"]) == (
        "/stage",
        "UNKNOWN_VALUE",
        "CONTRACT",
    )
    assert "INQUIRY" in fault["expected"]
    assert fault["contract"]
    assert learnt["example"].startswith('curl -X POST -H "Authorization: Bearer $TOKEN"')
    assert "VER-01" in learnt["requirements"]


def test_a_fault_in_a_parameter_is_explained_by_the_contract(server):
    server.ask("GET", STATUS + "?asOf=2026-9-1")

    (fault,) = lesson(server)["faults"]

    assert (fault["parameter"], fault["code"]) == ("asOf", "MALFORMED")
    assert fault["contract"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "said"),
    [
        ("GET", STATUS, {"Authorization": "Bearer x.y.z"}, "/oauth2/token"),
        ("GET", STATUS, {"Accept": "text/html"}, "Accept application/json"),
        ("GET", SUPPLIER.replace("16J", "99X"), {}, ""),
        ("GET", "/trustlink/v1/supplier/x/violation-status", {}, "{uscc}/violation-status meant"),
        ("DELETE", STATUS, {}, "Allow"),
        ("GET", STATUS, {"Prefer": "code=429"}, "Retry-After"),
    ],
)
def test_each_refusal_says_what_to_do(server, method, path, headers, said):
    server.ask(method, path, headers=headers)

    assert said in lesson(server)["advice"]


@pytest.mark.parametrize(
    ("query", "example"),
    [
        ("asOf=01.09.2026", "asOf=2026-09-01"),
        ("asof=2026-09-01", "asOf=2026-09-01"),
        ("asOf=2026-02-30", "asOf=2026-09-01"),
    ],
)
def test_the_example_shows_the_parameter_that_was_meant(server, query, example):
    server.ask("GET", f"{STATUS}?{query}")

    learnt = lesson(server)

    assert learnt["example"].endswith(f'?{example}"')
    assert learnt["faults"][0]["example"] == "2026-09-01"


def test_the_example_shows_periods_as_a_pair(server):
    server.ask("GET", f"{SUPPLIER}/export-tax-rebates?from=2026-1")

    assert re.search("[?]from=[0-9]{4}-[0-9]{2}&to=[0-9]{4}-[0-9]{2}", lesson(server)["example"])


@pytest.mark.parametrize(
    ("uscc", "said"),
    [("91440300tl0000016j", "letters in capitals"), ("91440300TL0000016K", "check character")],
)
def test_a_number_s_advice_is_about_its_fault(server, uscc, said):
    server.ask("GET", STATUS.replace(S01, uscc))

    assert said in lesson(server)["advice"]


def ask_token(server, *, user="tl-sandbox-importer-a", secret="", form="grant_type=password"):
    known = secret or "synthetic-secret-of-importer-a"
    credentials = base64.b64encode(f"{user}:{known}".encode()).decode()
    headers = {
        "Authorization": f"Basic {credentials}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    server.mock.ask("POST", "/oauth2/token", by=None, content=form.encode(), headers=headers)


@pytest.mark.parametrize(
    ("changes", "problem", "said"),
    [
        ({"secret": "wrong"}, "invalid_client", "its secret by HTTP Basic"),
        ({"user": "tl-sandbox-importer-a.ALICE"}, "invalid_client", "32 small letters"),
        ({"user": "tl-sandbox-importer-a.default"}, "invalid_client", "'default'"),
        ({}, "unsupported_grant_type", "grant_type=client_credentials"),
        ({"form": "grant_type=client_credentials&scope=all"}, "invalid_scope", "scopes that"),
        ({"form": "scope=verify"}, "invalid_request", "a form"),
    ],
)
def test_a_token_that_is_refused_has_a_lesson_of_its_own(server, changes, problem, said):
    ask_token(server, **changes)

    learnt = lesson(server)

    assert (learnt["problem"], "Bearer" in learnt["advice"]) == (problem, False)
    assert said in learnt["advice"]
    assert learnt["example"].startswith("curl -u")


def reads_what_was_made(operation):
    """Whether an example names what only a request before it can have made."""
    return "verificationId" in operation.path or "consultationNumber" in operation.path


def query_parameters(operation):
    nodes = map(load_contract().resolve, operation.document.get("parameters", ()))
    return [node["name"] for node in nodes if node["in"] == "query"]


def test_every_example_of_a_query_parameter_is_answered(server):
    for operation in load_contract().operations:
        for name in query_parameters(operation):
            line = example(operation, load_contract(), asked=[name])
            path = line.rpartition("$SITE")[2].rstrip('"').rstrip("'")

            expected = 404 if reads_what_was_made(operation) else 200
            assert server.ask("GET", path).status == expected, line
            assert name in path or name == "cursor"


def test_every_example_of_a_get_is_answered(server):
    for operation in load_contract().operations:
        line = example(operation, load_contract())
        path = line.rpartition("$SITE")[2].rstrip('"')
        if operation.method == "GET" and not reads_what_was_made(operation):
            assert server.ask("GET", path).status == 200, line


def entry(number, **changes):
    known = {
        "number": number, "at": datetime(2026, 9, 1, tzinfo=UTC), "moment": 0.0, "took": 0.0,
        "client": "a", "peer": "", "method": "GET", "path": "/", "query": "", "status": 200,
        "applied": "",
    }  # fmt: skip
    return Entry(**{**known, **changes})


def test_it_is_bounded_in_number_and_in_bytes():
    few, small = JournalInMemory(most_entries=3), JournalInMemory(most_bytes=3000)

    for number in range(10):
        few.add(entry(number))
        small.add(entry(number, problem=b"x" * 1000))

    assert [one.number for one in few.kept] == [7, 8, 9]
    assert [one.number for one in small.kept] == [8, 9]
    assert small.size == sum(one.size for one in small.kept)
