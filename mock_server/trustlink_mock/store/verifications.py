"""Home of the verifications in a store; they are `KeptVerifications`."""

from dataclasses import dataclass, field
from datetime import datetime

from trustlink_mock.store.database import Database
from trustlink_mock.verifications import Verification


@dataclass(frozen=True, slots=True)
class StoredVerifications:
    """Keeps the verifications of one sandbox."""

    database: Database = field(repr=False)
    sandbox: int

    def get(self, verification_id: str, /) -> Verification | None:
        """Return the verification of an id, None if it is not kept."""
        row = self.database.row(
            "SELECT client_id, valid_until, language, content FROM verifications"
            " WHERE sandbox = ? AND verification_id = ?",
            self.sandbox,
            verification_id,
        )
        if row is None:
            return None
        client_id, valid_until, language, content = row
        until = datetime.fromisoformat(valid_until)
        return Verification(verification_id, client_id, until, language, content)

    def add(self, verification: Verification, *, most: int) -> None:
        """Keep one more, unless the sandbox was deleted; the oldest make room for it."""
        with self.database.transaction():
            self.database.write(
                "INSERT INTO verifications"
                " (sandbox, verification_id, client_id, valid_until, language, content)"
                " SELECT number, ?, ?, ?, ?, ? FROM sandboxes WHERE number = ?",
                verification.verification_id,
                verification.client_id,
                verification.valid_until.isoformat(),
                verification.language,
                verification.content,
                self.sandbox,
            )
            self.database.write(
                "DELETE FROM verifications WHERE sandbox = ? AND number <= (SELECT number"
                " FROM verifications WHERE sandbox = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                self.sandbox,
                self.sandbox,
                most,
            )

    def __len__(self) -> int:
        row = self.database.row(
            "SELECT count(*) FROM verifications WHERE sandbox = ?", self.sandbox
        )
        return int(row[0]) if row else 0
