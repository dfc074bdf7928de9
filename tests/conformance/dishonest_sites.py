"""Home of dishonest sites: one that is right in every form but always says CLEAR, hostile ones."""

import json
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trustlink.calendar import civil_date, parse_date, window_ending
from trustlink_fixtures.scenarios import load_discovery

INSTANT = "2026-10-05T17:00:00Z"
AUTHORITIES = {"GACC": "CUSTOMS", "STA": "TAX", "SAMR": "MARKET_REGULATION"}


def constant_site(origin: str) -> Starlette:
    """Return the application; it hands out one token and knows every supplier."""

    async def discovery(_: Request) -> JSONResponse:
        return JSONResponse({**load_discovery(), "tokenEndpoint": f"{origin}/oauth2/token"})

    return Starlette(
        routes=[
            Route("/.well-known/trustlink", discovery),
            Route("/oauth2/token", token, methods=["POST"]),
            Route("/trustlink/v1/suppliers/{uscc}/violation-status", violation_status),
        ]
    )


def site_without_a_source(origin: str) -> Starlette:
    """Return an application whose policy names MOFCOM, which it has no source for and says so."""

    async def discovery(_: Request) -> JSONResponse:
        document = {**load_discovery(), "tokenEndpoint": f"{origin}/oauth2/token"}
        policy = {**document["violationPolicy"], "authorities": [*AUTHORITIES, "MOFCOM"]}
        return JSONResponse({**document, "violationPolicy": policy})

    async def violations(request: Request) -> Response:
        answer = await violation_status(request)
        document = json.loads(bytes(answer.body))
        gap = {"authority": "MOFCOM", "kinds": [], "state": "NOT_COVERED"}
        return JSONResponse({**document, "coverage": [*document["coverage"], gap]})

    return Starlette(
        routes=[
            Route("/.well-known/trustlink", discovery),
            Route("/oauth2/token", token, methods=["POST"]),
            Route("/trustlink/v1/status", status),
            Route("/trustlink/v1/suppliers/{uscc}/violation-status", violations),
        ]
    )


async def status(_: Request) -> JSONResponse:
    sources = [
        {"authority": authority, "state": "AVAILABLE", "checkedAt": INSTANT}
        for authority in AUTHORITIES
    ]
    return JSONResponse({"contractVersion": "1.0.0", "state": "OPERATIONAL", "sources": sources})


async def token(_: Request) -> JSONResponse:
    members = {"access_token": "constant-site-token", "token_type": "Bearer", "expires_in": 3600}
    return JSONResponse(members, headers={"Cache-Control": "no-store"})


async def violation_status(request: Request) -> JSONResponse:
    as_of = request.query_params.get("asOf") or civil_date(datetime.now(UTC)).isoformat()
    return JSONResponse(
        {
            "uscc": request.path_params["uscc"],
            "asOf": as_of,
            "outcome": "CLEAR",
            "reasons": [{"code": "NO_NOTICE_IN_WINDOW", "message": "None."}],
            "window": {
                "from": window_ending(parse_date(as_of)).start.isoformat(),
                "to": as_of,
                "duration": "P3Y",
                "anchor": "DECISION_DATE",
                "boundary": "INCLUSIVE",
                "timeZone": "Asia/Shanghai",
            },
            "coverage": [covered(name, kind) for name, kind in AUTHORITIES.items()],
            "counts": {"counted": 0, "underAppeal": 0},
        }
    )


def covered(authority: str, kind: str) -> dict[str, Any]:
    provenance = {
        "authority": authority,
        "method": "AUTHORITY_API",
        "retrievedAt": INSTANT,
        "dataAsOf": INSTANT,
        "freshness": "FRESH",
    }
    return {
        "authority": authority,
        "kinds": [kind],
        "state": "COVERED",
        "provenance": provenance,
    }


def hostile_site(origin: str, body: bytes, *, discovery_too: bool) -> Starlette:
    """Return an application that answers every question with the same body.

    The status is 200, and 201 where a verification is asked for: so it is looked at as one.
    """
    announced = {**load_discovery(), "tokenEndpoint": f"{origin}/oauth2/token"}

    async def discovery(_: Request) -> Response:
        return hostile() if discovery_too else JSONResponse(announced)

    async def anything(request: Request) -> Response:
        is_verification = request.url.path.endswith("/verifications")
        return hostile(201 if is_verification else 200)

    def hostile(status: int = 200) -> Response:
        headers = {"Location": "//[", "Retry-After": "soon"}
        return Response(body, status, headers, media_type="application/json")

    return Starlette(
        routes=[
            Route("/.well-known/trustlink", discovery),
            Route("/oauth2/token", token, methods=["POST"]),
            Route("/{path:path}", anything, methods=["GET", "POST"]),
        ]
    )
