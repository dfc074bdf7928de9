"""Home of the registry: the suppliers that one mock server answers for, in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Self

from trustlink.errors import UserError
from trustlink.identifiers import Uscc
from trustlink_fixtures.scenarios import discovery_order, load_scenarios
from trustlink_mock.answers import Facts, facts_of


@dataclass(frozen=True, slots=True)
class Registry:
    """Is the facts of all suppliers by code, in the order of discovery."""

    suppliers: Mapping[Uscc, Facts] = field(repr=False)

    @classmethod
    def of(cls, all_facts: Iterable[Facts]) -> Self:
        """Return a registry of these suppliers; raises UserError if two have the same code."""
        suppliers: dict[Uscc, Facts] = {}
        for facts in all_facts:
            if facts.uscc in suppliers:
                raise UserError(f"two suppliers have the code {facts.uscc}", hint="Drop one.")
            suppliers[facts.uscc] = facts
        return cls(MappingProxyType(suppliers))

    def find(self, uscc: Uscc) -> Facts | None:
        """Return the facts of a supplier, None if the site does not answer for it (ID-03)."""
        return self.suppliers.get(uscc)

    def changed(self, change: Callable[[Facts], Facts]) -> "Registry":
        """Return a registry in which every supplier's facts are changed; the codes stay."""
        changed = {uscc: change(facts) for uscc, facts in self.suppliers.items()}
        return Registry(MappingProxyType(changed))

    def joined_by(self, more: Iterable[Facts]) -> "Registry":
        """Return a registry with more suppliers, after its own; raises UserError as `of`."""
        return Registry.of((*self, *more))

    def with_schemes(self, schemes: Collection[str]) -> "Registry":
        """Return a registry without ratings of other schemes; itself if there are none."""
        others = (r for facts in self for r in facts.ratings if r.scheme_id not in schemes)
        if next(others, None) is None:
            return self
        return self.changed(partial(_with_schemes, schemes=schemes))

    def __iter__(self) -> Iterator[Facts]:
        return iter(self.suppliers.values())

    def __len__(self) -> int:
        return len(self.suppliers)


def _with_schemes(facts: Facts, *, schemes: Collection[str]) -> Facts:
    kept = tuple(rating for rating in facts.ratings if rating.scheme_id in schemes)
    return replace(facts, ratings=kept)


@cache
def load_registry(folder: Path | None = None) -> Registry:
    """Return the suppliers of the fixtures; raises FixturesError if a file can't be read.

    Read and parsed once a folder: a registry can't be changed, so all mock servers share it.
    """
    scenarios = discovery_order(load_scenarios(folder))
    return Registry.of(facts_of(scenario.facts) for scenario in scenarios)
