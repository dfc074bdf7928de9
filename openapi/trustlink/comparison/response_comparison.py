"""Home of the comparison of answers: statuses, headers, bodies."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import Content, DescribedOperation, Parameter
from trustlink.comparison.content_comparison import ContentComparison
from trustlink.comparison.difference import Difference, Side
from trustlink.inspection.fault import one_line, shown


@dataclass(frozen=True, slots=True)
class ResponseComparison:
    """Compares what two operations answer."""

    contents: ContentComparison

    def differences(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[tuple[str, Difference]]:
        """Return status and difference of what differs in answers; raises ContractError."""
        for status, ours in before.responses.items():
            theirs = _response(after, status)
            if theirs is None:
                yield status, _status_removed(status, ours, after)
            else:
                for difference in self._answers(ours, theirs):
                    yield status, difference
        for status, theirs in after.responses.items():
            if _response(before, status) is None and not _is_catch_all(status):
                yield status, _status_added(status, before, theirs)

    def _answers(self, before: Content, after: Content) -> Iterator[Difference]:
        yield from self._headers(before, after)
        yield from self.contents.media(before, after, Side.RESPONSE)

    def _headers(self, before: Content, after: Content) -> Iterator[Difference]:
        for name, header in before.headers.items():
            if name in after.headers:
                yield from self._header(header, after.headers[name])
            else:
                yield from _header_removed(header, after)
        for name, header in after.headers.items():
            if name not in before.headers:
                yield _header_added(before, header)

    def _header(self, before: Parameter, after: Parameter) -> Iterator[Difference]:
        if before.is_required != after.is_required:
            yield Difference(
                "header-required" if after.is_required else "header-optional",
                before.node.pointer,
                after.node.pointer,
                f"header {shown(before.name)}: {_needed(before)}",
                _needed(after),
                before.name,
            )
        yield from self.contents.schemas(before.schema, after.schema, Side.RESPONSE)


def _header_removed(header: Parameter, after: Content) -> Iterator[Difference]:
    """Yield a header that is not described; one that is there in some cases only need not be."""
    if "x-presence" in header.node.object:
        return
    text = f"header {shown(header.name)}"
    pointers = header.node.pointer, after.node.pointer
    yield Difference("header-removed", *pointers, text, "none of that name", header.name)


def _header_added(before: Content, header: Parameter) -> Difference:
    kind = "required-header-added" if header.is_required else "header-added"
    text = f"no header {shown(header.name)}"
    pointers = before.node.pointer, header.node.pointer
    return Difference(kind, *pointers, text, _needed(header), header.name)


def _response(operation: DescribedOperation, status: str) -> Content | None:
    """Return the answer of a status: its own, that of its class (4XX), or the default."""
    names = (status, f"{status[:1]}XX", "default")
    return next((operation.responses[n] for n in names if n in operation.responses), None)


def _is_catch_all(status: str) -> bool:
    """Return whether a status only stands for failures that nobody listed."""
    return not status.isdigit() and status != "2XX"


def _status_removed(status: str, ours: Content, after: DescribedOperation) -> Difference:
    kind = "success-removed" if status.startswith("2") else "refusal-removed"
    found = one_line(", ".join(after.responses))[:80]
    return Difference(
        kind, ours.node.pointer, after.node.pointer, f"status {status}", found, status
    )


def _status_added(status: str, before: DescribedOperation, theirs: Content) -> Difference:
    kind = "success-added" if status.startswith("2") else "refusal-added"
    return Difference(
        kind,
        before.node.pointer,
        theirs.node.pointer,
        "only the documented statuses",
        f"status {one_line(status)[:20]}",
        status,
    )


def _needed(header: Parameter) -> str:
    return "required" if header.is_required else "optional"
