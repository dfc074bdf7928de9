"""Home of what the mock says when it is ready: where it is, who may ask, and how to try it."""

import shlex
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from trustlink_mock.clients import Client, load_clients
from trustlink_mock.clock import instant_text, system_clock
from trustlink_mock.more_suppliers import NO_MORE
from trustlink_mock.settings import Settings

_TRIED_SUPPLIER = "91440300TL0000016J"
_TRIED_CLIENT = "importer-a"


def greeting(  # noqa: PLR0913 -- each by name: what there is to say
    settings: Settings,
    *,
    contract_version: str,
    listening: str,
    authority: Path | None = None,
    store: Path | None = None,
    workers: int = 1,
    host: str = "127.0.0.1",
    has_secret: bool = False,
) -> str:
    """Return the lines to print once the server can be reached at `listening`.

    `authority` is the file of the throw-away authority that clients have to trust, `store` that of
    the sandboxes, if there are such files; `host` the address that it listens on; `has_secret` says
    whether a secret opens the control of the sandboxes.
    """
    options = f"--cacert {shlex.quote(str(authority))} " if authority else ""
    lines = (
        *_place(contract_version, listening),
        *_reached_by(settings, listening, authority),
        *_exposed(settings, listening, host=host, has_secret=has_secret),
        *_configured(settings),
        *(_kept(store, workers) if store else ()),
        *_clients(),
        *_trial(listening, options),
    )
    return "\n".join(lines)


def _place(contract_version: str, listening: str) -> Iterator[str]:
    yield f"TrustLink mock server, assumed contract {contract_version} (unofficial, synthetic data)"
    yield f"Listening on {listening}  (Swagger UI: {listening}/trustlink/ui)"


def _exposed(settings: Settings, listening: str, *, host: str, has_secret: bool) -> Iterator[str]:
    """Yield what to know about a server that others than this machine can reach."""
    address = ip_address(host.partition("%")[0])
    if address.is_loopback:
        return
    if address.is_unspecified:
        yield f"Reached by   whoever reaches this machine: it listens on all interfaces ({host})"
        if settings.public_url == listening:
            yield f"             others need --public-url: discovery sends them to {listening}"
    if not has_secret:
        yield (
            "Sandboxes    /_sandbox is closed; --sandbox-secret-file or TRUSTLINK_SANDBOX_SECRET "
            "opens it"
        )


def _configured(settings: Settings) -> Iterator[str]:
    yield f"Profiles     {', '.join(settings.profiles)}"
    if settings.suppliers != NO_MORE:
        yield f"Suppliers    {settings.suppliers}"
    for overlay in settings.overlays:
        yield f"Overlay      {overlay}"
    if settings.clock is not system_clock:
        yield f"Clock        stands still at {instant_text(settings.clock())}"
    for defect in settings.defects:
        yield f"DEFECT       {defect}: this server violates the contract on purpose"
    for variant in settings.variants:
        yield f"Variant      {variant}: another way to follow the contract"


def _kept(store: Path, workers: int) -> Iterator[str]:
    yield f"Store        {store}"
    if workers > 1:
        yield f"Workers      {workers}"


def _reached_by(settings: Settings, listening: str, authority: Path | None) -> Iterator[str]:
    if settings.public_url != listening:
        yield f"Clients use  {settings.public_url}"
    if authority is not None:
        yield f"Trust        {authority}  (the authority of this run; gone when it ends)"
    for origin in settings.cors:
        yield f"Browsers     scripts of {origin} may read the answers"


def _clients() -> Iterator[str]:
    yield ""
    yield "Clients (their secrets are published with the fixtures and open nothing but sandboxes):"
    for client in load_clients().values():
        yield f"  {client.client_id}:{client.secret}  {_description(client)}"


def _description(client: Client) -> str:
    scopes = " ".join(sorted(client.scopes, reverse=True))
    return scopes if client.behaviour == "HONEST" else f"{scopes}, {client.behaviour}"


def _trial(origin: str, options: str) -> Iterator[str]:
    """Yield two commands that work when they are pasted into a shell."""
    client = next(one for one in load_clients().values() if one.label == _TRIED_CLIENT)
    yield ""
    yield "Try it: a token, then a question about a supplier (paste both lines):"
    yield (
        f"  TOKEN=$(curl -s {options}-u '{client.client_id}:{client.secret}' "
        f"-d grant_type=client_credentials {origin}/oauth2/token "
        """| sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"""
    )
    yield (
        f'  curl -s {options}-H "Authorization: Bearer $TOKEN" '
        f"{origin}/trustlink/v1/suppliers/{_TRIED_SUPPLIER}/violation-status"
    )
    yield ""
    yield "Ctrl-C ends it."
