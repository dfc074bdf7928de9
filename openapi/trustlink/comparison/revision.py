"""Home of the revision: what changed between two versions of a contract, and whom it breaks."""

from dataclasses import dataclass, field

from trustlink.comparison.api import Api, DescribedOperation
from trustlink.comparison.difference import Difference
from trustlink.comparison.operation_comparison import OperationComparison, PlacedDifference
from trustlink.comparison.rule import Breach

_GRAVEST_FIRST = (Breach.BOTH, Breach.CLIENT, Breach.SERVER, Breach.NEITHER)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, by its rule, and the operations that it touches."""

    difference: Difference
    places: tuple[str, ...]

    @property
    def breach(self) -> Breach:
        """Whom it breaks."""
        return self.difference.rule.breach


@dataclass(frozen=True, slots=True)
class Revision:
    """Every change once, those that break most first."""

    before: str
    """The old version, as the contract calls itself."""
    after: str
    changes: tuple[Change, ...] = field(repr=False)

    def number(self, breach: Breach) -> int:
        """Return how many changes break exactly these."""
        return sum(change.breach is breach for change in self.changes)

    @property
    def hits_client(self) -> bool:
        """Whether any change breaks clients."""
        return any(change.breach.hits_client for change in self.changes)

    @property
    def hits_server(self) -> bool:
        """Whether any change breaks servers."""
        return any(change.breach.hits_server for change in self.changes)


def revision(before: Api, after: Api) -> Revision:
    """Compare two versions; raises ContractError for what can't be compared."""
    later = {_key(operation): operation for operation in after.operations}
    earlier = {_key(operation): operation for operation in before.operations}
    comparison = OperationComparison(before, after)
    found: list[PlacedDifference] = []
    for key, operation in earlier.items():
        if key in later:
            found.extend(comparison.differences(operation, later[key]))
        else:
            found.append(_removed(operation, after))
    found.extend(_added(o, before) for key, o in later.items() if key not in earlier)
    return Revision(before.version, after.version, tuple(_gathered(found)))


def _key(operation: DescribedOperation) -> tuple[str, tuple[str, ...]]:
    """Return what makes an operation the same in both versions; parameters may be renamed."""
    return operation.method, (*operation.prefixes[0], *operation.template)


def _removed(operation: DescribedOperation, after: Api) -> PlacedDifference:
    pointers = operation.node.pointer, after.library.top.child("paths").pointer
    texts = operation.name, "no such operation"
    return PlacedDifference(
        Difference("operation-removed", *pointers, *texts, operation.name), operation
    )


def _added(operation: DescribedOperation, before: Api) -> PlacedDifference:
    pointers = before.library.top.child("paths").pointer, operation.node.pointer
    texts = "no such operation", operation.name
    return PlacedDifference(
        Difference("operation-added", *pointers, *texts, operation.name), operation
    )


def _gathered(found: list[PlacedDifference]) -> list[Change]:
    places: dict[Difference, list[str]] = {}
    for placed in found:
        place = f"{placed.operation.name} {placed.status}".rstrip()
        places.setdefault(placed.difference, []).append(place)
    changes = [Change(difference, tuple(dict.fromkeys(p))) for difference, p in places.items()]
    return sorted(changes, key=lambda change: _GRAVEST_FIRST.index(change.breach))
