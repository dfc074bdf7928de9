"""Home of the console's application: its pages, and the forms that change a sandbox."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from trustlink.calendar import civil_date, parse_date, parse_duration
from trustlink.errors import UserError
from trustlink_mock.bodies import BodyTooLargeError, read_body
from trustlink_mock.clock import parse_instant
from trustlink_mock.problems import Problem
from trustlink_mock.sandboxes.collection import Sandboxes
from trustlink_mock.sandboxes.console import CONSOLE, HOME
from trustlink_mock.sandboxes.console.pages import Page, sandbox_page, supplier_page
from trustlink_mock.sandboxes.console.texts import language_of
from trustlink_mock.sandboxes.guard import Guard
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.tenancy import DEFAULT

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
_MOST_FIELDS = 10


def create_console(sandboxes: Sandboxes, guard: Guard) -> ASGIApp:
    """Return the application that answers HOME and what is below CONSOLE."""

    def guarded(answer: Any) -> Any:
        async def answering(request: Request) -> Response:
            try:
                guard.check(request.headers)
                response: Response = await answer(request, sandboxes)
            except Problem as problem:
                response = Response(
                    problem.detail, problem.status, dict(problem.headers), "text/plain"
                )
            response.headers.update(_HEADERS)
            return response

        return answering

    return Starlette(
        routes=[
            Route("/_sandbox", guarded(_to_home)),
            Route(HOME, guarded(_home)),
            Route(f"{CONSOLE}/change", guarded(_change), methods=["POST"]),
            Route(f"{CONSOLE}/change", guarded(_to_sandbox)),
            Route(f"{CONSOLE}/suppliers/{{uscc}}", guarded(_supplier)),
            *(
                Route(f"{CONSOLE}/{name}", guarded(partial(_file, name, media_type)))
                for name, media_type in _FILES.items()
            ),
        ]
    )


async def _to_home(_request: Request, _: Sandboxes) -> Response:
    return RedirectResponse(HOME)


async def _to_sandbox(request: Request, _: Sandboxes) -> Response:
    """Lead to the page of a sandbox: under this address a browser has it after a fault."""
    return _redirect_to(_page(request.query_params, request))


async def _file(name: str, media_type: str, _request: Request, _: Sandboxes) -> Response:
    return Response((_STATIC / name).read_bytes(), media_type=media_type)


async def _home(request: Request, sandboxes: Sandboxes) -> Response:
    page = _page(request.query_params, request)
    sandbox = _sandbox(page.name, sandboxes)
    return _html(sandbox_page(page, sandbox, sandboxes))


async def _supplier(request: Request, sandboxes: Sandboxes) -> Response:
    page = _page(request.query_params, request)
    sandbox = _sandbox(page.name, sandboxes)
    as_of, fault = _day(request.query_params.get("asOf", ""), civil_date(sandbox.clock()))
    html = supplier_page(page, sandbox, request.path_params["uscc"], as_of=as_of, fault=fault)
    if html is None:
        raise Problem(404, detail="There is no such supplier in this sandbox.")
    return _html(html)


async def _change(request: Request, sandboxes: Sandboxes) -> Response:
    """Do what a form says, and show the sandbox again; a fault is told on its page."""
    form = await _form(request)
    page = _page(form, request)
    sandbox = _sandbox(page.name, sandboxes)
    try:
        with sandbox.changing():
            _carry_out(form, sandbox)
    except (UserError, ValueError, OverflowError) as error:
        fault = _told(error) if isinstance(error, UserError) else str(error)
        return _html(sandbox_page(page, sandbox, sandboxes, fault=fault), status=400)
    return _redirect_to(page)


def _told(error: UserError) -> str:
    return f"{error.message}. {error.hint}" if error.hint else error.message


def _redirect_to(page: Page) -> Response:
    query = urlencode({"sandbox": page.name, "lang": page.language})
    return RedirectResponse(f"{HOME}?{query}", status_code=303)


def _carry_out(form: Mapping[str, str], sandbox: Sandbox) -> None:
    defects = sandbox.conditions.defects
    if form.get("do") == "set":
        sandbox.clock.set_to(parse_instant(form.get("now", "")))
    elif form.get("do") == "reset":
        sandbox.reset()
    elif "advance" in form:
        sandbox.clock.advance(parse_duration(form["advance"]))
    elif "on" in form:
        sandbox.change(defects=tuple(dict.fromkeys((*defects, form["on"]))))
    elif "off" in form:
        sandbox.change(defects=tuple(one for one in defects if one != form["off"]))


async def _form(request: Request) -> dict[str, str]:
    try:
        body = await read_body(request.receive, announced=request.headers.get("content-length"))
        return dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
    except (BodyTooLargeError, ValueError) as error:
        raise Problem(400, detail="A form of this console is expected.") from error


def _page(given: Mapping[str, str], request: Request) -> Page:
    accepted = request.headers.get("accept-language", "")
    language = language_of(given.get("lang") or accepted)
    here = request.url.path if request.method == "GET" else HOME
    known = {name: given[name] for name in ("sandbox", "asOf") if name in given}
    return Page(given.get("sandbox", DEFAULT), language, f"{here}?{urlencode(known)}")


def _sandbox(name: str, sandboxes: Sandboxes) -> Sandbox:
    found = sandboxes.find(name)
    if found is None:
        raise Problem(404, detail="There is no sandbox of this name.")
    return found


def _day(text: str, today: date) -> tuple[date, str]:
    """Return the day asked about, and what is wrong with it; today in place of a wrong one."""
    try:
        day = parse_date(text) if text else today
    except UserError as error:
        return today, error.message
    return (day, "") if date(2021, 11, 1) <= day <= today else (today, f"2021-11-01 – {today}")


def _html(html: str, *, status: int = 200) -> Response:
    return Response(html, status, media_type="text/html")
