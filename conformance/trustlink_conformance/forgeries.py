"""Home of forged tokens: what an attacker makes of a good one, or of nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Literal, Self

Forgery = Literal["another payload", "another signature", "no signature", "more at the end"]

MADE_UP = "synthetic-token-of-nobody"
_A_DAY = 24 * 60 * 60


class Unusable(str):
    """An Authorization that is to be refused; `shown` stands in the line that repeats it.

    What is made of a real token is shown as a shell makes it of $TOKEN, since it is a secret as
    the token is; what is made up is no secret, and shown as it is.
    """

    __slots__ = ("shown",)

    shown: str

    def __new__(cls, text: str, shown: str = "") -> Self:
        """Return the text as it is sent."""
        made = super().__new__(cls, text)
        made.shown = shown or text
        return made

    @property
    def is_secret(self) -> bool:
        """Whether it is made of a real token."""
        return "$" in self.shown


_IN_A_SHELL: Mapping[Forgery, str] = {
    "another payload": "${TOKEN%%.*}.e30.${TOKEN##*.}",
    "another signature": "${TOKEN%.*}.AAAA",
    "no signature": 'eyJhbGciOiJub25lIn0.$(printf %s "$TOKEN" | cut -d. -f2).',
    "more at the end": "${TOKEN}AAAA",
}
"""What does to a token, for a reader who repeats it, what `forged` does."""


def forged_authorization(token: str, forgery: Forgery, *, origin: str, now: float) -> Unusable:
    """Return the Authorization of a forged token; see `forged`."""
    line = f"Bearer {forged(token, forgery, origin=origin, now=now)}"
    return Unusable(line, shown=f"Bearer {_IN_A_SHELL[forgery]}")


def forged(token: str, forgery: Forgery, *, origin: str, now: float) -> str:
    """Return a token that must not be accepted in the place of a good one.

    A token that is no JWT is altered in one character; a JWT without a signature can be written by
    anybody, whatever the kind of the site's own tokens.
    """
    parts = token.split(".")
    header, claims = _read(parts[0]), _read(parts[1] if len(parts) == 3 else "")
    if forgery == "no signature":
        payload = parts[1] if claims else _written(_claims(origin, now))
        return _unsigned(header, payload)
    if forgery == "more at the end":
        bare = token.rstrip("=")
        return bare + "AAAA" + token[len(bare) :]
    if not header or not claims:
        return _with_another_character(
            token, len(token) // 2 if forgery == "another payload" else 2
        )
    if forgery == "another signature":
        return ".".join([*parts[:2], _with_another_character(parts[2], len(parts[2]) // 2)])
    return ".".join([parts[0], _written({**claims, "exp": int(now) + _A_DAY}), parts[2]])


def _unsigned(header: dict[str, Any], payload: str) -> str:
    kept = {name: value for name, value in header.items() if name == "typ"}
    return f"{_written({**kept, 'alg': 'none'})}.{payload}."


def _claims(origin: str, now: float) -> dict[str, Any]:
    who = {"iss": origin, "aud": origin, "sub": "nobody", "client_id": "nobody"}
    return {**who, "scope": "records verify", "iat": int(now), "exp": int(now) + _A_DAY}


def _with_another_character(text: str, at: int) -> str:
    at = min(at, len(text) - 1)
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def _read(part: str) -> dict[str, Any]:
    """Return the object that a part of a JWT holds; an empty one if it holds none."""
    try:
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _written(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
