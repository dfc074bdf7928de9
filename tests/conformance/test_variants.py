"""No harmless difference on the wire is taken for a violation.

All others are tried by `trustlink selftest`, which asks the mock in its own process.
"""

from pathlib import Path

import pytest
from judged_mock import judged, served

from trustlink_mock.app import create_app
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

pytestmark = pytest.mark.slow

ON_THE_WIRE = ("chunked-contents", "connections-closed", "gzip-contents", "pretty-printed-json")
"""Variants that a transport in this process may hide."""


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_a_difference_on_the_wire_is_no_violation(name: str, tmp_path: Path) -> None:
    socket = bound_socket("127.0.0.1", 0)
    settings = Settings(public_url=origin_of(socket), variants=(name,), source_timeout=0.05)

    with served(create_app(settings), socket) as origin:
        told = judged(
            origin, tmp_path, wanted=["API-01", "HTTP-01", "RT-01"], mode="live", generated=False
        )

    assert told.failed() == {}
    assert told.problems + told.reasons("ERROR", "NOT_TESTABLE") == []
