"""Home of sites that answer everything alike: pages of HTML, 401, 404, examples, one supplier."""

import json
from collections.abc import Iterable
from typing import Any

from raw_server import Behaviour, Visit
from sample_site import TOKEN, USCC, say_json

from trustlink.contract import load_contract
from trustlink_fixtures.scenarios import load_discovery

CONTRACT = load_contract()
BELOW = "/trustlink/v1/"


def site_that_answers(below: Behaviour) -> Behaviour:
    """Return a site with a good discovery and token endpoint that answers all else in one way."""

    def behave(visit: Visit) -> None:
        if visit.path == "/.well-known/trustlink":
            endpoint = f"http://{visit.header('Host')}/oauth2/token"
            say_json(visit, {**load_discovery(), "tokenEndpoint": endpoint})
        elif visit.path == "/oauth2/token":
            say_json(visit, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})
        else:
            below(visit)

    return behave


def html(visit: Visit) -> None:
    page = b"<!doctype html><title>Log in</title><p>Please log in."
    visit.answer(page, headers="Content-Type: text/html; charset=utf-8\r\n")


def unauthorized(visit: Visit) -> None:
    headers = 'Content-Type: application/json\r\nWWW-Authenticate: Basic realm="gateway"\r\n'
    visit.answer(b'{"error": "unauthorized"}', status="401 Unauthorized", headers=headers)


def missing(visit: Visit) -> None:
    headers = "Content-Type: application/json\r\n"
    visit.answer(b'{"message": "no Route matched"}', status="404 Not Found", headers=headers)


def missing_suppliers(visit: Visit) -> None:
    """Answer 404 below /suppliers/ alone."""
    is_below = visit.path.startswith(f"{BELOW}suppliers/")
    (missing if is_below else examples)(visit)


def examples(visit: Visit) -> None:
    """Answer with the first example of the operation, as a mock of the contract alone does."""
    operation = CONTRACT.operation_at(visit.method, visit.path.partition("?")[0])
    if operation is None:
        missing(visit)
        return
    status, value = next(iter(successes(operation.document)))
    body = json.dumps(value).encode()
    visit.answer(body, status=f"{status} OK", headers="Content-Type: application/json\r\n")


def one_supplier(visit: Visit) -> None:
    """Answer as of one supplier, whichever is asked about, and differently each time."""
    say_json(visit, {"uscc": USCC, "asked": visit.path})


def successes(operation: Any) -> Iterable[tuple[str, Any]]:
    for status, response in operation["responses"].items():
        content = CONTRACT.resolve(response).get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            if status.startswith("2"):
                yield status, CONTRACT.resolve(example)["value"]
