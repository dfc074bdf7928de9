"""Home of the tests of the page in a browser: it is safe, readable and can be worked by keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sample_report import hostile_report, requirement, sample_report

from trustlink.requirements import load_requirements
from trustlink_conformance.reports.language import LANGUAGES, LanguageCode
from trustlink_conformance.reports.views import view_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = {
    "markup": "</pre></details></style><script>owned = 1</script><img src=x onerror=owned=1>",
    "attribute": "\"'><svg onload=owned=1><a href=javascript:owned=1 onclick=owned=1>x</a>",
    "address": "javascript:owned=1",
    "template": "{{ 7*7 }}{% raw %}${owned=1}<!-- ]]> -->",
    "loading": "<link rel=stylesheet href=//a.example/x><style>@import '//a.example/y'</style>",
    "terminal": "\x1b]0;owned\x07\x1b[2J\x9b31m\x00\r\n\x08",
    "direction": "\u202egnp.exe\u2066\u200b\ufeff",
    "length": "x" * 300_000,
    "breadth": "W" * 90 + " " + "界" * 400,
}
NARROW, WIDE = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
POOR_CONTRASTS = (Path(__file__).parent / "poor_contrasts.js").read_text("utf-8")


@dataclass
class Reader:
    """Opens reports as pages, and notes whatever a page should not do."""

    browser: Browser
    folder: Path
    amiss: list[str] = field(default_factory=list)

    def open(self, report: dict[str, Any], language: LanguageCode = "en", **context: Any) -> Page:
        """Return the page; it is as it would be when opened from a disk."""
        file = self.folder / "report.html"
        file.write_text(view_of(report, "html", language=language), encoding="utf-8")
        page = self.browser.new_context(**{"viewport": WIDE, **context}).new_page()
        page.on("console", lambda message: self.amiss.append(message.text))
        page.on("pageerror", lambda error: self.amiss.append(str(error)))
        page.on("dialog", lambda dialog: self.amiss.append(dialog.message))
        page.on("request", lambda request: self._note(request.url, file))
        page.goto(file.as_uri())
        return page

    def _note(self, url: str, file: Path) -> None:
        if url.partition("#")[0] != file.as_uri():
            self.amiss.append(f"request {url}")


@pytest.fixture
def reader(browser: Browser, tmp_path: Path) -> Iterator[Reader]:
    yield Reader(browser, tmp_path)
    for context in browser.contexts:
        context.close()


def open_all(page: Page) -> None:
    """Open whatever is closed, one inside the other, as a reader does."""
    closed = page.locator("details:not([open]) > summary")
    while closed.count():
        closed.first.click()


@pytest.mark.parametrize("name", EVIL)
def test_nothing_that_a_target_wrote_runs_or_loads(name: str, reader: Reader) -> None:
    page = reader.open(hostile_report(EVIL[name]))

    open_all(page)
    assert page.evaluate("typeof owned") == "undefined"
    assert reader.amiss == []
    assert page.locator("article").count() == 7
    assert page.locator("main script, main img, main svg *[onload], main link").count() == 0
    assert page.locator("a:not([href^='#'])").count() == 0


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("name", ["length", "breadth", "markup"])
def test_no_text_makes_the_page_wider_than_the_window(
    name: str, viewport: dict[str, int], reader: Reader
) -> None:
    page = reader.open(hostile_report(EVIL[name]), viewport=viewport)

    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_page_of_ours_breaks_no_rule_of_its_own(reader: Reader) -> None:
    page = reader.open(sample_report())

    page.get_by_role("link", name="VIO-04 Failed").click()
    assert reader.amiss == []


def test_a_square_leads_to_its_requirement_and_opens_it(reader: Reader) -> None:
    page = reader.open(sample_report())
    why = page.locator("#RAT-01 dl")
    assert not why.is_visible()

    page.locator(".map a[href='#RAT-01']").click()

    assert why.is_visible()


def test_the_first_failure_is_open_and_the_others_are_closed(reader: Reader) -> None:
    page = reader.open(sample_report())

    assert page.locator("#VIO-04 .remedy").first.is_visible()
    assert not page.locator("#VIO-09 .remedy").first.is_visible()


def test_the_outline_stays_in_view_and_leads_to_a_failure_that_it_opens(reader: Reader) -> None:
    page = reader.open(sample_report())

    page.locator(".outline a[href='#VIO-09']").click()

    assert page.locator("#VIO-09 .remedy").first.is_visible()
    assert page.locator(".outline").bounding_box()["y"] >= 0


def test_what_follows_from_a_failure_is_closed_until_a_link_leads_there(reader: Reader) -> None:
    rows = [
        requirement("VIO-04", "FAILED"), requirement("VIO-09", "FAILED", followsFrom="VIO-04"),
    ]  # fmt: skip
    page = reader.open(sample_report(requirements=rows))
    assert not page.locator("#VIO-09").is_visible()

    page.locator(".map a[href='#VIO-09']").click()

    assert page.locator("#VIO-09 .remedy").first.is_visible()


def test_many_failures_of_one_cause_print_on_few_pages(reader: Reader) -> None:
    names = [name for name, rule in load_requirements().items() if rule.level == "MUST"][:67]
    rows = [requirement(name, "FAILED") for name in names]
    for row in rows[1:]:
        row["followsFrom"] = names[0]

    page = reader.open(sample_report(requirements=rows), java_script_enabled=False)

    assert page.evaluate("document.documentElement.scrollHeight") < 15_000
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) < 15


def test_the_filters_are_worked_by_keys(reader: Reader) -> None:
    page = reader.open(sample_report())
    count = page.locator("output")
    assert count.inner_text() == "7 shown of 7"

    page.keyboard.press("/")
    page.keyboard.type("first day")
    assert count.inner_text() == "1 shown of 7"
    assert page.locator("#VIO-04").is_visible()
    assert not page.locator("#s-PASSED").is_visible()

    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('output').textContent.startsWith('7')")

    page.locator("input[value=FAILED]").focus()
    page.keyboard.press("Space")
    assert count.inner_text() == "5 shown of 7"


def test_groups_and_grounds_can_be_chosen(reader: Reader) -> None:
    page = reader.open(sample_report())

    page.locator("[name=group]").select_option("VIO")
    assert page.locator("output").inner_text() == "2 shown of 7"
    page.locator("[name=basis]").select_option("both")
    assert page.locator("output").inner_text() == "No requirement fits the filter."


def test_a_link_to_a_requirement_that_is_filtered_out_shows_it(reader: Reader) -> None:
    page = reader.open(sample_report())
    page.locator("input[value=FAILED]").focus()
    page.keyboard.press("Space")

    page.locator(".map a[href='#VIO-04']").click()

    assert page.locator("#VIO-04").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_everything_can_be_read(language: LanguageCode, reader: Reader) -> None:
    page = reader.open(sample_report(), language, java_script_enabled=False)

    open_all(page)
    assert not page.locator("form").is_visible()
    for row in sample_report()["requirements"]:
        article = page.locator(f"#{row['id']}")
        assert row["sentence"] in article.inner_text()
        assert row["remedy"] in article.inner_text()
        assert row["assumed"] in article.inner_text()


def test_in_print_the_exchange_is_open_and_the_tools_are_gone(reader: Reader) -> None:
    page = reader.open(sample_report(), java_script_enabled=False)
    answer = page.locator("#VIO-04 .exchange pre").first
    assert not answer.is_visible()

    page.emulate_media(media="print")

    assert answer.is_visible()
    assert not page.locator("form").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str, reader: Reader) -> None:
    rows = [*sample_report()["requirements"], requirement("VIO-01", "PASSED")]
    page = reader.open(sample_report(requirements=rows), color_scheme=scheme)
    open_all(page)

    assert page.evaluate(POOR_CONTRASTS) == []


def test_light_and_dark_follow_the_reader(reader: Reader) -> None:
    grounds = {
        reader.open(sample_report(), color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }

    assert len(grounds) == 2
