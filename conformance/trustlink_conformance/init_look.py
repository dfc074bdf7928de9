"""Look at a few suppliers for `trustlink init`: what none of them shows is declared absent."""

from collections.abc import Mapping

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.finders import unmet
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL, Credential, Target
from trustlink_conformance.target_template import CLIENT, READY_MADE, Template
from trustlink_conformance.world import World


def unmet_needs(template: Template, environment: Mapping[str, str]) -> frozenset[str] | None:
    """Return the needs that no supplier meets; None if there is no client to ask with, or none.

    The client is that of the environment variables that the file names for importer-a.
    """
    credential = _credential(template, environment)
    if credential is None or not template.suppliers:
        return None
    target = Target(
        template.url,
        mode="live",
        credentials=(credential,),
        subjects=(("suppliers", template.suppliers),),
    )
    with Session(target, lambda _: None) as session:
        site = Site(World(target, load_terms(), session), Ledger())
        try:
            site.bearer()
        except (NotTestable, UserError):
            return None
        return frozenset(unmet(site))


def _credential(template: Template, environment: Mapping[str, str]) -> Credential | None:
    client_id, secret = (environment.get(name, "").strip() for name in CLIENT)
    token = environment.get(READY_MADE, "").strip()
    if template.announced.has_token_endpoint:
        return Credential(MAIN_CREDENTIAL, client_id, secret) if client_id and secret else None
    return Credential(MAIN_CREDENTIAL, token=token) if token else None
