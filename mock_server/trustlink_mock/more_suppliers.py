"""Home of the suppliers beside the scenarios: generated ones, or those of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from trustlink_fixtures.facts_file import read_facts
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.answers.vocabulary import JsonObject


class MoreSuppliers(Protocol):
    """Is where more suppliers come from; its text says so to the user."""

    def documents(self) -> Iterator[JsonObject]:
        """Yield facts after facts.schema.json; raises UserError."""


@dataclass(frozen=True, slots=True)
class NoMore:
    """Is the choice of the scenarios alone."""

    def documents(self) -> Iterator[JsonObject]:
        """Yield nothing."""
        return iter(())

    def __str__(self) -> str:
        return "the scenarios"


NO_MORE = NoMore()


@dataclass(frozen=True, slots=True)
class Generated:
    """Is that many suppliers of the generator."""

    count: int
    seed: int

    def documents(self) -> Iterator[JsonObject]:
        """Yield them; raises UserError for a count that can't be generated."""
        from trustlink_fixtures.generator.suppliers import (  # noqa: PLC0415 -- Faker: if needed
            generate,
        )

        return generate(count=self.count, seed=self.seed)

    def __str__(self) -> str:
        return f"the scenarios and {self.count} generated ones (seed {self.seed})"


@dataclass(frozen=True, slots=True)
class FromFile:
    """Is the suppliers of a file: JSON lines, or one facts.json."""

    path: Path

    def documents(self) -> Iterator[JsonObject]:
        """Yield them, checked; raises UserError with file, line, pointer and reason."""
        published = {one.uscc: f"scenario {one.id}" for one in load_scenarios()}
        return read_facts(self.path, known=published)

    def __str__(self) -> str:
        return f"the scenarios and those of {self.path}"


def parse_more_suppliers(text: str, *, seed: int) -> MoreSuppliers:
    """Return what the user means by FILE or N; a file whose name is a number is ./N."""
    return Generated(int(text), seed) if text.isdecimal() else FromFile(Path(text))
