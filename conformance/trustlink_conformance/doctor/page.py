"""Home of the doctor's report: symptoms as text for people, and as JSON for programs. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from trustlink.safe_text import harmless
from trustlink_conformance.doctor.symptom import State, Symptom, exit_code_of

_SIGNS = {
    State.WELL: "ok",
    State.NOTE: "note",
    State.GAP: "GAP",
    State.FAULT: "SITE",
    State.MISTAKE: "MISTAKE",
}
_SUMMARIES = {
    0: "Ready: nothing is missing for a verdict.",
    1: "The site does not do what it has to: SITE lines. `trustlink verify` tells more.",
    2: "The configuration is wrong: mend the MISTAKE lines first.",
    3: "A verdict would be INCOMPLETE, or NOT_CONFORMANT: the GAP lines say what is missing.",
}
_MARGIN = " " * 8


@dataclass(frozen=True, slots=True)
class Report:
    """What the doctor found about one target."""

    url: str
    mode: str
    symptoms: Sequence[Symptom]
    place: Callable[[str], str] = field(default=str, repr=False)
    """Returns file, line and key of a setting."""
    arguments: str = ""
    """What `verify` has to be given for the same target."""
    clean: Callable[[str], str] = field(default=str, repr=False)
    """Returns a text without secrets."""

    @property
    def exit_code(self) -> int:
        """0 ready, 1 site at fault, 2 configuration wrong, 3 a verdict would be INCOMPLETE."""
        return exit_code_of(self.symptoms)

    def as_text(self) -> str:
        """Return the report for a terminal."""
        lines = (harmless(self.clean(line)) for line in self._lines())
        return "".join(f"{line}\n" for line in lines)

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "kind": "trustlink-doctor",
            "format": 1,
            "target": {"url": self.url, "mode": self.mode},
            "exitCode": self.exit_code,
            "summary": _SUMMARIES[self.exit_code],
            "symptoms": [self._entry(symptom) for symptom in self.symptoms],
        }

    def _entry(self, symptom: Symptom) -> dict[str, Any]:
        return {
            "subject": symptom.subject,
            "state": str(symptom.state),
            "text": self.clean(symptom.text),
            "advice": self.clean(symptom.advice),
            "place": self.place(symptom.key),
            "requirements": list(symptom.requirements),
        }

    def _lines(self) -> Iterator[str]:
        for symptom in self.symptoms:
            yield f"{_SIGNS[symptom.state]:<8}{symptom.subject}: {symptom.text}"
            if symptom.advice:
                yield f"{_MARGIN}{symptom.advice}"
            if symptom.key:
                yield f"{_MARGIN}at {self.place(symptom.key)}"
        yield ""
        yield _SUMMARIES[self.exit_code]
        if self.exit_code != 2:
            yield f"Next: trustlink verify {self.arguments}"
