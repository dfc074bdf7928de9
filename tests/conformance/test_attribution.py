"""Of several requirements that failed, the one that a mistake is about comes first."""

from dataclasses import replace

from trustlink.requirements import load_requirements
from trustlink_conformance.attribution import likeliest_first
from trustlink_conformance.diagnosis import Pattern, features_of
from trustlink_conformance.results import Finding, Outcome
from trustlink_conformance.run import Counts, RequirementResult


def result(name: str, *failing: str, checks: int, outcome: Outcome = Outcome.FAILED):
    return RequirementResult(
        requirement=load_requirements()[name],
        outcome=outcome,
        counts=Counts(checks=checks),
        findings=tuple(Finding(check, "1", "2") for check in failing),
    )


def cases(count: int) -> list[str]:
    return [f"cases::test_it[{number}]" for number in range(count)]


def test_what_fails_in_most_of_its_checks_comes_first() -> None:
    narrow = result("VIO-06", *cases(4), checks=5)
    wide = result("VIO-04", *cases(9), checks=40)

    assert likeliest_first([wide, narrow], ()) == ["VIO-06", "VIO-04"]


def test_a_check_of_its_own_counts_for_more_than_a_spoiled_case() -> None:
    own = result("EXP-03", "explanations::test_codes", checks=9)
    spoiled = result("RAT-07", *cases(2), checks=9)

    assert likeliest_first([spoiled, own], ()) == ["EXP-03", "RAT-07"]


def test_what_is_general_comes_after_what_is_particular() -> None:
    general = result("HTTP-01", "every_answer::test_it", checks=2)
    particular = result("RAT-03", "ratings::test_it", checks=20)

    assert likeliest_first([general, particular], ()) == ["RAT-03", "HTTP-01"]


def test_where_there_is_no_discovery_document_that_is_the_cause() -> None:
    other = result("DISC-07", *[f"discovery::test_{n}" for n in range(5)], checks=5)
    ground = result("DISC-01", "discovery::test_it", checks=9)
    missing = replace(ground, findings=(replace(ground.findings[0], pointer="status"),))

    assert likeliest_first([other, ground], ()) == ["DISC-07", "DISC-01"]
    assert likeliest_first([other, missing], ()) == ["DISC-01", "DISC-07"]


def test_only_what_failed_or_is_warned_of_is_listed() -> None:
    passed = result("RAT-01", checks=3, outcome=Outcome.PASSED)
    warned = result("VIO-12", *cases(1), checks=3, outcome=Outcome.WARNED)

    assert likeliest_first([passed, warned], ()) == ["VIO-12"]


def test_what_a_known_mistake_is_about_comes_before_what_weighs_as_much() -> None:
    mine = result("RAT-06", "ratings::test_a", checks=9)
    other = result("RAT-07", "ratings::test_b", checks=9)
    known = Pattern(
        "RAT-06-x", "RAT-06", "Is wrong.", features_of([("RAT-06", mine.findings[0]),
        ("RAT-07", other.findings[0])]),
    )  # fmt: skip

    assert likeliest_first([other, mine], [known]) == ["RAT-06", "RAT-07"]
    assert likeliest_first([mine, other], [replace(known, requirement="RAT-07")]) == [
        "RAT-07", "RAT-06",
    ]  # fmt: skip
