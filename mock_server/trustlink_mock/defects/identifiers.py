"""The defects of group ID: codes and numbers that are judged one way here and another way there."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from trustlink.errors import IdentifierError
from trustlink.identifiers import SCHEMES, USCC_ALPHABET, parse_uscc, subject_check_digit
from trustlink_mock.answers.facts import Facts
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import OF_A_MENDED_NUMBER, with_body
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit, json_reply

_SUPPLIER, _RATINGS, _VERIFICATION = "getSupplier", "listCreditRatings", "createVerification"
_SUMMARY, _STATUS = "getRebateSummary", "getViolationStatus"
_BRANCH = re.compile(r"-(\d\d)$")
_USCC_FORM = re.compile(f"[{USCC_ALPHABET}]{{18}}")


@defect(
    "ID-01",
    "Takes a code in lower case where refunds are asked about.",
    joint=Joint.REQUEST,
    operation=_SUMMARY,
)
def lower_case_accepted(asked: Asked) -> Asked:
    """Write it in capitals."""
    return replace(asked, path={**asked.path, "uscc": asked.path["uscc"].upper()})


@defect(
    "ID-01", "Takes a code with blanks in a body.", joint=Joint.REQUEST, operation=_VERIFICATION
)
def blanks_accepted(asked: Asked) -> Asked:
    """Drop them."""
    return _with_member(asked, "supplier", "uscc", lambda code: code.replace(" ", ""))


@defect(
    "ID-01",
    "Does not say which parameter is ill-formed: it names the path.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={
        "ID-02": "a wrong check character is told in the same way",
        "HTTP-07": "the name of a parameter is concerned",
    },
    refusals_too=True,
)
def parameter_unnamed(reply: Reply, _: Visit) -> Reply:
    """Name the parameter path."""
    faults = reply.document.get("errors", [])
    named = [{**one, "parameter": "path"} if "parameter" in one else one for one in faults]
    return reply.with_members(errors=named) if faults else reply


@defect(
    "ID-02",
    "Corrects a wrong check character where violations are asked about.",
    joint=Joint.REQUEST,
    operation=_STATUS,
)
def check_character_corrected(asked: Asked) -> Asked:
    """Take the code that is meant."""
    return replace(asked, path={**asked.path, "uscc": _corrected(asked.path["uscc"])})


@defect(
    "ID-02",
    "Refuses a code for its digit at position 17.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
    refusals_too=True,
)
def position_17_judged(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 instead of 404."""
    uscc = visit.parameters.get("uscc", "")
    if reply.status != 404 or subject_check_digit(uscc[8:16]) == uscc[16]:
        return reply
    fault = RequestFault("parameter", "uscc", "CHECK_CHARACTER", "Position 17 is wrong.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "ID-03",
    "Takes the code of an individual business in a body for an ill-formed one.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def other_categories_ill_formed(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 instead of 404."""
    if reply.status != 404 or visit.body["supplier"]["uscc"].startswith("91"):
        return reply
    fault = RequestFault("pointer", "/supplier/uscc", "MALFORMED", "91 is expected.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "ID-03",
    "Says of a supplier that it does not know that it was never rated.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    refusals_too=True,
)
def unknown_is_unrated(reply: Reply, visit: Visit) -> Reply:
    """Answer 200 with an empty list."""
    if reply.status != 404:
        return reply
    reason = {"code": "NEVER_RATED", "message": "The supplier was never rated."}
    told = {
        "uscc": visit.parameters["uscc"],
        "asOf": visit.parameters.get("asOf", "2026-09-01"),
        "outcome": "NOT_RATED",
        "reasons": [reason],
        "ratings": [],
    }
    return json_reply(told, cache_control="no-store").with_headers(
        content_language="en", vary="Accept-Language"
    )


@defect(
    "ID-05",
    "Takes a UEN in lower case.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also=OF_A_MENDED_NUMBER,
)
def uen_in_lower_case_accepted(asked: Asked) -> Asked:
    """Write it in capitals."""
    return _with_member(asked, "requester", "id", str.upper)


@defect(
    "ID-05",
    "Takes a Vietnamese branch of two digits.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also=OF_A_MENDED_NUMBER,
)
def short_branch_accepted(asked: Asked) -> Asked:
    """Fill it up with a nought."""
    return _with_member(asked, "requester", "id", lambda text: _BRANCH.sub(r"-0\1", text))


@defect(
    "ID-05",
    "Says of a wrong number only that something is wrong with the requester.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def pointer_to_the_requester(reply: Reply, _: Visit) -> Reply:
    """Point to /requester."""
    faults = reply.document.get("errors", [])
    vague = [
        {**one, "pointer": "/requester"} if one.get("pointer") == "/requester/id" else one
        for one in faults
    ]
    return reply.with_members(errors=vague) if faults else reply


@defect(
    "ID-06",
    "Goes by the scheme of a number, and overrules the country.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also={
        "ID-07": "the country that is returned is another one",
        "VER-01": "its cases show what is returned as sent",
    },
)
def country_overruled(asked: Asked) -> Asked:
    """Put the country of the scheme in place of the one that is stated."""
    countries = {scheme: country for country, scheme in SCHEMES.items()}
    scheme = _member(asked, "requester", "scheme")

    def overruled(country: str) -> str:
        return countries.get(scheme, country) if country in SCHEMES else country

    return _with_member(asked, "requester", "country", overruled)


@defect(
    "ID-06",
    "Takes a scheme of another country for a wrong number.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def mismatch_told_as_wrong_number(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 invalid-identifier."""
    codes = [one["code"] for one in reply.document.get("errors", [])]
    if "SCHEME_MISMATCH" not in codes:
        return reply
    fault = RequestFault("pointer", "/requester/id", "MALFORMED", "Wrong number.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "ID-07",
    "Refuses importers of Vietnam whose number begins with the tax office 03.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    also={"VER-01": "for them there is no 201"},
)
def one_tax_office_refused(reply: Reply, visit: Visit) -> Reply:
    """Answer 400."""
    if not visit.body["requester"]["id"].startswith("03"):
        return reply
    fault = RequestFault("pointer", "/requester/id", "IMPOSSIBLE", "No such office.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "ID-07",
    "Does not return the name of an importer of Thailand.",
    joint=Joint.SEAL,
    also={"VER-01": "its cases show the requester as sent"},
)
def thai_name_dropped(honest: Seal) -> Seal:
    """Leave it out."""

    def seal(told: Json, uscc: str) -> Json:
        requester = told["requester"]
        if requester["country"] != "TH":
            return honest(told, uscc)
        unnamed = {name: value for name, value in requester.items() if name != "name"}
        return honest({**told, "requester": unnamed}, uscc)

    return seal


@defect(
    "ID-08",
    "Still states the AEO code of a supplier whose grade has expired.",
    joint=Joint.FACTS,
)
def code_outlives_the_grade(honest: Facts) -> Facts:
    """Keep it for whoever was once an advanced certified enterprise."""
    known = honest.registration
    was_certified = "ADVANCED_CERTIFIED" in [one.shown["grade"] for one in honest.ratings]
    if not was_certified or "customsCode" not in known:
        return honest
    code = f"AEOCN{known['customsCode']}"
    return replace(honest, registration={**known, "aeoCode": code})


@defect(
    "ID-08",
    "Makes the AEO code of another customs code.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def code_of_another(reply: Reply, _: Visit) -> Reply:
    """Put 9 for the last character."""
    code = reply.document.get("aeoCode")
    return reply.with_members(aeoCode=f"{code[:-1]}9") if code else reply


def _corrected(uscc: str) -> str:
    """Return a code with its right check character; as it is, if it has another form."""
    if _USCC_FORM.fullmatch(uscc) is None:
        return uscc
    return next(code for code in map(uscc[:17].__add__, USCC_ALPHABET) if _is_sound(code))


def _is_sound(code: str) -> bool:
    try:
        parse_uscc(code)
    except IdentifierError:
        return False
    return True


def _member(asked: Asked, part: str, name: str) -> str:
    try:
        return str(json.loads(asked.body)[part][name])
    except (ValueError, KeyError, TypeError):
        return ""


def _with_member(asked: Asked, part: str, name: str, change: Callable[[str], str]) -> Asked:
    """Return a request with a text in its body changed; as it is, if there is no such text."""
    if not _member(asked, part, name):
        return asked
    body: Any = json.loads(asked.body)
    body[part] = {**body[part], name: change(str(body[part][name]))}
    return with_body(asked, body)
