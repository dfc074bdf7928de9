"""The items of RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-09). Pure.

Both are lists of strings with parameters (RFC 9651); of the parameters only numbers matter here.
"""

import re
from dataclasses import dataclass

_STRING = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_VALUE = rf"(?:{_STRING}|:[A-Za-z0-9+/=]*:|\?[01]|[A-Za-z*-][!-+\--:<-~]*|-?[0-9.]+)"
_PARAMETER = rf"; *([a-z*][a-z0-9_.*-]*)(?:=({_VALUE}))?"
_ITEM = re.compile(rf"({_STRING})((?:{_PARAMETER})*)[ \t]*(,[ \t]*|$)")
_NUMBER = re.compile("[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Quota:
    """One item: a name, a number of requests and, if it is stated, of seconds."""

    name: str
    most: int
    seconds: int | None

    def is_within(self, policy: "Quota") -> bool:
        """Return whether neither number is above those of the policy."""
        if self.seconds is None or policy.seconds is None:
            return self.most <= policy.most
        return self.most <= policy.most and self.seconds <= policy.seconds


def quotas(text: str, required: str, optional: str) -> tuple[Quota, ...]:
    """Return the items of a list; raises ValueError unless it is one with these parameters."""
    found: list[Quota] = []
    at = 0
    while at < len(text) or not found:
        item = _ITEM.match(text, at)
        if item is None or (item.end() == len(text)) is not (not item[5]):
            raise ValueError(f"no item of a list at {at}: {text!r}")
        found.append(_quota(item[1], dict(re.findall(_PARAMETER, item[2])), required, optional))
        at = item.end()
    return tuple(found)


def _quota(name: str, parameters: dict[str, str], required: str, optional: str) -> Quota:
    numbers = [parameters.get(required, ""), parameters.get(optional, "0")]
    if not all(map(_NUMBER.fullmatch, numbers)):
        raise ValueError(f"no number as {required} or {optional} of {name}")
    seconds = int(numbers[1]) if optional in parameters else None
    return Quota(name, int(numbers[0]), seconds)
