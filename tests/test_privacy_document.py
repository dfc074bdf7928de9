"""docs/privacy.md says the limits and defaults that the code has."""

from pathlib import Path

import pytest

from trustlink_conformance.forget_command import forget
from trustlink_conformance.retention import RETAIN
from trustlink_mock.command import mock
from trustlink_mock.consultations import MOST_IN_MEMORY
from trustlink_mock.sandboxes.journal.journal import MOST_BYTES, MOST_ENTRIES
from trustlink_mock.settings import RETAIN as RETAIN_OF_STORE
from trustlink_mock.settings import Settings

ROOT = Path(__file__).parent.parent
ROWS = [
    line
    for line in (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]


def row(start: str) -> str:
    (found,) = (line for line in ROWS if line.startswith(f"| {start}"))
    return found


def test_evidence_is_forgotten_after_the_days_that_are_said() -> None:
    (default,) = (one.default for one in forget.params if one.name == "retain")

    assert f"more than {RETAIN.days} days ago (`--retain {default}`)" in row("`report/evidence")


def test_the_store_forgets_after_the_days_that_are_said() -> None:
    (default,) = (one.default for one in mock.params if one.name == "retain")

    assert f"{RETAIN_OF_STORE.days} days by real time (`--retain {default}`)" in row(
        "the mock's st"
    )


def test_the_memory_holds_as_much_as_is_said() -> None:
    text = row("the mock's memory")

    assert f"with requesters, at most {Settings().kept_verifications:,} a sandbox" in text
    assert f"consultations (number, supplier, time, state), at most {MOST_IN_MEMORY:,};" in text
    assert f"at most {MOST_ENTRIES:,} requests and {MOST_BYTES // 2**20} MiB a sandbox" in text


@pytest.mark.parametrize("document", ["README.md", "SECURITY.md", "openapi/README.md"])
def test_documents_link_to_it(document: str) -> None:
    assert "docs/privacy.md)" in (ROOT / document).read_text(encoding="utf-8")
