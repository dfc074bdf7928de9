"""Consultations: that verifications were made, for anybody who knows number and supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Literal, Protocol

from trustlink_mock.answers.vocabulary import Json, JsonObject

MOST_IN_MEMORY = 10_000
"""Consultations of a sandbox without a store: more than verifications, and not without end."""

ConsultationState = Literal["ISSUED", "SUPERSEDED", "WITHDRAWN"]


@dataclass(frozen=True, slots=True)
class Consultation:
    """What getConsultation says of one verification; instants are texts of the contract."""

    number: str
    uscc: str
    issued_at: str
    state: ConsultationState = "ISSUED"
    state_since: str | None = None
    superseded_by: str | None = None

    def document(self) -> Json:
        """Return the contract's Consultation (EVD-05)."""
        members = {
            "consultationNumber": self.number,
            "uscc": self.uscc,
            "issuedAt": self.issued_at,
            "state": self.state,
            "stateSince": self.state_since,
            "supersededBy": self.superseded_by,
        }
        return {name: value for name, value in members.items() if value is not None}


def consultation_of(verification: JsonObject) -> Consultation:
    """Return the consultation of a verification that was just made."""
    return Consultation(
        number=verification["consultationNumber"],
        uscc=verification["supplier"]["uscc"],
        issued_at=verification["completedAt"],
    )


class KeptConsultations(Protocol):
    """Keeps consultations by number, longer than verifications are kept."""

    def get(self, number: str, /) -> Consultation | None:
        """Return the consultation of a number, None if there is none."""

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation, in place of one of the same number."""

    def latest(self, most: int) -> Sequence[Consultation]:
        """Return the consultations that were issued last, the latest first."""


class ConsultationsInMemory(dict[str, Consultation]):
    """Keeps the latest consultations as long as the process lives."""

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation, in place of one of the same number; the oldest makes room."""
        self[consultation.number] = consultation
        if len(self) > MOST_IN_MEMORY:
            del self[next(iter(self))]

    def latest(self, most: int) -> Sequence[Consultation]:
        """Return the consultations that were issued last, the latest first."""
        return nlargest(most, self.values(), key=lambda one: (one.issued_at, one.number))
