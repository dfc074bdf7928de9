"""Home of translations: the shipped texts in another language, each bound to its English.

English is authoritative. A translation is used only for the very English that it was made of, so
that an overlay, or a later wording, is never shown in the words of another rule.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from trustlink.contract import read_yaml
from trustlink.resources import openapi_folder

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """What a reader reads of a requirement."""

    sentence: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Translation:
    """All that is translated into one language, by the digest of its English."""

    language: str
    texts: Mapping[str, str]
    """Titles of groups, statements of the article, what to provide, and hints of checks."""
    requirements: Mapping[str, Wording]
    phrases: Sequence[tuple[re.Pattern[str], str]] = ()
    """What whole texts of checks look like, and what stands for them."""

    def text(self, english: str) -> str | None:
        """Return a text in this language, or None if this English has not been translated."""
        return self.texts.get(_digest(english)) or self._phrase(english)

    def _phrase(self, english: str) -> str | None:
        matches = ((phrase.fullmatch(english), text) for phrase, text in self.phrases)
        return next((match.expand(text) for match, text in matches if match), None)

    def wording(self, english: Wording) -> Wording | None:
        """Return a requirement in this language, or None as above."""
        return self.requirements.get(_digest(english.sentence, english.why, english.remedy))


@cache
def load_translation(language: str) -> Translation:
    """Load the translation that is shipped; raises UserError if there is none or it is broken."""
    document = read_yaml(openapi_folder() / "translations" / f"{language}.yaml")
    entries = [entry for part in _PARTS for entry in document[part].values()]
    return Translation(
        language=document["language"],
        texts={entry["of"]: entry["text"] for entry in entries},
        requirements={row["of"]: _wording(row) for row in document["requirements"].values()},
        phrases=[(re.compile(one["english"]), one["text"]) for one in document["phrases"]],
    )


_PARTS = ("groups", "provide", "sources", "hints")


def _wording(row: Mapping[str, Any]) -> Wording:
    return Wording(row["sentence"], row["why"], row["remedy"])


def _digest(*english: str) -> str:
    return hashlib.sha256("\n".join(english).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
