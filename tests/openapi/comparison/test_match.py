"""Test the match: what a supplier's description lacks, and what it may do."""

from collections.abc import Callable
from typing import Any

import pytest
from descriptions import Description, our_contract

from trustlink.comparison import attribution
from trustlink.comparison.api import Api, api_of
from trustlink.comparison.library import library_of
from trustlink.comparison.match import Match, match
from trustlink.comparison.rule import RULES, Severity
from trustlink.contract import load_contract
from trustlink.requirements import load_requirements

V1 = "/trustlink/v1"
STATUS = f"{V1}/status"
SUPPLIER = f"{V1}/suppliers/{{uscc}}"
RATINGS = f"{SUPPLIER}/credit-ratings"
POST = f"{V1}/verifications"
OURS = our_contract()


def api(document: Description) -> Api:
    return api_of(library_of(document))


def matched(*changes: Callable[[Description], object], profiles: tuple[str, ...] = ()) -> Match:
    theirs = our_contract()
    for change in changes:
        change(theirs)
    return match(api(OURS), api(theirs), profiles=profiles)


def seen(found: Match) -> set[tuple[str, str, str]]:
    return {(f.difference.rule_id, str(f.severity), f.requirement) for f in found.findings}


def schemas(document: Description) -> dict[str, Any]:
    members: dict[str, Any] = document["components"]["schemas"]
    return members


def test_the_contract_fits_itself() -> None:
    found = matched()

    assert found.findings == ()
    assert (found.compared, found.operations) == (13, 13)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["paths"].pop(STATUS), ("operation-removed", "breaks", "DISC-03")),
        (
            lambda d: d["paths"][RATINGS]["get"]["parameters"].pop(1),
            ("parameter-removed", "breaks", "VIO-10"),
        ),
        (
            lambda d: d["paths"][RATINGS]["get"]["parameters"].pop(2),
            ("parameter-ignored", "weaker", "EXP-02"),
        ),
        (
            lambda d: d["components"]["parameters"]["AsOf"].update(required=True),
            ("parameter-required", "breaks", "VIO-10"),
        ),
        (
            lambda d: d["components"]["parameters"]["Limit"]["schema"].update(maximum=50),
            ("request-bound-tightened", "breaks", "ERR-02"),
        ),
        (
            lambda d: schemas(d)["Supplier"]["properties"].pop("legalNameZh"),
            ("response-required-member-removed", "breaks", "SUP-01"),
        ),
        (
            lambda d: schemas(d)["Supplier"]["required"].remove("division"),
            ("response-member-optional", "breaks", "SUP-01"),
        ),
        (
            lambda d: schemas(d)["CreditRating"]["properties"].pop("validUntil"),
            ("response-member-removed", "weaker", "RAT-02"),
        ),
        (
            lambda d: schemas(d)["RatingOutcome"]["enum"].append("EXCELLENT"),
            ("response-enum-value-added", "breaks", "RAT-01"),
        ),
        (
            lambda d: schemas(d)["RatingOutcome"].pop("enum"),
            ("response-enum-unstated", "weaker", "RAT-01"),
        ),
        (
            lambda d: schemas(d)["RequesterScheme"]["enum"].remove("vn-mst"),
            ("request-enum-value-removed", "breaks", "ID-06"),
        ),
        (
            lambda d: schemas(d)["VerificationRequest"].pop("additionalProperties"),
            ("request-extra-members-admitted", "note", "VER-01"),
        ),
        (
            lambda d: schemas(d)["Problem"]["properties"].pop("requestId"),
            ("response-required-member-removed", "breaks", "ERR-01"),
        ),
        (
            lambda d: d["components"]["responses"]["QuotaExceeded"]["headers"].pop("Retry-After"),
            ("header-removed", "weaker", "HTTP-06"),
        ),
        (
            lambda d: d["paths"][STATUS]["get"]["responses"].pop("405"),
            ("refusal-removed", "weaker", "HTTP-04"),
        ),
        (
            lambda d: d["paths"][POST]["post"]["responses"].update({"202": {"description": "x"}}),
            ("success-added", "breaks", "RT-01"),
        ),
        (
            lambda d: d["paths"][SUPPLIER]["get"].update(security=[]),
            ("security-loosened", "breaks", "SEC-01"),
        ),
        (
            lambda d: d["paths"][SUPPLIER]["get"].update(security=[{"oauth2": ["records"]}]),
            ("scope-added", "breaks", "SEC-01"),
        ),
        (
            lambda d: d["components"]["securitySchemes"].update(
                oauth2={"type": "apiKey", "in": "header", "name": "X-Key"}
            ),
            ("security-tightened", "breaks", "SEC-01"),
        ),
        (
            lambda d: d["paths"][SUPPLIER]["get"].update(deprecated=True),
            ("operation-deprecated", "note", "LIF-02"),
        ),
    ],
)
def test_what_differs_is_found_with_its_severity_and_requirement(
    change: Callable[[Description], object], expected: tuple[str, str, str]
) -> None:
    found = matched(change)

    assert expected in seen(found)
    assert found.has(Severity.BREAKS) == (expected[1] == "breaks")


