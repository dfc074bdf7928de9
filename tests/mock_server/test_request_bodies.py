"""What the mock takes for a body: strict JSON, of the contract's shape, with sound identifiers."""

import json

import pytest

from trustlink.resources import fixtures_folder

VERIFICATIONS = "/trustlink/v1/verifications"
REQUESTERS = json.loads((fixtures_folder() / "requesters.json").read_bytes())


def request(**changes):
    """A sound request, with members changed; None leaves one out."""
    body = {
        "supplier": {"uscc": "91440300TL0000016J"},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "INQUIRY",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


@pytest.mark.parametrize(
    "text",
    [
        b"x",
        b"{",
        b"{}}",
        b"\xff",
        b"\xef\xbb\xbf{}",
        '{"stage": "é"}'.encode("latin-1"),
        '{"stage": "INQUIRY"}'.encode("utf-16"),
        b'{"stage": "INQUIRY", "stage": "INQUIRY"}',
        b'{"supplier": {"uscc": 1, "uscc": 2}}',
        b'{"stage": NaN}',
        b'{"stage": -Infinity}',
        b'{"stage": 1e999}',
        b'{"stage": ' + b"1" * 5000 + b"}",
        b'{"stage": "\\ud800"}',
        b'{"stage": "\\uDFFF"}',
        b'{"\\ud800": 1}',
        b"[" * 33 + b"]" * 33,
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 60_000,
        b'{"stage": "' + b"\x01" + b'"}',
        b"'",
        b"// no comments",
        b" ",
    ],
)
def test_what_is_no_strict_json_is_a_400_problem(mock, text):
    answer = mock.post(VERIFICATIONS, text)

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [("", "NOT_JSON")]


def test_100_000_levels_are_too_many_bytes_even(mock):
    assert mock.post(VERIFICATIONS, b"[" * 100_000).status == 413


def test_brackets_within_a_string_are_no_levels(mock):
    answer = mock.post(VERIFICATIONS, request(clientReference='[{"\\' * 30))

    assert answer.json["clientReference"] == '[{"\\' * 30


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"stage": None}, "/stage", "MISSING"),
        ({"supplier": {}}, "/supplier/uscc", "MISSING"),
        ({"requester": {"country": "SG", "scheme": "sg-uen"}}, "/requester/id", "MISSING"),
        ({"extra": 1}, "/extra", "UNKNOWN_MEMBER"),
        ({"a/b~c": 1}, "/a~1b~0c", "UNKNOWN_MEMBER"),
        ({"x" * 500: 1}, "/" + "x" * 40, "UNKNOWN_MEMBER"),
        ({"supplier": {"uscc": "91440300TL0000016J", "x": 1}}, "/supplier/x", "UNKNOWN_MEMBER"),
        ({"stage": "LATER"}, "/stage", "UNKNOWN_VALUE"),
        ({"stage": 1}, "/stage", "WRONG_TYPE"),
        ({"supplier": "91440300TL0000016J"}, "/supplier", "WRONG_TYPE"),
        ({"supplier": {"uscc": 1}}, "/supplier/uscc", "WRONG_TYPE"),
        (
            {"requester": {"country": {}, "scheme": "sg-uen", "id": "1"}},
            "/requester/country",
            "WRONG_TYPE",
        ),
        ({"checks": []}, "/checks", "TOO_FEW"),
        ({"checks": ["NO_VIOLATION"] * 2}, "/checks", "DUPLICATE"),
        ({"checks": ["ALL"]}, "/checks/0", "UNKNOWN_VALUE"),
        ({"hsCodes": []}, "/hsCodes", "TOO_FEW"),
        ({"hsCodes": ["854110"] * 21}, "/hsCodes", "TOO_MANY"),
        ({"hsCodes": ["854110", "8541.10"]}, "/hsCodes/1", "MALFORMED"),
        ({"hsCodes": ["8541100"]}, "/hsCodes/0", "MALFORMED"),
        ({"asOf": "2026-9-1"}, "/asOf", "MALFORMED"),
        ({"asOf": "2026-02-30"}, "/asOf", "MALFORMED"),
        ({"asOf": "2026-09-01T00:00:00Z"}, "/asOf", "MALFORMED"),
        ({"clientReference": ""}, "/clientReference", "TOO_SHORT"),
        ({"clientReference": "x" * 129}, "/clientReference", "TOO_LONG"),
        (
            {"requester": {"country": "TH", "scheme": "sg-uen", "id": "202699001M"}},
            "/requester/scheme",
            "SCHEME_MISMATCH",
        ),
        (
            {"requester": {"country": "CN", "scheme": "sg-uen", "id": "202699001M"}},
            "/requester/country",
            "UNKNOWN_VALUE",
        ),
    ],
)
def test_a_body_of_another_shape_is_a_400_problem(mock, changes, pointer, code):
    answer = mock.post(VERIFICATIONS, request(**changes))

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_a_body_that_is_no_object_is_a_400_problem(mock, body):
    answer = mock.post(VERIFICATIONS, json.dumps(body).encode())

    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [("", "WRONG_TYPE")]


