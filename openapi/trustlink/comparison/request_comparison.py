"""Home of the comparison of requests: parameters, bodies, credentials."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import DescribedOperation, Parameter
from trustlink.comparison.content_comparison import ContentComparison
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.security import Alternative
from trustlink.inspection.fault import one_line, shown


@dataclass(frozen=True, slots=True)
class RequestComparison:
    """Compares what two operations ask of their callers."""

    contents: ContentComparison

    def differences(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[Difference]:
        """Return what differs in requests; raises ContractError."""
        yield from _deprecation(before, after)
        yield from _credentials(before, after)
        yield from self._parameters(before, after)
        yield from self._bodies(before, after)

    def _parameters(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[Difference]:
        for key, parameter in before.parameters.items():
            if key in after.parameters:
                yield from self._parameter(parameter, after.parameters[key])
            else:
                yield _gone(parameter, after)
        for key, parameter in after.parameters.items():
            if key not in before.parameters:
                kind = "required-parameter-added" if parameter.is_required else "parameter-added"
                yield Difference(
                    kind,
                    before.node.pointer,
                    parameter.node.pointer,
                    f"no {_called(parameter)}",
                    _needed(parameter.is_required),
                    parameter.name,
                )

    def _parameter(self, before: Parameter, after: Parameter) -> Iterator[Difference]:
        if before.place == "path" and before.name != after.name:
            yield _between("parameter-renamed", before, after, before.name, after.name)
        elif before.is_required != after.is_required:
            kind = "parameter-required" if after.is_required else "parameter-optional"
            needs = _needed(before.is_required), _needed(after.is_required)
            yield _between(kind, before, after, *needs)
        if before.style != after.style and _is_list(before, after):
            yield _between("parameter-style-changed", before, after, before.style, after.style)
        yield from self.contents.schemas(before.schema, after.schema, Side.REQUEST)

    def _bodies(
        self, before: DescribedOperation, after: DescribedOperation
    ) -> Iterator[Difference]:
        ours, theirs = before.body, after.body
        if ours is None and theirs is not None:
            kind = "required-body-added" if theirs.is_required else "body-added"
            yield Difference(kind, before.node.pointer, theirs.node.pointer, "no body", "a body")
        elif ours is not None and theirs is None:
            yield Difference(
                "body-removed", ours.node.pointer, after.node.pointer, "a body", "none"
            )
        elif ours is not None and theirs is not None:
            if ours.is_required != theirs.is_required:
                kind = "body-required" if theirs.is_required else "body-optional"
                needs = _needed(ours.is_required), _needed(theirs.is_required)
                yield Difference(kind, ours.node.pointer, theirs.node.pointer, *needs)
            yield from self.contents.media(ours, theirs, Side.REQUEST)


def _is_list(before: Parameter, after: Parameter) -> bool:
    """Return whether the style of a parameter makes a difference."""
    schemas = (*before.schema, *after.schema)
    return any(node.object.get("type") in ("array", "object") for node in schemas)


def _deprecation(before: DescribedOperation, after: DescribedOperation) -> Iterator[Difference]:
    if before.is_deprecated != after.is_deprecated:
        kind = "operation-deprecated" if after.is_deprecated else "operation-reinstated"
        texts = ("deprecated", "not deprecated")
        was, is_now = texts[::-1] if after.is_deprecated else texts
        yield Difference(kind, before.node.pointer, after.node.pointer, was, is_now)


def _credentials(before: DescribedOperation, after: DescribedOperation) -> Iterator[Difference]:
    """Return whether some credentials suffice on one side alone."""
    ways = " or ".join(map(str, before.security)), " or ".join(map(str, after.security))
    pointers = before.security[0].node.pointer, after.security[0].node.pointer
    if not _covers(before.security, after.security):
        is_scope = _covers(before.security, after.security, with_scopes=False)
        yield Difference("scope-added" if is_scope else "security-tightened", *pointers, *ways)
    if not _covers(after.security, before.security):
        is_scope = _covers(after.security, before.security, with_scopes=False)
        yield Difference("scope-removed" if is_scope else "security-loosened", *pointers, *ways)


def _covers(
    ways: tuple[Alternative, ...], others: tuple[Alternative, ...], *, with_scopes: bool = True
) -> bool:
    """Return whether each of the ways leads in on the other side as well."""
    return all(
        any(other.is_met_by(way, with_scopes=with_scopes) for other in others) for way in ways
    )


def _gone(parameter: Parameter, after: DescribedOperation) -> Difference:
    is_ignorable = parameter.place in ("header", "cookie") and not parameter.is_required
    return Difference(
        "parameter-ignored" if is_ignorable else "parameter-removed",
        parameter.node.pointer,
        after.node.pointer,
        _called(parameter),
        "none of that name",
        parameter.name,
    )


def _between(kind: str, before: Parameter, after: Parameter, was: str, is_now: str) -> Difference:
    pointers = before.node.pointer, after.node.pointer
    return Difference(
        kind, *pointers, f"{_called(before)}: {one_line(was)}", one_line(is_now), before.name
    )


def _called(parameter: Parameter) -> str:
    return f"{parameter.place} parameter {shown(parameter.name)}"


def _needed(is_needed: bool) -> str:  # noqa: FBT001 -- one word for one flag
    return "required" if is_needed else "optional"
