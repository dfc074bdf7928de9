r"""Home of the written form of a value: what a text must look like before anything reads it.

Digits are always `[0-9]`: Python's `\d` also takes full-width and Arabic digits. A text is
matched as a whole: Python's `$` also matches before a trailing newline.
"""

import re
from dataclasses import dataclass

from trustlink.errors import IdentifierError

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class WireForm:
    """Names a kind of value, its pattern, and the pattern in words."""

    name: str
    pattern: str
    expected: str

    def match(self, text: str) -> re.Match[str]:
        """Return the match of the whole text, or raise IdentifierError (code `form`)."""
        found = re.fullmatch(self.pattern, text)
        if found is None:
            raise IdentifierError(
                f"{quoted(text)} is not written as a {self.name}: expected {self.expected}",
                hint="The text is taken as it stands: nothing is trimmed, converted or filled in.",
            )
        return found

    def wrong_check(self, text: str, *, expected: str = "") -> IdentifierError:
        """Return the error for a check character that does not fit the others."""
        wanted = f": expected {expected}" if expected else ""
        return IdentifierError(
            f"the check character of the {self.name} {quoted(text)} does not fit{wanted}",
            code="check",
            hint="Compare the number with the document that it was copied from.",
        )

    def wrong_component(self, text: str, *, expected: str) -> IdentifierError:
        """Return the error for a well written number, a part of which has no meaning."""
        return IdentifierError(
            f"{quoted(text)} is no {self.name}: expected {expected}", code="component"
        )


def quoted(text: str) -> str:
    """Return a text from outside in ASCII and at most 40 characters, safe to show."""
    return ascii(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!a}..."
