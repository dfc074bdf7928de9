"""Write the curl line that repeats an exchange, with $TOKEN where the secret was."""

import shlex
from collections.abc import Mapping
from typing import Any

_LEFT_OUT = ("user-agent", "accept-encoding", "x-request-id")
_LONGEST_BODY = 4000


def as_curl(entry: Mapping[str, Any]) -> str:
    """Return a line for a POSIX shell that repeats a recorded exchange (evidence's form).

    Every part is quoted: what the target supplied can't become a command, an option or a control
    character of the terminal. Curl's own file and glob syntax is switched off.
    """
    return " ".join(["curl", "-sS", "-i", *_words(entry["request"])])


def as_token_line(entry: Mapping[str, Any]) -> str:
    """Return a line that repeats a request for a token and sets $TOKEN; jq reads the answer."""
    return f"TOKEN=$({' '.join(['curl', '-sS', *_words(entry['request'])])} | jq -r .access_token)"


def _words(request: Mapping[str, Any]) -> list[str]:
    method = request["method"]
    words = ["--globoff", "--path-as-is"]
    words += ["-I"] if method == "HEAD" else ["-X", _quoted(method)] if method != "GET" else []
    for name, value in request["headers"]:
        words += _header(name, value, made=request.get("authorization", ""))
    if "body" in request:
        words += ["--data-raw", _quoted(request["body"][:_LONGEST_BODY])]
    return [*words, "--url", _quoted(request["url"])]


def _header(name: str, value: str, *, made: str) -> list[str]:
    """Return a header; `made` is how an Authorization of the check's own is repeated."""
    if name.lower() in _LEFT_OUT:
        return []
    if name.lower() != "authorization":
        return ["-H", _quoted(f"{name}: {value}")]
    if made:
        line = f"{name}: {made}"
        return ["-H", f'"{line}"' if "$" in made else _quoted(line)]
    if value.startswith("Basic"):
        return ["-u", '"$CLIENT_ID:$CLIENT_SECRET"']
    scheme = value.partition(" ")[0]
    return ["-H", f'"Authorization: {scheme if scheme.isalpha() else "Bearer"} $TOKEN"']


def _quoted(text: str) -> str:
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(map(_escaped, text)) + "'"


def _escaped(sign: str) -> str:
    if sign in "'\\":
        return f"\\{sign}"
    if sign.isascii() and sign.isprintable():
        return sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))
