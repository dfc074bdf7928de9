"""Home of attribution: of the requirements that failed, which is likeliest the cause. Pure.

One mistake of a site often fails several requirements. The one that it is about fails in most of
its checks, and in checks of its own; the others in a few published answers that the mistake
spoiled as well. Where the failures look like those of a known mistake, its requirement is likelier.
How often this order is right is measured by `trustlink selftest`.
"""

from collections.abc import Collection, Iterable

from trustlink_conformance.diagnosis import Pattern, alike_by_requirement, features_of
from trustlink_conformance.results import Outcome
from trustlink_conformance.run import RequirementResult

_CASES = "cases::"
_OF_ITS_OWN = 0.3
_SMOOTHING = 1
_OF_LIKENESS, _NEARNESS = 1.0, 8
_GENERAL = {
    "BAT-02": 0.4,
    "DISC-01": 0.1,
    "DISC-03": 0.25,
    "ERR-01": 0.6,
    "ERR-02": 0.6,
    "EVD-02": 0.6,
    "EXP-03": 0.8,
    "HTTP-01": 0.1,
    "HTTP-02": 0.6,
    "PIL-03": 0.5,
    "RAT-01": 0.8,
    "RAT-04": 0.8,
    "RAT-06": 0.8,
    "REB-01": 0.5,
    "REB-12": 0.25,
    "SUP-01": 0.4,
    "VER-01": 0.4,
    "VER-03": 0.8,
    "VER-04": 0.6,
    "VER-07": 0.3,
    "VIO-08": 0.8,
}
"""Requirements that speak of an answer as a whole: where a narrower one failed as well, that is
the cause. The factor says how much less they count."""
_GROUND, _OF_THE_GROUND = "DISC-01", 10.0
"""Everything rests on the discovery document: where there is none at all, that is the cause."""
_NONE_AT_ALL = ("status", "header Content-Type")


def likeliest_first(
    results: Iterable[RequirementResult], patterns: Collection[Pattern]
) -> list[str]:
    """Return the ids of the requirements that FAILED or are WARNED, the likeliest cause first."""
    failed = [one for one in results if one.outcome in (Outcome.FAILED, Outcome.WARNED)]
    found = features_of((one.requirement.id, finding) for one in failed for finding in one.findings)
    likeness = alike_by_requirement(found, patterns)
    weights = {
        one.requirement.id: _weight(one)
        + _OF_LIKENESS * likeness.get(one.requirement.id, 0.0) ** _NEARNESS
        for one in failed
    }
    return sorted(weights, key=lambda name: -weights[name])


def _weight(result: RequirementResult) -> float:
    if result.requirement.id == _GROUND and any(
        finding.pointer in _NONE_AT_ALL for finding in result.findings
    ):
        return _OF_THE_GROUND
    failing = {finding.check for finding in result.findings}
    share = len(failing) / (result.counts.checks + _SMOOTHING)
    own = any(not check.startswith(_CASES) for check in failing)
    return (share + _OF_ITS_OWN * own) * _GENERAL.get(result.requirement.id, 1.0)
