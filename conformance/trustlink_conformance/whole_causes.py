"""One cause for everything that a site answers, as that each answer is an HTML page. Pure.

A cause is named only if every answer shows it, enough answers do, and no conforming site could
answer so: each condition says why.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.json_text import JsonDocument
from trustlink_conformance.exchange import Exchange, Incoming
from trustlink_conformance.target import MAIN_CREDENTIAL

_FEWEST_ANSWERS = 8
_FEWEST_BESIDE_DISCOVERY = 3
_FEWEST_OPERATIONS = 3
_FEWEST_SUPPLIERS = 3
_SHOWN = 3
_BELOW = ("/trustlink/v1/", "/trustlink/v1/suppliers/")
_OF_THE_CONTRACT = "-not-found"
"""How the types of a 404 end that a conforming site answers about what there is not."""
_DISCOVERY = "getDiscovery"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class WholeCause:
    """What explains every answer of a site."""

    kind: str
    text: str
    hint: str
    exchanges: tuple[int, ...]
    """A few that show it."""

    def as_json(self) -> dict[str, Any]:
        """Return the entry of the report."""
        return {**asdict(self), "exchanges": list(self.exchanges)}


@dataclass(frozen=True, slots=True)
class Answered:
    """A complete answer, and which operation of the contract was asked."""

    operation: Operation
    exchange: Exchange
    response: Incoming

    @property
    def document(self) -> Any:
        """The JSON body; None if it is none."""
        read = self.response.document
        return read.value if isinstance(read, JsonDocument) else None

    @property
    def subject(self) -> str:
        """The supplier that was asked about; "" for none."""
        return self.exchange.origin.subject if "{uscc}" in self.operation.path else ""


def whole_cause(answers: Sequence[Answered], contract: Contract) -> WholeCause | None:
    """Return the one cause of all that was answered; None, as of any conforming site, without one.

    The first that fits is the one that explains most.
    """
    causes: Iterable[Callable[[], WholeCause | None]] = (
        lambda: _html(answers),
        lambda: _unauthorized(answers),
        lambda: _missing(answers),
        lambda: _examples(answers, contract),
        lambda: _one_supplier(answers),
    )
    return next((found for cause in causes if (found := cause()) is not None), None)


def answered(
    exchanges: Iterable[Exchange], operation_of: Callable[[Exchange], Operation | None]
) -> Iterator[Answered]:
    """Yield the complete answers to operations of the contract; HEAD has no body to look at."""
    for one in exchanges:
        operation = operation_of(one)
        is_complete = one.failure is None and one.request.method != "HEAD"
        if operation is not None and one.response is not None and is_complete:
            yield Answered(operation, one, one.response)


def _html(answers: Sequence[Answered]) -> WholeCause | None:
    """Return it if all below the path is HTML; a conforming site sends JSON there (ERR-01)."""
    below = _below(_BELOW[0], answers)
    if not _is_shown(_is_html, below, answers):
        return None
    return _cause(
        "html",
        below,
        f"Every answer below {_BELOW[0]} is an HTML page, whatever is asked.",
        "Is it the interface that answers, and not a website's start page, a login page or a "
        "challenge of a CDN in front of it?",
    )


def _unauthorized(answers: Sequence[Answered]) -> WholeCause | None:
    """Return it if even a good token, or none at discovery, gets a 401; neither may (SEC-02)."""
    with_token = [one for one in answers if _has_good_token(one)]
    if with_token and _is_shown(_is_unauthorized, with_token, answers):
        asked, told = with_token, "also with the token that its token endpoint gave out"
    elif _is_everywhere(_is_unauthorized, answers) and _is_shown(
        _is_unauthorized, answers, answers
    ):
        asked, told = list(answers), "discovery included, which needs no token"
    else:
        return None
    return _cause(
        "unauthorized",
        asked,
        f"Every request is answered 401, {told}.",
        "Does something in front of the interface ask for credentials of its own, drop the header "
        "Authorization, or check tokens of another issuer or audience?",
    )


def _missing(answers: Sequence[Answered]) -> WholeCause | None:
    """Return it if all 404 lack the types that an operation of a conforming site has (ERR-02)."""
    for path in _BELOW:
        below = _below(path, answers)
        if _is_shown(_is_missing, below, answers):
            return _cause(
                "missing",
                below,
                f"Everything below {path} is answered 404.",
                "Do the contract's paths start where the URL says, and does the router or the "
                "gateway pass all of them on?",
            )
    return None


def _examples(answers: Sequence[Answered], contract: Contract) -> WholeCause | None:
    """Return it if several suppliers got the same example; a conforming site repeats the code."""
    told = [one for one in answers if one.subject and one.response.status == 200]
    known = {one.operation.operation_id: _examples_of(one.operation, contract) for one in told}
    if not all(_text(one.document) in known[one.operation.operation_id] for one in told):
        return None
    suppliers: dict[tuple[str, str], set[str]] = {}
    for one in told:
        key = (one.operation.operation_id, _text(one.document))
        suppliers.setdefault(key, set()).add(one.subject)
    alike = {operation for (operation, _), subjects in suppliers.items() if len(subjects) > 1}
    if len(told) < _FEWEST_ANSWERS or len(alike) < _FEWEST_OPERATIONS - 1:
        return None
    return _cause(
        "examples",
        told,
        "The site answers with the contract's own examples, whatever is asked.",
        "A mock that is made of the OpenAPI file alone knows no suppliers. Point the suite at the "
        "site itself; the failures below follow from this.",
    )


def _one_supplier(answers: Sequence[Answered]) -> WholeCause | None:
    """Return it if all got one code; a conforming site repeats the code that is asked about."""
    told = [one for one in answers if one.subject and one.response.status == 200]
    named = [(one, one.document["uscc"]) for one in told if _names_a_supplier(one.document)]
    codes = {uscc for _, uscc in named}
    if len(codes) != 1 or len(named) < _FEWEST_ANSWERS:
        return None
    (uscc,) = codes
    others = [one for one, _ in named if one.subject != uscc]
    is_of_several = len({one.operation.operation_id for one in others}) > 1
    if len({one.subject for one in others}) < _FEWEST_SUPPLIERS or not is_of_several:
        return None
    return _cause(
        "one-supplier",
        others,
        f"Every answer is about the supplier {uscc[:18]}, whichever is asked about.",
        "Is the code in the path read, and does a cache in front of the site tell paths apart?",
    )


def _below(path: str, answers: Sequence[Answered]) -> list[Answered]:
    return [one for one in answers if one.operation.path.startswith(path)]


def _is_shown(
    shows: Callable[[Answered], bool], some: Sequence[Answered], answers: Sequence[Answered]
) -> bool:
    """Return whether each of some answers shows it, and enough do.

    Where discovery shows it as well there is little else to be asked, and less is enough.
    """
    is_everywhere = _is_everywhere(shows, answers)
    operations = {one.operation.operation_id for one in some}
    fewest = _FEWEST_BESIDE_DISCOVERY if is_everywhere else _FEWEST_ANSWERS
    are_enough = len(some) >= fewest and len(operations) >= _FEWEST_OPERATIONS - is_everywhere
    return are_enough and all(map(shows, some))


def _is_everywhere(shows: Callable[[Answered], bool], answers: Sequence[Answered]) -> bool:
    """Return whether each answer of discovery shows it; no conforming one does."""
    found = [one for one in answers if one.operation.operation_id == _DISCOVERY]
    return bool(found) and all(map(shows, found))


def _has_good_token(one: Answered) -> bool:
    request = one.exchange.request
    return request.credential == MAIN_CREDENTIAL and "authorization" in request.fields


def _is_closed(answers: Sequence[Answered]) -> bool:
    is_everywhere = _is_everywhere(_is_unauthorized, answers)
    return is_everywhere and _is_shown(_is_unauthorized, answers, answers)


def _is_unauthorized(one: Answered) -> bool:
    return one.response.status == 401


def _cause(kind: str, answers: Sequence[Answered], text: str, hint: str) -> WholeCause:
    return WholeCause(kind, text, hint, tuple(one.exchange.id for one in answers[:_SHOWN]))


def _is_html(one: Answered) -> bool:
    kind = one.response.fields.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


def _is_missing(one: Answered) -> bool:
    document = one.document
    stated = document.get("type") if isinstance(document, dict) else ""
    return one.response.status == 404 and not str(stated).endswith(_OF_THE_CONTRACT)


def _names_a_supplier(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("uscc"), str)


def _examples_of(operation: Operation, contract: Contract) -> frozenset[str]:
    """Return the examples of a success, each as one text."""
    response = contract.resolve(operation.document["responses"]["200"])
    content: Mapping[str, Any] = response.get("content", {}).get(_JSON, {})
    listed = [contract.resolve(one) for one in content.get("examples", {}).values()]
    values = [one["value"] for one in listed if "value" in one]
    return frozenset(map(_text, [*values, *_single(content)]))


def _single(content: JsonObject) -> list[Any]:
    return [content["example"]] if "example" in content else []


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
