"""Home of the tests of sites with a prefix, or that are asked elsewhere than their clients do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from judged_mock import LATE, Told, judged, served
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_conformance.addresses import WellKnown
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

ADDRESSED = (
    "API-01", "DISC-01", "DISC-03", "VER-01", "VER-05", "VER-09", "EVD-01", "EVD-02", "EVD-03",
    "SEC-01", "SEC-02", "HTTP-02", "HTTP-08", "ERR-01", "RT-02",
)  # fmt: skip
"""What looks at a URL, a path, or at everything that was asked."""

PUBLIC = "https://shop.example"


class Gateway:
    """Serves a site below a prefix; the well-known path stays where it is told."""

    def __init__(
        self, site: ASGIApp, prefix: str, *, well_known: WellKnown, rewrites: bool
    ) -> None:
        self.site = site
        self.prefix = prefix
        self.well_known = well_known
        self.rewrites = rewrites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.site(scope, receive, send)
            return
        path = self._inside(scope["path"])
        inner = {**scope, "path": path, "raw_path": self._inside_raw(scope["raw_path"])}
        await self.site(inner, receive, self._outwards(send))

    def _inside(self, path: str) -> str:
        if path == "/.well-known/trustlink" and self.well_known == "origin":
            return path
        is_inside = path.startswith(f"{self.prefix}/") or path == "/oauth2/token"
        return path.removeprefix(self.prefix) if is_inside else "/there-is-no-such-place"

    def _inside_raw(self, path: bytes) -> bytes:
        return path.removeprefix(self.prefix.encode())

    def _outwards(self, send: Send) -> Send:
        async def passed_on(message: Message) -> None:
            if message["type"] == "http.response.start" and self.rewrites:
                message = {**message, "headers": [self._line(*h) for h in message["headers"]]}
            await send(message)

        return passed_on

    def _line(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        is_path = name == b"location" and value.startswith(b"/")
        return name, self.prefix.encode() + value if is_path else value


@contextmanager
def site_behind(
    prefix: str = "", *, public: str = "", well_known: WellKnown = "origin", rewrites: bool = True
) -> Iterator[str]:
    socket = bound_socket("127.0.0.1", 0)
    clock = frozen_clock(parse_instant(LATE))
    settings = Settings(public_url=public or origin_of(socket), source_timeout=0.05, clock=clock)
    gateway = Gateway(create_app(settings), prefix, well_known=well_known, rewrites=rewrites)
    with served(gateway, socket) as origin:
        yield origin + prefix


def told_of(url: str, folder: Path, *wanted: str, **addresses: Any) -> Told:
    return judged(url, folder, wanted=wanted or ADDRESSED, generated=False, **addresses)


@pytest.mark.slow
@pytest.mark.parametrize("well_known", ["origin", "url"])
def test_a_site_below_a_prefix_is_judged_like_any_other(
    tmp_path: Path, well_known: WellKnown
) -> None:
    with site_behind("/trustlink-api", well_known=well_known) as url:
        told = told_of(url, tmp_path, well_known=well_known)

    assert told.failed() == {}
    assert told.reasons("NOT_TESTABLE", "ERROR") == []


@pytest.mark.slow
def test_a_location_without_the_prefix_is_found(tmp_path: Path) -> None:
    with site_behind("/trustlink-api", rewrites=False) as url:
        told = told_of(url, tmp_path, "VER-01")

    assert set(told.failed()) == {"VER-01"}


@pytest.mark.slow
def test_generated_requests_go_below_the_prefix(tmp_path: Path) -> None:
    with site_behind("/trustlink-api") as url:
        told = judged(url, tmp_path, wanted=("ERR-04", "DISC-03"))

    assert told.failed() == {}
    assert told.outcomes("ERR-04") == {"PASSED"}


@pytest.mark.slow
def test_a_site_that_knows_itself_by_another_url_is_judged_by_that(tmp_path: Path) -> None:
    with site_behind(public=PUBLIC) as url:
        told = told_of(url, tmp_path, public_url=PUBLIC)

    assert told.failed() == {}
    assert told.reasons("NOT_TESTABLE", "ERROR") == []


@pytest.mark.slow
def test_without_the_public_url_such_a_site_is_blamed_for_it(tmp_path: Path) -> None:
    with site_behind(public=PUBLIC) as url:
        told = told_of(url, tmp_path, "SEC-02")

    assert "tokenEndpoint" in " ".join(told.reasons("NOT_TESTABLE"))
