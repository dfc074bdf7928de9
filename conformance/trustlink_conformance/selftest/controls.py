"""Home of the controls: the conforming sites that the suite has to call so.

A site of several harmless differences is conforming too, so several variants share one site. If the
suite minds it, each of them is tried alone, to tell which it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from trustlink_conformance.declare import BOTH_MODES, Mode
from trustlink_conformance.selftest.matrix import Control
from trustlink_conformance.selftest.subjects import Said, Subject
from trustlink_mock.variants import Variant

TOGETHER = 9
"""How many variants share a site, at most."""


@dataclass(frozen=True, slots=True)
class Controlled:
    """A conforming site to be judged, and what it leaves out by design."""

    subject: Subject
    variants: tuple[Variant, ...] = ()

    def control(self, said: Said) -> Control:
        """Return the control that this site is, by what the suite said of it."""
        return Control(said, self._names("warned"), self._names("untested"))

    def apart(self) -> list["Controlled"]:
        """Return a site for each of its variants alone."""
        subject = self.subject
        return [of_variants([one], mode=subject.mode, seed=subject.seed) for one in self.variants]

    def _names(self, which: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.variants for name in getattr(one, which)))


def of_variants(variants: Iterable[Variant], *, mode: Mode, seed: int) -> Controlled:
    """Return the site that has these variants."""
    chosen = tuple(variants)
    names = tuple(one.variant_id for one in chosen)
    return Controlled(Subject("variant", names, mode, seed), chosen)


def varied_sites(variants: Sequence[Variant], *, seed: int, alone: bool) -> Iterator[Controlled]:
    """Yield sites in both modes that have these variants, each of them on one site of a mode."""
    for mode in BOTH_MODES:
        admitted = [one for one in variants if one.only in (None, mode)]
        for group in _mixed(admitted, seed=seed, size=1 if alone else TOGETHER):
            yield of_variants(group, mode=mode, seed=seed)


def _mixed(variants: Sequence[Variant], *, seed: int, size: int) -> list[list[Variant]]:
    """Return groups that the seed decides; variants of one requirement are kept apart."""
    drawn = sorted(variants, key=lambda one: one.variant_id)
    Random(seed).shuffle(drawn)  # noqa: S311 -- a repeatable choice, no secret
    groups: list[list[Variant]] = [[] for _ in range(-(-len(drawn) // size))]
    for one in drawn:
        room = [group for group in groups if len(group) < size]
        min(room, key=lambda group: (_like(one, group), len(group))).append(one)
    return groups


def _like(one: Variant, group: Iterable[Variant]) -> int:
    return sum(one.requirement == other.requirement for other in group)
