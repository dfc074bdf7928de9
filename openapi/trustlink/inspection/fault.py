"""Home of the fault of a contract: a place in the document, and what is wrong there."""

from dataclasses import dataclass

from trustlink.schemas import pointer_of

Path = tuple[str | int, ...]
"""Member names and indexes that lead from the top of a document to a place in it."""

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, order=True)
class ContractFault:
    """One place where a contract is not sound, and the reason."""

    pointer: str
    """JSON pointer (RFC 6901) into the document; "" is the whole document."""
    reason: str


def fault_at(path: Path, reason: str) -> ContractFault:
    """Return the fault at a path; the text of a document never breaks the line or the terminal."""
    return ContractFault(one_line(pointer_of(list(path))), one_line(reason))


def shown(value: object) -> str:
    """Return a value from a document in ASCII and at most 60 characters."""
    text = ascii(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def is_text(value: object) -> bool:
    """Whether the value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def one_line(text: str) -> str:
    """Return a text of a stranger as one line that no terminal obeys."""
    words = " ".join(text.split()) if "\n" in text else text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)
