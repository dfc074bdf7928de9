"""The handlers of the control, named as their operationIds are; each raises Problem."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from starlette.types import Receive

from trustlink.calendar import parse_duration
from trustlink.errors import IdentifierError, UserError
from trustlink_fixtures.facts_file import facts_faults
from trustlink_mock.answers import facts_of
from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.clock import instant_text, parse_instant
from trustlink_mock.consultations import Consultation
from trustlink_mock.handlers.caching import NEVER
from trustlink_mock.problems import Problem, RequestFault, invalid_request
from trustlink_mock.registry import load_registry
from trustlink_mock.sandboxes.collection import MOST_SANDBOXES, Sandboxes
from trustlink_mock.sandboxes.control.shown import shown_entry, shown_sandbox
from trustlink_mock.sandboxes.journal.conduct import conduct
from trustlink_mock.sandboxes.quota import Quota
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.tenancy import DEFAULT
from trustlink_mock.visit import Reply, Visit, json_reply

_MOST_FAULTS = 20
_MOST_SUPPLIERS = 1000
_SECONDS = re.compile(r"PT([0-9]{1,5})S", re.ASCII)
_INSTANT = "An instant in UTC on a real day is expected, as 2026-09-01T04:00:00Z."
_CLOCK_MEMBERS = (
    'At least one of now, state and registers is expected, as {"now": "2026-09-01T04:00:00Z"}.'
)


async def get_health(_visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Answer that the server is up."""
    return _reply({"state": "UP", "sandboxes": len(sandboxes)})


