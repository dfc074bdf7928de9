"""Home of the rules that tie contract and requirements together: who speaks of which operation."""

from collections.abc import Iterator

from trustlink.citing import MEMBER, citations_of, difference
from trustlink.domain import DomainError
from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, fault_at, shown
from trustlink.inspection.places import Kind
from trustlink.requirement import PROFILES
from trustlink.requirements import Requirements

_REMEDY = (
    "the domains in requirements.yaml decide, `trustlink contract requirements --write` writes it"
)


def profile_faults(document: Document) -> Iterator[ContractFault]:
    """Return operations of no known profile."""
    for operation in document.of(Kind.OPERATION):
        profile = operation.value.get("x-profile")
        if profile not in PROFILES:
            known = ", ".join(PROFILES)
            reason = f"one of {known} was expected, found {shown(profile)}"
            yield operation.fault(reason, "x-profile")


def citation_faults(document: Document, *, requirements: Requirements) -> Iterator[ContractFault]:
    """Return operations whose x-requirements is not what the domains of the requirements say."""
    try:
        expected = citations_of(document.value, requirements)
    except DomainError as error:
        yield fault_at(("paths",), f"{error} {error.hint}")
        return
    for operation in document.of(Kind.OPERATION):
        name = operation.value.get("operationId")
        ids = expected.get(name, ()) if isinstance(name, str) else ()
        found = difference(operation.value.get(MEMBER), ids)
        if found:
            yield operation.fault(f"{found}: {_REMEDY}", MEMBER)


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
        for name in list_at(operation.value, MEMBER)
        if isinstance(name, str)
    }
