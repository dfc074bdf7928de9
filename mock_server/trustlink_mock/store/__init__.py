"""The store: sandboxes in a SQLite file, for several workers at once and for restarts."""

from trustlink_mock.store.address import parse_store
from trustlink_mock.store.shelves import StoredShelves, open_shelves

__all__ = ["StoredShelves", "open_shelves", "parse_store"]
