"""Home of the visit: everything the doctor looks at, in the order in which one needs the other."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from trustlink.errors import UserError
from trustlink.terms import Terms, load_terms
from trustlink_conformance.doctor.credentials import examine_credentials, examine_scope
from trustlink_conformance.doctor.discovery import (
    examine_discovery,
    examine_interface,
    is_discovered,
)
from trustlink_conformance.doctor.forecast import SANDBOX_REPORT, forecast
from trustlink_conformance.doctor.reaching import reach
from trustlink_conformance.doctor.subjects import (
    Found,
    examine_requesters,
    examine_roles,
    examine_suppliers,
)
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.gaps import judged_in
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.preflight import identity_of, situation_of
from trustlink_conformance.provisions import PROVISIONS, lacking, needs_without
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.sandbox_leg import Ground, SandboxLeg
from trustlink_conformance.sandbox_report import refuse_other_site
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL, Target
from trustlink_conformance.world import World

_SERIOUS = (State.MISTAKE, State.FAULT)
_MAIN = f"credentials.{MAIN_CREDENTIAL}"


def examine(target: Target, redactor: Redactor, leg: SandboxLeg | None = None) -> Iterator[Symptom]:
    """Look at everything that a verdict depends on; each symptom comes as it is found.

    `leg` is the sandbox run that the verdict is to rest on, if there is one.
    """
    reached = yield from _passed_on(reach(target, now=datetime.now(UTC)))
    if any(symptom.state in _SERIOUS for symptom in reached):
        return
    terms = load_terms()
    with _site_of(target, redactor, terms) as site:
        try:
            yield from _examine(site, terms, leg)
        except UserError as error:
            yield Symptom("connection", State.MISTAKE, error.message, error.hint, "url")
        except NotTestable as excuse:
            yield Symptom("examination", State.GAP, excuse.reason, f"Provide {excuse.provide}.")


def _examine(site: Site, terms: Terms, leg: SandboxLeg | None) -> Iterator[Symptom]:
    yield from examine_discovery(site)
    if not is_discovered(site):
        yield Symptom("examination", State.NOTE, "nothing else was looked at, without discovery")
        return
    if (yield from _passed_on(examine_interface(site))):
        return
    if leg is not None:
        yield _sandbox(site, leg)
    told = yield from _passed_on(examine_credentials(site))
    found, works = Found(_excuses_of(told)), _works(told, _MAIN)
    if not site.has_credential(MAIN_CREDENTIAL):
        yield _no_client()
    if works:
        yield from examine_scope(site)
        yield from examine_suppliers(site, found)
        yield from examine_roles(site, found)
        yield from examine_requesters(site, found)
        ground = Ground(needs_without(site.world.target.absent), leg)
        rules = judged_in(terms.requirements.values(), situation_of(site.world))
        yield from forecast(rules, found.excuses, ground)


def _sandbox(site: Site, leg: SandboxLeg) -> Symptom:
    """Say whether the sandbox run is one of the same site."""
    try:
        refuse_other_site(identity_of(site.world), leg.as_json())
    except UserError as error:
        return Symptom(SANDBOX_REPORT, State.MISTAKE, error.message, error.hint)
    text = f"run {leg.run} of {leg.ended} shows {len(leg.shows)} requirements"
    return Symptom(SANDBOX_REPORT, State.WELL, text)


def _no_client() -> Symptom:
    return Symptom(
        _MAIN,
        State.GAP,
        "there is no client to ask with: next to nothing can be judged",
        "Give client_id and client_secret_env, or token_env. `trustlink init` writes the table.",
        _MAIN,
    )


def _excuses_of(told: list[Symptom]) -> dict[str, NotTestable]:
    """Return the excuses for the needs that no working credential meets."""
    return {
        need: lacking(need, f"no {provision.key} is given, or what is given does not work")
        for provision in PROVISIONS
        for need in provision.needs
        if provision.key.startswith("credentials.") and not _works(told, provision.key)
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
def _site_of(target: Target, redactor: Redactor, terms: Terms) -> Iterator[Site]:
    def learn(exchange: Exchange) -> None:
        if exchange.origin.phase == "token" and exchange.response:
            text = exchange.response.body.decode("utf-8", "replace")
            redactor.learn_tokens(text, f"{exchange.request.credential} token")

    with Session(target, learn) as session:
        yield Site(World(target, terms, session), Ledger())
