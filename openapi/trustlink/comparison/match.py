"""Judge whether a supplier's own description fits the contract, without a server."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from trustlink.comparison.api import Api, DescribedOperation
from trustlink.comparison.attribution import requirement_of
from trustlink.comparison.difference import Difference
from trustlink.comparison.operation_comparison import OperationComparison, PlacedDifference
from trustlink.comparison.pairing import Fit, Pair, full_paths, pairs_of
from trustlink.comparison.rule import Severity
from trustlink.comparison.version_comparison import version_difference
from trustlink.requirement import PROFILES

CORE = "core"
_GRAVEST_FIRST = list(Severity)


@dataclass(frozen=True, slots=True)
class MatchFinding:
    """A difference between the contract and a description, and where it was seen."""

    difference: Difference
    severity: Severity
    requirement: str
    """Its id; "" where none fits."""
    places: tuple[str, ...]
    """The operations in which it was seen, and the status of the answer: `getStatus 200`; none if
    it concerns the description as a whole."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found, gravest first, and how much was compared."""

    profiles: tuple[str, ...]
    operations: int
    """How many operations of those profiles the contract has."""
    compared: int
    findings: tuple[MatchFinding, ...] = field(repr=False)

    def number(self, severity: Severity) -> int:
        """Return how many findings are of that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def fits(self) -> bool | None:
        """Whether the description fits; None if that can't be told."""
        if self.has(Severity.BREAKS):
            return False
        return None if self.number(Severity.NOT_COMPARED) else True

    def has(self, least: Severity) -> bool:
        """Return whether a finding is at least so grave."""
        grave = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(least) + 1]
        return any(finding.severity in grave for finding in self.findings)


def match(contract: Api, theirs: Api, *, profiles: Collection[str] = ()) -> Match:
    """Hold a description against the contract; raises ContractError for what can't be compared.

    Without `profiles`, those are demanded of which the description has any operation; core always.
    """
    pairs = pairs_of(contract, theirs)
    names = _demanded(contract, pairs, profiles)
    wanted = [operation for operation in contract.operations if _profile(operation) in names]
    comparison = OperationComparison(contract, theirs)
    found = [placed for o in wanted for placed in _judged(comparison, o, pairs.get(o), theirs)]
    compared = sum(operation in pairs for operation in wanted)
    findings = sorted([*_of_the_whole(contract, theirs), *_gathered(found)], key=_gravity)
    return Match(names, len(wanted), compared, tuple(findings))


def _of_the_whole(contract: Api, theirs: Api) -> Iterator[MatchFinding]:
    if difference := version_difference(contract, theirs):
        yield MatchFinding(difference, difference.rule.severity, "", ())


def _demanded(
    contract: Api, pairs: dict[DescribedOperation, Pair], profiles: Collection[str]
) -> tuple[str, ...]:
    offered = set(profiles) or {_profile(o) for o in contract.operations if o in pairs}
    return tuple(name for name in PROFILES if name == CORE or name in offered)


def _judged(
    comparison: OperationComparison, operation: DescribedOperation, pair: Pair | None, theirs: Api
) -> Iterator[PlacedDifference]:
    if pair is None:
        missing = Difference(
            "operation-removed",
            operation.node.pointer,
            theirs.library.top.child("paths").pointer,
            operation.name,
            "no such operation",
            operation.name,
        )
        yield PlacedDifference(missing, operation)
        return
    if pair.fit is not Fit.SAME:
        yield PlacedDifference(_elsewhere(pair), operation)
    yield from comparison.differences(pair.ours, pair.theirs)


def _elsewhere(pair: Pair) -> Difference:
    found = "/" + "/".join(full_paths(pair.theirs)[0])
    return Difference(
        "operation-moved" if pair.fit is Fit.MOVED else "operation-prefixed",
        pair.ours.node.pointer,
        pair.theirs.node.pointer,
        pair.ours.name,
        f"{pair.theirs.method} {found}",
        pair.ours.name,
    )


def _gathered(found: list[PlacedDifference]) -> list[MatchFinding]:
    """Return each difference once, with all operations in which it was seen."""
    places: dict[Difference, list[PlacedDifference]] = {}
    for placed in found:
        if placed.difference.rule.severity is not Severity.FINE:
            places.setdefault(placed.difference, []).append(placed)
    return [_finding(difference, seen) for difference, seen in places.items()]


def _gravity(finding: MatchFinding) -> int:
    return _GRAVEST_FIRST.index(finding.severity)


def _finding(difference: Difference, seen: list[PlacedDifference]) -> MatchFinding:
    cited = [requirement_of(placed, _cited(placed.operation)) for placed in seen]
    return MatchFinding(
        difference,
        difference.rule.severity,
        next((name for name in cited if name), ""),
        tuple(dict.fromkeys(_place(placed) for placed in seen)),
    )


def _place(placed: PlacedDifference) -> str:
    name = placed.operation.node.object.get("operationId") or placed.operation.name
    return f"{name} {placed.status}".rstrip()


def _profile(operation: DescribedOperation) -> str:
    return str(operation.node.object.get("x-profile", CORE))


def _cited(operation: DescribedOperation) -> Collection[str]:
    found = operation.node.object.get("x-requirements")
    return found if isinstance(found, list) else ()
