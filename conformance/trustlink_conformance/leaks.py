"""Home of leaks: what a text that a site gives out shows, and must not show."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from trustlink.errors import IdentifierError
from trustlink.identifiers import is_enterprise, parse_uscc
from trustlink.json_text import JsonDocument, read_json
from trustlink_conformance.places import places
from trustlink_conformance.remembered import remembered

_LIKE_A_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])")
_BETWEEN = re.compile(r"[\s-]")
_SHORTEST_SECRET = 8


@remembered
def leak_in(text: str, *, asked: str, patterns: tuple[re.Pattern[str], ...]) -> str | None:
    """Return what a problem's text shows of the inside (ERR-03); None if nothing.

    `asked` is the text of the request: what stands there, however written, is no secret.
    `patterns` are those of ERR-03.
    """
    text = _unwrapped(text)
    for code in codes_in(text):
        if code not in _BETWEEN.sub("", asked).upper():
            return f"the code {code}"
        text = text.replace(code, "")
    spellings = (asked, asked.encode("unicode_escape").decode("ascii"))
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not any(match[0] in one for one in spellings):
                return match[0]
    return None


def _unwrapped(text: str) -> str:
    """Return the texts and names of a JSON document, line by line; another text as it is.

    Where JSON escapes a quote or a line's end, a trace does not look like one.
    """
    document = read_json(text.encode("utf-8", "replace"))
    if not isinstance(document, JsonDocument):
        return text
    words = (word for one in places(document.value) for word in (one.name, one.value))
    return "\n".join(word for word in words if isinstance(word, str))


def asked_text(url: str, content: bytes | None) -> str:
    """Return what a request asks about: its URL, decoded, and its body."""
    return f"{unquote(url)} {(content or b'').decode('utf-8', 'replace')}"


def codes_in(text: str) -> Iterator[str]:
    """Return the codes of suppliers in a text: those of enterprises, with their check character."""
    return (one for one in _LIKE_A_CODE.findall(text) if _is_a_suppliers(one))


def secret_in(url: str, secrets: Collection[str]) -> str | None:
    """Return the secret that a URL contains, however it is encoded; None if there is none."""
    spellings = (url, unquote(url))
    named = (one for one in secrets if len(one) >= _SHORTEST_SECRET)
    return next((one for one in named if any(one in spelling for spelling in spellings)), None)


def _is_a_suppliers(text: str) -> bool:
    try:
        return is_enterprise(parse_uscc(text))
    except IdentifierError:
        return False
