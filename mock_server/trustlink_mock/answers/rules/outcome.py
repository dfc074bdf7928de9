"""Home of the outcome: what an item comes to, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from trustlink_mock.answers.vocabulary import OutcomeValue, ReasonCode

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Is the outcome of one item, with the codes of its reasons: at least one."""

    value: OutcomeValue
    reasons: tuple[ReasonCode, ...]


def indeterminate(troubles: Iterable[ReasonCode]) -> Outcome:
    """Return the outcome of an item whose sources could not all be asked (VIO-03)."""
    return Outcome("INDETERMINATE", distinct(troubles))


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return each value once, in the order of its first appearance."""
    return tuple(dict.fromkeys(values))
