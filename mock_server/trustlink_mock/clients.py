"""Home of the sandbox's OAuth clients: published, synthetic, each with its behaviour."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from trustlink.errors import UserError
from trustlink.resources import fixtures_folder

Behaviour = Literal["HONEST", "QUOTA_USED_UP", "EXPIRED_TOKENS", "FOREIGN_AUDIENCE"]


@dataclass(frozen=True, slots=True)
class Client:
    """Is an importer's software that may obtain tokens."""

    label: str
    client_id: str
    secret: str = field(repr=False)
    scopes: frozenset[str]
    behaviour: Behaviour = "HONEST"


@cache
def load_clients(path: Path | None = None) -> Mapping[str, Client]:
    """Load the clients by client id; raises UserError if the file is not what it should be."""
    source = path or fixtures_folder() / "clients.json"
    try:
        entries = json.loads(source.read_bytes())["clients"]
        return {entry["clientId"]: _client(entry) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{source}: can't be read as the sandbox's clients: {error!r}") from error


def clients_of(sandbox: str) -> Mapping[str, Client]:
    """Return the published clients as a sandbox has them: its name ends their ids, after a dot."""
    published = load_clients()
    if not sandbox:
        return published
    ids = {f"{client_id}.{sandbox}": client for client_id, client in published.items()}
    return {name: replace(client, client_id=name) for name, client in ids.items()}


def _client(entry: Mapping[str, object]) -> Client:
    scopes = entry["scopes"]
    if not isinstance(scopes, list):
        raise TypeError("scopes is no list")
    return Client(
        label=str(entry["label"]),
        client_id=str(entry["clientId"]),
        secret=str(entry["clientSecret"]),
        scopes=frozenset(map(str, scopes)),
        behaviour=entry.get("behaviour", "HONEST"),  # type: ignore[arg-type]  # one of the four: fixtures are checked
    )
