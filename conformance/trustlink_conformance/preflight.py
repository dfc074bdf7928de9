"""Home of the preflight: whether the target can be reached at all, and what it says it is."""

import hashlib
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.addresses import DISCOVERY_PATH
from trustlink_conformance.exchange import FailureKind
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.plan import Situation
from trustlink_conformance.shown import shortened
from trustlink_conformance.world import World

_HINTS = {
    FailureKind.DNS: "Check the spelling of the host.",
    FailureKind.REFUSED: "Is the site running, and is the port right?",
    FailureKind.CONNECT: "Is the host reachable from here? A proxy is used only if [proxy] in the "
    "target file names one.",
    FailureKind.TLS: "Is it an https port, with a certificate that this machine trusts? The target "
    "file takes tls.ca_file, and a client certificate as tls.certificate_file.",
    FailureKind.PROXY: "Check [proxy] in the target file: url, user and password.",
}
_LONGEST = 200


def refuse_unreachable(world: World) -> None:
    """Raise UserError if no connection to the target comes about."""
    failure = world.discovery_answer.exchange.failure
    if failure is not None and failure.kind in _HINTS:
        raise UserError(
            f"{world.target.url} can't be reached: {failure.message}", hint=_HINTS[failure.kind]
        )


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
