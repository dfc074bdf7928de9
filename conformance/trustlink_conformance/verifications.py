"""Home of the verifications of a run: what each was asked for, and what it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, zip_longest
from typing import Any

from trustlink.contract import JsonObject
from trustlink.identifiers import make_uscc
from trustlink.schemas import compile_named_schema
from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import a_requester, verification_request
from trustlink_conformance.history import attempt_of
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.pointer import value_at
from trustlink_conformance.readings import OPERATIONS, Item, Member, read_about, reference_day
from trustlink_conformance.site import Site

CHECKS: dict[Member, str] = {
    "creditRating": "CREDIT_RATING",
    "exportTaxRebate": "EXPORT_TAX_REBATE",
    "noViolation": "NO_VIOLATION",
}
"""The check that asks for a result, by its member."""
SUBSETS: dict[str, JsonObject] = {
    "rating": {"checks": ["CREDIT_RATING"], "stage": "INQUIRY"},
    "rebate": {"checks": ["EXPORT_TAX_REBATE"], "stage": "QUOTATION"},
    "violation": {"checks": ["NO_VIOLATION"], "stage": "PERIODIC_REVIEW"},
    "rating+violation": {"checks": ["CREDIT_RATING", "NO_VIOLATION"], "stage": "PRE_SHIPMENT"},
    "rating+rebate": {"checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE"], "stage": "QUOTATION"},
    "rebate+violation": {
        "checks": ["EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "clientReference": "PO 0001/2 (urgent)",
    },
    "all": {"clientReference": "采购 PO-0001 ".ljust(128, "x")},
}
"""The seven subsets of the checks; most are asked by published cases in the same words."""
MOST_IN_A_BATCH = 10
_MAKING = ("createVerification", "createBatch")
_NOBODIES_DIVISION = "440300"
_MOST_KINDS, _LAST = 20, 1


@dataclass(frozen=True)
class Made:
    """A verification that the site made, on its own or in a batch."""

    item: Item
    asked: JsonObject
    """The VerificationRequest."""

    @property
    def answer(self) -> Answer:
        """The answer that brought it."""
        return self.item.answer

    @property
    def json(self) -> Any:
        """The verification as it was answered."""
        return self.item.get("")

    @property
    def uscc(self) -> str:
        """The supplier that was asked about."""
        return str(self.asked["supplier"]["uscc"])

    @property
    def is_alone(self) -> bool:
        """Whether it came as an answer of its own."""
        return not self.item.pointer

    def result(self, member: str) -> Item:
        """Return one of its results."""
        return Item(self.answer, f"{self.item.pointer}/results/{member}")

    def requested(self) -> list[Member]:
        """Return the members of the results that were requested."""
        return [member for member, check in CHECKS.items() if check in self.asked["checks"]]

    def left_out(self) -> list[Member]:
        """Return the members of the results that were not requested."""
        return [member for member, check in CHECKS.items() if check not in self.asked["checks"]]


def made(site: Site) -> list[Made]:
    """Return every verification of the run so far; raises NotTestable if there is none.

    Some are asked for anyhow. One that came again under its Idempotency-Key is returned once, one
    that was not asked for as the contract says not at all: other requirements judge that.
    """
    ask_for_some(site)
    found = [one for answer in _first_answers(site) for one in _found_in(site, answer)]
    if not found:
        not_testable("no verification is made (see VER-01)", provide="suppliers to verify")
    return found


def ask_for_some(site: Site) -> None:
    """Ask for verifications of every kind that can be asked for, each once a run."""
    if not site.world.memory.get("verifications were asked for"):
        _ask_for_some(site)
    site.world.memory["verifications were asked for"] = True


def _ask_for_some(site: Site) -> None:
    for subset in SUBSETS:
        ask_for_subset(site, subset)
    if site.offers("batch"):
        ask_for_batch(site)
    if site.mode == "live" or not site.offers("batch"):
        ask_for_each_requester(site)
    for uscc in [*_of_other_answers(site), *site.suppliers[-_LAST:]]:
        read_about(site, "createVerification", uscc)


def ask_for_each_requester(site: Site) -> None:
    """Read the verification that each requester asks for, about the first supplier."""
    for requester in site.requesters:
        body = verification_request(
            site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
        )
        site.read("createVerification", body={**body, "requester": requester.as_json()})


def ask_for_subset(site: Site, subset: str) -> Answer:
    """Read the verification of a subset of the checks, about the first supplier."""
    body = verification_request(site, site.suppliers[0], asOf=reference_day(site))
    return site.read("createVerification", body={**body, **SUBSETS[subset]})


def ask_for_batch(site: Site) -> Answer:
    """Read a batch as large as may be."""
    return site.read("createBatch", body={"items": batch_items(site, MOST_IN_A_BATCH)})


def batch_items(site: Site, count: int) -> list[JsonObject]:
    """Return requests about so many suppliers, in no order; nobody's codes where they run out.

    In sandbox mode the published requesters take turns.
    """
    step = max(1, len(site.suppliers) // MOST_IN_A_BATCH)
    codes = [*site.suppliers[::step], *nobodies(count)][:count]
    asking = site.requesters if site.mode == "sandbox" else ()
    turns = cycle(asking or [a_requester(site)])
    return [
        verification_request(
            site,
            uscc,
            asOf=reference_day(site),
            clientReference=f"batch-{uscc[-6:]}",
            requester=requester.as_json(),
        )
        for uscc, requester in zip(sorted(codes, key=lambda code: code[::-1]), turns, strict=False)
    ]


def nobodies(count: int) -> list[str]:
    """Return sound codes of suppliers that do not exist."""
    subjects = (f"TL0098{number:02d}" for number in range(count))
    return [make_uscc(division=_NOBODIES_DIVISION, subject=subject) for subject in subjects]


def kept(
    site: Site, one: Made, *, credential: str = "importer-a", language: str | None = None
) -> Answer:
    """Read what getVerification answers about a verification."""
    one.item.expect_that("/verificationId", "an id", lambda value: isinstance(value, str) and value)
    return site.read(
        "getVerification",
        verificationId=one.item.get("/verificationId"),
        credential=credential,
        headers={"Accept-Language": language} if language else None,
    )


def of_every_kind(site: Site, most: int) -> list[Made]:
    """Return verifications that came to different results, at most so many, partial ones first."""
    kinds: dict[str, Made] = {}
    for one in made(site):
        results = [_kind(member, one.result(member)) for member in CHECKS]
        kinds.setdefault(f"{results} {one.is_alone}", one)
    partial = [one for one in kinds.values() if one.item.get("/completeness") == "PARTIAL"]
    others = [one for one in kinds.values() if one not in partial]
    chosen = [one for pair in zip_longest(partial, others) for one in pair if one is not None]
    return chosen[:most]


def _of_other_answers(site: Site) -> list[str]:
    """Return a supplier for each kind of single answer that no verification has come to yet."""
    reached = {
        _kind(member, one.result(member))
        for answer in site.recall(*_MAKING)
        for one in _in(site, answer)
        for member in CHECKS
    }
    found: dict[str, str] = {}
    for member, operation_id in OPERATIONS.items():
        for uscc in site.suppliers:
            answer = read_about(site, operation_id, uscc)
            if not answer.failed and answer.status == 200 and answer.is_json:
                found.setdefault(_kind(member, Item(answer)), uscc)
    return [uscc for kind, uscc in found.items() if kind not in reached][:_MOST_KINDS]


def _kind(member: Member, item: Item) -> str:
    return f"{member} {item.outcome} {item.reasons}"


def body_of(answer: Answer) -> Any:
    """Return the JSON value that was sent; None if it was none."""
    return answer.exchange.request.document


def _first_answers(site: Site) -> Iterator[Answer]:
    """Return each answer of the run; of those to one Idempotency-Key the first, whoever asked."""
    firsts = site.world.history.firsts
    for answer in site.recall(*_MAKING):
        attempt = attempt_of(answer.exchange)
        if attempt is None or firsts.get(attempt) == answer.id:
            yield answer


def _found_in(site: Site, answer: Answer) -> list[Made]:
    """Return the verifications of an answer that were asked for as the contract says."""
    key = ("verifications of", answer.id)
    known = site.world.memory
    if key not in known:
        sound = compile_named_schema(site.contract, "VerificationRequest").is_valid
        found = [one for one in _in(site, answer) if sound(one.asked)]
        known[key] = [(one.item.pointer, one.asked) for one in found]
    return [Made(Item(answer, pointer), asked) for pointer, asked in known[key]]


def _in(site: Site, answer: Answer) -> Iterator[Made]:
    operation = site.operation_of(answer)
    if operation is None or not answer.is_json:
        return
    if (operation.operation_id, answer.status) == ("createVerification", 201):
        asked = body_of(answer)
        if isinstance(answer.json, dict) and isinstance(asked, dict):
            yield Made(Item(answer), asked)
    elif (operation.operation_id, answer.status) == ("createBatch", 200):
        yield from _in_batch(answer, body_of(answer))


def _in_batch(answer: Answer, asked: Any) -> Iterator[Made]:
    """Return the verifications of a batch, paired by code: whether they stand right is BAT-01's."""
    items, answered = value_at(asked, "/items"), answer.get("/items")
    if not isinstance(items, list) or not isinstance(answered, list):
        return
    requests = {str(value_at(item, "/supplier/uscc")): item for item in items}
    for place, one in enumerate(answered):
        request = requests.get(str(value_at(one, "/uscc")))
        if request is not None and isinstance(value_at(one, "/verification"), dict):
            yield Made(Item(answer, f"/items/{place}/verification"), request)
