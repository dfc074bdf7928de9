"""Home of the sight: what an answer is given besides facts, and the trouble that it may meet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.texts import Language
from trustlink_mock.answers.vocabulary import Authority

HONEST: Final = Rules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Is how facts are looked at: when, by which policy and rules, in which language."""

    now: datetime
    """The instant of the answer, with a UTC offset."""
    policy: Policy
    language: Language = "en"
    rules: Rules = HONEST


class SourceTrouble(Exception):  # noqa: N818 -- no error of ours: it is answered 503 or 504
    """Ends an answer that has no outcome to say it with: its source is DOWN or SLOW."""

    def __init__(self, state: Literal["DOWN", "SLOW"], authority: Authority) -> None:
        super().__init__(state, authority)
        self.state = state
        self.authority = authority
