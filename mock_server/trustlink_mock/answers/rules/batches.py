"""Rules about batches: where the answer to an item stands."""

from collections.abc import Sequence

from trustlink_mock.answers.vocabulary import Json


def batch_order(answers: Sequence[Json]) -> list[Json]:
    """Return the answers to a batch's items, given in their order, as they are sent (BAT-01)."""
    return list(answers)