def rename_parameter(document: Description) -> None:
    paths = {path.replace("{uscc}", "{code}"): item for path, item in document["paths"].items()}
    document["paths"] = paths
    document["components"]["parameters"]["Uscc"]["name"] = "code"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: schemas(d)["Supplier"]["properties"].pop("aeoCode"),
        lambda d: schemas(d)["Supplier"]["properties"].update(colour={"type": "string"}),
        lambda d: schemas(d)["Supplier"]["required"].append("customsCode"),
        lambda d: schemas(d)["RatingOutcome"]["enum"].remove("NOT_RATED"),
        lambda d: d["paths"].update({"/shop": {"get": {"responses": {"200": {}}}}}),
        rename_parameter,
        lambda d: d["paths"][STATUS]["get"]["parameters"].append(
            {"name": "verbose", "in": "query", "schema": {"type": "boolean"}}
        ),
        lambda d: d.update(openapi="3.1.0"),
        lambda d: d["components"]["securitySchemes"].update(oauth2={"type": "openIdConnect"}),
        lambda d: d.update(servers=[{"url": "https://shop.example/"}]),
    ],
)
def test_what_a_site_may_do_is_no_finding(change: Callable[[Description], object]) -> None:
    assert matched(change).findings == ()


def under(prefix: str, *, server: str = "/") -> Callable[[Description], object]:
    def change(document: Description) -> None:
        paths = {path.removeprefix(prefix): item for path, item in document["paths"].items()}
        document.update(paths=paths, servers=[{"url": server}])

    return change


def test_the_path_of_the_server_belongs_to_the_paths() -> None:
    found = matched(
        under(V1, server="https://shop.example/trustlink/v1"),
        lambda d: d["paths"]["/.well-known/trustlink"].update(servers=[{"url": "/"}]),
    )

    assert found.findings == ()


def test_a_further_prefix_is_noted() -> None:
    found = matched(lambda d: d.update(servers=[{"url": "https://shop.example/api"}]))

    assert seen(found) == {("operation-prefixed", "note", "DISC-03")}
    assert found.compared == 13


def test_a_lost_prefix_breaks_and_the_rest_is_compared_all_the_same() -> None:
    found = matched(under(V1), lambda d: schemas(d)["Supplier"]["required"].remove("division"))

    rules = {rule for rule, _, _ in seen(found)}
    assert rules == {"operation-moved", "response-member-optional"}


def test_one_path_that_ends_alike_is_not_taken_for_ours() -> None:
    other = {"/status": OURS["paths"][STATUS]}

    found = match(api(OURS), api({**OURS, "paths": other}))

    assert {rule for rule, _, _ in seen(found)} == {"operation-removed"}
    assert found.compared == 0


def test_profiles_are_those_of_which_there_is_an_operation() -> None:
    without_records = matched(
        lambda d: d["paths"].pop(f"{SUPPLIER}/export-tax-rebates"),
        lambda d: d["paths"].pop(f"{SUPPLIER}/violation-notices"),
    )
    half = matched(lambda d: d["paths"].pop(f"{SUPPLIER}/violation-notices"))

    assert without_records.profiles == ("core", "evidence", "batch")
    assert without_records.findings == ()
    assert seen(half) == {("operation-removed", "breaks", "DISC-03")}


def test_demanded_profiles_are_the_ones_named_and_core() -> None:
    found = matched(lambda d: d["paths"].pop(f"{V1}/keys"), profiles=("records",))

    assert found.profiles == ("core", "records")
    assert found.findings == ()


@pytest.mark.parametrize("version", ["2.0.0", "0.9", "v3", 2.5, "2.0.0-rc.1+build.7"])
def test_another_major_version_is_noted(version: object) -> None:
    found = matched(lambda d: d["info"].update(version=version))

    assert seen(found) == {("major-version-differs", "note", "")}
    (finding,) = found.findings
    assert finding.difference.after == "/info/version"
    assert finding.difference.found == repr(str(version))
    assert finding.places == ()


@pytest.mark.parametrize("version", ["1.7.0", "v1", "1.0.0-draft", "2026-09-01", "next", "2.", ""])
def test_a_version_1_and_one_without_a_major_version_are_not_noted(version: str) -> None:
    assert matched(lambda d: d["info"].update(version=version)).findings == ()


def test_what_breaks_comes_before_the_note_about_the_version() -> None:
    found = matched(lambda d: d["info"].update(version="2.0.0"), lambda d: d["paths"].pop(STATUS))

    assert [finding.difference.rule_id for finding in found.findings] == [
        "operation-removed",
        "major-version-differs",
    ]


def test_one_difference_in_many_operations_is_one_finding() -> None:
    found = matched(lambda d: schemas(d)["Provenance"]["properties"].pop("method"))

    (finding,) = found.findings
    assert len(finding.places) > 5
    assert finding.requirement == "RT-03"
    assert finding.difference.before == "/components/schemas/Provenance/properties/method"
    assert finding.difference.after == "/components/schemas/Provenance"


def test_every_requirement_that_can_be_named_exists() -> None:
    tables = (
        attribution.PARAMETERS, attribution.HEADERS, attribution.STATUSES, attribution.SCHEMAS,
    )  # fmt: skip
    named = {name for table in tables for names in table.values() for name in names}

    assert named | {attribution.OPERATION, attribution.FORM} <= set(load_requirements())
    assert set(attribution.SCHEMAS) <= set(load_contract().document["components"]["schemas"])


def test_what_breaks_a_conforming_client_is_never_fine_but_for_a_sites_own_addresses() -> None:
    fine = [rule for rule in RULES.values() if rule.severity is Severity.FINE]

    hits = [rule.id for rule in fine if rule.breach.hits_client]
    assert hits == ["token-address-changed", "server-removed"]
