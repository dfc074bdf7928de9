"""A request reaches an application in this process as it would over a network."""

import asyncio
import gzip

import pytest

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import FailureKind, Outgoing
from trustlink_conformance.selftest.direct_wire import DirectWire

URL = "http://127.0.0.1:8000/a%20b?x=%C3%A9"


def fetched(app, request=None, **bounds):
    wire = DirectWire(app, Bounds(**bounds))
    return asyncio.run(wire.fetch(request or Outgoing("GET", URL))), wire


def answering(status=200, body=b"{}", headers=()):
    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for start in range(0, len(body), 1000):
            await send(
                {
                    "type": "http.response.body",
                    "body": body[start : start + 1000],
                    "more_body": start + 1000 < len(body),
                }
            )

    return app


def test_the_application_sees_what_a_server_would_show_it():
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope, body=(await receive())["body"])
        await answering()(scope, receive, send)

    fetched(app, Outgoing("POST", URL, (("X-One", "1"),), b"content"))

    assert (seen["method"], seen["path"], seen["raw_path"]) == ("POST", "/a b", b"/a%20b")
    assert seen["query_string"] == b"x=%C3%A9"
    assert seen["body"] == b"content"
    assert dict(seen["headers"]) == {
        b"host": b"127.0.0.1:8000",
        b"x-one": b"1",
        b"content-length": b"7",
    }


def test_the_answer_comes_back_whole():
    answer, _ = fetched(answering(201, b"x" * 2500, [(b"ETag", b'"1"')]))

    assert answer.failure is None
    assert (answer.response.status, answer.response.body) == (201, b"x" * 2500)
    assert answer.response.headers == (("ETag", '"1"'),)


def test_head_has_no_body():
    answer, _ = fetched(answering(), Outgoing("HEAD", URL))

    assert answer.response.body == b""


def test_a_compressed_body_is_inflated():
    body = gzip.compress(b'{"a": 1}')
    answer, _ = fetched(answering(body=body, headers=[(b"content-encoding", b"gzip")]))

    assert answer.response.body == b'{"a": 1}'
    assert answer.response.wire_bytes == len(body)


def test_a_body_past_the_limit_is_a_failure():
    answer, _ = fetched(answering(body=b"x" * 3000), max_body=2000)

    assert answer.failure.kind is FailureKind.TOO_LARGE


def test_a_crash_is_a_500_that_is_remembered():
    async def app(*_):
        raise LookupError("no such thing")

    answer, wire = fetched(app)

    assert answer.response.status == 500
    assert wire.crashes == [f"GET {URL}: no such thing"]


def test_an_application_that_hangs_is_cut_off():
    async def app(*_):
        await asyncio.sleep(60)

    answer, _ = fetched(app, timeout=0.05)

    assert answer.failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_without_content_has_no_length(method):
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope)
        await answering()(scope, receive, send)

    fetched(app, Outgoing(method, URL))

    assert b"content-length" not in dict(seen["headers"])
