"""Conditions of a sandbox, two at a time: each pair answers as documented, never with a fault."""

from itertools import groupby

import pytest

from trustlink_mock.defects import list_defects
from trustlink_mock.substitutions import Joint

S01 = "91440300TL0000016J"
PATHS = ("violation-status", "violation-notices")
PREFERENCES = (
    None,
    "delay=1",
    "scenario=S15",
    "code=401",
    "code=503",
    "problem=quota-exceeded",
    "defect=VIO-04-exclusive-boundary",
)
CONDITIONS = {
    "quota": ("PUT", "/quota", {"requests": 1000, "windowSeconds": 60}),
    "quota used up": ("PUT", "/quota", {"requests": 0, "windowSeconds": 60}),
    "clock": ("PUT", "/clock", {"state": "STANDS_STILL", "registers": "SILENT"}),
    "advanced clock": ("POST", "/clock/advance", {"by": "PT30S"}),
}


def one_of_each_kind():
    """Return every defect of authorization, and one of each other injection point."""
    defects = sorted(list_defects(), key=lambda one: str(one.joint))
    for joint, group in groupby(defects, key=lambda one: one.joint):
        found = list(group)
        yield from found if joint is Joint.AUTHORIZATION else found[:1]


@pytest.mark.parametrize("defect", list(one_of_each_kind()), ids=lambda one: one.defect_id)
def test_each_condition_goes_with_each_defect_and_preference(server, defect):
    headers = server.headers("importer-a", "")
    for method, path, body in CONDITIONS.values():
        assert server.control("POST", "/reset").status == 200
        assert server.control("PUT", "/defects", {"defects": [defect.defect_id]}).status == 200
        assert server.control(method, path, body).status == 200
        for preference in PREFERENCES:
            for name in PATHS:
                asked = {**headers, **({"Prefer": preference} if preference else {})}
                path_of = f"/trustlink/v1/suppliers/{S01}/{name}"
                found = server.mock.ask("GET", path_of, by=None, headers=asked)

                assert found.status != 500, (body, preference, name)


@pytest.mark.parametrize(
    "body",
    [{"windowSeconds": 1, "x": 1}, {"x": 1}, {"requests": 1, "windowSeconds": 1, "x": 1}],
)
def test_a_member_that_a_quota_does_not_have_is_refused(server, body):
    assert server.control("PUT", "/quota", body).status == 400


def test_a_quota_in_another_spelling_of_whole_numbers_is_announced_as_such(server):
    server.control("PUT", "/quota", {"requests": 5.0, "windowSeconds": 6e1})

    document = server.mock.ask("GET", "/.well-known/trustlink", by=None).json
    assert str(document["rateLimit"]) == "{'requests': 5, 'windowSeconds': 60}"


def test_a_refused_token_is_said_to_be_invalid_on_demand(server):
    path = f"/trustlink/v1/suppliers/{S01}"
    without = server.mock.ask("GET", path, by=None, headers={"Prefer": "code=401"})
    with_one = server.ask("GET", path, headers={"Prefer": "code=401"})

    assert "error=" not in without.headers["www-authenticate"]
    assert 'error="invalid_token"' in with_one.headers["www-authenticate"]


def test_a_misspelt_problem_is_refused_with_what_was_probably_meant(server):
    path = f"/trustlink/v1/suppliers/{S01}"
    found = server.ask("GET", path, headers={"Prefer": "problem=source-timeou"})

    assert found.status == 400
    assert "Did you mean problem=source-timeout?" in str(found.json)
