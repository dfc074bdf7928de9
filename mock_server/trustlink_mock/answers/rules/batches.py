"""Rules about batches: whom one may name, and where the answer to an item stands."""

from collections.abc import Sequence

from trustlink_mock.answers.vocabulary import Json, JsonObject


def repeated_suppliers(items: Sequence[JsonObject]) -> list[int]:
    """Return the places of items about a supplier that an earlier one names (BAT-01)."""
    codes = [item["supplier"]["uscc"] for item in items]
    return [place for place, uscc in enumerate(codes) if uscc in codes[:place]]


def batch_order(answers: Sequence[Json]) -> list[Json]:
    """Return the answers to a batch's items, given in their order, as they are sent (BAT-01)."""
    return list(answers)
