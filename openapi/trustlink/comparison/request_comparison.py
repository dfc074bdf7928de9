"""Compare requests: parameters, bodies, credentials."""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.api import DescribedOperation, Parameter
from trustlink.comparison.content_comparison import ContentComparison
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.schema_reading import shape_of
from trustlink.comparison.security import Alternative
from trustlink.comparison.wire import Wire
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
        yield from _grants(before, after)
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
        yield from self._values(before, after)

    def _values(self, before: Parameter, after: Parameter) -> Iterator[Difference]:
        if before.media != after.media:
            kind, texts = "parameter-media-type-changed", (before.media, after.media)
            yield _between(kind, before, after, *(text or "none" for text in texts))
            return
        if before.style != after.style and self._has_style(before, after):
            yield _between("parameter-style-changed", before, after, before.style, after.style)
        wire = None if before.media else Wire(joins_items=not before.explodes)
        yield from self.contents.schemas(before.schema, after.schema, Side.REQUEST, wire=wire)
        yield from self.contents.parts.member_differences(
            before.node, after.node, "allowEmptyValue"
        )

    def _has_style(self, before: Parameter, after: Parameter) -> bool:
        """Return whether the style makes a difference: both may write more than one value."""
        known = self.contents.known
        shapes = shape_of(known.before, before.schema), shape_of(known.after, after.schema)
        return _drop(before.style) != _drop(after.style) or all(
            shape.types is None or shape.types & {"array", "object"} for shape in shapes
        )

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


def _drop(style: str) -> str:
    """Return of a style what matters to a single value, too."""
    plain = style.removesuffix(", explode")
    return "form" if plain in ("form", "simple", "spaceDelimited", "pipeDelimited") else plain


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


def _grants(before: DescribedOperation, after: DescribedOperation) -> Iterator[Difference]:
    """Return which ways to get a token differ, where both sides say any."""
    ours, theirs = _all_grants(before), _all_grants(after)
    if not ours or not theirs:
        return
    pointers = before.security[0].node.pointer, after.security[0].node.pointer
    for flow, address in ours.items():
        if flow not in theirs:
            yield Difference("grant-removed", *pointers, f"grant {shown(flow)}", "none", flow)
        elif theirs[flow] != address:
            texts = one_line(address), one_line(theirs[flow])
            yield Difference("token-address-changed", *pointers, *texts, flow)
    for flow in theirs.keys() - ours.keys():
        yield Difference("grant-added", *pointers, "none", f"grant {shown(flow)}", flow)


def _all_grants(operation: DescribedOperation) -> dict[str, str]:
    return {flow: text for way in operation.security for flow, text in way.grants.items()}


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
