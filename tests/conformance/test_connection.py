"""Home of the tests of the connection: a private CA, a client certificate, a proxy, headers."""

import json
import ssl
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from certificates import PASSWORD, Certificates, https_server, tunnel
from raw_server import Serve, Visit, raw_server

from trustlink.errors import UserError
from trustlink_conformance.evidence import exchange_as_json
from trustlink_conformance.exchange import Exchange, FailureKind, Origin, Outgoing
from trustlink_conformance.handover import Handover, handover_of
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags, read_target

ENVIRONMENT = {
    "KEY_PASSWORD": PASSWORD,
    "WRONG": "wrong-password",
    "PROXY_PASSWORD": "proxy-password",
    "GATE": "gate-secret-1",
    "SHORT": "x",
}


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates.made_in(tmp_path)


def target_of(folder: Path, url: str, text: str) -> Target:
    file = folder / "trustlink.toml"
    file.write_text(text, encoding="utf-8")
    return read_target(Flags(url), file=file, environment=ENVIRONMENT, today=date(2026, 9, 1))


def get(target: Target, url: str | None = None) -> Exchange:
    handed_over = handover_of(Handover(target, 0, "full", "", "").as_line()).target
    with Session(handed_over, lambda _: None) as session:
        return session.exchange(Outgoing("GET", url or f"{target.url}/x"), Origin())


def say_hello(visit: Visit) -> None:
    visit.answer(b"hello")


def kind_of(exchange: Exchange) -> FailureKind | None:
    return exchange.failure.kind if exchange.failure else None


def test_a_certificate_of_an_unknown_authority_is_not_trusted(
    tmp_path: Path, certificates: Certificates
) -> None:
    with https_server(say_hello, certificates) as site:
        exchange = get(target_of(tmp_path, site.url, ""))

    assert kind_of(exchange) is FailureKind.TLS


def test_an_authority_of_the_target_file_is_trusted(
    tmp_path: Path, certificates: Certificates
) -> None:
    with https_server(say_hello, certificates) as site:
        exchange = get(target_of(tmp_path, site.url, '[tls]\nca_file = "ca.pem"'))

    assert kind_of(exchange) is None


