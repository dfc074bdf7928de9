"""Public keys in a store: those that sign, and those that signed before and stay published."""

import json
from collections.abc import Sequence
from datetime import datetime

from trustlink_mock.answers.rules.receipts import published_key
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.clock import instant_text
from trustlink_mock.signing_keys import SigningKey
from trustlink_mock.store.database import Database


def published_keys(
    database: Database, keys: Sequence[SigningKey], *, now: datetime
) -> tuple[Json, ...]:
    """Write which keys are in use, and return the retired ones as they are published (EVD-04).

    Called within a transaction. A key that is in use again is no longer retired.
    """
    used = [key.kid for key in keys]
    for key in keys:
        database.write(
            "INSERT INTO published_keys (kid, key) VALUES (?, ?)"
            " ON CONFLICT (kid) DO UPDATE SET retired_at = NULL",
            key.kid,
            json.dumps(published_key(key.document())),
        )
    rows = database.rows("SELECT kid, key, retired_at FROM published_keys ORDER BY rowid")
    return tuple(_retired(database, row, now=now) for row in rows if row[0] not in used)


def _retired(database: Database, row: tuple[str, str, str | None], *, now: datetime) -> Json:
    kid, key, retired_at = row
    if retired_at is None:
        retired_at = instant_text(now.replace(microsecond=0))
        database.write("UPDATE published_keys SET retired_at = ? WHERE kid = ?", retired_at, kid)
    return {**json.loads(key), "retiredAt": retired_at}
