"""Home of the kill matrix: which defect is caught by which requirement, and what is amiss. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trustlink_conformance.selftest.subjects import Said


@dataclass(frozen=True, slots=True)
class Claim:
    """What a defect says of itself."""

    defect_id: str
    requirement: str
    sentence: str
    joint: str
    also: Mapping[str, str] = field(default_factory=dict)
    """Other requirements that may turn red, each with the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """A defect, and what the suite said of the site that has it."""

    claim: Claim
    said: Said

    @property
    def failed(self) -> tuple[str, ...]:
        """The requirements that were found violated, in the order of the report."""
        return tuple(one.requirement for one in self.said.failed)

    @property
    def is_killed(self) -> bool:
        """Whether any requirement was found violated."""
        return bool(self.said.failed)

    @property
    def is_attributed(self) -> bool:
        """Whether the defect's own requirement was found violated, and is listed first."""
        return self.failed[:1] == (self.claim.requirement,)

    @property
    def collateral(self) -> tuple[str, ...]:
        """The other requirements that were found violated."""
        return tuple(name for name in self.failed if name != self.claim.requirement)

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Those of them that the defect does not account for."""
        return tuple(name for name in self.collateral if name not in self.claim.also)

    @property
    def killers(self) -> tuple[str, ...]:
        """The checks that found the defect's own requirement violated."""
        own = (one for one in self.said.failed if one.requirement == self.claim.requirement)
        return tuple(dict.fromkeys(f.check for one in own for f in one.findings))


@dataclass(frozen=True, slots=True)
class Control:
    """A conforming site, and what the suite said of it."""

    said: Said
    warned: tuple[str, ...] = ()
    """Requirements that it leaves out by design: each a SHOULD."""
    untested: tuple[str, ...] = ()
    """Requirements that can't be tested on it."""

    @property
    def is_conformant(self) -> bool:
        """Whether the suite called it so."""
        return self.said.word == "CONFORMANT"

    def amiss(self) -> Iterator[str]:
        """Return what is not as it should be."""
        subject = self.said.subject
        name = f"{subject.name} in {subject.mode} mode"
        if not self.is_conformant and not self._is_incomplete_by_design:
            yield f"{name}: {self.said.text}"
        for failed in self.said.failed:
            if failed.requirement not in self.warned:
                yield f"{name}: {failed.requirement} is found violated"
        yield from (f"{name}: {error}" for error in self.said.errors)

    @property
    def _is_incomplete_by_design(self) -> bool:
        untested = set(self.said.not_testable)
        return self.said.word == "INCOMPLETE" and bool(untested) and untested <= set(self.untested)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows, and the sites that have to be called conformant."""

    rows: tuple[Row, ...]
    controls: tuple[Control, ...]
    testable: Sequence[str] = ()
    """The requirements of which each has to have a defect; none where a part was tried only."""

    def amiss(self) -> list[str]:
        """Return what is not as it should be, each in a sentence; none of it may be left."""
        return [
            *self._amiss_in_rows(),
            *self._amiss_in_controls(),
            *self._without_defect(),
        ]

    def _amiss_in_rows(self) -> Iterator[str]:
        for row in self.rows:
            name, own = row.claim.defect_id, row.claim.requirement
            if row.said.errors:
                yield f"{name}: an error, not a verdict: {row.said.errors[0]}"
            if not row.is_killed:
                yield f"{name}: not caught"
            elif own not in row.failed:
                yield f"{name}: caught by {', '.join(row.failed)}, not by {own}"
            elif not row.is_attributed:
                yield f"{name}: {row.failed[0]} is listed before {own}"
            if row.undeclared:
                yield f"{name}: fails {', '.join(row.undeclared)} as well, undeclared"

    def _amiss_in_controls(self) -> Iterator[str]:
        for control in self.controls:
            yield from control.amiss()

    def _without_defect(self) -> Iterator[str]:
        known = {row.claim.requirement for row in self.rows}
        yield from (f"{name}: no defect violates it" for name in self.testable if name not in known)


def counted(rows: Iterable[Row]) -> tuple[int, int, int]:
    """Return how many rows there are, how many are killed and how many attributed."""
    found = list(rows)
    return (
        len(found),
        sum(row.is_killed for row in found),
        sum(row.is_attributed for row in found),
    )
