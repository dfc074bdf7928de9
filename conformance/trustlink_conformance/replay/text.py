"""Home of a replay on the terminal: the report as judged now, then what is otherwise. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from trustlink_conformance.reports.terminal import Page, labelled, report_text, titled, wrapped

_MOST = 8

Document = Mapping[str, Any]


def replay_text(document: Document, now: Mapping[str, Any], page: Page) -> str:
    """Return both; whatever a target wrote is harmless in it."""
    lines = [
        *_verdicts(document, page),
        *_differences(document, page),
        *_standing(document, page),
        *_other_checks(document, page),
    ]
    return report_text(now, page) + "\n".join(lines) + "\n"


def _verdicts(document: Document, page: Page) -> Iterator[str]:
    recorded, exchanges = document["recorded"], document["exchanges"]
    yield from ("", titled("Replay: judged again from the evidence, nothing was sent", page))
    yield from labelled("recorded", f"{recorded['verdict']['text']}, {recorded['started']}", page)
    yield from labelled("report", f"SHA-256 {recorded['digest']}", page)
    yield from labelled("now", document["now"]["verdict"]["text"], page)
    told = "the same outcome" if document["same"] else "ANOTHER OUTCOME than was recorded"
    checks = f"{document['judgedAgain']} checks judged again"
    kept = f"{exchanges['kept']} of {exchanges['run']} exchanges kept"
    yield from labelled("result", f"{told}; {checks}; {kept}", page)
    for version in document["why"] or document["versions"]:
        yield from labelled("because" if document["why"] else "note", version, page)


def _differences(document: Document, page: Page) -> Iterator[str]:
    for one in document["requirements"]:
        yield from wrapped(f"{one['id']}: {one['recorded']} then, {one['now']} now", page, indent=2)
    for one in document["changes"][:_MOST]:
        outcome = f"{one['requirement']} {one['before']} then, {one['now']} now"
        yield from wrapped(f"{one['check']}: {outcome}: {one['told']}", page, indent=4)
    if len(document["changes"]) > _MOST:
        yield f"    ... and {len(document['changes']) - _MOST} more"


def _standing(document: Document, page: Page) -> Iterator[str]:
    for one in document["standing"]:
        count = len(one["checks"])
        yield from ("", titled(f"Not judged again: {count}, as {one['reason']}", page))
        yield from wrapped(f"checks: {_listed(one['checks'])}", page, indent=2)
        yield from wrapped(f"of: {', '.join(one['requirements'])}", page, indent=2)


def _other_checks(document: Document, page: Page) -> Iterator[str]:
    if document["added"]:
        text = f"Checks that the run did not have: {_listed(document['added'])}"
        yield from ("", *wrapped(text, page, indent=0))
    if document["gone"]:
        text = f"Checks of the run that are no more: {_listed(document['gone'])}"
        yield from ("", *wrapped(text, page, indent=0))


def _listed(checks: list[str]) -> str:
    more = f" and {len(checks) - _MOST} more" if len(checks) > _MOST else ""
    return f"{', '.join(checks[:_MOST])}{more}"
