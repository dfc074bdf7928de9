"""The defects of group SEC that open by a way beside the plain one what is closed."""

from trustlink.calendar import parse_date, window_ending
from trustlink_mock.authorization import Authorize
from trustlink_mock.clients import Client
from trustlink_mock.defects.access import before, code_in
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.parameters import uscc_fault
from trustlink_mock.problems import Problem, RequestFault, invalid_request, problem_reply
from trustlink_mock.visit import Reply, Visit, json_reply

_ALIKE = {
    "duration": "P3Y",
    "anchor": "DECISION_DATE",
    "boundary": "INCLUSIVE",
    "timeZone": "Asia/Shanghai",
}
"""What all windows say."""
_SIGNATURE = 86
"""The length of an ES256 signature in base64url."""


@defect(
    "SEC-01",
    "Refuses an ill-formed code before it asks for a token, in the list of notices.",
    joint=Joint.AUTHORIZATION,
)
def form_of_notices_first(honest: Authorize) -> Authorize:
    """Validate one path before the token."""

    def validate(visit: Visit) -> None:
        is_meant = visit.path.endswith("/violation-notices")
        fault = uscc_fault(code_in(visit)) if is_meant else None
        if fault is not None:
            raise invalid_request(RequestFault("parameter", "uscc", *fault, is_identifier=True))

    return before(honest, validate)


@defect("SEC-02", "Overlooks what follows the signature.", joint=Joint.AUTHORIZATION)
def token_and_more(honest: Authorize) -> Authorize:
    """Cut the signature to its length."""

    def authorize(visit: Visit, scope: str) -> Client:
        signed, dot, signature = visit.headers.get("authorization", "").rpartition(".")
        if dot:
            whole = signed + dot + signature[:_SIGNATURE]
            visit.headers = {**visit.headers, "authorization": whole}
        return honest(visit, scope)

    return authorize


@defect(
    "SEC-03", "Shows the first record to whoever asks for one alone.", joint=Joint.AUTHORIZATION
)
def one_record_for_all(honest: Authorize) -> Authorize:
    """Take a list of one for a summary."""

    def authorize(visit: Visit, scope: str) -> Client:
        is_meant = b"limit=1" in visit.query.split(b"&")
        return honest(visit, "verify" if is_meant else scope)

    return authorize


@defect(
    "SEC-05",
    "Takes a token from the query where a verification is read.",
    joint=Joint.AUTHORIZATION,
)
def token_in_a_link_to_a_verification(honest: Authorize) -> Authorize:
    """Let a link be opened that somebody was sent."""

    def authorize(visit: Visit, scope: str) -> Client:
        name, _, token = visit.query.decode("latin-1").partition("=")
        if name == "access_token" and "/verifications/" in visit.path:
            visit.headers = {**visit.headers, "authorization": f"Bearer {token}"}
            visit.query = b""
        return honest(visit, scope)

    return authorize


@defect(
    "SEC-06",
    "Answers that there were no notices early on where records are withheld.",
    joint=Joint.RESPONSE,
    operation="listViolationNotices",
    refusals_too=True,
)
def early_notices_before_consent(reply: Reply, visit: Visit) -> Reply:
    """Ask for consent only where something is left to show."""
    asked = visit.parameters
    is_meant = reply.status == 403 and str(asked.get("asOf", "9")) < "2023"
    if not is_meant or not reply.document["type"].endswith("disclosure-withheld"):
        return reply
    day = parse_date(asked["asOf"])
    window = {"from": str(window_ending(day).start), "to": str(day), **_ALIKE}
    document = {"uscc": asked["uscc"], "asOf": str(day), "window": window, "items": []}
    return json_reply(document, cache_control="private, no-store")


@defect(
    "SEC-06",
    "Refuses to verify rebates alone where records are withheld.",
    joint=Joint.RESPONSE,
    operation="createVerification",
)
def rebates_alone_withheld(reply: Reply, visit: Visit) -> Reply:
    """Take the summary for a list."""
    data = reply.document["results"].get("exportTaxRebate", {}).get("data", {})
    is_meant = visit.body["checks"] == ["EXPORT_TAX_REBATE"]
    if not is_meant or data.get("refundedAmountBand") != "NOT_DISCLOSED":
        return reply
    return problem_reply(Problem(403, "disclosure-withheld"), visit)
