"""Home of the facts: what the registers know of one supplier, parsed once from facts.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.identifiers import Hs6, Uscc, hs6_of, parse_hs10, parse_uscc
from trustlink_mock.answers.vocabulary import (
    Authority,
    Disclosure,
    JsonObject,
    NoticeState,
    ReasonCode,
    RebateStatus,
    Severity,
    SourceState,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Is one register as the site finds it when it asks about this supplier."""

    authority: Authority
    method: str
    state: SourceState
    refreshed: datetime | None
    """The moment whose state the source describes; None is the last full hour."""
    notice_kinds: tuple[str, ...] = ()
    notices_from: date | None = None
    """The first day that it vouches for; None if it reaches back beyond every window."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Is one rating under one version of a scheme, valid for some time."""

    authority: Authority
    scheme_id: str
    rated_on: date
    valid_from: date
    valid_until: date | None
    """The last day of validity; None if no end is known."""
    shown: JsonObject = field(repr=False)
    """The members of the contract's CreditRating, save status, inForce and provenance."""


@dataclass(frozen=True, slots=True)
class RebateRecord:
    """Is one line of an export tax rebate claim."""

    record_id: str
    tax_period: TaxPeriod
    export_date: date
    hs6: Hs6
    status: RebateStatus
    refund_amount: Decimal | None
    """In CNY."""
    refunded_on: date | None
    shown: JsonObject = field(repr=False)
    """The members of the contract's RebateRecord, save provenance; declarationNumber in full."""


@dataclass(frozen=True, slots=True)
class Rebates:
    """Is everything that the tax authority knows about export tax rebates."""

    management_class: str
    refund_method: str
    no_records_because: ReasonCode | None
    """NEW_EXPORTER, AGENT_EXPORT or EXEMPT_GOODS, where one is known."""
    records: tuple[RebateRecord, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """Is one notice of a violation, in its present state."""

    notice_id: str
    authority: Authority
    decision_date: date
    state: NoticeState
    severity: Severity | None
    """None if the authority did not grade it."""
    shown: JsonObject = field(repr=False)
    """The members of the contract's ViolationNotice, save provenance."""
    publication_date: date | None = None
    """None if it is not published."""
    has_lapsed: bool = False
    """Whether its publicity is over."""

    @property
    def is_public(self) -> bool:
        """Whether the public registers show it."""
        return self.publication_date is not None and not self.has_lapsed


@dataclass(frozen=True, slots=True)
class Facts:
    """Is all that is known of one supplier; the answers follow from it."""

    uscc: Uscc
    registration: JsonObject = field(repr=False)
    """The members of the contract's Supplier, save provenance."""
    sources: Mapping[Authority, Source]
    ratings: tuple[Rating, ...]
    rebates: Rebates
    notices: tuple[Notice, ...]

    @property
    def disclosure(self) -> Disclosure:
        """Whether the supplier lets its records be shown."""
        consent: Disclosure = self.registration["recordsDisclosure"]
        return consent


def facts_of(document: JsonObject) -> Facts:
    """Return the facts in a document that is valid against facts.schema.json."""
    sources = [_source_of(one) for one in document["sources"]]
    return Facts(
        uscc=parse_uscc(document["supplier"]["uscc"]),
        registration=document["supplier"],
        sources=MappingProxyType({source.authority: source for source in sources}),
        ratings=tuple(_rating_of(one) for one in document["ratings"]),
        rebates=_rebates_of(document["rebates"]),
        notices=tuple(_notice_of(one) for one in document["notices"]),
    )


def _source_of(document: JsonObject) -> Source:
    refreshed = document["refreshed"]
    return Source(
        authority=document["authority"],
        method=document["method"],
        state=document["state"],
        refreshed=None if refreshed == "ON_THE_HOUR" else datetime.fromisoformat(refreshed),
        notice_kinds=tuple(document["noticeKinds"]),
        notices_from=_day(document, "noticesFrom"),
    )


def _rating_of(document: JsonObject) -> Rating:
    return Rating(
        authority=document["authority"],
        scheme_id=document["scheme"]["id"],
        rated_on=parse_date(document["ratedOn"]),
        valid_from=parse_date(document["validFrom"]),
        valid_until=_day(document, "validUntil"),
        shown={name: value for name, value in document.items() if name != "authority"},
    )


def _rebates_of(document: JsonObject) -> Rebates:
    return Rebates(
        management_class=document["managementClass"],
        refund_method=document["refundMethod"],
        no_records_because=document.get("noRecordsBecause"),
        records=tuple(_record_of(one) for one in document["records"]),
    )


def _record_of(document: JsonObject) -> RebateRecord:
    amount = document.get("refundAmount")
    return RebateRecord(
        record_id=document["recordId"],
        tax_period=TaxPeriod.parse(document["taxPeriod"]),
        export_date=parse_date(document["exportDate"]),
        hs6=hs6_of(parse_hs10(document["hsCode"])),
        status=document["status"],
        refund_amount=Decimal(amount["amount"]) if amount else None,
        refunded_on=_day(document, "refundedOn"),
        shown=document,
    )


def _notice_of(document: JsonObject) -> Notice:
    return Notice(
        notice_id=document["noticeId"],
        authority=document["authority"],
        decision_date=parse_date(document["decisionDate"]),
        state=document["state"],
        severity=document.get("severity"),
        shown={name: value for name, value in document.items() if name != "publicUntil"},
        publication_date=_day(document, "publicationDate"),
        has_lapsed="publicUntil" in document,
    )


def _day(document: JsonObject, name: str) -> date | None:
    return parse_date(document[name]) if name in document else None
