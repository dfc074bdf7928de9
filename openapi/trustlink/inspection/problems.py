"""Home of the rules about problems: each error answer is one, and its example says its status."""

from collections.abc import Iterator

from trustlink.inspection.document import Document, object_at
from trustlink.inspection.examples import illustrations
from trustlink.inspection.fault import ContractFault, fault_at, shown
from trustlink.inspection.places import Kind, Place

MEDIA_TYPE = "application/problem+json"
SCHEMA = "#/components/schemas/Problem"


def problem_faults(document: Document) -> Iterator[ContractFault]:
    """Return error answers that are no problems (RFC 9457), or illustrate another status."""
    for operation in document.of(Kind.OPERATION):
        for code in object_at(operation.value, "responses"):
            answer = document.at(operation, "responses", code)
            if code.startswith(("4", "5")) and answer is not None:
                yield from _form_faults(answer)
                yield from _status_faults(document, answer, code=code)


def _form_faults(answer: Place) -> Iterator[ContractFault]:
    content = object_at(answer.value, "content")
    if list(content) != [MEDIA_TYPE]:
        yield answer.fault(f"an error answer was expected to have the one content {MEDIA_TYPE}")
    elif object_at(content, MEDIA_TYPE, "schema").get("$ref") != SCHEMA:
        yield answer.fault(f"the schema {SCHEMA} was expected", "content", MEDIA_TYPE, "schema")


def _status_faults(document: Document, answer: Place, *, code: str) -> Iterator[ContractFault]:
    media_type = document.at(answer, "content", MEDIA_TYPE)
    if media_type is None or not code.isdecimal():
        return
    for path, value in illustrations(document, media_type):
        status = object_at(value).get("status")
        if status != int(code):
            reason = f"an example of the answer {code} states the status {shown(status)}"
            yield fault_at((*path, "status"), reason)
