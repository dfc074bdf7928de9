"""Consultations in a store; they are `KeptConsultations`."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field

from trustlink_mock.consultations import Consultation
from trustlink_mock.store.database import Database

_SELECT = "SELECT number, uscc, issued_at, state, state_since, superseded_by FROM consultations"


@dataclass(frozen=True, slots=True)
class StoredConsultations:
    """Keeps the consultations of one sandbox."""

    database: Database = field(repr=False)
    sandbox: int

    def get(self, number: str, /) -> Consultation | None:
        """Return the consultation of a number, None if there is none."""
        row = self.database.row(
            f"{_SELECT} WHERE sandbox = ? AND number = ?",
            self.sandbox,
            number,
        )
        return None if row is None else Consultation(*row)

    def latest(self, most: int) -> Sequence[Consultation]:
        """Return the consultations that were issued last, the latest first."""
        rows = self.database.rows(
            f"{_SELECT} WHERE sandbox = ? ORDER BY issued_at DESC, number DESC LIMIT ?",
            self.sandbox,
            most,
        )
        return [Consultation(*row) for row in rows]

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation, unless the sandbox was deleted."""
        self.database.write(
            "INSERT OR REPLACE INTO consultations"
            " (sandbox, number, uscc, issued_at, state, state_since, superseded_by)"
            " SELECT number, ?, ?, ?, ?, ?, ? FROM sandboxes WHERE number = ?",
            *astuple(consultation),
            self.sandbox,
        )
