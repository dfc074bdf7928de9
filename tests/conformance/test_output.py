"""Standard output of every command: encodings, writes that fail, and what a site wrote."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx2
import pytest
from raw_server import Serve, Visit
from sample_report import hostile_report, sample_report
from sample_site import TOKEN, USCC, say_json

from trustlink.cli import main
from trustlink.resources import openapi_folder
from trustlink_conformance.reports.views import FORMATS
from trustlink_mock import sandbox

ENCODINGS = ("cp1252", "cp936", "ascii", "latin-1")
FOREIGN = "深圳 ✗ \U0001f600 \x1b[31m\u202e ##[error]x\n::set-output name=a::b"
CONTRACT = str(openapi_folder() / "trustlink.yaml")
_SHOWN = [
    *(["report", "REPORT", "--format", view] for view in FORMATS),
    ["compare", "REPORT", "OTHER"],
    ["replay", "REPORT"],
    ["forget", ".", "--dry-run"],
    ["fleet", "深圳.toml"],
    ["verify", "--target", "深圳.toml"],
    ["plan", "--target", "深圳.toml"],
    ["doctor", "--target", "深圳.toml"],
    ["selftest", "--defect", "深圳"],
    ["mock", "--defect", "深圳"],
    ["init", "https://深圳.example", "--offline", "--force"],
    ["contract", "match", "深圳.yaml"],
    ["contract", "diff", CONTRACT, "深圳.yaml"],
    ["contract", "check", "深圳.yaml"],
    ["contract", "edition", "3.1"],
    ["contract", "requirements"],
    ["fixtures", "check"],
    ["fixtures", "generate", "--count", "3"],
    ["fixtures", "answers", "深圳.jsonl"],
    ["requirements"],
    ["requirements", "--format", "json"],
    ["requirements", "--format", "markdown"],
    ["explain", "VIO-04"],
    ["explain", "深圳"],
    ["defects"],
    ["variants", "--json"],
    ["--help"],
    ["深圳"],
]
LIVE = [
    ["doctor", "URL"],
    ["plan", "URL"],
    ["journal", "URL"],
    ["journal", "URL", "--report"],
    ["journal", "URL", "--json"],
]


@dataclass(frozen=True)
class Ended:
    """What a command wrote, and its exit code."""

    out: str
    err: str
    code: int


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with two reports, one of them full of foreign text."""
    hostile = hostile_report(FOREIGN)
    hostile["verdict"]["text"] = f"{hostile['verdict']['word']} ({FOREIGN})"
    for name, report in (("REPORT", hostile), ("OTHER", sample_report())):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "深圳.toml").write_text(f"{json.dumps(FOREIGN)} = 1\n", encoding="utf-8")
    (tmp_path / "深圳.yaml").write_text(f"{json.dumps(FOREIGN)}: 1\n", encoding="utf-8")
    (tmp_path / "深圳.jsonl").write_text(json.dumps({FOREIGN: 1}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with sandbox() as server:
        httpx2.get(f"{server.base_url}/trustlink/v1/suppliers/{quote(FOREIGN)}")
        yield server.base_url


def ended(arguments: list[str], encoding: str) -> Ended:
    """Run a command with strict streams of an encoding."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, errors="strict") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = code_of(arguments)
    out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams)  # type: ignore[attr-defined]  # BytesIO
    return Ended(out, err, code)


def code_of(arguments: list[str]) -> int:
    try:
        main(arguments, prog_name="trustlink")
    except SystemExit as end:
        return int(end.code or 0)
    raise AssertionError("a command ends with an exit code")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-8"])
@pytest.mark.parametrize("arguments", _SHOWN, ids=" ".join)
def test_a_command_writes_in_any_encoding_what_no_runner_obeys(
    arguments: list[str], encoding: str
) -> None:
    found = ended(arguments, encoding)

    assert found.code == ended(arguments, "utf-8").code
    assert found.out or found.err
    shown = found.err if "github" in arguments else found.out + found.err
    assert not re.search(r"^\s*::", shown, re.MULTILINE)
    assert "##[" not in found.out + found.err
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found.out)
    assert "Traceback" not in found.err


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("arguments", LIVE, ids=" ".join)
def test_a_command_about_a_site_ends_alike_in_any_encoding(
    arguments: list[str], encoding: str, site: str
) -> None:
    given = [site if word == "URL" else word for word in arguments]

    found = ended(given, encoding)

    assert (found.code, bool(found.out)) == (ended(given, "utf-8").code, True)


@pytest.mark.usefixtures("folder")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("arguments", _SHOWN, ids=" ".join)
def test_a_full_disk_is_no_verdict(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    writes = bool(ended(arguments, "utf-8").out)

    with Path("/dev/full").open("w", encoding="utf-8") as full, contextlib.redirect_stdout(full):
        code = code_of(arguments)

    assert code == 2 if writes else code
    told = [
        line for line in capsys.readouterr().err.splitlines() if line.startswith("error: stand")
    ]
    assert len(told) == writes


@pytest.mark.usefixtures("folder")
def test_standard_error_that_is_full_changes_no_exit_code() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, contextlib.redirect_stderr(full):
        code = code_of(["contract", "match", "no-such-file.yaml"])

    assert code == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_documents_stay_well_formed_in_any_encoding(encoding: str) -> None:
    junit = ended(["report", "REPORT", "--format", "junit"], encoding).out
    badge = ended(["report", "REPORT", "--format", "badge"], encoding).out
    as_json = ["requirements", "--format", "json"]
    listed = ended(as_json, encoding).out

    assert "深圳" in "".join(ET.fromstring(junit).itertext())  # noqa: S314 -- our own
    assert json.loads(badge)["label"]
    assert json.loads(listed) == json.loads(ended(as_json, "utf-8").out)


def named_in_chinese(visit: Visit) -> None:
    """Answer as a site whose operator has a Chinese name, with words that runners obey."""
    if visit.path == "/.well-known/trustlink":
        endpoint = f"http://{visit.header('Host')}/oauth2/token"
        operator = {"name": FOREIGN, "website": "https://sample.example"}
        say_json(visit, {"tokenEndpoint": endpoint, "operator": operator, "suppliers": [USCC]})
    else:
        say_json(visit, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})


@pytest.mark.slow
def test_the_verdict_is_the_same_in_another_encoding_and_none_on_a_full_disk(
    serve: Serve, tmp_path: Path
) -> None:
    url = serve(named_in_chinese).url
    command = [sys.executable, "-m", "trustlink", "verify", url, "--requirement", "DISC-01"]

    def verified(name: str, **settings: object) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
        given = [*command, "--max-requests", "40", "--report-dir", str(tmp_path / name)]
        return subprocess.run(given, env=environment, check=False, **settings)  # type: ignore[call-overload, no-any-return]

    shown = verified("shown", capture_output=True)
    with Path("/dev/full").open("wb") as full:
        lost = verified("lost", stdout=full, stderr=subprocess.PIPE)

    assert shown.returncode == json.loads((tmp_path / "shown/report.json").read_bytes())["exitCode"]
    assert rb"\u6df1\u5733" in shown.stdout
    assert b"##[" not in shown.stdout + shown.stderr
    assert (lost.returncode, (tmp_path / "lost/report.json").exists()) == (2, True)
    assert b"standard output can't be written: No space left on device" in lost.stderr


def test_a_reader_that_has_gone_is_no_verdict() -> None:
    command = [sys.executable, "-m", "trustlink", "fixtures", "generate", "--count", "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.read(1)
        child.stdout.close()
        told = child.stderr.read()

    assert child.returncode == 2
    assert told.startswith(b"error: standard output can't be written: Broken pipe")
