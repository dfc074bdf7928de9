"""Home of the inspection itself: which rules hold for which document, applied to all of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from trustlink.article import load_article
from trustlink.contract import JsonObject
from trustlink.frozen import Digests
from trustlink.inspection import (
    bases,
    bounds,
    citations,
    descriptions,
    dialect,
    examples,
    extensions,
    freezing,
    inventory,
    members,
    operations,
    problems,
    questions,
    references,
    specification,
)
from trustlink.inspection.document import Document, document_of
from trustlink.inspection.fault import ContractFault
from trustlink.inspection.source import read_source
from trustlink.requirements import Requirements

Rule = Callable[[Document], Iterable[ContractFault]]
"""Says what is wrong with a document; never raises, whatever the document holds."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in one document."""

    file: str
    version: str
    counts: Mapping[str, int]
    """How much was looked at: operations, schemas, properties, examples ..."""
    faults: tuple[ContractFault, ...]
    """Every fault once, by pointer."""


def rules_of_form() -> tuple[Rule, ...]:
    """Return the rules for every document: form, references, bases, examples, descriptions."""
    return (
        specification.form_faults,
        specification.meaning_faults,
        references.reference_faults,
        references.sibling_faults,
        references.spare_component_faults,
        operations.name_faults,
        operations.security_faults,
        descriptions.description_faults,
        bases.basis_faults,
        extensions.extension_faults,
        dialect.keyword_faults,
        dialect.parameter_type_faults,
        members.required_faults,
        members.answer_faults,
        examples.example_faults,
        examples.validity_faults,
        inventory.emptiness_faults,
    )


def contract_rules(requirements: Requirements, digests: Digests) -> tuple[Rule, ...]:
    """Return the rules for a contract: those of form, and what ties it to article and sentences."""
    return (
        *rules_of_form(),
        bases.statement_faults,
        partial(bases.article_faults, article=load_article()),
        citations.profile_faults,
        partial(citations.citation_faults, requirements=requirements),
        partial(citations.agreement_faults, requirements=requirements),
        members.request_faults,
        problems.problem_faults,
        questions.question_faults,
        partial(freezing.digest_faults, digests=digests),
    )


def inspect_file(file: Path, *, rules: Iterable[Rule]) -> Inspection:
    """Apply the rules to a file; raises ContractError if it can't be opened."""
    source = read_source(file)
    if source.faults and not source.value:
        return Inspection(str(file), "", {}, source.faults)
    return inspect_document(source.value, rules=rules, file=str(file), known=source.faults)


def inspect_document(
    value: JsonObject,
    *,
    rules: Iterable[Rule],
    file: str = "",
    known: Iterable[ContractFault] = (),
) -> Inspection:
    """Apply the rules to a document in memory; `known` are the faults of its text."""
    document = document_of(value)
    beyond = tuple(bounds.bound_faults(document))
    applied = () if beyond else rules
    found = {*known, *beyond, *(fault for rule in applied for fault in rule(document))}
    counts = inventory.inventory(document)
    return Inspection(file, document.version, counts, tuple(sorted(found)))
