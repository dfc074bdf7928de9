"""Compare responses: statuses, headers, bodies."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import Content, DescribedOperation, Parameter
from trustlink.comparison.content_comparison import ContentComparison
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.wire import Wire
from trustlink.inspection.fault import one_line, shown


@dataclass(frozen=True, slots=True)
class ResponseComparison:
    """Compares what two operations answer."""

    contents: ContentComparison

    def differences(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[tuple[str, Difference]]:
        """Return status and difference of what differs in answers; raises ContractError."""
        pairs = _pairs(before, after)
        for status, ours in before.responses.items():
            if difference := _left(status, ours, after, [p[1] for p in pairs if p[0] == status]):
                yield status, difference
        for status, found in pairs:
            for difference in self._answers(before.responses[status], after.responses[found]):
                yield found if _is_class(status) else status, difference
        for status, theirs in after.responses.items():
            if _cover(before, status) is None and (not _is_class(status) or status == "2XX"):
                yield status, _status_added(status, before, theirs)

    def _answers(self, before: Content, after: Content) -> Iterator[Difference]:
        yield from self._headers(before, after)
        yield from self.contents.media(before, after, Side.RESPONSE)
        yield from self.contents.parts.map_differences(
            before.node, after.node, "links", rule="links-not-compared"
        )

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
        wire = None if before.media or after.media else Wire(joins_items=not before.explodes)
        yield from self.contents.schemas(before.schema, after.schema, Side.RESPONSE, wire=wire)


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


def _pairs(before: DescribedOperation, after: DescribedOperation) -> list[tuple[str, str]]:
    """Return which status before stands for which one after: itself, its class (2XX), default."""
    found: dict[tuple[str | None, str | None], None]
    found = {(status, _cover(after, status)): None for status in before.responses}
    found |= {(_cover(before, status), status): None for status in after.responses}
    return [(ours, theirs) for ours, theirs in found if ours is not None and theirs is not None]


def _cover(operation: DescribedOperation, status: str) -> str | None:
    """Return the status by which an operation describes a status."""
    names = (status, f"{status[:1]}XX", "default")
    return next((name for name in names if name in operation.responses), None)


def _is_class(status: str) -> bool:
    """Return whether a status stands for others."""
    return not status.isdigit()


def _left(
    status: str, ours: Content, after: DescribedOperation, covers: list[str]
) -> Difference | None:
    """Return what is left of a status: nothing, only some of its class, or all (None)."""
    if not covers or (status == "default" and status not in covers):
        return _status_removed(status, ours, after)
    if _is_class(status) and _cover(after, status) is None:
        return _class_narrowed(status, ours, after, covers)
    return None


def _class_narrowed(
    status: str, ours: Content, after: DescribedOperation, covers: list[str]
) -> Difference:
    pointers = ours.node.pointer, after.node.pointer
    found = one_line(", ".join(covers))[:80]
    return Difference("status-class-narrowed", *pointers, f"status {status}", found, status)


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
