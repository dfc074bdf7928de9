"""Home of the collection of sandboxes on one server: the default one, and those with a name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.shelves import Shelves, ShelvesInMemory
from trustlink_mock.sandboxes.tenancy import DEFAULT
from trustlink_mock.settings import Settings

MOST_SANDBOXES = 64


@dataclass(frozen=True, slots=True)
class _ReadOnce:
    """Is suppliers that need not be read or generated again for the next sandbox."""

    read: tuple[JsonObject, ...]

    def documents(self) -> Iterator[JsonObject]:
        return iter(self.read)


class Sandboxes:
    """Keeps sandboxes by name; all publish the same keys, as keys are fetched without a token."""

    def __init__(self, settings: Settings, shelves: Shelves | None = None) -> None:
        suppliers = _ReadOnce(tuple(settings.suppliers.documents()))
        self._settings = replace(settings, suppliers=suppliers)
        self._shelves = shelves or ShelvesInMemory(settings)
        self.default = self._on_its_shelf("")
        self._named: dict[str, Sandbox] = {}
        self._catch_up()

    def find(self, name: str) -> Sandbox | None:
        """Return the sandbox of a name, None if there is none."""
        self._catch_up()
        return self.default if name == DEFAULT else self._named.get(name)

    def open(self, name: str) -> Sandbox | None:
        """Return the sandbox of a name, a new one if needed; None if there are too many."""
        with self._shelves.changing():
            found = self.find(name)
            if found is None and len(self) < MOST_SANDBOXES:
                found = self._named[name] = self._on_its_shelf(name)
        return found

    def forget(self, name: str) -> None:
        """Delete a sandbox with all that it remembers; the default one is reset."""
        if name == DEFAULT:
            self.default.reset()
        else:
            self._shelves.forget(name)
            self._named.pop(name, None)

    def entries_about(self, sandbox: Sandbox) -> list[Entry]:
        """Return what the journals hold of a sandbox's clients, in its order.

        What they ask without a token is in the default journal: it is theirs if it comes from an
        address that they use.
        """
        entries = list(sandbox.journal.kept)
        if sandbox is not self.default:
            peers = {entry.peer for entry in entries}
            entries += [e for e in self.default.journal.kept if not e.client and e.peer in peers]
        return sorted(entries, key=lambda entry: entry.moment)

    def _catch_up(self) -> None:
        """Take over what others who share the shelves have opened, changed or deleted."""
        numbers = self._shelves.news()
        if numbers is not None:
            self._named = {name: self._known(name, number) for name, number in numbers.items()}
            for sandbox in (self.default, *self._named.values()):
                sandbox.catch_up()

    def _known(self, name: str, number: int) -> Sandbox:
        found = self._named.get(name)
        if found is None or found.shelf_number != number:
            return self._on_its_shelf(name)
        return found

    def _on_its_shelf(self, name: str) -> Sandbox:
        return Sandbox(replace(self._settings, sandbox=name), self._shelves.open(name))

    def __iter__(self) -> Iterator[Sandbox]:
        self._catch_up()
        return iter((self.default, *self._named.values()))

    def __len__(self) -> int:
        self._catch_up()
        return 1 + len(self._named)
