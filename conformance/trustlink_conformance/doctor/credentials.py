"""Home of the look at credentials: a token of each, and what the site says to it."""

from collections.abc import Iterator

from trustlink_conformance.answer import Answer
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.judgement import MisconfigurationError, NotTestable
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import sound
from trustlink_conformance.target import MAIN_CREDENTIAL, Credential
from trustlink_conformance.tokens import TokensRefused

_OTHERWISE = {
    "quota-used-up": (429, "a client whose quota is used up", State.MISTAKE),
    "expired-tokens": (401, "an expired token (SEC-02)", State.FAULT),
    "foreign-audience": (401, "a token for another site (SEC-02)", State.FAULT),
}
"""Credentials with which the site has to refuse, the status, and whose matter another one is."""


def examine_credentials(site: Site) -> Iterator[Symptom]:
    """Get a token with each credential, and ask about a supplier with it."""
    for credential in site.world.target.credentials:
        yield _examined(site, credential)


def examine_scope(site: Site) -> Iterator[Symptom]:
    """Ask for single records, where the site offers them."""
    if not site.offers("records"):
        return
    for label, allowed in ((MAIN_CREDENTIAL, True), ("verify-only", False)):
        if site.has_credential(label):
            yield from _scope(site, label, is_allowed=allowed)


def _examined(site: Site, credential: Credential) -> Symptom:
    key = f"credentials.{credential.label}"
    try:
        site.bearer(credential.label)
    except MisconfigurationError as error:
        return Symptom(key, State.MISTAKE, error.message, "Check client id and secret.", key)
    except NotTestable as excuse:
        state = State.GAP if _is_refused(excuse) else _whose(site)
        return Symptom(key, state, excuse.reason, f"Provide {excuse.provide}.", key)
    try:
        answer = sound(site, "getSupplier").ask(
            site, credential=credential.label, patient=credential.label not in _OTHERWISE
        )
    except TokensRefused as excuse:
        if credential.token:
            return _refused(credential, 401, excuse.reason, key)
        return Symptom(key, State.FAULT, excuse.reason, f"Provide {excuse.provide}.", key)
    except NotTestable as excuse:
        return Symptom(key, State.NOTE, f"there is a token, which was not tried: {excuse.reason}")
    return _tried(credential, answer, key)


def _tried(credential: Credential, answer: Answer, key: str) -> Symptom:
    source = "the token" if credential.token else "a token of its endpoint"
    if answer.failed:
        return Symptom(key, State.FAULT, f"{source} was tried, and no complete answer came")
    status, what, state = _OTHERWISE.get(credential.label, (200, "a good token", State.FAULT))
    if answer.status == status or (status == 200 and answer.status == 404):
        return Symptom(key, State.WELL, f"{source} is answered {answer.status}, as expected")
    text = f"{what} was expected to be answered {status}, found {answer.status}"
    if status != 200:
        return Symptom(key, state, text, "Or is this credential not what it should be?", key)
    return _refused(credential, answer.status, text, key)


def _refused(credential: Credential, status: int, text: str, key: str) -> Symptom:
    if status == 401 and credential.token:
        advice = "Is the token still good, and is it for this site? Then nothing else is wrong."
        return Symptom(key, State.MISTAKE, f"the site refuses the token: {text}", advice, key)
    if status == 403:
        advice = 'The token lacks a scope, it seems: scopes = ["verify", "records"].'
        return Symptom(key, State.MISTAKE, text, advice, f"{key}.scopes")
    if status == 429:
        return Symptom(key, State.GAP, text, "Give a client with a larger quota.", key)
    return Symptom(key, State.FAULT, text)


def _scope(site: Site, label: str, *, is_allowed: bool) -> Iterator[Symptom]:
    key = f"credentials.{label}"
    try:
        answer = sound(site, "listRebateRecords").read(site, credential=label)
    except (NotTestable, MisconfigurationError):
        return
    if answer.failed or not answer.is_json:
        yield Symptom(key, State.FAULT, "a list of records was asked for, and none came")
    elif is_allowed and _lacks_scope(answer):
        text = "its tokens lack the scope records, which the profile records wants"
        advice = 'Give it that scope; or, if the client has it, scopes = ["verify", "records"].'
        yield Symptom(key, State.GAP, text, advice, f"{key}.scopes")
    elif not is_allowed and answer.status == 200:
        text = "its tokens open single records, which the scope verify alone must not (SEC-03)"
        yield Symptom(key, State.FAULT, text, 'Or set scopes = ["verify"].', f"{key}.scopes")


def _lacks_scope(answer: Answer) -> bool:
    told = answer.get("/type") if answer.status == 403 else ""
    return isinstance(told, str) and told.endswith("/insufficient-scope")


def _is_refused(excuse: NotTestable) -> bool:
    return "refused the published client" in excuse.reason


def _whose(site: Site) -> State:
    """Return whose matter it is that no token came: the site's, if there is an endpoint to ask."""
    endpoint = site.discovery.get("tokenEndpoint")
    is_there = isinstance(endpoint, str) and site.permits(endpoint)
    return State.FAULT if is_there else State.GAP
