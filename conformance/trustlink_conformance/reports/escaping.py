"""Home of making a stranger's text harmless wherever it is shown: no escapes, no tricks."""

import re

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&|~@#]|(?<=:)//|(?<=www)\.", re.IGNORECASE)


def harmless(text: str) -> str:
    """Return the text on one line, with every character that is not printed spelled out.

    That covers ESC and other control characters, line ends, and the invisible ones that turn
    the direction of writing (Unicode categories Cc, Cf, Cs, Co, Cn, Zl, Zp, and Zs but blank).
    """
    return "".join(sign if sign.isprintable() else _spelled(sign) for sign in text)


def harmless_lines(text: str) -> str:
    """Return the text with its line ends, and all else as `harmless` has it."""
    return "\n".join(harmless(line) for line in text.replace("\r\n", "\n").split("\n"))


def clipped(text: str, length: int) -> str:
    """Return the text, or its beginning with a note of how much is left out."""
    left_out = len(text) - length
    return text if left_out <= 0 else f"{text[:length]} … [{left_out} more characters left out]"


def markdown_text(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no link, no mention.

    GitHub looks for mentions in what it has rendered, so a comment stands in their way.
    """
    return _MARKDOWN.sub(_reference, harmless(text))


def markdown_code(text: str) -> str:
    """Return a block of code that holds the text, whatever backticks are in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{harmless_lines(text)}\n{fence}"


def command_data(text: str) -> str:
    """Return text as the message of a GitHub workflow command; its line ends stay."""
    lines = harmless_lines(text)
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return text as the value of a property of a GitHub workflow command."""
    return command_data(harmless(text)).replace(":", "%3A").replace(",", "%2C")


def _spelled(sign: str) -> str:
    names = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(sign)
    return names.get(sign) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def _reference(match: re.Match[str]) -> str:
    if match[0] in "@#":
        return f"{match[0]}<!-- -->"
    return "".join(f"&#{ord(sign)};" for sign in match[0])
