"""Home of the tests of bodies that break one constraint of a schema, or are at its limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from judged_mock import judged, mock

from trustlink.contract import JsonObject, contract_of, load_contract
from trustlink.schemas import compile_named_schema
from trustlink_conformance.constraint_bodies import (
    KEYWORDS,
    at_lower_limits,
    at_upper_limits,
    broken_bodies,
)
from trustlink_conformance.declare import Mode
from trustlink_conformance.seed_option import DEFAULT_SEED

CONTRACT = load_contract()
SOUND: dict[str, Any] = {
    "supplier": {"uscc": "91440300TL0000016J", "nameZh": "\u6df1", "nameEn": "Example"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M", "name": "Importer"},
    "checks": ["NO_VIOLATION"],
    "stage": "CONTRACT",
    "hsCodes": ["853221"],
    "asOf": "2026-09-01",
    "clientReference": "x",
}
BODIES = {"VerificationRequest": SOUND, "BatchRequest": {"items": [SOUND]}}
IMPLIED = {"format"}
"""A day that is written otherwise is no day of the calendar."""
UNTRIED = {"type"}
"""Generated requests try it."""
WITHOUT_EFFECT = {"description", "example", "properties", "items", "allOf", "$ref"}


@pytest.mark.parametrize("name", BODIES)
def test_a_broken_body_breaks_the_constraint_that_it_names_and_no_other(name: str) -> None:
    schema = compile_named_schema(CONTRACT, name)

    broken = list(broken_bodies(CONTRACT, CONTRACT.schema(name), BODIES[name]))

    assert len(broken) == {"VerificationRequest": 33, "BatchRequest": 37}[name]
    for one in broken:
        faults = schema.faults(one.body)
        assert {fault.pointer for fault in faults} == {one.pointer}
        assert {fault.keyword for fault in faults} - IMPLIED == {one.keyword} - IMPLIED


def test_a_text_is_too_long_by_one_character() -> None:
    broken = broken_bodies(CONTRACT, CONTRACT.schema("BatchRequest"), BODIES["BatchRequest"])

    (one,) = (
        one
        for one in broken
        if (one.pointer, one.keyword) == ("/items/0/requester/id", "maxLength")
    )

    assert one.told == "maxLength 20"
    assert one.body["items"][0]["requester"]["id"] == "202699001M" + 11 * "0"


def test_each_constraint_of_the_request_schemas_is_known() -> None:
    found = {
        keyword
        for name in ("VerificationRequest", "BatchRequest")
        for keyword in keywords(CONTRACT.schema(name))
    }

    assert found - KEYWORDS - UNTRIED - WITHOUT_EFFECT == set()
    assert found >= KEYWORDS


@pytest.mark.parametrize(
    ("limit", "lengths"),
    [(at_lower_limits, (1, 1, 1, 1)), (at_upper_limits, (200, 200, 128, 20))],
)
def test_a_body_at_the_limits_is_valid(limit: Any, lengths: tuple[int, ...]) -> None:
    body = limit(CONTRACT, CONTRACT.schema("VerificationRequest"), SOUND)

    assert compile_named_schema(CONTRACT, "VerificationRequest").faults(body) == []
    assert lengths == (
        len(body["supplier"]["nameZh"]),
        len(body["requester"]["name"]),
        len(body["clientReference"]),
        len(body["hsCodes"]),
    )


def test_a_list_is_filled_up_with_what_stands_in_it() -> None:
    schema = {"type": "array", "maxItems": 3, "items": {"type": "string"}}

    (one,) = broken_bodies(contract_of(CONTRACT.document), schema, ["a", "b"])

    assert one.body == ["a", "b", "a", "b"]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
@pytest.mark.parametrize(
    ("defect_id", "requirement", "told"),
    [
        ("BAT-01-number-too-long-by-one", "BAT-01", "/items/0/requester/id breaks maxLength 20"),
        ("BAT-02-longest-number-refused", "BAT-02", "expected 200, found 400"),
        ("ERR-02-codes-left-out", "ERR-02", "/hsCodes breaks maxItems 20"),
    ],
)
def test_an_error_of_one_at_a_limit_is_found_without_generated_requests(
    tmp_path: Path, mode: Mode, defect_id: str, requirement: str, told: str
) -> None:
    with mock(defects=[defect_id]) as origin:
        found = judged(
            origin, tmp_path, wanted=[requirement], mode=mode, seed=DEFAULT_SEED, generated=False
        )

    assert set(found.failed()) == {requirement}
    assert told in " ".join(found.failed()[requirement])


def keywords(schema: JsonObject) -> Iterator[str]:
    """Yield each keyword of a schema and of those in it."""
    resolved = CONTRACT.resolve(schema)
    yield from (name for name in resolved if not name.startswith("x-"))
    inner = [*resolved.get("properties", {}).values(), *resolved.get("allOf", ())]
    inner += [resolved["items"]] if "items" in resolved else []
    for one in inner:
        yield from keywords(one)
