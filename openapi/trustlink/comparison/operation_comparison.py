"""Compare two operations: their requests and their responses."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import Api, DescribedOperation
from trustlink.comparison.content_comparison import ContentComparison
from trustlink.comparison.difference import Difference
from trustlink.comparison.request_comparison import RequestComparison
from trustlink.comparison.response_comparison import ResponseComparison
from trustlink.comparison.schema_comparison import SchemaComparison
from trustlink.comparison.uncompared import UncomparedParts


@dataclass(frozen=True, slots=True)
class PlacedDifference:
    """A difference, and the operation and the part of it in which it was seen."""

    difference: Difference
    operation: DescribedOperation
    """The operation before; one that was added, if there was none before."""
    status: str = ""
    """The status of the answer; "" for a request."""


class OperationComparison:
    """Compares operations of two descriptions; what was learned about schemas is kept."""

    def __init__(self, before: Api, after: Api) -> None:
        self.parts = UncomparedParts(before.library, after.library)
        contents = ContentComparison(SchemaComparison(before.library, after.library), self.parts)
        self.requests = RequestComparison(contents)
        self.responses = ResponseComparison(contents)

    def differences(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[PlacedDifference]:
        """Return what differs in requests and in each answer; raises ContractError."""
        for difference in self.requests.differences(before, after):
            yield PlacedDifference(difference, before)
        for difference in self.parts.map_differences(before.node, after.node, "callbacks"):
            yield PlacedDifference(difference, before)
        for status, difference in self.responses.differences(before, after):
            yield PlacedDifference(difference, before, status)
