"""Decide whether every value of one schema fits another: yes, no, or it can't be told.

jsonschema-rs decides, on schemas in normal form. It proves what it affirms; where it is not sure,
the answer here is UNKNOWN, and the comparison has to say so.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jsonschema_rs

from trustlink.comparison.normal_form import NormalForm

MOST_TEXT = 5_000_000
"""So many characters of schemas are read for a comparison; afterwards every answer is UNKNOWN."""
_LONGEST_FORM = 1_000_000


class Inclusion(StrEnum):
    """Whether every value of one schema fits another."""

    INCLUDED = "included"
    NOT_INCLUDED = "not included"
    UNKNOWN = "unknown"


_ANSWERS = {"yes": Inclusion.INCLUDED, "no": Inclusion.NOT_INCLUDED}


@dataclass(slots=True)
class Inclusions:
    """Decides about pairs of schemas within a budget; a schema is read once."""

    read: dict[str, jsonschema_rs.CanonicalSchema | None] = field(default_factory=dict)
    budget: int = MOST_TEXT

    def of(self, inner: NormalForm | None, outer: NormalForm | None) -> Inclusion:
        """Return whether every value of `inner` fits `outer`."""
        if inner is None or outer is None:
            return Inclusion.UNKNOWN
        if inner.text == outer.text:
            return Inclusion.INCLUDED
        return covered(self.canonical(inner), self.canonical(outer))

    def canonical(self, form: NormalForm) -> jsonschema_rs.CanonicalSchema | None:
        """Return what the library makes of a form; None if nothing."""
        text = form.text
        if text not in self.read:
            self.budget -= len(text)
            is_small = len(text) <= _LONGEST_FORM and self.budget >= 0
            self.read[text] = canonicalized(form.schema) if is_small else None
        return self.read[text]


def canonicalized(schema: Any) -> jsonschema_rs.CanonicalSchema | None:
    """Return what the library makes of a schema; None if it is none, or beyond the library."""
    try:
        return jsonschema_rs.canonicalize(
            schema, draft=jsonschema_rs.Draft202012, validate_formats=True, offline=True
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return None


def covered(
    inner: jsonschema_rs.CanonicalSchema | None, outer: jsonschema_rs.CanonicalSchema | None
) -> Inclusion:
    """Return whether every value of `inner` fits `outer`; None stands for what can't be read."""
    if inner is None or outer is None:
        return Inclusion.UNKNOWN
    try:
        answer = outer.covers(inner)
    except ValueError:
        return Inclusion.UNKNOWN
    return _ANSWERS.get(answer.value, Inclusion.UNKNOWN)