def test_an_expired_certificate_is_told_from_one_that_is_not_trusted(
    tmp_path: Path, certificates: Certificates
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificates.authority.issue_cert("127.0.0.1", not_after=yesterday).configure_cert(context)

    with raw_server(say_hello, context) as site:
        url = site.url.replace("http:", "https:")
        exchange = get(target_of(tmp_path, url, '[tls]\nca_file = "ca.pem"'))

    assert kind_of(exchange) is FailureKind.EXPIRED


@pytest.mark.parametrize(
    "key",
    [
        'key_file = "client.key"',
        'key_file = "locked.key"\nkey_password_env = "KEY_PASSWORD"',
    ],
)
def test_a_client_certificate_is_shown_to_a_site_that_wants_one(
    tmp_path: Path, certificates: Certificates, key: str
) -> None:
    text = f'[tls]\nca_file = "ca.pem"\ncertificate_file = "client.pem"\n{key}'

    with https_server(say_hello, certificates, wants_client=True) as site:
        exchange = get(target_of(tmp_path, site.url, text))

    assert kind_of(exchange) is None


def test_without_a_client_certificate_such_a_site_gives_no_answer(
    tmp_path: Path, certificates: Certificates
) -> None:
    with https_server(say_hello, certificates, wants_client=True) as site:
        exchange = get(target_of(tmp_path, site.url, '[tls]\nca_file = "ca.pem"'))

    assert kind_of(exchange) is FailureKind.TLS


def proxied(proxy: str, named: str = "PROXY_PASSWORD") -> str:
    return (
        '[tls]\nca_file = "ca.pem"\n'
        f'[proxy]\nurl = "{proxy}"\nuser = "user"\npassword_env = "{named}"'
    )


def test_a_proxy_of_the_target_file_is_used(
    serve: Serve, tmp_path: Path, certificates: Certificates
) -> None:
    proxy = serve(tunnel)

    with https_server(say_hello, certificates) as site:
        exchange = get(target_of(tmp_path, site.url, proxied(proxy.url)))

    assert kind_of(exchange) is None
    assert proxy.requests[0].startswith(f"CONNECT 127.0.0.1:{site.port} ".encode())
    assert b"X-Request-Id" not in proxy.requests[0]


def test_a_proxy_that_refuses_is_blamed_itself(
    serve: Serve, tmp_path: Path, certificates: Certificates
) -> None:
    proxy = serve(tunnel)

    with https_server(say_hello, certificates) as site:
        exchange = get(target_of(tmp_path, site.url, proxied(proxy.url, "WRONG")))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROXY
    assert "407" in exchange.failure.message


def test_a_proxy_of_the_environment_is_never_used(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, proxy = serve(say_hello), serve(say_hello)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    get(target_of(tmp_path, site.url, ""))

    assert (len(site.requests), len(proxy.requests)) == (1, 0)


HEADERS = '[headers]\nX-Gate = { value_env = "GATE" }\nX-Trace = "conformance"'


def test_headers_of_the_target_file_are_sent_to_the_site(serve: Serve, tmp_path: Path) -> None:
    site = serve(say_hello)

    get(target_of(tmp_path, site.url, HEADERS))

    assert b"\r\nX-Gate: gate-secret-1\r\nX-Trace: conformance\r\n" in site.requests[0]


def test_headers_of_the_target_file_are_sent_to_no_other_origin(
    serve: Serve, tmp_path: Path
) -> None:
    site, other = serve(say_hello), serve(say_hello)
    text = f'allow_origins = ["{other.url}"]\n{HEADERS}'

    get(target_of(tmp_path, site.url, text), f"{other.url}/token")

    assert b"gate-secret" not in other.requests[0]
    assert b"X-Trace" not in other.requests[0]


def test_a_redirect_takes_no_header_along(serve: Serve, tmp_path: Path) -> None:
    other = serve(say_hello)
    elsewhere = f"Location: {other.url}/\r\n"
    site = serve(lambda visit: visit.answer(b"", status="302 Found", headers=elsewhere))
    target = target_of(tmp_path, site.url, f'allow_origins = ["{other.url}"]\n{HEADERS}')

    with Session(target, lambda _: None) as session:
        session.follow(Outgoing("GET", f"{site.url}/"), Origin())

    assert b"X-Gate" in site.requests[0]
    assert b"X-Gate" not in other.requests[0]


def test_a_secret_header_is_not_written(serve: Serve, tmp_path: Path) -> None:
    site = serve(lambda visit: visit.answer(visit.header("X-Gate").encode()))
    target = target_of(tmp_path, site.url, HEADERS)

    written = json.dumps(exchange_as_json(get(target), Redactor.for_target(target)))

    assert "gate-secret-1" not in written
    assert "[header X-Gate]" in written
    assert "gate-secret-1" not in repr(target)


def test_each_request_names_the_run_and_its_number(serve: Serve) -> None:
    site = serve(say_hello)

    with Session(Target(site.url), lambda _: None, run_id="run1") as session:
        for _ in range(2):
            session.exchange(Outgoing("GET", f"{site.url}/"), Origin())

    assert b"\r\nX-Request-Id: run1-2\r\n" in site.requests[1]
    assert b" (run run1)\r\n" in site.requests[1]


BAD_PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tls]\nca_file = "none.pem"', "toml:2: tls.ca_file: .*can't be read"),
        ('[tls]\nca_file = "trustlink.toml"', "toml:2: tls.ca_file: .*is not in PEM form"),
        ('[tls]\nca_file = "bad.pem"', "toml:2: tls.ca_file: .*holds no certificate"),
        ("[tls]\nca_file = 1", "toml:2: tls.ca_file: a text that is not empty"),
        ('[tls]\nkey_file = "client.key"', "tls.key_file: certificate_file was expected"),
        ('[tls]\ncertificate_file = "client.pem"', "tls.certificate_file: a certificate with"),
        (
            '[tls]\ncertificate_file = "client.pem"\nkey_file = "locked.key"',
            "toml:3: tls.key_file: the private key can't be opened",
        ),
        (
            '[tls]\ncertificate_file="client.pem"\nkey_file="locked.key"\nkey_password_env="WRONG"',
            "the private key can't be opened",
        ),
        ("[tls]\nverify = false", "toml:2: tls.verify: this key is not known here"),
        ('[proxy]\nurl = "socks5://a.example"', "toml:2: proxy.url: an http or https URL"),
        ('[proxy]\nurl = "http://u:hush@a.example"', "toml:2: proxy.url: .*without a user"),
        ('[proxy]\nurl = "http://a.example/x"', "toml:2: proxy.url: host and port alone"),
        ('[proxy]\nuser = "x"', "proxy.url: "),
        ('[headers]\nAuthorization = "x"', "toml:2: headers.Authorization: .*the suite's own"),
        ('[headers]\nif-none-match = "x"', "the suite's own, or one that checks vary"),
        ('[headers]\nHost = "x"', "the suite's own"),
        ('[headers]\nProxy-Authorization = "x"', "the suite's own"),
        ('[headers]\n"X Y" = "x"', "the name of a header was expected"),
        ('[headers]\nX = "a\\r\\nB: c"', "toml:2: headers.X: a value of 1 to 2,048"),
        ("[headers]\nX = 1", "toml:2: headers.X: a text that is not empty"),
        ("[headers]\nX = {}", "toml:2: headers.X: value_env or value_file was expected"),
        ('[headers]\nX = { value_env = "NONE" }', "environment variable NONE is not set"),
        ('[headers]\nX = { value_env = "SHORT" }', "a secret of at least 8 signs"),
        ('[headers]\nX = { valu_env = "GATE" }', "toml:2: headers.X.valu_env: this key is not"),
    ],
)
def test_a_mistake_is_told_with_line_and_key(
    tmp_path: Path, certificates: Certificates, text: str, said: str
) -> None:
    (tmp_path / "bad.pem").write_text(BAD_PEM, encoding="ascii")

    with pytest.raises(UserError, match=said) as caught:
        target_of(certificates.ca_file.parent, "https://shop.example", text)

    assert "hush" not in str(caught.value)


