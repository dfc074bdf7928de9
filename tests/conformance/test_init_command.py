"""Home of the tests of the command `trustlink init`: the file it writes can be used at once."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from raw_server import Serve, Visit

from trustlink.cli import main
from trustlink.resources import fixtures_folder
from trustlink_conformance.provisions import PROVISIONS
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags, read_target

CLIENT = {"TRUSTLINK_CLIENT_ID": "acme", "TRUSTLINK_CLIENT_SECRET": "hush-hush"}
SETTING = re.compile(r"^# (?=\[[\w.-]+\]|[\w.-]+ = )", re.MULTILINE)
PUBLISHED = json.loads((fixtures_folder() / "discovery.json").read_bytes())
LIVE = {**PUBLISHED, "environment": "PRODUCTION", "suppliers": ["91440300TL0000016J"]}


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def announcing(document: Any) -> Any:
    return lambda visit: visit.answer(json.dumps(document).encode())


def read(file: Path, environment: dict[str, str]) -> Target:
    return read_target(Flags(), file=file, environment=environment, today=date(2026, 9, 1))


def test_the_file_is_read_without_an_error_once_the_secrets_are_set(
    serve: Serve, tmp_path: Path
) -> None:
    site, file = serve(announcing(LIVE)), tmp_path / "trustlink.toml"

    result = init(site.url, "--target", str(file))

    target = read(file, CLIENT)
    assert result.exit_code == 0, result.output
    assert (target.url, target.mode) == (site.url, "live")
    assert target.subjects_of("suppliers") == ("91440300TL0000016J",)
    assert target.credentials[0].client_id == "acme"
    assert "trustlink doctor --target" in result.output


def test_everything_that_is_commented_out_can_be_taken_in(serve: Serve, tmp_path: Path) -> None:
    site, file = serve(announcing(LIVE)), tmp_path / "trustlink.toml"
    init(site.url, "--target", str(file))
    for name in ("ca.pem", "client.pem", "client.key"):
        (tmp_path / name).write_text("-----BEGIN NOTHING-----", encoding="ascii")

    text = SETTING.sub("", file.read_text("utf-8"))

    told = tomllib.loads(text)
    assert set(told["requesters"]) == {"SG", "TH", "VN"}
    assert set(told["credentials"]) == {
        "absent", "importer-a", "importer-b", "verify-only", "quota-used-up", "expired-tokens",
        "foreign-audience",
    }  # fmt: skip
    roles = {one.key for one in PROVISIONS if one.key.startswith("subjects.")}
    assert {f"subjects.{role}" for role in told["subjects"]} == {*roles, "subjects.suppliers"}
    file.write_text(re.sub(r"(?ms)^\[tls\].*?(?=^\[headers\])", "", text), encoding="utf-8")
    variables = {name: f"secret-{name}" for name in re.findall(r'"(TRUSTLINK_\w+)"', text)}
    assert len(read(file, variables).credentials) == 6


def test_comments_say_what_becomes_testable(serve: Serve, tmp_path: Path) -> None:
    site, file = serve(announcing({**LIVE, "profiles": ["core"]})), tmp_path / "trustlink.toml"

    init(site.url, "--target", str(file))

    text = file.read_text("utf-8")
    assert "# Not testable without: VER-06." in text
    assert "# More is seen with it by: SEC-02." in text
    assert "SEC-03" not in text


def test_a_sandbox_is_known_by_its_published_suppliers(serve: Serve, tmp_path: Path) -> None:
    site, file = serve(announcing(PUBLISHED)), tmp_path / "trustlink.toml"

    init(site.url, "--target", str(file))

    assert read(file, {}).mode == "sandbox"


def test_a_site_without_a_token_endpoint_wants_a_ready_made_token(
    serve: Serve, tmp_path: Path
) -> None:
    document = {name: value for name, value in LIVE.items() if name != "tokenEndpoint"}
    site, file = serve(announcing(document)), tmp_path / "trustlink.toml"

    init(site.url, "--target", str(file))

    assert read(file, {"TRUSTLINK_TOKEN": "abc"}).credentials[0].token == "abc"


def test_a_foreign_origin_is_proposed_and_not_allowed(serve: Serve, tmp_path: Path) -> None:
    document = {**LIVE, "tokenEndpoint": "https://login.shop.example/token"}
    site, file = serve(announcing(document)), tmp_path / "trustlink.toml"

    init(site.url, "--target", str(file))

    assert '# allow_origins = ["https://login.shop.example"' in file.read_text("utf-8")
    assert read(file, CLIENT).allow_origins == ()


HOSTILE = '"]\n[credentials.importer-a]\ntoken = "x\x00\x1b[31m\u202e\u2028' + "x" * 10_000


@pytest.mark.parametrize(
    "document",
    [
        {"operator": {"name": HOSTILE}, "suppliers": [HOSTILE] * 150, "profiles": [HOSTILE]},
        {"operator": HOSTILE, "suppliers": HOSTILE, "profiles": {}, "tokenEndpoint": HOSTILE},
        {"tokenEndpoint": f"https://a.example{HOSTILE}", "keysUri": f"https://{HOSTILE}/"},
        {"operator": {"name": ["x"]}, "suppliers": [1, None], "environment": {}},
    ],
)
def test_what_a_site_says_stays_within_its_comment(
    serve: Serve, tmp_path: Path, document: Any
) -> None:
    site, file = serve(announcing(document)), tmp_path / "trustlink.toml"

    result = init(site.url, "--target", str(file))

    text = file.read_text("utf-8")
    assert result.exit_code == 0, result.output
    assert tomllib.loads(text)["url"] == site.url
    assert set(tomllib.loads(text)) <= {"url", "mode", "credentials"}
    assert all(line.isprintable() and len(line) < 250 for line in text.splitlines())
    assert "\x1b" not in result.output


def test_a_file_that_is_there_is_not_overwritten(serve: Serve, tmp_path: Path) -> None:
    site, file = serve(announcing(LIVE)), tmp_path / "trustlink.toml"
    file.write_text("mine", encoding="utf-8")

    refused = init(site.url, "--target", str(file))

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert file.read_text("utf-8") == "mine"
    assert init(site.url, "--target", str(file), "--force").exit_code == 0
    assert file.read_text("utf-8") != "mine"


def throttling(visit: Visit) -> None:
    visit.answer(b"", status="429 No", headers="Retry-After: 86400\r\n")


def test_a_site_that_throttles_is_told_as_one(serve: Serve, tmp_path: Path) -> None:
    refused = init(serve(throttling).url, "--target", str(tmp_path / "trustlink.toml"))

    assert refused.exit_code == 2
    assert "a discovery document was expected, found status 429" in refused.stderr


def not_found(visit: Visit) -> None:
    visit.answer(b"no", status="404 Not Found")


def test_without_discovery_nothing_is_written_unless_asked(serve: Serve, tmp_path: Path) -> None:
    site, file = serve(not_found), tmp_path / "trustlink.toml"

    refused = init(site.url, "--target", str(file))
    written = init(site.url, "--target", str(file), "--offline")

    assert refused.exit_code == 2
    assert "a discovery document was expected, found status 404" in refused.stderr
    assert written.exit_code == 0
    assert read(file, CLIENT).mode == "live"
    assert len(site.requests) == 1
