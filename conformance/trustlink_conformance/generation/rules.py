"""Home of the rules: which requirement a generated request is judged by, and why.

What Schemathesis complains of is evidence; a rule says whose requirement it speaks of. Of an
answer that breaks off, or blames the site itself, ERR-04 speaks alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from trustlink.contract import Operation
from trustlink_conformance.generation.generated_request import GeneratedRequest
from trustlink_conformance.generation.trial import Trial
from trustlink_conformance.leaks import leak_in

CHECKS: Mapping[str, tuple[str, ...]] = {
    "status_code_conformance": ("HTTP-01",),
    "content_type_conformance": ("HTTP-01",),
    "response_schema_conformance": ("HTTP-01",),
    "negative_data_rejection": ("ERR-02", "ID-01", "ID-05", "REB-05", "REB-10", "VIO-10", "BAT-01"),
}
"""The checks of Schemathesis that are used, and the requirements that they speak of.

They read and compare, and send nothing.
"""

NARROWED_CHECKS: Mapping[str, str] = {
    "status_code_conformance": "5xx and answers that break off are ERR-04's alone",
    "content_type_conformance": "as above",
    "response_schema_conformance": "as above; a body that is no strict JSON counts as none",
    "negative_data_rejection": "404, 409 and 5xx count as refusals for it: REFUSALS alone do here; "
    "a 415 to a body that was left out is a refusal too (HTTP-04); whose requirement an invalid "
    "part speaks of goes by its place",
}
"""What of a used check does not count, and why."""

EXCLUDED_CHECKS: Mapping[str, str] = {
    "not_a_server_error": "takes the documented 503 and 504 of a source for failures, and sends "
    "requests of its own about content types; ERR-04 has a rule of its own",
    "ignored_auth": "sends requests of its own; SEC-01 and SEC-02 are judged by hand",
    "object_level_authorization": "sends requests of its own; VER-06 is judged by hand",
    "use_after_free": "needs a deletion, and the contract has none",
    "ensure_resource_availability": "needs links between operations; VER-01 reads back by hand",
    "unsupported_method": "accepts 401 and 404, so it hardly ever applies; HTTP-04 is by hand",
    "allow_header_conformance": "judges OPTIONS, which the contract leaves open",
    "missing_required_header": "the contract requires no header",
    "positive_data_acceptance": "knows no documented refusals (403 withheld, 429, 503); DISC-03 "
    "has a rule of its own",
    "response_headers_conformance": "no header is required of every answer, and it looks at the "
    "first line of a repeated one alone; HTTP-02, HTTP-03, HTTP-06, EXP-02, SEC-01 are by hand",
    "max_response_time": "RT-02 measures it on healthy suppliers, not on hostile input",
}
"""Every other check of Schemathesis 4.32.5, with the reason why it is left out."""

UNJUDGED_SCENARIOS: Mapping[str, str] = {
    "malformed_content_type": "a site may ignore the Content-Type of a GET; HTTP-04 is by hand",
    "unsupported_content_type": "as above",
    "unspecified_http_method": "HTTP-04 is by hand",
    "duplicate_parameter": "either of two values may count (HTTP-07), which is judged by hand",
}
"""Scenarios of the coverage phase that are not sent."""

REFUSALS = ("400", "404", "413", "414", "422", "431")
"""Statuses that refuse a request for what it holds. Where there are several faults any may be
found first, so 404 and 422 are among them; 401, 403, 409 and 429 refuse nothing invalid."""

MAY_BE_STATIC = frozenset({"getDiscovery", "getKeys"})
"""Operations that a static file may answer: how they refuse is the site's own affair."""

_TOO_LONG = (413, 414, 431)
_MEMBERS = ("type", "title", "status", "requestId")
_PLACES = frozenset({"pointer", "parameter", "header"})

Objection = Callable[[Trial], str | None]
"""Says what was found instead of what is expected; None if nothing."""


