"""Home of the words with which a check declares itself: what it judges and how it can end."""

from collections.abc import Iterable
from typing import Literal

import pytest

from trustlink_conformance.judgement import (
    NotApplicable,
    NotTestable,
    Violation,
    not_applicable,
    not_testable,
)

__all__ = [
    "BOTH_MODES",
    "MARK",
    "Mode",
    "NotApplicable",
    "NotTestable",
    "Section",
    "Violation",
    "not_applicable",
    "not_testable",
    "requirement",
]

Mode = Literal["sandbox", "live"]
Section = Literal["deterministic", "generated"]

BOTH_MODES: tuple[Mode, ...] = ("sandbox", "live")
MARK = "requirement"
"""The pytest mark that carries the declaration."""


def requirement(
    *ids: str,
    modes: Iterable[Mode] = BOTH_MODES,
    profile: str = "core",
    section: Section = "deterministic",
    afterwards: bool = False,
    each: bool = False,
) -> pytest.MarkDecorator:
    """Declare which requirements a check judges; decorates a check or marks a parameter set.

    Outside its modes, or without its profile announced, the check is not planned at all. A check
    `afterwards` comes after the others of its section: it looks at what they were answered. One
    that judges `each` answer by itself, whatever the others are, is shown by a selftest only those
    that differ from the answers of the honest mock.

        @requirement("VIO-04")
        def test_the_first_day_of_the_window_counts(site: Site) -> None: ...

        @pytest.mark.parametrize("case", [pytest.param(case, marks=requirement("VIO-04"))])
    """
    if not ids:
        raise TypeError("requirement() takes the id of at least one requirement")
    return pytest.mark.requirement(
        *ids,
        modes=tuple(modes),
        profile=profile,
        section=section,
        afterwards=afterwards,
        each=each,
    )
