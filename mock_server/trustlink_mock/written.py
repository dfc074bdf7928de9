"""Home of what was written of late: the same question has the same answer again.

An answer follows from facts, question, second and language alone if nothing is substituted. So it
is written, and held against the contract, once a second at most, however often it is asked for.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from trustlink_mock.answers import Facts, Sight

REMEMBERED = 512
"""Answers of one site."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Written:
    """Remembers answers; a capacity of 0 remembers none."""

    capacity: int
    kept: OrderedDict[Hashable, tuple[Facts, Any]] = field(default_factory=OrderedDict, repr=False)
    """Each with the facts that it is about: as long as they are kept, no others have their id."""

    def answer(
        self, facts: Facts, sight: Sight, asked: Hashable, *, write: Callable[[], Answer]
    ) -> Answer:
        """Return the answer to what is asked about facts, written now or before.

        Nobody may change it; raises what `write` raises.
        """
        key = (id(facts), asked, sight.now, sight.language)
        found = self.kept.get(key)
        if found is not None:
            kept: Answer = found[1]
            return kept
        answer = write()
        self.kept[key] = (facts, answer)
        while len(self.kept) > self.capacity:
            self.kept.popitem(last=False)
        return answer
