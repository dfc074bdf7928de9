"""Home of the tests of the command `trustlink doctor`: whose fault, which line, which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from certificates import Certificates, https_server
from click.testing import CliRunner, Result
from judged_mock import mock
from raw_server import Serve, Visit

from trustlink.cli import main
from trustlink_conformance.published import published_suppliers

SECRETS = {
    "CLIENT": "synthetic-secret-of-importer-a",
    "OTHER": "synthetic-secret-of-importer-b",
    "TOKEN": "eyJhbGciOiJFUzI1NiJ9.e30.no-signature-of-the-site",
}
CLIENT = '[credentials.importer-a]\nclient_id = "tl-sandbox-importer-a"\n'
SECRET = 'client_secret_env = "CLIENT"\n'
SUPPLIERS = list(published_suppliers())
WITHOUT_QUOTA = (
    '[credentials.quota-used-up]\nclient_id = "tl-sandbox-importer-b"\n'
    'client_secret_env = "OTHER"\n'
)
IMPORTERS = (
    '[requesters.SG]\nid = "202699001M"\n'
    '[requesters.TH]\nid = "0105569990011"\n'
    '[requesters.VN]\nid = "0199000017"\n'
)


def doctor(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments], env={**SECRETS, **environment})


def examined(folder: Path, url: str, text: str) -> dict[str, Any]:
    file = folder / "trustlink.toml"
    file.write_text(f'url = "{url}"\nmode = "live"\n{text}', encoding="utf-8")
    result = doctor("--target", str(file), "--format", "json")
    report: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == report["exitCode"]
    assert not any(secret in result.output for secret in SECRETS.values())
    return report


def symptom(report: dict[str, Any], subject: str) -> dict[str, Any]:
    return next(one for one in report["symptoms"] if one["subject"] == subject)


@pytest.mark.slow
def test_a_sandbox_with_the_published_clients_is_ready() -> None:
    with mock() as url:
        result = doctor(url)

    assert result.exit_code == 0, result.output
    assert "ok      credentials.quota-used-up: a token of its endpoint is answered 429" in (
        result.stdout
    )
    assert result.stdout.endswith(f"Next: trustlink verify {url}\n")


@pytest.mark.slow
def test_what_is_missing_is_a_gap_with_the_line_to_change(tmp_path: Path) -> None:
    with mock() as url:
        report = examined(tmp_path, url, f"{CLIENT}{SECRET}# [requesters.SG]\n# id = 'x'\n")

    told = symptom(report, "requesters")
    assert report["exitCode"] == 3
    assert told["state"] == "gap"
    assert "VER-01" in told["requirements"]
    assert told["place"].endswith("trustlink.toml:6: requesters.SG (commented out)")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "subject", "said", "line"),
    [
        (
            f'{CLIENT}client_secret_env = "OTHER"\n',
            "credentials.importer-a",
            "the token endpoint refused the client",
            ":3: credentials.importer-a",
        ),
        (
            '[credentials.importer-a]\ntoken_env = "TOKEN"\n',
            "credentials.importer-a",
            "the site refuses the token",
            ":3: credentials.importer-a",
        ),
        (
            f'{CLIENT}{SECRET}[subjects]\nsuppliers = ["91440300TL00009997"]\n',
            "suppliers",
            "1 of 1 are not known to the site",
            ":7: subjects.suppliers",
        ),
        (
            f'{CLIENT}{SECRET}[subjects]\nrated = ["91350200TL00000598"]\n',
            "subjects.rated",
            "the site says otherwise of 91350200TL00000598",
            ":7: subjects.rated",
        ),
        (
            f"{CLIENT}{SECRET}{WITHOUT_QUOTA}",
            "credentials.quota-used-up",
            "was expected to be answered 429, found 200",
            ":6: credentials.quota-used-up",
        ),
    ],
)
def test_a_wrong_setting_is_blamed_on_the_configuration(
    tmp_path: Path, text: str, subject: str, said: str, line: str
) -> None:
    with mock() as url:
        report = examined(tmp_path, url, text)

    told = symptom(report, subject)
    assert report["exitCode"] == 2
    assert told["state"] == "mistake"
    assert said in told["text"]
    assert told["place"].endswith(line)


@pytest.mark.slow
def test_a_path_below_which_there_is_nothing_is_a_mistake(tmp_path: Path) -> None:
    with mock() as url:
        report = examined(tmp_path, f"{url}/api", CLIENT + SECRET)

    assert report["exitCode"] == 2
    assert symptom(report, "interface")["place"].endswith(":1: url")


@pytest.mark.slow
def test_a_site_that_refuses_an_importer_is_at_fault(tmp_path: Path) -> None:
    importers = IMPORTERS.replace("0199000017", "0399000021")

    with mock(defects=["ID-07-one-tax-office-refused"]) as url:
        report = examined(tmp_path, url, CLIENT + SECRET + importers)

    assert report["exitCode"] == 1
    assert symptom(report, "requesters.TH")["state"] == "well"
    assert symptom(report, "requesters.VN")["state"] == "fault"


@pytest.mark.parametrize(
    ("url", "subject", "said"),
    [
        ("http://127.0.0.1:1", "connection", "no connection to 127.0.0.1:1"),
        ("https://no-such-host.invalid", "name", "no-such-host.invalid has no address"),
        ("http://shop.example", "target", "https was expected"),
        ("shop.example", "target", "an http or https URL"),
    ],
)
def test_a_wrong_url_is_a_mistake(tmp_path: Path, url: str, subject: str, said: str) -> None:
    report = examined(tmp_path, url, "")

    assert report["exitCode"] == 2
    assert said in symptom(report, subject)["text"]


def html(visit: Visit) -> None:
    visit.answer(b"<html>\x1b[31m", headers="Content-Type: text/html\r\n")


def test_a_site_without_discovery_is_at_fault(serve: Serve, tmp_path: Path) -> None:
    report = examined(tmp_path, serve(html).url, "")

    assert report["exitCode"] == 1
    told = symptom(report, "discovery")["text"]
    assert "a discovery document was expected, found status 200, an HTML page without" in told


def redirecting(visit: Visit) -> None:
    visit.answer(b"", status="302 Found", headers="Location: https://www.shop.example/\r\n")


def test_a_site_that_sends_elsewhere_is_told_with_the_place(serve: Serve, tmp_path: Path) -> None:
    report = examined(tmp_path, serve(redirecting).url, "")

    told = symptom(report, "discovery")["text"]
    assert 'status 302, a redirect to "https://www.shop.example/"' in told


def elsewhere(visit: Visit) -> None:
    document = {"tokenEndpoint": "https://login.example/\x1b[31m", "operator": {"name": "\x1b"}}
    visit.answer(json.dumps(document).encode())


def test_what_a_site_says_is_harmless_on_a_terminal(serve: Serve) -> None:
    result = doctor(serve(elsewhere).url, "--mode", "live")

    assert "\x1b" not in result.output
    assert 'allow_origins = ["https://login.example"]' in result.output


def test_discovery_in_the_other_place_is_found(serve: Serve, tmp_path: Path) -> None:
    def below(visit: Visit) -> None:
        is_there = visit.path == "/api/.well-known/trustlink"
        visit.answer(b"{}" if is_there else b"", status="200 OK" if is_there else "404 Not Found")

    report = examined(tmp_path, f"{serve(below).url}/api", "")

    assert report["exitCode"] == 2
    assert symptom(report, "discovery")["advice"] == 'Set well_known = "url".'


def test_an_untrusted_certificate_is_told_with_the_setting_for_it(tmp_path: Path) -> None:
    with https_server(html, Certificates.made_in(tmp_path)) as site:
        report = examined(tmp_path, site.url, "")

    told = symptom(report, "TLS")
    assert (report["exitCode"], told["state"]) == (2, "mistake")
    assert "ca_file" in told["advice"]


def test_a_trusted_certificate_is_told_with_its_last_day(tmp_path: Path) -> None:
    with https_server(html, Certificates.made_in(tmp_path)) as site:
        report = examined(tmp_path, site.url, '[tls]\nca_file = "ca.pem"')

    assert "certificate good until 3000-01-01" in symptom(report, "TLS")["text"]


@pytest.mark.slow
def test_an_http_port_is_told_where_https_is_meant(tmp_path: Path) -> None:
    with mock() as url:
        report = examined(tmp_path, url.replace("http:", "https:"), "")

    assert report["exitCode"] == 2
    assert "is it an http port?" in symptom(report, "TLS")["advice"]


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    report = examined(tmp_path, "https://shop.example", CLIENT)

    assert report["exitCode"] == 2
    assert "trustlink.toml:3: credentials.importer-a: " in symptom(report, "target")["text"]


def silent_about_all_but_one(visit: Visit) -> None:
    if visit.path == "/.well-known/trustlink":
        document = {"suppliers": SUPPLIERS, "earliestAsOf": "2024-01-01"}
        visit.answer(json.dumps(document).encode())
    elif visit.path in ("/trustlink/v1/status", f"/trustlink/v1/suppliers/{SUPPLIERS[0]}"):
        visit.answer(b"{}")
    else:
        visit.hang()


def test_a_site_that_is_silent_is_not_asked_for_ever(serve: Serve, tmp_path: Path) -> None:
    site = serve(silent_about_all_but_one)
    text = '[credentials.importer-a]\ntoken_env = "TOKEN"\n[bounds]\ntimeout = 0.2\n'

    report = examined(tmp_path, site.url, text)

    assert "3 questions came to no complete answer" in symptom(report, "examination")["text"]
    assert len(site.requests) < 12
