"""Home of the mock inside another program: a real server in a thread, for the tests of a client."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from trustlink.errors import TrustlinkError
from trustlink_mock.clients import Client, load_clients
from trustlink_mock.settings import Settings

_DEFAULT_CLIENT = "importer-a"
_HONEST = Settings()


@dataclass(frozen=True)
class Sandbox:
    """Is a mock server that runs, seen from the program that started it."""

    base_url: str
    """Its origin, as http://127.0.0.1:40123."""
    settings: Settings
    """What it was started with; `public_url` is the base URL."""
    clients: Mapping[str, Client] = field(repr=False)
    """The sandbox's OAuth clients by label, as importer-a; their secrets are published."""
    ca_file: Path | None = None
    """The authority to trust if it speaks https; gone when the context ends."""

    @cached_property
    def token(self) -> str:
        """An access token of importer-a with all its scopes, fetched when it is first read."""
        return self.token_of(_DEFAULT_CLIENT)

    def token_of(self, label: str) -> str:
        """Fetch an access token of the client of that label; raises TrustlinkError without one."""
        import httpx2  # noqa: PLC0415 -- not spent on whoever asks for tokens with their own client

        client = self.clients[label]
        answer = httpx2.post(
            f"{self.base_url}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(client.client_id, client.secret),
            trust_env=False,
            verify=ssl.create_default_context(cafile=self.ca_file) if self.ca_file else True,
        )
        if answer.status_code != 200:
            raise TrustlinkError(f"no token for {label}: the mock answered {answer.status_code}")
        return str(answer.json()["access_token"])


@contextmanager
def sandbox(settings: Settings = _HONEST, *, port: int = 0, tls: bool = False) -> Iterator[Sandbox]:
    """Run a mock server of its own on 127.0.0.1 as long as the context lasts.

    It heeds the header Prefer, and everybody on this machine may control it below /_sandbox. Port 0
    is any free one. With `tls` it speaks https, with a certificate made for it. Raises
    UserError for settings that contradict the contract, and for a port that is taken.
    """
    from trustlink_mock.sandboxes import (  # noqa: PLC0415 -- a second, not spent on --help
        create_sandboxes,
    )
    from trustlink_mock.sandboxes.situations import Transports  # noqa: PLC0415 -- as above
    from trustlink_mock.serving import (  # noqa: PLC0415 -- as above
        bound_socket,
        origin_of,
        served_by_a_thread,
    )
    from trustlink_mock.tls import chosen_tls  # noqa: PLC0415 -- as above

    with (
        chosen_tls(throwaway=tls, certificate=None, key=None, hosts=()) as secured,
        bound_socket("127.0.0.1", port) as bound,
    ):
        chosen = replace(settings, public_url=origin_of(bound, scheme="https" if tls else "http"))
        context, transports = secured.context if secured else None, Transports()
        app, protocol = create_sandboxes(chosen, transports=transports), transports.protocol()
        with served_by_a_thread(app, bound, tls=context, protocol=protocol):
            by_label = {client.label: client for client in load_clients().values()}
            authority = secured.authority if secured else None
            yield Sandbox(chosen.public_url, chosen, by_label, authority)
