"""Decide about two schemas by their normal forms, for the side that writes values."""

from dataclasses import dataclass, field
from enum import StrEnum

from trustlink.comparison.difference import Side
from trustlink.comparison.inclusion import Inclusions
from trustlink.comparison.library import Library
from trustlink.comparison.normal_form import NormalForm, NormalForms
from trustlink.comparison.settling import Decision
from trustlink.comparison.shape import Schema

_SILENT = {Side.REQUEST: "readOnly", Side.RESPONSE: "writeOnly"}


class Which(StrEnum):
    """Whose schema is meant."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Deciding:
    """Decides about schemas of two descriptions; raises ContractError for a bad reference."""

    before: Library
    after: Library
    inclusions: Inclusions = field(default_factory=Inclusions)
    alike: dict[Side, set[str]] = field(default_factory=dict)
    """The names of definitions that say the same on both sides, with all that they refer to."""
    writers: dict[tuple[Which, Side, bool], NormalForms] = field(default_factory=dict)

    def are_written_alike(self, before: Schema, after: Schema, side: Side) -> bool:
        """Return whether both schemas, and all that they refer to, say the same."""
        ours = self._writer(Which.BEFORE, side, is_written=False)
        theirs = self._writer(Which.AFTER, side, is_written=False)
        known = self.alike.setdefault(side, set())
        seen = set[str]()
        pending = [(ours.whole(before), theirs.whole(after))]
        while pending:
            was, is_now = pending.pop()
            if was.text != is_now.text:
                return False
            nodes = {theirs.name(node): node for node in is_now.needs}
            for name, node in ((ours.name(node), node) for node in was.needs):
                if name not in known | seen:
                    seen.add(name)
                    pending.append((ours.body(node), theirs.body(nodes[name])))
        known |= seen
        return True

    def all_values(self, before: Schema, after: Schema, side: Side) -> Decision:
        """Return what holds for all values."""
        was, is_now = self._forms(before, after, side)
        return Decision(
            narrowing=self.inclusions.of(was, is_now), widening=self.inclusions.of(is_now, was)
        )

    def described_values(self, before: Schema, after: Schema, side: Side) -> Decision:
        """Return what holds for values without undescribed members."""
        was, is_now = self._forms(before, after, side)
        return Decision(
            narrowing=self.inclusions.of(self._described(before, side, Which.BEFORE, was), is_now),
            widening=self.inclusions.of(self._described(after, side, Which.AFTER, is_now), was),
        )

    def form(self, schema: Schema, side: Side, which: Which) -> NormalForm | None:
        """Return the normal form of a schema; None if it is too large to be decided on."""
        return self._writer(which, side, is_written=False).form(schema)

    def _forms(
        self, before: Schema, after: Schema, side: Side
    ) -> tuple[NormalForm | None, NormalForm | None]:
        return self.form(before, side, Which.BEFORE), self.form(after, side, Which.AFTER)

    def _described(
        self, schema: Schema, side: Side, which: Which, whole: NormalForm | None
    ) -> NormalForm | None:
        written = self._writer(which, side, is_written=True).form(schema)
        return None if whole is None or written is None else whole.and_form(written)

    def _writer(self, which: Which, side: Side, *, is_written: bool) -> NormalForms:
        key = (which, side, is_written)
        if key not in self.writers:
            library = self.after if which is Which.AFTER else self.before
            self.writers[key] = NormalForms(library, _SILENT[side], is_written)
        return self.writers[key]
