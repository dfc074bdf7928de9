"""The body of a batch is cut to the item in question."""

from typing import Any

import pytest

from trustlink_conformance.batch_items import cut_to_item, item_in


@pytest.mark.parametrize(
    ("pointers", "index"),
    [
        (("/items/3/requester/id",), 3),
        (("status", "/items/0"), 0),
        (("/results/items/3",), None),
        (("/items/03",), None),
        (("",), None),
    ],
)
def test_a_pointer_says_which_item(pointers: tuple[str, ...], index: int | None) -> None:
    assert item_in(*pointers) == index


def test_the_other_items_give_way_to_their_number() -> None:
    assert cut_to_item({"a": 1, "items": ["x", "y", "z"]}, 1) == {
        "a": 1,
        "items": [
            "[1 items before it are left out here]",
            "y",
            "[1 items after it are left out here]",
        ],
    }


@pytest.mark.parametrize("document", [{"items": ["x"]}, {"items": 5}, {}, [], None, "x"])
def test_anything_else_stays_as_it_is(document: Any) -> None:
    assert cut_to_item(document, 0) == document
    assert cut_to_item(document, 7) == document
    assert cut_to_item(document, None) == document
