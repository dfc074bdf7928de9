"""Home of one requirement: a normative sentence, with what surrounds it and what it scans for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args

from trustlink.contract import JsonObject
from trustlink.domain import Domain, parse_domain

Level = Literal["MUST", "MUST_NOT", "SHOULD", "MAY"]
Profile = Literal["core", "records", "evidence", "batch"]
Mode = Literal["sandbox", "live"]

LEVELS: tuple[Level, ...] = get_args(Level)
PROFILES: tuple[Profile, ...] = get_args(Profile)
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a requirement rests on: statements of the article, our assumption, or both."""

    stated: tuple[str, ...]
    """Clauses of article.yaml, as C6.2; empty if the article says nothing."""
    assumed: str
    """What is assumed on top of that; empty if nothing is."""

    def __str__(self) -> str:
        """Return the basis in one line: "stated by the article (C6.1); assumed: ..."."""
        parts = [f"stated by the article ({', '.join(self.stated)})"] if self.stated else []
        return "; ".join([*parts, f"assumed: {self.assumed}"] if self.assumed else parts)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row of requirements.yaml. Made by `trustlink.requirements.load_requirements`."""

    id: str
    level: Level
    profile: Profile
    domain: Domain
    """The operations for which the sentence holds."""
    modes: tuple[Mode, ...]
    """Where a black box can be expected to see it; empty if nowhere."""
    needs: tuple[str, ...]
    """What a tester has to give for live mode: names of `Requirements.vocabulary`."""
    also_uses: tuple[str, ...]
    """What makes a live check see more, and without which it judges all the same."""
    basis: Basis
    sentence: str
    why: str
    remedy: str
    untestable_because: str
    """Why no check can judge it; empty if one can."""
    forbidden_members: tuple[str, ...]
    leak_patterns: tuple[re.Pattern[str], ...]
    allowed: Mapping[str, tuple[str, ...]]
    """For each key (an outcome, a scheme with its version, a status) the values it may have."""
    document: JsonObject = field(repr=False)
    """The row as it is written in the file."""

    @property
    def testable(self) -> bool:
        """Whether a check can judge it."""
        return not self.untestable_because

    @property
    def group(self) -> str:
        """The group that the id starts with."""
        return self.id.partition("-")[0]

    @property
    def normative(self) -> dict[str, Any]:
        """What the digest covers: what changes the judgement of some site if it changes."""
        return {
            "level": self.level,
            "profile": self.profile,
            "domain": self.domain.text,
            "modes": sorted(self.modes),
            "sentence": self.sentence,
            "testable": self.testable,
            "forbiddenMembers": sorted(self.forbidden_members),
            "leakPatterns": sorted(pattern.pattern for pattern in self.leak_patterns),
            "allowed": {key: sorted(values) for key, values in self.allowed.items()},
        }

    def forbids_member(self, name: str) -> bool:
        """Return whether the judged answers may have no member of this name.

        A name all in capitals is a code that serves as a key: APPROVED in countsByStatus is no
        approval of the supplier.
        """
        return not name.isupper() and _is_forbidden(name, self.forbidden_members)


def requirement_of(row: JsonObject) -> Requirement:
    """Return the requirement of a row that is valid against requirements.schema.json.

    Raises re.error for a leak pattern that is no regular expression, and DomainError.
    """
    testable, basis = row["testable"], row["basis"]
    return Requirement(
        id=row["id"],
        level=row["level"],
        profile=row["profile"],
        domain=parse_domain(row["domain"]),
        modes=tuple(row["modes"]),
        needs=tuple(row["needs"]),
        also_uses=tuple(row.get("alsoUses", ())),
        basis=Basis(tuple(basis.get("stated", ())), basis.get("assumed", "")),
        sentence=row["sentence"],
        why=row["why"],
        remedy=row["remedy"],
        untestable_because="" if testable is True else testable["no"],
        forbidden_members=tuple(row.get("forbiddenMembers", ())),
        leak_patterns=tuple(map(re.compile, row.get("leakPatterns", ()))),
        allowed={key: tuple(values) for key, values in row.get("allowed", {}).items()},
        document=row,
    )


@lru_cache(maxsize=10_000)
def _is_forbidden(name: str, forbidden: tuple[str, ...]) -> bool:
    """Remembered: checks ask about the same few hundred names in every answer."""
    plain = _plain(name)
    return any(_is_meant(plain, entry) for entry in forbidden)


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").casefold()


def _is_meant(plain_name: str, entry: str) -> bool:
    plain = _plain(entry)
    if plain.endswith("*"):
        return plain_name.startswith(plain.removesuffix("*"))
    return plain_name == plain
