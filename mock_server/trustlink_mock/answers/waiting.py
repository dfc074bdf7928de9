"""Home of what an answer waits for: the slow sources among those that it asks."""

from collections.abc import Collection
from typing import Final

from trustlink_mock.answers.credit_ratings import RATING_AUTHORITIES
from trustlink_mock.answers.facts import Facts
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.verification import VerificationRequest
from trustlink_mock.answers.vocabulary import Authority, Check

_CHECK_OF: Final[dict[str, Check]] = {
    "listCreditRatings": "CREDIT_RATING",
    "getRebateSummary": "EXPORT_TAX_REBATE",
    "listRebateRecords": "EXPORT_TAX_REBATE",
    "getViolationStatus": "NO_VIOLATION",
    "listViolationNotices": "NO_VIOLATION",
}


def slow_authorities(
    facts: Facts,
    operation_id: str,
    *,
    policy: Policy,
    request: VerificationRequest | None = None,
) -> tuple[Authority, ...]:
    """Return the authorities whose slow sources an answer waits for, in alphabetical order.

    A verification waits for what its request needs; all are asked at the same time.
    """
    asked = _asked(operation_id, policy) if request is None else _asked_for(request, policy)
    sources = (facts.sources.get(authority) for authority in sorted(asked))
    return tuple(one.authority for one in sources if one is not None and one.state == "SLOW")


def _asked(operation_id: str, policy: Policy) -> set[Authority]:
    if operation_id == "getSupplier":
        return {"SAMR"}
    return _asked_by({_CHECK_OF[operation_id]}, policy)


def _asked_for(request: VerificationRequest, policy: Policy) -> set[Authority]:
    register: set[Authority] = {"SAMR"} if request.names_supplier else set()
    return register | _asked_by(request.checks, policy)


def _asked_by(checks: Collection[Check], policy: Policy) -> set[Authority]:
    asked: dict[Check, tuple[Authority, ...]] = {
        "CREDIT_RATING": RATING_AUTHORITIES,
        "EXPORT_TAX_REBATE": ("STA",),
        "NO_VIOLATION": policy.authorities,
    }
    return {authority for check in checks for authority in asked[check]}
