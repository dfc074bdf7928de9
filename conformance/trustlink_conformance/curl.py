"""Home of the curl line that repeats an exchange, with $TOKEN where the secret was."""

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
    request = entry["request"]
    method = request["method"]
    words = ["curl", "-sS", "-i", "--globoff", "--path-as-is"]
    words += ["-I"] if method == "HEAD" else ["-X", _quoted(method)] if method != "GET" else []
    for name, value in request["headers"]:
        words += _header(name, value)
    if "body" in request:
        words += ["--data-raw", _quoted(request["body"][:_LONGEST_BODY])]
    return " ".join([*words, "--url", _quoted(request["url"])])


def _header(name: str, value: str) -> list[str]:
    if name.lower() in _LEFT_OUT:
        return []
    if name.lower() != "authorization":
        return ["-H", _quoted(f"{name}: {value}")]
    if value.startswith("Basic"):
        return ["-u", '"$CLIENT_ID:$CLIENT_SECRET"']
    return ["-H", '"Authorization: Bearer $TOKEN"']


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
