"""What was given out before a restart is good after it."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

LIST = "/trustlink/v1/suppliers/91442000TL0000251U/export-tax-rebates"


@pytest.fixture
def restart(start, one):
    """Ends the first worker, and starts another with the same file."""

    def restart(**settings):
        one.shelves.close()
        return start(**settings)

    return restart


def test_a_token_is_good(one, restart):
    token = one.token()

    assert restart().ask("GET", LIST, token=token).status == 200


def test_a_cursor_is_good(one, restart):
    whole = one.ask("GET", f"{LIST}?limit=4").json["items"]
    page = one.ask("GET", f"{LIST}?limit=2").json

    following = restart().ask("GET", f"{LIST}?limit=2&cursor={page['nextCursor']}")

    assert page["items"] + following.json["items"] == whole


def test_a_receipt_is_verified_by_the_keys_that_are_published(one, restart):
    made = one.verify().json

    keys = KeySet.import_key_set(restart().ask("GET", "/trustlink/v1/keys").json)
    receipt = jwt.decode(made["receipt"]["value"], keys, algorithms=["ES256"])

    assert receipt.claims["sub"] == "91440300TL0000016J"


def test_a_verification_is_read(one, restart):
    made = one.verify()

    assert restart().ask("GET", made.headers["location"]).json == made.json


def test_what_was_changed_stays_so(one, restart):
    one.control("PUT", "", sandbox="alice")
    one.control("PUT", "/defects", {"defects": ["VIO-04-exclusive-boundary"]}, sandbox="alice")
    one.control("PUT", "/clock", {"now": "2027-01-01T00:00:00Z"}, sandbox="alice")
    before = one.control("GET", "", sandbox="alice").json

    after = restart().control("GET", "", sandbox="alice").json

    assert after == before


def test_what_was_not_changed_is_as_the_server_is_started_now(one, restart):
    one.control("PUT", "/clock", {"now": "2027-01-01T00:00:00Z"})

    after = restart(defects=("VIO-04-exclusive-boundary",))

    assert after.control("GET", "").json["defects"] == ["VIO-04-exclusive-boundary"]
    assert after.control("GET", "").json["clock"]["now"] == "2027-01-01T00:00:00Z"


def test_the_journal_goes_on(one, restart):
    one.verify()
    last = one.control("GET", "/journal?limit=100").json["last"]
    after = restart()

    after.verify()
    entries = after.control("GET", f"/journal?after={last}&limit=100").json["entries"]

    assert [entry["number"] for entry in entries] == [last + 1, last + 2]
