"""The journal: what was asked of a sandbox, what was wrong with it, and how its clients behave."""

from trustlink_mock.sandboxes.journal.entry import Entry
from trustlink_mock.sandboxes.journal.journal import Journal, JournalInMemory

__all__ = ["Entry", "Journal", "JournalInMemory"]
