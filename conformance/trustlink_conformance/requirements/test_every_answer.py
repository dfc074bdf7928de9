"""Checks that look at every answer of the run so far, whatever it was asked for."""

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.readings import every_answer
from trustlink_conformance.site import Site

PRIVATE = ("private", "no-store")


@requirement("HTTP-03", afterwards=True)
def test_no_answer_behind_a_token_may_be_shared(site: Site) -> None:
    for answer in behind_a_token(site):
        answer.expect_header_that("Cache-Control", " or ".join(PRIVATE), is_private)


def behind_a_token(site: Site) -> list[Answer]:
    """Return the answers of operations that need a token."""
    return [one for one in every_answer(site) if (known := site.operation_of(one)) and known.scope]


def is_private(value: str) -> bool:
    directives = {part.strip().lower() for part in value.split(",")}
    return not directives.isdisjoint(PRIVATE)
