"""Home of the collection of sandboxes on one server: the default one, and those with a name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.memory import new_memory
from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.sandbox import Sandbox
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

    def __init__(self, settings: Settings) -> None:
        suppliers = _ReadOnce(tuple(settings.suppliers.documents()))
        self._settings = replace(settings, suppliers=suppliers)
        memory = new_memory(settings)
        self._signing_keys = memory.signing_keys
        self.default = Sandbox(replace(self._settings, sandbox=""), memory)
        self._named: dict[str, Sandbox] = {}

    def find(self, name: str) -> Sandbox | None:
        """Return the sandbox of a name, None if there is none."""
        return self.default if name == DEFAULT else self._named.get(name)

    def open(self, name: str) -> Sandbox | None:
        """Return the sandbox of a name, a new one if needed; None if there are too many."""
        found = self.find(name)
        if found is None and len(self) < MOST_SANDBOXES:
            settings = replace(self._settings, sandbox=name)
            memory = new_memory(settings, signing_keys=self._signing_keys)
            found = self._named[name] = Sandbox(settings, memory)
        return found

    def forget(self, name: str) -> None:
        """Delete a sandbox with all that it remembers; the default one is reset."""
        if name == DEFAULT:
            self.default.reset()
        else:
            self._named.pop(name, None)

    def entries_about(self, sandbox: Sandbox) -> list[Entry]:
        """Return what the journals hold of a sandbox's clients, in its order.

        What they ask without a token is in the default journal: it is theirs if it comes from an
        address that they use.
        """
        own = list(sandbox.journal.kept)
        if sandbox is self.default:
            return own
        peers = {entry.peer for entry in own}
        more = [e for e in self.default.journal.kept if not e.client and e.peer in peers]
        return sorted([*own, *more], key=lambda entry: entry.moment)

    def __iter__(self) -> Iterator[Sandbox]:
        return iter((self.default, *self._named.values()))

    def __len__(self) -> int:
        return 1 + len(self._named)
