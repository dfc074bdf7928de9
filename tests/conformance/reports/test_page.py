"""Home of the tests of the page as text; how it behaves is tried in a browser beside."""

import hashlib
import re
from base64 import b64encode
from typing import Any

import pytest
from sample_report import FINDING, requirement, sample_report

from trustlink_conformance.hints import Hint
from trustlink_conformance.reports.language import load_language
from trustlink_conformance.reports.page import html_page

ENGLISH = load_language("en")
MARKUP = "<img src=x onerror=alert(1)>"


def page(*rows: dict[str, Any], **members: Any) -> str:
    return html_page(sample_report(requirements=list(rows), **members), ENGLISH)


def section(text: str, outcome: str) -> str:
    return text.partition(f'aria-labelledby="s-{outcome}"')[2].partition("</section>")[0]


def test_the_policy_admits_the_pages_own_style_and_script_and_nothing_else() -> None:
    text = page()

    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)[0].replace(
        "&#39;", "'"
    )
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_page_loads_nothing() -> None:
    text = page(requirement("VIO-04", "FAILED"))

    assert not re.findall(r"<(?:link|img|iframe|object|embed|base)\b|\ssrc=|@import|url\(", text)
    assert {href[0] for href in re.findall(r'href="([^"]*)"', text)} == {"#"}
    assert not re.findall(r"\son\w+=|\sstyle=", text)


def test_a_failure_shows_everything_in_its_order() -> None:
    text = section(page(requirement("VIO-04", "FAILED")), "FAILED")

    order = [
        *("VIO-04", "MUST", "A notice decided on the first day", ">1</pre>", 'title="JSON'),
        *(">0</pre>", "minimum 1", "/requester/id", "HTTP/1.1 200", "curl -sS"),
        *("The boundary is exclusive", "Compare civil dates", "C7 says three years"),
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "$TOKEN stands for the token: <code>importer-a</code>" in text


def test_without_an_excerpt_the_summary_of_the_exchange_is_shown() -> None:
    text = page(requirement("VIO-04", "FAILED"), excerpts=[])

    assert "The exchange was not kept as evidence" in text
    assert "200 application/json" in text


def test_an_exchange_for_which_there_is_no_room_is_not_said_to_be_lost() -> None:
    excerpt = sample_report()["excerpts"][0]
    others = [{**excerpt, "exchange": number} for number in range(1000, 1300)]

    text = page(requirement("VIO-04", "FAILED"), excerpts=others)

    assert "This page has no room for the exchange" in text
    assert "The exchange was not kept as evidence" not in text


def test_an_exchange_is_shown_once_and_referred_to_after_that() -> None:
    text = page(requirement("VIO-04", "FAILED"), requirement("VIO-09", "FAILED"))

    assert text.count("HTTP/1.1 200") == 1
    assert text.count('class="curl"') == 1
    assert 'Exchange 7: shown under <a href="#VIO-04">VIO-04</a>' in text


def test_what_follows_from_a_failure_stands_below_it_and_the_outline_counts_it() -> None:
    text = page(
        requirement("VIO-09", "FAILED", followsFrom="VIO-04"), requirement("VIO-04", "FAILED"),
        likeliestFirst=["VIO-04", "VIO-09"],
    )  # fmt: skip

    assert text.index('<article id="VIO-04"') < text.index('<article id="VIO-09"')
    assert "follows from VIO-04" in text
    assert "VIO-04 +1</a>" in text


def test_a_hint_is_shown_in_the_language_of_the_page() -> None:
    row = requirement("VIO-04", "FAILED", findings=[{**FINDING, "hint": Hint.LOOSE_DATE}])

    text = html_page(sample_report(requirements=[row]), load_language("zh-CN"))

    assert "日期解析器" in text
    assert text.index("日期解析器") < text.index("如何修正")


def test_both_answers_of_a_relation_are_shown() -> None:
    excerpt = sample_report()["excerpts"][0]
    finding = {**FINDING, "exchanges": [3, 7]}

    text = page(
        requirement("VIO-04", "FAILED", findings=[finding]),
        excerpts=[{**excerpt, "exchange": 3, "sent": "GET https://site.example/other"}, excerpt],
    )

    assert text.index("GET https://site.example/other") < text.index("GET https://site.example/x")


def test_a_pass_says_what_it_rests_on() -> None:
    text = section(page(requirement("RAT-01", "PASSED")), "PASSED")

    assert "Comparisons <b>5</b>" in text
    assert "Suppliers <b>4</b>" in text


def test_what_is_not_tested_says_what_to_provide() -> None:
    text = section(page(requirement("VER-06", "NOT_TESTABLE")), "NOT_TESTABLE")

    assert "no second client" in text
    assert "credentials.importer-b in the target file." in text


@pytest.mark.parametrize(
    ("name", "chip"),
    [("VIO-04", "Assumed"), ("VIO-01", "Stated in part by the article C6.3 C7.1")],
)
def test_stated_and_assumed_are_kept_apart(name: str, chip: str) -> None:
    assert f">{chip}</span>" in page(requirement(name, "PASSED"))


@pytest.mark.parametrize(
    "word", ["CONFORMANT", "NOT_CONFORMANT", "INCOMPLETE", "ERROR", "SELECTION"]
)
def test_each_verdict_says_what_it_means_and_what_to_do(word: str) -> None:
    text = page(verdict={"word": word, "text": f"{word} (live)"})

    for key in ("verdict", "meaning", "next"):
        assert ENGLISH.say(f"{key}.{word}") in text.replace("&#39;", "'")


def test_many_findings_are_told_by_their_number() -> None:
    text = page(requirement("VIO-04", "FAILED", findings=[FINDING] * 50))

    assert "Further findings: 49" in text
    assert "47 more in report.json" in text


def test_what_a_target_wrote_is_text_and_spelled_out() -> None:
    finding = {**FINDING, "actual": f"{MARKUP}\x1b[31m\u202e", "pointer": '"><u>'}

    text = page(requirement("VIO-04", "FAILED", findings=[finding]), problems=[MARKUP])

    assert MARKUP not in text
    assert "&lt;img src=x onerror=alert(1)&gt;\\u001b[31m\\u202e" in text
    assert '"><u>' not in text
