"""Home of the varied verifications: in goods, reference, day, order of checks and requester.

They are asked for in one batch, each about another supplier; where the batch is refused or the
site has none, one by one.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import (
    earliest_day,
    items_at,
    require_discovery,
    verification_request,
)
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.pointer import value_at
from trustlink_conformance.readings import Item, read_about, reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import MOST_IN_A_BATCH, Made

REFERENCE = " A&B <1>\n\u4e8c\te\u0301 'x' \"y\" "
"""What is lost by trimming, escaping, composing and transliterating."""
TURNED_ROUND = ["NO_VIOLATION", "CREDIT_RATING"]
NAME = "A  B"
SYMBOL, ACCENT = "+", "\u0301"
"""Neither is a blank or punctuation, so a name with one behind is another name (VER-08)."""
SIGNS = {"by a spaced name": SYMBOL, "turned round": ACCENT}
MOST_CODES, LONGEST_NAME = 20, 200

Members = dict[str, Any]


def varied(site: Site, variation: str) -> Made:
    """Return a verification of a variation; raises NotApplicable where there is none."""
    bodies = _bodies(site)
    if variation not in bodies:
        not_applicable(f"nothing can be asked for that is {variation}")
    for together in _groups(bodies):
        if variation in together and (found := _in_batch(site, variation, together)):
            return found
    answer = site.read("createVerification", body=bodies[variation])
    answer.expect_status(201)
    return Made(Item(answer), bodies[variation])


def announced(site: Site) -> list[str]:
    """Return the hs6 of discovery, each once; raises NotTestable if there are none."""
    require_discovery(site)
    answer = site.read("getDiscovery", credential=None)
    listed = items_at(answer, "/pilotCategories")
    lists = [one.get("hs6") for one in listed if isinstance(one, dict)]
    codes = [code for one in lists if isinstance(one, list) for code in one]
    found = sorted({code for code in codes if isinstance(code, str)})
    if not found:
        not_testable("discovery lists no hs6 (see PIL-01)", provide="pilotCategories in discovery")
    return found


def outside(site: Site) -> str:
    """Return a code that is not announced, of a heading that is, if there is such a one."""
    inside = set(announced(site))
    headings = sorted({code[:4] for code in inside})
    near = (f"{heading}{end:02d}" for heading in headings for end in range(10, 100))
    return next((code for code in near if code not in inside), "010121")


def chunks_of_announced(site: Site) -> Mapping[str, list[str]]:
    """Return all announced codes, as many together as may be; the first of each stands twice."""
    codes, step = announced(site), MOST_CODES - 1
    lists = [codes[at : at + step] for at in range(0, len(codes), step)]
    return {f"about announced goods {at}": [*one, one[0]] for at, one in enumerate(lists[:4])}


def _bodies(site: Site) -> Mapping[str, JsonObject]:
    """Return the requests by variation, about different suppliers as long as there are any."""
    changes, gap = _changes(site), _with_a_gap(site)
    others = [uscc for uscc in site.suppliers if uscc != gap] or [*site.suppliers]
    found = {
        name: verification_request(
            site, others[at % len(others)], **{"asOf": reference_day(site), **change}
        )
        for at, (name, change) in enumerate(changes.items())
    }
    if gap:
        day = reference_day(site)
        checks = ["NO_VIOLATION"]
        found["partly covered"] = verification_request(site, gap, asOf=day, checks=checks)
    for name, sign in SIGNS.items():
        supplier = _named(site, str(found[name]["supplier"]["uscc"]), sign)
        found[name] = {**found[name], "supplier": supplier}
    return found


def _changes(site: Site) -> Mapping[str, Members]:
    inside, few = announced(site), {"checks": ["CREDIT_RATING"]}
    last_is_odd = [*(inside * MOST_CODES)[: MOST_CODES - 1], outside(site)]
    requester = verification_request(site, site.suppliers[0])["requester"]
    changes: dict[str, Members] = {
        "about goods of which the last is out": {**few, "hsCodes": last_is_odd},
        "about goods outside": {**few, "hsCodes": [outside(site)], "clientReference": REFERENCE},
        "turned round": {"checks": TURNED_ROUND},
        "by a spaced name": {**few, "requester": {**requester, "name": NAME}},
    }
    for name, codes in chunks_of_announced(site).items():
        changes[name] = {**few, "hsCodes": codes}
    january = f"{reference_day(site)[:4]}-01-15"
    if earliest_day(site).isoformat()[:7] <= f"{int(january[:4]) - 1}-02":
        changes["in January"] = {"asOf": january, "checks": ["EXPORT_TAX_REBATE"]}
    return changes


def _named(site: Site, uscc: str, sign: str) -> JsonObject:
    """Return the member supplier: the registered name between a blank and a sign."""
    registration = read_about(site, "getSupplier", uscc)
    is_known = registration.status == 200 and registration.is_json
    name = registration.get("/legalNameZh") if is_known else None
    is_usable = isinstance(name, str) and 0 < len(name) < LONGEST_NAME - 1
    return {"uscc": uscc, "nameZh": f" {name}{sign}"} if is_usable else {"uscc": uscc}


def _with_a_gap(site: Site) -> str | None:
    """Return a supplier with notices although an authority was not asked; None without one."""
    told = {uscc: read_about(site, "getViolationStatus", uscc) for uscc in site.suppliers}
    known = {uscc: one for uscc, one in told.items() if one.status == 200 and one.is_json}
    found = (uscc for uscc, one in known.items() if "PARTIAL_COVERAGE" in Item(one).reasons)
    return next(found, None)


def _groups(bodies: Mapping[str, JsonObject]) -> list[dict[str, JsonObject]]:
    """Return the requests in batches: each supplier once, and no more than a batch may have."""
    groups: list[dict[str, JsonObject]] = []
    left = dict(bodies)
    while left:
        by_code = {str(body["supplier"]["uscc"]): name for name, body in reversed(left.items())}
        names = list(islice((name for name in left if name in by_code.values()), MOST_IN_A_BATCH))
        groups.append({name: left.pop(name) for name in names})
    return groups


def _in_batch(site: Site, variation: str, together: Mapping[str, JsonObject]) -> Made | None:
    """Return the verification from the batch; None if the site answers no such batch."""
    if not site.offers("batch"):
        return None
    answer = site.read("createBatch", body={"items": [*together.values()]})
    if answer.status != 200:
        return None
    place = f"/items/{_place(answer, [*together.values()], together[variation])}/verification"
    answer.expect_present(place)
    return Made(Item(answer, place), together[variation])


def _place(answer: Answer, asked: list[JsonObject], body: JsonObject) -> int:
    """Return which item is about a request's supplier: whether it stands right is BAT-01's."""
    items = answer.get("/items")
    codes = [value_at(one, "/uscc") for one in items] if isinstance(items, list) else []
    uscc = body["supplier"]["uscc"]
    return codes.index(uscc) if uscc in codes else asked.index(body)
