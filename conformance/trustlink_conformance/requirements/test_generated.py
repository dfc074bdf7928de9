"""Checks: many generated requests of each operation, and what every answer has to be."""

from collections.abc import Callable

import pytest

from trustlink.contract import load_contract  # noqa: TID251 -- collected before a run
from trustlink_conformance.declare import requirement
from trustlink_conformance.generation.rules import rules_of
from trustlink_conformance.site import Site

OPERATIONS = [
    pytest.param(
        operation.operation_id,
        id=operation.operation_id,
        marks=requirement(*rules_of(operation), profile=operation.profile, section="generated"),
    )
    for operation in load_contract().operations
]


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_generated_requests_are_answered_as_documented(
    site: Site, operation_id: str, record_property: Callable[[str, object], None]
) -> None:
    from trustlink_conformance.generation.examination import examine  # noqa: PLC0415 -- takes 1 s

    record_property("digest", examine(site, operation_id))
