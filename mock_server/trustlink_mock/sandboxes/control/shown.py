"""Home of how the control shows a sandbox."""

from trustlink.contract import Contract
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.clients import clients_of
from trustlink_mock.clock import instant_text
from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.journal.lessons import lesson
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.tenancy import DEFAULT


def shown_sandbox(sandbox: Sandbox) -> Json:
    """Return the Sandbox of sandbox.yaml."""
    conditions = sandbox.conditions
    shown = {
        "sandbox": sandbox.name or DEFAULT,
        "clock": _clock(sandbox),
        "clients": list(clients_of(sandbox.name)),
        "defects": list(conditions.defects),
        "suppliers": list(conditions.suppliers),
        "verifications": sandbox.kept_verifications,
    }
    return shown | ({"quota": conditions.quota.document()} if conditions.quota else {})


def shown_entry(entry: Entry, contract: Contract) -> Json:
    """Return the JournalEntry of sandbox.yaml."""
    shown: Json = {
        "number": entry.number,
        "at": instant_text(entry.at),
        "client": entry.client,
        "method": entry.method,
        "path": entry.path,
        "status": entry.status,
        "milliseconds": round(entry.took * 1000, 1),
    }
    more: Json = {
        "query": entry.query,
        "preferences": entry.applied,
        "retryAfter": entry.retry_after,
        "lesson": lesson(entry, contract),
    }
    return shown | {name: value for name, value in more.items() if value}


def _clock(sandbox: Sandbox) -> Json:
    return {
        "now": instant_text(sandbox.clock()),
        "state": "RUNS" if sandbox.clock.stopped_at is None else "STANDS_STILL",
        "registers": "SILENT" if sandbox.conditions.silent_since else "CURRENT",
    }
