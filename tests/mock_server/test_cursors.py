"""Cursors: pages followed to the end give each row once; a cursor of anything else is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

S01, S02, S28 = "91440300TL0000016J", "91320594TL0000024X", "91120000TL00002869"
LATE = datetime(2026, 9, 30, 15, 55, tzinfo=UTC)
"""Five minutes before October in Shanghai."""
REBATES = f"/trustlink/v1/suppliers/{S01}/export-tax-rebates"
NOTICES = f"/trustlink/v1/suppliers/{S28}/violation-notices"


class Hands:
    """A clock that a test sets."""

    def __init__(self):
        self.now = LATE

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def site(make_mock, clock):
    return make_mock(profiles=("core", "records"), clock=clock)


@pytest.fixture(scope="module")
def still(make_mock):
    return make_mock(profiles=("core", "records"))


def pages(site, target):
    """All pages of a list."""
    found = [site.get(target).json]
    while "nextCursor" in found[-1]:
        found.append(site.get(f"{target}&cursor={found[-1]['nextCursor']}").json)
    return found


@pytest.mark.parametrize(
    ("path", "row_id"), [(REBATES, "recordId"), (NOTICES, "noticeId")], ids=["rebates", "notices"]
)
@settings(max_examples=15, deadline=None)
@given(limit=st.integers(1, 100))
def test_every_limit_gives_every_row_once_in_the_same_order(still, path, row_id, limit):
    whole = [row[row_id] for row in still.get(f"{path}?limit=100").json["items"]]

    found = pages(still, f"{path}?limit={limit}")

    assert [row[row_id] for page in found for row in page["items"]] == whole
    assert all(len(page["items"]) == limit for page in found[:-1])
    assert "nextCursor" not in found[-1]


def cursor_of(site, target=REBATES + "?limit=5"):
    return site.get(target).json["nextCursor"]


@pytest.mark.parametrize(
    "target",
    [
        f"{REBATES}?limit=6",
        f"{REBATES}?",
        f"{REBATES}?limit=5&status=REFUNDED",
        f"{REBATES}?limit=5&hsCode=853321",
        f"{REBATES}?limit=5&from=2025-10&to=2026-09",
        f"/trustlink/v1/suppliers/{S02}/export-tax-rebates?limit=5",
        f"/trustlink/v1/suppliers/{S01}/violation-notices?limit=5",
    ],
)
def test_a_cursor_of_another_question_is_refused(still, target):
    answer = still.get(f"{target}&cursor={cursor_of(still)}")

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert answer.json["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize(
    "hostile",
    ["x", "c-0000000000000001", "%00", "%F0%9F%98%80", "A" * 512, "..%2F..", "e30", "=", "____"],
)
def test_a_made_up_cursor_is_refused(still, hostile):
    answer = still.get(f"{REBATES}?limit=5&cursor={hostile}")

    assert answer.status == 400
    assert answer.json["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("place", [0, 15, 24, 40, -1])
def test_an_altered_cursor_is_refused(still, place):
    letters = list(cursor_of(still))
    letters[place] = "A" if letters[place] != "A" else "B"

    assert still.get(f"{REBATES}?limit=5&cursor={''.join(letters)}").status == 400


def test_the_cursor_of_another_site_is_refused(still, site):
    assert site.get(f"{REBATES}?limit=5&cursor={cursor_of(still)}").status == 400


def test_a_cursor_keeps_the_days_of_the_first_page(site, clock):
    cursor = cursor_of(site)

    clock.now = LATE + timedelta(minutes=10)
    page = site.get(f"{REBATES}?limit=5&cursor={cursor}").json

    assert (page["from"], page["to"]) == ("2025-10", "2026-09")
    assert site.get(f"{REBATES}?limit=5").json["to"] == "2026-10"


def test_the_cursor_of_notices_keeps_the_window(site, clock):
    cursor = cursor_of(site, NOTICES + "?limit=1")

    clock.now = LATE + timedelta(minutes=10)

    page = site.get(f"{NOTICES}?limit=1&cursor={cursor}").json
    assert (page["asOf"], page["window"]["to"]) == ("2026-09-30", "2026-09-30")


def test_an_old_cursor_is_refused(site, clock):
    cursor = cursor_of(site)

    clock.now = LATE + timedelta(hours=2)
    site.tokens.clear()

    refused = site.get(f"{REBATES}?limit=5&cursor={cursor}")
    assert (refused.status, refused.json["errors"][0]["code"]) == (400, "CURSOR_INVALID")


def test_the_same_question_within_the_hour_has_the_same_answer(site, clock):
    first = site.get(f"{REBATES}?limit=5").content

    clock.now = LATE + timedelta(seconds=30)

    assert site.get(f"{REBATES}?limit=5").content == first
