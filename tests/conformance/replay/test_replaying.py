"""Home of the tests of replaying: checks as text, verified once and judged again."""

import json

import pytest
from raw_server import Serve, Visit
from sample_site import sample_site, say_json
from verify_bench import ONE_PASSES, Bench

from trustlink_conformance.bounds import Bounds

pytestmark = pytest.mark.slow

ASKS_TWICE = """
@requirement("VIO-04")
def test_it(site):
    first = site.ask("getViolationStatus", uscc=USCC)
    second = site.ask("getViolationStatus", uscc=USCC)
    site.expect("the same", first.json, second.json, first, second)
"""
SHARES = """
@requirement("VIO-01")
def test_first(site):
    site.read("getViolationStatus", uscc=USCC).expect("/counts/counted", 1)

@requirement("VIO-04")
def test_second(site):
    site.read("getViolationStatus", uscc=USCC).expect("/counts/counted", 2)

@requirement("HTTP-01", afterwards=True)
def test_all(site):
    for answer in site.recall():
        answer.expect_status(200)
"""
TOGETHER = """
@requirement("VIO-04")
def test_it(site):
    for answer in site.ask_together("getViolationStatus", times=5, uscc=USCC):
        answer.expect_status(200)
"""
NONCE = """
@requirement("VIO-04")
def test_it(site):
    header = {"Idempotency-Key": site.nonce}
    site.ask("getViolationStatus", uscc=USCC, headers=header).expect_status(200)
    site.expect_that("a day", site.today().isoformat(), holds=site.today().year == 2026)
"""


@pytest.mark.parametrize("text", [ONE_PASSES, ASKS_TWICE, SHARES, TOGETHER, NONCE])
@pytest.mark.parametrize("keep", ["full", "failures"])
def test_a_run_is_judged_again_as_it_was(serve: Serve, bench: Bench, text: str, keep: str) -> None:
    recorded = bench.verify(serve(counting_site()).url, text, keep=keep)

    replayed = bench.replay(text)

    assert replayed.account["same"], replayed.account
    assert replayed.exit_code == recorded["exitCode"]
    assert findings(replayed.report) == findings(recorded)


def test_what_was_not_kept_stands_as_it_was(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES + SHARES, keep="failures")

    account = bench.replay(ONE_PASSES + SHARES).account

    assert account["judgedAgain"] == 2
    (standing,) = account["standing"]
    assert standing["reason"] == "their exchanges were not kept"
    assert standing["requirements"] == ["HTTP-01", "VIO-04"]


@pytest.mark.parametrize("how", ["reset", "hang"])
def test_an_answer_that_never_came_is_an_exchange_too(serve: Serve, bench: Bench, how: str) -> None:
    def site(visit: Visit) -> None:
        if visit.path.startswith("/trustlink"):
            getattr(visit, how)()
        else:
            sample_site(visit)

    recorded = bench.verify(serve(site).url, ONE_PASSES, bounds=Bounds(timeout=0.5))

    replayed = bench.replay(ONE_PASSES)

    assert replayed.account["same"]
    assert findings(replayed.report) == findings(recorded) != []


def test_a_site_that_puts_off_is_waited_for_in_no_time(serve: Serve, bench: Bench) -> None:
    visits: list[str] = []

    def site(visit: Visit) -> None:
        visits.append(visit.path)
        if visit.path.startswith("/trustlink") and len(visits) < 5:
            visit.answer(b"{}", status="429 Too Many Requests", headers="Retry-After: 1\r\n")
        else:
            sample_site(visit)

    bench.verify(serve(site).url, ONE_PASSES)

    replayed = bench.replay(ONE_PASSES)

    assert replayed.account["same"]
    assert replayed.exit_code == 3
    assert len(visits) == 5


def test_a_run_that_was_out_of_requests_is_so_again(serve: Serve, bench: Bench) -> None:
    recorded = bench.verify(serve(sample_site).url, ASKS_TWICE, bounds=Bounds(max_requests=3))

    replayed = bench.replay(ASKS_TWICE)

    assert "3 requests are used up" in json.dumps(recorded)
    assert replayed.account["same"]


def test_an_interrupted_run_stays_an_error(serve: Serve, bench: Bench) -> None:
    text = ONE_PASSES + "\n@requirement('VIO-02')\ndef test_z(site): os._exit(3)\n"
    bench.verify(serve(sample_site).url, text)

    replayed = bench.replay(text.replace("os._exit(3)", "site.expect('one', 1, 1)"))

    assert replayed.exit_code == 4
    assert "the checks' process ended with 3" in "; ".join(replayed.report["problems"])


def test_what_is_judged_otherwise_is_listed(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES)

    replayed = bench.replay(ONE_PASSES.replace(", 1)", ", 7)"))

    (change,) = replayed.account["changes"]
    assert replayed.exit_code == 1
    assert replayed.account["requirements"] == [
        {"id": "VIO-04", "recorded": "PASSED", "now": "FAILED"}
    ]
    assert (change["check"], change["before"], change["now"]) == (
        "sample::test_it", "PASSED", "FAILED",
    )  # fmt: skip
    assert change["told"] == "expected 7, found 1 at /counts/counted"


def test_a_changed_suite_is_named_as_the_reason(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES)
    file = bench.folder / "report" / "report.json"
    report = json.loads(file.read_bytes())
    report["digests"]["suite"] = "0" * 64
    file.write_text(json.dumps(report), "utf-8")

    account = bench.replay(ONE_PASSES.replace(", 1)", ", 7)")).account

    (reason,) = account["why"]
    assert reason.startswith("the suite changed: 000000000000 then, ")


def test_a_check_that_asks_anew_keeps_its_recorded_outcome(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES)

    replayed = bench.replay(ONE_PASSES.replace("uscc=USCC", "uscc=USCC, asOf='2026-01-01'"))

    (standing,) = replayed.account["standing"]
    assert standing["reason"] == "they ask now what the run did not ask"
    assert replayed.account["same"]


def test_checks_that_came_or_went_are_listed(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES)

    account = bench.replay(
        ONE_PASSES.replace("test_it", "test_other").replace("uscc=USCC", "uscc='x'")
    ).account

    assert account["added"] == ["sample::test_other"]
    assert account["gone"] == ["sample::test_it"]


def test_no_socket_is_opened(serve: Serve, bench: Bench) -> None:
    server = serve(sample_site)
    port = server.url.rpartition(":")[2]
    text = f"""
    import socket

    @requirement("VIO-04")
    def test_it(site):
        with socket.create_connection(("127.0.0.1", {port})):
            site.expect("one", 1, 1)
    """
    bench.verify(server.url, text)
    asked = len(server.requests)

    account = bench.replay(text).account

    assert account["judgedAgain"] == 0
    assert len(server.requests) == asked


def findings(report):
    return [one for entry in report["requirements"] for one in entry["findings"]]


def counting_site():
    """Answer each question about violations with one more than the last."""
    count = iter(range(1, 100))

    def site(visit: Visit) -> None:
        if visit.path.startswith("/trustlink"):
            say_json(visit, {"counts": {"counted": next(count)}})
        else:
            sample_site(visit)

    return site
