"""Rank the requirements that failed, the likeliest cause first. Pure.

What fails early in an exchange comes first: there is no response, the token is refused, the form is
not as documented. After that, one mistake of a site often fails several requirements. The one that
it is about fails in most of its checks, and in checks of its own; the others in a few published
answers that the mistake spoiled as well. How often this order is right is measured by
`trustlink selftest`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from trustlink_conformance.batch_items import item_in
from trustlink_conformance.results import Finding, Outcome, Stage
from trustlink_conformance.run import RequirementResult

_CASES = "cases::"
_OF_ITS_OWN = 0.3
_SMOOTHING = 1
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
    "RAT-06": 0.6,
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
_EXPLAINS = {
    "EXP-03": ("RAT-05",),
    "ID-05": ("ID-07",),
    "PIL-02": ("PIL-03",),
    "PIL-03": ("VER-02",),
    "RAT-05": ("RAT-01",),
    "RAT-08": ("VER-10",),
    "REB-02": ("REB-13", "RT-03", "VER-03"),
    "REB-10": ("REB-11",),
    "REB-12": ("REB-03",),
    "SEC-06": ("REB-11", "SUP-04"),
    "VER-02": ("EXP-02",),
    "VER-03": ("EVD-02",),
    "VER-07": ("EXP-02",),
    "VER-09": ("VER-04",),
    "VER-10": ("VER-05",),
    "VIO-01": ("SUP-04",),
}
"""By requirement others that look at what it is about from further away: where both failed, the
narrower one is listed before them."""
_JUDGES_TYPES, _ABOUT_ACCESS = "ERR-02", ("SEC-03", "SEC-06")
"""One requirement is about the types of all problems; these fail there, too, and are no cause."""
_TYPE = "/type"
_CONTAINERS = ("type object", "type array")
_WHOLE = ("DISC-01", "HTTP-01")
"""Requirements about the form of whole responses: a narrower one that fails at the same member is
listed before them, unless an object or a list has another type: all else follows from that."""
_SAME, _MUCH_LESS, _LESS = "VER-07", 0.1, 0.5
"""That a result is the single answer is no cause where the single answer is wrong itself."""
_RESULT = re.compile(r".*/(?:data|verification)(?=/|\Z)", re.DOTALL)
_NUMBER = re.compile(r"/[0-9]+(?=/|\Z)")
_GROUND, _OF_THE_GROUND = "DISC-01", 10.0
"""Everything rests on the discovery document: where there is none at all, that is the cause."""
_NONE_AT_ALL = ("status", "header Content-Type")


def likeliest_first(results: Iterable[RequirementResult]) -> list[str]:
    """Return the ids of the requirements that FAILED or are WARNED, the likeliest cause first."""
    failed = [one for one in results if one.outcome in (Outcome.FAILED, Outcome.WARNED)]
    ranks = {one.requirement.id: _rank(one, failed) for one in failed}
    explains = {**_EXPLAINS, _JUDGES_TYPES: _failing_at_type(failed)}
    ordered = sorted(ranks, key=lambda name: ranks[name])
    found = (one for name in ordered for one in _explained(name, ordered, explains))
    return list(dict.fromkeys(found))


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, those first that lie early in an exchange, items of lists after the rest."""
    return tuple(sorted(findings, key=lambda one: (_order(one), item_in(one.pointer) is not None)))


def _explained(
    name: str, ordered: list[str], explains: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Yield the requirements that explain one, and are listed later, and then the one itself."""
    for other in ordered[ordered.index(name) + 1 :]:
        if name in explains.get(other, ()):
            yield from _explained(other, ordered, explains)
    yield name


def _failing_at_type(failed: Iterable[RequirementResult]) -> list[str]:
    """Return the requirements that fail at the type of problems, and at nothing else."""
    return [
        one.requirement.id
        for one in failed
        if one.requirement.id in _ABOUT_ACCESS
        and {finding.pointer for finding in one.findings} == {_TYPE}
    ]


def _rank(result: RequirementResult, failed: Iterable[RequirementResult]) -> tuple[int, float]:
    others = [one for one in failed if one is not result]
    return _stage(result, others), -_weight(result) * _share(result, others)


def _order(finding: Finding) -> int:
    return _STAGES.index(finding.stage)


_STAGES = (Stage.TRANSPORT, Stage.TOKEN, Stage.FORM, Stage.MEANING)


def _stage(result: RequirementResult, others: Iterable[RequirementResult]) -> int:
    """Return the earliest stage of a failure: of form, too, if a whole response fails there."""
    earliest = min(map(_order, result.findings), default=len(_STAGES))
    whole = [place for one in others if one.requirement.id in _WHOLE for place in _places(one)]
    is_of_form = any(_overlap(left, right) for left in whole for right in _places(result))
    return min(earliest, _STAGES.index(Stage.FORM)) if is_of_form else earliest


def _share(result: RequirementResult, others: Iterable[RequirementResult]) -> float:
    """Return how much less a failure counts beside others that are about the same."""
    places = set(_places(result))
    is_shared = any(
        one.outcome is Outcome.FAILED and not places.isdisjoint(_places(one)) for one in others
    )
    if result.outcome is Outcome.WARNED and is_shared:
        return _LESS
    is_single = any(map(_is_of_single_answer, (f for one in others for f in one.findings)))
    return _MUCH_LESS if result.requirement.id == _SAME and is_single else 1.0


def _is_of_single_answer(finding: Finding) -> bool:
    return finding.pointer.startswith("/") and "/results/" not in finding.pointer


def _places(result: RequirementResult) -> Iterator[str]:
    """Yield the members at which a requirement fails, alike for results and single answers."""
    for finding in result.findings:
        if finding.pointer.startswith("/"):
            yield _NUMBER.sub("/*", _RESULT.sub("", finding.pointer))


def _overlap(left: str, right: str) -> bool:
    return f"{left}/".startswith(f"{right}/") or f"{right}/".startswith(f"{left}/")


def _weight(result: RequirementResult) -> float:
    if result.requirement.id == _GROUND and any(
        finding.pointer in _NONE_AT_ALL for finding in result.findings
    ):
        return _OF_THE_GROUND
    if result.requirement.id in _WHOLE and any(
        finding.constraint in _CONTAINERS for finding in result.findings
    ):
        return _OF_THE_GROUND
    failing = {finding.check for finding in result.findings}
    share = len(failing) / (result.counts.checks + _SMOOTHING)
    own = any(not check.startswith(_CASES) for check in failing)
    return (share + _OF_ITS_OWN * own) * _GENERAL.get(result.requirement.id, 1.0)
