"""Home of advice: what to do about a request that was refused, in a sentence."""

from collections.abc import Mapping

from trustlink_mock.sandboxes.journal.entry import Entry
from trustlink_mock.sandboxes.tenancy import NAMES


def problem_of(entry: Entry) -> str:
    """Return the end of the problem's type, or the error of the token endpoint; "" for neither."""
    refusal = entry.refusal
    kind = str(refusal.get("type", "")).rpartition("/problems/")[2]
    return kind or str(refusal.get("error", ""))


def advice_about(entry: Entry) -> str:
    """Return what to do about a refused request, "" if nothing is known."""
    problem = problem_of(entry)
    codes = {fault.get("code") for fault in entry.refusal.get("errors", ())}
    if problem == "invalid-identifier" and "CHECK_CHARACTER" in codes:
        problem = "CHECK_CHARACTER"
    return _ADVICE.get(problem) or _ADVICE.get(str(entry.status), "")


_ADVICE: Mapping[str, str] = {
    "401": "Send 'Authorization: Bearer TOKEN', with a token of POST /oauth2/token that has not "
    "expired; ask for a new one when expires_in is over.",
    "insufficient-scope": "Ask for a token with the scope that the operation needs.",
    "disclosure-withheld": "The supplier withholds its records: use summary and status instead.",
    "supplier-not-found": "Ask about a supplier that discovery lists.",
    "verification-not-found": "Read a verification as the client that made it, until validUntil.",
    "404": "There is no such path.",
    "405": "Use one of the methods that Allow lists.",
    "406": "Accept application/json.",
    "413": "Send at most 64 KiB.",
    "415": "Send 'Content-Type: application/json'.",
    "request-in-progress": "Wait as long as Retry-After says, then send the same once more.",
    "idempotency-key-reused": "Make a new Idempotency-Key for each new request.",
    "date-out-of-range": "Ask about a day from discovery's earliestAsOf to today in Asia/Shanghai.",
    "quota-exceeded": "Wait as long as Retry-After says before you send anything.",
    "source-unavailable": "Wait as long as Retry-After says; a verification answers even so.",
    "source-timeout": "Wait as long as Retry-After says; a verification answers even so.",
    "invalid-request": "Mend each fault: all of them are listed at once.",
    "invalid-identifier": "Send each number in the form that its fault names, letters in capitals.",
    "CHECK_CHARACTER": "Check the check character before you send a number.",
    "invalid_client": "Send a client id and its secret by HTTP Basic, as `trustlink mock` prints "
    "them. For a sandbox of its own, the id ends with a dot and the sandbox's name: "
    f"{NAMES}.",
    "unsupported_grant_type": "Send grant_type=client_credentials: there is no other grant.",
    "invalid_scope": "Ask for scopes that `trustlink mock` prints with the client; without scope, "
    "all of them are granted.",
    "invalid_request": "Send a form ('Content-Type: application/x-www-form-urlencoded') with "
    "grant_type, each member once, and the secret by HTTP Basic, not as client_secret.",
}
"""By the code of a fault, the end of a problem's type, a token's error; else by status."""