def test_a_key_of_another_certificate_is_told(tmp_path: Path, certificates: Certificates) -> None:
    key = certificates.authority.issue_cert("b@shop.example").private_key_pem
    key.write_to_path(str(tmp_path / "other.key"))

    with pytest.raises(UserError, match=r"tls\.key_file: the key is not that of the certificate"):
        target_of(
            tmp_path,
            "https://shop.example",
            '[tls]\ncertificate_file = "client.pem"\nkey_file = "other.key"',
        )


def test_a_proxy_is_refused_for_plain_http(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="a proxy can't be used for a site that is asked by plain"):
        target_of(tmp_path, "http://localhost:1", '[proxy]\nurl = "http://a.example"')


def test_the_target_file_of_the_readme_is_read(tmp_path: Path, certificates: Certificates) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    text = readme.partition("```toml\n")[2].partition("```")[0]
    with certificates.certificate_file.open("ab") as file:
        file.write(certificates.locked_key_file.read_bytes())
    names = ("TRUSTLINK_CLIENT_SECRET", "TRUSTLINK_GATE")
    environment = {**dict.fromkeys(names, "long-enough"), "TRUSTLINK_KEY_PASSWORD": PASSWORD}
    (tmp_path / "trustlink.toml").write_text(text, encoding="utf-8")

    target = read_target(
        Flags(),
        file=tmp_path / "trustlink.toml",
        environment=environment,
        today=date(2026, 9, 1),
    )

    assert target.public_url == "https://www.supplier.example"
    assert target.connection.headers[0].name == "X-Gate"
