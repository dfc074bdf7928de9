"""The defects of group VER about reading again: thawed, forgotten, shown to others."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from trustlink_mock.answers.texts import choose_language, reason_sentence
from trustlink_mock.clock import instant_text, parse_instant
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem
from trustlink_mock.verifications import Verification, Verifications
from trustlink_mock.visit import Reply, Visit, json_bytes

_READ = "getVerification"


@defect(
    "VER-05",
    "Explains a verification in the language of whoever reads it.",
    joint=Joint.RESPONSE,
    operation=_READ,
)
def language_of_the_reader(reply: Reply, visit: Visit) -> Reply:
    """Translate the first reason of the ratings."""
    wanted = visit.headers.get("accept-language")
    if reply.status != 200 or wanted is None:
        return reply
    document = reply.document
    reason = document["results"]["creditRating"]["reasons"][0]
    reason["message"] = reason_sentence(reason["code"], choose_language(wanted))
    return reply.with_document(document)


@defect(
    "VER-05",
    "Prolongs a verification for a contract each time that it is read.",
    joint=Joint.RESPONSE,
    operation=_READ,
)
def prolonged_by_reading(reply: Reply, _: Visit) -> Reply:
    """Add a day."""
    if reply.status != 200 or reply.document["stage"] != "CONTRACT":
        return reply
    until = parse_instant(reply.document["validUntil"]) + timedelta(days=1)
    return reply.with_members(validUntil=instant_text(until))


@defect(
    "VER-05",
    "Leaves the receipt out when a verification is read again.",
    joint=Joint.RESPONSE,
    operation=_READ,
)
def receipt_given_once(reply: Reply, _: Visit) -> Reply:
    """Give it with the 201 only."""
    if reply.status != 200:
        return reply
    return reply.with_document({k: v for k, v in reply.document.items() if k != "receipt"})


@defect(
    "VER-05",
    "Completes a verification anew when it is read for the second time.",
    joint=Joint.VERIFICATIONS,
    also={"HTTP-02": "the second reading has another ETag"},
)
def thaws_at_the_second_reading(honest: Verifications) -> Verifications:
    """Take the copy for outdated."""
    return _Thawing(honest.capacity, kept=honest.kept)


@defect(
    "VER-05",
    "Does not keep verifications that are partial.",
    joint=Joint.VERIFICATIONS,
)
def partial_ones_not_kept(honest: Verifications) -> Verifications:
    """Keep the complete ones."""
    return _Choosy(honest.capacity, kept=honest.kept)


@defect(
    "VER-06",
    "Shows a verification to every client that knows its id.",
    joint=Joint.VERIFICATIONS,
)
def shown_to_all(honest: Verifications) -> Verifications:
    """Look it up by its id alone."""
    return _Open(honest.capacity, kept=honest.kept)


@defect(
    "VER-06",
    "Says that another client's verification is forbidden, and so that it exists.",
    joint=Joint.VERIFICATIONS,
)
def foreign_is_forbidden(honest: Verifications) -> Verifications:
    """Answer 403."""
    return _Refusing(honest.capacity, kept=honest.kept, refusal=(403, "insufficient-scope"))


@defect(
    "VER-06",
    "Tells a foreign verification from an unknown one by the type of the problem.",
    joint=Joint.VERIFICATIONS,
)
def foreign_of_another_type(honest: Verifications) -> Verifications:
    """Say that the supplier is not found."""
    return _Refusing(honest.capacity, kept=honest.kept, refusal=(404, "supplier-not-found"))


@defect(
    "VER-06",
    "Says by 304 that another client's verification has not changed.",
    joint=Joint.RESPONSE,
    operation=_READ,
    refusals_too=True,
)
def foreign_unchanged(reply: Reply, visit: Visit) -> Reply:
    """Look at If-None-Match first."""
    if reply.status != 404 or visit.headers.get("if-none-match") != "*":
        return reply
    return Reply(304, {"etag": '"kept"', "vary": "Accept-Language", "cache-control": "private"})


@dataclass(frozen=True, slots=True)
class _Thawing(Verifications):
    read: dict[str, int] = field(default_factory=dict)

    def find(self, verification_id: str, *, client_id: str, now: datetime) -> Verification | None:
        found = Verifications.find(self, verification_id, client_id=client_id, now=now)
        self.read[verification_id] = self.read.get(verification_id, 0) + 1
        if found is None or self.read[verification_id] == 1:
            return found
        later = parse_instant(found.document["completedAt"]) + timedelta(seconds=1)
        anew = {**found.document, "completedAt": instant_text(later)}
        return replace(found, content=json_bytes(anew))


class _Choosy(Verifications):
    __slots__ = ()

    def keep(self, verification: Verification) -> None:
        if verification.document["completeness"] == "COMPLETE":
            Verifications.keep(self, verification)


class _Open(Verifications):
    __slots__ = ()

    def find(self, verification_id: str, *, client_id: str, now: datetime) -> Verification | None:
        kept = self.kept.get(verification_id)
        owner = kept.client_id if kept else client_id
        return Verifications.find(self, verification_id, client_id=owner, now=now)


@dataclass(frozen=True, slots=True)
class _Refusing(Verifications):
    refusal: tuple[int, str] = (403, "insufficient-scope")

    def find(self, verification_id: str, *, client_id: str, now: datetime) -> Verification | None:
        kept = self.kept.get(verification_id)
        if kept is not None and kept.client_id != client_id:
            raise Problem(*self.refusal)
        return Verifications.find(self, verification_id, client_id=client_id, now=now)
