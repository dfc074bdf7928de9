"""Say what changed between two versions of a contract, and whom it breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from trustlink.comparison.api import Api, DescribedOperation
from trustlink.comparison.difference import Difference
from trustlink.comparison.operation_comparison import OperationComparison, PlacedDifference
from trustlink.comparison.pairing import full_paths
from trustlink.comparison.path import PathTemplate
from trustlink.comparison.rule import Breach
from trustlink.comparison.server_comparison import servers_between

_GRAVEST_FIRST = (Breach.BOTH, Breach.CLIENT, Breach.SERVER, Breach.NEITHER)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, by its rule, and the operations that it touches."""

    difference: Difference
    places: tuple[str, ...]

    @property
    def breach(self) -> Breach:
        """Whom it breaks, or may break."""
        return self.difference.rule.breach

    @property
    def is_certain(self) -> bool:
        """Whether it is known to break them."""
        return self.difference.rule.is_certain


@dataclass(frozen=True, slots=True)
class Revision:
    """Every change once, those that break most first."""

    before: str
    """The old version, as the contract calls itself."""
    after: str
    changes: tuple[Change, ...] = field(repr=False)

    def number(self, breach: Breach) -> int:
        """Return how many changes are known to break exactly these."""
        return sum(change.breach is breach and change.is_certain for change in self.changes)

    @property
    def not_compared(self) -> int:
        """How many changes were seen of which it can't be told whom they break."""
        return sum(not change.is_certain for change in self.changes)

    def breaks(self, breach: Breach) -> bool | None:
        """Return whether a change breaks clients, or servers; None if that can't be told."""
        hits = [c for c in self.changes if c.breach in (breach, Breach.BOTH)]
        return None if hits and not any(c.is_certain for c in hits) else bool(hits)

    @property
    def hits_client(self) -> bool:
        """Whether any change breaks clients, or may."""
        return any(change.breach.hits_client for change in self.changes)

    @property
    def hits_server(self) -> bool:
        """Whether any change breaks servers, or may."""
        return any(change.breach.hits_server for change in self.changes)


def revision(before: Api, after: Api) -> Revision:
    """Compare two versions; raises ContractError for what can't be compared."""
    later = {key: operation for operation in after.operations for key in _keys(operation)}
    comparison = OperationComparison(before, after)
    found: list[PlacedDifference] = []
    paired = set[DescribedOperation]()
    for operation in before.operations:
        other = next((later[key] for key in _keys(operation) if key in later), None)
        if other is None:
            found.append(_removed(operation, after))
        else:
            paired.add(other)
            found.extend(PlacedDifference(d, operation) for d in servers_between(operation, other))
            found.extend(comparison.differences(operation, other))
    found.extend(_added(o, before) for o in after.operations if o not in paired)
    found.extend(_of_the_whole(comparison, before, after))
    return Revision(before.version, after.version, tuple(_gathered(found)))


def _keys(operation: DescribedOperation) -> Iterator[tuple[str, PathTemplate]]:
    """Yield what makes an operation the same in both versions; parameters may be renamed."""
    for path in full_paths(operation):
        yield operation.method, path


def _of_the_whole(
    comparison: OperationComparison, before: Api, after: Api
) -> Iterator[PlacedDifference]:
    """Return what differs in no operation: webhooks, and the dialect of the schemas."""
    tops = before.library.top, after.library.top
    for difference in comparison.parts.map_differences(*tops, "webhooks"):
        yield PlacedDifference(difference, before.operations[0])
    for difference in comparison.parts.member_differences(*tops, "jsonSchemaDialect"):
        yield PlacedDifference(difference, before.operations[0])


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
