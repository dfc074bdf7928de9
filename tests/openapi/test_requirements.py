"""requirements.yaml is complete, in order, frozen, and agrees with the contract."""

import copy
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from trustlink.article import load_article
from trustlink.contract import load_contract, read_yaml
from trustlink.errors import UserError
from trustlink.frozen import require_frozen
from trustlink.requirement import Basis
from trustlink.requirements import load_requirements, requirements_of
from trustlink.resources import openapi_folder

REQUIREMENTS = load_requirements()
ROWS = list(REQUIREMENTS.values())
CONTRACT = load_contract()

GROUPS = {
    "API": ["01"],
    "DISC": ["01", "02", "03", "04", "05", "06", "07", "08", "09"],
    "PIL": ["01", "02", "03"],
    "ID": ["01", "02", "03", "05", "06", "07", "08"],
    "SUP": ["01", "02", "03", "04", "05", "06"],
    "RAT": ["01", "02", "03", "04", "05", "06", "07", "08", "09"],
    "REB": [f"{number:02}" for number in range(1, 15)],
    "VIO": ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"],
    "VER": ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"],
    "EXP": ["01", "02", "03", "04"],
    "RT": ["01", "02", "03"],
    "HTTP": ["01", "02", "03", "04", "05", "06", "07", "08", "09"],
    "ERR": ["01", "02", "03", "04"],
    "SEC": ["01", "02", "03", "04", "05", "06", "07", "08"],
    "EVD": ["01", "02", "03", "04", "05"],
    "BAT": ["01", "02"],
    "LIF": ["01", "02"],
}

NOT_MUST = {
    "DISC-06": "SHOULD",
    "DISC-08": "SHOULD",
    "PIL-02": "SHOULD",
    "ID-08": "SHOULD",
    "SUP-05": "MUST_NOT",
    "RAT-08": "MUST_NOT",
    "REB-04": "MUST_NOT",
    "REB-12": "SHOULD",
    "REB-14": "SHOULD",
    "VIO-03": "MUST_NOT",
    "VIO-12": "SHOULD",
    "VER-09": "SHOULD",
    "VER-10": "MUST_NOT",
    "EXP-02": "SHOULD",
    "EXP-04": "SHOULD",
    "RT-02": "SHOULD",
    "HTTP-09": "SHOULD",
    "ERR-03": "MUST_NOT",
    "SEC-07": "SHOULD",
    "SEC-08": "SHOULD",
    "LIF-02": "SHOULD",
}

NOT_CORE = {
    "records": [f"REB-{n:02}" for n in range(6, 13)] + ["REB-14", "VIO-09", "SEC-03", "SEC-06"],
    "evidence": ["EVD-01", "EVD-02", "EVD-03", "EVD-04", "EVD-05"],
    "batch": ["BAT-01", "BAT-02"],
}

STATED = {
    "API-01": ("C2.1", "C3.1"),
    "DISC-04": ("C6.1", "C6.2", "C6.3"),
    "PIL-01": ("C8.1", "C8.2"),
    "ID-07": ("C4.1",),
    "RAT-01": ("C6.1",),
    "REB-01": ("C6.2",),
    "VIO-01": ("C6.3", "C7.1"),
    "RT-01": ("C5.1",),
}


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(dict(read_yaml(openapi_folder() / "requirements.yaml")))


def test_every_group_has_exactly_its_requirements_in_order() -> None:
    expected = [f"{group}-{number}" for group, numbers in GROUPS.items() for number in numbers]

    assert list(REQUIREMENTS) == expected
    assert list(REQUIREMENTS.groups) == list(GROUPS)


def test_the_levels_are_those_of_the_seed() -> None:
    assert {row.id: row.level for row in ROWS if row.level != "MUST"} == NOT_MUST


def test_what_needs_an_optional_profile_is_not_asked_of_every_site() -> None:
    found = {
        profile: [row.id for row in ROWS if row.profile == profile]
        for profile in ("records", "evidence", "batch")
    }

    assert found == NOT_CORE


def test_only_what_the_article_states_is_called_stated() -> None:
    found = {row.id: row.basis.stated for row in ROWS if row.basis.stated}

    assert found == STATED


def test_every_cited_clause_stands_in_the_article() -> None:
    cited = set(chain.from_iterable(row.basis.stated for row in ROWS))

    assert cited <= set(load_article().clauses)


def test_the_only_row_that_cannot_be_tested_is_the_duty_of_the_client() -> None:
    assert [row.id for row in ROWS if not row.testable] == ["LIF-01"]


