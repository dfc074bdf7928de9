"""Home of the visit: everything the doctor looks at, in the order in which one needs the other."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.doctor.credentials import examine_credentials, examine_scope
from trustlink_conformance.doctor.discovery import (
    examine_discovery,
    examine_interface,
    is_discovered,
)
from trustlink_conformance.doctor.forecast import forecast
from trustlink_conformance.doctor.reaching import reach
from trustlink_conformance.doctor.subjects import (
    Found,
    examine_requesters,
    examine_roles,
    examine_suppliers,
)
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.plan import presets
from trustlink_conformance.preflight import situation_of
from trustlink_conformance.provisions import PROVISIONS
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL, Target
from trustlink_conformance.world import World

_SERIOUS = (State.MISTAKE, State.FAULT)
_MAIN = f"credentials.{MAIN_CREDENTIAL}"


def examine(target: Target, redactor: Redactor) -> Iterator[Symptom]:
    """Look at everything that a verdict depends on; each symptom comes as it is found."""
    reached = yield from _passed_on(reach(target, now=datetime.now(UTC)))
    if any(symptom.state in _SERIOUS for symptom in reached):
        return
    with _site_of(target, redactor) as site:
        try:
            yield from _examine(site)
        except UserError as error:
            yield Symptom("connection", State.MISTAKE, error.message, error.hint, "url")
        except NotTestable as excuse:
            yield Symptom("examination", State.GAP, excuse.reason, f"Provide {excuse.provide}.")


def _examine(site: Site) -> Iterator[Symptom]:
    yield from examine_discovery(site)
    if not is_discovered(site):
        yield Symptom("examination", State.NOTE, "nothing else was looked at, without discovery")
        return
    if (yield from _passed_on(examine_interface(site))):
        return
    told = yield from _passed_on(examine_credentials(site))
    found, works = Found(_needs_of(told)), _works(told, _MAIN)
    if not site.has_credential(MAIN_CREDENTIAL):
        yield _no_client()
    if works:
        scope = yield from _passed_on(examine_scope(site))
        if all(symptom.subject != _MAIN for symptom in scope):
            found.needs.add("records")
        yield from examine_suppliers(site, found)
        yield from examine_roles(site, found)
        yield from examine_requesters(site, found)
        yield from _forecast(site, found)


def _forecast(site: Site, found: Found) -> Iterator[Symptom]:
    rules = site.requirements.values()
    settled = presets(rules, situation_of(site.world))
    yield from forecast([rule for rule in rules if rule.id not in settled], found.needs)


def _no_client() -> Symptom:
    return Symptom(
        _MAIN,
        State.GAP,
        "there is no client to ask with: next to nothing can be judged",
        "Give client_id and client_secret_env, or token_env. `trustlink init` writes the table.",
        _MAIN,
    )


def _needs_of(told: list[Symptom]) -> set[str]:
    """Return the needs that working credentials meet."""
    return {
        need
        for provision in PROVISIONS
        for need in provision.needs
        if provision.key.startswith("credentials.") and _works(told, provision.key)
    }


def _works(told: list[Symptom], key: str) -> bool:
    return any(one.subject == key and one.state is State.WELL for one in told)


def _passed_on(symptoms: Iterable[Symptom]) -> Generator[Symptom, None, list[Symptom]]:
    """Yield the symptoms as they come, and return them all."""
    told = []
    for symptom in symptoms:
        told.append(symptom)
        yield symptom
    return told


@contextmanager
def _site_of(target: Target, redactor: Redactor) -> Iterator[Site]:
    def learn(exchange: Exchange) -> None:
        if exchange.origin.phase == "token" and exchange.response:
            text = exchange.response.body.decode("utf-8", "replace")
            redactor.learn_tokens(text, f"{exchange.request.credential} token")

    with Session(target, learn) as session:
        yield Site(World(target, load_terms(), session), Ledger())
