"""Home of the sentences that explain an outcome: whether there are any, and in which language."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Reasons = list[dict[str, str]]

LETTERS: Mapping[str, str] = {
    "zh-CN": "[\u4e00-\u9fff]",
    "th": "[\u0e00-\u0e7f]",
    "vi": "[\u1ea0-\u1ef9\u0111]",
    "en": "[a-z]",
}
"""A letter that a sentence in a language has, and one in another of the four has not."""

RESULTS = ("creditRating", "exportTaxRebate", "noViolation")
"""The results of a verification; beside them a site may have members of its own."""

_QUOTED_IN_ENGLISH = "|".join(LETTERS[name] for name in ("zh-CN", "th"))


def outcomes(told: Any, pointer: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return every outcome that the contract knows in an answer, and where it stands.

    It is an item's own, a result's in a verification, or that of the result's data.
    """
    if not isinstance(told, dict):
        return
    if "outcome" in told:
        yield pointer, told
    for name in ("results", "data", "verification"):
        yield from outcomes(told.get(name), f"{pointer}/{name}")
    for name, inner in _members(told, pointer):
        yield from outcomes(inner, f"{pointer}/{name}")


def _members(told: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Return the results of a verification, or the items of a batch."""
    if pointer.endswith("/results"):
        yield from ((name, told[name]) for name in RESULTS if name in told)
    listed = told.get("items")
    for at, inner in enumerate(listed if isinstance(listed, list) else []):
        yield f"items/{at}", inner


def is_explained(reasons: Reasons) -> bool:
    """Return whether there is a reason, and each has a code and a sentence."""
    return bool(reasons) and all(one["code"] and one["message"].strip() for one in reasons)


def is_written(reasons: Reasons, language: str) -> bool:
    """Return whether each sentence is in a language."""
    return all(_is_in(one["message"].lower(), language) for one in reasons)


def _is_in(sentence: str, language: str) -> bool:
    """Return whether a sentence has a letter of the language; English quotes others at most."""
    if language != "en":
        return re.search(LETTERS[language], sentence) is not None
    own, quoted = (len(re.findall(one, sentence)) for one in (LETTERS["en"], _QUOTED_IN_ENGLISH))
    return own > quoted and not re.search(LETTERS["vi"], sentence)
