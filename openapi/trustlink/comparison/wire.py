"""Decide about values as texts on the wire: parameters, and fields of a form.

`q=5` is the integer 5, the string "5" and an array of one. So a schema takes, in addition to its
own values, those that are written alike. Which these are can't always be told: there are values
that it surely takes, and values that it possibly takes.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs
from jsonschema_rs import CanonicalSchema
from jsonschema_rs import canonical as views

from trustlink.comparison.inclusion import Inclusion, canonicalized, covered
from trustlink.comparison.normal_form import NormalForm

_INTEGER = {"type": "string", "pattern": "^-?(0|[1-9][0-9]*)$"}
_NUMBER = {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"}
_SCALAR = {"type": ["string", "number", "boolean"]}
_LIKE_TYPE = {
    "boolean": {"enum": ["true", "false"]},
    "integer": _INTEGER,
    "number": _NUMBER,
    "string": _SCALAR,
    "array": _SCALAR,
}
_ANY_TEXT = {"type": ["string", "number", "boolean", "array"]}
_NO_TEXT = {"type": ["number", "boolean", "null"]}
_POSSIBLY_LIKE: Mapping[type, Any] = {
    views.IntegerView: _NUMBER,
    views.NumberView: _NUMBER,
    views.StringView: {"type": ["number", "boolean", "array"]},
    views.FalseView: False,
}


@dataclass(frozen=True, slots=True)
class Wire:
    """How values are written as text."""

    is_form: bool = False
    """Whether each member of an object is a text of its own, as in a form."""
    joins_items: bool = False
    """Whether an array is one text, as `1,2`."""
    is_item: bool = False
    """Whether the values are elements of an array, so that an array is no text."""

    def inclusion(self, inner: NormalForm | None, outer: NormalForm | None) -> Inclusion:
        """Return whether each text of a value of `inner` is one of a value of `outer`."""
        if inner is None or outer is None or inner.definitions or outer.definitions:
            return Inclusion.UNKNOWN
        small, large = canonicalized(inner.schema), canonicalized(outer.schema)
        if small is None or large is None:
            return Inclusion.UNKNOWN
        if _holds_no_text(small) and _holds_no_text(large):
            return covered(small, large)
        values = _listed(small)
        if values is not None:
            fits = all(self._takes(outer, value) for value in values)
            return Inclusion.INCLUDED if fits else Inclusion.NOT_INCLUDED
        if covered(small, canonicalized(self.taken(large, surely=True))) is Inclusion.INCLUDED:
            return Inclusion.INCLUDED
        possible = covered(small, canonicalized(self.taken(large, surely=False)))
        return possible if possible is Inclusion.NOT_INCLUDED else Inclusion.UNKNOWN

    def taken(self, schema: CanonicalSchema, *, surely: bool) -> Any:
        """Return the schema of the values that are written as one of the schema's values."""
        return {"anyOf": [schema.to_json_schema(), *self._alike(schema.view(), surely=surely)]}

    def _alike(self, view: views.CanonicalViewType, *, surely: bool) -> Iterator[Any]:
        if isinstance(view, views.ConstView | views.EnumView):
            yield {"enum": [w for v in _values(view) for w in _readings(v)] or [None]}
        elif isinstance(view, views.MultiTypeView):
            yield from self._types(view)
        elif isinstance(view, views.AnyOfView):
            yield from (self.taken(branch, surely=surely) for branch in view.branches)
        elif isinstance(view, views.ArrayView) and not self.is_item:
            yield from self._array(view) if surely else self._possible_array(view)
        elif isinstance(view, views.ObjectView) and self.is_form and not _is_entangled(view):
            yield self._form(view, surely=surely)
        elif not surely:
            yield _POSSIBLY_LIKE.get(type(view), _ANY_TEXT)

    def _types(self, view: views.MultiTypeView) -> Iterator[Any]:
        like = {
            name: text for name, text in _LIKE_TYPE.items() if name != "array" or not self.is_item
        }
        yield from (like[name] for name in view.types if name in like)
        if self.joins_items and not self.is_item and "string" in view.types:
            yield {"type": "array", "items": _SCALAR}

    def _array(self, view: views.ArrayView) -> Iterator[Any]:
        """Return an array of one as its element, and elements that are written alike."""
        if view.contains or view.prefix_items or (view.min_items or 0) > 1:
            return
        items = {} if view.items is None else self._item(view.items, surely=True)
        if view.max_items != 0:
            yield {"allOf": [items, _SCALAR]}
        if view.distinctness == views.Distinctness.UNCONSTRAINED:
            most = {} if view.max_items is None else {"maxItems": view.max_items}
            yield {"type": "array", "items": items, "minItems": view.min_items or 0, **most}

    def _possible_array(self, view: views.ArrayView) -> Iterator[Any]:
        yield _SCALAR
        is_plain = view.items is not None and not view.prefix_items
        items = self._item(view.items, surely=False) if is_plain and view.items else {}
        yield {"type": "array", "items": items}

    def _item(self, schema: CanonicalSchema, *, surely: bool) -> Any:
        return replace(self, is_item=True).taken(schema, surely=surely)

    def _form(self, view: views.ObjectView, *, surely: bool) -> Any:
        extra = view.additional_properties
        found: dict[str, Any] = {
            "type": "object",
            "properties": {n: self.taken(s, surely=surely) for n, s in view.properties.items()},
            "required": view.required,
        }
        if extra is not None:
            found["additionalProperties"] = self.taken(extra, surely=surely)
        if view.property_names is not None:
            found["propertyNames"] = view.property_names.to_json_schema()
        return found

    def _takes(self, outer: NormalForm, value: Any) -> bool:
        """Return whether a value, or one that is written alike, fits a schema."""
        validator = jsonschema_rs.Draft202012Validator(outer.schema, validate_formats=True)
        alike = [value, *_readings(value)]
        return any(validator.is_valid(v) or validator.is_valid([v]) for v in alike)


def text_of(value: object) -> str | None:
    """Return the text that a scalar is written as; None for what is none."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def _readings(value: object) -> list[Any]:
    """Return the other scalars that are written as a value is."""
    text = text_of(value)
    if text is None:
        return []
    try:
        read = json.loads(text) if isinstance(value, str) else text
    except ValueError:
        return []
    return [read] if text_of(read) == text else []


def _holds_no_text(schema: CanonicalSchema) -> bool:
    """Return whether values of a schema are written alike only if they are equal."""
    return covered(schema, canonicalized(_NO_TEXT)) is Inclusion.INCLUDED


def _listed(schema: CanonicalSchema) -> list[Any] | None:
    view = schema.view()
    return list(_values(view)) if isinstance(view, views.ConstView | views.EnumView) else None


def _values(view: views.ConstView | views.EnumView) -> list[Any]:
    return [view.value] if isinstance(view, views.ConstView) else list(view.values)


def _is_entangled(view: views.ObjectView) -> bool:
    """Return whether more judges an object than the schemas of its members."""
    bounds = (view.min_properties, view.max_properties)
    return bool(view.pattern_properties or view.violations or any(bounds))
