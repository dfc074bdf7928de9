"""Batches: order kept, every item on its own, ill-formed ones refused as a whole."""

import pytest

BATCHES = "/trustlink/v1/verification-batches"
S01, S02, S16 = "91440300TL0000016J", "91320594TL0000024X", "91410100TL0000163D"
UNKNOWN, WRONG_CHECK = "91440300TL00999928", "91440300TL0000016K"


@pytest.fixture(scope="module")
def site(make_mock):
    return make_mock(profiles=("core", "batch"))


def item(uscc=S01, **changes):
    return {
        "supplier": {"uscc": uscc},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "CONTRACT",
        **changes,
    }


def requester(number, scheme="sg-uen"):
    return {"country": "SG", "scheme": scheme, "id": number}


def test_answers_keep_the_order_and_each_can_be_read_again(site):
    answer = site.post(BATCHES, {"items": [item(S16), item(UNKNOWN), item(S01), item(S02)]})

    items = answer.json["items"]
    assert answer.status == 200
    assert [one["uscc"] for one in items] == [S16, UNKNOWN, S01, S02]
    assert ["verification" in one for one in items] == [True, False, True, True]
    for verification in (one["verification"] for one in items if "verification" in one):
        path = f"/trustlink/v1/verifications/{verification['verificationId']}"
        assert site.get(path).json == verification


@pytest.mark.parametrize(
    ("bad", "status", "kind"),
    [
        (item(S02, requester=requester("a")), 400, "invalid-identifier"),
        (item(S02, requester=requester("202699001m")), 400, "invalid-identifier"),
        (item(S02, requester=requester("T99LL9901A")), 400, "invalid-identifier"),
        (item(UNKNOWN), 404, "supplier-not-found"),
        (item(WRONG_CHECK), 400, "invalid-identifier"),
        (item(S02, requester=requester("202699001X")), 400, "invalid-identifier"),
        (item(S02, requester=requester("0105569990011", "th-tin")), 400, "invalid-request"),
        (item(S02, asOf="2999-01-01"), 422, "date-out-of-range"),
    ],
)
def test_one_bad_item_spoils_no_other(site, bad, status, kind):
    items = site.post(BATCHES, {"items": [bad, item()]}).json["items"]

    assert (items[0]["problem"]["status"], items[0]["uscc"]) == (status, bad["supplier"]["uscc"])
    assert items[0]["problem"]["type"].endswith(kind)
    assert items[1]["verification"]["results"]["noViolation"]["outcome"] == "CLEAR"


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        ([], "invalid-request"),
        ([item()] * 11, "invalid-request"),
        ([item(), item(S02), item()], "invalid-request"),
        ([item(), item("91440300tl0000016j")], "invalid-identifier"),
        ([item(), item(S02, requester=requester(""))], "invalid-identifier"),
        ([item(), item(S02, stage="LATER")], "invalid-request"),
        ([item(), item(S02, requester=requester(2026))], "invalid-request"),
        ([item(), "item"], "invalid-request"),
    ],
)
def test_an_ill_formed_batch_is_refused_as_a_whole(site, items, kind):
    answer = site.post(BATCHES, {"items": items})

    assert (answer.status, answer.problem) == (400, kind)
    assert answer.json["errors"][0]["pointer"].startswith("/items")


def test_the_same_key_gives_the_same_answer(site):
    body, key = {"items": [item()]}, {"Idempotency-Key": "batch-1"}
    first = site.post(BATCHES, body, headers=key)

    assert site.post(BATCHES, body, headers=key).content == first.content
    assert site.post(BATCHES, {"items": [item(S02)]}, headers=key).status == 422


def test_problems_speak_the_language_of_the_request(site):
    answer = site.post(BATCHES, {"items": [item(UNKNOWN)]}, headers={"Accept-Language": "vi"})

    assert answer.headers["content-language"] == "vi"
    assert "nhà cung cấp" in answer.json["items"][0]["problem"]["title"]


def test_without_the_profile_there_are_no_batches(make_mock):
    mock = make_mock(profiles=("core",))

    assert mock.post(BATCHES, {"items": [item()]}).status == 404
