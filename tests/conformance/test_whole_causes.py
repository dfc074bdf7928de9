"""Home of the tests of the one cause that explains every answer of a site."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from judged_mock import mock
from raw_server import Behaviour, Serve
from sample_report import sample_report
from whole_cause_sites import (
    examples,
    html,
    missing,
    missing_suppliers,
    one_supplier,
    site_that_answers,
    unauthorized,
)

from trustlink.contract import Operation, load_contract
from trustlink_conformance.declare import Mode
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing
from trustlink_conformance.published import published_credentials, published_requesters
from trustlink_conformance.replay.recording import read_recording
from trustlink_conformance.reports.language import LANGUAGES
from trustlink_conformance.reports.terminal import Page, report_text
from trustlink_conformance.reports.views import view_of
from trustlink_conformance.target import Target
from trustlink_conformance.verify import Order, verify_target
from trustlink_conformance.whole_causes import Answered, answered, whole_cause

CAUSES: dict[str, tuple[Behaviour, str, str]] = {
    "html": (site_that_answers(html), "html", "Every answer below /trustlink/v1/ is an HTML page"),
    "401": (
        site_that_answers(unauthorized),
        "unauthorized",
        "Every request is answered 401, also with the token that its token endpoint gave out.",
    ),
    "401 at discovery": (
        unauthorized,
        "unauthorized",
        "Every request is answered 401, discovery included, which needs no token.",
    ),
    "HTML at discovery": (html, "html", "Every answer below /trustlink/v1/ is an HTML page"),
    "404": (site_that_answers(missing), "missing", "Everything below /trustlink/v1/ is answered"),
    "404 below suppliers": (
        site_that_answers(missing_suppliers),
        "missing",
        "Everything below /trustlink/v1/suppliers/ is answered 404.",
    ),
    "examples": (
        site_that_answers(examples),
        "examples",
        "The site answers with the contract's own examples, whatever is asked.",
    ),
    "one supplier": (
        site_that_answers(one_supplier),
        "one-supplier",
        "Every answer is about the supplier 91440300TL0000016J, whichever is asked about.",
    ),
}
SELECTION = ("VIO-01", "SUP-01", "RAT-01", "HTTP-03")
ENTRY = {"kind": "html", "text": "Every \x1b[31mpage.", "hint": "Why <b>?", "exchanges": [1]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "mode"), [("examples", "sandbox"), *((w, "live") for w in CAUSES)]
)
def test_what_explains_every_answer_is_said_first(
    what: str, mode: Mode, serve: Serve, tmp_path: Path
) -> None:
    behaviour, kind, text = CAUSES[what]

    selection = () if "discovery" in what else SELECTION  # without discovery little is asked
    report = verified(serve(behaviour).url, tmp_path, mode, selection)

    assert report["wholeCause"]["kind"] == kind
    assert report["wholeCause"]["text"].startswith(text)
    shown = report_text(report, Page(width=200))
    assert shown.index("First of all: ") < min(
        place for title in ("Failed: ", "Not testable: ") if (place := shown.find(title)) > 0
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["text", "markdown", "html", "junit", "github"])
def test_each_view_says_it_and_keeps_it_harmless(view: str, language: Any) -> None:
    text = view_of(sample_report(wholeCause=ENTRY), view, language=language)

    assert "page." in text
    assert "\x1b" not in text
    assert view in ("text", "github") or "Why <b>" not in text


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
def test_of_a_conforming_site_none_is_said(mode: Mode, tmp_path: Path) -> None:
    with mock() as origin:
        answers = everything_answered(origin, tmp_path, mode)

    assert len(answers) > 400
    found = [kind_of(answers[:end]) for end in range(0, len(answers), 7)]
    found += [kind_of(answers[start:]) for start in range(0, len(answers), 7)]
    assert set(found) == {None}


def test_an_answer_that_does_not_show_it_rules_a_cause_out() -> None:
    shown = [answer("getStatus", 401), answer("getSupplier", 401), answer("getKeys", 401)] * 3

    assert kind_of(shown) == "unauthorized"
    assert kind_of([*shown, answer("getSupplier", 200)]) is None
    assert kind_of(shown[:7]) is None


def test_a_404_about_a_supplier_that_there_is_not_is_no_missing_path() -> None:
    operations = ("getSupplier", "listCreditRatings", "getViolationStatus") * 3
    problem = b'{"type": "https://trustlink.example/problems/supplier-not-found"}'

    assert kind_of([answer(one, 404) for one in operations]) == "missing"
    assert kind_of([answer(one, 404, problem) for one in operations]) is None


def answer(operation_id: str, status: int, body: bytes = b"{}") -> Answered:
    request = Outgoing(
        "GET", "https://site.example/", (("Authorization", "Bearer x"),), credential="importer-a"
    )
    response = Incoming(status, (("Content-Type", "application/json"),), body)
    exchange = Exchange(1, Origin(), request, response, None, datetime.now(UTC), 0.1)
    return Answered(load_contract().operation(operation_id), exchange, response)


def kind_of(answers: list[Answered]) -> str | None:
    found = whole_cause(answers, load_contract())
    return found and found.kind


def everything_answered(url: str, folder: Path, mode: Mode) -> list[Answered]:
    """Return what the site answered, to generated requests and bad tokens as well."""
    verified(url, folder, mode, selection=("HTTP-01", "VIO-01", "SEC-01", "SEC-02", "ID-01"))
    recording = read_recording(folder / "report")
    contract, origin = load_contract(), len(url)

    def operation_of(one: Exchange) -> Operation | None:
        return contract.operation_at(one.request.method, one.request.url[origin:].partition("?")[0])

    return list(answered(recording.exchanges, operation_of))


def test_without_one_nothing_is_said() -> None:
    assert "First of all" not in report_text(sample_report(), Page())


def verified(
    url: str, folder: Path, mode: Mode, selection: tuple[str, ...] = SELECTION
) -> dict[str, Any]:
    target = Target(
        url,
        mode=mode,
        credentials=published_credentials(),
        requesters=published_requesters(),
    )
    order = Order(target, selection=selection, keep="full", report_dir=folder / "report")
    return verify_target(order, watch=lambda _: None)
