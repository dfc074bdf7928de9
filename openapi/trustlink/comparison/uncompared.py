"""Report the parts of a description that differ and are not compared.

A callback, a webhook, a link, the encoding of a field: what such a part means is not decided. It
is written out, with all that it refers to; if both texts are the same, so is the part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trustlink.comparison.difference import Difference
from trustlink.comparison.library import Library, Node
from trustlink.comparison.written_out import written_out
from trustlink.inspection.fault import one_line, shown


@dataclass(frozen=True, slots=True)
class UncomparedParts:
    """Compares parts of two descriptions as they are written."""

    before: Library
    after: Library

    def map_differences(
        self, before: Node, after: Node, name: str, *, rule: str = "not-compared"
    ) -> Iterator[Difference]:
        """Return what differs in the members of an object, such as the callbacks of operations."""
        was, is_now = dict(before.members(name)), dict(after.members(name))
        for key in dict.fromkeys((*was, *is_now)):
            if key.startswith("x-"):
                continue
            label = f"{name} {shown(key)}"
            ours, theirs = was.get(key), is_now.get(key)
            if ours is None:
                yield _added(before, is_now[key], label, key)
            elif theirs is None:
                yield Difference(rule, ours.pointer, after.pointer, label, "none", key)
            elif self._differ(ours, theirs):
                yield Difference(rule, ours.pointer, theirs.pointer, label, "another", key)

    def member_differences(self, before: Node, after: Node, name: str) -> Iterator[Difference]:
        """Return whether one member of two objects differs."""
        ours, theirs = before.child(name), after.child(name)
        if ours.value is None and theirs.value is not None:
            yield _added(before, theirs, name, name)
        elif theirs.value is None and ours.value is not None:
            yield Difference("not-compared", ours.pointer, after.pointer, name, "none", name)
        elif self._differ(ours, theirs):
            yield Difference("not-compared", ours.pointer, theirs.pointer, name, "another", name)

    def _differ(self, before: Node, after: Node) -> bool:
        """Return whether two parts are written in another way, references written out."""
        ours, theirs = self.before.followed(before), self.after.followed(after)
        return written_out(self.before, ours) != written_out(self.after, theirs)


def _added(before: Node, part: Node, label: str, name: str) -> Difference:
    return Difference("part-added", before.pointer, part.pointer, "none", one_line(label), name)
