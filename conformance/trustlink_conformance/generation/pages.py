"""Home of the next pages.

A cursor can't be generated, so those that a site gives out are followed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote

from trustlink_conformance.generation.documents import CURSOR
from trustlink_conformance.generation.generated_request import GeneratedRequest
from trustlink_conformance.generation.trial import Trial

_LONGEST_CURSOR = 512

MOST_PAGES = 4
"""Pages that are asked for of one list, each of another question."""


@dataclass(frozen=True, slots=True)
class NextPage:
    """A request for the page after one that was answered, and the cursor in it."""

    request: GeneratedRequest
    cursor: str
    """As it stands in the target: percent-encoded."""


def next_pages(trials: Iterable[Trial]) -> list[NextPage]:
    """Return requests for the pages after those that the trials got, if there are any."""
    return list(islice(_following(trials), MOST_PAGES))


def _following(trials: Iterable[Trial]) -> Iterator[NextPage]:
    for trial in trials:
        given = trial.member("nextCursor")
        if trial.request.intent != "acceptable" or not trial.is_success:
            continue
        if isinstance(given, str) and 0 < len(given) <= _LONGEST_CURSOR:
            cursor = quote(given, safe="", errors="replace")
            target = f"{trial.request.target}&{CURSOR}={cursor}"
            request = replace(trial.request, target=target, scenario="next page")
            yield NextPage(request, cursor)
