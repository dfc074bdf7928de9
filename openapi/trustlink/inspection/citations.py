"""Home of the rules that tie contract and requirements together: who speaks of which operation."""

from collections.abc import Iterator

from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, fault_at, shown
from trustlink.inspection.places import Kind, Place
from trustlink.requirement import PROFILES
from trustlink.requirements import Requirements


def profile_faults(document: Document) -> Iterator[ContractFault]:
    """Return operations of no known profile."""
    for operation in document.of(Kind.OPERATION):
        profile = operation.value.get("x-profile")
        if profile not in PROFILES:
            known = ", ".join(PROFILES)
            reason = f"one of {known} was expected, found {shown(profile)}"
            yield operation.fault(reason, "x-profile")


def citation_faults(document: Document, *, requirements: Requirements) -> Iterator[ContractFault]:
    """Return citations of unknown requirements, and requirements that nothing cites."""
    for operation in document.of(Kind.OPERATION):
        yield from _operation_faults(operation, requirements)
    cited = cited_requirements(document)
    for name, requirement in requirements.items():
        if requirement.testable and name not in cited:
            yield fault_at(("paths",), f"no operation cites the requirement {name}")


def agreement_faults(document: Document, *, requirements: Requirements) -> Iterator[ContractFault]:
    """Return where the requirements speak of another version, or of statements unknown here."""
    if document.version != requirements.contract_version:
        stated = requirements.contract_version
        yield fault_at(("info", "version"), f"requirements.yaml is that of version {stated}")
    statements = object_at(document.value, "info", "x-sources")
    for name, requirement in requirements.items():
        for statement in requirement.basis.stated:
            if statement not in statements:
                reason = f"{statement} was expected here: {name} is stated in it"
                yield fault_at(("info", "x-sources"), reason)


def cited_requirements(document: Document) -> set[str]:
    """Return the ids of the requirements that some operation cites."""
    return {
        name
        for operation in document.of(Kind.OPERATION)
        for name in list_at(operation.value, "x-requirements")
        if isinstance(name, str)
    }


def _operation_faults(operation: Place, requirements: Requirements) -> Iterator[ContractFault]:
    ids = list_at(operation.value, "x-requirements")
    if not ids:
        yield operation.fault("x-requirements was expected: ids of what speaks of this operation")
    for index, name in enumerate(ids):
        if not isinstance(name, str) or name not in requirements:
            reason = f"{shown(name)} is no requirement of requirements.yaml"
            yield operation.fault(reason, "x-requirements", index)
        elif name in ids[:index]:
            yield operation.fault(f"{name} stands twice", "x-requirements", index)
