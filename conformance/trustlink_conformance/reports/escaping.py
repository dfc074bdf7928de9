"""Home of making a stranger's text harmless wherever it is shown: no escapes, no tricks."""

import re

from trustlink.safe_text import harmless, harmless_lines

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&|~@#]|(?<=:)//|(?<=www)\.", re.IGNORECASE)


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


def _reference(match: re.Match[str]) -> str:
    if match[0] in "@#":
        return f"{match[0]}<!-- -->"
    return "".join(f"&#{ord(sign)};" for sign in match[0])
