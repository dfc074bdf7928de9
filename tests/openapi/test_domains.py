"""The domain of a requirement decides at which operations it stands, and nothing else does."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from trustlink.citing import citations_of, difference
from trustlink.citing_text import with_written_citations
from trustlink.cli import main
from trustlink.contract import METHODS, load_contract
from trustlink.domain import FILTERS, DomainError, parse_domain
from trustlink.facets import facets_of
from trustlink.overlay import shipped_overlays
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder
from trustlink.terms import load_terms

CONTRACT = load_contract()
REQUIREMENTS = load_requirements()
FACETS = facets_of(CONTRACT.document)
FILE = openapi_folder() / "trustlink.yaml"


def selected(text: str) -> set[str]:
    return set(parse_domain(text).operations(FACETS))


@pytest.mark.parametrize(
    ("domain", "operations"),
    [
        ("operations", {one.operation_id for one in CONTRACT.operations}),
        ("operations[get]", {o.operation_id for o in CONTRACT.operations if o.method == "GET"}),
        ("operations[security]", {o.operation_id for o in CONTRACT.operations if o.needs_token}),
        ("operations[security=records]", {"listRebateRecords", "listViolationNotices"}),
        ("operations[profile=evidence]", {"getConsultation", "getKeys"}),
        (
            "operations[path=/.well-known/] + operations[profile=batch]",
            {"getDiscovery", "createBatch"},
        ),
        ("operations[parameter=If-None-Match]", {"getDiscovery", "getVerification", "getKeys"}),
        ("operations[accepts=Requester]", {"createVerification", "createBatch"}),
        ("operations[responds=422][post]", {"createVerification", "createBatch"}),
        ("operations[responds=RebateRecord]", {"listRebateRecords"}),
        ("getKeys + getStatus", {"getKeys", "getStatus"}),
    ],
)
def test_a_domain_selects_operations_of_the_contract(domain: str, operations: set[str]) -> None:
    assert selected(domain) == operations


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        ("", "an operationId, or operations with filters in brackets, was expected, found ''"),
        ("operations[get", "found 'operations[get'"),
        ("operations+getKeys", "found 'operations+getKeys'"),
        ("getKeys + ", "found ''"),
        ("operations[]", "found 'operations[]'"),
        ("getKeys[get]", "filters go with `operations` alone, found getKeys[get]"),
        ("operations[wants=uscc]", "[wants=uscc] is no filter; there are get, put, post"),
        ("operations[parameter]", "a value, as [profile=core], was expected at [parameter]"),
        ("operations[get=core]", "no value was expected at [get=core]"),
    ],
)
def test_a_malformed_domain_is_refused_with_what_was_expected(domain: str, message: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_domain(domain)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        ("getKey", "there is no operation getKey; near it: getKeys"),
        ("operations[parameter=usc]", "no operation passes [parameter=usc]; near it: uscc"),
        ("getKeys + operations[responds=Reasons]", "passes [responds=Reasons]; near it: Reason"),
        ("operations[post][profile=evidence]", "no operation passes all of operations[post]"),
    ],
)
def test_a_domain_that_selects_nothing_is_refused(domain: str, message: str) -> None:
    with pytest.raises(DomainError) as caught:
        selected(domain)

    assert message in str(caught.value)


def test_every_filter_is_explained_where_domains_are_written() -> None:
    head = (openapi_folder() / "requirements.yaml").read_text("utf-8").partition("\ncontract")[0]
    named = {name for name in FILTERS if f"[{name}]" in head or f"[{name}=" in head}

    assert named == set(FILTERS) - {method for method in METHODS if method != "get"}


# Both directions


def test_each_operation_names_exactly_the_requirements_that_hold_for_it() -> None:
    expected = citations_of(CONTRACT.document, REQUIREMENTS)

    assert {o.operation_id: o.requirements for o in CONTRACT.operations} == expected


@pytest.mark.parametrize("name", list(REQUIREMENTS))
def test_each_requirement_stands_at_exactly_the_operations_of_its_domain(name: str) -> None:
    cited = {o.operation_id for o in CONTRACT.operations if name in o.requirements}

    assert cited == set(REQUIREMENTS[name].domain.operations(FACETS))


@pytest.mark.parametrize("overlay", shipped_overlays(), ids=lambda path: path.stem)
def test_under_an_overlay_the_requirements_are_derived_from_what_it_makes(overlay: Path) -> None:
    terms = load_terms([overlay])

    expected = citations_of(terms.contract.document, terms.requirements)
    assert {o.operation_id: o.requirements for o in terms.contract.operations} == expected


def test_where_a_token_is_optional_those_about_tokens_still_hold() -> None:
    (overlay,) = [one for one in shipped_overlays() if one.stem == "tokens-not-required"]

    operation = load_terms([overlay]).contract.operation("getSupplier")

    assert not operation.needs_token
    assert {"SEC-01", "SEC-02"} <= set(operation.requirements)


# The commands


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["contract", "requirements", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Return the contract with an id too much, one too few, and an operation that has none."""
    text = FILE.read_text("utf-8").replace("        - SUP-03\n", "        - BAT-01\n", 1)
    start = text.index("      x-requirements:", text.index("operationId: getKeys"))
    end = text.index("components:", start)
    file = tmp_path / "edited.yaml"
    file.write_text(text[:start] + text[end:], "utf-8")
    return file


def test_the_shipped_contract_is_as_derived() -> None:
    assert run()[0] == 0


def test_a_difference_is_named_with_what_is_missing_and_what_is_too_much(edited: Path) -> None:
    code, output = run(str(edited))

    assert code == 2
    assert "getSupplier: lacks SUP-03; has BAT-01 too much" in output
    assert "getKeys: lacks DISC-03" in output
    assert "`trustlink contract requirements --write` writes it" in output


def test_written_anew_the_contract_is_the_shipped_one(edited: Path) -> None:
    code, output = run(str(edited), "--write")

    assert (code, "2 of 13 operations changed" in output) == (0, True)
    assert edited.read_text("utf-8") == FILE.read_text("utf-8")


def test_an_operation_in_one_line_is_left_as_it_is() -> None:
    text = "paths: {/a: {get: {operationId: getA}}}\n"

    assert with_written_citations(text, {"getA": ("API-01",)}) == text


def test_a_few_ids_are_written_in_one_line() -> None:
    text = "paths:\n  /a:\n    get:\n      operationId: getA\n      x-requirements:\n      - X\n"

    written = with_written_citations(text, {"getA": ("API-01", "DISC-01")})

    assert written.endswith("      x-requirements: [API-01, DISC-01]\n")


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (["A-01", "A-02"], ""),
        (["A-02", "A-01"], "has an id twice, or another order than requirements.yaml"),
        (["A-01", "A-01", "A-02"], "has an id twice, or another order than requirements.yaml"),
        (None, "lacks A-01, A-02"),
    ],
)
def test_a_difference_is_said_in_words(found: object, message: str) -> None:
    assert difference(found, ("A-01", "A-02")) == message


def test_the_requirements_of_one_operation_are_listed() -> None:
    result = CliRunner().invoke(main, ["requirements", "--operation", "getKeys"])

    assert "EVD-03" in result.output
    assert "BAT-01" not in result.output


def test_an_unknown_operation_is_refused_by_name() -> None:
    result = CliRunner().invoke(main, ["requirements", "--operation", "getKey"])

    assert result.exit_code == 2
    assert "the contract has no operation 'getKey'" in result.output
