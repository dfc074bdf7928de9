"""Home of preferences: what the header Prefer of a request asks for, read strictly (RFC 7240).

RFC 7240 lets a server ignore what it does not know. Here that would hide a typing error from who
tests a client, so it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from trustlink_mock.problems import Problem, RequestFault, invalid_request
from trustlink_mock.shape import shown

LONGEST_DELAY = 30_000
FAULTS = ("reset", "truncate", "slow", "garbage", "wrong-length")

_TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 -- a token of HTTP's grammar
_ELEMENT = re.compile(rf'({_TOKEN})[ \t]*(?:=[ \t]*(?:({_TOKEN})|"([^"\\]*)")[ \t]*)?')
_GAP = re.compile(r"[ \t,]*")
"""Before and after an element; a list may have empty ones (RFC 9110, 5.6.1)."""
_EXPECTED = {
    "code": (r"[1-5][0-9]{2}", "A status that the contract documents is expected, as code=503."),
    "problem": (r"[a-z-]{1,40}", "The end of a problem's type is expected, as source-timeout."),
    "delay": (r"[0-9]{1,5}", f"Milliseconds up to {LONGEST_DELAY} are expected, as delay=1500."),
    "scenario": (r"S[0-9]{2}", "A scenario of the fixtures is expected, as scenario=S15."),
    "defect": (r"[A-Za-z0-9-]{1,100}", "A defect that `trustlink defects` lists is expected."),
    "fault": ("|".join(FAULTS), f"One of {', '.join(FAULTS)} is expected."),
}
"""By name: the pattern of the value, and what is expected in words."""
_WHOLE, _CHANGES = {"code", "problem"}, {"scenario", "defect"}
_CONFLICT = (
    "code and problem bring an example of the contract, which scenario and defect can't change: "
    "give either those or these."
)

_FORM = (
    "Preferences parted by commas are expected, each a name, an equals sign and a value, without"
    " parameters after a semicolon: as in 'Prefer: code=503, delay=1500'."
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Are what one request prefers; all of it is done, or the request is refused."""

    code: int | None = None
    problem: str | None = None
    delay: int = 0
    """Milliseconds."""
    scenario: str | None = None
    defect: str | None = None
    fault: str | None = None
    applied: str = ""
    """The same as Preference-Applied says it."""


def read_preferences(header: str) -> Preferences:
    """Read a Prefer header; raises Problem 400 for what can not be met."""
    given: dict[str, str] = {}
    for name, value in _pairs(header):
        if name not in _EXPECTED:
            raise refused("UNKNOWN_PREFERENCE", _nearest(name))
        pattern, expected = _EXPECTED[name]
        if name in given:
            raise refused("REPEATED_PREFERENCE", f"{name} may be given once only.")
        if re.fullmatch(pattern, value) is None:
            raise refused("MALFORMED", expected)
        given[name] = value
    if given.keys() & _WHOLE and given.keys() & _CHANGES:
        raise refused("CONFLICTING_PREFERENCES", _CONFLICT)
    delay = int(given.get("delay", 0))
    if delay > LONGEST_DELAY:
        raise refused("TOO_LARGE", _EXPECTED["delay"][1])
    return Preferences(
        code=int(given["code"]) if "code" in given else None,
        problem=given.get("problem"),
        delay=delay,
        scenario=given.get("scenario"),
        defect=given.get("defect"),
        fault=given.get("fault"),
        applied=", ".join(f"{name}={value}" for name, value in given.items()),
    )


def refused(code: str, detail: str) -> Problem:
    """Return the problem of a preference that can't be met."""
    return invalid_request(RequestFault("header", "Prefer", code, detail))


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each preference; one without a value has an empty one (RFC 7240)."""
    place = _after_gap(header, 0)
    if place == len(header):
        raise refused("MALFORMED", _FORM)
    while place < len(header):
        found = _ELEMENT.match(header, place)
        if found is None or header[found.end() : found.end() + 1] not in ("", ","):
            raise refused("MALFORMED", _FORM)
        yield found[1].lower(), found[2] or found[3] or ""
        place = _after_gap(header, found.end())


def _after_gap(header: str, place: int) -> int:
    gap = _GAP.match(header, place)
    return gap.end() if gap else place


def _nearest(name: str) -> str:
    near = get_close_matches(name, _EXPECTED, n=1)
    known = f"Did you mean {near[0]}?" if near else f"There are {', '.join(_EXPECTED)}."
    return f"{shown(name)} is no preference of this server. {known}"
