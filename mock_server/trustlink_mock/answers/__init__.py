"""The answers: facts, a question and a sight become the contract's JSON. Pure: no clock, no I/O.

An answer shares parts with the facts it follows from: write it out, change it in no place.
"""

from trustlink_mock.answers.credit_ratings import RATING_AUTHORITIES, credit_ratings
from trustlink_mock.answers.facts import (
    Facts,
    Notice,
    Rating,
    RebateRecord,
    Rebates,
    Source,
    facts_of,
)
from trustlink_mock.answers.pages import Page, Row, Turn, page_of
from trustlink_mock.answers.policy import Policy, policy_of
from trustlink_mock.answers.rebate_records import rebate_records
from trustlink_mock.answers.rebate_summary import rebate_summary, records_in
from trustlink_mock.answers.rules import Filters, Outcome, Periods, Place, Rules
from trustlink_mock.answers.sight import HONEST, Sight, SourceTrouble
from trustlink_mock.answers.supplier import supplier
from trustlink_mock.answers.verification import (
    Stamp,
    VerificationRequest,
    verification,
    verification_request,
    verification_results,
)
from trustlink_mock.answers.violation_notices import violation_notices
from trustlink_mock.answers.violation_status import (
    counted_notices,
    stated_window,
    violation_status,
)
from trustlink_mock.answers.waiting import slow_authorities

__all__ = [
    "HONEST",
    "RATING_AUTHORITIES",
    "Facts",
    "Filters",
    "Notice",
    "Outcome",
    "Page",
    "Periods",
    "Place",
    "Policy",
    "Rating",
    "RebateRecord",
    "Rebates",
    "Row",
    "Rules",
    "Sight",
    "Source",
    "SourceTrouble",
    "Stamp",
    "Turn",
    "VerificationRequest",
    "counted_notices",
    "credit_ratings",
    "facts_of",
    "page_of",
    "policy_of",
    "rebate_records",
    "rebate_summary",
    "records_in",
    "slow_authorities",
    "stated_window",
    "supplier",
    "verification",
    "verification_request",
    "verification_results",
    "violation_notices",
    "violation_status",
]
