"""Verifications: the single answers together, names and goods, and no overall judgement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from trustlink.calendar import parse_date
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import (
    Facts,
    Sight,
    Stamp,
    credit_ratings,
    policy_of,
    rebate_summary,
    verification,
    verification_request,
    violation_status,
)
from trustlink_mock.answers.rules.rebates import default_periods
from trustlink_mock.answers.rules.verifications import names_agree, normal_name
from trustlink_mock.registry import load_registry

NOW = datetime(2026, 9, 15, 4, 0, 1, tzinfo=UTC)
SIGHT = Sight(now=NOW, policy=policy_of(load_discovery()), language="vi")
STAMP = Stamp(
    verification_id="ver-1",
    consultation_number="TL-0123456789AB",
    requested_at=NOW - timedelta(seconds=1),
    completed_at=NOW,
    valid_until=NOW + timedelta(days=7),
)
CLEAN = next(iter(load_registry()))
AS_OF = parse_date("2026-09-01")
ALL = ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"]
REQUESTER = {"country": "SG", "scheme": "sg-uen", "id": "202699001M"}


def verify(facts: Facts = CLEAN, **members: Any) -> dict[str, Any]:
    subject = {"uscc": facts.uscc} | members.pop("supplier", {})
    body = {"supplier": subject, "requester": REQUESTER, "checks": ALL, "stage": "INQUIRY"}
    request = verification_request(body | members, as_of=AS_OF)
    return verification(facts, request, stamp=STAMP, sight=SIGHT)


def with_states(**states: Any) -> Facts:
    sources = {
        name: replace(source, state=states.get(name, "UP"))
        for name, source in CLEAN.sources.items()
    }
    return replace(CLEAN, sources=MappingProxyType(sources))


def test_each_result_is_the_single_answer() -> None:
    single = {
        "creditRating": credit_ratings(CLEAN, AS_OF, sight=SIGHT),
        "exportTaxRebate": rebate_summary(CLEAN, default_periods(AS_OF), sight=SIGHT),
        "noViolation": violation_status(CLEAN, AS_OF, sight=SIGHT),
    }

    results = verify()["results"]

    assert {name: result["data"] for name, result in results.items()} == single
    assert {name: (one["outcome"], one["reasons"]) for name, one in results.items()} == {
        name: (one["outcome"], one["reasons"]) for name, one in single.items()
    }


@pytest.mark.parametrize("check", ALL)
def test_what_is_not_requested_says_so_and_has_no_data(check: str) -> None:
    results = verify(checks=[check])["results"].values()

    others = [one for one in results if one["outcome"] == "NOT_REQUESTED"]
    assert len(others) == 2
    assert [[reason["code"] for reason in one["reasons"]] for one in others] == [
        ["NOT_REQUESTED"],
        ["NOT_REQUESTED"],
    ]
    assert ["data" in one for one in others] == [False, False]


def test_ids_and_times_are_those_of_the_stamp() -> None:
    answer = verify()

    assert (answer["verificationId"], answer["consultationNumber"]) == ("ver-1", "TL-0123456789AB")
    assert (answer["requestedAt"], answer["completedAt"], answer["validUntil"]) == (
        "2026-09-15T04:00:00Z",
        "2026-09-15T04:00:01Z",
        "2026-09-22T04:00:01Z",
    )


def test_what_was_sent_is_returned() -> None:
    answer = verify(clientReference="order 7", stage="CONTRACT")

    assert (answer["requester"], answer["stage"]) == (REQUESTER, "CONTRACT")
    assert answer["clientReference"] == "order 7"
    assert "clientReference" not in verify()


@pytest.mark.parametrize(
    ("states", "checks", "expected"),
    [
        ({}, ALL, "COMPLETE"),
        ({"STA": "DOWN"}, ["CREDIT_RATING"], "COMPLETE"),
        ({"STA": "DOWN"}, ["EXPORT_TAX_REBATE"], "PARTIAL"),
        ({"SAMR": "SLOW"}, ["CREDIT_RATING", "EXPORT_TAX_REBATE"], "COMPLETE"),
        ({"SAMR": "SLOW"}, ["NO_VIOLATION"], "PARTIAL"),
    ],
)
def test_a_requested_result_that_is_indeterminate_makes_it_partial(
    states: dict[str, str], checks: list[str], expected: str
) -> None:
    assert verify(with_states(**states), checks=checks)["completeness"] == expected


def test_a_notice_found_with_partial_coverage_makes_it_partial() -> None:
    found = next(one for one in load_registry() if one.sources["GACC"].state == "DOWN")

    answer = verify(found, checks=["NO_VIOLATION"])

    assert answer["results"]["noViolation"]["outcome"] == "NOTICES_FOUND"
    assert answer["completeness"] == "PARTIAL"


@pytest.mark.parametrize(
    ("supplied", "expected"),
    [
        ({}, "NOT_PROCESSED"),
        ({"nameZh": "深圳市示例电子科技有限公司"}, "MATCH"),
        ({"nameZh": "深圳市示例电子科技公司"}, "NO_MATCH"),
        ({"nameEn": "SHENZHEN SHILI EXAMPLE ELECTRONIC TECHNOLOGY CO LTD"}, "MATCH"),
        ({"nameZh": "x", "nameEn": "y"}, "NO_MATCH"),
        (
            {
                "nameZh": "深圳市示例电子科技有限公司",
                "nameEn": "Shenzhen Shili Example Electronic Technology Co., Ltd.",
            },
            "MATCH",
        ),
        ({"nameZh": "深圳市示例电子科技有限公司", "nameEn": "Another Company"}, "PARTIAL"),
    ],
)
def test_supplied_names_are_compared_with_the_registered_ones(
    supplied: dict[str, str], expected: str
) -> None:
    assert verify(supplier=supplied)["nameMatch"] == expected


def test_an_english_name_where_none_is_registered_is_unequal() -> None:
    registration = {k: v for k, v in CLEAN.registration.items() if k != "legalNameEn"}
    nameless = replace(CLEAN, registration=registration)
    zh = CLEAN.registration["legalNameZh"]

    assert verify(nameless, supplier={"nameEn": "Shili"})["nameMatch"] == "NO_MATCH"
    assert verify(nameless, supplier={"nameEn": "Shili", "nameZh": zh})["nameMatch"] == "PARTIAL"


@pytest.mark.parametrize("state", ["DOWN", "SLOW"])
def test_names_are_not_processed_while_the_register_is_silent(state: str) -> None:
    name = CLEAN.registration["legalNameZh"]

    answer = verify(with_states(SAMR=state), supplier={"nameZh": name})

    assert answer["nameMatch"] == "NOT_PROCESSED"


@pytest.mark.parametrize(
    "written",
    [
        "Shili (Example) Co., Ltd.",
        "shili example co ltd",
        "ＳＨＩＬＩ　Ｅｘａｍｐｌｅ　Ｃｏ．，Ｌｔｄ．",
        "Shili\u00a0Example\u2009Co\tLtd",
        "Shili-Example Co.,Ltd",
        "“Shili” Example Co·Ltd",
    ],
)
def test_width_case_blanks_and_punctuation_do_not_matter(written: str) -> None:
    assert normal_name(written) == "shiliexamplecoltd"


@pytest.mark.parametrize(
    ("supplied", "registered"),
    [("Shili+", "Shili"), ("Shili 2", "Shili"), ("--", "Shili"), ("示例", "示列"), ("x", None)],
)
def test_everything_else_matters(supplied: str, registered: str | None) -> None:
    assert not names_agree(supplied, registered)


def test_case_is_folded_not_lowered() -> None:
    assert names_agree("STRASSE", "Straße")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (None, "NOT_CHECKED"),
        (["853221"], "IN"),
        (["8532210010", "82073000"], "IN"),
        (["853221", "610910"], "PARTIAL"),
        (["610910"], "OUT"),
        (["854142"], "OUT"),
        (["8541430000"], "OUT"),
        (["854141"], "IN"),
    ],
)
def test_goods_belong_to_the_pilot_by_their_first_six_digits(
    codes: list[str] | None, expected: str
) -> None:
    members = {} if codes is None else {"hsCodes": codes}

    assert verify(**members)["pilotScope"] == expected


def test_goods_outside_the_pilot_change_no_result() -> None:
    assert verify(hsCodes=["610910"])["results"] == verify()["results"]
