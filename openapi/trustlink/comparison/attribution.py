"""Name the requirement that a finding is about, where one fits.

Only a requirement that the operation cites (`x-requirements`) is named, the first that fits; for a
missing operation it is the one that all operations have to work.
"""

from collections.abc import Collection, Iterator

from trustlink.comparison.operation_comparison import PlacedDifference

OPERATION = "DISC-03"
"""Each operation of a listed profile works."""
FORM = "HTTP-01"
"""Each answer has a documented status and media type, and is valid against its schema."""

PARAMETERS = {
    "uscc": ("ID-01",),
    "asOf": ("VIO-10", "RAT-07", "VIO-02"),
    "from": ("REB-05",),
    "to": ("REB-05",),
    "status": ("REB-11",),
    "hsCode": ("REB-11",),
    "cursor": ("REB-10",),
    "limit": ("REB-10",),
    "Accept-Language": ("EXP-02",),
    "If-None-Match": ("HTTP-02",),
    "Idempotency-Key": ("VER-09",),
}
HEADERS = {
    "ETag": ("HTTP-02", "DISC-06"),
    "Cache-Control": ("HTTP-03",),
    "Vary": ("HTTP-03",),
    "Content-Language": ("HTTP-03",),
    "Location": ("VER-01",),
    "Retry-After": ("HTTP-06",),
    "WWW-Authenticate": ("SEC-03", "SEC-01"),
    "Allow": ("HTTP-04",),
}
STATUSES = {
    "304": ("HTTP-02",),
    "400": ("ERR-02",),
    "401": ("SEC-01",),
    "403": ("SEC-03", "SEC-06"),
    "404": ("ID-03", "VER-06"),
    "405": ("HTTP-04",),
    "406": ("HTTP-04",),
    "409": ("VER-09",),
    "413": ("HTTP-04",),
    "415": ("HTTP-04",),
    "422": ("VIO-10", "REB-05", "VER-09"),
    "429": ("HTTP-06",),
    "503": ("HTTP-06",),
    "504": ("HTTP-06",),
}
# By the schema in which the difference lies.
SCHEMAS = {
    "Discovery": ("DISC-01",),
    "ViolationPolicy": ("DISC-05",),
    "PilotCategory": ("PIL-01",),
    "PilotCategoryCode": ("PIL-01",),
    "Status": ("DISC-07",),
    "SourceStatus": ("DISC-07",),
    "Supplier": ("SUP-01",),
    "Website": ("SUP-03",),
    "CreditRating": ("RAT-02",),
    "RatingScheme": ("RAT-02",),
    "CreditRatings": ("RAT-01",),
    "RatingOutcome": ("RAT-01",),
    "RebateSummary": ("REB-01",),
    "RebateOutcome": ("REB-01",),
    "CountsByStatus": ("REB-03",),
    "RefundAmount": ("REB-08",),
    "Provenance": ("RT-03",),
    "Reason": ("EXP-01",),
    "ViolationStatus": ("VIO-01",),
    "NoticeCounts": ("VIO-05",),
    "ViolationOutcome": ("VIO-01",),
    "Window": ("VIO-02",),
    "Coverage": ("VIO-05",),
    "Verification": ("VER-01",),
    "Results": ("VER-02",),
    "Receipt": ("EVD-01",),
    "Jwk": ("EVD-03",),
    "Jwks": ("EVD-03",),
    "Problem": ("ERR-01",),
    "Fault": ("ERR-02",),
    "VerificationRequest": ("VER-01",),
    "VerificationSubject": ("ID-01",),
    "Requester": ("ID-05",),
    "StatedRequester": ("VER-01",),
    "RequesterScheme": ("ID-06",),
    "Country": ("ID-07",),
    "BatchRequest": ("BAT-01",),
    "Batch": ("BAT-01",),
    "BatchItem": ("BAT-02",),
}


def requirement_of(placed: PlacedDifference, cited: Collection[str]) -> str:
    """Return the id of the requirement that a difference speaks of; "" where none fits."""
    if placed.difference.rule_id in ("operation-removed", "operation-moved", "operation-prefixed"):
        return OPERATION
    return next((name for name in _candidates(placed) if name in cited), "")


def _candidates(placed: PlacedDifference) -> Iterator[str]:
    difference = placed.difference
    kind = difference.rule_id
    if kind == "operation-deprecated":
        yield "LIF-02"
    elif kind.startswith(("scope-", "security-")):
        yield from ("SEC-03", "SEC-01") if kind.startswith("scope-") else ("SEC-01", "SEC-04")
    else:
        yield from _by_place(placed)


def _by_place(placed: PlacedDifference) -> Iterator[str]:
    difference = placed.difference
    kind = difference.rule_id
    if not placed.status:
        yield from PARAMETERS.get(difference.subject, ())
        yield from SCHEMAS.get(_schema(difference.before), ())
        yield "ERR-02"
        return
    if kind.startswith(("success-", "refusal-")):
        yield from ("RT-01",) if difference.subject == "202" else STATUSES.get(placed.status, ())
    elif "header-" in kind:
        yield from HEADERS.get(difference.subject, ())
    elif "media-type-" in kind and not placed.status.startswith("2"):
        yield "ERR-01"
    else:
        yield from SCHEMAS.get(_schema(difference.before), ())
    yield FORM


def _schema(pointer: str) -> str:
    """Return the name of the component schema that a pointer leads into."""
    parts = pointer.split("/")
    return parts[3] if parts[1:3] == ["components", "schemas"] and len(parts) > 3 else ""
