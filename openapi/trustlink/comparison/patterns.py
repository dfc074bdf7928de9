"""Home of the plain form of a regular expression, so that two spellings of one are equal."""

import re
from re import _parser  # it alone knows how wide a pattern is

_SPELLINGS = (
    (re.compile(r"\\d"), "0-9"),
    (re.compile(r"\\w"), "A-Za-z0-9_"),
)
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.", re.DOTALL)
_ONE_SIGN = re.compile(r"\[([.+*?(){}|/^$-])\]")


def plain_pattern(pattern: str) -> str:
    r"""Return the pattern with shorthand written out: \d is [0-9], [.] is \., \/ is /."""
    written_out = _CLASS.sub(lambda found: _plain(found[0]), pattern)
    return (
        _ONE_SIGN.sub(lambda found: "\\" + found[1], written_out)
        .replace("\\/", "/")
        .replace("(?:", "(")
    )


def lengths(pattern: str) -> tuple[int, int] | None:
    """Return how short and how long a text of a pattern can be; None if that can't be told.

    Only a pattern of the whole text, without alternatives, says it.
    """
    if not pattern.startswith("^") or not pattern.endswith("$") or "|" in pattern:
        return None
    try:
        least, most = _parser.parse(pattern).getwidth()
    except (re.error, OverflowError, RecursionError):
        return None
    return least, most


def _plain(text: str) -> str:
    """Return one class, or one escape outside a class, without shorthand."""
    inside = text.startswith("[")
    for spelling, written_out in _SPELLINGS:
        text = spelling.sub(written_out if inside else f"[{written_out}]", text)
    return text
