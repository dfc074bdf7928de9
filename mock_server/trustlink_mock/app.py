"""Home of the application: a site and the layers around it, put together by Connexion."""

from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial

from starlette.types import ASGIApp

from trustlink.contract import Contract, load_contract
from trustlink.terms import load_terms
from trustlink_mock import announcement
from trustlink_mock.answers import Facts, Rules, facts_of, policy_of
from trustlink_mock.authorization import Authorize, Authorizer
from trustlink_mock.clients import clients_of
from trustlink_mock.conditional import tagged
from trustlink_mock.cursors import Cursors
from trustlink_mock.dates import askable_since
from trustlink_mock.framework import ConnexionMiddleware
from trustlink_mock.handlers.caching import OF_DISCOVERY
from trustlink_mock.idempotency import Attempts
from trustlink_mock.layers import Layers
from trustlink_mock.memory import Memory, new_memory
from trustlink_mock.pages import swagger_ui_options
from trustlink_mock.receipts import Receipts, Seal, unsealed
from trustlink_mock.registry import Registry, load_registry
from trustlink_mock.served import routing_document, served_operations
from trustlink_mock.settings import Settings
from trustlink_mock.site import Site
from trustlink_mock.substitutions import Joint, Substitution, Substitutions
from trustlink_mock.tokens import Tokens
from trustlink_mock.verifications import (
    Verifications,
    new_consultation_number,
    new_verification_id,
)
from trustlink_mock.visit import json_reply
from trustlink_mock.written import REMEMBERED, Written

_HONEST = Settings()


def create_app(settings: Settings = _HONEST) -> ASGIApp:
    """Return the mock server as an ASGI application of its own, sharing no state with others.

    Raises UserError for an unknown profile, defect or variant, an overlay that can't be applied,
    and for fixtures that can't be read.
    """
    return assembled(settings, new_memory(settings))


def assembled(
    settings: Settings, memory: Memory, *, first: tuple[Substitution, ...] = ()
) -> ASGIApp:
    """Return a mock server that goes on with what another remembers; raises as `create_app`.

    `first` are substitutions that belong to the honest site: defects and variants see them made.
    """
    substitutions = _substitutions(settings, first)
    contract = _contract(settings)
    layers = Layers(
        served=served_operations(contract, profiles=settings.profiles),
        site=_site(settings, substitutions, contract, memory),
        substitutions=substitutions,
    )
    app = ConnexionMiddleware(
        layers.innermost(),
        middlewares=layers.middlewares(settings),
        lifespan=_lifespan,
        resolver=layers.handler,
        swagger_ui_options=swagger_ui_options(),
    )
    app.add_api(routing_document(one.operation for one in layers.served.values()))
    asgi_app: ASGIApp = app
    coded = substitutions.applied(Joint.CODING, substitutions.applied(Joint.APPLICATION, asgi_app))
    return layers.for_browsers(coded, settings)


def _contract(settings: Settings) -> Contract:
    """Return the contract, with overlays if there are any: they need the requirements too."""
    return load_terms(settings.overlays).contract if settings.overlays else load_contract()


def _substitutions(settings: Settings, first: tuple[Substitution, ...]) -> Substitutions:
    """Return the defects and the variants; these see at each joint what those have made."""
    if not settings.defects and not settings.variants:
        return Substitutions(first)
    from trustlink_mock.defects import choose_defects  # noqa: PLC0415 -- not spent on an honest mock
    from trustlink_mock.variants import choose_variants  # noqa: PLC0415 -- as above

    defects, variants = choose_defects(settings.defects), choose_variants(settings.variants)
    return Substitutions((*first, *defects.chosen, *variants.chosen))


def _site(
    settings: Settings, substitutions: Substitutions, contract: Contract, memory: Memory
) -> Site:
    more, chance = _more_suppliers(settings), settings.chance
    honest = announcement.discovery(
        contract,
        origin=settings.public_url,
        profiles=settings.profiles,
        more=[facts.uscc for facts in more[: announcement.MOST_LISTED]],
    )
    announced = substitutions.applied(Joint.POLICY, honest)
    policy = policy_of(announced)
    clients = clients_of(settings.sandbox)
    tokens = substitutions.applied(
        Joint.TOKENS, Tokens(settings.public_url, settings.clock, memory.token_key, chance)
    )
    rules = substitutions.applied(Joint.RULES, Rules())
    keys = substitutions.applied(Joint.KEYS, memory.signing_keys)
    receipts = Receipts(
        settings.public_url, announced["contractVersion"], keys, rules, memory.retired_keys
    )
    seal: Seal = receipts if "evidence" in settings.profiles else unsealed
    verifications = Verifications(
        settings.kept_verifications,
        new_id=partial(new_verification_id, chance),
        new_number=partial(new_consultation_number, chance),
        kept=memory.verifications,
    )
    attempts = Attempts(settings.kept_verifications, memory.attempts)
    cursors = Cursors(settings.clock, memory.cursor_key)
    authorize: Authorize = Authorizer(tokens, clients)
    return Site(
        discovery=announced,
        discovery_reply=tagged(json_reply(announced, cache_control=OF_DISCOVERY)),
        registry=_registry(substitutions, contract, more),
        policy=policy,
        rules=rules,
        clock=settings.clock,
        askable_on=substitutions.applied(Joint.DATES, askable_since(policy.earliest_as_of)),
        clients=clients,
        tokens=tokens,
        authorize=substitutions.applied(Joint.AUTHORIZATION, authorize),
        source_timeout=settings.source_timeout,
        cursors=substitutions.applied(Joint.CURSORS, cursors),
        keys_reply=tagged(json_reply(receipts.key_set(), cache_control=OF_DISCOVERY)),
        seal=substitutions.applied(Joint.SEAL, seal),
        verifications=substitutions.applied(Joint.VERIFICATIONS, verifications),
        consultations=memory.consultations,
        attempts=substitutions.applied(Joint.ATTEMPTS, attempts),
        together=memory.together,
        written=Written(0 if substitutions.chosen else REMEMBERED),
    )


def _more_suppliers(settings: Settings) -> tuple[Facts, ...]:
    return tuple(facts_of(document) for document in settings.suppliers.documents())


def _registry(
    substitutions: Substitutions, contract: Contract, more: tuple[Facts, ...]
) -> Registry:
    """Return the suppliers with what the contract knows of, or as their substitutions show them."""
    schemes = contract.schema("RatingScheme")["properties"]["id"].get("enum")
    registry = load_registry().joined_by(more) if more else load_registry()
    known = registry.with_schemes(schemes) if schemes else registry
    if not substitutions.at(Joint.FACTS):
        return known
    return known.changed(partial(substitutions.applied, Joint.FACTS))


def _lifespan(_app: object) -> AbstractAsyncContextManager[None]:
    """Agree to start and to stop: servers ask, and there is nothing to do."""
    return nullcontext()
