"""Home of the tests of the report on the terminal."""

import re
from typing import Any

import pytest

from trustlink.safe_text import harmless
from trustlink_conformance.reports.terminal import Page, report_text

EVIL = "\x1b]0;owned\x07\x1b[2J\r\nfake line \u202egnp.exe \u200b\x9b31m"
OVERLAY = {"name": "boundary-exclusive", "title": "Another boundary", "digest": "c" * 64}
FINDING = {
    "check": "violations::test_it",
    "section": "deterministic",
    "expected": "1",
    "actual": "0",
    "pointer": "/counts/counted",
    "exchanges": [7],
    "request": "GET https://site.example/x",
    "response": "200 application/json {}",
    "curl": "curl -sS --url https://site.example/x",
    "hint": "Compare with >=.",
}


def requirement(name: str, outcome: str, **members: Any) -> dict[str, Any]:
    row = {
        "id": name,
        "level": "MUST",
        "sentence": f"The sentence of {name}.",
        "outcome": outcome,
        "reasons": [],
        "provide": [],
        "basis": "assumed: C7 says three years, not which days",
        "remedy": "Compare civil dates.",
        "findings": [],
    }
    return {**row, **members}


def report(*requirements: dict[str, Any], **members: Any) -> dict[str, Any]:
    section = {"checks": 1, "exchanges": 2, "comparisons": 3, "findings": 0}
    whole = {
        "verdict": {"word": "NOT_CONFORMANT", "text": "NOT_CONFORMANT (sandbox, 1 failed)"},
        "seed": 42,
        "tool": {"name": "kit", "version": "0.1.0"},
        "contract": {"version": "1.0.0", "digest": "a" * 64, "overlays": [OVERLAY]},
        "digests": {"suite": "b" * 64},
        "target": {"url": "https://site.example", "operatorName": "Example"},
        "bounds": {"timeout": 10.0, "max_requests": 1500},
        "problems": [],
        "sections": {"deterministic": section, "generated": section},
        "likeliestFirst": [
            one["id"] for one in requirements if one["outcome"] in ("FAILED", "WARNED")
        ],
        "requirements": list(requirements),
    }
    return {**whole, **members}


FAILED = requirement("VIO-04", "FAILED", findings=[FINDING])


def test_the_verdict_stands_first_and_last() -> None:
    lines = report_text(report(FAILED), Page()).splitlines()

    assert lines[0] == lines[-1] == "NOT_CONFORMANT (sandbox, 1 failed)"


def test_a_failure_shows_everything_in_its_order() -> None:
    text = report_text(report(FAILED), Page())

    order = [
        *(
            "VIO-04 MUST",
            "The sentence of VIO-04.",
            "expected  1",
            "actual    0 at /counts/counted",
        ),
        *(
            "exchange  7: GET https://site.example/x",
            "response  200 application/json {}",
            "repeat    curl -sS",
            "hint      Compare with >=.",
            "remedy",
            "basis",
        ),
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_an_exchange_is_printed_once_and_referred_to_after_that() -> None:
    other = requirement("VIO-09", "FAILED", findings=[{**FINDING, "expected": "3"}])

    text = report_text(report(FAILED, other), Page())

    assert text.count("curl -sS") == 1
    assert "exchange  7: see VIO-04 above" in text


def test_what_follows_from_a_failure_is_folded_under_it() -> None:
    other = requirement("VIO-09", "FAILED", findings=[FINDING], followsFrom="VIO-04")

    text = report_text(report(FAILED, other), Page())

    assert "Failed: 2 from 1 cause, the likeliest cause first" in text
    assert "follows   VIO-09 MUST FAILED: The sentence of VIO-09." in text
    assert text.count("expected") == 1


def test_a_failure_whose_cause_is_not_shown_stands_on_its_own() -> None:
    known = requirement("VIO-04", "FAILED", findings=[FINDING], known=["it is mended in May"])
    other = requirement("VIO-09", "FAILED", findings=[FINDING], followsFrom="VIO-04")

    assert "  VIO-09 MUST\n" in report_text(report(known, other), Page())


def test_the_member_that_is_not_admitted_is_named_with_its_constraint_and_value() -> None:
    invalid = {"place": "/items/2/requester/id", "constraint": "maxLength 35", "value": '"00…"'}
    found = {**FINDING, "invalid": invalid, "constraint": "type object", "details": ["12 bytes"]}

    text = report_text(report(requirement("BAT-01", "FAILED", findings=[found])), Page(200))

    assert 'sent      "00…" at /items/2/requester/id, which maxLength 35 does not admit' in text
    assert "schema    type object is not met" in text
    assert "detail    12 bytes" in text


def test_what_is_not_testable_is_grouped_with_what_to_provide() -> None:
    missing = {"reasons": ["no second client"], "provide": ["credentials.importer-b"]}

    text = report_text(
        report(
            requirement("VER-06", "NOT_TESTABLE", **missing),
            requirement("VER-09", "NOT_TESTABLE", **missing),
            requirement("BAT-01", "NOT_APPLICABLE", reasons=["the profile batch is not announced"]),
        ),
        Page(),
    )

    assert "Not testable: 2\n  no second client: VER-06, VER-09\n    provide" in text
    assert "credentials.importer-b" in text
    assert "the profile batch is not announced: BAT-01" in text


def test_nothing_of_the_targets_reaches_the_terminal_as_it_is() -> None:
    hostile = {key: EVIL for key in FINDING if isinstance(FINDING[key], str)}
    found = {**FINDING, **hostile}
    target = {"url": "https://site.example", "operatorName": EVIL, "discoveryDigest": "c" * 64}

    text = report_text(
        report(
            requirement("VIO-04", "FAILED", findings=[found]),
            requirement("VIO-05", "ERROR", reasons=[EVIL]),
            target=target,
            problems=[EVIL],
        ),
        Page(colour=False),
    )

    assert [sign for sign in text if not sign.isprintable() and sign != "\n"] == []
    assert not any(line.startswith("fake line") for line in text.splitlines())


def test_text_is_wrapped_to_the_page_but_curl_lines_are_not() -> None:
    long = {**FINDING, "actual": "word " * 100, "curl": f"curl {'x' * 300}"}

    text = report_text(report(requirement("A-01", "FAILED", findings=[long])), Page(60))

    wide = [line for line in text.splitlines() if len(line) > 60]
    assert wide == [f"    repeat    curl {'x' * 300}"]


def test_colour_is_used_only_on_a_page_that_has_it() -> None:
    plain = report_text(report(FAILED), Page())
    coloured = report_text(report(FAILED), Page(colour=True))

    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[31m\x1b[1mNOT_CONFORMANT")
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("深圳 Ltd – ü", "深圳 Ltd – ü"),
        ("\x1b[31m", "\\u001b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u202e\u200b\u2028", "\\u202e\\u200b\\u2028"),
        ("\x9b\x85", "\\u009b\\u0085"),
        ("\ud800", "\\ud800"),
    ],
)
def test_characters_that_are_not_printed_are_spelled_out(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_the_overlays_are_named_with_their_digests() -> None:
    text = report_text(report(), Page())

    assert "overlay   boundary-exclusive: Another boundary (cccccccccccc)" in text


def test_the_likeliest_cause_is_shown_first() -> None:
    other = requirement("RAT-01", "FAILED", findings=[FINDING])
    text = report_text(report(other, FAILED, likeliestFirst=["VIO-04", "RAT-01"]), Page())

    assert text.index("VIO-04 MUST") < text.index("RAT-01 MUST")
