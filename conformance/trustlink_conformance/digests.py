"""Home of the digests that bind a verdict to the suite and the fixtures it was made with."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from trustlink.resources import fixtures_folder


def suite_digest() -> str:
    """Return the SHA-256 (hex) of this package's Python files."""
    return _digest(Path(__file__).parent, ("*.py",))


def fixtures_digest() -> str:
    """Return the SHA-256 (hex) of the published fixtures' JSON files."""
    return _digest(fixtures_folder(), ("*.json", "S*/*.json"))


def _digest(folder: Path, patterns: Iterable[str]) -> str:
    found = hashlib.sha256()
    paths = {path for pattern in patterns for path in folder.rglob(pattern)}
    for path in sorted(paths, key=lambda path: path.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix()
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
