"""Home of the tests of what a report says of generated requests: the same seed, the same digest."""

from pathlib import Path
from typing import Any

import pytest
from judged_mock import mock
from verify_bench import valid

from trustlink_conformance.generation.provenance import GENERATORS, made_by, provenance_of, told_by
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.results import CheckResult
from trustlink_conformance.target import Target
from trustlink_conformance.verify import Order, verify_target

VERSIONS = {"schemathesis": "1"}


def verified(folder: Path, *, seed: int) -> dict[str, Any]:
    """Verify a fresh mock, one requirement that a generated check judges."""
    with mock() as origin:
        target = Target(
            origin,
            credentials=published_credentials(),
            requesters=published_requesters(),
            synthetic=published_numbers(),
        )
        order = Order(target, seed=seed, report_dir=folder, selection=("BAT-02",))
        return verify_target(order, watch=lambda _: None)


@pytest.mark.slow
def test_the_same_seed_and_state_have_the_same_digest_in_the_report(tmp_path: Path) -> None:
    first, again, other = (
        valid(verified(tmp_path / name, seed=seed))["generation"]
        for name, seed in (("first", 3), ("again", 3), ("other", 4))
    )

    assert first == again
    assert [one["operation"] for one in first["operations"]] == ["createBatch"]
    assert first["madeBy"].keys() == {*GENERATORS, "python"}
    assert first["digest"] != other["digest"]


def told(operation: str, **digests: str) -> CheckResult:
    return CheckResult(f"generated::test_x[{operation}]", "generated", 0.1, (), (), (), digests)


def test_a_digest_is_of_the_requests_and_the_vocabulary_explains_a_difference() -> None:
    one = provenance_of([told("getKeys", requests="a", vocabulary="b")], versions=VERSIONS)
    other = provenance_of([told("getKeys", requests="a", vocabulary="c")], versions=VERSIONS)

    assert one["digest"] == other["digest"]
    assert one["operations"] != other["operations"]


def test_where_nothing_was_generated_there_is_no_digest() -> None:
    assert provenance_of([CheckResult("a::b", "deterministic", 0.1, (), (), ())], versions={}) == {
        "digest": "",
        "madeBy": {},
        "operations": [],
    }


def test_a_report_of_before_tells_no_version() -> None:
    assert set(told_by({}).values()) == {"not told"}


def test_a_report_tells_by_what_its_requests_were_made() -> None:
    assert told_by({"generation": {"madeBy": made_by()}}) == made_by()
