"""Home of how the control shows a sandbox."""

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.clients import clients_of
from trustlink_mock.clock import instant_text
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


def _clock(sandbox: Sandbox) -> Json:
    return {
        "now": instant_text(sandbox.clock()),
        "state": "RUNS" if sandbox.clock.stopped_at is None else "STANDS_STILL",
        "registers": "SILENT" if sandbox.conditions.silent_since else "CURRENT",
    }
