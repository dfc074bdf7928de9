"""Home of forged tokens: what an attacker makes of a good one, or of nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Literal

Forgery = Literal["another payload", "another signature", "no signature", "more at the end"]

MADE_UP = "synthetic-token-of-nobody"
_A_DAY = 24 * 60 * 60


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
