"""Checks of group SEC: who may ask, found out before anything about the supplier.

Each operation meets a fault of the token together with a supplier that nobody has, some with a code
that is ill-formed as well; from operation to operation the faults change places.
"""

from dataclasses import replace
from functools import partial

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.challenges import bearer_challenges
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem, require_head
from trustlink_conformance.forgeries import MADE_UP, Forgery, Unusable, forged_authorization
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import NotTestable, not_applicable, where_known
from trustlink_conformance.question import NOBODY, TOKEN
from trustlink_conformance.readings import OPERATIONS
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import (
    NO_VERIFICATION,
    SoundQuestion,
    answerable,
    by_operation,
    sound,
)

NOTHING, UNUSABLE = "nothing", "a made-up token"
FAULTS = {
    NOTHING: None,
    UNUSABLE: Unusable(f"Bearer {MADE_UP}"),
    "another scheme": Unusable("Token synthetic"),
    "Basic": Unusable("Basic c3ludGhldGljOnN5bnRoZXRpYw=="),
}
SUBJECTS = {"unknown": NOBODY, "ill-formed": NOBODY.lower()}
SQUARE = (
    ("getSupplier", "unknown", UNUSABLE),
    ("getSupplier", "ill-formed", NOTHING),
    ("listCreditRatings", "unknown", NOTHING),
    ("getRebateSummary", "unknown", "another scheme"),
    ("getRebateSummary", "ill-formed", UNUSABLE),
    ("listRebateRecords", "unknown", "Basic"),
    ("getViolationStatus", "unknown", NOTHING),
    ("listViolationNotices", "unknown", UNUSABLE),
    ("createVerification", "unknown", NOTHING),
    ("createVerification", "ill-formed", "another scheme"),
)
LISTS = ("listRebateRecords", "listViolationNotices")
FORGERIES: dict[str, Forgery] = {
    "getSupplier": "another signature",
    "getViolationStatus": "another payload",
    "createVerification": "no signature",
}


@by_operation("SEC-01", *SQUARE, names="operation_id, subject, fault")
def test_without_a_good_token_nothing_is_told_about_a_supplier(
    site: Site, operation_id: str, subject: str, fault: str
) -> None:
    question = sound(site, operation_id, uscc=SUBJECTS[subject])

    expect_no_access(site, question, fault)


@by_operation("SEC-01", "getVerification", "createBatch")
def test_without_a_good_token_nothing_is_told_about_a_verification(
    site: Site, operation_id: str
) -> None:
    is_read = operation_id == "getVerification"
    question = sound(site, operation_id)
    if is_read:
        question = SoundQuestion(question.operation, {"verificationId": NO_VERIFICATION})

    expect_no_access(site, question, NOTHING if is_read else UNUSABLE)


@requirement("SEC-01", section="generated")
def test_nothing_is_validated_before_the_token(site: Site) -> None:
    asked = [sound(site, one, uscc=NOBODY.lower()) for one in OPERATIONS.values()]
    asked += [sound(site, one, uscc=NOBODY.lower()) for one in LISTS if site.offers("records")]
    posts = ["createVerification", *(["createBatch"] if site.offers("batch") else [])]
    asked += [replace(sound(site, one), body=["no object"]) for one in posts]
    closed = [one.posed(site, credential=None) for one in asked if one.operation.needs_token]

    for answer in site.ask_each(closed):
        expect_challenge(answer, None)


@requirement("SEC-01", section="generated")
def test_head_wants_a_token_where_get_does(site: Site) -> None:
    question = sound(site, "listCreditRatings")
    if not question.operation.needs_token:
        not_applicable("ratings need no token")

    head = question.send(site, "HEAD", credential=None)
    require_head(head)
    expect_challenge(head, None)


@requirement("SEC-01", section="generated")
def test_the_scheme_may_be_written_in_any_case(site: Site) -> None:
    headers = {"Authorization": f"bEARER {TOKEN}"}

    answer = sound(site, "getSupplier").ask(site, headers=headers)

    site.expect_that(
        "the token taken", answer.status, answer, holds=answer.status != 401, pointer="status"
    )


@requirement("SEC-01")
def test_the_refusal_does_not_depend_on_the_supplier(site: Site) -> None:
    known, unknown = (
        asked_with(site, sound(site, "getSupplier", uscc=uscc), UNUSABLE)
        for uscc in (site.suppliers[0], NOBODY)
    )

    expect_challenge(known, "invalid_token")
    expect_challenge(unknown, "invalid_token")
    site.expect("the same problem", plain(known), plain(unknown), known, unknown)


@by_operation("SEC-02", *FORGERIES)
def test_a_forged_token_is_refused(site: Site, operation_id: str) -> None:
    now = site.now().timestamp()
    forgery = FORGERIES[operation_id]
    line = forged_authorization(site.bearer(), forgery, origin=site.origin_url, now=now)
    headers = {"Authorization": line}

    answer = sound(site, operation_id).ask(site, headers=headers)
    expect_challenge(answer, "invalid_token", hint=Hint.SIGNATURE_IS_NOT_VERIFIED)


