"""Home of the executor on a Dask cluster: jobs go to its workers, attempts come back.

Whoever can speak to a cluster can make its members run code. Use one that you trust.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.fleet.fleet_file import Limits

_SECONDS_TO_ANSWER = 30
_SCHEMES = ("tcp://", "tls://")


@contextmanager
def dask_executor(address: str, limits: Limits) -> Iterator[tuple[Executor, Limits]]:
    """Yield an executor on the cluster of a scheduler, and limits that its workers can meet.

    Raises UserError if `distributed` is not installed, or if no worker can be had.
    """
    client = _client(address)
    try:
        threads = sum(client.nthreads().values())
        executor = client.get_executor(pure=False, retries=0)
        yield executor, replace(limits, parallel=min(limits.parallel, threads))
    finally:
        client.close()


def _client(address: str) -> Any:
    if not address.startswith(_SCHEMES):
        raise UserError(f"--scheduler: tcp://HOST:PORT was expected, found {address!r}")
    try:
        from distributed import Client  # noqa: PLC0415 -- an extra that few need
    except ImportError as error:
        raise UserError(
            "--scheduler needs the package `distributed`, which is not installed",
            hint="Install it with: pip install 'trustlink-conformance-kit[dask]'",
        ) from error
    start: Any = Client  # it has no types
    try:
        client = start(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"--scheduler: no Dask scheduler answers at {address}: {error}",
            hint="Start one with `dask scheduler`.",
        ) from error
    return _with_workers(client, address)


def _with_workers(client: Any, address: str) -> Any:
    try:
        client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
    except TimeoutError as error:
        client.close()
        raise UserError(
            f"--scheduler: {address} has no worker",
            hint="Start one with `dask worker ADDRESS`, in the same environment as the fleet.",
        ) from error
    return client
