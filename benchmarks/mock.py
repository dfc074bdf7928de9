"""The mock under load beside its peers: `python -m benchmarks.mock [SECONDS [ROUNDS]]`.

Needs wrk; Prism is measured too if PRISM names its command (`npm install @stoplight/prism-cli` in
a folder outside of the repository). All servers run at the same time on loopback, one process each
where they have the choice, and are asked in turns by one wrk with 16 connections, so that a slow
moment hits all. On a machine that others use as well, only ratios within a run mean anything; CPU a
request is the steadiest. Connexion and Prism answer with the contract's example and check no token;
bare Starlette returns the mock's own bytes and checks nothing.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from trustlink.contract import load_contract
from trustlink.resources import openapi_folder

CLIENT = ("tl-sandbox-importer-a", "synthetic-secret-of-importer-a")
SUPPLIER = "/trustlink/v1/suppliers/91330100TL000018XH"
ASKED = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
    "stage": "CONTRACT",
}
QUESTIONS = {
    "GET violation status": ("GET", f"{SUPPLIER}/violation-status"),
    "GET rebate page": ("GET", f"{SUPPLIER}/export-tax-rebates"),
    "POST verification": ("POST", "/trustlink/v1/verifications"),
}
CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")
RATE = re.compile(r"Requests/sec: +([0-9.]+)")
TOTAL = re.compile(r"([0-9]+) requests in")
LATENCY = re.compile(r"^ +(50|99)% +([0-9.]+)(us|ms|s|m) *$", re.MULTILINE)
FAILED = re.compile(r"Non-2xx or 3xx responses: ([0-9]+)|Socket errors: (.+)")
MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Load:
    """What one turn of wrk came to."""

    rate: float
    cpu: float
    """Microseconds a request, of the server and its children."""
    p50: float
    p99: float
    trouble: str


@dataclass
class Server:
    name: str
    command: list[str]
    port: int
    process: subprocess.Popen[bytes]
    start_up: float
    loads: dict[str, list[Load]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def main(seconds: int = 5, rounds: int = 3) -> None:
    """Print a table for each question, then start-up and memory."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not there. On Debian and Ubuntu: apt-get install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        mock = stack.enter_context(started("mock", _mock, "/trustlink/v1/status"))
        token = _token(mock)
        _write_answers(mock, token, folder / "answers.json")
        servers = [mock]
        for name, command in _peers(folder).items():
            path = QUESTIONS["GET violation status"][1]
            servers.append(stack.enter_context(started(name, command, path)))
        for question, (method, path) in QUESTIONS.items():
            asked = _wrk_options(method, token, folder)
            _rounds(servers, question, [*asked, path], seconds=seconds, rounds=rounds)
            _print_loads(servers, question)
        _print_processes(servers)


def _mock(port: int) -> list[str]:
    return [sys.executable, "-m", "trustlink", "mock", "--port", str(port)]


def _peers(folder: Path) -> dict[str, object]:
    contract = str(openapi_folder() / "trustlink.yaml")
    own = [sys.executable, "-m", "benchmarks.peers"]
    peers: dict[str, object] = {
        "bare Starlette": lambda port: [*own, "starlette", str(port), str(folder / "answers.json")],
        "Connexion": lambda port: [*own, "connexion", str(port)],
    }
    prism = os.environ.get("PRISM") or shutil.which("prism")
    if prism:
        peers["Prism"] = lambda port: [prism, "mock", "-p", str(port), contract]
        fast = [prism, "mock", "-m", "-v", "error"]
        peers["Prism, fastest"] = lambda port: [*fast, "-p", str(port), contract]
    return peers


@contextmanager
def started(name: str, command_of: object, path: str) -> Iterator[Server]:
    """Start a server on a free port; its start-up ends with the first 200 at `path`."""
    port = _free_port()
    command = command_of(port)  # type: ignore[operator]
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            _wait_for_200(f"http://127.0.0.1:{port}{path}", process)
            yield Server(name, command, port, process, time.perf_counter() - began)
        finally:
            for member in _family(process.pid)[::-1]:
                os.kill(member, 15)
            process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for_200(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + 120
    with httpx2.Client(trust_env=False, headers={"Authorization": "Bearer x"}) as client:
        while time.perf_counter() < until and process.poll() is None:
            try:
                if client.get(url).status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.01)
    sys.exit(f"{' '.join(map(str, process.args))}: no 200 at {url}")  # type: ignore[arg-type]


