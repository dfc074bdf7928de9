"""Home of the next pages.

A cursor can't be generated, so those that a site gives out are followed.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote

from trustlink_conformance.generation.documents import CURSOR
from trustlink_conformance.generation.generated_request import GeneratedRequest
from trustlink_conformance.generation.trial import Trial

NEXT_PAGE = "next page"
"""The scenario of such a request."""
_LONGEST_CURSOR = 512

MOST_PAGES = 4
"""Pages that are asked for of one list, each of another question."""


@dataclass(frozen=True, slots=True)
class NextPage:
    """A request for the page after one that was answered, and the cursor in it."""

    request: GeneratedRequest
    cursor: str
    """As it stands in the target: percent-encoded."""


def next_page(trial: Trial) -> NextPage | None:
    """Return the request for the page after the one that a trial got, if there is one."""
    given = trial.member("nextCursor")
    if trial.request.intent != "acceptable" or not trial.is_success:
        return None
    if not isinstance(given, str) or not 0 < len(given) <= _LONGEST_CURSOR:
        return None
    cursor = quote(given, safe="", errors="replace")
    target = f"{trial.request.target}&{CURSOR}={cursor}"
    return NextPage(replace(trial.request, target=target, scenario=NEXT_PAGE), cursor)
