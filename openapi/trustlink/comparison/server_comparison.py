"""Compare where two versions of an operation are offered."""

from collections.abc import Iterator

from trustlink.comparison.api import DescribedOperation
from trustlink.comparison.difference import Difference
from trustlink.inspection.fault import shown


def servers_between(before: DescribedOperation, after: DescribedOperation) -> Iterator[Difference]:
    """Return the servers that are gone, that are new, and whose variables differ."""
    ours = {server.url: server for server in before.servers}
    theirs = {server.url: server for server in after.servers}
    homes = before.servers[0].node, after.servers[0].node
    for url, server in ours.items():
        if url not in theirs:
            places = server.node.pointer, homes[1].pointer
            yield Difference("server-removed", *places, f"server {shown(url)}", "none", url)
        elif server.variables != theirs[url].variables:
            places = server.node.pointer, theirs[url].node.pointer
            yield Difference("not-compared", *places, "server variables", "others", url)
    for url, server in theirs.items():
        if url not in ours:
            places = homes[0].pointer, server.node.pointer
            yield Difference("server-added", *places, "none", f"server {shown(url)}", url)
