"""The client's report: each rule kept, broken, and without an occasion."""

import pytest

S01, S25 = "91440300TL0000016J", "91442000TL0000251U"
STATUS = f"/trustlink/v1/suppliers/{S01}/violation-status"
REBATES = f"/trustlink/v1/suppliers/{S25}/export-tax-rebates"
VERIFICATIONS = "/trustlink/v1/verifications"
VERIFICATION = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


def states(server, sandbox="default"):
    found = server.control("GET", "/journal/report", sandbox=sandbox).json
    return {finding["rule"]: finding["state"] for finding in found["findings"]}


def verify(server, sandbox="", headers=None, label="importer-a", **changes):
    body = {**VERIFICATION, **changes}
    return server.ask(
        "POST", VERIFICATIONS, body=body, sandbox=sandbox, headers=headers, label=label
    )


def test_without_an_occasion_nothing_is_known(server):
    assert set(states(server).values()) == {"NOT_SEEN"}


@pytest.mark.parametrize("sandbox", ["", "alice"])
def test_whoever_has_receipts_fetches_keys(server, sandbox):
    verify(server, sandbox)
    before = states(server, sandbox or "default")["keys"]

    server.mock.get("/trustlink/v1/keys", by=None)

    assert (before, states(server, sandbox or "default")["keys"]) == ("BROKEN", "KEPT")


def fetch_keys(server, label):
    return server.ask("GET", "/trustlink/v1/keys", label=label)


def keys_finding(server):
    found = server.control("GET", "/journal/report").json["findings"]
    return next(finding for finding in found if finding["rule"] == "keys")


def test_keys_that_anybody_may_have_fetched_clear_no_client(server):
    verify(server)
    verify(server, label="importer-b")
    server.mock.get("/trustlink/v1/keys", by=None)
    anonymous = keys_finding(server)

    fetch_keys(server, "importer-a")
    of_one = keys_finding(server)
    fetch_keys(server, "importer-b")

    assert (anonymous["state"], anonymous["occasions"], anonymous["broken"]) == ("NOT_SEEN", 2, 0)
    assert "by which client" in anonymous["reason"]
    assert of_one["state"] == "NOT_SEEN"
    assert keys_finding(server)["state"] == "KEPT"
    assert "reason" not in keys_finding(server)


def test_keys_that_another_client_fetched_are_not_the_holder_s(server):
    verify(server)
    fetch_keys(server, "importer-b")

    assert keys_finding(server)["state"] == "NOT_SEEN"


def test_a_list_that_is_left_after_its_first_page_breaks_the_rule(server):
    server.ask("GET", f"{REBATES}?limit=5&from=2024-01&to=2026-09")

    assert states(server)["pages"] == "BROKEN"


def follow(server, page):
    while "nextCursor" in page.json:
        cursor = page.json["nextCursor"]
        page = server.ask("GET", f"{REBATES}?limit=100&from=2024-01&to=2026-09&cursor={cursor}")
    return page


def test_a_list_that_is_read_to_the_end_keeps_the_rule(server):
    follow(server, server.ask("GET", f"{REBATES}?limit=100&from=2024-01&to=2026-09"))

    assert states(server)["pages"] == "KEPT"


def test_who_asks_again_too_early_does_not_honour_retry_after(server):
    server.ask("GET", STATUS, headers={"Prefer": "code=429"})
    before = states(server)["retry-after"]

    server.ask("GET", STATUS)

    assert (before, states(server)["retry-after"]) == ("KEPT", "BROKEN")


def test_a_clock_set_ahead_counts_as_waiting(server):
    server.ask("GET", STATUS, headers={"Prefer": "code=429"})
    server.control("POST", "/clock/advance", {"by": "PT1M"})
    server.ask("GET", STATUS)

    assert states(server)["retry-after"] == "KEPT"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "KEPT"),
        ({"stage": "SOMETIME"}, "BROKEN"),
        ({"requester": {**VERIFICATION["requester"], "id": "202699001A"}}, "BROKEN"),
        ({"checks": []}, "KEPT"),
    ],
)
def test_stage_and_requester_are_to_be_right(server, changes, state):
    verify(server, **changes)

    assert states(server)["stage-and-requester"] == state


def test_the_same_question_is_not_asked_again_while_its_answer_is_valid(server):
    verify(server)
    verify(server, stage="CONTRACT", checks=["CREDIT_RATING"])
    before = states(server)["validity"]

    verify(server)

    assert (before, states(server)["validity"]) == ("KEPT", "BROKEN")


def test_it_may_be_asked_again_when_the_answer_is_no_longer_valid(server):
    verify(server)
    server.control("POST", "/clock/advance", {"by": "P7DT1M"})
    server.tokens.clear()
    verify(server)

    assert states(server)["validity"] == "KEPT"


def test_a_retry_with_the_same_idempotency_key_is_no_new_question(server):
    for _ in range(2):
        verify(server, headers={"Idempotency-Key": "0123456789abcdef"})

    assert states(server)["validity"] == "KEPT"


def test_a_token_is_to_be_used_until_it_expires(server):
    server.ask_token()
    before = states(server)["tokens"]
    server.ask_token("importer-b")
    other = states(server)["tokens"]
    server.ask_token()

    assert (before, other, states(server)["tokens"]) == ("KEPT", "KEPT", "BROKEN")


def test_a_broken_rule_says_where_and_what_to_do(server):
    server.ask_token()
    server.ask_token()

    found = server.control("GET", "/journal/report").json["findings"]

    (finding,) = [one for one in found if one["state"] == "BROKEN"]
    assert (finding["occasions"], finding["broken"], finding["entries"]) == (2, 1, [2])
    assert "expires_in" in finding["advice"]
