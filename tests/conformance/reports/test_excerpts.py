"""Home of the tests of excerpts: what a report shows of the exchanges behind its failures."""

import json
from pathlib import Path
from typing import Any

from sample_report import sample_report

from trustlink_conformance.reports.excerpts import (
    LONGEST_EXCERPT,
    excerpt_of,
    wanted_exchanges,
    with_excerpts,
)

ENTRY: dict[str, Any] = {
    "kind": "exchange",
    "id": 7,
    "request": {
        "method": "POST",
        "url": "https://site.example/x",
        "headers": [["Authorization", "Bearer [importer-a]"]],
        "credential": "importer-a",
        "body": '{"a":1}',
    },
    "response": {
        "status": 200,
        "httpVersion": "HTTP/1.1",
        "headers": [["Content-Type", "application/json"]],
        "body": '{"b":[2]}',
    },
}


def evidence(folder: Path, *entries: dict[str, Any]) -> Path:
    file = folder / "evidence.jsonl"
    lines = [{"kind": "trustlink-evidence", "format": 1}, *entries]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="ascii")
    return file


def test_an_exchange_reads_as_it_went_over_the_wire() -> None:
    excerpt = excerpt_of(ENTRY)

    assert excerpt.credential == "importer-a"
    assert excerpt.sent == (
        'POST https://site.example/x\nAuthorization: Bearer [importer-a]\n\n{\n  "a": 1\n}'
    )
    assert excerpt.received.startswith("HTTP/1.1 200\nContent-Type: application/json\n\n{")


def test_the_exchange_behind_the_first_finding_is_taken_from_the_evidence(tmp_path: Path) -> None:
    other = {**ENTRY, "id": 8}

    report = with_excerpts(sample_report(), evidence(tmp_path, ENTRY, other))

    assert [one["exchange"] for one in report["excerpts"]] == [7]


def test_what_is_behind_further_findings_that_are_shown_is_taken_as_well(tmp_path: Path) -> None:
    report = sample_report({"VIO-04": "FAILED"})
    first = report["requirements"][0]["findings"][0]
    report["requirements"][0]["findings"] = [
        {**first, "exchanges": [number]} for number in (7, 8, 9, 10)
    ]
    entries = [{**ENTRY, "id": number} for number in (7, 8, 9, 10)]

    excerpts = with_excerpts(report, evidence(tmp_path, *entries))["excerpts"]

    assert [one["exchange"] for one in excerpts] == [7, 8, 9]


def test_a_batch_is_cut_to_the_item_in_question() -> None:
    body = json.dumps({"items": [{"n": number} for number in range(10)]})
    request, response = ({**ENTRY[name], "body": body} for name in ("request", "response"))

    excerpt = excerpt_of({**ENTRY, "request": request, "response": response}, 3)

    for text in (excerpt.sent, excerpt.received):
        assert '"n": 3' in text
        assert '"n": 2' not in text
        assert "[3 items before it are left out here]" in text
        assert "[6 items after it are left out here]" in text


def test_an_exchange_that_is_shown_for_several_items_is_not_cut() -> None:
    report = sample_report({"VIO-04": "FAILED", "VIO-09": "FAILED"})
    for row, item in zip(report["requirements"], (1, 2), strict=True):
        row["findings"] = [{**row["findings"][0], "pointer": f"/items/{item}/x"}]

    assert wanted_exchanges(report) == {7: None}
    report["requirements"][1]["findings"][0]["exchanges"] = [8]
    assert wanted_exchanges(report) == {7: 1, 8: 2}


def test_when_an_exchange_was_made_is_kept() -> None:
    excerpt = excerpt_of({**ENTRY, "started": "2026-09-01T08:00:12+00:00", "seconds": 0.25})

    assert (excerpt.started, excerpt.seconds) == ("2026-09-01T08:00:12+00:00", 0.25)


def test_without_evidence_there_is_no_excerpt(tmp_path: Path) -> None:
    report = with_excerpts(sample_report(), tmp_path / "none.jsonl")

    assert report["excerpts"] == []


def test_the_likeliest_cause_comes_first_where_not_all_can_be_shown() -> None:
    report = sample_report({"RAT-01": "FAILED", "VIO-04": "FAILED"})
    finding = report["requirements"][0]["findings"][0]
    report["requirements"][0]["findings"] = [{**finding, "exchanges": [3, 9]}]
    report["likeliestFirst"] = ["VIO-04", "RAT-01"]

    assert list(wanted_exchanges(report)) == [7, 3, 9]


def test_an_answer_that_never_ends_is_cut_short() -> None:
    headers = [[f"X-{number}", "v" * 5000] for number in range(200)]
    response = {**ENTRY["response"], "headers": headers, "body": "[" * 2_000_000}

    excerpt = excerpt_of({**ENTRY, "response": response})

    assert len(excerpt.received) == LONGEST_EXCERPT


def test_a_nested_answer_is_shown_as_it_is() -> None:
    body = "[" * 1500 + "]" * 1500

    excerpt = excerpt_of({**ENTRY, "response": {**ENTRY["response"], "body": body}})

    assert excerpt.received.endswith(body)


def test_what_broke_off_says_so() -> None:
    broken = {name: part for name, part in ENTRY.items() if name != "response"}

    excerpt = excerpt_of({**broken, "failure": {"message": "no complete answer within 10 s"}})

    assert excerpt.received == "(no complete answer: no complete answer within 10 s)"
