"""Home of asking: from questions to requests and their answers, with patience for a 429."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Errand, Exchange, Headers, Origin, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import patiently, refuse_shut_out
from trustlink_conformance.question import TOKEN, HeaderValue, Posed, Question, lines_of
from trustlink_conformance.world import World


def ask(world: World, ledger: Ledger, question: Question, origin: Origin) -> Answer:
    """Ask, and ask again while the answer is 429 and the question is patient."""
    posed = Posed(question, origin)
    first = _exchange(world, ledger, posed)
    if question.patient:
        return Answer(_in_patience(world, ledger, posed, first), ledger)
    return Answer(_with_a_good_token(world, ledger, posed, first), ledger)


def ask_together(
    world: World, ledger: Ledger, question: Question, origin: Origin, *, times: int
) -> list[Answer]:
    """Ask one question so many times at once, without patience: a 429 comes back as it is."""
    posed = Posed(question, origin)
    exchanges = _exchange_together(world, ledger, posed, times=times)
    ended = [at for at, one in enumerate(exchanges) if _has_ended(world, posed, one)]
    again = _exchange_together(world, ledger, posed, times=len(ended)) if ended else []
    renewed = dict(zip(ended, again, strict=True))
    return [Answer(renewed.get(at, one), ledger) for at, one in enumerate(exchanges)]


def ask_each(world: World, ledger: Ledger, questions: Iterable[Posed]) -> Iterator[Answer]:
    """Ask questions that do not depend on each other, a few at a time; answers come in order.

    What is answered 429 is asked again, alone and with patience.
    """
    left = iter(questions)
    while together := list(islice(left, world.session.most_together)):
        errands = [_errand(world, ledger, one) for one in together]
        exchanges = world.session.exchange_together(errands)
        for posed, exchange in zip(together, exchanges, strict=True):
            _enter(world, ledger, exchange)
            yield Answer(_in_patience(world, ledger, posed, exchange), ledger)


def read(world: World, ledger: Ledger, question: Question, origin: Origin) -> Answer:
    """Ask what no check has asked before; give the answer of before to each one after.

    The exchange is in the books of every check that reads it. Without a complete answer it is
    nobody's but the first one's, and the next check asks again; so it does where a hostile site's
    answers have filled what may be kept.
    """
    key = question.key
    if key in world.answered:
        return _shared(ledger, [world.answered[key]])[0]
    if key in world.coming:
        _ask_ahead(world, key)
    if key in world.arrived:
        posed = Posed(question, origin)
        answer = _received(world, ledger, posed, world.arrived.pop(key))
    else:
        answer = ask(world, ledger, question, origin)
    if not answer.failed and world.history.has_room:
        world.answered[key] = answer.exchange
    return answer


def announce(world: World, questions: Iterable[Posed]) -> None:
    """Say what the checks named in the origins are going to read, so that it is asked together.

    What several checks are going to read is the first one's.
    """
    for one in questions:
        world.coming.setdefault(one.question.key, one)


def recall(world: World, ledger: Ledger, *operation_ids: str) -> list[Answer]:
    """Return what every check so far was answered, completely; by these operations, if any."""
    ledger.recalled_operations.update(operation_ids or [""])
    found = list(world.history.recalled)
    if operation_ids:
        asked = zip(found, world.operation_ids_of(found), strict=True)
        found = [one for one, operation_id in asked if operation_id in operation_ids]
    ledger.recalled.update([one.id for one in found])
    return _shared(ledger, found)


def _shared(ledger: Ledger, exchanges: Sequence[Exchange]) -> list[Answer]:
    """Enter exchanges of earlier checks into the books of one that looks at them."""
    ledger.exchanges += [one.id for one in exchanges]
    ledger.shared += exchanges
    ledger.subjects.update([one.origin.subject for one in exchanges if one.origin.subject])
    return [Answer(one, ledger) for one in exchanges]


def _ask_ahead(world: World, key: str) -> None:
    """Ask a coming question, and with it the next ones.

    `read` finds what arrived, and enters it into the books of the check that reads it. What can't
    be asked, as there is no token for it, is left to its check.
    """
    coming = list(world.coming)
    at = coming.index(key)
    errands: dict[str, Errand] = {}
    for one in coming[at : at + world.session.most_together]:
        posed = world.coming.pop(one)
        if one not in world.answered:
            with suppress(NotTestable):
                errands[one] = _errand(world, Ledger(posed.origin.check), posed)
    exchanges = world.session.exchange_together(list(errands.values()))
    world.arrived |= zip(errands, exchanges, strict=True)


def _received(world: World, ledger: Ledger, posed: Posed, exchange: Exchange) -> Answer:
    """Enter what was asked ahead; its line in the evidence may have gone with another check's."""
    _enter(world, ledger, exchange)
    ledger.shared.append(exchange)
    return Answer(_in_patience(world, ledger, posed, exchange), ledger)