def test_every_need_is_used() -> None:
    used = set(chain.from_iterable((*row.needs, *row.also_uses) for row in ROWS))

    assert used == set(REQUIREMENTS.vocabulary)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_sentence_is_one_sentence(row: Any) -> None:
    assert not re.search(r"[.!?] ", row.sentence)


@pytest.mark.parametrize("member", ["sentence", "why", "remedy"])
def test_no_text_stands_twice(member: str) -> None:
    texts = [getattr(row, member) for row in ROWS]

    assert len(set(texts)) == len(texts)


def test_the_contract_and_the_requirements_are_of_one_version() -> None:
    assert CONTRACT.version == REQUIREMENTS.contract_version


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_requirement_is_seen_in_an_operation_that_its_profile_offers(row: Any) -> None:
    profiles = {o.profile for o in CONTRACT.operations if row.id in o.requirements}

    assert profiles & {row.profile, "core"}


@pytest.mark.parametrize(
    ("requirement_id", "schema", "member"),
    [
        ("RAT-03", "CreditRating", "grade"),
        ("EXP-03", "Reason", "code"),
        ("ERR-02", "Problem", "type"),
    ],
)
def test_the_allowed_values_are_those_of_the_contract(
    requirement_id: str, schema: str, member: str
) -> None:
    allowed = set(chain.from_iterable(REQUIREMENTS[requirement_id].allowed.values()))

    assert allowed == set(CONTRACT.schema(schema)["properties"][member]["enum"])


def test_every_outcome_of_the_contract_has_its_reasons() -> None:
    outcomes = chain.from_iterable(
        CONTRACT.schema(f"{item}Result")["properties"]["outcome"]["enum"]
        for item in ("CreditRating", "ExportTaxRebate", "NoViolation")
    )

    assert set(REQUIREMENTS["EXP-03"].allowed) == {*outcomes, "ANY"}


# What the rows scan for


@pytest.mark.parametrize(
    ("requirement_id", "name"),
    [
        ("SUP-05", "legalRepresentative"),
        ("SUP-05", "legal_representative_name"),
        ("SUP-05", "ID-Number"),
        ("SUP-05", "mobile"),
        ("SUP-05", "email"),
        ("SUP-05", "birthDate"),
        ("RAT-08", "score"),
        ("RAT-08", "overallResult"),
        ("VER-10", "approved"),
        ("VER-10", "trust_level"),
        ("REB-04", "refundAmount"),
        ("EVD-03", "d"),
    ],
)
def test_a_forbidden_member_is_recognised_in_any_spelling(requirement_id: str, name: str) -> None:
    assert REQUIREMENTS[requirement_id].forbids_member(name)


def test_a_status_that_serves_as_a_key_is_not_meant() -> None:
    assert not REQUIREMENTS["VER-10"].forbids_member("APPROVED")


def test_no_documented_member_is_forbidden() -> None:
    schemas = CONTRACT.document["components"]["schemas"]
    rows = [REQUIREMENTS[name] for name in ("SUP-05", "RAT-08", "VER-10")]
    members = {name for schema in schemas.values() for name in schema.get("properties", ())}

    assert [name for name in members for row in rows if row.forbids_member(name)] == []


def test_the_summary_has_none_of_its_forbidden_members() -> None:
    members = CONTRACT.schema("RebateSummary")["properties"]

    assert [name for name in members if REQUIREMENTS["REB-04"].forbids_member(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):",
        'File "app.py", line 12, in get_supplier',
        "at com.example.Shop.find(Shop.java:42)",
        "at Object.<anonymous> (index.js:10:7)",
        "shop.php:17",
        "java.lang.NullPointerException",
        "sqlalchemy.exc.OperationalError",
        "SQLSTATE[42S02]: no such table",
        "SELECT name FROM suppliers",
        "can't open /home/shop/config",
        r"C:\inetpub\wwwroot",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
    ],
)
def test_a_leak_is_recognised(text: str) -> None:
    assert any(pattern.search(text) for pattern in REQUIREMENTS["ERR-03"].leak_patterns)


@pytest.mark.parametrize(
    "text",
    [
        "The 18th character is not the check character of the first 17.",
        "A calendar day written YYYY-MM-DD is expected.",
        "https://trustlink.example/problems/source-unavailable",
        "about:blank",
        "/trustlink/v1/suppliers/91440300TL0000016J",
        "req-0000000000000001",
        "Select a day from 2021-11-01 on.",
        "An error: the tax authority's register did not answer at 09:15:00.",
    ],
)
def test_an_honest_text_is_no_leak(text: str) -> None:
    assert not any(pattern.search(text) for pattern in REQUIREMENTS["ERR-03"].leak_patterns)


