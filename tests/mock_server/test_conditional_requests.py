"""ETags of the mock, and 304 for a client that has the content already."""

import pytest

from trustlink_mock.conditional import names_tag

DISCOVERY = "/.well-known/trustlink"


@pytest.fixture(scope="module")
def verification(mock):
    body = {
        "supplier": {"uscc": "91440300TL0000016J"},
        "requester": {"country": "VN", "scheme": "vn-mst", "id": "0199000017"},
        "checks": ["CREDIT_RATING"],
        "stage": "INQUIRY",
    }
    return mock.post("/trustlink/v1/verifications", body).headers["location"]


def test_an_etag_is_strong_and_stays(mock, verification):
    for path in (DISCOVERY, verification):
        first, second = mock.get(path), mock.get(path)

        assert first.headers["etag"] == second.headers["etag"]
        assert first.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    "form", ["{}", "*", " * ", "W/{}", '"x", {}', 'W/"x",{},"y"', '"a, b", {}']
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_client_that_has_the_content_is_told_so(mock, verification, form, method):
    for path in (DISCOVERY, verification):
        known = mock.get(path)
        condition = form.format(known.headers["etag"])

        answer = mock.ask(method, path, headers={"If-None-Match": condition})

        assert (answer.status, answer.content) == (304, b"")
        assert answer.headers["etag"] == known.headers["etag"]
        assert answer.headers.get("vary") == known.headers.get("vary")
        assert answer.headers["cache-control"] == known.headers["cache-control"]
        assert "content-length" not in answer.headers


@pytest.mark.parametrize("form", ["", '"x"', "x", "W/", '"', '"*"', "0", "{bare}"])
def test_a_client_that_has_something_else_gets_the_content(mock, verification, form):
    for path in (DISCOVERY, verification):
        bare = mock.get(path).headers["etag"].strip('"')

        assert mock.get(path, headers={"If-None-Match": form.format(bare=bare)}).status == 200


@pytest.mark.parametrize(
    ("header", "named"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("a", False)],
)
def test_tags_are_compared_weakly(header, named):
    assert names_tag(header, '"a"') is named


def test_a_head_request_has_the_etag_too(mock, verification):
    assert mock.ask("HEAD", verification).headers["etag"] == mock.get(verification).headers["etag"]
