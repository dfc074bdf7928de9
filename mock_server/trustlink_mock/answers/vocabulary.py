"""Home of the contract's enumerations as types; a test holds them to the contract."""

from collections.abc import Mapping
from typing import Any, Literal

Json = dict[str, Any]
"""An object of the contract, as it is answered."""
JsonObject = Mapping[str, Any]
"""An object of JSON that is only read."""

Authority = Literal["GACC", "STA", "SAMR", "MOFCOM", "NDRC", "SUPPLIER", "OTHER"]
Check = Literal["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"]
Item = Literal["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION", "SUPPLIER"]
"""What discovery states a limit of age for: the checks, and the registration."""
SourceState = Literal["UP", "DOWN", "SLOW"]
Freshness = Literal["FRESH", "STALE"]
Disclosure = Literal["CONSENTED", "WITHHELD"]
RatingStatus = Literal["CURRENT", "EXPIRED"]
RebateStatus = Literal[
    "SUBMITTED",
    "UNDER_REVIEW",
    "UNDER_INVESTIGATION",
    "SUSPENDED",
    "APPROVED",
    "REFUNDED",
    "REJECTED",
    "RECOVERED",
    "NOT_REFUNDABLE",
]
Band = Literal["LT_100K", "FROM_100K_TO_1M", "FROM_1M_TO_10M", "GE_10M", "NOT_DISCLOSED"]
NoticeState = Literal["IN_EFFECT", "UNDER_APPEAL", "REVOKED", "REPAIRED"]
Severity = Literal["MINOR", "GENERAL", "SERIOUS"]
"""Mildest first."""
CoverageState = Literal["COVERED", "PARTIAL", "UNAVAILABLE", "NOT_COVERED"]
NameMatch = Literal["MATCH", "PARTIAL", "NO_MATCH", "NOT_PROCESSED"]
Completeness = Literal["COMPLETE", "PARTIAL"]
OutcomeValue = Literal[
    "RATED",
    "NOT_RATED",
    "RECORDS_FOUND",
    "NO_RECORDS",
    "NOT_APPLICABLE",
    "CLEAR",
    "NOTICES_FOUND",
    "INDETERMINATE",
    "NOT_REQUESTED",
]
ReasonCode = Literal[
    "RATING_FOUND",
    "NEVER_RATED",
    "RATING_EXPIRED",
    "RECORDS_FOUND",
    "NEW_EXPORTER",
    "NO_RECORDS_IN_PERIOD",
    "AGENT_EXPORT",
    "EXEMPT_GOODS",
    "NO_NOTICE_IN_WINDOW",
    "NOTICE_IN_WINDOW",
    "PARTIAL_COVERAGE",
    "UNDER_APPEAL",
    "SOURCE_UNAVAILABLE",
    "SOURCE_TIMEOUT",
    "NOT_COVERED",
    "WINDOW_PARTLY_COVERED",
    "NOT_REQUESTED",
    "DATA_STALE",
]
