"""Compare two shapes keyword by keyword, members and elements apart."""

from collections.abc import Iterator, Sequence
from itertools import chain

from trustlink.comparison.patterns import lengths
from trustlink.comparison.shape import LOWER, UPPER, Shape
from trustlink.inspection.fault import one_line, shown

Finding = tuple[str, str, str]
"""Kind of rule, what was expected, what was found."""

_MOST_SHOWN = 6
_LONGEST = 80


def keyword_differences(before: Shape, after: Shape) -> Iterator[Finding]:
    """Return what two shapes say differently about a value itself."""
    yield from _hints(before, after)
    yield from _defaults(before, after)
    yield from _types(before, after)
    if says_enough(before, after):
        return
    yield from _values(before, after)
    if before.values is not None and after.values is not None:
        return
    yield from chain(
        _stated("format", before.formats, after.formats),
        _patterns(before, after),
        _bounds(before, after),
        _uniqueness(before, after),
        _opaque(before, after),
    )


def says_enough(before: Shape, after: Shape) -> bool:
    """Return whether the types differ so much that nothing else matters."""
    if before.types is None:
        return False
    return after.says_nothing or (after.types is not None and not before.types & after.types)


def _hints(before: Shape, after: Shape) -> Iterator[Finding]:
    for name in sorted(before.hints.keys() | after.hints.keys()):
        was, is_now = before.hints.get(name), after.hints.get(name)
        if was != is_now:
            yield "hint-changed", f"{name} {_brief(was)}", _brief(is_now)


def _defaults(before: Shape, after: Shape) -> Iterator[Finding]:
    was, is_now = before.default, after.default
    if was != is_now:
        kind = "stated" if was is None else "unstated" if is_now is None else "changed"
        yield f"default-{kind}", f"default {_brief(was)}", _brief(is_now)


def _types(before: Shape, after: Shape) -> Iterator[Finding]:
    was, is_now = before.types, after.types
    expected, found = _named(was), _named(is_now)
    if was == is_now:
        return
    if is_now is None or after.says_nothing:
        yield "type-unstated", expected, "nothing"
    elif was is None:
        yield "type-stated", "nothing", found
    elif not was & is_now:
        yield "type-changed", expected, found
    else:
        if is_now - was:
            yield "type-added", expected, found
        if was - is_now:
            yield "type-removed", expected, found


def _values(before: Shape, after: Shape) -> Iterator[Finding]:
    was, is_now = before.values, after.values
    if was is None and is_now is not None:
        yield "enum-stated", "any value", _listed(is_now)
    elif was is not None and is_now is None:
        yield "enum-unstated", _listed(was), "any value"
    elif was is not None and is_now is not None:
        if more := [value for value in is_now if value not in was]:
            yield "enum-value-added", _listed(was), f"also {_listed(more)}"
        if fewer := [value for value in was if value not in is_now]:
            yield "enum-value-removed", _listed(fewer), "not among the values"


def _patterns(before: Shape, after: Shape) -> Iterator[Finding]:
    was, is_now = before.patterns - after.patterns, after.patterns - before.patterns
    if was and is_now:
        yield "pattern-changed", _listed(sorted(was)), _listed(sorted(is_now))
    else:
        yield from _stated("pattern", before.patterns, after.patterns)


def _stated(name: str, was: frozenset[str], is_now: frozenset[str]) -> Iterator[Finding]:
    if gone := sorted(was - is_now):
        yield f"{name}-unstated", f"{name} {_listed(gone)}", _listed(sorted(is_now)) or "none"
    if come := sorted(is_now - was):
        yield f"{name}-stated", _listed(sorted(was)) or f"no {name}", f"{name} {_listed(come)}"


def _bounds(before: Shape, after: Shape) -> Iterator[Finding]:
    implied_before, implied_after = _implied(before), _implied(after)
    for name in (*LOWER, *UPPER):
        was, is_now = before.bounds.get(name), after.bounds.get(name)
        said_before = implied_before.get(name) if was is None else was
        says_after = implied_after.get(name) if is_now is None else is_now
        if is_now in (was, said_before) or says_after == was:
            continue
        texts = (f"{name} {_number(was)}", _number(is_now))
        if was is None or is_now is None:
            yield "bound-stated" if was is None else "bound-unstated", *texts
        else:
            is_tighter = (is_now > was) == (name in LOWER)
            yield "bound-tightened" if is_tighter else "bound-loosened", *texts


def _implied(shape: Shape) -> dict[str, float]:
    """Return the lengths that follow from the patterns."""
    known = [found for found in map(lengths, shape.patterns) if found is not None]
    if not known:
        return {}
    return {
        "minLength": max(least for least, _ in known),
        "maxLength": min(most for _, most in known),
    }


def _uniqueness(before: Shape, after: Shape) -> Iterator[Finding]:
    if after.is_unique and not before.is_unique:
        yield "unique-items-stated", "an element may stand twice", "each element once"
    if before.is_unique and not after.is_unique:
        yield "unique-items-unstated", "each element once", "an element may stand twice"


def _opaque(before: Shape, after: Shape) -> Iterator[Finding]:
    for name in sorted(before.opaque.keys() | after.opaque.keys()):
        was, is_now = before.opaque.get(name), after.opaque.get(name)
        if was != is_now:
            yield "keyword-changed", f"{name} {_brief(was)}", _brief(is_now)


def _named(types: frozenset[str] | None) -> str:
    if types is None:
        return "any type"
    shown_types = types - {"integer"} if "number" in types else types
    return "type " + (" or ".join(sorted(shown_types)) or "of no value")


def _listed(values: Sequence[str]) -> str:
    texts = [_brief(value).strip('"') for value in values[:_MOST_SHOWN]]
    more = len(values) - _MOST_SHOWN
    return ", ".join(texts) + (f" and {more} more" if more > 0 else "")


def _number(value: float | None) -> str:
    return "not stated" if value is None else shown(value)


def _brief(text: str | None) -> str:
    if text is None:
        return "not stated"
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
