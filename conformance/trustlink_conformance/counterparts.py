"""Home of the counterparts: a result of a verification, and the single answer to its question."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

from trustlink.calendar import parse_date, twelve_periods_ending
from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.comparison import Difference, disagreements
from trustlink_conformance.exchange import header_values
from trustlink_conformance.expectations import is_civil_date, some_suppliers, verification_request
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.readings import OPERATIONS, Item, Member, read_about
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import made

SCHEMAS: dict[Member, str] = {
    "creditRating": "CreditRatings",
    "exportTaxRebate": "RebateSummary",
    "noViolation": "ViolationStatus",
}
VOLATILE = ("message", "retrievedAt", "dataAsOf")
"""What depends on the language or the moment of an answer."""

_MEMBERS = {operation_id: member for member, operation_id in OPERATIONS.items()}
_TODAY = ""
_Key = tuple[Member, str, str]
"""Which item, whose, and as of when: a day, or the last two of the periods asked about."""


@dataclass(frozen=True)
class Counterparts:
    """A result and the single answer that it has to agree with."""

    member: Member
    result: Item
    single: Item
    differences: tuple[Difference, ...]
    """Where the data of the result are not the single answer; without data it is VER-02's."""

    @cached_property
    def told_once(self) -> list[str]:
        """What the single answer comes to: its outcome and the codes of its reasons."""
        return _told(self.single)

    @cached_property
    def told_in_verification(self) -> list[str]:
        """The same of the result."""
        return _told(self.result)

    @cached_property
    def agree(self) -> bool:
        """Whether both say the same."""
        return self.told_once == self.told_in_verification and not self.differences

    def asked_anew(self, site: Site) -> "Counterparts":
        """Ask both questions again, one after the other: what a register says may have changed."""
        single, made_anew = _again(site, self.single.answer), _again(site, self.result.answer)
        single.expect_status(200)
        made_anew.expect_status(self.result.answer.status)
        return _compared(site, self.member, replace(self.result, answer=made_anew), Item(single))


def counterparts(site: Site) -> list[Counterparts]:
    """Return every result of the run whose question was asked alone too; raises NotTestable."""
    _ask_both_ways(site)
    verified = made(site)
    singles = dict(_singles(site))
    found = [
        _compared(site, member, one.result(member), singles[key])
        for one in verified
        for member in one.requested()
        if (key := _key(member, one.uscc, one.asked)) in singles
    ]
    if not found:
        not_testable("nothing is answered both ways", provide="suppliers to ask about")
    return found


def _compared(site: Site, member: Member, result: Item, single: Item) -> Counterparts:
    key = ("differences", result.answer.id, result.pointer, single.answer.id)
    known = site.world.memory
    if key not in known:
        known[key] = tuple(_differences(site, member, result, single))
    return Counterparts(member, result, single, known[key])


def _differences(site: Site, member: Member, result: Item, single: Item) -> list[Difference]:
    data, schema = result.get("/data"), site.contract.schema(SCHEMAS[member])
    if data is None:
        return []
    return disagreements(single.get(""), data, schema=schema, contract=site.contract, but=VOLATILE)


def _ask_both_ways(site: Site) -> None:
    for operation_id in OPERATIONS.values():
        site.read(operation_id, uscc=site.suppliers[0])
        for uscc in some_suppliers(site):
            read_about(site, operation_id, uscc)
    site.read("createVerification", body=verification_request(site, site.suppliers[0]))


def _singles(site: Site) -> Iterator[tuple[_Key, Item]]:
    for answer in site.recall(*_MEMBERS):
        operation = site.operation_of(answer)
        member = _MEMBERS.get(operation.operation_id) if operation else None
        if member is None or answer.exchange.request.method != "GET" or answer.status != 200:
            continue
        if answer.is_json and isinstance(answer.json, dict):
            query = parse_qs(urlsplit(answer.exchange.request.url).query)
            when = _TODAY.join(_TODAY.join(query.get(name, [])) for name in ("asOf", "from", "to"))
            yield (member, answer.exchange.origin.subject, when), Item(answer)


def _key(member: Member, uscc: str, asked: JsonObject) -> _Key:
    """Return the key of the single answer that a result has to agree with."""
    day = asked.get("asOf", _TODAY)
    if member != "exportTaxRebate" or not is_civil_date(day):
        return member, uscc, day
    periods = twelve_periods_ending(parse_date(day))
    return member, uscc, f"{periods[0]}{periods[-1]}"


def _told(item: Item) -> list[str]:
    return [str(item.outcome), *sorted(map(str, item.reasons))]


def _again(site: Site, answer: Answer) -> Answer:
    request = answer.exchange.request
    kept = {
        name: header_values(request.headers, name) for name in ("Accept-Language", "Content-Type")
    }
    return site.send(
        request.method,
        request.url,
        headers={name: values[0] for name, values in kept.items() if values},
        content=request.content,
    )
