"""Home of the command `trustlink mock`: starts the mock server and says how to try it."""

import logging
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from trustlink.commands.overlay_option import overlay_option
from trustlink.commands.retention import parse_retention
from trustlink.contract import load_contract
from trustlink.errors import UserError
from trustlink.garbage import not_collected
from trustlink_mock.clock import SettableClock, parse_instant, system_clock
from trustlink_mock.greeting import greeting
from trustlink_mock.more_suppliers import NO_MORE, parse_more_suppliers
from trustlink_mock.origin import without_default_port
from trustlink_mock.settings import PROFILES, RETAIN, SOURCE_LIMIT, SOURCE_TIMEOUT, Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 finds a free one.",
)
@click.option("--public-url", help="Origin that clients use, if not http://HOST:PORT.")
@click.option(
    "--now",
    help="Let the clock stand still at this instant, as 2026-09-01T04:00:00Z, until it is set.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    default=PROFILES,
    help="Profile to offer; repeatable. [default: all of them]",
)
@overlay_option
@click.option(
    "--defect",
    "defects",
    multiple=True,
    help="Deliberate violation to commit, as `trustlink defects` lists them; repeatable.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    help="Harmless difference to show, as `trustlink variants` lists them; repeatable.",
)
@click.option(
    "--suppliers",
    metavar="FILE|N",
    help="Suppliers beside the scenarios: a file of JSON lines, or N generated ones.",
)
@click.option("--seed", default=0, show_default=True, help="Decides the N generated suppliers.")
@click.option(
    "--signing-key",
    "signing_keys",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File of a private key for receipts, JWK or PEM; repeatable, the first signs.",
)
@click.option(
    "--source-timeout",
    default=SOURCE_TIMEOUT,
    show_default=True,
    type=click.FloatRange(0, SOURCE_LIMIT),
    help="Seconds to wait for a slow source.",
)
@click.option(
    "--sandbox-secret-file",
    type=click.Path(path_type=Path),
    help="File of the secret that opens /_sandbox; else TRUSTLINK_SANDBOX_SECRET is read. "
    "Without one, /_sandbox is closed unless the server listens on loopback.",
)
@click.option(
    "--strict", "is_strict", is_flag=True, help="Ignore the header Prefer, as a site would."
)
@click.option("--tls", is_flag=True, help="Serve https with a certificate made for this run.")
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path),
    help="Serve https with this certificate and its chain, PEM; needs --tls-key.",
)
@click.option(
    "--tls-key", type=click.Path(path_type=Path), help="File of the certificate's key, PEM."
)
@click.option(
    "--cors",
    "cors",
    metavar="ORIGIN",
    multiple=True,
    help="Let scripts of this origin read the answers in a browser; repeatable.",
)
@click.option(
    "--grace",
    default=2,
    show_default=True,
    type=click.IntRange(0, 600),
    help="Seconds that requests in flight have to end once the server is stopped.",
)
@click.option(
    "--store",
    metavar="URL",
    help="Keep everything in a SQLite file, as sqlite:///mock.db, for restarts and workers; "
    "sqlite:////srv/mock.db is an absolute path. [default: in memory]",
)
@click.option(
    "--retain",
    default=f"P{RETAIN.days}D",
    show_default=True,
    help="How long the store keeps verifications, replies and the journal, as P30D or PT12H.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that serve; more than one need --store.",
)
@click.option("--access-log", is_flag=True, help="Write one line per request, without queries.")
@not_collected()
def mock(  # noqa: PLR0913 -- one per option of the command line
    *,
    host: str,
    port: int,
    public_url: str | None,
    now: str | None,
    profiles: tuple[str, ...],
    overlays: tuple[Path, ...],
    defects: tuple[str, ...],
    variants: tuple[str, ...],
    suppliers: str | None,
    seed: int,
    signing_keys: tuple[Path, ...],
    source_timeout: float,
    sandbox_secret_file: Path | None,
    is_strict: bool,
    tls: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    cors: tuple[str, ...],
    grace: int,
    store: str | None,
    retain: str,
    workers: int,
    access_log: bool,
) -> None:
    """Start the mock server: a site of synthetic suppliers that follows the assumed contract.

    It listens until Ctrl-C or SIGTERM. Unofficial: no specification of TrustLink was found, as of
    2026-11-30.
    """
    from trustlink_mock.cross_origin import (  # noqa: PLC0415 -- a second, not spent on --help
        check_browser_origin,
    )
    from trustlink_mock.sandboxes.guard import (  # noqa: PLC0415 -- as above
        Guard,
        is_loopback_address,
        read_secret,
    )
    from trustlink_mock.service import Service  # noqa: PLC0415 -- as above
    from trustlink_mock.serving import bound_socket, origin_of  # noqa: PLC0415 -- as above
    from trustlink_mock.tls import chosen_tls  # noqa: PLC0415 -- as above

    origin = parse_origin(public_url) if public_url else ""
    settings = Settings(
        profiles=profiles,
        overlays=overlays,
        defects=defects,
        variants=variants,
        suppliers=parse_more_suppliers(suppliers, seed=seed) if suppliers else NO_MORE,
        clock=stopped_clock(now) if now else system_clock,
        signing_keys=signing_keys,
        source_timeout=source_timeout,
        cors=tuple(map(check_browser_origin, cors)),
        retain=parse_retention(retain),
    )
    file = _store_file(store, workers=workers)
    secret = read_secret(sandbox_secret_file)
    _set_up_logs(access_log=access_log)
    hosts = {host, urlsplit(origin).hostname or host}
    with (
        chosen_tls(throwaway=tls, certificate=tls_cert, key=tls_key, hosts=hosts) as secured,
        bound_socket(host, port) as bound,
    ):
        address = bound.getsockname()[0]
        listening = origin_of(bound, scheme="https" if secured else "http")
        settings = replace(settings, public_url=origin or listening)
        lines = greeting(
            settings,
            contract_version=load_contract().version,
            listening=listening,
            authority=secured.authority if secured else None,
            store=file,
            workers=workers,
            host=address,
            has_secret=bool(secret),
        )
        service = Service(
            settings=settings,
            guard=Guard(secret, on_loopback=is_loopback_address(address)),
            is_strict=is_strict,
            store=file,
            bound=bound,
            tls=secured.context if secured else None,
            grace=grace,
        )
        service.run(lambda: click.echo(lines), workers=workers)