Concerns = Callable[[GeneratedRequest], bool]
"""Says whether an answer to the request, any answer, could be judged by a rule."""


def _concerns_all(_: GeneratedRequest) -> bool:
    return True


def _concerns_acceptable(request: GeneratedRequest) -> bool:
    return request.intent == "acceptable"


def _concerns_others(request: GeneratedRequest) -> bool:
    return request.intent != "acceptable"


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds the answers of some generated requests to one requirement."""

    expected: str
    applies: Callable[[Trial], bool]
    objection: Objection
    concerns: Concerns = _concerns_all
    """Which requests are worth sending if nothing but this requirement is judged."""


def rules_of(operation: Operation) -> dict[str, Rule]:
    """Return the rules for the answers of an operation, by the requirement they judge."""
    rules = {"HTTP-01": DOCUMENTED, "DISC-03": ACCEPTED, "ERR-04": UNBROKEN}
    if operation.operation_id not in MAY_BE_STATIC:
        refused = REFUSED.get(operation.operation_id, {})
        rules |= {"ERR-01": PROBLEM, "ERR-02": _explained(refused.values()), "ERR-03": DISCREET}
        rules |= {"HTTP-07": KNOWN_NAMES, **refused}
    return rules


def _object_to_document(trial: Trial) -> str | None:
    return trial.undocumented[0].message if trial.undocumented else None


def _object_to_refusal(trial: Trial) -> str | None:
    return None if trial.is_success or trial.is_excused else f"status {trial.status}"


def _object_to_break(trial: Trial) -> str | None:
    if not trial.is_broken or trial.is_source_problem:
        return None
    return f"status {trial.status}" if trial.status else "no complete answer"


def _object_to_problem(trial: Trial) -> str | None:
    if trial.media_type != "application/problem+json":
        return f"the media type {trial.media_type!r}"
    lacking = [name for name in _MEMBERS if trial.member(name) is None]
    if lacking:
        return f"a problem without {', '.join(lacking)}"
    stated = trial.member("status")
    return None if stated == trial.status else f"{trial.status} with the status {stated!r}"


def _object_to_explanation(trial: Trial) -> str | None:
    if trial.was_accepted and not trial.is_excused:
        return f"status {trial.status}"
    if trial.status == 400 and not trial.faults:
        return "a 400 without errors[]"
    vague = [fault for fault in trial.faults if len(_PLACES & fault.keys()) != 1]
    return f"among errors[] {vague[0]}" if vague else None


def _object_to_leak(trial: Trial) -> str | None:
    found = leak_in(trial.text, asked=trial.request.text, patterns=trial.leak_patterns)
    return f"a problem that shows {found}" if found else None


def _object_to_names(trial: Trial) -> str | None:
    named = [fault.get("parameter") for fault in trial.faults]
    if trial.status != 400 or trial.problem != "invalid-request":
        return f"{trial.status} {trial.problem}"
    return None if trial.request.parameter in named else f"a 400 that names {named}"


def _object_to_items(trial: Trial) -> str | None:
    listed = trial.member("items")
    items = listed if isinstance(listed, list) else []
    without = [item for item in items if not isinstance(item, dict) or "verification" not in item]
    return f"{len(without)} of {len(items)} items without one" if without or not items else None


def _object_unless(problem: str) -> Objection:
    """Object to acceptance and, where nothing else is wrong, to any other refusal as well."""

    def objection(trial: Trial) -> str | None:
        if trial.was_accepted:
            return f"status {trial.status}"
        if trial.status in _TOO_LONG or not trial.request.has_one_fault:
            return None
        is_right = trial.status == 400 and trial.problem in (problem, *_other_names(trial))
        return None if is_right else f"{trial.status} {trial.problem}"

    return objection


def _other_names(trial: Trial) -> tuple[str, ...]:
    """Return what a value of another JSON type may be called as well: it is no text at all."""
    return ("invalid-request",) if trial.request.place.startswith("body") else ()


def _explained(others: Collection[Rule]) -> Rule:
    """Return the rule for refusals; what is accepted it leaves to the rules that know the part."""

    def applies(trial: Trial) -> bool:
        is_left = not any(one.applies(trial) for one in others)
        return trial.is_refusal or (trial.was_accepted and is_left)

    return Rule(
        "a refusal, and with 400 errors[] that each name a pointer, parameter or header",
        applies,
        _object_to_explanation,
        _concerns_others,
    )


def _refused(problem: str, *places: str, scenarios: Collection[str] = ()) -> Rule:
    """Return the rule that an invalid part at these places is refused as this problem."""

    def concerns(request: GeneratedRequest) -> bool:
        if request.intent != "refusable" or request.place not in places:
            return False
        return not scenarios or request.scenario in scenarios

    def applies(trial: Trial) -> bool:
        is_judged = trial.was_accepted or not trial.is_success
        return concerns(trial.request) and not trial.is_broken and is_judged

    return Rule(f"400 {problem}", applies, _object_unless(problem), concerns)


DOCUMENTED = Rule(
    "a status, a media type and a body that the operation documents",
    lambda trial: not trial.is_broken,
    _object_to_document,
)
ACCEPTED = Rule(
    "the documented success, save a documented refusal",
    lambda trial: trial.request.intent == "acceptable" and not trial.is_broken,
    _object_to_refusal,
    _concerns_acceptable,
)
UNBROKEN = Rule(
    "no 5xx, save the documented problems of a source", lambda _: True, _object_to_break
)
PROBLEM = Rule(
    "application/problem+json with type, title, status and requestId",
    lambda trial: trial.is_refusal,
    _object_to_problem,
    _concerns_others,
)
DISCREET = Rule(
    "no trace, path, key or token, and no supplier's code but the one asked about",
    lambda trial: trial.is_refusal or trial.is_source_problem,
    _object_to_leak,
    _concerns_others,
)
KNOWN_NAMES = Rule(
    "400 invalid-request that names the unknown parameter",
    lambda trial: trial.request.intent == "unknown-parameter" and not trial.is_broken,
    _object_to_names,
    lambda request: request.intent == "unknown-parameter",
)

VERIFIED = Rule(
    "a verification in every item, as none is at fault",
    lambda trial: trial.request.intent == "acceptable" and trial.is_success,
    _object_to_items,
    _concerns_acceptable,
)

_WIRE_FORM = {
    "ID-01": _refused(
        "invalid-identifier", "path/uscc", "body/supplier/uscc", "body/items/supplier/uscc"
    )
}
_NUMBER = {"ID-05": _refused("invalid-identifier", "body/requester/id")}
_REAL_DAYS = {"VIO-10": _refused("invalid-request", "query/asOf", "query", "body/asOf")}
_PERIODS = {"REB-05": _refused("invalid-request", "query/from", "query/to", "query")}
_CURSOR = {"REB-10": _refused("invalid-request", "query/cursor")}
_SIZE = {
    "BAT-01": _refused(
        "invalid-request",
        "body/items",
        scenarios=("array_below_min_items", "array_above_max_items"),
    )
}

REFUSED: Mapping[str, Mapping[str, Rule]] = {
    "getSupplier": _WIRE_FORM,
    "listCreditRatings": _WIRE_FORM | _REAL_DAYS,
    "getRebateSummary": _WIRE_FORM | _PERIODS,
    "getViolationStatus": _WIRE_FORM | _REAL_DAYS,
    "createVerification": _WIRE_FORM | _NUMBER | _REAL_DAYS,
    "listRebateRecords": _WIRE_FORM | _PERIODS | _CURSOR,
    "listViolationNotices": _WIRE_FORM | _REAL_DAYS | _CURSOR,
    "createBatch": _WIRE_FORM | _SIZE | {"BAT-02": VERIFIED},
}
"""By operation: whose requirement an invalid part speaks of. What is left is ERR-02's."""