@pytest.mark.parametrize(
    ("uscc", "code"),
    [
        ("91440300TL0000016K", "CHECK_CHARACTER"),
        ("91440300tl0000016j", "MALFORMED"),
        (" 91440300TL0000016J", "MALFORMED"),
        ("91440300TL0000016J\n", "MALFORMED"),
        ("91440300-TL0000016J", "MALFORMED"),
        ("91440300TL000001OJ", "MALFORMED"),
        ("9144030０TL0000016J", "MALFORMED"),
        ("", "MALFORMED"),
        ("x" * 10_000, "MALFORMED"),
    ],
)
def test_an_ill_formed_code_in_a_body_is_an_invalid_identifier(mock, uscc, code):
    answer = mock.post(VERIFICATIONS, request(supplier={"uscc": uscc}))

    assert (answer.status, answer.problem) == (400, "invalid-identifier")
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [("/supplier/uscc", code)]


@pytest.mark.parametrize(
    ("uscc", "code"),
    [
        ("91440300TL0000016K", "CHECK_CHARACTER"),
        ("91440300tl0000016j", "MALFORMED"),
        ("%2091440300TL0000016J", "MALFORMED"),
        ("91440300TL0000016J%20", "MALFORMED"),
        ("91440300TL0000016J%0A", "MALFORMED"),
        ("91440300TL0000016J%00", "MALFORMED"),
        ("9144030%EF%BC%90TL0000016J", "MALFORMED"),
        ("%ff", "MALFORMED"),
        ("%", "MALFORMED"),
        ("%2F", "MALFORMED"),
        ("x" * 10_000, "MALFORMED"),
    ],
)
@pytest.mark.parametrize("rest", ["", "/credit-ratings", "/violation-status"])
def test_an_ill_formed_code_in_a_path_is_an_invalid_identifier(mock, uscc, code, rest):
    answer = mock.get(f"/trustlink/v1/suppliers/{uscc}{rest}")

    assert (answer.status, answer.problem) == (400, "invalid-identifier")
    assert [(e["parameter"], e["code"]) for e in answer.json["errors"]] == [("uscc", code)]


@pytest.mark.parametrize("requester", REQUESTERS["valid"], ids=lambda one: one["id"])
def test_the_published_requesters_are_taken(mock, requester):
    sent = {name: requester[name] for name in ("country", "scheme", "name") if name in requester}

    answer = mock.post(VERIFICATIONS, request(requester={**sent, "id": requester["number"]}))

    assert answer.status == 201
    assert answer.json["requester"] == {**sent, "id": requester["number"]}


@pytest.mark.parametrize("requester", REQUESTERS["invalid"], ids=lambda one: one["id"])
def test_the_published_wrong_requesters_are_refused(mock, requester):
    sent = {name: requester[name] for name in ("country", "scheme")}

    answer = mock.post(VERIFICATIONS, request(requester={**sent, "id": requester["number"]}))

    expected = requester["expect"]
    assert (answer.status, answer.problem) == (expected["status"], expected["type"])
    assert [e["pointer"] for e in answer.json["errors"]] == [expected["pointer"]]


def test_faults_of_shape_and_of_identifiers_are_listed_together(mock):
    body = request(supplier={"uscc": "91440300TL0000016K"}, stage="LATER")

    answer = mock.post(VERIFICATIONS, body)

    assert answer.problem == "invalid-request"
    assert {e["pointer"] for e in answer.json["errors"]} == {"/supplier/uscc", "/stage"}


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 129, "a\tb"])
def test_an_ill_formed_idempotency_key_is_a_400_problem(mock, key):
    answer = mock.post(VERIFICATIONS, request(), headers={"Idempotency-Key": key})

    assert answer.problem == "invalid-request"
    assert [e["header"] for e in answer.json["errors"]] == ["Idempotency-Key"]


def test_nothing_of_a_hostile_value_is_repeated(mock):
    answer = mock.post(VERIFICATIONS, request(stage="<script>", clientReference="<img>" * 100))

    assert b"<script>" not in answer.content
    assert b"<img>" not in answer.content
