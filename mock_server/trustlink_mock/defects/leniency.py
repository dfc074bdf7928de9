"""The defects of ERR-02 about what the schemas do not admit: taken all the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.substitutions.layer import Asked

_VERIFICATION, _RECORDS = "createVerification", "listRebateRecords"


@defect(
    "ERR-02",
    "Takes a limit of 101 for one of 100.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
    generated=(_RECORDS,),
)
def limit_lowered(asked: Asked) -> Asked:
    """Lower the limit in silence."""
    return replace(asked, query=asked.query.replace(b"limit=101", b"limit=100"))


@defect(
    "ERR-02",
    "Takes the first twenty of too many commodity codes.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    generated=(_VERIFICATION,),
)
def codes_left_out(asked: Asked) -> Asked:
    """Leave out what is over."""
    return _with_body(asked, "hsCodes", lambda codes: codes[:20])


@defect(
    "ERR-02",
    "Takes a body with a comma behind its last member.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def last_comma_accepted(asked: Asked) -> Asked:
    """Read what is meant."""
    return replace(asked, body=asked.body.replace(b",}", b"}"))


@defect(
    "ERR-02",
    "Puts a stage of its own where a body has two.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def stage_of_its_own(asked: Asked) -> Asked:
    """Take neither."""
    if asked.body.count(b'"stage"') != len(("first", "second")):
        return asked
    return _with_body(asked, "stage", lambda _: "QUOTATION")


@defect(
    "ERR-02",
    "Takes a stage in lower case.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def stage_of_any_case(asked: Asked) -> Asked:
    """Write the stage in capitals."""
    return _with_body(asked, "stage", lambda stage: stage.upper())


@defect(
    "ERR-02",
    "Takes a status in lower case.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
)
def status_of_any_case(asked: Asked) -> Asked:
    """Write the status in capitals."""
    parts = asked.query.split(b"&")
    raised = (
        b"status=" + part.removeprefix(b"status=").upper() if part.startswith(b"status=") else part
        for part in parts
    )
    return replace(asked, query=b"&".join(raised))


def _with_body(asked: Asked, name: str, change: Callable[[Any], Any]) -> Asked:
    """Return the request with a member changed; what can't be read or changed stays."""
    try:
        body = json.loads(asked.body)
        changed = {**body, name: change(body[name])}
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return asked
    return replace(asked, body=json.dumps(changed).encode())
