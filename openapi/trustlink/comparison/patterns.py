"""Write regular expressions in one plain form, so that two spellings of one are equal."""

import re
from re import _parser  # it alone knows how wide a pattern is

_SPELLINGS = (
    (re.compile(r"\\d"), "0-9"),
    (re.compile(r"\\w"), "A-Za-z0-9_"),
)
_TOKEN = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.|\(\?:", re.DOTALL)
_ONE_SIGN = re.compile(r"\[([.+*?(){}|/$-])\]")
_BACK_REFERENCE = re.compile(r"\\[1-9k]")
_EVERY_TEXT = re.compile(r"\^?(?:(?:\.|\[\\s\\S\]|\[\\S\\s\])\*)?|(?:\.\*)?\$|\^\[\\s\\S\]\*\$")


def plain_pattern(pattern: str) -> str:
    r"""Return the pattern with shorthand written out: \d is [0-9], [.] is \., \/ is /."""
    keeps_groups = _BACK_REFERENCE.search(pattern) is not None
    return _TOKEN.sub(lambda found: _plain(found[0], keeps_groups=keeps_groups), pattern)


def admits_every_text(pattern: str) -> bool:
    """Return whether a pattern is one of the usual ways to restrict nothing.

    `^.*$` is none of them: a text with a line feed does not match.
    """
    return _EVERY_TEXT.fullmatch(pattern) is not None


def lengths(pattern: str) -> tuple[int, int] | None:
    """Return how short and how long a text of a pattern can be; None if that can't be told.

    Only a pattern of the whole text, without alternatives, says it.
    """
    if not pattern.startswith("^") or not pattern.endswith("$") or "|" in pattern:
        return None
    if pattern.endswith("\\$") or "(?" in pattern or _BACK_REFERENCE.search(pattern):
        return None
    try:
        least, most = _parser.parse(pattern).getwidth()
    except (re.error, OverflowError, RecursionError):
        return None
    return least, most


def _plain(part: str, *, keeps_groups: bool) -> str:
    """Return one class, one escape or the start of a group, without shorthand."""
    if part == "(?:":
        return part if keeps_groups else "("
    if part == "\\/":
        return "/"
    if found := _ONE_SIGN.fullmatch(part):
        return "/" if found[1] == "/" else "\\" + found[1]
    is_class = part.startswith("[")
    for spelling, written_out in _SPELLINGS:
        part = spelling.sub(written_out if is_class else f"[{written_out}]", part)
    return part
