"""Home of sound questions: an operation asked as it wants to be, of which a check spoils one part.

Bodies are for requests that are to be refused: if the tester gives no requester, a published one
stands in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from trustlink.contract import Operation, load_contract  # noqa: TID251 -- collected before a run
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import Section, requirement
from trustlink_conformance.expectations import a_requester
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.published import published_requesters
from trustlink_conformance.question import HeaderValue, Posed, question_of
from trustlink_conformance.readings import range_up_to, read_about, reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL

NO_VERIFICATION = "ver-0000000000000000"
NO_NUMBER = "TL-000000000000"

_BY_DAY = ("listCreditRatings", "getViolationStatus")
_BY_PERIOD = ("getRebateSummary",)


@dataclass(frozen=True, slots=True)
class SoundQuestion:
    """A question that an operation answers with a success, if nothing is done to it."""

    operation: Operation
    parameters: Mapping[str, Any]
    body: Any = None

    @property
    def path(self) -> str:
        """The path, percent-encoded."""
        return question_of(self.operation, self.parameters).path

    @property
    def credential(self) -> str | None:
        """The client that asks; None where tokens say nothing."""
        return MAIN_CREDENTIAL if self.operation.scope else None

    def read(self, site: Site, **changes: Any) -> Answer:
        """Ask once a run; `changes` are parameters, or arguments of `Site.read`."""
        return site.read(self.operation.operation_id, **self._asked(changes))

    def ask(self, site: Site, **changes: Any) -> Answer:
        """Ask now."""
        return site.ask(self.operation.operation_id, **self._asked(changes))

    def send(self, site: Site, method: str, **changes: Any) -> Answer:
        """Send with another method, without the body."""
        query = question_of(self.operation, self.parameters).query
        return site.send(
            method, self.path, query=query, **{"credential": self.credential, **changes}
        )

    def posed(
        self,
        site: Site,
        *,
        headers: Mapping[str, HeaderValue] | None = None,
        content: bytes | None = None,
        **changes: Any,
    ) -> Posed:
        """Return it for `Site.ask_each`; `changes` as those of `read`, `content` as the body."""
        asked = self._asked(changes)
        credential, body = asked.pop("credential"), asked.pop("body")
        question = question_of(self.operation, asked, body=body, headers=headers)
        question = replace(question, credential=credential, content=content)
        return Posed(question, replace(site.origin, operation=self.operation.operation_id))

    def _asked(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        asked = {"credential": self.credential, "body": self.body, **self.parameters}
        return {**asked, **changes}


def by_operation(
    requirement_id: str,
    *rows: str | tuple[str, ...],
    names: str = "operation_id",
    section: Section = "deterministic",
) -> pytest.MarkDecorator:
    """Ask a check for each of these operations, where its profile is announced.

    A row is the id of an operation, or begins with one; `names` are those of all its values.
    """
    profiles = {one.operation_id: one.profile for one in load_contract().operations}
    values = [(row,) if isinstance(row, str) else row for row in rows]
    params = [
        pytest.param(
            *row,
            id=", ".join(row),
            marks=requirement(requirement_id, profile=of, section=section),
        )
        for row in values
        if (of := profiles[row[0]])
    ]
    return pytest.mark.parametrize(names, params)


def sound(site: Site, operation_id: str, *, uscc: str | None = None) -> SoundQuestion:
    """Return a sound question; about the first supplier, unless another is given."""
    operation = site.contract.operation(operation_id)
    asked = uscc or site.suppliers[0]
    return SoundQuestion(
        operation, _parameters(site, operation, asked), _body(operation, site, asked)
    )


def answerable(site: Site, operation_id: str) -> SoundQuestion:
    """Return a sound question about what there is; raises NotTestable if that takes a requester."""
    path = site.contract.operation(operation_id).path
    if "{verificationId}" in path or "{consultationNumber}" in path:
        a_requester(site)
    return sound(site, operation_id)


def _parameters(site: Site, operation: Operation, uscc: str) -> dict[str, Any]:
    if "{verificationId}" in operation.path:
        return {"verificationId": verification_id(site)}
    if "{consultationNumber}" in operation.path:
        return {"consultationNumber": consultation_number(site), "uscc": site.suppliers[0]}
    if "{uscc}" not in operation.path:
        return {}
    if operation.operation_id in _BY_DAY:
        return {"uscc": uscc, "asOf": reference_day(site)}
    if operation.operation_id in _BY_PERIOD:
        first, last = range_up_to(site, reference_day(site))
        return {"uscc": uscc, "from_": first, "to": last}
    return {"uscc": uscc}


def verification_id(site: Site) -> str:
    """Return the id of a verification, or one that there is not if none can be made."""
    return _of_verification(site, "/verificationId", NO_VERIFICATION)


def consultation_number(site: Site) -> str:
    """Return the number of a verification about the first supplier, or one that there is not."""
    return _of_verification(site, "/consultationNumber", NO_NUMBER)


def read_consultation(site: Site, number: str, uscc: str) -> Answer:
    """Read what the site says of a number to a client without a token that names a supplier."""
    return site.read("getConsultation", credential=None, consultationNumber=number, uscc=uscc)


def _of_verification(site: Site, pointer: str, otherwise: str) -> str:
    try:
        return str(read_about(site, "createVerification", site.suppliers[0]).value(pointer))
    except (NotTestable, Violation):
        return otherwise


def _body(operation: Operation, site: Site, uscc: str) -> Any:
    if operation.method != "POST":
        return None
    request = {
        "supplier": {"uscc": uscc},
        "requester": _requester(site),
        "checks": ["NO_VIOLATION"],
        "stage": "CONTRACT",
        "asOf": reference_day(site),
    }
    return {"items": [request]} if operation.operation_id == "createBatch" else request


def _requester(site: Site) -> dict[str, str]:
    try:
        return site.requester("SG").as_json()
    except NotTestable:
        return next(one for one in published_requesters() if one.country == "SG").as_json()
