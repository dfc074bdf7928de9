"""Home of the tests of verifying: from checks and a site to a report."""

import json
import socket
import stat

import pytest
from raw_server import Serve, Visit
from sample_site import TOKEN, USCC, echoing_site, sample_site
from verify_bench import ONE_PASSES, SECRET, Bench, outcome_of, requirement_of, valid

from trustlink.errors import UserError
from trustlink_conformance.bounds import Bounds


@pytest.mark.slow
@pytest.mark.parametrize(
    ("check", "outcome", "said"),
    [
        ("site.ask('getViolationStatus', uscc=USCC).expect_status(200)", "PASSED", ""),
        ("site.ask('getViolationStatus', uscc=USCC).expect('/counts/counted', 2)", "FAILED", ""),
        ("not_testable('no notice', provide='one')", "NOT_TESTABLE", "no notice"),
        ("not_applicable('no such thing')", "NOT_APPLICABLE", "no such thing"),
        ("site.ask('getViolationStatus', uscc=USCC)", "ERROR", "without a comparison"),
        ("assert 1 == 2", "ERROR", "AssertionError"),
        ("pytest.skip('not today')", "ERROR", "Skipped: not today"),
        ("pytest.xfail('not today')", "ERROR", "not today"),
        ("site.ask('noSuchOperation')", "ERROR", "noSuchOperation"),
        ("raise KeyError('x')", "ERROR", "KeyError"),
        ("raise SystemExit(0)", "ERROR", "SystemExit"),
        ("(lambda f: f(f))(lambda f: f(f))", "ERROR", "RecursionError"),
        ("site.discovery['x']", "ERROR", "KeyError"),
    ],
)
def test_a_requirement_comes_to_what_its_check_came_to(
    serve: Serve, bench: Bench, check: str, outcome: str, said: str
) -> None:
    text = f"@requirement('VIO-04')\ndef test_it(site):\n    {check}\n"

    report = valid(bench.verify(serve(sample_site).url, text))

    assert outcome_of(report, "VIO-04") == outcome
    assert said in "; ".join(requirement_of(report, "VIO-04")["reasons"])


@pytest.mark.slow
def test_a_finding_says_all_that_is_needed_to_repeat_it(serve: Serve, bench: Bench) -> None:
    site = serve(sample_site)

    report = valid(bench.verify(site.url, ONE_PASSES.replace(", 1)", ", 7)")))

    requirement = requirement_of(report, "VIO-04")
    finding = requirement["findings"][0]
    assert report["verdict"]["word"] == "NOT_CONFORMANT"
    assert report["exitCode"] == 1
    assert (finding["expected"], finding["actual"]) == ("7", "1")
    assert finding["pointer"] == "/counts/counted"
    assert finding["check"] == "sample::test_it"
    assert finding["exchanges"] == [3]
    assert f"--url {site.url}/trustlink/v1/suppliers/{USCC}/violation-status" in finding["curl"]
    assert "$TOKEN" in finding["curl"]
    assert requirement["counts"] == {"checks": 1, "exchanges": 1, "subjects": 1, "comparisons": 1}


@pytest.mark.slow
def test_one_check_can_judge_requirements_apart(serve: Serve, bench: Bench) -> None:
    text = """
    @requirement("VIO-01", "VIO-02", "VIO-04", "VIO-05")
    def test_it(site):
        answer = site.ask("getViolationStatus", uscc=USCC)
        with site.judging("VIO-01"):
            answer.expect("/counts/counted", 7)
        with site.judging("VIO-02"):
            answer.expect("/counts/counted", 1)
        with site.judging("VIO-04"):
            not_testable("no boundary", provide="one")
    """

    report = valid(bench.verify(serve(sample_site).url, text))

    assert outcome_of(report, "VIO-01") == "FAILED"
    assert outcome_of(report, "VIO-02") == "PASSED"
    assert outcome_of(report, "VIO-04") == "NOT_TESTABLE"
    assert outcome_of(report, "VIO-05") == "NOT_TESTABLE"


