"""Rest a live verdict on a sandbox run, where the site declares that it has nothing to show. Pure.

A requirement may rest on it if everything that its live checks lacked is declared absent in the
target file, or if it takes facts that only a sandbox has. One that failed stays failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from trustlink_conformance.plan import Situation, preset_of
from trustlink_conformance.provisions import needs_without
from trustlink_conformance.results import Outcome
from trustlink_conformance.run import RequirementResult
from trustlink_conformance.target import Target

STEP = (
    "a sandbox run: load the published fixtures into a deployment of the site, "
    "`trustlink verify SANDBOX_URL --mode sandbox --report-dir sandbox`, and repeat this run with "
    "`--sandbox-report sandbox`"
)
"""The one thing to do about requirements that lack what the target file declares absent."""


@dataclass(frozen=True, slots=True)
class SandboxLeg:
    """A sandbox run that was accepted; made by `sandbox_report.accepted_leg`."""

    url: str
    run: str
    ended: str
    digest: str
    """SHA-256 (hex) of its report.json."""
    operator: str
    profiles: frozenset[str]
    shows: frozenset[str] = field(repr=False)
    """The requirements that passed in it."""

    def as_json(self) -> dict[str, Any]:
        """Return the part of a report that `leg_of_report` reads."""
        return {
            "url": self.url,
            "run": self.run,
            "ended": self.ended,
            "digest": self.digest,
            "operator": self.operator,
            "profiles": sorted(self.profiles),
            "shows": sorted(self.shows),
        }


def leg_of_report(report: Mapping[str, Any]) -> SandboxLeg | None:
    """Return the sandbox run that a report rests on; None if it rests on none."""
    entry = report.get("sandbox")
    if entry is None:
        return None
    sets = {name: frozenset(entry[name]) for name in ("profiles", "shows")}
    return SandboxLeg(**{**entry, **sets})


def rested(
    results: Sequence[RequirementResult],
    *,
    situation: Situation,
    target: Target,
    leg: SandboxLeg | None,
) -> list[RequirementResult]:
    """Return the results with those of the sandbox run in the place of what may rest on it."""
    if situation.mode != "live":
        return [*results]
    ground = Ground(needs_without(target.absent), leg)
    return [_rested(result, ground, situation) for result in results]


@dataclass(frozen=True, slots=True)
class Ground:
    """Decides what comes of a requirement that lacks something: verify, doctor and plan ask it."""

    absent: frozenset[str]
    """The needs that the target file declares can't be met."""
    leg: SandboxLeg | None = None

    def is_declared(self, missing: Sequence[str]) -> bool:
        """Return whether something is missing, and all of it is declared absent."""
        return bool(missing) and self.absent.issuperset(missing)

    def shows(self, name: str) -> bool:
        """Return whether there is a sandbox run in which a requirement passed."""
        return self.leg is not None and name in self.leg.shows

    def provide(self, name: str) -> str:
        """Return what to give for a requirement whose needs are declared absent."""
        if self.leg is None:
            return STEP
        return f"a sandbox run in which {name} passes: in that of {self.leg.ended} it did not"


def _rested(result: RequirementResult, ground: Ground, situation: Situation) -> RequirementResult:
    name = result.requirement.id
    if result.outcome is Outcome.PASSED:
        return replace(result, leg="live" if ground.leg else "")
    is_declared = result.outcome is Outcome.NOT_TESTABLE and ground.is_declared(result.missing)
    if ground.shows(name) and (is_declared or _takes_a_sandbox(result, situation)):
        return replace(result, outcome=Outcome.PASSED, provide=(), leg="sandbox")
    return replace(result, provide=(ground.provide(name),)) if is_declared else result


def _takes_a_sandbox(result: RequirementResult, situation: Situation) -> bool:
    """Return whether a requirement is judged in a sandbox alone, and speaks of this one."""
    rule = result.requirement
    if "live" in rule.modes or result.outcome is not Outcome.NOT_APPLICABLE:
        return False
    return preset_of(rule, replace(situation, mode="sandbox")) is None
