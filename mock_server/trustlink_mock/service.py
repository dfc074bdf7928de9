"""Home of the service: the mock server that a command line describes, and how it runs."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from trustlink.garbage import spare_what_is_loaded
from trustlink_mock.sandboxes import Guard, create_sandboxes
from trustlink_mock.sandboxes.shelves import Shelves, ShelvesInMemory
from trustlink_mock.sandboxes.situations import Transports
from trustlink_mock.serving import serve
from trustlink_mock.settings import Settings
from trustlink_mock.workers import serve_by_workers

_PATIENCE_SECONDS = 5
"""What workers have beside the grace of their requests to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Is a mock server with its sandboxes on a socket."""

    settings: Settings
    guard: Guard
    is_strict: bool
    store: Path | None
    """The file that keeps the sandboxes, None for memory."""
    bound: socket.socket = field(repr=False)
    tls: ssl.SSLContext | None = field(repr=False)
    grace: int

    def run(self, announce: Callable[[], None], *, workers: int) -> None:
        """Serve until SIGINT or SIGTERM; call `announce` once it can be reached.

        Raises UserError for settings that contradict the contract, and for a file that is no store.
        """
        if workers == 1:
            self._serve(announce)
            return
        self._try()
        spare_what_is_loaded()  # the parent only watches from here on, and hands its memory on
        patience = self.grace + _PATIENCE_SECONDS
        serve_by_workers(workers, self._serve, announce=announce, patience=patience)

    def _try(self) -> None:
        """Make all of it but serve: so mistakes are told once, and nothing is loaded by workers."""
        with self._shelves() as shelves:
            create_sandboxes(self.settings, self.guard, shelves=shelves)

    def _serve(self, announce: Callable[[], None]) -> None:
        transports = Transports()
        with self._shelves() as shelves:
            serve(
                create_sandboxes(
                    self.settings,
                    self.guard,
                    is_strict=self.is_strict,
                    transports=transports,
                    shelves=shelves,
                ),
                self.bound,
                announce=announce,
                protocol=transports.protocol(),
                tls=self.tls,
                grace=self.grace,
            )

    @contextmanager
    def _shelves(self) -> Iterator[Shelves]:
        if self.store is None:
            yield ShelvesInMemory(self.settings)
            return
        from trustlink_mock.store import open_shelves  # noqa: PLC0415 -- not spent without a store

        with closing(open_shelves(self.store, self.settings)) as shelves:
            yield shelves
