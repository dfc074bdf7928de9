"""Home of the tests of the overview: its form, its page, and a table that calculates nothing."""

import csv
import hashlib
import io
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fleet_results import job, report
from schema_nodes import nodes

import trustlink_conformance
from trustlink_conformance.fleet.csv_table import COLUMNS, MARK, cell, overview_csv
from trustlink_conformance.fleet.overview import overview_document
from trustlink_conformance.fleet.page import overview_page
from trustlink_conformance.fleet.standing import (
    WORDS_WORST_FIRST,
    standing_of,
    standing_without_report,
)

SCHEMA = json.loads(
    (Path(trustlink_conformance.__file__).parent / "fleet.schema.json").read_text("utf-8")
)
MARKUP = "<img src=x onerror=alert(1)>"


def overview(reason: str = "no one is at home") -> dict[str, Any]:
    good, bad = report("CONFORMANT"), report("NOT_CONFORMANT")
    standings = [
        standing_of(job("shop-a"), good, exit_code=0, reason=""),
        standing_of(job("shop-b"), bad, exit_code=1, reason=""),
        standing_without_report(job("shop-c"), exit_code=2, reason=reason),
    ]
    return overview_document(standings, tool_version="0.1.0")


def test_an_overview_is_in_its_published_form() -> None:
    validator = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)

    assert [error.message for error in validator.iter_errors(overview())] == []


def test_every_member_of_the_form_is_described_and_no_other_admitted() -> None:
    assert [place for place, node in nodes(SCHEMA) if not node.get("description")] == []
    objects = [node for _, node in nodes(SCHEMA) if node.get("type") == "object"]
    assert {node["additionalProperties"] for node in objects} == {False}


def test_the_words_of_the_form_are_those_that_there_are() -> None:
    assert tuple(SCHEMA["properties"]["words"]["required"]) == WORDS_WORST_FIRST


def test_the_fleet_has_the_word_and_the_code_of_its_worst_site() -> None:
    found = overview()

    assert found["verdict"] == {
        "word": "NOT_CONFORMANT",
        "text": "NOT_CONFORMANT (of 3 sites: 1 NOT_CONFORMANT, 1 NO_VERDICT, 1 CONFORMANT)",
    }
    assert found["exitCode"] == 1
    assert [site["name"] for site in found["sites"]] == ["shop-a", "shop-b", "shop-c"]


def test_the_table_has_a_line_for_each_site() -> None:
    text = overview_csv(overview())

    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.startswith(MARK)
    assert tuple(rows[0]) == COLUMNS
    assert [(row["site"], row["verdict"], row["exit_code"]) for row in rows] == [
        ("shop-a", "CONFORMANT", "0"),
        ("shop-b", "NOT_CONFORMANT", "1"),
        ("shop-c", "NO_VERDICT", "2"),
    ]
    assert (rows[0]["passed"], rows[1]["failed"], rows[2]["passed"]) == ("1", "2", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\\t=1"),
        ("\r=1", "'\\r=1"),
        ("＝1", "'＝1"),
        ('a","=1', 'a","=1'),
        ("plain", "plain"),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_hostile_reason_stays_in_its_cell() -> None:
    text = overview_csv(overview('"\r\n=HYPERLINK("https://evil.example")'))

    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert len(text.splitlines()) == 4


def test_the_page_shows_the_worst_first_and_leads_to_each_report() -> None:
    text = overview_page(overview())

    places = [text.index(f">{name}<") for name in ("shop-b", "shop-c", "shop-a")]
    assert places == sorted(places)
    assert 'href="sites/shop-a/report.html"' in text
    assert "no one is at home" in text
    assert 'href="sites/shop-c' not in text


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = overview_page(overview(MARKUP))

    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)[0]
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert MARKUP not in text
    assert "&lt;img src=x" in text
    assert not re.findall(r"<(?:script|link|img|iframe|object|base)\b|@import|url\(", text)
    assert not re.findall(r"\s(?:src|on\w+|style)=", overview_page(overview()))
