"""Sandboxes: what happens in one leaves the others alone."""

import base64
import json

import pytest

from trustlink_fixtures.generator.suppliers import generate

S01 = "91440300TL0000016J"
STATUS = f"/trustlink/v1/suppliers/{S01}/violation-status"
VERIFICATIONS = "/trustlink/v1/verifications"
VERIFICATION = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


def test_a_client_id_with_a_name_opens_a_sandbox(server):
    answer = server.ask("GET", STATUS, sandbox="alice")

    assert answer.status == 200
    assert server.control("GET", "/_sandbox/sandboxes").json == {"sandboxes": ["default", "alice"]}


def test_only_the_right_secret_opens_a_sandbox(server):
    refused = server.ask_token(sandbox="alice", secret="wrong")

    assert (refused.status, refused.json["error"]) == (401, "invalid_client")
    assert server.control("GET", "/_sandbox/health").json == {"state": "UP", "sandboxes": 1}


def test_a_token_of_one_sandbox_is_none_of_another(server):
    alice = server.headers("importer-a", "alice")["Authorization"]
    server.headers("importer-a", "bob")
    head, _, signature = alice.split(".")
    body = server.headers("importer-a", "bob")["Authorization"].split(".")[1]

    forged = server.mock.get(
        STATUS, by=None, headers={"Authorization": f"{head}.{body}.{signature}"}
    )

    assert forged.status == 401


def test_a_verification_is_known_in_its_sandbox_only(server):
    made = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="alice")
    path = made.headers["location"]

    assert server.ask("GET", path, sandbox="alice").status == 200
    assert server.ask("GET", path, sandbox="bob").status == 404
    assert server.ask("GET", path).status == 404


def test_the_same_idempotency_key_stands_for_another_request_elsewhere(server):
    key = {"Idempotency-Key": "0123456789abcdef"}
    one = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="alice", headers=key)
    same = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="alice", headers=key)
    other = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="bob", headers=key)

    assert same.content == one.content
    assert other.status == 201
    assert other.json["verificationId"] != one.json["verificationId"]


def test_a_reset_forgets_what_one_sandbox_remembers_and_keeps_tokens(server):
    made = {
        name: server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox=name) for name in "ab"
    }
    server.control("PUT", "/defects", {"defects": ["VIO-04-exclusive-boundary"]}, sandbox="a")

    after = server.control("POST", "/reset", sandbox="a").json

    assert (after["verifications"], after["defects"]) == (0, [])
    assert server.ask("GET", made["a"].headers["location"], sandbox="a").status == 404
    assert server.ask("GET", made["b"].headers["location"], sandbox="b").status == 200


def test_a_defect_is_on_in_one_sandbox_and_goes_on_with_its_memory(server):
    made = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="alice")
    body = {"defects": ["VIO-04-exclusive-boundary"]}
    known = server.control("PUT", "/defects", body, sandbox="alice")

    assert known.json["defects"] == body["defects"]
    assert server.ask("GET", made.headers["location"], sandbox="alice").status == 200
    assert server.control("GET", "").json["defects"] == []


def test_an_unknown_defect_is_refused_with_near_ones(server):
    answer = server.control("PUT", "/defects", {"defects": ["VIO-04-exclusive"]})

    assert answer.status == 400
    assert "VIO-04-exclusive-boundary" in answer.json["detail"]
    assert server.control("GET", "").json["defects"] == []


def test_a_supplier_is_put_into_one_sandbox_and_answered_as_expected(server):
    facts = next(generate(count=1, seed=3))
    uscc = facts["supplier"]["uscc"]

    server.ask("GET", STATUS, sandbox="alice")
    put = server.control("PUT", f"/suppliers/{uscc}", facts, sandbox="alice")

    expected = {one["request"]["operationId"]: one["expect"] for one in put.json["answers"]}
    answer = server.ask("GET", f"/trustlink/v1/suppliers/{uscc}/violation-status", sandbox="alice")
    assert answer.json["outcome"] == expected["getViolationStatus"]["body"]["outcome"]
    assert server.ask("GET", f"/trustlink/v1/suppliers/{uscc}").status == 404
    assert uscc in server.ask("GET", "/.well-known/trustlink", sandbox="alice").json["suppliers"]
    server.control("DELETE", f"/suppliers/{uscc}", sandbox="alice")
    assert server.ask("GET", f"/trustlink/v1/suppliers/{uscc}", sandbox="alice").status == 404


def test_facts_that_break_a_rule_are_refused_with_a_pointer(server):
    facts = next(generate(count=1, seed=3))
    uscc = facts["supplier"]["uscc"]
    broken = {**facts, "notices": "none"}

    of_shape = server.control("PUT", f"/suppliers/{uscc}", broken)
    of_another = server.control("PUT", f"/suppliers/{S01}", facts)

    assert of_shape.json["errors"][0]["pointer"] == "/notices"
    assert of_another.json["errors"][0]["code"] == "MISMATCH"


def test_a_quota_is_announced_kept_to_and_counted_by_the_clock(server):
    server.headers("importer-a", "")
    server.control("PUT", "/quota", {"requests": 2, "windowSeconds": 60})

    answers = [server.ask("GET", STATUS) for _ in range(3)]
    refused = server.ask("GET", STATUS)
    server.control("POST", "/clock/advance", {"by": "PT1M"})

    assert [one.status for one in answers] == [200, 200, 429]
    assert {one.headers["ratelimit-policy"] for one in answers} == {'"default";q=2;w=60'}
    left = [one.headers["ratelimit"] for one in answers]
    assert left == ['"default";r=1;t=60', '"default";r=0;t=60', '"default";r=0;t=60']
    assert refused.headers["retry-after"] == "60"
    assert server.ask("GET", STATUS).status == 200
    limit = server.mock.get("/.well-known/trustlink", by=None).json["rateLimit"]
    assert limit == {"requests": 2, "windowSeconds": 60}
    assert "quota" not in server.control("PUT", "/quota", {}).json


def test_receipts_of_every_sandbox_are_signed_by_the_published_keys(server):
    made = server.ask("POST", VERIFICATIONS, body=VERIFICATION, sandbox="alice").json

    keys = server.mock.get("/trustlink/v1/keys", by=None).json["keys"]

    head = made["receipt"]["value"].split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    assert header["kid"] in [key["kid"] for key in keys]


def test_there_are_at_most_sixty_four(server):
    for number in range(63):
        assert server.control("PUT", "", sandbox=f"n{number}").status == 200

    refused = server.ask_token(sandbox="one-more")

    assert server.control("PUT", "", sandbox="one-more").status == 409
    assert (refused.status, refused.json["error"]) == (400, "unauthorized_client")
    server.control("DELETE", "", sandbox="n0")
    assert server.ask_token(sandbox="one-more").status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/_sandbox/sandboxes/nobody", 404),
        ("POST", "/_sandbox/sandboxes/nobody/reset", 404),
        ("GET", "/_sandbox/sandboxes/No_body", 400),
        ("PATCH", "/_sandbox/health", 405),
        ("GET", "/_sandbox/nothing", 404),
        ("DELETE", f"/_sandbox/sandboxes/default/suppliers/{S01}", 404),
    ],
)
def test_what_there_is_not_is_refused_as_a_problem(server, method, path, status):
    answer = server.control(method, path)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
