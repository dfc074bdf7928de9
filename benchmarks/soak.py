"""The mock under a mixed load for ten minutes: `python -m benchmarks.soak [SECONDS]`.

Needs wrk. One mock answers tokens, reads, lists, verifications, batches and mistakes, as they come.
Printed are its memory over time and the answers by status; exit code 1 if any is a 5xx, or if the
memory of the last fifth is more than a tenth above that of the second: in the first, what is
bounded fills up.
"""

import base64
import re
import statistics
import subprocess
import sys
import time
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.mock import (
    ASKED,
    CLIENT,
    CONNECTIONS,
    FAILED,
    RATE,
    SUPPLIER,
    _mock,
    _resident_mib,
    _token,
    started,
)

STATUS = re.compile(r"^status ([0-9]+): ([0-9]+)$", re.MULTILINE)
NOBODY = "/trustlink/v1/suppliers/91440300TL00009997"
BATCH = {"items": [{**ASKED, "supplier": {"uscc": code}} for code in (
    "91440300TL0000016J", "91320594TL0000024X", "91330100TL000018XH"
)]}  # fmt: skip
GROWTH = 1.1

SCRIPT = """
local basic = "{basic}"
local bearer = {{["Authorization"] = "Bearer {token}", ["Content-Type"] = "application/json"}}
local form = {{["Authorization"] = "Basic " .. basic,
               ["Content-Type"] = "application/x-www-form-urlencoded"}}
local body, batch = [[{body}]], [[{batch}]]
local threads, count = {{}}, 0
function setup(thread) table.insert(threads, thread) end
function init() statuses = {{}} end
function request()
  count = count + 1
  local turn = count % 20
  if turn < 8 then return wrk.format("GET", "{supplier}/violation-status", bearer) end
  if turn < 11 then return wrk.format("GET", "{supplier}/credit-ratings", bearer) end
  if turn < 14 then return wrk.format("GET", "{supplier}/export-tax-rebates?limit=2", bearer) end
  if turn < 16 then
    local own = body:gsub("}}$", ', "clientReference": "soak-' .. count .. '"}}')
    return wrk.format("POST", "/trustlink/v1/verifications", bearer, own)
  end
  if turn == 16 then
    return wrk.format("POST", "/trustlink/v1/verification-batches", bearer, batch)
  end
  if turn == 17 then
    return wrk.format("POST", "/oauth2/token", form, "grant_type=client_credentials")
  end
  if turn == 18 then return wrk.format("GET", "{nobody}", bearer) end
  return wrk.format("GET", "{supplier}/violation-status?asOf=" .. count, bearer)
end
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
function done()
  local total = {{}}
  for _, thread in ipairs(threads) do
    for status, seen in pairs(thread:get("statuses")) do
      total[status] = (total[status] or 0) + seen
    end
  end
  for status, seen in pairs(total) do print("status " .. status .. ": " .. seen) end
end
"""


def main(seconds: int = 600) -> None:
    """Print memory and statuses; exit with 1 if either is not as it should be."""
    with TemporaryDirectory() as folder, started("mock", _mock, "/trustlink/v1/status") as mock:
        script = Path(folder) / "soak.lua"
        script.write_text(_script(_token(mock)))
        load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), mock.url]
        began, memory = time.monotonic(), [_resident_mib(mock.process.pid)]
        with subprocess.Popen(load, stdout=subprocess.PIPE, text=True) as running:
            while running.poll() is None:
                time.sleep(min(5, seconds / 20))
                memory.append(_resident_mib(mock.process.pid))
            said = running.stdout.read() if running.stdout else ""
    fifths = [statistics.median(part) for part in _fifths(memory)]
    statuses = {int(status): int(seen) for status, seen in STATUS.findall(said)}
    print(f"{time.monotonic() - began:.0f} s, {RATE.findall(said)[0]} requests/s")
    print("MiB at the start " + f"{memory[0]:.0f}, in each fifth of the time "
          + ", ".join(f"{one:.0f}" for one in fifths))  # fmt: skip
    print("statuses " + ", ".join(f"{key}: {statuses[key]:,}" for key in sorted(statuses)))
    broken = sum(seen for status, seen in statuses.items() if status >= 500)
    errors = [errors for _, errors in FAILED.findall(said) if errors]
    if not statuses or broken or errors or fifths[-1] > GROWTH * fifths[1]:
        sys.exit(f"5xx: {broken}; socket errors: {errors or 'none'}; see the memory above")


def _script(token: str) -> str:
    basic = base64.b64encode(":".join(CLIENT).encode()).decode()
    return SCRIPT.format(
        basic=basic,
        token=token,
        body=dumps(ASKED),
        batch=dumps(BATCH),
        supplier=SUPPLIER,
        nobody=NOBODY,
    )


def _fifths(memory: list[float]) -> list[list[float]]:
    size = max(1, len(memory) // 5)
    return [memory[at : at + size] for at in range(0, 5 * size, size)]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
