"""Of a request that had to be refused, the part is named that the contract does not admit."""

import json
from typing import Any

import pytest

from trustlink.contract import load_contract
from trustlink_conformance.exchange import Outgoing
from trustlink_conformance.hints import Hint
from trustlink_conformance.invalid_parts import invalid_part
from trustlink_conformance.judgement import InvalidPart
from trustlink_conformance.usual_causes import hint_for_admitted

CONTRACT = load_contract()
SOUND: dict[str, Any] = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "CONTRACT",
}
LONG = {**SOUND["requester"], "id": "0" * 99}


def part_of(operation_id: str, *, url: str = "", body: Any = None, place: str = "") -> Any:
    operation = CONTRACT.operation(operation_id)
    content = None if body is None else json.dumps(body).encode()
    request = Outgoing(
        operation.method, f"https://site.example/api{url or operation.path}", (), content
    )
    return invalid_part(request, operation, CONTRACT, place=place)


def test_a_member_of_an_item_of_a_batch_is_named_with_its_value() -> None:
    body = {"items": [SOUND, SOUND, {**SOUND, "requester": LONG}]}

    part = part_of("createBatch", body=body, place="body/items/requester/id")

    assert part.place == "/items/2/requester/id"
    assert part.constraint.startswith("maxLength ")
    assert part.value == LONG["id"]


def test_of_several_the_one_that_was_varied_is_named() -> None:
    body = {**SOUND, "requester": LONG, "stage": "LATER"}

    assert part_of("createVerification", body=body, place="body/stage").place == "/stage"
    assert part_of("createVerification", body=body, place="body/requester/id").place == (
        "/requester/id"
    )


def test_a_parameter_of_the_query_and_one_of_the_path_are_named() -> None:
    ratings = CONTRACT.operation("listCreditRatings").path
    of_query = part_of(
        "listCreditRatings", url=ratings.replace("{uscc}", "91440300TL0000016J") + "?asOf=2026-9-1"
    )
    of_path = part_of("listCreditRatings", url=ratings.replace("{uscc}", "91440300tl"))

    assert (of_query.place, of_query.value) == ("query asOf", "2026-9-1")
    assert (of_path.place, of_path.value) == ("path uscc", "91440300tl")


def test_a_sound_request_has_no_such_part() -> None:
    assert part_of("createVerification", body=SOUND) is None


@pytest.mark.parametrize(
    ("constraint", "value", "hint"),
    [
        ("pattern ^[0-9]+$", "1\n", Hint.LINE_FEED),
        ("pattern ^[0-9]+$", " 1", Hint.TRIMMED),
        ("pattern ^[0-9]+$", "\uff11", Hint.UNICODE_DIGITS),
        ("maxLength 35", "x" * 36, Hint.CHECKED_ELSEWHERE),
        ("format date", "2026-02-30", Hint.LOOSE_DATE),
        ("type integer", "5", Hint.COERCED),
        ("maximum 100", "101", Hint.CLAMPED),
        ("enum a, b", "c", ""),
    ],
)
def test_what_lets_a_part_pass_follows_from_its_constraint(
    constraint: str, value: str, hint: str
) -> None:
    assert hint_for_admitted(InvalidPart("/x", constraint, value)) == hint
