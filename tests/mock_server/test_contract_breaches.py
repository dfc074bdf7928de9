"""The mock never contradicts its contract in silence: such a reply is a loud fault of its own."""

import asyncio
import logging

import pytest

from trustlink.contract import load_contract
from trustlink_mock.defects.declare import Defect, Joint
from trustlink_mock.response_validation import ContractBreachError, response_validation
from trustlink_mock.visit import Reply, json_reply, record

CONTRACT = load_contract()
SOUND = {
    "contractVersion": "1.0.0",
    "state": "OPERATIONAL",
    "sources": [{"authority": "STA", "state": "AVAILABLE", "checkedAt": "2026-09-15T04:00:00Z"}],
}
CACHED = {"cache_control": "public"}


def validated(reply):
    """What the layer of getStatus lets through of a reply."""

    async def app(_scope, _receive, send):
        await reply.send(send)

    layer = response_validation(CONTRACT, CONTRACT.operation("getStatus"), app)
    return asyncio.run(record(layer, {"type": "http"}, None))


def test_a_reply_as_documented_passes_unchanged():
    reply = json_reply(SOUND, **CACHED)

    assert validated(reply) == reply


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (json_reply(SOUND, status=202, **CACHED), "getStatus 202: the status is not documented"),
        (json_reply(SOUND), "getStatus 200: header cache-control: is missing"),
        (json_reply({**SOUND, "state": "FINE"}, **CACHED), "getStatus 200: /state: "),
        (json_reply({}, **CACHED), "getStatus 200: /: "),
        (
            Reply(200, {"content-type": "text/plain", "cache-control": "public"}, b"{}"),
            "getStatus 200: content type: one of application/json is documented",
        ),
    ],
)
def test_a_reply_that_is_not_documented_is_raised(reply, said):
    with pytest.raises(ContractBreachError) as raised:
        validated(reply)

    assert str(raised.value).startswith(said)


@pytest.fixture
def broken(make_mock, monkeypatch):
    """A mock whose status is against the contract."""
    breaking = Defect(
        "X", "X-00", "Breaks.", Joint.RESPONSE, "getStatus", {}, lambda *_: Reply(299, {})
    )
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (breaking,))
    return lambda **settings: make_mock(defects=("X",), **settings)


def test_a_breach_is_raised_in_tests(broken):
    with pytest.raises(ContractBreachError):
        broken().get("/trustlink/v1/status")


def test_a_breach_is_answered_500_without_details_and_logged(broken, caplog):
    mock = broken(raise_internal_errors=False)

    with caplog.at_level(logging.ERROR):
        answer = mock.get("/trustlink/v1/status")

    assert (answer.status, answer.problem) == (500, "about:blank")
    assert sorted(answer.json) == ["requestId", "status", "title", "type"]
    assert "getStatus 299: the status is not documented" in caplog.text
    assert answer.json["requestId"] in caplog.text
