"""Home of [credentials.<label>]: a client whose secret comes from the environment or a file."""

from collections.abc import Mapping
from pathlib import Path

from trustlink.errors import UserError
from trustlink_conformance.target import Credential
from trustlink_conformance.toml_table import Table

_KEYS = ("client_id", "client_secret_env", "client_secret_file", "token_env", "scopes")


def credential_of(table: Table, label: str, environment: Mapping[str, str]) -> Credential:
    """Return the credential that a table describes; raises UserError with file and key.

    Either `token_env`, or `client_id` with `client_secret_env` or `client_secret_file`. A secret
    itself has no key: target files are committed and shown.
    """
    table.only(*_KEYS)
    scopes = table.texts("scopes")
    if "token_env" in table.members:
        _alone(table)
        return Credential(label, token=_from_environment(table, "token_env", environment))
    if not table.text("client_id"):
        raise UserError(f"{table.place}: client_id or token_env was expected")
    secret = _secret(table, environment)
    return Credential(label, table.text("client_id"), client_secret=secret, scopes=scopes)


def _alone(table: Table) -> None:
    beside = [key for key in ("client_id", *_KEYS[1:3]) if key in table.members]
    if beside:
        raise UserError(f"{table.place}: token_env stands alone, found {', '.join(beside)} too")


def _secret(table: Table, environment: Mapping[str, str]) -> str:
    sources = [key for key in ("client_secret_env", "client_secret_file") if key in table.members]
    if len(sources) != 1:
        raise UserError(
            f"{table.place}: one of client_secret_env and client_secret_file was expected, "
            f"found {len(sources)}"
        )
    if sources[0] == "client_secret_env":
        return _from_environment(table, "client_secret_env", environment)
    return _from_file(table)


def _from_environment(table: Table, key: str, environment: Mapping[str, str]) -> str:
    name = table.text(key)
    secret = environment.get(name, "").strip()
    if not secret:
        raise UserError(
            f"{table.place}.{key}: the environment variable {name} is not set",
            hint=f"Export {name}, or name another variable.",
        )
    return secret


def _from_file(table: Table) -> str:
    path = Path(table.text("client_secret_file")).expanduser()
    try:
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{table.place}.client_secret_file: {path} can't be read") from error
    if not secret:
        raise UserError(f"{table.place}.client_secret_file: {path} is empty")
    return secret
