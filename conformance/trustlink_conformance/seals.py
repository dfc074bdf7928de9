"""Home of the seals: digests of the evidence, by which a change is noticed and named.

They stand in the report. A seal is no signature: whoever can change evidence and report together
can seal anew; the digest of the report, kept elsewhere, shows that.
"""

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trustlink.user_file import user_lines

_LENGTH = 32


LONGEST_LINE = 256 * 1024 * 1024
"""Bytes of the longest line of evidence that is read: an exchange with its bodies."""


@dataclass(frozen=True, slots=True)
class Seals:
    """The digests of one evidence file."""

    file: str
    """SHA-256 (hex) of all bytes."""
    run: str
    """Of the line that says what the checks were given."""
    checks: str
    """Of all lines that say what checks came to, in order."""
    exchanges: tuple[tuple[int, str], ...]
    """Of each exchange by its id, in the order of the file."""
    oddities: tuple[str, ...] = field(default=(), compare=False)
    """Lines that are none of ours; a report has none of them."""

    def as_json(self) -> dict[str, Any]:
        """Return what `seals_of_report` reads."""
        exchanges = [f"{number} {digest}" for number, digest in self.exchanges]
        return {"file": self.file, "run": self.run, "checks": self.checks, "exchanges": exchanges}


def seals_of_report(entry: Mapping[str, Any]) -> Seals:
    """Return the seals that `as_json` wrote."""
    parts = (text.split(" ") for text in entry["exchanges"])
    exchanges = tuple((int(number), digest) for number, digest in parts)
    return Seals(entry["file"], entry["run"], entry["checks"], exchanges)


def seals_of(evidence: Path) -> Seals:
    """Return the seals of a file as it is now; raises UserError if it can't be read."""
    whole, run, checks = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    exchanges: list[tuple[int, str]] = []
    oddities: list[str] = []
    for number, line in enumerate(user_lines(evidence, longest=LONGEST_LINE), 1):
        whole.update(line)
        kind, exchange_id = _kind_of(line)
        if kind == "exchange":
            exchanges.append((exchange_id, _sealed(line)))
        elif kind in ("run", "check"):
            (run if kind == "run" else checks).update(line)
        elif kind != "trustlink-evidence":
            oddities.append(f"line {number} is {kind}")
    return Seals(
        file=whole.hexdigest(),
        run=run.hexdigest()[:_LENGTH],
        checks=checks.hexdigest()[:_LENGTH],
        exchanges=tuple(exchanges),
        oddities=tuple(oddities),
    )


def changes(sealed: Seals, found: Seals) -> list[str]:
    """Return what was changed in the evidence since it was sealed; [] if nothing was."""
    if sealed.file == found.file:
        return []
    before, now = dict(sealed.exchanges), dict(found.exchanges)
    moved = _moved([one for one, _ in sealed.exchanges], [one for one, _ in found.exchanges])
    told = [
        *_told("removed", (one for one in before if one not in now)),
        *_told("added", (one for one in now if one not in before)),
        *_told("changed", (one for one in now if one in before and before[one] != now[one])),
        *_told("repeated", _repeated(found)),
        *_told("moved to another place", moved),
        *found.oddities,
    ]
    told += ["what the checks were given was changed"] if sealed.run != found.run else []
    told += ["what the checks came to was changed"] if sealed.checks != found.checks else []
    return told or ["the file was changed, but no exchange in it"]


def _kind_of(line: bytes) -> tuple[str, int]:
    if not line.endswith(b"\n"):
        return "cut off", 0
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "no JSON", 0
    kind = entry.get("kind") if isinstance(entry, dict) else None
    number = entry.get("id") if isinstance(entry, dict) else None
    if kind == "exchange" and not isinstance(number, int):
        return "an exchange without an id", 0
    return (kind, number or 0) if isinstance(kind, str) else ("no entry of ours", 0)


def _sealed(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:_LENGTH]


def _repeated(found: Seals) -> set[int]:
    times = Counter(one for one, _ in found.exchanges)
    return {one for one, count in times.items() if count > 1}


def _moved(before: Sequence[int], now: Sequence[int]) -> list[int]:
    """Return the fewest ids that stand elsewhere: all but the longest run in the old order."""
    place = {one: at for at, one in enumerate(before)}
    common = [one for one in dict.fromkeys(now) if one in place]
    kept = {common[at] for at in _longest_rising([place[one] for one in common])}
    return [one for one in common if one not in kept]


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Return the indices of a longest rising subsequence."""
    tails: list[int] = []
    previous: list[int] = []
    for at, value in enumerate(values):
        length = bisect_left(tails, value, key=values.__getitem__)
        previous.append(tails[length - 1] if length else -1)
        tails[length : length + 1] = [at]
    chosen, at = [], tails[-1] if tails else -1
    while at >= 0:
        chosen.append(at)
        at = previous[at]
    return chosen


def _told(what: str, exchanges: Iterable[int]) -> Iterator[str]:
    for first, last in _ranges(sorted(exchanges)):
        if first == last:
            yield f"exchange {first} was {what}"
        else:
            yield f"exchanges {first} to {last} were {what}"


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
