"""Home of the job: one site to be verified, complete enough to be sent to another machine.

A job holds no secret. Its target file names environment variables and files; they are read where
the job is done.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any

from trustlink.contract import load_contract  # noqa: TID251 -- of the kit, with no overlay
from trustlink.requirements import load_requirements  # noqa: TID251 -- as above
from trustlink_conformance.digests import fixtures_digest, suite_digest
from trustlink_conformance.reports.language import LanguageCode

DISTRIBUTION = "trustlink-conformance-kit"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the fleet file names, with its content: the other machine may lack it."""

    path: str
    """Where it stands on the machine of the fleet; absolute."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """One site of the fleet, and how it is verified. Made by `fleet_file.read_fleet`."""

    name: str
    url: str
    """As the fleet file or the target file has it."""
    host: str
    """What counts as one host: so many of its sites are verified at once."""
    target: GivenFile | None = None
    known_failures: GivenFile | None = None
    overlays: tuple[GivenFile | str, ...] = ()
    """Files, and names of overlays that are shipped."""
    options: tuple[str, ...] = ()
    """Those of `trustlink verify`."""
    sandbox_digest: str = ""
    """SHA-256 (hex) of the report of the sandbox run that its verdict rests on; "" for none."""
    language: LanguageCode = "en"
    time_limit: float = 1800.0
    """Seconds after which the site's process is ended, whatever it does."""
    kit: str = ""
    """What must be the same where the job is done; see `kit_digest`."""

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) of everything that decides what the suite does with the site."""
        return _digest(
            self.name,
            self.url,
            self.target and self.target.text,
            self.known_failures and self.known_failures.text,
            [*map(_content, self.overlays)],
            [*self.options],
            self.sandbox_digest,
            self.language,
            self.kit,
        )


@cache
def kit_digest() -> str:
    """Return the SHA-256 (hex) of suite, fixtures, contract and requirements together."""
    return _digest(
        version(DISTRIBUTION),
        suite_digest(),
        fixtures_digest(),
        load_contract().digest,
        load_requirements().digest,
    )


def _content(overlay: GivenFile | str) -> str:
    return overlay if isinstance(overlay, str) else overlay.text


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()
