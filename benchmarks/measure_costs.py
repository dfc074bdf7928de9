"""Measures what a run asks: `python -m benchmarks.measure_costs`.

The suite is run on the honest mock, in both modes, and what each check asked is counted. Writes
conformance/trustlink_conformance/forecast/costs.json, which `trustlink plan` reads.
To be run when checks or cases have changed; a test says so. Takes some two minutes.
"""

import json
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from trustlink.terms import Terms, load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import BOTH_MODES, MARK, Mode
from trustlink_conformance.demo import running_mock
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.forecast.costs import COSTS, ranges_text
from trustlink_conformance.published import published_target
from trustlink_conformance.replay.recording import Recording, read_recording
from trustlink_conformance.selftest.collected import Check, collected
from trustlink_conformance.verify import Order, verify_target
from trustlink_fixtures.overlay_cases import cases_under


def main() -> None:
    """Write the table."""
    terms = load_terms()
    table = {mode: measured(mode, terms) for mode in BOTH_MODES}
    COSTS.write_text(written(table), encoding="utf-8")
    for mode, found in table.items():
        print(f"{mode}: {len(found['asked'])} exchanges of {len(found['checks'])} checks")


def measured(mode: Mode, terms: Terms) -> dict[str, Any]:
    """Return what is asked in one mode."""
    with TemporaryDirectory(prefix="trustlink-") as folder, running_mock() as url:
        target = published_target(url, mode=mode, bounds=Bounds(max_requests=10_000))
        order = Order(target, seed=1, report_dir=Path(folder))
        verify_target(order, watch=lambda _: None)
        return counted(read_recording(Path(folder)), terms)


def counted(recording: Recording, terms: Terms) -> dict[str, Any]:
    """Return what each check of a run rested on; of what looks back, what it asked itself."""
    places = {one.id: place for place, one in enumerate(recording.exchanges)}
    checks = {}
    for check in collected(cases_under(terms)).all:
        recorded = recording.checks.get(check.declared.check)
        if recorded is None:
            continue
        own = {one.id for one in recording.exchanges if one.origin.check == recorded.result.check}
        asked = sorted(own if check.looks_back else own | set(recorded.result.exchanges))
        checks[recorded.result.check] = entry_of(check, [places[number] for number in asked])
    kinds: dict[str, int] = defaultdict(lambda: len(kinds))
    asked_kinds = [kinds[kind_of(one, terms)] for one in recording.exchanges]
    return {"kinds": [one.split(" ") for one in kinds], "asked": asked_kinds, "checks": checks}


def entry_of(check: Check, asked: list[int]) -> dict[str, str]:
    entry = {
        "requirements": " ".join(check.declared.requirements),
        "profiles": profiles_of(check),
        "section": check.declared.section,
        "asks": ranges_text(asked),
    }
    common = {"profiles": "core", "section": "deterministic", "asks": ""}
    return {name: value for name, value in entry.items() if common.get(name) != value}


def profiles_of(check: Check) -> str:
    return " ".join(sorted({mark.kwargs["profile"] for mark in check.item.iter_markers(MARK)}))


def kind_of(exchange: Exchange, terms: Terms) -> str:
    request, phase = exchange.request, exchange.origin.phase
    method = "GET" if request.method == "HEAD" else request.method
    found = terms.contract.operation_at(method, urlsplit(request.url).path)
    name = "token" if phase == "token" else found.operation_id if found else "none"
    credential = request.credential.replace(" ", "-")
    return f"{name} {request.method} {credential} {phase}"


def written(table: dict[str, Any]) -> str:
    """Return the table as JSON, a check a line, so that a change is readable."""
    modes = []
    for mode, found in table.items():
        lines = [
            f"{json.dumps(name)}: {json.dumps(check, ensure_ascii=False)}"
            for name, check in found["checks"].items()
        ]
        body = ",\n".join(lines)
        asked = json.dumps(" ".join(map(str, found["asked"])))
        kinds = json.dumps(found["kinds"])
        modes.append(f'"{mode}": {{"kinds": {kinds},\n"asked": {asked},\n"checks": {{\n{body}}}}}')
    return "{" + ",\n".join(modes) + "}\n"


if __name__ == "__main__":
    main()
