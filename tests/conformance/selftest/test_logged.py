"""What a site was not sent is made up for before anybody could notice."""

import pytest

from trustlink_conformance.exchange import Errand, Origin, Outgoing
from trustlink_conformance.selftest.logged import Debts, Sent

URL = "http://127.0.0.1:8000/trustlink/v1"


def sent(method, path, content=None):
    return Sent((Errand(Outgoing(method, f"{URL}{path}", content=content), Origin()),), ())


MADE = sent("POST", "/verifications", b'{"supplier": 1}')


@pytest.fixture
def debts():
    debts = Debts()
    debts.add([sent("GET", "/status"), MADE])
    return debts


@pytest.mark.parametrize(
    "request_",
    [
        Outgoing("GET", f"{URL}/verifications/ver-1"),
        Outgoing("POST", f"{URL}/verifications", content=b'{"supplier": 1}'),
        Outgoing("POST", f"{URL}/verifications", (("Idempotency-Key", "k"),), b'{"supplier": 2}'),
    ],
)
def test_what_was_made_is_due_before_a_request_that_may_meet_it(debts, request_):
    assert debts.due([Outgoing("GET", f"{URL}/status"), request_]) == [MADE]
    assert debts.due([request_]) == []


@pytest.mark.parametrize(
    "request_",
    [
        Outgoing("GET", f"{URL}/status"),
        Outgoing("POST", f"{URL}/verifications", content=b'{"supplier": 2}'),
    ],
)
def test_nothing_is_due_before_any_other_request(debts, request_):
    assert debts.due([request_]) == []
    assert debts.due([Outgoing("GET", f"{URL}/verifications/ver-1")]) == [MADE]
