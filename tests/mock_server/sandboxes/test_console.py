"""The console's pages as they are sent: safe, in two languages, and true to the sandbox."""

import re
from datetime import date

import pytest

from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.sandboxes import Guard
from trustlink_mock.sandboxes.console.texts import TEXTS
from trustlink_mock.sandboxes.console.timeline import timeline

S01, S09 = "91440300TL0000016J", "91330200TL0000091B"


def page(server, path="/_sandbox/", **headers):
    return server.control("GET", path, headers=headers)


def change(server, **fields):
    form = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    headers = {"Host": "127.0.0.1:8000", "Content-Type": "application/x-www-form-urlencoded"}
    return server.mock.ask(
        "POST", "/_sandbox/console/change", by=None, content=form, headers=headers
    )


@pytest.mark.parametrize("path", ["/_sandbox/", f"/_sandbox/console/suppliers/{S01}"])
def test_pages_load_nothing_from_elsewhere_and_run_no_inline_script(server, path):
    answer = page(server, path)

    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert b" style=" not in answer.content
    assert b" onclick=" not in answer.content


def test_every_scenario_is_listed(server):
    html = page(server).content.decode()

    assert all(one.uscc in html for one in load_scenarios())


def test_the_journal_shows_what_was_answered_and_what_a_refused_request_lacked(server):
    answered = server.ask("GET", f"/trustlink/v1/suppliers/{S01}")
    refused = server.ask("GET", f"/trustlink/v1/suppliers/{S01}/violation-status?asOf=yesterday")

    html = page(server).content.decode()

    assert (answered.status, refused.status) == (200, 400)
    assert html.count("<td>200</td>") == 2
    assert html.count("<td>400</td>") == 1


def consultations(server, language="en"):
    html = page(server, f"/_sandbox/?sandbox=alice&lang={language}").content.decode()
    return html.partition('<section aria-labelledby="consultations">')[2].partition("</section>")[0]


def verified(server):
    body = {
        "supplier": {"uscc": S01},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "INQUIRY",
    }
    made = server.ask("POST", "/trustlink/v1/verifications", body=body, sandbox="alice").json
    return made["consultationNumber"]


def cells(row):
    return re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)


def test_a_consultation_is_shown_with_its_state_and_its_successor(server):
    server.ask_token(sandbox="alice")
    before = consultations(server)
    old, new = verified(server), verified(server)
    correction = {"state": "SUPERSEDED", "supersededBy": new}
    server.control("PUT", f"/consultations/{old}", correction, sandbox="alice")

    rows = re.findall("<tr>(.*?)</tr>", consultations(server))[1:]

    noon = "2026-09-15T04:00:00Z"
    assert "No verification was made yet." in before
    assert {tuple(cells(row)) for row in rows} == {
        (f"<code>{old}</code>", S01, noon, "SUPERSEDED", noon, f"<code>{new}</code>"),
        (f"<code>{new}</code>", S01, noon, "ISSUED", "", ""),
    }
    assert "状态起始时间" in consultations(server, "zh-CN")
    assert old not in page(server).content.decode()


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_text_is_in_both_languages(texts):
    assert set(texts) == {"en", "zh-CN"}
    assert all(texts.values())


def test_it_speaks_the_language_that_is_asked_for(server):
    assert 'lang="zh-CN">' in page(server, **{"Accept-Language": "zh-CN,zh;q=0.9"}).content.decode()
    assert "沙箱" in page(server, "/_sandbox/?lang=zh-CN").content.decode()
    assert '<html lang="en">' in page(server, "/_sandbox/?lang=en").content.decode()


def test_a_supplier_is_shown_with_a_token_that_is_good(server):
    html = page(server, f"/_sandbox/console/suppliers/{S09}?asOf=2026-09-01").content.decode()

    token = html.partition("Authorization: Bearer ")[2].partition("&#39;")[0]
    asked = server.mock.get(
        f"/trustlink/v1/suppliers/{S09}/violation-status",
        by=None,
        headers={"Authorization": f"Bearer {token}"},
    )
    assert asked.status == 200
    assert "getViolationStatus 200" in html


