"""Two workers with one store are one site."""

import pytest

from trustlink_fixtures.generator.suppliers import generate

STATUS = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status"
DEFECT = "VIO-04-exclusive-boundary"


def test_a_token_of_one_is_good_at_the_other(one, other):
    assert other.ask("GET", STATUS, token=one.token()).status == 200


def test_a_verification_of_one_is_read_at_the_other(one, other):
    made = one.verify()

    read = other.ask("GET", made.headers["location"])

    assert (read.status, read.json) == (200, made.json)


def test_the_latest_consultations_of_both_are_listed_by_both(one, other):
    numbers = []
    for worker in (one, other, one):
        numbers.append(worker.verify().json["consultationNumber"])
        worker.control("POST", "/clock/advance", {"by": "PT1M"})
    one.control("PUT", f"/consultations/{numbers[1]}", {"state": "WITHDRAWN"})

    latest = other.sandbox.consultations.latest(2)

    assert [(kept.number, kept.state) for kept in latest] == [
        (numbers[2], "ISSUED"),
        (numbers[1], "WITHDRAWN"),
    ]


def test_both_publish_one_key(one, other):
    keys = [worker.ask("GET", "/trustlink/v1/keys").content for worker in (one, other)]

    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/clock", {"now": "2027-01-01T00:00:00Z", "state": "STANDS_STILL"}),
        ("/clock", {"registers": "SILENT"}),
        ("/defects", {"defects": [DEFECT]}),
        ("/quota", {"requests": 5, "windowSeconds": 60}),
    ],
)
def test_what_is_set_through_one_is_so_at_the_other(one, other, path, change):
    before = other.control("GET", "").json

    changed = one.control("PUT", path, change).json

    assert other.control("GET", "").json == changed != before


def test_a_clock_that_is_moved_through_both_moves_twice(one, other):
    one.control("PUT", "/clock", {"now": "2026-10-01T00:00:00Z", "state": "STANDS_STILL"})

    one.control("POST", "/clock/advance", {"by": "P1D"})
    other.control("POST", "/clock/advance", {"by": "P1D"})

    assert one.control("GET", "").json["clock"]["now"] == "2026-10-03T00:00:00Z"


def test_a_supplier_is_put_in_through_one_and_answered_for_at_the_other(one, other):
    facts = next(generate(count=1, seed=3))
    uscc = facts["supplier"]["uscc"]
    path = f"/trustlink/v1/suppliers/{uscc}"
    unknown = other.ask("GET", path)

    one.control("PUT", f"/suppliers/{uscc}", facts)
    known = other.ask("GET", path)
    other.control("DELETE", f"/suppliers/{uscc}")
    gone = one.ask("GET", path)

    assert (unknown.status, known.status, gone.status) == (404, 200, 404)


def test_the_requests_at_both_use_one_quota_up(one, other):
    one.control("PUT", "/quota", {"requests": 3, "windowSeconds": 3600})

    answers = [worker.ask("GET", STATUS) for worker in (one, other, one, other)]
    asked = [answer.status for answer in answers]
    left = [answer.headers["ratelimit"].split(";")[1] for answer in answers]
    one.control("PUT", "/quota", {"requests": 4, "windowSeconds": 3600})

    assert asked == [200, 200, 200, 429]
    assert left == ["r=2", "r=1", "r=0", "r=0"]
    assert other.ask("GET", STATUS).status == 200


def test_a_reset_through_one_is_one_at_the_other_and_leaves_other_sandboxes_alone(one, other):
    alice = other.token(sandbox="alice")
    kept = other.verify(token=alice)
    made = other.verify()
    other.control("PUT", "/defects", {"defects": [DEFECT]})
    other.control("PUT", "/clock", {"now": "2027-01-01T00:00:00Z"})

    reset = one.control("POST", "/reset").json

    assert (reset["verifications"], reset["defects"]) == (0, [])
    assert other.control("GET", "").json == reset
    assert other.ask("GET", made.headers["location"]).status == 404
    assert other.ask("GET", kept.headers["location"], token=alice).status == 200


def test_a_sandbox_is_opened_and_deleted_at_both(one, other):
    token = one.token(sandbox="alice")
    opened = other.ask("GET", STATUS, token=token).status
    known = [len(worker.mock.app.sandboxes) for worker in (one, other)]

    other.control("DELETE", "", sandbox="alice")

    assert (opened, known) == (200, [2, 2])
    assert one.control("GET", "", sandbox="alice").status == 404


def test_a_sandbox_that_was_deleted_and_opened_again_is_another(one, other):
    old = one.token(sandbox="alice")
    one.verify(token=old)

    other.control("DELETE", "", sandbox="alice")
    new = other.token(sandbox="alice")

    assert one.ask("GET", STATUS, token=old).status == 401
    assert one.ask("GET", STATUS, token=new).status == 200
    assert one.control("GET", "", sandbox="alice").json["verifications"] == 0


def test_no_more_sandboxes_are_opened_at_both_than_at_one(one, other, monkeypatch):
    monkeypatch.setattr("trustlink_mock.sandboxes.collection.MOST_SANDBOXES", 2)

    opened = one.control("PUT", "", sandbox="alice").status
    refused = other.control("PUT", "", sandbox="bob").status

    assert (opened, refused) == (200, 409)


def test_a_change_that_is_refused_changes_nothing(one, other):
    refused = one.control("PUT", "/defects", {"defects": ["VIO-04-exclusiv"]})

    assert refused.status == 400
    assert one.control("GET", "").json["defects"] == []
    assert other.control("GET", "").json["defects"] == []


def test_the_oldest_verifications_make_room_in_the_store_too(start):
    small = start(kept_verifications=2)

    first, _, last = (small.verify().headers["location"] for _ in range(3))

    assert small.control("GET", "").json["verifications"] == 2
    assert small.ask("GET", first).status == 404
    assert small.ask("GET", last).status == 200


def test_a_defect_of_kept_verifications_sees_those_of_the_other(one, other):
    made = one.verify()
    one.control("PUT", "/defects", {"defects": ["VER-06-shown-to-all"]})

    foreign = other.ask("GET", made.headers["location"], token=other.token("importer-b"))

    assert foreign.status == 200
