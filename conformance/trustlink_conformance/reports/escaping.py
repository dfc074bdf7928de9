"""Home of making a stranger's text harmless on a terminal: no escapes, no tricks with direction."""


def harmless(text: str) -> str:
    """Return the text on one line, with every character that is not printed spelled out.

    That covers ESC and other control characters, line ends, and the invisible ones that turn
    the direction of writing (Unicode categories Cc, Cf, Cs, Co, Cn, Zl, Zp, and Zs but blank).
    """
    return "".join(sign if sign.isprintable() else _spelled(sign) for sign in text)


def _spelled(sign: str) -> str:
    names = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(sign)
    return names.get(sign) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
