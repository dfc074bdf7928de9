"""Home of the tests of walks: lists of a site that is written here, read to their end or not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from raw_server import Serve, Visit
from sample_site import TOKEN, USCC, say_json

from trustlink.terms import load_terms
from trustlink_conformance.cases import ask, most_pages_of, questions_of
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.lists import MOST_PAGES, RECORDS, Walk, is_in_order, joined, walk
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.world import World
from trustlink_fixtures.cases import Case, case_of

Next = Callable[[int], str | None]
"""What the cursor of a page says, by the number of the page."""
LAST = 2


def paging_site(cursor_after: Next) -> Callable[[Visit], None]:
    """A site whose pages have one row each, named by the number in the cursor."""

    def behave(visit: Visit) -> None:
        if not visit.path.startswith("/trustlink"):
            say_json(visit, {})
            return
        query = parse_qs(urlsplit(visit.path).query)
        number = int(query.get("cursor", ["0"])[0])
        page: dict[str, Any] = {"uscc": USCC, "items": [{"recordId": f"R-{number}"}]}
        cursor = cursor_after(number)
        say_json(visit, page if cursor is None else {**page, "nextCursor": cursor})

    return behave


@contextmanager
def site_at(url: str) -> Iterator[Site]:
    credentials = (Credential("importer-a", token=TOKEN),)
    target = Target(url, credentials=credentials)
    with Session(target, lambda _: None) as session:
        yield Site(World(target, load_terms(), session), Ledger())


def walked(serve: Serve, cursor_after: Next, **bounds: int) -> Walk:
    with site_at(serve(paging_site(cursor_after)).url) as site:
        return walk(site, RECORDS, uscc=USCC, **bounds)


def to_the_last(number: int) -> str | None:
    return str(number + 1) if number < LAST else None


def test_a_walk_goes_to_the_page_without_a_cursor(serve: Serve) -> None:
    found = walked(serve, to_the_last)

    assert found.ids == ["R-0", "R-1", "R-2"]
    assert found.is_sound


@pytest.mark.parametrize(
    ("cursor_after", "pages"),
    [
        pytest.param(lambda _: "0", 2, id="the same cursor again"),
        pytest.param(lambda number: str((number + 1) % 3), 4, id="a circle of cursors"),
        pytest.param(lambda number: str(number + 1), MOST_PAGES, id="cursors without end"),
        pytest.param(lambda _: "", 1, id="an empty cursor"),
        pytest.param(lambda _: "9" * 513, 1, id="a cursor that is too long"),
    ],
)
def test_a_walk_without_an_end_stops(serve: Serve, cursor_after: Next, pages: int) -> None:
    found = walked(serve, cursor_after)

    assert len(found.pages) == pages
    assert not found.has_end


def test_a_walk_of_few_pages_can_be_wanted(serve: Serve) -> None:
    found = walked(serve, to_the_last, most_pages=2)

    assert found.ids == ["R-0", "R-1"]
    assert not found.has_end


def test_joined_pages_are_one_answer_without_a_cursor(serve: Serve) -> None:
    whole = joined(walked(serve, to_the_last).pages)

    assert [item["recordId"] for item in whole.json["items"]] == ["R-0", "R-1", "R-2"]
    assert whole.get("/uscc") == USCC
    assert "nextCursor" not in whole.json


def test_the_answer_to_a_published_question_is_the_whole_list(serve: Serve) -> None:
    (question,) = questions_of([published(3)])

    with site_at(serve(paging_site(to_the_last)).url) as site:
        answer = ask(site, question)

    assert len(answer.json["items"]) == 3


@pytest.mark.parametrize(
    ("published_rows", "limit", "pages"),
    [
        pytest.param(3, "100", 4, id="a whole list, and a page to see that it is"),
        pytest.param(0, "100", 1, id="an empty list"),
        pytest.param(1, "1", 0, id="a full page, after which the list may go on"),
        pytest.param(50, None, 0, id="a full page without a limit"),
    ],
)
def test_a_whole_list_is_published_if_it_is_shorter_than_the_limit(
    published_rows: int, limit: str | None, pages: int
) -> None:
    assert most_pages_of(published(published_rows, limit)) == pages


def published(rows: int, limit: str | None = "100") -> Case:
    parameters = {"uscc": USCC} | ({"limit": limit} if limit else {})
    return case_of(
        {
            "id": "S99-01",
            "title": "A case of this test",
            "assumes": {},
            "profile": "records",
            "request": {"operationId": RECORDS.operation_id, "parameters": parameters},
            "expect": {"status": 200, "body": {"items": [{}] * rows}},
            "requirements": {"REB-10": ["/items"]},
        }
    )


@pytest.mark.parametrize(
    ("left", "right", "is_right"),
    [
        (("2026-02-01", "b"), ("2026-01-31", "a"), True),
        (("2026-01-31", "a"), ("2026-02-01", "b"), False),
        (("2026-02-01", "a"), ("2026-02-01", "b"), True),
        (("2026-02-01", "b"), ("2026-02-01", "a"), False),
        (("2026-02-01", "9"), ("2026-02-01", "10"), True),
        (("2026-02-01", "10"), ("2026-02-01", "9"), True),
        (("2026-02-01", 9), ("2026-02-01", 10), False),
        ((None, "a"), ("2026-02-01", "b"), False),
    ],
)
def test_the_latest_day_comes_first_and_then_the_id(left: Any, right: Any, is_right: bool) -> None:  # noqa: FBT001
    assert is_in_order(left, right) is is_right
