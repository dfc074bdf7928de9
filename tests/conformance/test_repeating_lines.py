"""A finding's line to repeat says whose token it needs, how to get one, and what was made up."""

import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
from judged_mock import mock
from token_site import USCC
from verify_bench import valid

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.curl import as_curl
from trustlink_conformance.forgeries import (
    MADE_UP,
    Forgery,
    forged_authorization,
)
from trustlink_conformance.published import published_target
from trustlink_conformance.reports.views import FORMATS, view_of
from trustlink_conformance.verify import Order, verify_target

CHECKS = f"""
from trustlink_conformance.declare import requirement
from trustlink_conformance.forgeries import MADE_UP, Unusable, forged_authorization

def fail(answer):
    answer.expect_status(499)

@requirement("VIO-01")
def test_a_client(site):
    fail(site.ask("getViolationStatus", uscc="{USCC}"))

@requirement("VIO-02")
def test_a_client_of_one_scope(site):
    fail(site.ask("getViolationStatus", uscc="{USCC}", credential="verify-only"))

@requirement("SEC-01")
def test_made_up(site):
    headers = {{"Authorization": Unusable(f"Bearer {{MADE_UP}}")}}
    fail(site.ask("getViolationStatus", uscc="{USCC}", headers=headers))

@requirement("SEC-02")
def test_forged(site):
    line = forged_authorization(site.bearer(), "more at the end", origin="x", now=0)
    fail(site.ask("getViolationStatus", uscc="{USCC}", headers={{"Authorization": line}}))

@requirement("API-01")
def test_the_token_endpoint(site):
    site.bearer()
    (wanted,) = [one for one in site.world.tokens.kept if "importer-a" in one.client]
    site.expect_that("x", 1, *[], holds=True)
    from trustlink_conformance.answer import Answer
    fail(Answer(site.world.tokens.kept[wanted].exchange, site.ledger))
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("repeating")
    (folder / "checks").mkdir()
    (folder / "checks" / "test_sample.py").write_text(CHECKS, encoding="utf-8")
    with mock() as url:
        target = published_target(url, mode="sandbox", bounds=Bounds())
        order = Order(target, report_dir=folder / "report", checks=folder / "checks")
        return valid(verify_target(order, watch=lambda _: None))


def finding_of(report: Mapping[str, Any], requirement: str) -> Mapping[str, Any]:
    (found,) = [one for one in report["requirements"] if one["id"] == requirement]
    finding: Mapping[str, Any] = found["findings"][0]
    return finding


def test_the_token_is_that_of_a_client_with_its_scopes(report: Mapping[str, Any]) -> None:
    one, other = finding_of(report, "VIO-01"), finding_of(report, "VIO-02")

    assert one["credential"] == "importer-a (scopes: records verify)"
    assert other["credential"] == "verify-only (scopes: verify)"
    assert other["token"].startswith("TOKEN=$(curl -sS ")
    assert "scope=verify'" in other["token"]
    assert other["token"].endswith("/oauth2/token | jq -r .access_token)")


def test_a_made_up_token_is_shown_as_it_was_sent(report: Mapping[str, Any]) -> None:
    finding = finding_of(report, "SEC-01")

    assert f"-H 'Authorization: Bearer {MADE_UP}'" in finding["curl"]
    assert (finding["credential"], finding["token"]) == ("", "")


def test_an_altered_token_is_shown_as_what_a_shell_makes_of_a_good_one(
    report: Mapping[str, Any],
) -> None:
    finding = finding_of(report, "SEC-02")

    assert '-H "Authorization: Bearer ${TOKEN}AAAA"' in finding["curl"]
    assert finding["credential"] == "importer-a (scopes: records verify)"
    assert finding["token"]


def test_a_request_for_a_token_names_the_client_whose_secret_it_needs(
    report: Mapping[str, Any],
) -> None:
    finding = finding_of(report, "API-01")

    assert '-u "$CLIENT_ID:$CLIENT_SECRET"' in finding["curl"]
    assert finding["credential"] == "importer-a"


@pytest.mark.parametrize("view", [one for one in FORMATS if one != "badge"])
def test_every_view_says_whose_token_it_is_and_how_to_get_one(
    report: Mapping[str, Any], view: str
) -> None:
    shown = view_of(report, view)

    assert "importer-a (scopes: records verify)" in shown
    assert "jq -r .access_token" in shown


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        ("another payload", "Bearer aaa.e30.ccc"),
        ("another signature", "Bearer aaa.bbb.AAAA"),
        ("no signature", "Bearer eyJhbGciOiJub25lIn0.bbb."),
        ("more at the end", "Bearer aaa.bbb.cccAAAA"),
    ],
)
def test_a_shell_makes_an_unusable_token_of_a_good_one(forgery: Forgery, expected: str) -> None:
    line = forged_authorization("aaa.bbb.ccc", forgery, origin="https://x.example", now=0)
    entry = {
        "request": {
            "method": "GET",
            "url": "http://127.0.0.1/",
            "headers": [["Authorization", "Bearer [made by the check]"]],
            "authorization": line.shown,
        }
    }
    script = f"curl() {{ printf '%s\\n' \"$@\"; }}; TOKEN=aaa.bbb.ccc; {as_curl(entry)}"

    said = subprocess.run(["bash", "-c", script], capture_output=True, check=True, text=True)

    assert f"Authorization: {expected}" in said.stdout.splitlines()
