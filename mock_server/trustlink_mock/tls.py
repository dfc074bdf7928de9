"""Home of the server's TLS: with certificates that are thrown away, or with files of the user."""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from trustlink.errors import UserError
from trustlink_mock.certificates import throwaway_certificates


@dataclass(frozen=True, slots=True)
class Tls:
    """Is how a server speaks TLS."""

    context: ssl.SSLContext = field(repr=False)
    authority: Path | None = None
    """The file of the authority that clients have to trust; None if they know it."""


@contextmanager
def chosen_tls(
    *, throwaway: bool, certificate: Path | None, key: Path | None, hosts: Iterable[str]
) -> Iterator[Tls | None]:
    """Yield the TLS that the options choose, None for http; raises UserError."""
    if throwaway and (certificate or key):
        raise UserError(
            "--tls makes a certificate, --tls-cert brings one", hint="Give one of them."
        )
    if bool(certificate) != bool(key):
        raise UserError("a certificate needs its key", hint="Give both: --tls-cert and --tls-key.")
    if throwaway:
        with throwaway_tls(hosts) as made:
            yield made
    else:
        yield tls_of_files(certificate, key) if certificate and key else None


@contextmanager
def throwaway_tls(hosts: Iterable[str]) -> Iterator[Tls]:
    """Make certificates for these hosts and for loopback; they are gone when the context ends."""
    certificates = throwaway_certificates(hosts, now=datetime.now(UTC))
    with TemporaryDirectory(prefix="trustlink-mock-") as folder:
        authority, own = Path(folder) / "ca.pem", Path(folder) / "server.pem"
        authority.write_bytes(certificates.authority)
        own.touch(mode=0o600)
        own.write_bytes(certificates.key + certificates.server)
        context = _context(own, None)
        own.unlink()
        yield Tls(context, authority)


def tls_of_files(certificate: Path, key: Path) -> Tls:
    """Return the TLS of a certificate (with its chain) and its key, both PEM; raises UserError."""
    try:
        return Tls(_context(certificate, key))
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "reason", None) or error.strerror or "it is no PEM"
        raise UserError(
            f"no TLS with the certificate {certificate} and the key {key}: {reason}",
            hint="Give the certificate with its chain, and its key without a passphrase, in PEM.",
        ) from error


def _context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    # Without a passphrase of its own, OpenSSL would ask for one on the terminal.
    context.load_cert_chain(certificate, key, password="")
    return context
