"""Home of [credentials.<label>]: a client of the site, or a ready-made access token."""

import re

from trustlink_conformance.secret_sources import SecretSources, keys_of
from trustlink_conformance.target import Credential
from trustlink_conformance.toml_table import Table

_CLIENT = ("client_id", "client_id_env")
_SECRET, _TOKEN = keys_of("client_secret"), keys_of("token")
_SENDABLE = re.compile(r"[\x21-\x7e]{1,8192}")


def credential_of(table: Table, label: str, sources: SecretSources) -> Credential:
    """Return the credential that a table describes; raises UserError with file, line and key.

    Either a client's id with its secret, or a token; standard input wins over the file. A secret
    itself has no key: target files are committed and shown.
    """
    table.only(*_CLIENT, *_SECRET, *_TOKEN, "scopes")
    _refuse_both(table)
    if not any(key in table.members for key in _CLIENT):
        return Credential(label, token=_token(table, label, sources))
    client = _client(table, sources)
    secret = sources.typed.get(label) or sources.secret(table, "client_secret")
    if not secret:
        raise table.mistake(
            f"one of {' and '.join(_SECRET)} was expected, found 0",
            hint=f"Or give the secret by standard input: --secret-stdin {label}.",
        )
    return Credential(label, client, client_secret=secret, scopes=table.texts("scopes"))


def _refuse_both(table: Table) -> None:
    tokens = [key for key in _TOKEN if key in table.members]
    clients = [key for key in (*_CLIENT, *_SECRET) if key in table.members]
    if tokens and clients:
        raise table.mistake(f"{tokens[0]} stands alone, found {', '.join(clients)} too")


def _client(table: Table, sources: SecretSources) -> str:
    if "client_id" in table.members and "client_id_env" in table.members:
        raise table.mistake("one of client_id and client_id_env was expected, found both")
    return table.text("client_id") or sources.secret(table, "client_id")


def _token(table: Table, label: str, sources: SecretSources) -> str:
    token = sources.typed.get(label) or sources.secret(table, "token")
    if not token:
        raise table.mistake(
            "client_id or token_env was expected",
            hint="A client has client_id and client_secret_env (or client_secret_file); a ready-"
            "made access token has token_env (or token_file).",
        )
    if token.lower().startswith("bearer "):
        raise table.mistake("the token alone was expected, found the word Bearer before it")
    if not _SENDABLE.fullmatch(token):
        raise table.mistake("a token of at most 8,192 printable signs without blanks was expected")
    return token