def _token(mock: Server) -> str:
    form = {"grant_type": "client_credentials"}
    answer = httpx2.post(f"{mock.url}/oauth2/token", data=form, auth=CLIENT, trust_env=False)
    return str(answer.json()["access_token"])


def _write_answers(mock: Server, token: str, file: Path) -> None:
    """Keep the mock's own answers, for bare Starlette to return."""
    answers = {}
    with httpx2.Client(
        base_url=mock.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    ) as client:
        for method, path in QUESTIONS.values():
            said = client.get(path) if method == "GET" else client.post(path, json=ASKED)
            said.raise_for_status()
            answers[f"{method} {path}"] = {"status": said.status_code, "body": said.text}
    file.write_text(dumps(answers), encoding="utf-8")


def _wrk_options(method: str, token: str, folder: Path) -> list[str]:
    options = ["-H", f"Authorization: Bearer {token}"]
    if method == "POST":
        script = folder / "post.lua"
        script.write_text(f"wrk.method = 'POST'\nwrk.body = [[{dumps(ASKED)}]]\n")
        options += ["-H", "Content-Type: application/json", "-s", str(script)]
    return options


def _rounds(
    servers: list[Server], question: str, asked: list[str], *, seconds: int, rounds: int
) -> None:
    for server in servers:
        _load(server, asked, 1)
    for number in range(rounds):
        for server in servers[number % 2 :] + servers[: number % 2]:
            server.loads.setdefault(question, []).append(_load(server, asked, seconds))


def _load(server: Server, asked: list[str], seconds: int) -> Load:
    *options, path = asked
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *options]
    before = _cpu_seconds(server.process.pid)
    ended = subprocess.run([*load, server.url + path], capture_output=True, text=True, check=True)
    used = _cpu_seconds(server.process.pid) - before
    said = ended.stdout
    found = LATENCY.findall(said)
    latency = {share: float(number) * MILLISECONDS[unit] for share, number, unit in found}
    total = int(TOTAL.findall(said)[0]) or 1
    trouble = "; ".join("".join(one) for one in FAILED.findall(said))
    rate = float(RATE.findall(said)[0])
    return Load(rate, used / total * 1e6, latency["50"], latency["99"], trouble)


def _family(pid: int) -> list[int]:
    """The process and its descendants. Linux only."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            own, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(own)
    family = [pid]
    for member in family:
        family += parents.get(member, [])
    return family


def _cpu_seconds(pid: int) -> float:
    ticks = 0
    for member in _family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def _resident_mib(pid: int) -> float:
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in _family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _print_loads(servers: list[Server], question: str) -> None:
    rounds = len(servers[0].loads[question])
    print(f"{question}, {CONNECTIONS} connections, medians of {rounds} rounds:")
    print(
        "                     requests/s   CPU us a request   p50 ms   p99 ms   mock: x rate  x CPU"
    )
    mock = servers[0].loads[question]
    for server in servers:
        own = server.loads[question]
        trouble = next((one.trouble for one in own if one.trouble), "")
        print(
            f"  {server.name:16} {_median(own, 'rate'):12,.0f} {_median(own, 'cpu'):18,.0f}"
            f" {_median(own, 'p50'):8.2f} {_median(own, 'p99'):8.2f}"
            f" {_median(mock, 'rate') / _median(own, 'rate'):14.2f}"
            f" {_median(own, 'cpu') / _median(mock, 'cpu'):6.2f}  {trouble}"
        )


def _median(loads: list[Load], of: str) -> float:
    return statistics.median(getattr(one, of) for one in loads)


def _print_processes(servers: list[Server]) -> None:
    print(f"Contract {load_contract().version}; start-up to the first 200, memory after the load:")
    for server in servers:
        memory = _resident_mib(server.process.pid)
        print(f"  {server.name:16} {server.start_up:6.2f} s {memory:6.0f} MiB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
