"""Foreign text made safe for a line of a terminal or of a CI log. Pure.

Every text output of this project uses these functions: reports, errors, progress, the journal.
"""

import re

_WORKFLOW_COMMAND = re.compile(r"^([^\S\n]*:):", re.MULTILINE)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BEYOND_BMP = 0x10000


def harmless(text: str) -> str:
    """Return the text on one line, with every character that is not printed escaped.

    Escaped are control characters (ESC among them), line ends and the invisible characters that
    change the direction of writing: Unicode categories Cc, Cf, Cs, Co, Cn, Zl, Zp, and Zs except
    the blank. `##[`, which a GitHub runner obeys anywhere in a line, is broken up.
    """
    return uncommanded("".join(sign if sign.isprintable() else _named(sign) for sign in text))


def harmless_lines(text: str) -> str:
    """Return the text with its line ends, and everything else as `harmless` returns it."""
    return "\n".join(harmless(line) for line in text.replace("\r\n", "\n").split("\n"))


def uncommanded(text: str) -> str:
    """Return the text without `##[`: its bracket is escaped."""
    return text.replace("##[", "##" + escape("["))


def without_commands(text: str) -> str:
    """Return the lines without `##[`, and without a line that begins with `::` after blanks.

    GitHub runners and Azure agents obey both.
    """
    return _WORKFLOW_COMMAND.sub(lambda found: found[1] + escape(":"), uncommanded(text))


def escape(sign: str) -> str:
    r"""Return the JSON escape of a character: `\u001b`, or a surrogate pair beyond U+FFFF."""
    code = ord(sign)
    if code < _BEYOND_BMP:
        return f"\\u{code:04x}"
    high, low = divmod(code - _BEYOND_BMP, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _named(sign: str) -> str:
    return _NAMED.get(sign) or escape(sign)
