"""The variants of requests that are open: each way of taking them that the contract admits.

They stand in openapi/README.md, "Open, both accepted"; those of bodies are in `reading`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.errors import IdentifierError
from trustlink.identifiers import parse_uscc
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import OPERATIONS
from trustlink_mock.visit import Reply, Visit

_NUMBER: Final = re.compile(r"[ +]?0*([0-9]+)(?:[.]0+)?(?:e0)?", re.IGNORECASE)
_PLAIN: Final = re.compile("[1-9][0-9]*")
_IN_A_PATH: Final = re.compile("/suppliers/([^/?]+)")
_SLASHES: Final = re.compile("/{2,}")
_NO_NUMBER: Final = "none"

Pairs = list[tuple[str, str]]


@variant(
    "ERR-02",
    "Looks a supplier up before days and periods: of two faults it answers 404.",
    joint=Joint.RESPONSE,
)
def existence_first(reply: Reply, visit: Visit) -> Reply:
    """Answer 404 about a sound code of no supplier, whatever else is wrong."""
    if reply.status not in (400, 422) or not _is_unknown(_asked_about(visit)):
        return reply
    return problem_reply(Problem(404, "supplier-not-found"), visit)


@variant("REB-10", "Reads a limit as a number: +5, 5.0 and 5e0 are 5.", joint=Joint.REQUEST)
def limits_as_numbers(asked: Asked) -> Asked:
    """Write it in plain digits."""
    return _with_limit(asked, lambda text: found[1] if (found := _NUMBER.fullmatch(text)) else text)


@variant("REB-10", "Takes a limit in plain digits alone: not 05.", joint=Joint.REQUEST)
def limits_in_plain_digits(asked: Asked) -> Asked:
    """Refuse any other."""
    return _with_limit(asked, lambda text: text if _PLAIN.fullmatch(text) else _NO_NUMBER)


@variant("VIO-10", "Knows no year 0000: such a day is no day.", joint=Joint.REQUEST)
def no_year_nought(asked: Asked) -> Asked:
    """Take it for a day of a thirteenth month."""
    body = asked.body.replace(b'"0000-01', b'"0000-13')
    return replace(asked, query=asked.query.replace(b"=0000-0", b"=0000-9"), body=body)


@variant("HTTP-07", "Takes the first of two values that a parameter is given.", joint=Joint.REQUEST)
def first_of_two(asked: Asked) -> Asked:
    """Drop the others."""
    return _with_pairs(asked, lambda pairs: list(dict(reversed(pairs)).items()))


@variant("HTTP-07", "Takes the last of two values that a parameter is given.", joint=Joint.REQUEST)
def last_of_two(asked: Asked) -> Asked:
    """Drop those before."""
    return _with_pairs(asked, lambda pairs: list(dict(pairs).items()))


@variant(
    "HTTP-08",
    "Answers a path with a slash too many as the plain one.",
    joint=Joint.APPLICATION,
)
def tolerant_paths(honest: ASGIApp) -> ASGIApp:
    """Merge slashes, and drop one at the end."""
    return _TolerantPaths(honest)


@dataclass(frozen=True, slots=True)
class _TolerantPaths:
    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _SLASHES.sub("/", scope.get("path", ""))
        if path.startswith(OPERATIONS) and (path.endswith("/") or path != scope["path"]):
            path = path.rstrip("/")
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


def _asked_about(visit: Visit) -> str:
    """Return the code in the path, or in the body of a verification; "" if there is none."""
    found = _IN_A_PATH.search(visit.path)
    if found is not None:
        return found[1]
    subject = visit.body.get("supplier") if isinstance(visit.body, dict) else None
    return str(subject.get("uscc", "")) if isinstance(subject, dict) else ""


def _is_unknown(code: str) -> bool:
    try:
        return parse_uscc(code) not in {one.uscc for one in load_scenarios()}
    except IdentifierError:
        return False


def _with_limit(asked: Asked, change: Callable[[str], str]) -> Asked:
    return _with_pairs(
        asked,
        lambda pairs: [(name, change(one) if name == "limit" else one) for name, one in pairs],
    )


def _with_pairs(asked: Asked, change: Callable[[Pairs], Pairs]) -> Asked:
    """Return the request with its query changed; one that is not UTF-8 stays byte for byte."""
    text = asked.query.decode("latin-1")
    pairs = parse_qsl(text, keep_blank_values=True, encoding="latin-1")
    changed = change(pairs)
    query = urlencode(changed, encoding="latin-1").encode()
    return asked if changed == pairs else replace(asked, query=query)
