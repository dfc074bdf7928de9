"""Home of the look at suppliers and importers: whether the site knows them, and as what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trustlink_conformance.answer import Answer
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.finders import unmet
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.provisions import PROVISIONS, without_requesters
from trustlink_conformance.readings import read_about, reference_day
from trustlink_conformance.requester import SCHEMES, Requester
from trustlink_conformance.site import Site

_MOST_FAILED = 3
_OPERATIONS = {
    "rated": ("listCreditRatings", "RATED"),
    "with_rebates": ("getRebateSummary", "RECORDS_FOUND"),
    "with_notices": ("getViolationStatus", "NOTICES_FOUND"),
}
_ROLES = (*_OPERATIONS, "withheld")


@dataclass
class Found:
    """Which needs of requirements.yaml the site's suppliers and importers do not meet."""

    excuses: dict[str, NotTestable] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    """The suppliers that the site answers about."""
    failed: int = 0
    """How many questions came to no complete answer."""

    def read(self, site: Site, operation_id: str, uscc: str) -> Answer:
        """Read about a supplier; raises NotTestable if the site has left too much unanswered."""
        if self.failed >= _MOST_FAILED:
            raise NotTestable(
                f"{self.failed} questions came to no complete answer: no more are asked",
                provide="a site that answers, or a higher timeout in bounds",
            )
        answer = read_about(site, operation_id, uscc)
        self.failed += answer.failed
        return answer


def examine_suppliers(site: Site, found: Found) -> Iterator[Symptom]:
    """Ask about each supplier: all have to be known."""
    try:
        asked = site.suppliers
    except NotTestable as excuse:
        yield Symptom(
            "suppliers",
            State.GAP,
            excuse.reason,
            f"Provide {excuse.provide}.",
            "subjects.suppliers",
        )
        return
    statuses = {uscc: _status(found.read(site, "getSupplier", uscc)) for uscc in asked}
    found.known = [uscc for uscc, status in statuses.items() if status == 200]
    unknown = [uscc for uscc, status in statuses.items() if status == 404]
    yield from _unanswered(statuses)
    if not unknown:
        yield Symptom("suppliers", State.WELL, f"none of {len(asked)} is unknown to the site")
        return
    text = f"{len(unknown)} of {len(asked)} are not known to the site: {', '.join(unknown[:5])}"
    if site.world.target.subjects_of("suppliers"):
        advice = "Give suppliers that the site answers for."
        yield Symptom("suppliers", State.MISTAKE, text, advice, "subjects.suppliers")
    else:
        yield Symptom("suppliers", State.FAULT, f"{text}; its discovery lists them")


def examine_roles(site: Site, found: Found) -> Iterator[Symptom]:
    """Ask whether suppliers are what they are given for, and look for one of each kind."""
    target = site.world.target
    for role in _ROLES:
        given = target.subjects_of(role)
        wrong = [uscc for uscc in given if _is_otherwise(site, found, role, uscc)]
        if wrong:
            text = f"the site says otherwise of {', '.join(wrong[:5])}"
            advice = "Take them out, or see what the site answers about them."
            yield Symptom(f"subjects.{role}", State.MISTAKE, text, advice, f"subjects.{role}")
    found.excuses |= unmet(site)
    yield from _contradicted(target.absent, found.excuses)


def _contradicted(absent: Iterable[str], excuses: Mapping[str, NotTestable]) -> Iterator[Symptom]:
    """Yield what the target file declares absent, and the site has."""
    for provision in PROVISIONS:
        is_found = any(need not in excuses for need in provision.needs)
        if provision.key.startswith("subjects.") and provision.key in absent and is_found:
            text = "the target file declares that there is none, and the site shows one"
            advice = "Take the line out; or see why the site shows it: verify would fail."
            yield Symptom(provision.key, State.MISTAKE, text, advice, provision.key)


def examine_requesters(site: Site, found: Found) -> Iterator[Symptom]:
    """Make a verification in the name of each importer."""
    accepted: set[str] = set()
    for country in SCHEMES:
        given = [one for one in site.requesters if one.country == country]
        symptoms = [_made(site, found, requester) for requester in given]
        bad = [symptom for symptom in symptoms if symptom.state is not State.WELL]
        yield from bad[:1] or symptoms[:1]
        if symptoms and not bad:
            accepted.add(country)
    found.excuses |= without_requesters(set(SCHEMES) - accepted)


def _made(site: Site, found: Found, requester: Requester) -> Symptom:
    key = f"requesters.{requester.country}"
    if not found.known:
        return Symptom(key, State.NOTE, "not tried: no supplier is known to name beside it")
    body = {
        "supplier": {"uscc": found.known[0]},
        "requester": requester.as_json(),
        "checks": ["NO_VIOLATION"],
        "stage": "CONTRACT",
        "asOf": reference_day(site),
    }
    answer = site.ask("createVerification", body=body)
    if not answer.failed and answer.status == 201:
        return Symptom(key, State.WELL, "a verification in its name is made")
    status = "no complete answer" if answer.failed else f"status {answer.status}"
    return Symptom(
        key,
        State.FAULT,
        f"a verification in its name was expected to be answered 201, found {status}",
        "Has the importer to be known to the site first? Then give one that is (VER-01, ID-07).",
        key,
    )


def _unanswered(statuses: Mapping[str, int]) -> Iterator[Symptom]:
    """Tell of suppliers about whom neither yes nor no is said; a source that is down may be why."""
    strange = {uscc: status for uscc, status in statuses.items() if status not in (200, 404)}
    if strange:
        told = ", ".join(f"{uscc} {status or 'no answer'}" for uscc, status in strange.items())
        is_down = set(strange.values()) <= {503, 504}
        state = State.NOTE if is_down else State.FAULT
        yield Symptom("suppliers", state, f"some are answered neither 200 nor 404: {told[:300]}")


def _status(answer: Answer) -> int:
    return 0 if answer.failed else answer.status


def _is_known(answer: Answer) -> bool:
    return not answer.failed and answer.status == 200


def _is_otherwise(site: Site, found: Found, role: str, uscc: str) -> bool:
    """Return whether the site says that a supplier is not what it is given for.

    Where a source does not answer, or the outcome is INDETERMINATE, it says nothing.
    """
    expected = "WITHHELD" if role == "withheld" else _OPERATIONS[role][1]
    return _said(site, found, role, uscc) not in (expected, "INDETERMINATE", None)


def _said(site: Site, found: Found, role: str, uscc: str) -> object:
    operation_id = "getSupplier" if role == "withheld" else _OPERATIONS[role][0]
    answer = found.read(site, operation_id, uscc)
    pointer = "/recordsDisclosure" if role == "withheld" else "/outcome"
    return answer.get(pointer) if _is_known(answer) and answer.is_json else None
