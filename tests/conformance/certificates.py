"""Home of throw-away certificates, and of an https server and a proxy, for the tests of TLS."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from raw_server import Behaviour, RawServer, Visit, raw_server

PASSWORD = "key-password"


@dataclass(frozen=True)
class Certificates:
    """A CA of the test's own, a server's certificate, and a client's in PEM files."""

    authority: trustme.CA
    ca_file: Path
    certificate_file: Path
    key_file: Path
    locked_key_file: Path

    @classmethod
    def made_in(cls, folder: Path) -> "Certificates":
        authority = trustme.CA()
        client = authority.issue_cert("client@shop.example")
        made = cls(
            authority,
            *(folder / name for name in ("ca.pem", "client.pem", "client.key", "locked.key")),
        )
        authority.cert_pem.write_to_path(str(made.ca_file))
        client.cert_chain_pems[0].write_to_path(str(made.certificate_file))
        client.private_key_pem.write_to_path(str(made.key_file))
        made.locked_key_file.write_bytes(locked(client.private_key_pem.bytes()))
        return made

    def server_context(self, *, wants_client: bool = False) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        if wants_client:
            self.authority.configure_trust(context)
            # In TLS 1.3 the refusal comes after the handshake, and a reset may overtake it.
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def locked(key: bytes) -> bytes:
    return serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSWORD.encode()),
    )


def self_signed(
    folder: Path, *, name: str = "127.0.0.1", expires_in: timedelta = timedelta(days=1)
) -> ssl.SSLContext:
    """Return a context with a certificate that its own key has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + expires_in)
        .sign(key, hashes.SHA256())
    )
    (folder / "both.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


@contextmanager
def https_server(
    behaviour: Behaviour, certificates: Certificates, *, wants_client: bool = False
) -> Iterator[RawServer]:
    with raw_server(behaviour, certificates.server_context(wants_client=wants_client)) as server:
        yield server


def tunnel(visit: Visit) -> None:
    """Do what a proxy does with CONNECT; without the right password, refuse."""
    if visit.header("Proxy-Authorization") != "Basic dXNlcjpwcm94eS1wYXNzd29yZA==":
        visit.answer(b"", status="407 Proxy Authentication Required")
        return
    host, _, port = visit.path.rpartition(":")
    with socket.create_connection((host, int(port)), 5) as site:
        visit.say(b"HTTP/1.1 200 Connected\r\n\r\n")
        back = threading.Thread(target=copy, args=(site, visit.connection), daemon=True)
        back.start()
        copy(visit.connection, site)
        back.join(5)


def copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
