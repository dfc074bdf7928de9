"""Home of the preflight: whether the target can be reached at all, and what it says it is."""

import hashlib
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.addresses import DISCOVERY_PATH
from trustlink_conformance.asking import question_of
from trustlink_conformance.exchange import FailureKind, Origin, Outgoing
from trustlink_conformance.judgement import MisconfigurationError, NotTestable
from trustlink_conformance.patience import patiently
from trustlink_conformance.plan import Situation
from trustlink_conformance.shown import shortened
from trustlink_conformance.target import Credential
from trustlink_conformance.world import World

_HINTS = {
    FailureKind.DNS: "Check the spelling of the host.",
    FailureKind.REFUSED: "Is the site running, and is the port right?",
    FailureKind.CONNECT: "Is the host reachable from here? A proxy is used only if [proxy] in the "
    "target file names one.",
    FailureKind.TLS: "Is it an https port, with a certificate that this machine trusts? The target "
    "file takes tls.ca_file, and a client certificate as tls.certificate_file.",
    FailureKind.EXPIRED: "This is not yours to mend: the site has to renew its certificate. Until "
    "then nothing of it can be judged.",
    FailureKind.PROXY: "Check [proxy] in the target file: url, user and password.",
}
_LONGEST = 200
_OPENING = ("importer-a", "importer-b", "verify-only")
"""Credentials whose tokens have to be good; those of others are meant to be refused."""


def refuse_unreachable(world: World) -> None:
    """Raise UserError if no connection to the target comes about."""
    failure = world.discovery_answer.exchange.failure
    if failure is not None and failure.kind in _HINTS:
        raise UserError(
            f"{world.target.url} can't be reached: {failure.message}", hint=_HINTS[failure.kind]
        )


def refuse_useless_tokens(world: World) -> None:
    """Raise MisconfigurationError if the site refuses a ready-made token that is to open it.

    The site can't be blamed for it: nobody but the tester knows whether the token is still good.
    """
    for credential in world.target.credentials:
        if credential.token and credential.label in _OPENING and _is_refused(world, credential):
            raise MisconfigurationError(
                f"the site refuses the access token of {credential.label} (401)",
                hint="Is it still good, and is it for this site? "
                f"See {world.target.place(f'credentials.{credential.label}')}.",
            )


def _is_refused(world: World, credential: Credential) -> bool:
    try:
        uscc = world.suppliers()[0]
    except NotTestable:
        return False
    path = question_of(world.contract.operation("getSupplier"), {"uscc": uscc}).path
    request = Outgoing(
        "GET",
        world.target.addresses.url_of(path),
        (("Accept", "application/json"), ("Authorization", f"Bearer {credential.token}")),
        credential=credential.label,
    )
    origin = Origin(phase="preflight", operation="getSupplier", subject=uscc)
    response = patiently(world.session, lambda: world.session.exchange(request, origin)).response
    return response is not None and response.status == 401


def situation_of(world: World) -> Situation:
    """Return what the plan is made by: mode, loopback, announced profiles."""
    return Situation(
        mode=world.target.mode,
        is_loopback=world.target.is_loopback,
        profiles=frozenset({"core", *_announced_profiles(world)}),
    )


def identity_of(world: World) -> dict[str, Any]:
    """Return who the target says it is; it binds the verdict to what was asked."""
    answer = world.discovery_answer
    identity: dict[str, Any] = {
        "discoveryPath": DISCOVERY_PATH,
        "discoveryDigest": hashlib.sha256(answer.content).hexdigest(),
        "profiles": _announced_profiles(world),
    }
    for member in ("contractVersion", "environment"):
        identity[member] = _text(_discovery(world).get(member))
    operator = _discovery(world).get("operator")
    for member in ("name", "website"):
        value = operator.get(member) if isinstance(operator, dict) else None
        identity[f"operator{member.capitalize()}"] = _text(value)
    return identity


def _discovery(world: World) -> Any:
    try:
        return world.discovery()
    except NotTestable:
        return {}


def _announced_profiles(world: World) -> list[str]:
    announced = _discovery(world).get("profiles")
    profiles = announced if isinstance(announced, list) else []
    return [shortened(name, 40) for name in profiles[:20] if isinstance(name, str)]


def _text(value: object) -> str:
    return shortened(value, _LONGEST) if isinstance(value, str) else ""
