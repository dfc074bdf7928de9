"""Every variant is another way to follow the contract: it changes answers, and breaks no schema."""

import asyncio
import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from click.testing import CliRunner

from trustlink.cli import main
from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink_mock.clock import SettableClock, frozen_clock
from trustlink_mock.defects import list_defects
from trustlink_mock.substitutions import Joint
from trustlink_mock.variants import choose_variants, list_variants
from trustlink_mock.variants.declare import variant

NOON = frozen_clock(datetime(2026, 9, 15, 4, 30, tzinfo=UTC))
S01, S25 = "91440300TL0000016J", "91442000TL0000251U"
SUPPLIERS = "/trustlink/v1/suppliers"
BODY = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
    "stage": "CONTRACT",
}
QUESTIONS = [
    ("GET", "/.well-known/trustlink", {"by": None}),
    ("GET", "/trustlink/v1/status", {"by": None}),
    ("GET", "/trustlink/v1/keys", {"by": None}),
    ("GET", f"{SUPPLIERS}/{S01}", {}),
    ("GET", f"{SUPPLIERS}/{S01}/credit-ratings", {}),
    (
        "GET",
        f"{SUPPLIERS}/{S01}/export-tax-rebates/summary",
        {"headers": {"accept-language": "th"}},
    ),
    ("GET", f"{SUPPLIERS}/{S01}/violation-status?asOf=2026-02-30", {}),
    ("HEAD", f"{SUPPLIERS}/{S01}/violation-notices", {}),
    ("GET", f"{SUPPLIERS}/{S25}/export-tax-rebates?limit=10", {}),
    ("GET", f"{SUPPLIERS}/{S01}", {"by": None}),
    ("GET", "/trustlink/v1/nothing", {}),
    ("DELETE", f"{SUPPLIERS}/{S01}", {}),
]


def all_answers(mock):
    mock.ask_token("importer-a")  # the first may be refused, for the moment
    answers = [mock.ask(method, path, **request) for method, path, request in QUESTIONS]
    made = mock.post("/trustlink/v1/verifications", BODY)
    batch = mock.post("/trustlink/v1/verification-batches", {"items": [BODY]})
    return [*answers, made, batch]


ASKED_ALIKE = [one for one in list_variants() if one.variant_id != "one-scope-is-granted"]
"""Those whose tokens, asked for without a scope, open the lists: that one's have one scope."""


@pytest.mark.parametrize("one", ASKED_ALIKE, ids=lambda one: one.variant_id)
def test_a_variant_answers_with_the_same_statuses(make_mock, one):
    honest, mock = (
        make_mock(clock=NOON, source_timeout=0, variants=names) for names in ((), (one.variant_id,))
    )

    found = [answer.status for answer in all_answers(mock)]

    assert found == [answer.status for answer in all_answers(honest)]


def test_variants_of_discovery_go_together_in_any_order(make_mock):
    honest = make_mock(clock=NOON).ask("GET", "/.well-known/trustlink", by=None).json
    told = [one for one in list_variants() if one.joint is Joint.POLICY]
    assert len(told) > 3

    for first, second in permutations(told, 2):
        both = second.substitute(first.substitute(honest))
        assert set(honest) <= set(both), (first.variant_id, second.variant_id)


@pytest.mark.parametrize("one", list_variants(), ids=lambda one: one.variant_id)
def test_a_variant_is_declared_well(one):
    assert one.sentence.endswith(".")
    assert {one.requirement, *one.warned, *one.untested} <= set(load_requirements())
    assert {load_requirements()[name].level for name in one.warned} <= {"SHOULD"}
    assert one.only in (None, "live", "sandbox")


def test_defects_and_variants_use_every_joint():
    used = Counter(one.joint for one in (*list_defects(), *list_variants()))

    assert set(used) == set(Joint)


@pytest.mark.parametrize(
    ("variant_id", "near"),
    [
        ("page-of-eleven", "page-of-seven"),
        ("opaque", "opaque-tokens"),
        ("qqq", "trustlink variants"),
    ],
)
def test_an_unknown_variant_is_answered_with_near_ones(variant_id, near):
    with pytest.raises(UserError) as raised:
        choose_variants([variant_id])

    assert repr(variant_id) in raised.value.message
    assert near in raised.value.hint


def test_a_variant_can_be_declared_once_only():
    again = variant("REB-10", "Again.", joint=Joint.RULES)

    def page_of_seven(honest):
        return honest

    with pytest.raises(ValueError, match="page-of-seven is declared twice"):
        again(page_of_seven)


def test_variants_and_defects_can_be_combined(make_mock):
    mock = make_mock(
        variants=("page-of-seven", "pretty-printed-json"),
        defects=("DISC-07-a-source-too-few",),
    )

    page = mock.get(f"{SUPPLIERS}/{S25}/export-tax-rebates?limit=10")

    assert len(page.json["items"]) == 7
    assert page.content.startswith(b"{\n")
    assert len(mock.get("/trustlink/v1/status", by=None).json["sources"]) < 4