def test_forms_change_the_sandbox_that_they_name(server):
    server.ask_token(sandbox="alice")

    moved = change(server, sandbox="alice", advance="P8D", lang="en")
    change(server, sandbox="alice", on="VIO-04-exclusive-boundary")

    state = server.control("GET", "", sandbox="alice").json
    assert (moved.status, moved.headers["location"]) == (303, "/_sandbox/?sandbox=alice&lang=en")
    assert state["clock"]["now"] == "2026-09-23T04:00:00Z"
    assert state["defects"] == ["VIO-04-exclusive-boundary"]
    change(server, sandbox="alice", off="VIO-04-exclusive-boundary")
    change(server, sandbox="alice", do="set", now="2026-10-01T00:00:00Z")
    assert server.control("GET", "", sandbox="alice").json["defects"] == []
    assert server.control("GET", "").json["clock"]["now"] == "2026-09-15T04:00:00Z"


@pytest.mark.parametrize(
    "fields", [{"on": "<script>"}, {"do": "set", "now": "tomorrow"}, {"advance": "P99999999D"}]
)
def test_what_can_not_be_done_is_told_and_escaped(server, fields):
    answer = change(server, **fields)

    assert answer.status == 400
    assert b'role="alert"' in answer.content
    assert b"<script>" not in answer.content


def test_a_mistyped_defect_gets_a_hint(server):
    answer = change(server, on="VIO-04-exclusive-boundry")

    assert b"Did you mean VIO-04-exclusive-boundary" in answer.content


def test_the_address_of_a_fault_leads_back_to_its_sandbox(server):
    server.ask_token(sandbox="alice")
    html = page(server, "/_sandbox/?sandbox=alice&lang=zh-CN").content.decode()

    action = re.search('action="([^"]+)"', html)[1].replace("&amp;", "&")
    led = page(server, action)

    assert (led.status, led.headers["location"]) == (303, "/_sandbox/?sandbox=alice&lang=zh-CN")


def test_each_notice_is_named_by_its_day_in_the_picture(server):
    html = page(server, f"/_sandbox/console/suppliers/{S09}?asOf=2026-09-01&lang=en").content

    picture = html.decode().partition("<svg")[2].partition("</svg>")[0]
    described = picture.partition("<desc")[2].partition("</desc>")[0]
    facts = next(one.facts for one in load_scenarios() if one.id == "S09")
    for notice in facts["notices"]:
        assert f">{notice['decisionDate']}</text>" in picture
        assert notice["decisionDate"] in described
    assert ">window from 2023-09-01</text>" in picture


@pytest.mark.parametrize(("language", "times"), [("en", 0), ("zh-CN", 1)])
def test_what_stays_in_english_is_said_on_the_chinese_page(server, language, times):
    html = page(server, f"/_sandbox/?lang={language}").content.decode()

    assert html.count(TEXTS["in_english"][language]) == times


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/_sandbox/?sandbox=nobody", 404),
        ("/_sandbox/console/suppliers/nobody", 404),
        ("/_sandbox/console/../secret", 404),
        (f"/_sandbox/console/suppliers/{S01}?asOf=2026-02-30", 200),
        (f"/_sandbox/console/suppliers/{S01}?asOf=0001-01-01", 200),
    ],
)
def test_what_there_is_not_is_no_error_of_ours(server, path, status):
    assert page(server, path).status == status


def test_a_foreign_page_can_not_work_the_console(server):
    assert page(server, Origin="https://evil.example").status == 403
    assert page(server, Host="evil.example").status == 403


def test_a_browser_is_asked_for_the_secret(make_server):
    server = make_server(Guard("0123456789abcdef0123", on_loopback=False))

    answer = page(server)

    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_the_timeline_counts_as_the_contract_does():
    facts = next(one.facts for one in load_scenarios() if one.id == "S09")
    boundary = min(notice["decisionDate"] for notice in facts["notices"])
    last_day = date.fromisoformat(boundary).replace(year=int(boundary[:4]) + 3)

    on_time = timeline(facts, last_day)
    too_late = timeline(facts, date.fromordinal(last_day.toordinal() + 1))

    assert sum(mark.is_counted for mark in on_time.marks) == 1 + sum(
        mark.is_counted for mark in too_late.marks
    )
    assert all(40 <= mark.x <= 680 for mark in on_time.marks)


def notice(day):
    return {"decisionDate": day, "state": "IN_EFFECT"}


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (["2025-01-01"], ["AFTER"]),
        (["2026-09-01"], ["AFTER"]),
        (["2027-02-20"], ["BEFORE"]),
        (["2025-01-01"] * 5, ["NONE", "AFTER", "AFTER", "AFTER", "NONE"]),
        (["2025-01-01"] * 8, ["NONE"] * 8),
    ],
)
def test_a_notice_s_day_is_written_where_there_is_room(days, labels):
    line = timeline({"notices": [notice(day) for day in days]}, date(2026, 9, 1))

    assert [mark.label for mark in line.marks] == labels
