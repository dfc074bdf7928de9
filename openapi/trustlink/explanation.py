"""Home of the explanation: everything that is known of one requirement, for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from trustlink.contract import Contract
from trustlink.requirement import Requirement
from trustlink.requirement_list import level_words, mode_words
from trustlink.requirements import Need, Requirements

_LABEL = 13


def explain_requirement(
    row: Requirement, *, requirements: Requirements, contract: Contract, width: int
) -> str:
    """Return every field of a requirement, wrapped to `width` columns."""
    title = (
        f"{row.id}  {level_words(row)}  ({requirements.groups[row.group]}, profile {row.profile})"
    )
    lines = [title, "", *_wrapped(row.sentence, width, indent=2), ""]
    lines += _labelled("Why", [row.why], width)
    lines += _labelled("Remedy", [row.remedy], width)
    lines += _labelled("Basis", _basis(row, contract), width)
    lines += _labelled("Judged", _judged(row), width)
    lines += _labelled("Needs", _needs(row.needs, requirements.vocabulary), width)
    lines += _labelled("Also uses", _needs(row.also_uses, requirements.vocabulary), width)
    lines += _labelled("Operations", _operations(row, contract), width)
    lines += _labelled("No member", [", ".join(row.forbidden_members)], width)
    lines += _labelled("No text like", [pattern.pattern for pattern in row.leak_patterns], width)
    lines += _labelled("Allowed", [f"{k}: {', '.join(v)}" for k, v in row.allowed.items()], width)
    return "\n".join(lines)


def _basis(row: Requirement, contract: Contract) -> Iterator[str]:
    stated = contract.document["info"].get("x-sources", {})
    for source in row.basis.stated:
        wording = stated.get(source, "not worded in this contract.")
        yield f"Stated by the article ({source}): {wording}"
    if row.basis.assumed:
        yield f"Assumed: {row.basis.assumed}"


def _judged(row: Requirement) -> Iterator[str]:
    if row.testable:
        yield f"in {mode_words(row)} mode"
    else:
        yield f"Not testable: {row.untestable_because}"


def _needs(names: Iterable[str], vocabulary: Mapping[str, Need]) -> Iterator[str]:
    for name in names:
        need = vocabulary[name]
        yield f"{name}: {need.description} In live mode: {need.provide}"


def _operations(row: Requirement, contract: Contract) -> Iterator[str]:
    for operation in contract.operations:
        if row.id in operation.requirements:
            yield f"{operation.operation_id}: {operation.method} {operation.path}"


def _labelled(label: str, paragraphs: Iterable[str], width: int) -> Iterator[str]:
    """Yield the paragraphs beside their label; nothing if all are empty."""
    lines = [line for text in paragraphs for line in _wrapped(text, width, indent=_LABEL + 2)]
    if lines:
        yield f"  {label:<{_LABEL}}{lines[0].lstrip()}"
        yield from lines[1:]


def _wrapped(text: str, width: int, *, indent: int) -> list[str]:
    margin = " " * indent
    return wrap(
        text,
        width=width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
