"""Home of the costs: what each check asked of the honest mock, measured, in both modes.

The table is written by `python -m benchmarks.measure_costs`. Checks share answers, so that each
names the exchanges that it rests on: what a choice of checks asks is the union of theirs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trustlink_conformance.declare import Mode, Section

COSTS = Path(__file__).parent / "costs.json"

_READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same of many exchanges."""

    operation: str
    """Its id; `token` for the token endpoint, `none` for a path of no operation."""
    method: str
    credential: str
    """The label of the client whose token is sent; `none`, or `made-by-the-check`."""
    phase: str

    @property
    def client(self) -> str:
        """The label of the client without a scope."""
        return self.credential.partition("/")[0]

    @property
    def is_write(self) -> bool:
        """Whether the request may leave something behind at the site."""
        return self.method not in _READS and self.phase != "token"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one check asks, and when it is run at all."""

    check: str
    requirements: frozenset[str]
    profiles: frozenset[str]
    section: Section
    asks: frozenset[int]
    """Places in `Costs.asked`."""


@dataclass(frozen=True, slots=True)
class Costs:
    """The table of one mode."""

    asked: tuple[Kind, ...]
    checks: tuple[Cost, ...]

    def asks_always(self, requirement: str, client: str) -> bool:
        """Return whether every check of a requirement asks something with a client's token."""
        found = [one for one in self.checks if requirement in one.requirements]
        return bool(found) and all(
            any(self.asked[place].client == client for place in one.asks) for one in found
        )


@cache
def load_costs(mode: Mode) -> Costs:
    """Return what was measured in a mode."""
    table = json.loads(COSTS.read_text("utf-8"))[mode]
    kinds = [Kind(*entry) for entry in table["kinds"]]
    return Costs(
        asked=tuple(kinds[int(number)] for number in table["asked"].split()),
        checks=tuple(_cost(name, entry) for name, entry in table["checks"].items()),
    )


def ranges_text(numbers: Iterable[int]) -> str:
    """Return rising numbers as `_numbers` reads them: `1-4 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _cost(name: str, entry: Mapping[str, Any]) -> Cost:
    return Cost(
        check=name,
        requirements=frozenset(entry["requirements"].split()),
        profiles=frozenset(entry.get("profiles", "core").split()),
        section=entry.get("section", "deterministic"),
        asks=frozenset(_numbers(entry.get("asks", ""))),
    )


def _numbers(text: str) -> Iterator[int]:
    for part in text.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
