"""Home of the tests of where the wire leads, and where not."""

import pytest

from trustlink_conformance.failures import ForeignAddress
from trustlink_conformance.wire import AddressGuard

PUBLIC, OTHER_PUBLIC = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- refused
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
    ],
)
def test_a_public_target_never_leads_to_a_private_address(private: str) -> None:
    guard = AddressGuard()
    guard.check(PUBLIC)

    with pytest.raises(ForeignAddress):
        guard.check(private)


def test_a_public_target_leads_to_other_public_addresses() -> None:
    guard = AddressGuard()
    guard.check(PUBLIC)

    guard.check(OTHER_PUBLIC)


def test_a_private_target_leads_anywhere() -> None:
    guard = AddressGuard()
    guard.check("10.0.0.5")

    guard.check("127.0.0.1")
    guard.check(PUBLIC)
