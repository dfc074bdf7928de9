"""What was given out before a restart is good after it."""

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

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


def test_a_question_s_digest_stays(one, restart):
    one.verify()
    before = list(one.sandbox.journal.kept)[-1].asked.key
    after = restart()

    after.verify()

    assert list(after.sandbox.journal.kept)[-1].asked.key == before


def consulted(worker, made):
    number, uscc = made["consultationNumber"], made["supplier"]["uscc"]
    return worker.ask("GET", f"/trustlink/v1/consultations/{number}?uscc={uscc}").json


def test_a_corrected_verification_stays_corrected_and_as_it_was_made(one, restart):
    old, new = one.verify(), one.verify().json
    path = f"/consultations/{old.json['consultationNumber']}"
    correction = {"state": "SUPERSEDED", "supersededBy": new["consultationNumber"]}
    corrected = one.control("PUT", path, correction).json

    later = restart()

    assert consulted(later, old.json) == corrected
    assert corrected["state"] == "SUPERSEDED"
    assert corrected["supersededBy"] == new["consultationNumber"]
    assert consulted(later, new)["state"] == "ISSUED"
    assert later.ask("GET", old.headers["location"]).json == old.json


@pytest.mark.parametrize(
    "correction",
    [
        {"state": "WITHDRAWN", "supersededBy": "TL-000000000000"},
        {"state": "SUPERSEDED", "supersededBy": "TL-000000000000"},
        {"state": "GONE"},
    ],
)
def test_a_correction_that_says_nothing_sound_is_refused(one, correction):
    made = one.verify().json

    answer = one.control("PUT", f"/consultations/{made['consultationNumber']}", correction)

    assert answer.status == 400
    assert consulted(one, made)["state"] == "ISSUED"


def test_only_what_was_made_can_be_corrected(one):
    answer = one.control("PUT", "/consultations/TL-000000000000", {"state": "WITHDRAWN"})

    assert answer.status == 404


def test_a_replaced_key_stays_published_as_retired(one, restart, tmp_path):
    made, (old,) = one.verify().json, one.ask("GET", "/trustlink/v1/keys").json["keys"]
    file = tmp_path / "new.pem"
    file.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))

    new, retired = restart(signing_keys=(file,)).ask("GET", "/trustlink/v1/keys").json["keys"]

    assert new["kid"] != old["kid"]
    assert {**retired, "retiredAt": ""} == {**old, "retiredAt": ""}
    assert made["completedAt"] <= retired["retiredAt"]
    keys = KeySet.import_key_set({"keys": [new, retired]})
    assert (
        jwt.decode(made["receipt"]["value"], keys, algorithms=["ES256"]).header["kid"] == old["kid"]
    )
