"""The mock with TLS: clients that trust its authority reach it, others do not."""

import re
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from trustlink.errors import UserError
from trustlink_mock import sandbox
from trustlink_mock.certificates import throwaway_certificates
from trustlink_mock.tls import chosen_tls, throwaway_tls, tls_of_files

NOW = datetime(2026, 9, 15, tzinfo=UTC)
STATUS = "/trustlink/v1/status"


def verified(host, *, at=NOW, issued=NOW, authority=None):
    """Judge the certificate for a host as a strict client would."""
    made = throwaway_certificates(["mock.example"], now=issued)
    roots = x509.load_pem_x509_certificates(authority or made.authority)
    policy = PolicyBuilder().store(Store(roots)).time(at).build_server_verifier(x509.DNSName(host))
    return policy.verify(x509.load_pem_x509_certificate(made.server), [])


@pytest.mark.parametrize("host", ["mock.example", "localhost"])
def test_a_strict_client_that_trusts_the_authority_takes_the_certificate(host):
    assert len(verified(host)) == 2


@pytest.mark.parametrize(
    ("host", "changes"),
    [
        ("other.example", {}),
        ("localhost", {"at": datetime(2026, 10, 16, tzinfo=UTC)}),
        ("localhost", {"authority": throwaway_certificates([], now=NOW).authority}),
    ],
    ids=["another host", "a month later", "the authority of another run"],
)
def test_no_client_takes_it_for_anything_else(host, changes):
    with pytest.raises(VerificationError):
        verified(host, **changes)


def test_an_embedded_mock_speaks_https():
    with sandbox(tls=True) as mock:
        trusting = ssl.create_default_context(cafile=mock.ca_file)
        answer = httpx2.get(mock.base_url + STATUS, verify=trusting, trust_env=False)
        with pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx2.get(mock.base_url + STATUS, trust_env=False)

        assert mock.base_url.startswith("https://127.0.0.1:")
        assert answer.status_code == 200
        assert mock.token
    assert not mock.ca_file.exists()


def test_no_key_stays_on_disk():
    with throwaway_tls([]) as tls:
        (left,) = tls.authority.parent.iterdir()

        assert b"PRIVATE" not in left.read_bytes()
    assert not tls.authority.parent.exists()


@pytest.fixture
def files(tmp_path: Path):
    """A certificate and its key, as files of the user."""
    made = throwaway_certificates([], now=datetime.now(UTC))
    certificate, key = tmp_path / "site.pem", tmp_path / "site.key"
    certificate.write_bytes(made.server + made.authority)
    key.write_bytes(made.key)
    return certificate, key


def test_files_of_the_user_serve_too(files):
    tls = tls_of_files(*files)

    assert tls.authority is None
    assert tls.context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    "options",
    [
        {"throwaway": True, "certificate": Path("a"), "key": Path("b")},
        {"throwaway": False, "certificate": Path("a"), "key": None},
        {"throwaway": False, "certificate": None, "key": Path("b")},
        {"throwaway": False, "certificate": Path("no-such"), "key": Path("no-such")},
    ],
)
def test_wrong_options_are_explained(options):
    with pytest.raises(UserError) as caught, chosen_tls(hosts=(), **options):
        pass

    assert caught.value.hint


def test_a_key_of_another_certificate_is_refused_without_showing_it(files):
    certificate, key = files
    key.write_bytes(throwaway_certificates([], now=NOW).key)

    with pytest.raises(UserError, match="KEY_VALUES_MISMATCH") as caught:
        tls_of_files(certificate, key)

    assert "BEGIN" not in str(caught.value)


@pytest.mark.slow
def test_the_command_prints_what_to_trust_and_commands_that_do():
    with subprocess.Popen(
        [sys.executable, "-m", "trustlink", "mock", "--port", "0", "--tls"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C"):
                break
        authority = Path(re.search(r"Trust +(\S+)", "".join(printed))[1])
        pasted = "".join(line for line in printed if "curl" in line)
        shell = subprocess.run(["sh", "-c", pasted], capture_output=True, text=True, check=True)
        process.terminate()

    assert '"outcome":"CLEAR"' in shell.stdout
    assert process.returncode == 0
    assert not authority.exists()
