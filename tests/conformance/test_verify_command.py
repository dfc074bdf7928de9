"""Home of the tests of the command `trustlink verify`: what is typed, and what comes of it."""

import json
import socket
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from raw_server import Serve, Visit
from sample_site import sample_site

from trustlink.cli import main


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments])


@pytest.mark.slow
def test_a_site_is_judged_and_the_report_written(serve: Serve, tmp_path: Path) -> None:
    result = verify(
        serve(sample_site).url,
        *("--report-dir", str(tmp_path / "deep" / "report"), "--seed", "7"),
        *("--requirement", "DISC-01", "--timeout", "3", "--max-requests", "40"),
    )

    report = json.loads((tmp_path / "deep" / "report" / "report.json").read_text("utf-8"))
    assert result.exit_code == report["exitCode"]
    assert report["seed"] == 7
    assert (report["bounds"]["timeout"], report["bounds"]["max_requests"]) == (3.0, 40)
    assert "timeout 3.0" in result.stderr
    assert result.stdout.splitlines()[0] == report["verdict"]["text"]
    assert result.stdout.splitlines()[-1] == report["verdict"]["text"]


@pytest.mark.slow
def test_without_a_seed_a_run_can_be_compared_with_another(serve: Serve, tmp_path: Path) -> None:
    result = verify(serve(sample_site).url, *one_requirement(tmp_path))

    assert seed_of(tmp_path) == 0
    assert "seed 0, run" in result.stderr


@pytest.mark.slow
def test_a_random_seed_is_printed_with_how_to_repeat_it(serve: Serve, tmp_path: Path) -> None:
    result = verify(serve(sample_site).url, *one_requirement(tmp_path), "--seed", "random")

    seed = seed_of(tmp_path)
    assert f"seed {seed} (drawn: repeat with --seed {seed}), run" in result.stderr


@pytest.mark.parametrize("seed", ["-1", "4294967296", "Random", "x"])
def test_a_seed_is_a_number_of_32_bits_or_random(seed: str) -> None:
    result = verify("http://127.0.0.1:1", "--seed", seed)

    assert result.exit_code == 2
    assert "--seed" in result.stderr


def one_requirement(folder: Path) -> tuple[str, ...]:
    return ("--report-dir", str(folder), "--requirement", "DISC-01")


def seed_of(folder: Path) -> int:
    report: dict[str, int] = json.loads((folder / "report.json").read_text("utf-8"))
    return report["seed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the URL of the site was expected"),
        (["http://shop.example"], "https was expected"),
        (["http://127.0.0.1:1", "--timeout", "0"], "a number from 0.1 to 300 was expected"),
        (["http://127.0.0.1:1", "--requirement", "X-1"], "there is no requirement X-1"),
        (["--target", "no-such-file.toml"], "can't be read"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_reason(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    result = verify(*arguments, "--report-dir", str(tmp_path))

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_site_that_is_not_there_ends_with_2_and_a_hint(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    result = verify(f"http://127.0.0.1:{port}", "--report-dir", str(tmp_path))

    assert result.exit_code == 2
    assert "the connection was refused" in result.stderr
    assert "hint: Is the site running" in result.stderr


def only_discovery(visit: Visit) -> None:
    if visit.path.startswith("/.well-known/"):
        visit.answer(b"{}", headers="Content-Type: application/json\r\n")
    else:
        visit.answer(b"", status="404 Not Found")


@pytest.mark.slow
def test_a_path_below_which_there_is_nothing_is_the_users_mistake(
    serve: Serve, tmp_path: Path
) -> None:
    result = verify(f"{serve(only_discovery).url}/api", "--report-dir", str(tmp_path))

    assert result.exit_code == 2
    assert "there is nothing of the interface below" in result.stderr
    assert "without a path they start at the origin" in result.stderr


@pytest.mark.slow
def test_a_secret_can_come_by_standard_input(serve: Serve, tmp_path: Path) -> None:
    target = tmp_path / "trustlink.toml"
    target.write_text('[credentials.importer-a]\nclient_id = "acme"\n', encoding="utf-8")
    site = serve(sample_site)
    typed = "typed-secret"

    result = CliRunner().invoke(
        main,
        [
            *("verify", site.url, "--mode", "live", "--target", str(target)),
            *("--secret-stdin", "importer-a", "--requirement", "API-01"),
            *("--report-dir", str(tmp_path / "report")),
        ],
        input=f"{typed}\n",
    )

    basic = b64encode(f"acme:{typed}".encode())
    assert any(basic in request for request in site.requests)
    assert typed not in result.output
    assert typed not in (tmp_path / "report" / "report.json").read_text("utf-8")


def test_a_secret_that_does_not_come_is_the_callers_mistake(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main,
        [
            *("verify", "http://127.0.0.1:1", "--secret-stdin", "importer-a"),
            *("--report-dir", str(tmp_path)),
        ],
        input="",
    )

    assert result.exit_code == 2
    assert "a line was expected on standard input" in result.stderr


@pytest.mark.slow
def test_a_sites_owner_finds_the_run_in_the_logs(serve: Serve, tmp_path: Path) -> None:
    site = serve(sample_site)

    verify(site.url, "--requirement", "DISC-01", "--report-dir", str(tmp_path / "report"))

    run = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))["run"]
    assert f"X-Request-Id: {run}-1\r\n".encode() in site.requests[0]
    assert all(f"(run {run})".encode() in request for request in site.requests)


def refusing_site(visit: Visit) -> None:
    if visit.path.startswith("/trustlink"):
        visit.answer(b"", status="401 Unauthorized")
    else:
        sample_site(visit)


@pytest.mark.slow
def test_a_token_that_the_site_refuses_is_the_testers_matter(serve: Serve, tmp_path: Path) -> None:
    target = tmp_path / "trustlink.toml"
    target.write_text('[credentials.importer-a]\ntoken_env = "STALE"\n', encoding="utf-8")

    result = CliRunner().invoke(
        main,
        [
            *("verify", serve(refusing_site).url, "--mode", "live", "--target", str(target)),
            *("--report-dir", str(tmp_path / "report")),
        ],
        env={"STALE": "stale-access-token"},
    )

    assert result.exit_code == 2
    assert "the site refuses the access token of importer-a (401)" in result.stderr
    assert "trustlink.toml:1: credentials.importer-a" in result.stderr
    assert "stale-access-token" not in result.output
