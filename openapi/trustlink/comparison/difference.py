"""The difference: one place where two API descriptions do not say the same."""

from dataclasses import dataclass
from enum import StrEnum

from trustlink.comparison.rule import RULES, Rule


class Side(StrEnum):
    """Who writes a value: clients write requests, servers write responses."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands before, what stands after, and both places."""

    rule_id: str
    before: str
    """JSON pointer of the place before; where nothing stands, that of what surrounds it."""
    after: str
    expected: str
    """What is said before, in words."""
    found: str
    """What is said after, in words."""
    subject: str = ""
    """The name of what differs: a member, parameter, header, status or media type."""

    @property
    def rule(self) -> Rule:
        """The rule by which the two differ."""
        return RULES[self.rule_id]
