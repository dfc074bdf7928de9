"""What stays of an earlier run in the report of one that goes on from it. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trustlink_conformance.results import Outcome


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """What a requirement came to in an earlier run, and which run that was."""

    id: str
    outcome: str
    run: str
    ended: str

    def as_json(self) -> dict[str, str]:
        """Return the entry of the new report."""
        return {"id": self.id, "outcome": self.outcome, "run": self.run, "ended": self.ended}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier report that a run goes on from; made by `rerun.read_earlier`."""

    run: str
    ended: str
    seed: int
    digest: str
    """SHA-256 (hex) of the report's file."""
    again: tuple[str, ...]
    """The requirements to ask again."""
    standing: tuple[EarlierOutcome, ...]
    """All others, also those that the earlier run took from one before it."""

    def as_json(self, now: Mapping[str, int]) -> dict[str, Any]:
        """Return the part of the new report; `now` counts the outcomes of the new run."""
        together = Counter(now) + Counter(one.outcome for one in self.standing)
        return {
            "run": self.run,
            "ended": self.ended,
            "digest": self.digest,
            "outcomes": {str(outcome): together[outcome] for outcome in Outcome},
            "requirements": [one.as_json() for one in self.standing],
        }

    def told(self) -> str:
        """Return what the verdict says of it."""
        counts = Counter(one.outcome for one in self.standing)
        told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"
        return f"not asked again, as of {self.ended} (run {self.run}): {told}"


def about(earlier: Earlier | None) -> str:
    """Return the end of the verdict's text; "" without an earlier report."""
    return f"; {earlier.told()}" if earlier else ""


def part_of(earlier: Earlier | None, now: Mapping[str, int]) -> dict[str, Any]:
    """Return the members of the new report; none without an earlier one."""
    return {"earlier": earlier.as_json(now)} if earlier else {}
