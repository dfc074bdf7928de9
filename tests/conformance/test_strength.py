"""Home of the tests of a pass's strength: which known mistakes its checks have caught."""

from trustlink_conformance.diagnosis import Pattern, load_patterns
from trustlink_conformance.results import CheckResult, Judged, Outcome
from trustlink_conformance.run import Run
from trustlink_conformance.strength import caught_by

OWN = Pattern("VIO-04-a", "VIO-04", "Own.", frozenset({"VIO-04 violations::test_it /x"}))
OTHER = Pattern("VIO-02-a", "VIO-02", "Other.", frozenset({"VIO-04 case S09-02 /y"}))
UNSEEN = Pattern("VIO-04-b", "VIO-04", "Unseen.", frozenset({"VIO-04 violations::test_other /x"}))


def run_of(*checks: str, comparisons: int = 1) -> Run:
    run = Run()
    part = Judged("VIO-04", Outcome.PASSED, comparisons)
    run.results = {
        name: CheckResult(name, "deterministic", 0.1, (1,), (), (part,)) for name in checks
    }
    return run


def test_a_check_catches_what_it_has_caught_in_the_selftest_own_mistakes_first() -> None:
    run = run_of("violations::test_it", "cases::test_the_answer_is_the_published_one[S09-02]")

    caught = caught_by(run, ["VIO-04", "VIO-02"], [OTHER, OWN, UNSEEN])

    assert [one.defect for one in caught["VIO-04"]] == ["VIO-04-a", "VIO-02-a"]
    assert caught["VIO-02"] == []


def test_a_check_that_was_not_run_or_compared_nothing_catches_nothing() -> None:
    assert caught_by(run_of(), ["VIO-04"], [OWN])["VIO-04"] == []
    assert caught_by(run_of("violations::test_it", comparisons=0), ["VIO-04"], [OWN]) == {
        "VIO-04": []
    }


def test_a_name_that_only_begins_alike_is_another_check() -> None:
    assert caught_by(run_of("violations::test_i"), ["VIO-04"], [OWN])["VIO-04"] == []


def test_the_shipped_patterns_can_be_looked_up() -> None:
    run = run_of("cases::test_the_answer_is_the_published_one[S09-02]")

    caught = caught_by(run, ["VIO-04"], load_patterns())["VIO-04"]

    assert "VIO-04-exclusive-boundary" in [one.defect for one in caught]
