"""The console in a browser: worked by keys, live, readable in light and dark."""

import os
from pathlib import Path

import httpx2
import pytest

from trustlink_mock.clients import load_clients
from trustlink_mock.sandboxes import create_sandboxes
from trustlink_mock.serving import bound_socket, origin_of, served_by_a_thread
from trustlink_mock.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPORTS = Path(__file__).parents[2] / "conformance" / "reports"
POOR_CONTRASTS = (REPORTS / "poor_contrasts.js").read_text("utf-8")
S28 = "91120000TL00002869"
SCREENSHOTS = os.environ.get("TRUSTLINK_SCREENSHOTS")


@pytest.fixture(scope="module")
def origin():
    with bound_socket("127.0.0.1", 0) as bound:
        url = origin_of(bound)
        with served_by_a_thread(create_sandboxes(Settings(public_url=url)), bound):
            yield url


@pytest.fixture
def open_page(browser, origin):
    """Opens a path of the server; whatever a page complains of fails the test."""
    amiss = []

    def opened(path, **context):
        page = browser.new_context(**context).new_page()
        page.on("console", lambda message: amiss.append(message.text))
        page.on("pageerror", lambda error: amiss.append(str(error)))
        page.goto(origin + path)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert amiss == []


def keep(page, name):
    if SCREENSHOTS:
        page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/_sandbox/", f"/_sandbox/console/suppliers/{S28}?asOf=2026-09-01"]
)
def test_it_is_readable_and_fits_a_narrow_window(open_page, scheme, path):
    narrow = {"width": 360, "height": 800}
    page = open_page(path, color_scheme=scheme, viewport=narrow)

    keep(page, f"narrow-{scheme}-{'supplier' if S28 in path else 'home'}")
    assert page.evaluate(POOR_CONTRASTS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def verified(origin):
    client = next(iter(load_clients().values()))
    with httpx2.Client(base_url=origin, trust_env=False) as site:
        form = {"grant_type": "client_credentials"}
        token = site.post("/oauth2/token", auth=(client.client_id, client.secret), data=form)
        made = site.post(
            "/trustlink/v1/verifications",
            headers={"Authorization": f"Bearer {token.json()['access_token']}"},
            json={
                "supplier": {"uscc": S28},
                "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
                "checks": ["NO_VIOLATION"],
                "stage": "INQUIRY",
            },
        )
    return made.json()["consultationNumber"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_consultations_fit_a_narrow_window(open_page, origin, language):
    number = verified(origin)
    page = open_page(f"/_sandbox/?lang={language}", viewport={"width": 360, "height": 800})

    page.get_by_role("rowheader", name=number).wait_for()

    keep(page, f"consultations-{language}")
    assert page.evaluate(POOR_CONTRASTS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_can_be_worked_by_keys(open_page):
    page = open_page("/_sandbox/?lang=en")
    before = page.locator("time").inner_text()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="eight days").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    after = page.locator("time").inner_text()
    page.get_by_label("Id of a defect").fill("VIO-04-exclusive-boundary")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert after > before
    page.get_by_role("button", name="Switch off VIO-04-exclusive-boundary").press("Enter")
    page.get_by_text("None: the site is honest.").wait_for()
    page.get_by_role("button", name="Reset this sandbox").press("Enter")
    page.wait_for_load_state()


def test_new_requests_appear_by_themselves(open_page, origin):
    page = open_page("/_sandbox/?lang=en")
    page.get_by_label("Show new requests as they come").check()

    httpx2.get(f"{origin}/trustlink/v1/nothing-like-this", trust_env=False)

    page.locator("#entries code", has_text="nothing-like-this").wait_for(timeout=5000)
    keep(page, "home-live")


def test_a_supplier_is_shown_as_a_picture_and_in_words(open_page):
    page = open_page(f"/_sandbox/console/suppliers/{S28}?lang=en&asOf=2026-09-01")

    counted = page.locator("svg .counted").count()

    assert counted > 0
    assert page.locator("table tr", has_text="● yes").count() == counted
    assert f"{counted} Counted" in page.get_by_role("img").evaluate("one => one.textContent")
    keep(page, "supplier")


def test_a_snippet_can_be_copied(open_page):
    page = open_page(
        f"/_sandbox/console/suppliers/{S28}?lang=en",
        permissions=["clipboard-read", "clipboard-write"],
    )

    page.get_by_role("button", name="Copy: curl").click()
    page.get_by_text("Copied.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -H")


def test_it_is_in_chinese_as_well(open_page):
    page = open_page(f"/_sandbox/console/suppliers/{S28}", locale="zh-CN")

    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    keep(page, "supplier-zh")
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="Facts: what the registers know").count() == 1
