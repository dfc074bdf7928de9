"""Home of a page's language: what the page itself says, and how it calls what a report says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from trustlink.contract import read_yaml
from trustlink.requirements import load_requirements  # noqa: TID251 -- titles of groups
from trustlink.translation import Translation, Wording, load_translation

LanguageCode = Literal["en", "zh-CN"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Language:
    """The texts of one language; English has no translation, it is the original."""

    code: LanguageCode
    texts: Mapping[str, str] = field(repr=False)
    translation: Translation | None = field(default=None, repr=False)

    def say(self, key: str) -> str:
        """Return what the page says; raises KeyError for a text that is not there."""
        return self.texts[key]

    def of(self, english: str) -> str:
        """Return a text of the report in this language if it was translated, else as it is."""
        return (self.translation.text(english) if self.translation else None) or english

    def wording(self, english: Wording) -> Wording | None:
        """Return the translation of a requirement; None if there is none for this English."""
        return self.translation.wording(english) if self.translation else None

    def group(self, code: str) -> str:
        """Return the title of a group; a group that is not known has none."""
        return self.of(load_requirements().groups.get(code, ""))


@cache
def load_language(code: LanguageCode) -> Language:
    """Load a language of the page."""
    texts = {key: str(text) for key, text in read_yaml(TEXTS / f"{code}.yaml").items()}
    return Language(code, texts, None if code == "en" else load_translation(code))
