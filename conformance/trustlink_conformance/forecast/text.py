"""Home of a forecast on the terminal. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator

from trustlink_conformance.forecast.forecast import Forecast
from trustlink_conformance.forecast.prospects import Prospect
from trustlink_conformance.reports.terminal import Page, labelled, titled, wrapped

_SOME = 3
_HEADING = ("", "by hand", "generated", "in all", "of these writes")
_WIDE, _NARROW = 26, 12


def forecast_text(found: Forecast, page: Page) -> str:
    """Return what would be sent, for whom, and what would not be judged."""
    lines = [
        *_heading(found, page),
        *_credentials(found, page),
        *_operations(found, page),
        *_prospects(found.not_applicable, "Not applicable", page),
        *_prospects(found.not_testable, "Not testable, as far as can be told without asking", page),
        "",
        *wrapped(_about(found), page, indent=0),
    ]
    return "\n".join(lines) + "\n"


def _heading(found: Forecast, page: Page) -> Iterator[str]:
    target, estimate = found.target, found.estimate
    operator = f", operator {found.operator}" if found.operator else ""
    yield titled(f"Plan of a run against {target.url} in {target.mode} mode", page)
    profiles = ", ".join(sorted(found.situation.profiles))
    source = "announced" if found.asked else "taken to be announced"
    yield from labelled("target", f"{profiles} {source}{operator}", page)
    if found.undiscovered:
        told = (
            f"NONE: {found.discovery_url} answers with {found.undiscovered}. Is it the right URL?"
        )
        yield from labelled("discovery", f"{told} `trustlink doctor` looks closer", page)
    bound = target.bounds.max_requests
    over = ": THE RUN WOULD END AT IT" if estimate.total > bound else ""
    number = f"{_precision(found)} {estimate.total:,} of {estimate.checks:,} checks"
    text = f"{number}; the bound is {bound:,}{over}"
    yield from labelled("requests", text, page)
    yield from labelled("duration", _duration(found), page)
    yield from labelled("subjects", _subjects(found), page)


def _precision(found: Forecast) -> str:
    """Return how exact the number is: a selection generates only what it is judged by."""
    return "at most" if found.is_selection else "about"


def _duration(found: Forecast) -> str:
    if found.seconds is None:
        return "nothing is paced, on loopback or with rate 0: as long as the site takes"
    minutes, seconds = divmod(round(found.seconds), 60)
    rate = found.target.bounds.rate
    return f"about {minutes} min {seconds} s at {rate:g} requests a second, or as the site takes"


def _subjects(found: Forecast) -> str:
    suppliers = found.suppliers
    more = f" and {len(suppliers) - _SOME} more" if len(suppliers) > _SOME else ""
    named = ", ".join(suppliers[:_SOME])
    countries = ", ".join(sorted({one.country for one in found.target.requesters})) or "none"
    told = f"{len(suppliers)} suppliers ({named}{more})" if suppliers else "no supplier is known"
    return f"{told}; importers of {countries}"


def _credentials(found: Forecast, page: Page) -> Iterator[str]:
    counts = found.estimate.by_credential()
    told = (f"{label} {count:,}" for label, count in counts.most_common())
    yield from labelled("tokens", f"of {', '.join(told)}", page)


def _operations(found: Forecast, page: Page) -> Iterator[str]:
    deterministic: Counter[str] = Counter()
    generated: Counter[str] = Counter()
    writes: Counter[str] = Counter()
    for (section, kind), count in found.estimate.kinds.items():
        (generated if section == "generated" else deterministic)[kind.operation] += count
        writes[kind.operation] += count if kind.is_write else 0
    yield from ("", titled("Requests", page), _row(_HEADING))
    for name in sorted(deterministic | generated):
        counts = (deterministic[name], generated[name])
        yield _row((_named(name), *map(_number, (*counts, sum(counts), writes[name]))))
    totals = (deterministic.total(), generated.total(), found.estimate.total, writes.total())
    yield _row(("in all", *map(_number, totals)))


def _named(operation: str) -> str:
    return {"token": "token endpoint", "none": "no operation"}.get(operation, operation)


def _number(count: int) -> str:
    return f"{count:,}" if count else "-"


def _row(cells: Iterable[str]) -> str:
    first, *rest = cells
    return (
        f"  {first:<{_WIDE}}"
        + "".join(f"{cell:>{_NARROW}}" for cell in rest[:-1])
        + (f"{rest[-1]:>{_NARROW + 6}}")
    )


def _prospects(found: Iterable[Prospect], title: str, page: Page) -> Iterator[str]:
    prospects = list(found)
    if prospects:
        count = len({name for one in prospects for name in one.requirements})
        yield from ("", titled(f"{title}: {count}", page))
    for one in prospects:
        yield from wrapped(f"{one.reason}: {', '.join(one.requirements)}", page, indent=2)
        if one.provide:
            yield from labelled("provide", one.provide, page)


def _about(found: Forecast) -> str:
    asked = (
        "one request was made, for discovery"
        if found.asked == 1
        else (
            f"{found.asked} requests were made, for discovery"
            if found.asked
            else "nothing was sent"
        )
    )
    return (
        f"Nothing was judged: {asked}. The figures are those of the honest mock, with all that the "
        "tester here gives; a site with other suppliers is asked more or less, one that repeats "
        "429 more. Writes create verifications; no other state of the site is touched."
    )
