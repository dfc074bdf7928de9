"""Consultations: a number is confirmed with its supplier, and says whether it still stands."""

import pytest

from trustlink_mock.consultations import MOST_IN_MEMORY, Consultation, ConsultationsInMemory

S01, S02 = "91440300TL0000016J", "91320594TL0000024X"
FOREIGN_OR_UNKNOWN = "https://trustlink.example/problems/consultation-not-found"


@pytest.fixture(scope="module")
def site(make_mock):
    return make_mock()


def verified(site, uscc=S01):
    body = {
        "supplier": {"uscc": uscc},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "CONTRACT",
    }
    return site.post("/trustlink/v1/verifications", body).json


def consulted(site, number, query=f"?uscc={S01}"):
    return site.get(f"/trustlink/v1/consultations/{number}{query}", by=None)


def test_a_number_is_confirmed_to_anybody(site):
    made = verified(site)

    answer = consulted(site, made["consultationNumber"])

    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "consultationNumber": made["consultationNumber"],
        "uscc": S01,
        "issuedAt": made["completedAt"],
        "state": "ISSUED",
    }


def test_another_supplier_s_number_is_answered_as_an_unknown_one(site):
    foreign = consulted(site, verified(site, S02)["consultationNumber"])
    unknown = consulted(site, "TL-000000000000")

    assert (foreign.status, foreign.json["type"]) == (404, FOREIGN_OR_UNKNOWN)
    assert {**foreign.json, "requestId": ""} == {**unknown.json, "requestId": ""}


def test_the_latest_come_first_and_a_correction_keeps_its_place():
    kept = ConsultationsInMemory()
    for day in (2, 3, 1):
        kept.put(Consultation(f"TL-{day}", S01, f"2026-09-0{day}T00:00:00Z"))
    kept.put(Consultation("TL-2", S01, "2026-09-02T00:00:00Z", "WITHDRAWN"))

    assert [one.number for one in kept.latest(2)] == ["TL-3", "TL-2"]


@pytest.mark.parametrize(
    ("number", "query", "kind"),
    [
        ("TL-00000000000U", f"?uscc={S01}", "invalid-request"),
        ("TL-000000000000", "?uscc=91440300TL0000016K", "invalid-identifier"),
        ("TL-000000000000", "", "invalid-request"),
        ("TL-000000000000", f"?uscc={S01}&asOf=2026-09-01", "invalid-request"),
    ],
)
def test_what_is_ill_formed_is_refused(site, number, query, kind):
    answer = consulted(site, number, query)

    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (400, kind)


def test_without_the_profile_there_is_no_such_path(make_mock):
    mock = make_mock(profiles=("core",))

    assert consulted(mock, verified(mock)["consultationNumber"]).json["type"] == "about:blank"


def test_in_memory_the_oldest_makes_room():
    kept = ConsultationsInMemory()
    for row in range(MOST_IN_MEMORY + 1):
        kept.put(Consultation(f"TL-{row:012}", S01, "2026-09-15T04:00:00Z"))

    assert len(kept) == MOST_IN_MEMORY
    assert kept.get(f"TL-{0:012}") is None
    assert kept.get(f"TL-{MOST_IN_MEMORY:012}") is not None


def test_a_correction_displaces_no_other():
    kept = ConsultationsInMemory()
    for row in range(MOST_IN_MEMORY):
        kept.put(Consultation(f"TL-{row:012}", S01, "2026-09-15T04:00:00Z"))
    kept.put(Consultation(f"TL-{1:012}", S01, "2026-09-15T04:00:00Z", state="WITHDRAWN"))

    assert kept.get(f"TL-{0:012}") is not None
