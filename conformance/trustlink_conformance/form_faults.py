"""Find where a response is not as documented, and whether that explains a violation.

A value of another JSON type than documented makes checks fail that compute with it, at another
place and in other words. So the type is what is shown.
"""

from collections.abc import Callable, Iterable, Iterator

from trustlink.contract import Contract, Operation
from trustlink.json_text import JsonDocument
from trustlink.schemas import CompiledSchema, Fault, compile_schema
from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import Background, Violation
from trustlink_conformance.pointer import ABSENT, escaped, is_equal, value_at

OperationOf = Callable[[Exchange], Operation | None]

_CONTAINERS = ("object", "array")


def fault_behind(
    violation: Violation, *, contract: Contract, operation_of: OperationOf
) -> Fault | None:
    """Return the fault of form that a violation comes from, or is; None if there is none.

    That is a container of another type above, at or below the member that was compared, or whatever
    the schema does not admit at the member itself.
    """
    if violation.pointer and not violation.pointer.startswith("/"):
        return None
    for exchange in reversed(violation.background.answers):
        schema = documented(exchange, contract=contract, operation_of=operation_of)
        faults = [] if schema is None else faults_in(schema, body_of(exchange))
        found = _container(faults, violation.pointer) or _at(faults, violation, body_of(exchange))
        if found is not None:
            return found
    return None


def expect_valid(answer: Answer, schema: CompiledSchema, described: str) -> None:
    """Expect the body to be what a schema admits; faults of containers are shown first."""
    faults = faults_in(schema, answer.json)
    fault = faults[0] if faults else None
    answer.ledger.compare(
        f"{described}: {fault.constraint}" if fault else described,
        value_at(answer.json, place_of(fault)) if fault else None,
        pointer=place_of(fault) if fault else "",
        exchanges=(answer.id,),
        passed=fault is None,
        background=Background(answers=(answer.exchange,), fault=fault),
    )


def first_fault(exchange: Exchange, operation: Operation, contract: Contract) -> Fault | None:
    """Return the fault of a response that is shown; None if its body is as documented."""
    schema = documented(exchange, contract=contract, operation_of=lambda _: operation)
    faults = [] if schema is None else faults_in(schema, body_of(exchange))
    return faults[0] if faults else None


def documented(
    exchange: Exchange, *, contract: Contract, operation_of: OperationOf
) -> CompiledSchema | None:
    """Return the schema of the body of a response; None if none is documented."""
    operation, response = operation_of(exchange), exchange.response
    if operation is None or response is None:
        return None
    found = operation.document["responses"].get(str(response.status))
    content = contract.resolve(found).get("content") if found else None
    if not content:
        return None
    return compile_schema(contract, next(iter(content.values()))["schema"])


def body_of(exchange: Exchange) -> object:
    """Return the JSON value of a response; ABSENT if it is none."""
    read = exchange.response.document if exchange.response else None
    return read.value if isinstance(read, JsonDocument) else ABSENT


def faults_in(schema: CompiledSchema, value: object) -> list[Fault]:
    """Return the faults of a value, those within alternatives among them; containers first."""
    found = [] if value is ABSENT else list(flat(schema.faults(value)))
    return sorted(found, key=lambda one: not is_of_container(one))


def flat(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults; in place of an alternative those of the branch that comes nearest."""
    for fault in faults:
        branches = [list(flat(branch)) for branch in fault.branches]
        nearest = max(branches, key=_depth, default=[])
        yield from nearest or [fault]


def is_of_container(fault: Fault) -> bool:
    """Return whether an object or a list has another type, or stands where neither is due."""
    wanted = fault.constraint.removeprefix("type ").split(", ")
    is_container = isinstance(fault.value, dict | list)
    return fault.keyword == "type" and (is_container or not {*_CONTAINERS}.isdisjoint(wanted))


def place_of(fault: Fault) -> str:
    """Return the pointer of the very member: of one that is missing, where it is due."""
    if fault.keyword != "required":
        return fault.pointer
    return f"{fault.pointer}/{escaped(fault.constraint.removeprefix('required '))}"


def _depth(branch: list[Fault]) -> tuple[int, int]:
    """Return how deep the first fault of a branch is, and that few are better than many."""
    return max((one.pointer.count("/") for one in branch), default=0), -len(branch)


def _container(faults: Iterable[Fault], pointer: str) -> Fault | None:
    related = (one for one in faults if is_of_container(one) and _overlap(one.pointer, pointer))
    return next(related, None)


def _at(faults: Iterable[Fault], violation: Violation, body: object) -> Fault | None:
    """Return the fault of the member that was compared, if it is that member's value."""
    at_place = [one for one in faults if place_of(one) == violation.pointer]
    if not at_place or not is_equal(value_at(body, violation.pointer), violation.actual):
        return None
    return at_place[0]


def _overlap(left: str, right: str) -> bool:
    return f"{left}/".startswith(f"{right}/") or f"{right}/".startswith(f"{left}/")
