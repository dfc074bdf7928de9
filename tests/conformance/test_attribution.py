"""Of several requirements that failed, the one that a mistake is about comes first."""

from dataclasses import replace

from trustlink.requirements import load_requirements
from trustlink_conformance.attribution import likeliest_first, worst_first
from trustlink_conformance.results import Finding, Outcome, Stage
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

    assert likeliest_first([wide, narrow]) == ["VIO-06", "VIO-04"]


def test_a_check_of_its_own_counts_for_more_than_a_spoiled_case() -> None:
    own = result("EXP-03", "explanations::test_codes", checks=9)
    spoiled = result("RAT-07", *cases(2), checks=9)

    assert likeliest_first([spoiled, own]) == ["EXP-03", "RAT-07"]


def test_what_is_general_comes_after_what_is_particular() -> None:
    general = result("HTTP-01", "every_answer::test_it", checks=2)
    particular = result("RAT-03", "ratings::test_it", checks=20)

    assert likeliest_first([general, particular]) == ["RAT-03", "HTTP-01"]


def test_where_there_is_no_discovery_document_that_is_the_cause() -> None:
    other = result("DISC-07", *[f"discovery::test_{n}" for n in range(5)], checks=5)
    ground = result("DISC-01", "discovery::test_it", checks=9)
    missing = replace(ground, findings=(replace(ground.findings[0], pointer="status"),))

    assert likeliest_first([other, ground]) == ["DISC-07", "DISC-01"]
    assert likeliest_first([other, missing]) == ["DISC-01", "DISC-07"]


def test_only_what_failed_or_is_warned_of_is_listed() -> None:
    passed = result("RAT-01", checks=3, outcome=Outcome.PASSED)
    warned = result("VIO-12", *cases(1), checks=3, outcome=Outcome.WARNED)

    assert likeliest_first([passed, warned]) == ["VIO-12"]


def test_what_fails_early_in_an_exchange_comes_first() -> None:
    rows = {
        stage: at_stage(name, stage)
        for name, stage in (
            ("VIO-04", Stage.MEANING),
            ("REB-13", Stage.FORM),
            ("API-01", Stage.TOKEN),
            ("RT-01", Stage.TRANSPORT),
        )
    }

    assert likeliest_first(rows.values()) == ["RT-01", "API-01", "REB-13", "VIO-04"]


def test_a_narrow_requirement_comes_before_the_whole_response_that_fails_at_its_member() -> None:
    whole = at_stage("HTTP-01", Stage.FORM, pointer="/errors/0/header")
    narrow = at_stage("ERR-02", Stage.MEANING, pointer="/errors")
    elsewhere = at_stage("VIO-04", Stage.MEANING, pointer="/counts/counted")

    assert likeliest_first([elsewhere, whole, narrow]) == ["ERR-02", "HTTP-01", "VIO-04"]


def test_an_object_of_another_type_is_the_cause_before_any_narrower_requirement() -> None:
    whole, narrow = (
        replace(
            at_stage(name, Stage.FORM),
            findings=(Finding("a", "1", "[]", "/x", stage=Stage.FORM, constraint="type object"),),
        )
        for name in ("HTTP-01", "REB-13")
    )

    assert likeliest_first([narrow, whole]) == ["HTTP-01", "REB-13"]


def test_the_type_of_a_problem_explains_only_what_fails_there_alone() -> None:
    types = at_stage("ERR-02", Stage.MEANING, pointer="/type")
    scope, status = (
        replace(result("SEC-03", "a::b", checks=1), findings=(Finding("a::b", "1", "2", pointer),))
        for pointer in ("/type", "status")
    )

    assert likeliest_first([scope, types]) == ["ERR-02", "SEC-03"]
    assert likeliest_first([status, types]) == ["SEC-03", "ERR-02"]


def test_what_explains_another_requirement_is_listed_before_it() -> None:
    cause = result("ID-05", *cases(1), checks=40)
    consequence = result("ID-07", "identifiers::test_a", checks=1)

    assert likeliest_first([consequence, cause]) == ["ID-05", "ID-07"]


def test_that_results_are_the_single_answers_is_no_cause_where_those_are_wrong() -> None:
    same = replace(
        result("VER-07", "verifications::test_a", checks=1),
        findings=(Finding("verifications::test_a", "1", "2", "/results/exportTaxRebate"),),
    )
    single = replace(
        result("REB-01", checks=12),
        findings=(Finding("cases::x[1]", "1", "2", "/managementClass"),),
    )
    nested = replace(
        single,
        findings=(Finding("cases::x[1]", "1", "2", "/results/exportTaxRebate/data/from"),),
    )

    assert likeliest_first([same, single]) == ["REB-01", "VER-07"]
    assert likeliest_first([same, nested]) == ["VER-07", "REB-01"]


def test_the_findings_of_a_requirement_are_in_the_same_order() -> None:
    late, early = Finding("a", "1", "2"), Finding("b", "1", "2", stage=Stage.FORM)

    of_item = Finding("c", "1", "2", "/items/3/x", stage=Stage.FORM)

    assert worst_first([late, of_item, early]) == (early, of_item, late)


def at_stage(name: str, stage: Stage, *, pointer: str = "") -> RequirementResult:
    found = Finding("module::test_it", "1", "2", pointer, stage=stage)
    return replace(result(name, checks=9), findings=(found,))
