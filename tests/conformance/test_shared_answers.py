"""Home of the tests of answers that checks share: asked once, in the books of each."""

import json

import pytest
from raw_server import Serve
from sample_site import sample_site
from verify_bench import Bench, requirement_of

pytestmark = pytest.mark.slow

TWO_CHECKS = """
@requirement("VIO-04")
def test_first(site):
    site.read("getViolationStatus", uscc=USCC).expect_status(200)

@requirement("VIO-04")
def test_second(site):
    site.read("getViolationStatus", uscc=USCC).expect("/counts/counted", 7)
"""


def test_a_question_that_two_checks_read_is_asked_once(serve: Serve, bench: Bench) -> None:
    report = bench.verify(serve(sample_site).url, TWO_CHECKS)

    counts = requirement_of(report, "VIO-04")["counts"]
    assert counts == {"checks": 2, "exchanges": 1, "subjects": 1, "comparisons": 2}
    assert report["sections"]["deterministic"]["exchanges"] == 1


def test_the_evidence_of_a_failure_holds_what_a_passed_check_asked(
    serve: Serve, bench: Bench
) -> None:
    report = bench.verify(serve(sample_site).url, TWO_CHECKS, keep="failures")

    finding = requirement_of(report, "VIO-04")["findings"][0]
    lines = (bench.folder / "report" / "evidence.jsonl").read_text("utf-8").splitlines()
    kept = [entry["id"] for entry in map(json.loads, lines) if entry["kind"] == "exchange"]
    assert finding["check"] == "sample::test_second"
    assert kept.count(finding["exchanges"][0]) == 1


def test_what_is_asked_anew_is_sent_again(serve: Serve, bench: Bench) -> None:
    text = TWO_CHECKS.replace("site.read", "site.ask")

    report = bench.verify(serve(sample_site).url, text)

    assert requirement_of(report, "VIO-04")["counts"]["exchanges"] == 2