def stopped_clock(text: str) -> SettableClock:
    """Return a clock that stands still at the instant of --now; raises UserError."""
    try:
        return SettableClock(stopped_at=parse_instant(text))
    except ValueError as error:
        raise UserError(
            f"--now {text!r} is no instant", hint="Write it in UTC, as 2026-09-01T04:00:00Z."
        ) from error


def parse_origin(text: str) -> str:
    """Read an origin, as https://mock.example:8443; raises UserError."""
    try:
        parts = urlsplit(text)
        is_origin = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_origin = is_origin and text.rstrip("/") == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        is_origin = False
    if not is_origin or "@" in text:
        raise UserError(
            f"--public-url {text!r} is no origin",
            hint="Write scheme, host and port alone, as https://mock.example:8443.",
        )
    return without_default_port(text.rstrip("/"))


def _store_file(store: str | None, *, workers: int) -> Path | None:
    """Return the file of --store, None for memory; raises UserError."""
    if store is not None:
        from trustlink_mock.store import parse_store  # noqa: PLC0415 -- not spent without a store

        return parse_store(store)
    if workers > 1:
        raise UserError(
            f"--workers {workers} need a store that they share",
            hint="Give one: --store sqlite:///mock.db",
        )
    return None


def _set_up_logs(*, access_log: bool) -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    # The front layer says what goes wrong; uvicorn would say it again, with its own frames.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    if access_log:
        logging.getLogger("trustlink_mock.access").setLevel(logging.INFO)
