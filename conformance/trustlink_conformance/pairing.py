"""Home of pairing the items of two arrays whose order does not count."""

from collections.abc import Callable, Sequence

Distance = Callable[[int, int], int]
"""How much the expected item of one index and the actual item of another differ; 0: not at all."""


def pair(expected: int, actual: int, distance: Distance) -> list[int | None]:
    """Return for each expected index the actual one that it goes with, each used once.

    As many as possible are paired without any difference; what is left goes with what is nearest.
    Takes expected x actual measurements, or far fewer where both are in the same order.
    """
    if expected <= actual and not any(distance(index, index) for index in range(expected)):
        return list(range(expected))
    measured = [[distance(left, right) for right in range(actual)] for left in range(expected)]
    partners: list[int | None] = [None] * expected
    _pair_equals(measured, partners, actual)
    _pair_nearest(measured, partners)
    return partners


def _pair_equals(
    measured: Sequence[Sequence[int]], partners: list[int | None], actual: int
) -> None:
    taken: dict[int, int] = {}
    for left in range(len(partners)):
        _find_equal(left, measured, taken, set())
    for right in range(actual):
        if right in taken:
            partners[taken[right]] = right


def _find_equal(
    left: int, measured: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]
) -> bool:
    """Find an equal for `left`, moving those that can go elsewhere (an augmenting path)."""
    for right, differences in enumerate(measured[left]):
        if differences or right in tried:
            continue
        tried.add(right)
        if right not in taken or _find_equal(taken[right], measured, taken, tried):
            taken[right] = left
            return True
    return False


def _pair_nearest(measured: Sequence[Sequence[int]], partners: list[int | None]) -> None:
    free = set(range(len(measured[0]) if measured else 0)) - set(partners)
    alone = [left for left, right in enumerate(partners) if right is None]
    by_distance = sorted((measured[left][right], left, right) for left in alone for right in free)
    for _, left, right in by_distance:
        if partners[left] is None and right in free:
            partners[left] = right
            free.remove(right)
