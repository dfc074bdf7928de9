"""Home of the look at discovery: whether it is there, sound, and names places of its own."""

from collections.abc import Iterator

from trustlink.schemas import compile_named_schema
from trustlink_conformance.addresses import DISCOVERY_PATH, Addresses, origin_of, path_below
from trustlink_conformance.answer import Answer
from trustlink_conformance.doctor.symptom import State, Symptom, shown
from trustlink_conformance.exchange import Origin, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.preflight import refuse_unreachable, undiscovered
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target

_MOST_FAULTS = 5
_CLOCKS_DIFFER = 60


def examine_discovery(site: Site) -> Iterator[Symptom]:
    """Look at the document; raises UserError if the site can't be reached after all."""
    refuse_unreachable(site.world)
    if not is_discovered(site):
        yield _missing(site)
        return
    faults = compile_named_schema(site.answer_contract, "Discovery").faults(site.discovery)
    for fault in faults[:_MOST_FAULTS]:
        text = f"{fault.pointer or 'the document'}: {shown(fault.message)}"
        yield Symptom("discovery", State.FAULT, text, "See `trustlink explain DISC-01`.")
    if not faults:
        yield Symptom("discovery", State.WELL, _summary(site))
    yield from _other_version(site)
    yield from _foreign_places(site)
    yield from _other_clock(site)


def examine_interface(site: Site) -> Iterator[Symptom]:
    """Ask for the state of the site, which takes no token: whether the paths are there at all."""
    answer = site.read("getStatus", credential=None)
    url = answer.exchange.request.url
    if answer.failed or answer.status != 404:
        return
    if path_below(site.world.target.url):
        advice = "Do the contract's paths really start there?"
        yield Symptom("interface", State.MISTAKE, f"there is nothing at {url}", advice, "url")
    else:
        advice = "If they start below a path, add it to the URL."
        yield Symptom("interface", State.FAULT, f"there is nothing at {url}", advice, "url")


def is_discovered(site: Site) -> bool:
    """Return whether there is a discovery document to read."""
    try:
        return bool(site.discovery)
    except NotTestable:
        return False


def _missing(site: Site) -> Symptom:
    target, answer = site.world.target, site.world.discovery_answer
    url, found = answer.exchange.request.url, undiscovered(site.world)
    other = _other_place(site, target)
    if other:
        setting = "url" if target.well_known == "origin" else "origin"
        return Symptom(
            "discovery",
            State.MISTAKE,
            f"{url}: {found}; but there is one at {other}",
            f'Set well_known = "{setting}".',
            "well_known",
        )
    return Symptom(
        "discovery",
        State.FAULT,
        f"{url}: a discovery document was expected, found {found}",
        _advice(target, answer),
        "url",
    )


def _advice(target: Target, answer: Answer) -> str:
    """Return what to think of: in TLS 1.3 a certificate that is wanted may show in no other way."""
    usual = "Is it the right URL? If so, see `trustlink explain DISC-01`."
    is_suspect = target.url.startswith("https:") and not target.connection.certificate_file
    is_broken = answer.failed and answer.exchange.response is None
    return (
        f"{usual} Does it want a client certificate ([tls])?" if is_suspect and is_broken else usual
    )


def _other_place(site: Site, target: Target) -> str:
    """Return where else discovery is, if the URL has a path and it is there."""
    if not path_below(target.url):
        return ""
    placed: Addresses = Addresses(
        target.url, target.url, "url" if target.well_known == "origin" else "origin"
    )
    request = Outgoing("GET", placed.url_of(DISCOVERY_PATH), (("Accept", "application/json"),))
    answer = Answer(site.world.session.exchange(request, Origin(phase="discovery")), site.ledger)
    is_there = not answer.failed and answer.status == 200 and answer.is_json
    return request.url if is_there else ""


def _summary(site: Site) -> str:
    told, answer = site.discovery, site.world.discovery_answer
    return (
        f"{shown(told['operator']['name'])}, {told['environment']}, "
        f"profiles {', '.join(told['profiles'])} ({answer.seconds * 1000:.0f} ms)"
    )


def _other_version(site: Site) -> Iterator[Symptom]:
    stated, ours = site.discovery.get("contractVersion"), site.contract.version
    if isinstance(stated, str) and stated != ours:
        text = f"the site states contract {shown(stated)}, this suite judges by {ours}"
        yield Symptom("discovery", State.NOTE, text)


def _foreign_places(site: Site) -> Iterator[Symptom]:
    for member in ("tokenEndpoint", "keysUri"):
        url = site.discovery.get(member)
        if isinstance(url, str) and not site.permits(url):
            yield Symptom(
                "discovery",
                State.GAP,
                f"{member} is of another origin: {shown(url)}",
                "If clients know this site by that origin, set public_url. If client secrets may "
                f'go there, set allow_origins = ["{_origin(url)}"].',
                "allow_origins",
            )


def _other_clock(site: Site) -> Iterator[Symptom]:
    apart = abs((site.now() - site.world.session.instant()).total_seconds())
    if apart > _CLOCKS_DIFFER:
        text = f"its clock (Date) and that of this machine differ by {apart:,.0f} s"
        yield Symptom("clock", State.NOTE, text, "The site's own is what dates are judged by.")


def _origin(url: str) -> str:
    try:
        return shown(origin_of(url))
    except ValueError:
        return "..."