@pytest.mark.parametrize(
    "text", ["020220250000450852", "020220250000450852001", "020220250*****0852", "1234.50"]
)
def test_a_document_number_or_amount_is_recognised(text: str) -> None:
    assert any(pattern.search(text) for pattern in REQUIREMENTS["REB-04"].leak_patterns)


@pytest.mark.parametrize("text", ["2025-12", "853221", "2026-09-01T10:00:00Z", "GE_10M"])
def test_an_honest_summary_shows_neither(text: str) -> None:
    assert not any(pattern.search(text) for pattern in REQUIREMENTS["REB-04"].leak_patterns)


# Frozen


def test_the_requirements_of_this_version_are_frozen() -> None:
    require_frozen(
        "requirements", version=REQUIREMENTS.contract_version, digest=REQUIREMENTS.digest
    )


def test_a_change_without_a_new_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(UserError, match=r"not those of contract version 1\.0\.0") as caught:
        require_frozen(
            "requirements",
            version="1.0.0",
            digest="changed",
            digests={"1.0.0": {"requirements": "frozen"}},
        )

    assert "make a new contract version" in caught.value.hint
    assert "digests.json" in caught.value.hint


def test_a_version_without_a_digest_is_refused_with_the_line_to_add() -> None:
    with pytest.raises(
        UserError, match=r"freezes no requirements for contract version 1\.1\.0"
    ) as caught:
        require_frozen("requirements", version="1.1.0", digest="abc", digests={"1.0.0": {}})

    assert '"requirements": "abc"' in caught.value.hint


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("level", "SHOULD"),
        ("profile", "records"),
        ("domain", "getStatus"),
        ("modes", ["sandbox"]),
        ("sentence", "A site does something altogether different from before."),
        ("leakPatterns", ["x"]),
        ("forbiddenMembers", ["x"]),
        ("allowed", {"x": ["y"]}),
    ],
)
def test_a_normative_change_changes_the_digest(
    document: dict[str, Any], member: str, value: object
) -> None:
    document["requirements"][0][member] = value

    assert requirements_of(document).digest != REQUIREMENTS.digest


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("why", "It is explained in other words."),
        ("remedy", "Do it in some other way."),
        ("needs", ["https"]),
        ("basis", {"assumed": "It is assumed for another reason."}),
    ],
)
def test_a_better_explanation_does_not_change_the_digest(
    document: dict[str, Any], member: str, value: object
) -> None:
    document["requirements"][0][member] = value

    assert requirements_of(document).digest == REQUIREMENTS.digest


# A file that is malformed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": "OUGHT"}, "API-01 (/requirements/0/level)"),
        ({"sentence": "Too short."}, "API-01 (/requirements/0/sentence)"),
        ({"basis": {"stated": ["C10"]}}, "API-01 (/requirements/0/basis/stated/0)"),
        ({"basis": {}}, "API-01 (/requirements/0/basis)"),
        ({"modes": []}, "API-01 (/requirements/0/modes)"),
        ({"testable": False}, "API-01 (/requirements/0/testable)"),
        ({"comment": "x"}, "'comment' was unexpected"),
        ({"domain": "operations[wants=uscc]"}, "API-01: domain `operations[wants=uscc]`: [wants="),
        ({"needs": ["a-wish"]}, "API-01: 'a-wish' is not among /needs"),
        ({"needs": ["https"], "alsoUses": ["https"]}, "API-01: names 'https' twice"),
        ({"leakPatterns": ["("]}, "API-01: '(' is no regular expression"),
        ({"id": "XYZ-01"}, "XYZ-01: its group is not among /groups"),
        ({"id": "DISC-01"}, "DISC-01: stands 2 times"),
        ({"id": "DISC-09"}, "/requirements: the order of /groups"),
    ],
)
def test_a_malformed_row_is_named_with_its_fault(
    document: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    document["requirements"][0].update(change)

    with pytest.raises(UserError, match=re.escape(message)):
        requirements_of(document)


def test_a_file_without_requirements_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "requirements.yaml"
    path.write_text(yaml.safe_dump({"contractVersion": "1.0.0"}))

    with pytest.raises(UserError, match=r"requirements\.yaml: not in the form"):
        load_requirements(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.yaml: can't be read"):
        load_requirements(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("basis", "line"),
    [
        (Basis(("C6.1",), ""), "stated by the article (C6.1)"),
        (Basis((), "Ours."), "assumed: Ours."),
        (
            Basis(("C6.3", "C7.1"), "The form."),
            "stated by the article (C6.3, C7.1); assumed: The form.",
        ),
    ],
)
def test_a_basis_reads_as_one_line(basis: Basis, line: str) -> None:
    assert str(basis) == line
