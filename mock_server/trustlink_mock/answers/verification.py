"""Home of the answer of createVerification: several items at once, and no overall judgement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from trustlink.identifiers import HsCode, Uscc, parse_hs_code, parse_uscc
from trustlink_mock.answers.credit_ratings import credit_ratings
from trustlink_mock.answers.facts import Facts
from trustlink_mock.answers.provenance import trouble
from trustlink_mock.answers.reasons import explained
from trustlink_mock.answers.rebate_summary import rebate_summary
from trustlink_mock.answers.rules import Outcome
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.violation_status import violation_status
from trustlink_mock.answers.vocabulary import Check, Json, JsonObject, NameMatch
from trustlink_mock.clock import instant_text


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRequest:
    """Is what an importer asks to have verified; asOf is decided."""

    uscc: Uscc
    name_zh: str | None
    name_en: str | None
    checks: frozenset[Check]
    hs_codes: tuple[HsCode, ...]
    as_of: date
    echoed: JsonObject = field(repr=False)
    """What the answer returns as sent: supplier, checks, requester, stage, clientReference."""

    @property
    def names_supplier(self) -> bool:
        """Whether a name was supplied, so that the register is asked for the right one."""
        return self.name_zh is not None or self.name_en is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Is what makes a verification this one: its ids and times (VER-04)."""

    verification_id: str
    consultation_number: str
    requested_at: datetime
    completed_at: datetime
    valid_until: datetime


def verification_request(body: JsonObject, *, as_of: date) -> VerificationRequest:
    """Return the request in a body that is valid against VerificationRequest.

    `as_of` is the day to verify for: that of the body, today without one.
    """
    return VerificationRequest(
        uscc=parse_uscc(body["supplier"]["uscc"]),
        name_zh=body["supplier"].get("nameZh"),
        name_en=body["supplier"].get("nameEn"),
        checks=frozenset(body["checks"]),
        hs_codes=tuple(parse_hs_code(code) for code in body.get("hsCodes", ())),
        as_of=as_of,
        echoed={name: body[name] for name in _ECHOED if name in body},
    )


def verification(
    facts: Facts,
    request: VerificationRequest,
    *,
    stamp: Stamp,
    sight: Sight,
    results: Mapping[str, Json] | None = None,
) -> Json:
    """Return the contract's Verification, without a receipt; each result is the single answer.

    `results` are those of `verification_results` if they are known already.
    """
    results = verification_results(facts, request, sight=sight) if results is None else results
    outcomes = [_outcome_of(result) for result in results.values()]
    answer = {
        **_stamped(stamp),
        "supplier": request.echoed["supplier"],
        "asOf": request.as_of.isoformat(),
        "checks": request.echoed["checks"],
        "completeness": sight.rules.completeness(outcomes),
        "nameMatch": _name_match(facts, request, sight=sight),
        "pilotScope": sight.rules.scope_of_goods(request.hs_codes, sight.policy),
        "results": results,
        **request.echoed,
    }
    return sight.rules.written(answer)


_ECHOED: Final = ("supplier", "checks", "requester", "stage", "clientReference")

Answer = Callable[[Facts, date, Sight], Json]


def _ratings_on(facts: Facts, as_of: date, sight: Sight) -> Json:
    return credit_ratings(facts, as_of, sight=sight)


def _rebates_up_to(facts: Facts, as_of: date, sight: Sight) -> Json:
    return rebate_summary(facts, sight.rules.default_periods(as_of), sight=sight)


def _violations_up_to(facts: Facts, as_of: date, sight: Sight) -> Json:
    return violation_status(facts, as_of, sight=sight)


_RESULTS: Final[Mapping[str, tuple[Check, Answer]]] = MappingProxyType(
    {
        "creditRating": ("CREDIT_RATING", _ratings_on),
        "exportTaxRebate": ("EXPORT_TAX_REBATE", _rebates_up_to),
        "noViolation": ("NO_VIOLATION", _violations_up_to),
    }
)


def verification_results(
    facts: Facts, request: VerificationRequest, *, sight: Sight
) -> dict[str, Json]:
    """Return the results by name: they follow from the facts, the checks and the day."""
    results: dict[str, Json] = {}
    for name, (check, answer) in _RESULTS.items():
        if check in request.checks:
            data = answer(facts, request.as_of, sight)
            results[name] = {"outcome": data["outcome"], "reasons": data["reasons"], "data": data}
        else:
            results[name] = _not_requested(sight)
    return results


def _not_requested(sight: Sight) -> Json:
    return {"outcome": "NOT_REQUESTED", "reasons": explained(("NOT_REQUESTED",), [], sight=sight)}


def _outcome_of(result: JsonObject) -> Outcome:
    return Outcome(result["outcome"], tuple(reason["code"] for reason in result["reasons"]))


def _name_match(facts: Facts, request: VerificationRequest, *, sight: Sight) -> NameMatch:
    """Compare nothing if the register that knows the names does not answer."""
    pairs = [
        (request.name_zh, facts.registration["legalNameZh"]),
        (request.name_en, facts.registration.get("legalNameEn")),
    ]
    answers = trouble(facts, "SAMR", sight=sight) is None
    agree = sight.rules.names_agree
    return sight.rules.name_match(
        [agree(supplied, registered) for supplied, registered in pairs if supplied and answers]
    )


def _stamped(stamp: Stamp) -> Json:
    return {
        "verificationId": stamp.verification_id,
        "consultationNumber": stamp.consultation_number,
        "requestedAt": instant_text(stamp.requested_at),
        "completedAt": instant_text(stamp.completed_at),
        "validUntil": instant_text(stamp.valid_until),
    }
