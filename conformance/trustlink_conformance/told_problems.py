"""Home of told problems: what a run so far was refused, and the faults that it was told."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import PROBLEMS
from trustlink_conformance.hindsight import given, problems
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.pointer import value_at
from trustlink_conformance.readings import Item
from trustlink_conformance.site import Site

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
"""RFC 6901."""


@dataclass(frozen=True)
class ToldProblem:
    """A problem, and the status that it is of."""

    item: Item
    status: object

    @property
    def is_about_faults(self) -> bool:
        """Whether it has to name faults: a 400, or a 422 about a date."""
        is_date = self.item.get("/type") == f"{PROBLEMS}date-out-of-range"
        return self.status == 400 or (self.status == 422 and is_date)


def told_problems(site: Site) -> list[ToldProblem]:
    """Return every problem: whole answers, and the items of batches that are problems."""
    of_items = [
        Item(batch, one.pointer)
        for batch in given(site, "createBatch")
        for one in batch.places
        if one.name == "problem" and isinstance(one.value, dict)
    ]
    whole = [ToldProblem(Item(one), one.status) for one in problems(site)]
    told = [*whole, *(ToldProblem(item, item.get("/status")) for item in of_items)]
    if not told:
        not_testable("no error is a problem (see ERR-01)", provide="a site that refuses some")
    return told


def expect_places(one: ToldProblem, *, is_there: bool) -> None:
    """Expect each fault to be at a place of what was sent, or where something is missing.

    Of an item of a batch nothing is missing: then the whole batch is refused.
    """
    described = f"a pointer (RFC 6901) into {'the item' if is_there else 'the body'}"
    for entry in faults_of(one, "/pointer"):
        entry.expect_that("/pointer", described, partial(_is_place, _sent_by(one.item), is_there))


def _sent_by(problem: Item) -> Any:
    """Return the JSON value that a problem is about, of a batch the item; None if it is none."""
    body = problem.answer.exchange.request.document
    return value_at(body, problem.pointer.removesuffix("/problem")) if problem.pointer else body


def _is_place(sent: Any, must_be_there: bool, pointer: Any) -> bool:  # noqa: FBT001 -- partial
    """Return whether a pointer leads to a value that was sent, or to where one is missing."""
    if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer):
        return False
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(sent, dict) and name not in sent:
            return not must_be_there
        if isinstance(sent, list) and not (name.isdecimal() and int(name) <= len(sent)):
            return False
        sent = value_at(sent, f"/{token}")
    return True


def with_faults_at(told: list[ToldProblem], place: str) -> list[ToldProblem]:
    """Return the problems that tell a fault with a place of this kind."""
    found = [one for one in told if faults_of(one, place)]
    return found or not_applicable(f"no fault is told with a {place.removeprefix('/')}")


def faults_of(one: ToldProblem, place: str) -> list[Item]:
    """Return the faults of a problem that are told with a place of this kind."""
    told = one.item.objects("/errors") if one.is_about_faults else []
    return [entry for entry in told if isinstance(entry.get(place), str)]


def headers_of(site: Site, answer: Answer) -> set[str]:
    """Return the headers that an operation documents, but for names that stood in the query."""
    query = urlsplit(answer.exchange.request.url).query
    asked = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)}
    operation = site.operation_of(answer)
    documented = operation.document.get("parameters", []) if operation else []
    known = [site.contract.resolve(one) for one in documented]
    return {one["name"].lower() for one in known if one["in"] == "header"} - asked
