"""Home of the batched questions: published questions that travel together, ten in a request.

A verification answers what three operations answer, and a batch holds ten of them. So most of what
is published about suppliers is asked in a few batches. Nobody is blamed for a batch: where its
answer is not the published one, the question is asked again, alone, and that answer is judged.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from trustlink.calendar import parse_date, twelve_periods_ending
from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.choice import asked_alone
from trustlink_conformance.expectations import verification_request
from trustlink_conformance.pointer import ABSENT, value_at
from trustlink_conformance.readings import OPERATIONS, Member, reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import CHECKS, MOST_IN_A_BATCH
from trustlink_fixtures.cases import Case

_MEMBERS: Mapping[str, Member] = {name: member for member, name in OPERATIONS.items()}
_LAYOUT = "batched questions"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a published question stands."""

    batch: int
    item: int
    member: Member | None
    """The result of the verification that is the answer; None: all of it."""

    @property
    def pointer(self) -> str:
        """The place in the answer to the batch."""
        whole = f"/items/{self.item}/verification"
        return whole if self.member is None else f"{whole}/results/{self.member}/data"


@dataclass
class Layout:
    """Which verifications are asked for in which batch."""

    batches: list[list[JsonObject]] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    """By what a case asks."""

    def put(self, item: JsonObject) -> tuple[int, int]:
        """Put a verification into the first batch with room that does not name its supplier."""
        uscc = item["supplier"]["uscc"]
        for number, batch in enumerate(self.batches):
            named = [one["supplier"]["uscc"] for one in batch]
            if len(batch) < MOST_IN_A_BATCH and uscc not in named:
                batch.append(item)
                return number, len(batch) - 1
        self.batches.append([item])
        return len(self.batches) - 1, 0


def batched_answer(site: Site, case: Case) -> Answer | None:
    """Return the answer to a published question out of a batch; None if it is not asked so."""
    batch, place = batch_with(site, case), _place(site, case)
    if batch is None or place is None:
        return None
    answer = site.read("createBatch", body=batch)
    if answer.failed or answer.status != 200 or not answer.is_json:
        return None
    told = value_at(answer.json, place.pointer)
    return None if told is ABSENT else _standing_alone(answer, told, case)


def batch_with(site: Site, case: Case) -> JsonObject | None:
    """Return the batch that a published question is asked in; None if it is not asked so."""
    place = _place(site, case)
    return None if place is None else {"items": _layout(site).batches[place.batch]}


def supplier_in_batch(case: Case) -> str:
    """Return the supplier that a published question names in a batch; "" if it fits in none."""
    if _is_whole(case):
        return str((case.request.body or {})["supplier"]["uscc"])
    return str(case.request.parameters["uscc"]) if _is_single(case) else ""


def _place(site: Site, case: Case) -> Place | None:
    return _layout(site).places.get(case.asked)


def _layout(site: Site) -> Layout:
    """Return the layout of this run's published questions, made once."""
    memory = site.world.memory
    if _LAYOUT not in memory:
        is_asked = site.offers("batch") and not site.world.asks_alone
        memory[_LAYOUT] = _laid_out(site, site.world.cases) if is_asked else Layout()
    found: Layout = memory[_LAYOUT]
    return found


def _laid_out(site: Site, cases: Sequence[Case]) -> Layout:
    layout = Layout()
    together = [case for case in cases if case.id not in asked_alone()]
    for case in together:
        if _is_whole(case) and case.asked not in layout.places:
            batch, item = layout.put(dict(case.request.body or {}))
            layout.places[case.asked] = Place(batch, item, None)
    for (uscc, day), asking in _singles(site, together).items():
        members = [one for one in CHECKS if one in asking]
        dated = {} if day is None else {"asOf": day}
        checks = [CHECKS[one] for one in members]
        batch, item = layout.put(verification_request(site, uscc, **dated, checks=checks))
        for member in members:
            for case in asking[member]:
                layout.places[case.asked] = Place(batch, item, member)
    return layout


def _is_whole(case: Case) -> bool:
    asked = case.request
    is_plain = not asked.headers and not asked.parameters
    return asked.operation_id == "createVerification" and case.expect.status == 201 and is_plain


_Asking = dict[Member, list[Case]]


def _singles(site: Site, cases: Sequence[Case]) -> dict[tuple[str, str | None], _Asking]:
    """Return the single questions by supplier and day, but for those that checks ask anyway."""
    found: dict[tuple[str, str | None], _Asking] = {}
    for case in filter(_is_single, cases):
        for day in _days_asked(case):
            if day != reference_day(site):
                by_member = found.setdefault((case.request.parameters["uscc"], day), {})
                by_member.setdefault(_MEMBERS[case.request.operation_id], []).append(case)
    return found


def _is_single(case: Case) -> bool:
    is_plain = not case.request.headers and case.expect.status == 200
    return is_plain and case.request.operation_id in _MEMBERS and bool(list(_days_asked(case)))


def _days_asked(case: Case) -> Iterator[str | None]:
    """Yield the asOf with which a verification asks the same; nothing if there is none."""
    asked: Mapping[str, Any] = case.request.parameters
    others = asked.keys() - {"uscc"}
    if not others:
        yield None
    elif others == {"asOf"}:
        yield asked["asOf"]
    elif others == {"from", "to"}:
        day = f"{asked['to']}-01"
        if str(twelve_periods_ending(parse_date(day))[0]) == asked["from"]:
            yield day


def _standing_alone(answer: Answer, told: Any, case: Case) -> Answer:
    """Return the answer as it would have come to the question alone."""
    response = answer.exchange.response
    if response is None:
        return answer
    body = json.dumps(told).encode()
    alone = replace(response, status=case.expect.status, body=body)
    return replace(answer, exchange=replace(answer.exchange, response=alone))
