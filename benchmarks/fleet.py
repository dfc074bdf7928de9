"""How many sites a minute a fleet judges: `python -m benchmarks.fleet`.

The sites are mocks in one process, on a port each, whose every answer is held back by the latency.
Beside the figure stands the ideal, in which nothing takes time but that: requests x latency /
sites at once. With 100 whole sites it takes long; --sites and --requirement make it short.
"""

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvicorn

from trustlink_mock.app import create_app
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings


def main() -> None:
    """Print the figures."""
    given = _arguments()
    if given.serve:
        asyncio.run(_serve(given.sites, given.latency))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "benchmarks.fleet", "--serve", *sys.argv[1:]]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as mocks:
            origins = json.loads(mocks.stdout.readline()) if mocks.stdout else []
            _write(folder / "fleet.toml", origins, given)
            began, cpu = time.monotonic(), _cpu_of_children()
            _judge(folder)
            _tell(folder, given, seconds=time.monotonic() - began, cpu=_cpu_of_children() - cpu)
            mocks.terminate()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds an answer")
    parser.add_argument("--parallel", type=int, default=4, help="sites at once")
    parser.add_argument("--requirement", action="append", default=[], help="judge these alone")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _write(file: Path, origins: list[str], given: argparse.Namespace) -> None:
    """Write the fleet file; all mocks have one host, so that each may be at work at once."""
    head = [f"parallel = {given.parallel}", f"parallel_per_host = {given.parallel}"]
    head += ["[defaults]", f"requirements = {json.dumps(given.requirement)}"]
    sites = [f'[sites.mock-{at}]\nurl = "{origin}"' for at, origin in enumerate(origins)]
    file.write_text("\n".join([*head, *sites]) + "\n", encoding="utf-8")


def _judge(folder: Path) -> None:
    command = [sys.executable, "-m", "trustlink", "fleet", "fleet.toml"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)


def _tell(folder: Path, given: argparse.Namespace, *, seconds: float, cpu: float) -> None:
    overview = json.loads((folder / "fleet-report" / "overview.json").read_bytes())
    requests = sum(site.get("exchanges", 0) for site in overview["sites"])
    ideal = max(requests * given.latency / given.parallel, 1e-9)
    cores = os.cpu_count() or 1
    print(overview["verdict"]["text"])
    print(f"{given.sites} sites, {given.parallel} at once, {given.latency * 1e3:g} ms an answer,")
    print(f"{requests:,} requests, {cores} cores")
    _rate("measured", given.sites, seconds)
    _rate("ideal", given.sites, ideal)
    _rate("CPU alone", given.sites, cpu / cores)
    print(f"  measured / ideal   {ideal / seconds:7.1%}")
    print(
        f"  CPU a site         {cpu / given.sites:7.2f} s (the suite's processes, not the mocks')"
    )


def _rate(name: str, sites: int, seconds: float) -> None:
    print(f"  {name:16} {sites / seconds * 60:9.1f} sites a minute ({seconds:.1f} s)")


def _cpu_of_children() -> float:
    """Return the CPU time of the children that have ended: the mocks have not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _serve(count: int, latency: float) -> None:
    sockets = [bound_socket("127.0.0.1", 0) for _ in range(count)]
    print(json.dumps([origin_of(bound) for bound in sockets]), flush=True)
    await asyncio.gather(*(_serve_one(bound, latency) for bound in sockets))


async def _serve_one(bound: socket.socket, latency: float) -> None:
    app = create_app(Settings(public_url=origin_of(bound)))

    async def late(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(latency)
        await app(scope, receive, send)

    config = uvicorn.Config(late, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    await server._serve([bound])  # noqa: SLF001 -- `serve` would take the signals for each


if __name__ == "__main__":
    main()
