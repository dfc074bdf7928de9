"""Turn questions into requests, send them, and send them again after a 429 or an ended token."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Errand, Exchange, Origin
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import patiently
from trustlink_conformance.question import (
    NOBODY,
    Posed,
    Question,
    question_of,
)
from trustlink_conformance.requests import request_of
from trustlink_conformance.tokens import says_invalid_token
from trustlink_conformance.world import World

_MOST_RENEWALS = 3
_PROBES = ("getSupplier", "getViolationStatus")
"""Operations that tell whether a token is refused as such, or by one operation alone."""


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
    renewed = _renewed(posed)
    again = _exchange_together(world, ledger, renewed, times=len(ended)) if ended else []
    last = [_unless_useless(world, ledger, posed, one) for one in again]
    by_place = dict(zip(ended, last, strict=True))
    return [Answer(by_place.get(at, one), ledger) for at, one in enumerate(exchanges)]


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


def refused_tokens(world: World, ledger: Ledger) -> list[Answer]:
    """Return, of each client all of whose new tokens the site refuses, the last such refusal.

    A token that the tester gave may have ended: that is not the site's.
    """
    tokens = world.tokens
    refused = [one for name, one in tokens.useless.items() if not tokens.require(name).token]
    return _shared(ledger, refused)


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
    """Return the first answer, or what comes of another token if that of the first had ended.

    The other one may have been issued for another request and have ended since: then it is one
    that was just issued.
    """
    exchange = first
    for _ in range(_MOST_RENEWALS):
        was_just_issued = exchange.origin.renewed and world.tokens.is_fresh_in(exchange)
        if not _has_ended(world, posed, exchange) or was_just_issued:
            break
        exchange = _exchange(world, ledger, _renewed(posed))
    return _unless_useless(world, ledger, posed, exchange)


def _renewed(posed: Posed) -> Posed:
    return Posed(posed.question, replace(posed.origin, renewed=True))


def _has_ended(world: World, posed: Posed, exchange: Exchange) -> bool:
    if posed.question.token_label is None:
        return False
    return world.tokens.has_ended(exchange, _named_operation(world, exchange))


def _unless_useless(world: World, ledger: Ledger, posed: Posed, last: Exchange) -> Exchange:
    """Return an answer; raises NotTestable if every operation refuses the client's newest token.

    That is told once (API-01). A check that writes the Authorization itself may be refused for it.
    """
    question, operation = posed.question, _named_operation(world, last)
    if question.token_label is None:
        return last
    is_in_question = world.tokens.may_ask_again(last, operation)
    world.tokens.note_answer(last, operation)
    if not is_in_question or question.writes_authorization:
        return last
    if says_invalid_token(_exchange(world, ledger, _probe(world, question, operation))):
        world.tokens.give_up(last)
    return last


def _probe(world: World, question: Question, operation: str) -> Posed:
    """Return a question to another operation, with the same client's newest token."""
    name = next(one for one in _PROBES if one != operation)
    about = {"uscc": question.subject or NOBODY}
    asked = question_of(world.contract.operation(name), about, credential=question.token_label)
    return Posed(asked, Origin(operation=name))


def _named_operation(world: World, exchange: Exchange) -> str:
    operation = world.operation_of(exchange)
    return operation.operation_id if operation else ""


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
    return Errand(request_of(world, question), _marked(posed.origin, ledger, question))


def _marked(origin: Origin, ledger: Ledger, question: Question) -> Origin:
    subject = question.subject or origin.subject
    return replace(origin, check=ledger.check, subject=subject)