async def list_sandboxes(_visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Answer the names of all sandboxes."""
    return _names(sandboxes)


async def get_sandbox(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Answer how a sandbox stands."""
    return _state(_sandbox(visit, sandboxes))


async def open_sandbox(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Open a sandbox, unless there are too many."""
    sandbox = sandboxes.open(visit.parameters["sandbox"])
    if sandbox is None:
        detail = f"There are {MOST_SANDBOXES} sandboxes; delete one first."
        raise Problem(409, detail=detail)
    return _state(sandbox)


async def delete_sandbox(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Forget a sandbox."""
    _sandbox(visit, sandboxes)
    sandboxes.forget(visit.parameters["sandbox"])
    return _names(sandboxes)


async def reset_sandbox(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Bring a sandbox back to how it was at the start."""
    sandbox = _sandbox(visit, sandboxes)
    sandbox.reset()
    return _state(sandbox)


async def set_clock(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Set a sandbox's time, whether it runs, and whether its registers say anything new."""
    sandbox, change = _sandbox(visit, sandboxes), visit.body
    if not change:
        raise _fault("", "MISSING", _CLOCK_MEMBERS)
    with sandbox.changing():
        if "now" in change:
            _set_time(sandbox, change["now"])
        if "state" in change:
            (sandbox.clock.run if change["state"] == "RUNS" else sandbox.clock.stop)()
        if "registers" in change:
            is_silent = change["registers"] == "SILENT"
            sandbox.silence(sandbox.clock() if is_silent else None)
    return _state(sandbox)


async def advance_clock(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Move a sandbox's time ahead."""
    sandbox = _sandbox(visit, sandboxes)
    try:
        with sandbox.changing():
            sandbox.clock.advance(_duration(visit.body["by"]))
    except IdentifierError as error:
        detail = "Days, hours and minutes, or seconds, are expected, as P8D, PT90M or PT30S."
        raise _fault("/by", "MALFORMED", detail) from error
    except (ValueError, OverflowError) as error:
        raise _fault("/by", "TOO_LARGE", f"An advance {error} is expected.") from error
    return _state(sandbox)


async def put_supplier(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Take a supplier's facts in, and answer what a conforming site says of it."""
    sandbox, uscc = _sandbox(visit, sandboxes), visit.parameters["uscc"]
    _refuse_facts(visit.body, uscc)
    with sandbox.changing():
        suppliers = {**sandbox.conditions.suppliers, uscc: visit.body}
        if len(suppliers) > _MOST_SUPPLIERS:
            raise Problem(409, detail=f"At most {_MOST_SUPPLIERS} suppliers can be put in.")
        _carried_out(lambda: sandbox.change(suppliers=suppliers))
    return _reply({"uscc": uscc, "answers": sandbox.expected_about(facts_of(visit.body))})


async def delete_supplier(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Take a supplier out that was put in."""
    sandbox, uscc = _sandbox(visit, sandboxes), visit.parameters["uscc"]
    with sandbox.changing():
        suppliers = dict(sandbox.conditions.suppliers)
        if suppliers.pop(uscc, None) is None:
            raise Problem(404, detail="No supplier of this code was put in.")
        sandbox.change(suppliers=suppliers)
    return _state(sandbox)


async def set_defects(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Switch defects: those named are on, all others off."""
    sandbox = _sandbox(visit, sandboxes)
    _carried_out(lambda: sandbox.change(defects=tuple(visit.body["defects"])))
    return _state(sandbox)


async def set_consultation(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Supersede or withdraw a verification, or take that back; it stays as it was made itself."""
    sandbox, successor = _sandbox(visit, sandboxes), visit.body.get("supersededBy")
    found = sandbox.consultations.get(visit.parameters["consultationNumber"])
    if found is None:
        raise Problem(404, detail="No verification of this sandbox has this number.")
    if successor is not None:
        _refuse_successor(found, sandbox.consultations.get(successor), visit.body["state"])
    is_issued = visit.body["state"] == "ISSUED"
    corrected = replace(
        found,
        state=visit.body["state"],
        state_since=None if is_issued else instant_text(sandbox.clock().replace(microsecond=0)),
        superseded_by=successor,
    )
    sandbox.consultations.put(corrected)
    return _reply(corrected.document())


async def set_quota(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Limit the requests of a sandbox's clients, or lift the limit."""
    sandbox, limit = _sandbox(visit, sandboxes), visit.body
    if len(limit) == 1:
        missing = "/windowSeconds" if "requests" in limit else "/requests"
        raise _fault(missing, "MISSING", "requests and windowSeconds go together.")
    quota = Quota(int(limit["requests"]), int(limit["windowSeconds"])) if limit else None
    sandbox.limit(quota)
    return _state(sandbox)


async def list_journal(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Answer the entries of a sandbox's journal after a number."""
    sandbox = _sandbox(visit, sandboxes)
    after, limit = visit.parameters["after"], visit.parameters["limit"]
    entries = list(islice(sandbox.journal.after(after), limit))
    shown = [shown_entry(entry, sandbox.contract) for entry in entries]
    return _reply({"entries": shown, "last": entries[-1].number if entries else after})


async def get_conduct(visit: Visit, sandboxes: Sandboxes, _: Receive) -> Reply:
    """Answer how the clients of a sandbox behave."""
    entries = sandboxes.entries_about(_sandbox(visit, sandboxes))
    findings = [finding.document() for finding in conduct(entries)]
    return _reply({"requests": len(entries), "findings": findings})


ControlHandler = Callable[[Visit, Sandboxes, Receive], Awaitable[Reply]]

_ALL: tuple[ControlHandler, ...] = (
    advance_clock,
    delete_sandbox,
    delete_supplier,
    get_conduct,
    get_health,
    get_sandbox,
    list_journal,
    list_sandboxes,
    open_sandbox,
    put_supplier,
    reset_sandbox,
    set_clock,
    set_consultation,
    set_defects,
    set_quota,
)
HANDLERS: Mapping[str, ControlHandler] = {handler.__name__: handler for handler in _ALL}
"""By name."""


def _duration(text: str) -> timedelta:
    """Return a duration of the contract's form, or of seconds alone, which the contract lacks."""
    seconds = _SECONDS.fullmatch(text)
    return timedelta(seconds=int(seconds[1])) if seconds else parse_duration(text)


def _sandbox(visit: Visit, sandboxes: Sandboxes) -> Sandbox:
    found = sandboxes.find(visit.parameters["sandbox"])
    if found is None:
        raise Problem(404, detail="There is no sandbox of this name; open it with PUT.")
    return found


def _set_time(sandbox: Sandbox, text: str) -> None:
    try:
        instant = parse_instant(text)
    except ValueError as error:
        raise _fault("/now", "MALFORMED", _INSTANT) from error
    try:
        sandbox.clock.set_to(instant)
    except ValueError as error:
        raise _fault("/now", "OUT_OF_RANGE", f"An instant {error} is expected.") from error


def _refuse_facts(facts: JsonObject, uscc: str) -> None:
    """Raise Problem 400 for facts that are none, or those of another or a published supplier."""
    faults = list(islice(facts_faults(facts), _MOST_FAULTS))
    if faults:
        listed = (RequestFault("pointer", one.pointer, "INVALID", one.reason) for one in faults)
        raise Problem(400, "invalid-request", faults=tuple(listed))
    if facts["supplier"]["uscc"] != uscc:
        raise _fault("/supplier/uscc", "MISMATCH", "The code in the path is expected.")
    if any(published.uscc == uscc for published in load_registry()):
        detail = "A code of none of the scenarios is expected: they stay as they are published."
        raise _fault("/supplier/uscc", "PUBLISHED", detail)


def _refuse_successor(old: Consultation, new: Consultation | None, state: str) -> None:
    """Raise Problem 400 unless one verification can take the place of another."""
    if state != "SUPERSEDED":
        raise _fault("/supersededBy", "UNEXPECTED", "A successor goes with SUPERSEDED alone.")
    if new is None or new.uscc != old.uscc or new.number == old.number:
        detail = "The number of another verification of this sandbox about this supplier."
        raise _fault("/supersededBy", "UNKNOWN", detail)


def _carried_out(change: Callable[[], None]) -> None:
    try:
        change()
    except UserError as error:
        detail = f"{error.message}. {error.hint}".strip()
        raise Problem(400, "invalid-request", detail=detail) from error


def _fault(pointer: str, code: str, detail: str) -> Problem:
    return invalid_request(RequestFault("pointer", pointer, code, detail))


def _names(sandboxes: Sandboxes) -> Reply:
    return _reply({"sandboxes": [one.name or DEFAULT for one in sandboxes]})


def _state(sandbox: Sandbox) -> Reply:
    return _reply(shown_sandbox(sandbox))


def _reply(document: object) -> Reply:
    return json_reply(document, cache_control=NEVER)