@requirement("SEC-02", section="generated")
def test_nothing_may_follow_a_token(site: Site) -> None:
    now = site.now().timestamp()
    forgery: Forgery = "more at the end"
    line = forged_authorization(site.bearer(), forgery, origin=site.origin_url, now=now)
    headers = {"Authorization": line}

    answer = sound(site, "getViolationStatus").ask(site, headers=headers)

    expect_challenge(answer, "invalid_token")


@requirement("SEC-02")
@pytest.mark.parametrize("label", ["expired-tokens", "foreign-audience"])
def test_an_expired_or_a_foreign_token_is_refused(site: Site, label: str) -> None:
    if site.mode == "live":
        require_given(site, label)

    answer = sound(site, "getRebateSummary").read(site, credential=label)

    expect_challenge(answer, "invalid_token")


@by_operation("SEC-03", "listRebateRecords", "listViolationNotices")
def test_the_lists_want_their_own_scope(site: Site, operation_id: str) -> None:
    answer = sound(site, operation_id).read(site, credential="verify-only")

    expect_problem(answer, 403, "insufficient-scope", hint=challenge_hint(answer))
    expect_error(answer, "insufficient_scope")


@requirement("SEC-03", profile="records", section="generated")
def test_neither_filter_nor_method_opens_a_list(site: Site) -> None:
    records, notices = (sound(site, one) for one in LISTS)
    credential = "verify-only"
    by_filter = [
        records.posed(site, credential=credential, limit=1),
        records.posed(site, credential=credential, status="REFUNDED"),
        notices.posed(site, credential=credential, limit=1),
    ]

    for answer in site.ask_each(by_filter):
        expect_problem(answer, 403, "insufficient-scope")
    head = notices.send(site, "HEAD", credential=credential)
    require_head(head)
    head.expect_status(403)
    expect_error(head, "insufficient_scope")


@requirement("SEC-05", section="generated")
def test_a_verification_is_not_read_by_a_token_in_the_query(site: Site) -> None:
    question = where_known(partial(answerable, site, "getVerification"))

    answer = question.ask(site, credential=None, access_token=site.bearer())

    answer.expect_status(401 if question.operation.needs_token else 400)


@by_operation("SEC-05", "getViolationStatus")
def test_a_token_in_the_query_is_none(site: Site, operation_id: str) -> None:
    question = sound(site, operation_id)

    answer = question.ask(site, credential=None, access_token=site.bearer())

    answer.expect_status(401 if question.operation.needs_token else 400)


def asked_with(site: Site, question: SoundQuestion, fault: str) -> Answer:
    """Ask with a fault in the place of the token."""
    value = FAULTS[fault]
    headers = {"Authorization": value} if value else {}
    return question.read(site, credential=None, headers=headers)


def expect_no_access(site: Site, question: SoundQuestion, fault: str) -> None:
    """Expect 401; where no token is needed and none was sent, what a token would have brought."""
    answer = asked_with(site, question, fault)
    if fault == UNUSABLE or question.operation.needs_token:
        expect_challenge(answer, "invalid_token" if fault == UNUSABLE else None)
    else:
        answer.expect_status(question.read(site).status)


def expect_challenge(
    answer: Answer, error: str | None, *, hint: str = Hint.LOOKUP_BEFORE_ACCESS
) -> None:
    """Expect 401 and the challenge Bearer, with this error or with none."""
    answer.expect_status(401, hint=hint)
    if error:
        expect_error(answer, error)
    else:
        answer.expect_header_that(
            "WWW-Authenticate", "Bearer, without error", is_without_error,
            hint=Hint.CHALLENGE_IS_MISSING,
        )  # fmt: skip


def challenge_hint(answer: Answer) -> str:
    """Return what usually turns the 403 of a missing scope into 401: the challenge itself."""
    is_turned = not answer.failed and answer.status == 401
    return Hint.CHALLENGE_SETS_STATUS if is_turned else ""


def expect_error(answer: Answer, error: str) -> None:
    """Expect the challenge Bearer with this error."""
    answer.expect_header_that(
        "WWW-Authenticate", f'Bearer with error="{error}"',
        lambda value: error in [one.parameters.get("error") for one in bearer_challenges(value)],
        hint=Hint.CHALLENGE_IS_MISSING,
    )  # fmt: skip


def is_without_error(value: str) -> bool:
    """Return whether a header has the challenge Bearer, and never with an error."""
    found = bearer_challenges(value)
    return bool(found) and all("error" not in one.parameters for one in found)


def plain(answer: Answer) -> object:
    """Return a problem without what names the request."""
    told = answer.json
    if not isinstance(told, dict):
        return told
    return {name: one for name, one in told.items() if name not in ("requestId", "instance")}


def require_given(site: Site, label: str) -> None:
    """Go on only if the tester gives the credential: without it the requirement judges less."""
    try:
        site.require_credential(label)
    except NotTestable as missing:
        not_applicable(f"{missing.reason}; {missing.provide} would show more")