@pytest.mark.slow
def test_what_no_check_was_planned_for_is_never_green(serve: Serve, bench: Bench) -> None:
    report = valid(bench.verify(serve(sample_site).url, ONE_PASSES))

    assert outcome_of(report, "VIO-04") == "PASSED"
    assert outcome_of(report, "API-01") == "NOT_TESTABLE"
    assert report["verdict"]["word"] == "INCOMPLETE"
    assert report["exitCode"] == 3


@pytest.mark.slow
def test_what_does_not_speak_of_the_target_is_not_applicable(serve: Serve, bench: Bench) -> None:
    text = """
    @requirement("SEC-04", "VIO-04", "REB-06")
    def test_it(site):
        site.expect("one", 1, 1)

    @requirement("VIO-02", modes=["live"])
    def test_live(site):
        raise RuntimeError("is not to be run")

    @requirement("VIO-02", profile="records")
    def test_records(site):
        raise RuntimeError("is not to be run")
    """

    report = valid(bench.verify(serve(sample_site).url, text))

    assert outcome_of(report, "SEC-04") == "NOT_APPLICABLE"
    assert outcome_of(report, "REB-06") == "NOT_APPLICABLE"
    assert outcome_of(report, "LIF-01") == "NOT_APPLICABLE"
    assert outcome_of(report, "VIO-04") == "PASSED"
    assert outcome_of(report, "VIO-02") == "NOT_TESTABLE"


@pytest.mark.slow
def test_a_selection_judges_only_what_was_asked_for(serve: Serve, bench: Bench) -> None:
    text = ONE_PASSES + "\n@requirement('VIO-02')\ndef test_other(site):\n    raise KeyError\n"

    report = valid(bench.verify(serve(sample_site).url, text, selection=("VIO-04",)))

    assert [entry["id"] for entry in report["requirements"]] == ["VIO-04"]
    assert report["verdict"]["word"] == "SELECTION"
    assert report["exitCode"] == 0


def test_a_requirement_that_does_not_exist_is_a_user_error(bench: Bench) -> None:
    with pytest.raises(UserError, match="there is no requirement VIO-99"):
        bench.verify("http://127.0.0.1:1", ONE_PASSES, selection=("VIO-99",))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import no_such_module_at_all\n", "can't be read"),
        ("def test_it(site): pass\n", "declares no requirement"),
        ("@requirement('VIO-99')\ndef test_it(site): pass\n", "VIO-99, which is no requirement"),
        ("os._exit(3)\n", "the checks' process ended with 3"),
        ("@requirement('VIO-04')\ndef test_it(site): os.kill(os.getpid(), 9)\n", "ended with -9"),
        ("@requirement('VIO-04')\ndef test_it(site): os._exit(0)\n", "planned but not run"),
        ("@requirement('VIO-04')\ndef test_it(site): pytest.exit('x')\n", "planned but not run"),
    ],
)
def test_a_run_that_breaks_has_a_report_and_is_an_error(
    serve: Serve, bench: Bench, text: str, said: str
) -> None:
    report = valid(bench.verify(serve(sample_site).url, text))

    assert report["verdict"]["word"] == "ERROR"
    assert report["exitCode"] == 4
    assert said in "; ".join(report["problems"])


class Hasty(Bounds):
    """Takes checks for stuck after a second and a half."""

    silence = 1.5  # type: ignore[assignment] -- a fixed value in place of a derived one


@pytest.mark.slow
def test_checks_that_are_stuck_are_ended(serve: Serve, bench: Bench) -> None:
    text = "@requirement('VIO-04')\ndef test_it(site):\n    while True: pass\n"

    report = valid(bench.verify(serve(sample_site).url, text, bounds=Hasty()))

    assert outcome_of(report, "VIO-04") == "ERROR"
    assert "no sign of life" in report["problems"][0]


@pytest.mark.slow
def test_no_secret_is_in_the_report_folder_even_if_the_target_says_it_back(
    serve: Serve, bench: Bench
) -> None:
    text = """
    @requirement("VIO-04")
    def test_told(site):
        answer = site.ask("getViolationStatus", uscc=USCC)
        answer.expect("/heard", "nothing")

    @requirement("VIO-02")
    def test_header(site):
        answer = site.ask("getViolationStatus", uscc=USCC)
        answer.expect_header("X-Heard", "nothing")

    @requirement("VIO-01")
    def test_broken(site):
        raise KeyError(site.bearer() + site.world.target.credentials[0].client_secret)
    """

    report = bench.verify(serve(echoing_site).url, text)

    assert outcome_of(report, "VIO-04") == "FAILED"
    assert outcome_of(report, "VIO-01") == "ERROR"
    assert "[importer-a token]" in bench.written
    assert TOKEN not in bench.written
    assert SECRET not in bench.written


