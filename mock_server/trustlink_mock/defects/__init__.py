"""The defects: each violates one requirement of the contract on purpose, to test who judges it."""

from collections.abc import Iterable

from trustlink_mock.defects import (
    access,
    api,
    discovery,
    explanations,
    identifiers,
    lifecycle,
    negotiation,
    pilot,
    problems,
    ratings,
    reading,
    real_time,
    rebates,
    suppliers,
    violations,
    windows,
)
from trustlink_mock.defects.declare import Defect, Defects, Joint, choose, declared

__all__ = ["Defect", "Defects", "Joint", "choose_defects", "list_defects"]

_MODULES = (
    access, api, discovery, explanations, identifiers, lifecycle, negotiation, pilot, problems,
    ratings, reading, real_time, rebates, suppliers, violations, windows,
)  # fmt: skip
"""Whose import declares them."""


def list_defects() -> tuple[Defect, ...]:
    """Return all defects, by requirement and name."""
    return declared()


def choose_defects(defect_ids: Iterable[str]) -> Defects:
    """Return the defects of these ids; raises UserError, with near matches, for an unknown one."""
    return choose(defect_ids, list_defects())
