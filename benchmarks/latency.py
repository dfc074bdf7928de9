"""What a whole run takes against a mock whose every answer comes 50 ms late, with --rate 0.

The mock is a process of its own. Beside the time stands the least that the latency alone would
take: requests x latency / concurrency, as if no request waited for another's answer.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trustlink_conformance.bounds import Bounds

LATENCY, MOST_SECONDS = 0.05, 60

_LATE_MOCK = """
import asyncio, uvicorn
from trustlink_mock.app import create_app
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

socket = bound_socket("127.0.0.1", 0)
app = create_app(Settings(public_url=origin_of(socket)))

async def late(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.sleep({latency})
    await app(scope, receive, send)

print(origin_of(socket), flush=True)
config = uvicorn.Config(late, log_config=None, access_log=False, lifespan="on", ws="none")
asyncio.run(uvicorn.Server(config).serve([socket]))
"""
_VERIFY = """
import resource, sys
from trustlink.cli import main
try:
    main(["verify", {url!r}, "--rate", "0", "--seed", "1", "--report-dir", {folder!r}])
finally:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("peak", used.ru_maxrss // 1024, "cpu", used.ru_utime + used.ru_stime, file=sys.stderr)
"""


def main() -> None:
    """Print seconds, the ratio to the least, and the peak memory of the checks' process."""
    concurrency = Bounds().concurrency
    for latency in (0.0, LATENCY):
        with _late_mock(latency) as url, tempfile.TemporaryDirectory() as folder:
            seconds, peak, cpu = _verified(url, folder)
            report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
        least = report["exchanges"] * latency / concurrency
        print(f"Whole run at {latency * 1000:.0f} ms, {concurrency} at a time: {seconds:.1f} s")
        print(f"  {report['exchanges']} requests, {report['verdict']['text']}")
        print(f"  {cpu} s CPU and {peak} MiB at most in the checks' process")
        if least:
            print(f"  latency alone {least:.1f} s, ratio {seconds / least:.2f}")
    print(f"  {'within' if seconds < MOST_SECONDS else 'OVER'} {MOST_SECONDS} s")


@contextmanager
def _late_mock(latency: float) -> Iterator[str]:
    command = [sys.executable, "-c", _LATE_MOCK.format(latency=latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.terminate()


def _verified(url: str, folder: str) -> tuple[float, int, float]:
    began = time.monotonic()
    command = [sys.executable, "-c", _VERIFY.format(url=url, folder=folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    told = re.search(r"peak ([0-9]+) cpu ([0-9.]+)", ended.stderr)
    if told is None:
        raise SystemExit(ended.stderr)
    return seconds, int(told[1]), round(float(told[2]), 1)


if __name__ == "__main__":
    main()
