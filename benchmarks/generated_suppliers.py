"""What a generated supplier costs, beside a bare Faker profile written as JSON in the same run.

Each is made in rounds that alternate, in CPU time, so that neither neighbours nor a slow moment
decide. Then: what 10,000 suppliers cost a mock at its start, and the memory of writing 10,000.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

from faker import Faker

from trustlink_fixtures.generator.suppliers import facts_line, generate

ROUNDS, SUPPLIERS, MANY = 7, 200, 10_000

_MEMORY = """
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
"""Linux only. `ru_maxrss` would show the memory of this process if that is larger."""
_WRITE = """
from trustlink_fixtures.generator.suppliers import facts_line, generate
written = sum(len(facts_line(facts).encode()) + 1 for facts in generate(count={count}, seed=7))
"""
_SERVE = """
from trustlink_mock.app import create_app
from trustlink_mock.more_suppliers import Generated
from trustlink_mock.settings import Settings
app = create_app(Settings(suppliers=Generated({count}, seed=7)))
"""


def main() -> None:
    """Print the figures."""
    profile = _profiles()
    took: dict[str, list[float]] = {"supplier": [], "Faker profile": []}
    for _ in range(ROUNDS):
        took["supplier"].append(_cpu_seconds(_suppliers))
        took["Faker profile"].append(_cpu_seconds(profile))
    medians = {name: statistics.median(rounds) / SUPPLIERS for name, rounds in took.items()}
    print(f"One as a line of JSON, CPU, {ROUNDS} rounds of {SUPPLIERS}, medians:")
    for name, median in medians.items():
        print(f"  {name:15} {median * 1e6:7.1f} us")
    print(f"  ratio           {medians['supplier'] / medians['Faker profile']:7.2f}")
    print(f"Whole processes, {MANY:,} suppliers beside 1:")
    _print_process("generate", _WRITE)
    _print_process("mock start", _SERVE)


def _suppliers() -> None:
    for facts in generate(count=SUPPLIERS, seed=7):
        facts_line(facts)


def _profiles() -> Callable[[], None]:
    faker = Faker("zh_CN")

    def make() -> None:
        faker.seed_instance(7)
        for _ in range(SUPPLIERS):
            json.dumps(faker.profile(), default=_plain, ensure_ascii=False)

    return make


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value)


def _cpu_seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _print_process(name: str, script: str) -> None:
    for count in (1, MANY):
        body = script.format(count=count)
        code = f"import time\n{body}\nprint(time.process_time())\n{_MEMORY}"
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        seconds, memory = ended.stdout.split()
        peak = int(memory) // 1024
        print(f"  {name:11} {count:6,}  {float(seconds):6.2f} s CPU  {peak:4} MiB at most")