def _in_patience(world: World, ledger: Ledger, posed: Posed, first: Exchange) -> Exchange:
    """Return the first answer, or what comes of more attempts if that is 429."""
    made = [first]

    def attempt() -> Exchange:
        exchange = made.pop() if made else _exchange(world, ledger, posed)
        return _with_a_good_token(world, ledger, posed, exchange)

    return patiently(world.session, attempt)


def _with_a_good_token(world: World, ledger: Ledger, posed: Posed, first: Exchange) -> Exchange:
    """Return the first answer, or what comes of another token if that of the first had ended."""
    if not _has_ended(world, posed, first):
        return first
    exchange = _exchange(world, ledger, posed)
    world.tokens.note_renewal(posed.question.token_label or "", exchange)
    return exchange


def _has_ended(world: World, posed: Posed, exchange: Exchange) -> bool:
    label = posed.question.token_label
    return label is not None and world.tokens.has_ended(label, exchange)


def _exchange(world: World, ledger: Ledger, posed: Posed) -> Exchange:
    return _exchange_together(world, ledger, posed, times=1)[0]


def _exchange_together(world: World, ledger: Ledger, posed: Posed, *, times: int) -> list[Exchange]:
    exchanges = world.session.exchange_together([_errand(world, ledger, posed)] * times)
    for exchange in exchanges:
        _enter(world, ledger, exchange)
    return exchanges


def _enter(world: World, ledger: Ledger, exchange: Exchange) -> None:
    world.history.keep(exchange)
    ledger.exchanges.append(exchange.id)
    if exchange.origin.subject:
        ledger.subjects.add(exchange.origin.subject)


def _errand(world: World, ledger: Ledger, posed: Posed) -> Errand:
    question = posed.question
    return Errand(_request(world, question), _marked(posed.origin, ledger, question))


def _request(world: World, question: Question) -> Outgoing:
    refuse_shut_out(world.session, question.label)
    query = urlencode(_pairs(question.query), doseq=True, quote_via=quote)
    content = question.content
    if content is None and question.body is not None:
        content = json.dumps(question.body, ensure_ascii=False).encode("utf-8")
    return Outgoing(
        method=question.method,
        url=f"{_absolute(world, question.path)}{'?' if query else ''}{query}",
        headers=_headers(world, question),
        content=content,
        credential=question.label,
    )


def _absolute(world: World, path: str) -> str:
    is_whole = path.startswith(("http://", "https://"))
    return path if is_whole else world.target.addresses.url_of(path)


def _headers(world: World, question: Question) -> Headers:
    headers: dict[str, HeaderValue] = {"Accept": question.accepted}
    if question.body is not None:
        headers["Content-Type"] = "application/json"
    if question.token_label is not None:
        headers["Authorization"] = f"Bearer {TOKEN}"
    for name, value in question.headers.items():
        headers = {key: old for key, old in headers.items() if key.lower() != name.lower()}
        headers[name] = value
    lines = ((name, line) for name, value in headers.items() for line in lines_of(value))
    return tuple((name, _with_token(world, question, name, line)) for name, line in lines)


def _with_token(world: World, question: Question, name: str, line: str) -> str:
    label = question.token_label
    if label is None or name.lower() != "authorization":
        return line
    return line.replace(TOKEN, world.tokens.token(label))


def _marked(origin: Origin, ledger: Ledger, question: Question) -> Origin:
    subject = question.subject or origin.subject
    return replace(origin, check=ledger.check, subject=subject)


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in query.items() if value is not None]
