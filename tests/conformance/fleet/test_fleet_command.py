"""Home of the tests of the command `trustlink fleet`, with processes, servers and signals."""

import json
import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner
from fleet_run import FleetRun, verify_process
from raw_server import RawServer, Serve, Visit
from sample_site import sample_site

import trustlink_conformance
from trustlink.cli import main

SCHEMA = Path(trustlink_conformance.__file__).parent / "fleet.schema.json"


@pytest.fixture
def fleet(tmp_path: Path) -> FleetRun:
    return FleetRun(tmp_path)


def hangs(visit: Visit) -> None:
    visit.hang()


def kills_its_judge(visit: Visit) -> None:
    os.kill(verify_process(f"http://{visit.header('Host')}"), signal.SIGKILL)
    visit.hang()


@pytest.mark.slow
def test_a_hanging_and_a_crashing_site_spoil_no_other(serve: Serve, fleet: FleetRun) -> None:
    servers = {
        name: serve(behaviour)
        for name, behaviour in {
            "hanging": hangs,
            "crashing": kills_its_judge,
            "first": sample_site,
            "second": sample_site,
        }.items()
    }
    urls = {name: server.url for name, server in servers.items()}
    fleet.write({**urls, "nobody": "http://127.0.0.1:1"}, hanging="time_limit = 8")

    exit_code, said = fleet.run("--parallel-per-host", "2")

    sites = fleet.sites
    words = {name: site["verdict"]["word"] for name, site in sites.items()}
    assert words == {
        "hanging": "ERROR",
        "crashing": "ERROR",
        "first": sites["second"]["verdict"]["word"],
        "second": own_report(fleet, "second")["verdict"]["word"],
        "nobody": "NO_VERDICT",
    }
    assert sites["hanging"]["reason"] == "it was not done within 8 s and was ended"
    assert sites["crashing"]["reason"] == "its process ended with -9 and left no report"
    assert "the connection was refused; hint: Is the site running" in sites["nobody"]["reason"]
    assert [name for name, site in sites.items() if site["whole"]] == ["first", "second"]
    assert exit_code == fleet.overview["exitCode"]
    assert said.count("ERROR (it was not done within 8 s") == 2
    validator = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_bytes()))
    assert [error.message for error in validator.iter_errors(fleet.overview)] == []


@pytest.mark.slow
def test_a_fleet_that_is_killed_goes_on_where_it_was(serve: Serve, fleet: FleetRun) -> None:
    reached, reach = os.pipe()
    first, third = serve(sample_site), serve(sample_site)
    second = serve(hangs_once(lambda: os.write(reach, b"x")))
    fleet.write({"first": first.url, "second": second.url, "third": third.url})

    with fleet.start() as process:
        os.read(reached, 1)
        judge = os.pidfd_open(verify_process(second.url))
        process.kill()
    ended, _, _ = select.select([judge], [], [], 40)
    asked = len(first.requests)
    exit_code, said = fleet.run()

    assert ended
    assert asked == len(first.requests) > 0
    assert "1 of 3 sites are done" in said
    assert [site["whole"] for site in fleet.overview["sites"]] == [True] * 3
    assert exit_code == fleet.overview["exitCode"] in (0, 1, 3)
    for handle in (reached, reach, judge):
        os.close(handle)


def hangs_once(reached: object):  # type: ignore[no-untyped-def]
    calls: list[Visit] = []

    def behaviour(visit: Visit) -> None:
        calls.append(visit)
        if len(calls) == 1:
            reached()  # type: ignore[operator]
            visit.hang()
        else:
            sample_site(visit)

    return behaviour


@pytest.mark.slow
def test_what_is_done_is_verified_again_when_asked(serve: Serve, fleet: FleetRun) -> None:
    server: RawServer = serve(sample_site)
    fleet.write({"only": server.url})
    fleet.run()
    asked, before = len(server.requests), fleet.overview

    _, kept = fleet.run()
    after_keeping, kept_overview = len(server.requests), fleet.overview
    fleet.run("--again")

    assert "1 of 1 sites are done, the first on" in kept
    assert (after_keeping, kept_overview) == (asked, before)
    assert len(server.requests) == 2 * asked
    assert fleet.overview != before


@pytest.fixture
def hearing() -> Iterator[None]:
    """Has the fleet hear SIGINT, also where a shell started the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("hearing")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_fleet_ends_its_sites_and_says_what_is_missing(
    serve: Serve, fleet: FleetRun, number: signal.Signals
) -> None:
    reached, reach = os.pipe()
    first, second = serve(sample_site), serve(hangs_once(lambda: os.write(reach, b"x")))
    fleet.write({"first": first.url, "second": second.url})

    with fleet.start() as process:
        os.read(reached, 1)
        judge = os.pidfd_open(verify_process(second.url))
        process.send_signal(number)
        exit_code = process.wait(40)
    ended, _, _ = select.select([judge], [], [], 0)

    assert ended
    assert exit_code in (1, 4)
    assert fleet.sites["first"]["whole"]
    assert fleet.sites["second"]["verdict"]["word"] == "ERROR"
    assert fleet.sites["second"]["reason"] == "the fleet was interrupted before it was done"
    for handle in (reached, reach, judge):
        os.close(handle)


@pytest.mark.slow
def test_secrets_come_from_where_the_target_file_says(serve: Serve, fleet: FleetRun) -> None:
    (fleet.folder / "site.toml").write_text(
        f'url = "{serve(sample_site).url}"\nmode = "live"\n[credentials.importer-a]\n'
        'client_id = "acme"\nclient_secret_env = "ACME_SECRET"\n',
        encoding="utf-8",
    )
    target = '[sites.only]\ntarget = "site.toml"\nrequirements = ["VIO-01"]\n'
    (fleet.folder / "fleet.toml").write_text(target, encoding="utf-8")

    without = fleet.run()
    missing = fleet.sites["only"]
    with_secret = fleet.run(ACME_SECRET="hush-hush-hush")

    assert without[0] == 2
    assert "the environment variable ACME_SECRET is not set" in missing["reason"]
    assert fleet.sites["only"]["whole"]
    written = [path.read_bytes() for path in fleet.folder.rglob("*") if path.is_file()]
    assert not any(b"hush-hush" in text for text in [*written, with_secret[1].encode()])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sites.a]\nmood = 1\n", "fleet.toml:2: sites.a.mood: this key is not known"),
        ("[sites.a\n", "is no TOML"),
    ],
)
def test_a_bad_fleet_file_ends_with_2_and_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "fleet.toml").write_text(text, encoding="utf-8")

    result = CliRunner().invoke(
        main, ["fleet", str(tmp_path / "fleet.toml"), "--report-dir", str(tmp_path / "out")]
    )

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def own_report(fleet: FleetRun, name: str) -> dict[str, dict[str, str]]:
    file = fleet.folder / "fleet-report" / "sites" / name / "report.json"
    return dict(json.loads(file.read_text("utf-8")))
