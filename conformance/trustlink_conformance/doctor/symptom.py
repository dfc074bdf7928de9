"""Home of the symptom: one thing that the doctor looked at, and what it found. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trustlink.safe_text import harmless
from trustlink_conformance.shown import shortened


class State(StrEnum):
    """What is the matter with one thing; the order is that of the exit codes' precedence."""

    MISTAKE = "mistake"
    """What the tester configured is wrong."""
    FAULT = "fault"
    """The site does not do what it has to."""
    GAP = "gap"
    """A binding requirement can't be judged, as something is missing."""
    NOTE = "note"
    """Something could be better; nothing binding depends on it."""
    WELL = "well"


_EXIT_CODES = {State.MISTAKE: 2, State.FAULT: 1, State.GAP: 3}


@dataclass(frozen=True, slots=True)
class Symptom:
    """One line of the doctor's report."""

    subject: str
    """What was looked at: `name`, `connection`, `discovery`, `credentials.importer-a` ..."""
    state: State
    text: str
    advice: str = ""
    key: str = ""
    """The setting to change."""
    requirements: tuple[str, ...] = ()
    """What can't be judged because of it."""


def exit_code_of(symptoms: Iterable[Symptom]) -> int:
    """Return 2 for a wrong configuration, else 1 for a site at fault, else 3 for a gap, else 0."""
    states = {symptom.state for symptom in symptoms}
    return next((code for state, code in _EXIT_CODES.items() if state in states), 0)


def shown(text: str) -> str:
    """Return a stranger's text as it may stand in a line: harmless and short."""
    return harmless(shortened(text, 160))
