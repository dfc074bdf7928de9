"""A site with a token endpoint, served from raw bytes, and a check's view of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from raw_server import Behaviour, RawServer, Visit

from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.world import World

GOOD = {"access_token": "tok.en-1", "token_type": "Bearer", "expires_in": 3600}
CLIENT = Credential("importer-a", "acme", client_secret="hush", scopes=("verify", "records"))
USCC = "91440300TL0000016J"
SUMMARY = f"/trustlink/v1/suppliers/{USCC}/export-tax-rebates/summary"


def answering(
    token: Behaviour, *, discovery: Any = None, then: Behaviour | None = None
) -> Behaviour:
    """Return a site with this token endpoint, which announces it, and with these answers."""

    def behaviour(visit: Visit) -> None:
        host = visit.header("Host")
        if visit.path == "/.well-known/trustlink":
            document = discovery or {"tokenEndpoint": f"http://{host}/oauth2/token"}
            visit.answer(json.dumps(document).encode())
        elif visit.path == "/oauth2/token":
            token(visit)
        else:
            (then or say(200, {}))(visit)

    return behaviour


def say(status: int, body: Any, *, headers: str = "Cache-Control: no-store\r\n") -> Behaviour:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda visit: visit.answer(content, status=f"{status} X", headers=headers)


def one_of(answers: Iterator[Behaviour], visit: Visit) -> None:
    """Answer with the next of these."""
    next(answers)(visit)


@contextmanager
def site_at(server: RawServer, *credentials: Credential, **target: Any) -> Iterator[Site]:
    pauses: list[float] = []
    found = Target(
        server.url,
        credentials=credentials or (CLIENT,),
        bounds=Bounds(timeout=2, retries=2),
        **target,
    )
    with Session(found, lambda _: None, pause=pauses.append) as session:
        world = World(found, load_terms(), session)
        yield Site(world, Ledger(check="a::check"))


def requests_to(server: RawServer, path: str) -> list[bytes]:
    return [request for request in server.requests if path.encode() in request.split(b"\r\n")[0]]


ENDED = say(401, {}, headers='WWW-Authenticate: Bearer error="invalid_token"\r\n')
