"""Home of [tls], [proxy] and [headers]: how the tester's requests get to the site."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from trustlink.errors import UserError
from trustlink_conformance.addresses import origin_of
from trustlink_conformance.connection import Connection, ExtraHeader, Proxy
from trustlink_conformance.secret_sources import SecretSources, keys_of
from trustlink_conformance.toml_table import Table

_KEY_PASSWORD = keys_of("key_password")
_TLS_FILES = ("ca_file", "certificate_file", "key_file")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,2046}[\x21-\x7e])?")
_MOST_HEADERS = 20
_SHORTEST_SECRET = 8
_SUITES_OWN = re.compile(
    r"authorization|host|connection|te|trailer|transfer-encoding|upgrade|expect|range|prefer|"
    r"user-agent|x-request-id|idempotency-key|keep-alive|http2-settings|"
    r"(accept|content|if|proxy|access-control|sec)(-.*)?",
    re.IGNORECASE,
)
"""What checks vary, and what belongs to the connection: no header of the tester's own."""


def connection_of(table: Table, sources: SecretSources, *, url: str) -> Connection:
    """Return what the tester says of the way to the site at `url`; raises UserError with the key.

    Files are read here once, so that a wrong one is told before anything is sent.
    """
    tls = table.table("tls")
    files = _tls_files(tls, sources)
    connection = Connection(
        **files,
        key_password=sources.secret(tls, "key_password"),
        proxy=_proxy(table.table("proxy"), sources, url) if "proxy" in table.members else None,
        headers=_headers(table.table("headers"), sources),
    )
    _try(tls, connection)
    return connection


def _tls_files(table: Table, sources: SecretSources) -> dict[str, str]:
    table.only(*_TLS_FILES, *_KEY_PASSWORD)
    for key in ("key_file", *_KEY_PASSWORD):
        if key in table.members and "certificate_file" not in table.members:
            raise table.mistake("certificate_file was expected beside it", key)
    found = {key: sources.path(table, key) for key in _TLS_FILES if key in table.members}
    for key, path in found.items():
        _refuse_unreadable(table, key, path)
    return {key: str(path) for key, path in found.items()}


def _refuse_unreadable(table: Table, key: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(1_000_000)
    except OSError as error:
        raise table.mistake(f"{path} can't be read: {error.strerror}", key) from error
    if b"-----BEGIN " not in head:
        raise table.mistake(
            f"{path} is not in PEM form (-----BEGIN ...)",
            key,
            hint="`openssl x509 -inform der` or `openssl pkcs12` make PEM of other forms.",
        )


def _try(table: Table, connection: Connection) -> None:
    if not connection.ca_file and not connection.certificate_file:
        return
    try:
        Connection(ca_file=connection.ca_file).tls_context()
    except OSError as error:
        raise table.mistake(f"{connection.ca_file} holds no certificate", "ca_file") from error
    try:
        connection.tls_context()
    except (OSError, ValueError) as error:
        raise _client_mistake(table, connection, error) from error


def _client_mistake(table: Table, connection: Connection, error: Exception) -> UserError:
    if getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
        return table.mistake("the key is not that of the certificate", "key_file")
    key = "key_file" if connection.key_file else "certificate_file"
    if b"ENCRYPTED" in Path(connection.key_file or connection.certificate_file).read_bytes():
        return table.mistake(
            "the private key can't be opened with its password",
            key,
            hint="Give the password by key_password_env or key_password_file.",
        )
    return table.mistake(
        "a certificate with its private key was expected, and not found",
        key,
        hint="Give the key as key_file, or in the same file as the certificate.",
    )


def _proxy(table: Table, sources: SecretSources, url: str) -> Proxy:
    table.only("url", "user", *keys_of("password"))
    text = table.text("url")
    try:
        origin = origin_of(text)
    except ValueError:
        raise table.mistake(
            "an http or https URL of host and port, without a user, was expected",
            "url",
            hint="The user is a key of its own: user, with password_env or password_file.",
        ) from None
    if urlsplit(text).path not in ("", "/"):
        raise table.mistake(f"host and port alone were expected, found {text!r}", "url")
    if url.startswith("http:"):
        raise table.mistake(
            "a proxy can't be used for a site that is asked by plain http",
            hint="Plain http is taken on this machine alone: leave out [proxy], or give https.",
        )
    return Proxy(origin, table.text("user"), sources.secret(table, "password"))


def _headers(table: Table, sources: SecretSources) -> tuple[ExtraHeader, ...]:
    if len(table.members) > _MOST_HEADERS:
        raise table.mistake(f"at most {_MOST_HEADERS} headers were expected")
    return tuple(_header(table, name, sources) for name in table.members)


def _header(table: Table, name: str, sources: SecretSources) -> ExtraHeader:
    if not _NAME.fullmatch(name):
        raise table.mistake("the name of a header was expected (RFC 9110 section 5.1)", name)
    if _SUITES_OWN.fullmatch(name):
        raise table.mistake(
            "this header is the suite's own, or one that checks vary",
            name,
            hint="Tokens and client secrets belong in [credentials.<label>].",
        )
    is_secret = isinstance(table.members[name], dict)
    value = _looked_up(table.table(name), sources) if is_secret else table.text(name)
    if not _VALUE.fullmatch(value):
        raise table.mistake("a value of 1 to 2,048 printable ASCII signs was expected", name)
    return ExtraHeader(name, value, is_secret)


def _looked_up(table: Table, sources: SecretSources) -> str:
    table.only("value_env", "value_file")
    value = sources.secret(table, "value")
    if not value:
        raise table.mistake(
            "value_env or value_file was expected",
            hint='As in: X-Gate = { value_env = "GATE_KEY" }; or a text, if it is no secret.',
        )
    if len(value) < _SHORTEST_SECRET:
        raise table.mistake(
            f"a secret of at least {_SHORTEST_SECRET} signs was expected",
            hint="A shorter one can't be hidden in reports. If it is no secret, write it as text.",
        )
    return value
