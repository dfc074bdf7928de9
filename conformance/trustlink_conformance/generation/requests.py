"""Home of the list of requests: what is generated for one operation, and in which order."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from trustlink.contract import JsonObject, Operation
from trustlink_conformance.generation.documents import acceptable_document, refusable_document
from trustlink_conformance.generation.generated_request import GeneratedRequest, is_of_operation
from trustlink_conformance.generation.schemathesis_adapter import Generator
from trustlink_conformance.generation.vocabulary import Vocabulary

API_ROOT = "/trustlink/v1/"
FUZZED = 15
"""Random requests of an operation and intent, beside the examples and the coverage."""

_UNKNOWN_NAMES = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is generated, and from which seed."""

    seed: int
    fuzzed: int = FUZZED


def requests_of(
    operation: Operation, contract: JsonObject, *, vocabulary: Vocabulary, extent: Extent
) -> list[GeneratedRequest]:
    """Return the requests of an operation; the same arguments give the same requests.

    Outside the API's own paths a site may serve a static file: nothing refusable is sent there.
    """
    maker = Generator(acceptable_document(contract, vocabulary), seed=extent.seed)
    acceptable = maker.acceptable(operation, fuzzed=extent.fuzzed)
    if not operation.path.startswith(API_ROOT):
        return acceptable
    refusable = _refusable(operation, contract, vocabulary=vocabulary, extent=extent)
    return [*acceptable, *refusable, *_with_unknown_names(acceptable, seed=extent.seed)]


def _refusable(
    operation: Operation, contract: JsonObject, *, vocabulary: Vocabulary, extent: Extent
) -> list[GeneratedRequest]:
    maker = Generator(refusable_document(contract, vocabulary), seed=extent.seed)
    fixed = {"uscc": vocabulary.suppliers[0]} if "{uscc}" in operation.path else {}
    made = maker.refusable(operation, fuzzed=extent.fuzzed, path=fixed)
    return [request for request in made if is_of_operation(request, operation)]


def _with_unknown_names(
    acceptable: Iterable[GeneratedRequest], *, seed: int
) -> Iterator[GeneratedRequest]:
    chance = random.Random(seed)  # noqa: S311 -- repeatable names, no secret
    for request in islice(acceptable, _UNKNOWN_NAMES):
        name = f"unknown{chance.randrange(10**6)}"
        target = f"{request.target}{'&' if '?' in request.target else '?'}{name}=1"
        yield replace(request, target=target, intent="unknown-parameter", place=f"query/{name}")
