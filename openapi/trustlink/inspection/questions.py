"""Home of the rules about the questions beside examples: each success says what it answers.

So an example is no invention: a test asks the mock server the question, and compares.
"""

import re
from collections.abc import Iterator

from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, fault_at, is_text, shown
from trustlink.inspection.places import Kind, Place

ASKED, ASKED_AT = "x-asked", "x-asked-at"

_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_MEMBERS = frozenset({"scenario", "parameters", "body"})


def is_question(place: Place) -> bool:
    """Whether x-asked stands at an example, and has the form of a question."""
    asked = place.value[ASKED]
    return (
        place.kind is Kind.EXAMPLE
        and isinstance(asked, dict)
        and asked.keys() <= _MEMBERS
        and is_text(asked.get("scenario"))
        and isinstance(asked.get("parameters", {}), dict)
        and isinstance(asked.get("body", ""), str)
    )


def is_instant(place: Place) -> bool:
    """Whether x-asked-at stands at info, and is an instant in UTC."""
    asked_at = place.value[ASKED_AT]
    is_formed = isinstance(asked_at, str) and _INSTANT.fullmatch(asked_at) is not None
    return place.kind is Kind.INFO and is_formed


def question_faults(document: Document) -> Iterator[ContractFault]:
    """Return successes without a question, and questions that can't be asked."""
    answers: set[str] = set()
    for operation in document.of(Kind.OPERATION):
        for media_type in _successes(document, operation):
            if "example" in media_type.value:
                yield media_type.fault("examples were expected, each with its question", "example")
            for example in _examples(document, media_type):
                answers.add(example.pointer)
                yield from _faults(document, operation, example)
    for example in document.of(Kind.EXAMPLE):
        if ASKED in example.value and example.pointer not in answers:
            yield example.fault("only the example of a success answers a question", ASKED)
    if answers and not is_text(document.info(ASKED_AT)):
        yield fault_at(("info", ASKED_AT), "the instant of the questions was expected")


def _faults(document: Document, operation: Place, example: Place) -> Iterator[ContractFault]:
    if ASKED not in example.value:
        yield example.fault("the question that it answers was expected", ASKED)
        return
    given = object_at(example.value, ASKED, "parameters")
    known = dict(_parameters(document, operation))
    for name in given.keys() - known.keys():
        yield example.fault("is no parameter of this operation", ASKED, "parameters", name)
    for name in (name for name, required in known.items() if required and name not in given):
        yield example.fault(f"{name} was expected", ASKED, "parameters")
    bodies: list[str | None] = [*sorted(_bodies(document, operation))] or [None]
    named = object_at(example.value, ASKED).get("body")
    if named not in bodies:
        choice = " or ".join(map(shown, bodies))
        yield example.fault(f"{choice} was expected, found {shown(named)}", ASKED, "body")


def _successes(document: Document, operation: Place) -> Iterator[Place]:
    for status in object_at(operation.value, "responses"):
        answer = document.at(operation, "responses", status)
        if answer is not None and str(status).startswith("2"):
            yield from _media_types(document, answer)


def _parameters(document: Document, operation: Place) -> Iterator[tuple[str, bool]]:
    for index, _ in enumerate(list_at(operation.value, "parameters")):
        parameter = document.at(operation, "parameters", index)
        if parameter is not None:
            yield str(parameter.value.get("name")), parameter.value.get("required") is True


def _bodies(document: Document, operation: Place) -> Iterator[str]:
    body = document.at(operation, "requestBody")
    for media_type in _media_types(document, body) if body else ():
        yield from (example.name for example in _examples(document, media_type))


def _media_types(document: Document, place: Place) -> Iterator[Place]:
    found = (document.at(place, "content", name) for name in object_at(place.value, "content"))
    return (media_type for media_type in found if media_type is not None)


def _examples(document: Document, media_type: Place) -> Iterator[Place]:
    names = object_at(media_type.value, "examples")
    found = (document.at(media_type, "examples", name) for name in names)
    return (example for example in found if example is not None)
