"""What is said of the one source: which parts rest on it, and that every text says what it is."""

import re
from pathlib import Path

import pytest

from trustlink.article import load_article
from trustlink.contract import load_contract, read_yaml
from trustlink.inspection.bases import LABELLED
from trustlink.inspection.document import document_of
from trustlink.resources import openapi_folder

ROOT = Path(__file__).parents[2]
ARTICLE = load_article()
SUPPLIER = "/paths/~1trustlink~1v1~1suppliers~1{uscc}~1"
SCHEMAS = "/components/schemas/"
ITEMS = ("C6.1", "C6.2", "C6.3")
STATED = {
    f"{SUPPLIER}credit-ratings/get": ("C6.1",),
    f"{SUPPLIER}export-tax-rebates/get": ("C6.2",),
    f"{SUPPLIER}export-tax-rebates~1summary/get": ("C6.2",),
    f"{SUPPLIER}violation-status/get": ("C6.3", "C7.1"),
    "/paths/~1trustlink~1v1~1verifications/post": ("C4.1", "C5.1", *ITEMS),
    f"{SCHEMAS}Check": ITEMS,
    f"{SCHEMAS}PilotCategoryCode": ("C8.1", "C8.2"),
    f"{SCHEMAS}ViolationPolicy/properties/duration": ("C7.1",),
    f"{SCHEMAS}Window/properties/duration": ("C7.1",),
    f"{SCHEMAS}CreditRatings": ("C6.1",),
    f"{SCHEMAS}CreditRatings/properties/outcome": ("C6.1",),
    f"{SCHEMAS}CreditRatings/properties/ratings": ("C6.1",),
    f"{SCHEMAS}CreditRatingResult": ("C6.1",),
    f"{SCHEMAS}Results/properties/creditRating": ("C6.1",),
    f"{SCHEMAS}RebateSummary": ("C6.2",),
    f"{SCHEMAS}RebateSummary/properties/outcome": ("C6.2",),
    f"{SCHEMAS}RebateRecord": ("C6.2",),
    f"{SCHEMAS}ExportTaxRebateResult": ("C6.2",),
    f"{SCHEMAS}Results/properties/exportTaxRebate": ("C6.2",),
    f"{SCHEMAS}ViolationStatus": ("C6.3", "C7.1"),
    f"{SCHEMAS}ViolationStatus/properties/outcome": ("C6.3", "C7.1"),
    f"{SCHEMAS}ViolationStatus/properties/window": ("C7.1",),
    f"{SCHEMAS}NoViolationResult": ("C6.3", "C7.1"),
    f"{SCHEMAS}Results/properties/noViolation": ("C6.3", "C7.1"),
}
"""Every part of the contract that the article states: read its words before you add one."""
PLACES = [
    *ROOT.glob("*.md"),
    *(file for name in ("docs", "fixtures", "openapi") for file in (ROOT / name).glob("*.md")),
    *(ROOT / "openapi").glob("*.yaml"),
    *(ROOT / "openapi" / "translations").glob("*.yaml"),
    *(
        file
        for name in ("openapi", "fixtures", "mock_server", "conformance")
        for suffix in ("py", "jinja", "yaml", "schema.json")
        for file in (ROOT / name).rglob(f"*.{suffix}")
        if "node_modules" not in file.parts
    ),
]


def squeezed(file: Path) -> str:
    """Return the text in one line, without the marks of quotations and comments."""
    return " ".join(re.sub(r"(?m)^\s*[>#]", " ", file.read_text(encoding="utf-8")).split())


def test_only_what_the_article_states_is_labelled_so() -> None:
    places = document_of(load_contract().document).of(*LABELLED)
    stated = {
        place.pointer: tuple(place.value["x-source"])
        for place in places
        if place.value["x-basis"] == "stated"
    }

    assert stated == STATED


def test_what_is_only_stated_in_gist_says_what_is_still_ours() -> None:
    places = document_of(load_contract().document).of(*LABELLED)

    bare = [
        place.pointer
        for place in places
        if place.value["x-basis"] == "stated" and "x-assumed" not in place.value
    ]
    assert bare == []


def test_every_clause_belongs_to_its_statement() -> None:
    statements = read_yaml(openapi_folder() / "article.yaml")["statements"]

    for name, statement in statements.items():
        ids = [f"{name}.{number}" for number in range(1, len(statement["clauses"]) + 1)]
        assert list(statement["clauses"]) == ids


def test_the_day_of_the_search_is_the_same_everywhere() -> None:
    texts = {file: squeezed(file) for file in PLACES if file.name != "CHANGELOG.md"}
    days = {
        file.relative_to(ROOT).as_posix(): re.findall(
            r"(?:found, as of|截至) ([0-9]{4}-[0-9]{2}-[0-9]{2})", text
        )
        for file, text in texts.items()
    }
    said = {name: set(found) for name, found in days.items() if found}

    assert len(said) > 8
    assert {day for found in said.values() for day in found} == {ARTICLE.searched_on}


@pytest.mark.parametrize("name", ["README.md", "openapi/README.md", "openapi/trustlink.yaml"])
def test_the_status_says_what_the_article_says_of_itself(name: str) -> None:
    text = squeezed(ROOT / name)

    assert "undated" in text
    assert "generated from a title, a date and a summary that its user supplied" in text
    assert "links to no official text" in text


@pytest.mark.parametrize(
    "wrong",
    [
        r"article of (June|July) 2026",
        r"(specification|interface)( of TrustLink)? is published",
        r"article (confirms|wants)",
        r"can't be certified",
        r"x-basis: confirmed",
    ],
)
def test_no_text_claims_more_of_the_article(wrong: str) -> None:
    found = [
        file.relative_to(ROOT).as_posix()
        for file in PLACES
        if file.name != "CHANGELOG.md" and re.search(wrong, squeezed(file))
    ]

    assert found == []
