"""Home of the preflight: whether the target can be reached at all, and what it says it is."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trustlink.errors import UserError
from trustlink.safe_text import harmless
from trustlink_conformance.addresses import DISCOVERY_PATH, path_below
from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import FailureKind, Origin, Outgoing
from trustlink_conformance.instead import instead_of_json
from trustlink_conformance.judgement import MisconfigurationError, NotTestable
from trustlink_conformance.patience import heard
from trustlink_conformance.plan import Situation
from trustlink_conformance.question import NOBODY, question_of
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
_WITHOUT_TOKEN: tuple[tuple[str, dict[str, str]], ...] = (
    ("getStatus", {}),
    ("getSupplier", {"uscc": NOBODY}),
)
"""What an interface answers to anybody, if only by 401."""
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
    return _status(world, "getSupplier", {"uscc": uscc}, credential) == 401


def _status(
    world: World,
    operation_id: str,
    parameters: Mapping[str, str],
    credential: Credential | None = None,
) -> int | None:
    """Return the status of a GET, with a ready-made token if one is given; None without answer."""
    question = question_of(world.contract.operation(operation_id), parameters)
    request = Outgoing(
        "GET", world.target.addresses.url_of(question.path), (("Accept", "application/json"),)
    )
    if credential is not None:
        token = ("Authorization", f"Bearer {credential.token}")
        headers = (*request.headers, token)
        request = replace(request, headers=headers, credential=credential.label)
    origin = Origin(phase="preflight", operation=operation_id, subject=question.subject)
    response = heard(world.session, lambda: world.session.exchange(request, origin)).response
    return None if response is None else response.status


def refuse_wrong_path(world: World) -> None:
    """Raise MisconfigurationError if nothing of the interface is below the path of the URL.

    Discovery may be there nonetheless: it is at the origin, unless `well_known` says otherwise.
    """
    target = world.target
    if not path_below(target.url):
        return
    if any(_status(world, *one) != 404 for one in _WITHOUT_TOKEN):
        return
    raise MisconfigurationError(
        f"there is nothing of the interface below {target.url}: its paths are answered 404",
        hint="Do the contract's paths really start there? "
        f"See {target.place('url')}; without a path they start at the origin.",
    )


def undiscovered(world: World) -> str:
    """Return what was found in place of a discovery document; "" if there is one."""
    if _discovery(world):
        return ""
    answer = world.discovery_answer
    failure = answer.exchange.failure
    return failure.message if failure else _found_instead(answer)


def _found_instead(answer: Answer) -> str:
    """Return what a complete answer is, if it is no discovery document."""
    response = answer.exchange.response
    instead = "" if answer.is_json or response is None else instead_of_json(response)
    if instead:
        return f"status {answer.status}, {harmless(instead)}"
    if answer.status != 200:
        return f"status {answer.status}"
    if not answer.is_json:
        media_type = harmless(shortened(answer.header("content-type") or "no type", 60))
        return f"status 200, {media_type} and no JSON"
    return "status 200, JSON, but no object with members"


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
