"""A diagnosis names the known mistake that failures look like, and says nothing otherwise."""

import pytest

from trustlink_conformance.diagnosis import (
    Pattern,
    diagnosed,
    features_of,
    load_patterns,
    patterns_text,
)
from trustlink_conformance.results import Finding


def pattern(name: str, *features: str) -> Pattern:
    return Pattern(name, name[:6], f"Does {name}.", frozenset(features))


UTC = pattern("VIO-11-utc", "VIO-11 violations::today /asOf", "VIO-11 case S09-02 /asOf")
DAYS = pattern("VIO-02-days", *(f"VIO-02 case S10-{n} /window/from" for n in range(8)))
KNOWN = (UTC, DAYS)


def names(found: frozenset[str], known=KNOWN) -> list[str]:
    return [likeness.pattern.defect_id for likeness in diagnosed(found, known)]


def test_the_same_failures_are_the_same_mistake() -> None:
    assert names(UTC.features) == ["VIO-11-utc"]


def test_nearly_the_same_failures_are_named_too() -> None:
    most = frozenset(sorted(DAYS.features)[:7])

    assert names(most) == ["VIO-02-days"]


@pytest.mark.parametrize(
    "found",
    [
        frozenset(),
        frozenset({"RAT-01 case S01-02 /outcome"}),
        frozenset(sorted(DAYS.features)[:3]),
        DAYS.features | {f"RAT-02 case S0{n}-01 /ratings" for n in range(9)},
    ],
)
def test_nothing_is_said_where_nothing_fits(found: frozenset[str]) -> None:
    assert names(found) == []


def test_two_mistakes_at_once_are_both_named() -> None:
    assert set(names(UTC.features | DAYS.features)) == {"VIO-11-utc", "VIO-02-days"}


def test_two_mistakes_that_look_the_same_are_both_named() -> None:
    twin = pattern("VIO-11-twin", *UTC.features)

    assert names(UTC.features, (UTC, twin)) == ["VIO-11-utc", "VIO-11-twin"]


def test_without_published_cases_those_of_the_patterns_do_not_count() -> None:
    assert names(frozenset({"VIO-11 violations::today /asOf"})) == ["VIO-11-utc"]


def test_places_in_lists_and_names_of_checks_are_made_alike() -> None:
    finding = Finding("cases::test_the_answer_is_the_published_one[S01-02]", "1", "2", "/items/3/x")

    assert features_of([("REB-10", finding)]) == {"REB-10 case S01-02 /items/*/x"}


def test_patterns_are_read_as_they_are_written(tmp_path) -> None:
    file = tmp_path / "patterns.json"
    file.write_text(patterns_text(KNOWN), encoding="utf-8")

    assert set(load_patterns(file)) == set(KNOWN)
