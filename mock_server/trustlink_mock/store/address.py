"""Home of a store's address: the URL that the user gives, and the file that it names."""

from pathlib import Path

from trustlink.errors import UserError

_SCHEME = "sqlite:///"
_HINT = "Write sqlite:///mock.db for a file in this folder, sqlite:////srv/mock.db for any other."


def parse_store(text: str) -> Path:
    """Return the file that a URL names; raises UserError for any other text."""
    path = text.removeprefix(_SCHEME)
    if path == text or path in ("", ":memory:") or "?" in path or "\0" in path:
        raise UserError(f"--store {text!r} names no file of SQLite", hint=_HINT)
    return Path(path).absolute()
