"""Consultations in a store; they are `KeptConsultations`."""

from dataclasses import astuple, dataclass, field

from trustlink_mock.consultations import Consultation
from trustlink_mock.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredConsultations:
    """Keeps the consultations of one sandbox."""

    database: Database = field(repr=False)
    sandbox: int

    def get(self, number: str, /) -> Consultation | None:
        """Return the consultation of a number, None if there is none."""
        row = self.database.row(
            "SELECT number, uscc, issued_at, state, state_since, superseded_by"
            " FROM consultations WHERE sandbox = ? AND number = ?",
            self.sandbox,
            number,
        )
        return None if row is None else Consultation(*row)

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation, unless the sandbox was deleted."""
        self.database.write(
            "INSERT OR REPLACE INTO consultations"
            " (sandbox, number, uscc, issued_at, state, state_since, superseded_by)"
            " SELECT number, ?, ?, ?, ?, ?, ? FROM sandboxes WHERE number = ?",
            *astuple(consultation),
            self.sandbox,
        )