def test_a_verification_of_a_variant_is_the_same_when_it_is_read_again(make_mock):
    mock = make_mock(
        variants=("unknown-members-in-answers", "arrays-in-another-order", "ids-as-uuid")
    )

    made = mock.post("/trustlink/v1/verifications", BODY)
    read = mock.get(made.headers["location"])

    assert read.json == made.json
    assert made.json["results"]["noViolation"]["data"]["coverage"][0]["remark"]


def test_the_data_of_a_verification_are_the_single_answers(make_mock):
    mock = make_mock(variants=("unknown-members-in-answers", "arrays-in-another-order"))

    made = mock.post("/trustlink/v1/verifications", BODY)
    alone = mock.get(f"{SUPPLIERS}/{S01}/credit-ratings")

    assert made.json["results"]["creditRating"]["data"] == alone.json


def test_compressed_contents_are_those_that_were_compressed(make_mock):
    mock = make_mock(variants=("gzip-contents",))
    headers = {"accept-encoding": "gzip"}

    compressed = mock.get("/trustlink/v1/status", by=None, headers=headers)

    assert compressed.headers["content-encoding"] == "gzip"
    assert (
        json.loads(gzip.decompress(compressed.content))
        == mock.get("/trustlink/v1/status", by=None).json
    )


def test_an_etag_of_another_form_is_recognised(make_mock):
    mock = make_mock(variants=("etags-of-another-form",))
    tag = mock.get("/trustlink/v1/keys", by=None).headers["etag"]

    again = mock.get("/trustlink/v1/keys", by=None, headers={"if-none-match": f'"x", {tag}'})

    assert "," in tag
    assert (again.status, again.headers["etag"]) == (304, tag)


def test_every_fortieth_request_is_one_too_many(make_mock):
    mock = make_mock(variants=("busy-at-times",))

    statuses = [mock.get(f"{SUPPLIERS}/{S01}").status for _ in range(80)]

    assert [at for at, status in enumerate(statuses, start=1) if status == 429] == [40, 80]


def test_a_client_that_goes_away_gets_nothing(make_mock):
    app = make_mock(variants=("pretty-printed-json",)).app
    sent = []

    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/oauth2/token", "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
    }  # fmt: skip
    asyncio.run(app(scope, gone, send))

    assert sent == []


@pytest.mark.parametrize("command", ["defects", "variants"])
def test_what_there_is_is_listed(command):
    known = {"defects": list_defects(), "variants": list_variants()}[command]
    listed = CliRunner().invoke(main, [command])
    as_json = CliRunner().invoke(main, [command, "--json"])

    entries = json.loads(as_json.output)[command]

    assert len(entries) == len(known)
    assert all(f"{entry['id']}  (" in listed.output for entry in entries)
    assert {entry["sentence"] for entry in entries} == {one.sentence for one in known}


def test_one_requirement_can_be_asked_about():
    listed = CliRunner().invoke(main, ["variants", "--requirement", "DISC-08", "--json"])

    found = {entry["id"] for entry in json.loads(listed.output)["variants"]}
    known = {one.variant_id for one in list_variants() if one.requirement == "DISC-08"}

    assert found == known
    assert "another-page-of-the-website" in found


@pytest.mark.parametrize(
    ("variant", "scope", "answer"),
    [
        ("one-scope-is-granted", None, "verify"),
        ("one-scope-is-granted", "verify records", "verify"),
        ("one-scope-is-granted", "records", "records"),
        ("several-scopes-are-refused", "verify records", "invalid_scope"),
        ("several-scopes-are-refused", "records", "records"),
    ],
)
def test_a_token_can_be_bound_to_one_scope(make_mock, variant, scope, answer):
    mock = make_mock(clock=NOON, variants=(variant,))

    told = mock.ask_token("importer-a", **({"scope": scope} if scope else {})).json

    assert told.get("scope", told.get("error")) == answer


def test_a_token_of_a_minute_says_so_and_ends(make_mock):
    clock = SettableClock(NOON)
    mock = make_mock(clock=clock, variants=("tokens-of-a-minute",))
    told = mock.ask_token("importer-a").json
    headers = {"authorization": f"Bearer {told['access_token']}"}
    before = mock.ask("GET", f"{SUPPLIERS}/{S01}", by=None, headers=headers).status

    clock.advance(timedelta(seconds=60))

    assert (told["expires_in"], before) == (60, 200)
    assert mock.ask("GET", f"{SUPPLIERS}/{S01}", by=None, headers=headers).status == 401


def test_five_tokens_a_minute_are_issued_and_no_more(make_mock):
    mock = make_mock(clock=NOON, variants=("five-tokens-a-minute",))

    answers = [mock.ask_token("importer-a") for _ in range(6)]

    assert [one.status for one in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[5].headers["retry-after"]) <= 60