@pytest.mark.slow
def test_report_and_evidence_are_readable_for_their_owner_only(serve: Serve, bench: Bench) -> None:
    bench.verify(serve(sample_site).url, ONE_PASSES)

    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (bench.folder / "report").iterdir()
    }
    names = ("report.json", "report.html", "evidence.jsonl")
    assert modes == dict.fromkeys(names, 0o600)


@pytest.mark.slow
def test_evidence_of_what_passed_is_not_kept_when_only_failures_are(
    serve: Serve, bench: Bench
) -> None:
    text = ONE_PASSES + ONE_PASSES.replace("VIO-04", "VIO-02").replace("test_it", "test_two")
    text = text[: text.rindex("1)")] + "2)\n"

    bench.verify(serve(sample_site).url, text, keep="failures")

    lines = (bench.folder / "report" / "evidence.jsonl").read_text().splitlines()
    checks = [json.loads(line).get("origin", {}).get("check") for line in lines]
    assert "sample::test_two" in checks
    assert "sample::test_it" not in checks


@pytest.mark.slow
def test_an_earlier_report_is_replaced(serve: Serve, bench: Bench) -> None:
    site = serve(sample_site)
    bench.verify(site.url, ONE_PASSES, seed=1)

    bench.verify(site.url, ONE_PASSES, seed=2)

    report = json.loads((bench.folder / "report" / "report.json").read_text("utf-8"))
    assert report["seed"] == 2


@pytest.mark.parametrize("name", ["report.json", "evidence.jsonl"])
def test_a_file_of_somebody_elses_is_left_alone(bench: Bench, name: str) -> None:
    (bench.folder / "report").mkdir()
    (bench.folder / "report" / name).write_text("{}", encoding="utf-8")

    with pytest.raises(UserError, match="no earlier report of ours"):
        bench.verify("http://127.0.0.1:1", ONE_PASSES)

    assert (bench.folder / "report" / name).read_text("utf-8") == "{}"


@pytest.mark.slow
def test_a_site_that_is_not_there_is_a_user_error_without_a_report(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(UserError, match="can't be reached: the connection was refused"):
        bench.verify(f"http://127.0.0.1:{port}", ONE_PASSES)

    assert list((bench.folder / "report").iterdir()) == []


@pytest.mark.slow
def test_a_client_that_is_refused_is_a_user_error(serve: Serve, bench: Bench) -> None:
    def behaviour(visit: Visit) -> None:
        if visit.path == "/oauth2/token":
            visit.answer(b'{"error": "invalid_client"}', status="401 Unauthorized")
        else:
            sample_site(visit)

    with pytest.raises(UserError, match="the token endpoint refused the client importer-a"):
        bench.verify(serve(behaviour).url, ONE_PASSES)


@pytest.mark.slow
@pytest.mark.parametrize(
    "discovery",
    [b"[" * 100_000, b"\xff\xfe", b'{"suppliers": 7, "profiles": [[]], "operator": []}', b""],
)
def test_a_site_with_hostile_discovery_is_judged_all_the_same(
    serve: Serve, bench: Bench, discovery: bytes
) -> None:
    text = """
    @requirement("DISC-01")
    def test_it(site):
        site.ask("getDiscovery", credential=None).expect_present("/operator/name")

    @requirement("VIO-04")
    def test_suppliers(site):
        site.ask("getViolationStatus", uscc=site.suppliers[0]).expect_status(200)
    """

    report = valid(bench.verify(serve(lambda visit: visit.answer(discovery)).url, text))

    assert outcome_of(report, "DISC-01") == "FAILED"
    assert outcome_of(report, "VIO-04") == "NOT_TESTABLE"
    assert report["verdict"]["word"] == "NOT_CONFORMANT"
