"""Home of the list of requests: what is generated for one operation, and in which order."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from trustlink.contract import Contract, JsonObject, Operation
from trustlink_conformance.generation.bodies import has_unreal_day_in_item
from trustlink_conformance.generation.documents import (
    CURSOR,
    acceptable_document,
    refusable_document,
)
from trustlink_conformance.generation.generated_request import GeneratedRequest, is_of_operation
from trustlink_conformance.generation.rules import MAY_BE_STATIC
from trustlink_conformance.generation.schemathesis_adapter import Generator
from trustlink_conformance.generation.vocabulary import Vocabulary
from trustlink_conformance.generation.wire_query import faulty_parameters

FUZZED = 12
"""Random requests of an operation and intent, beside the examples and the coverage."""

LISTS = frozenset({"listRebateRecords", "listViolationNotices"})
"""Operations that answer in pages."""

TRIED_BY_CONSTRAINT = frozenset(
    {
        *("string_below_min_length", "string_above_max_length", "non_unique_items"),
        *("array_below_min_items", "array_above_max_items"),
        *("object_missing_required_property", "object_unexpected_properties"),
    }
)
"""Scenarios of the coverage phase that `constraint_bodies` tries, on each member of a body."""

_JUDGED_APART = frozenset({"body/requester/id", "body/items"})
"""Members whose requests are judged by requirements of their own: see `rules.REFUSED`."""
_UNKNOWN_NAMES = 3
_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is generated, and from which seed."""

    seed: int
    fuzzed: int = FUZZED


def requests_of(
    operation: Operation, contract: Contract, *, vocabulary: Vocabulary, extent: Extent
) -> list[GeneratedRequest]:
    """Return the requests of an operation; the same arguments give the same requests.

    To what may be a static file nothing refusable is sent.
    """
    document = contract.document
    maker = Generator(acceptable_document(document, vocabulary), seed=extent.seed)
    acceptable = maker.acceptable(operation, fuzzed=extent.fuzzed)
    if operation.operation_id in MAY_BE_STATIC:
        return acceptable
    made = _refusable(operation, document, vocabulary=vocabulary, extent=extent)
    refusable = (_as_sent(request, operation, contract) for request in made)
    return [*acceptable, *refusable, *_with_unknown_names(acceptable, seed=extent.seed)]


def _refusable(
    operation: Operation, contract: JsonObject, *, vocabulary: Vocabulary, extent: Extent
) -> list[GeneratedRequest]:
    maker = Generator(refusable_document(contract, vocabulary), seed=extent.seed)
    fixed = {"uscc": vocabulary.suppliers[0]} if "{uscc}" in operation.path else {}
    made = maker.refusable(operation, fuzzed=extent.fuzzed, path=fixed)
    if operation.operation_id in LISTS:
        made += _with_ill_formed_cursors(
            operation, contract, vocabulary=vocabulary, seed=extent.seed
        )
    sendable = [
        request
        for request in made
        if is_of_operation(request, operation)
        and not has_unreal_day_in_item(request)
        and not _is_tried_by_constraint(request)
    ]
    return list(_varied(sendable, seed=extent.seed))


def _is_tried_by_constraint(request: GeneratedRequest) -> bool:
    is_of_body = request.place.partition("/")[0] == "body" and request.place not in _JUDGED_APART
    return is_of_body and request.scenario in TRIED_BY_CONSTRAINT


def _as_sent(
    request: GeneratedRequest, operation: Operation, contract: Contract
) -> GeneratedRequest:
    """Return the request with what is invalid in its query, as it goes out.

    Where several parts are drawn at random, whoever accepts them accepts the first of them.
    """
    if request.place.partition("/")[0] != "query":
        return request
    faulty = faulty_parameters(request.target, operation, contract)
    is_random = request.place == "query" and request.phase != "coverage"
    place = f"query/{faulty[0]}" if faulty and is_random else request.place
    return replace(request, place=place, invalid=bool(faulty))


def _with_ill_formed_cursors(
    operation: Operation, contract: JsonObject, *, vocabulary: Vocabulary, seed: int
) -> list[GeneratedRequest]:
    document = refusable_document(contract, vocabulary, with_cursor=True)
    made = Generator(document, seed=seed).refusable(operation, fuzzed=1, path={})
    return [request for request in made if request.place == f"query/{CURSOR}"]


def _varied(made: Sequence[GeneratedRequest], *, seed: int) -> Iterator[GeneratedRequest]:
    """Return a few of the requests that are alike: the same part is invalid in the same way.

    Which ones depends on the seed, so other seeds show others.
    """
    chance = random.Random(seed)  # noqa: S311 -- repeatable choice, no secret
    groups: dict[tuple[str, str], list[GeneratedRequest]] = {}
    for request in made:
        groups.setdefault((request.place, request.scenario), []).append(request)
    kept = {
        request
        for group in groups.values()
        for request in chance.sample(group, min(_ALIKE, len(group)))
    }
    return (request for request in made if request in kept)


def _with_unknown_names(
    acceptable: Iterable[GeneratedRequest], *, seed: int
) -> Iterator[GeneratedRequest]:
    chance = random.Random(seed)  # noqa: S311 -- repeatable names, no secret
    for request in islice(acceptable, _UNKNOWN_NAMES):
        name = f"unknown{chance.randrange(10**6)}"
        target = f"{request.target}{'&' if '?' in request.target else '?'}{name}=1"
        yield replace(request, target=target, intent="unknown-parameter", place=f"query/{name}")
