"""An answer is written once a second at most, and is the one that would be written anew."""

from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock import app
from trustlink_mock.answers.rules.receipts import canonical
from trustlink_mock.chance import Repeated

NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
SUPPLIER = "/trustlink/v1/suppliers/91330100TL000018XH"
PATHS = (
    "",
    "/credit-ratings",
    "/export-tax-rebates/summary?from=2026-01&to=2026-06",
    "/export-tax-rebates?limit=2",
    "/violation-status?asOf=2026-08-31",
    "/violation-notices",
)


@pytest.fixture(scope="module")
def remembering(make_mock):
    return make_mock(chance=Repeated("written"))


@pytest.fixture(scope="module")
def forgetful(make_mock):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "REMEMBERED", 0)
        return make_mock(chance=Repeated("written"))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_an_answer_again_is_what_a_mock_that_remembers_nothing_says(
    remembering, forgetful, path, language
):
    for scenario in load_scenarios():
        target = f"/trustlink/v1/suppliers/{scenario.facts['supplier']['uscc']}{path}"
        first, again, anew = (
            mock.get(target, headers={"Accept-Language": language})
            for mock in (remembering, remembering, forgetful)
        )

        assert first.status == again.status == anew.status, target
        if anew.status == 200:
            assert first == again == anew


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/export-tax-rebates?limit=2", "/export-tax-rebates?limit=3"),
        ("/export-tax-rebates?status=REFUNDED", "/export-tax-rebates?status=REJECTED"),
        ("/export-tax-rebates/summary", "/export-tax-rebates"),
        ("/violation-status", "/violation-status?asOf=2026-08-31"),
        ("", "/violation-status"),
    ],
)
def test_no_question_gets_the_answer_to_another(remembering, one, other):
    assert remembering.get(SUPPLIER + one).content != remembering.get(SUPPLIER + other).content


def test_nobody_is_let_in_by_what_somebody_else_was_told(remembering):
    allowed = remembering.get(SUPPLIER)

    refused = remembering.get(SUPPLIER, by=None)

    assert (allowed.status, refused.status) == (200, 401)


def test_time_goes_on(make_mock):
    present = [NOON]
    mock = make_mock(clock=lambda: present[0])
    before = mock.get(f"{SUPPLIER}/violation-status")

    present[0] = NOON + timedelta(minutes=59)
    after = mock.get(f"{SUPPLIER}/violation-status")
    present[0] = NOON + timedelta(days=1)
    token = mock.ask_token("importer-a").json["access_token"]
    next_day = mock.get(
        f"{SUPPLIER}/violation-status", by=None, headers={"Authorization": f"Bearer {token}"}
    )

    assert before.content == after.content
    assert before.json["asOf"] < next_day.json["asOf"]


WITHOUT_FRACTIONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
)


@given(WITHOUT_FRACTIONS)
def test_without_fractions_and_with_ascii_names_sorted_json_is_canonical(document):
    assert canonical(document) == rfc8785.dumps(document)


def test_results_have_no_fractions_and_names_in_ascii(remembering):
    asked = {
        "supplier": {"uscc": "91330100TL000018XH"},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "CONTRACT",
    }

    results = remembering.post("/trustlink/v1/verifications", asked).json["results"]

    assert not [one for one in inside(results) if isinstance(one, float)]
    assert canonical(results) == rfc8785.dumps(results)


def inside(document):
    """Yield every value in a document."""
    yield document
    inner = document.values() if isinstance(document, dict) else document
    for one in inner if isinstance(inner, list) or isinstance(document, dict) else ():
        yield from inside(one)
