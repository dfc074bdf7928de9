"""Home of media types: what a request accepts, and what it says its content is (RFC 9110)."""

import re
from functools import lru_cache

_RANGE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)/([!#$%&'*+.^_`|~0-9A-Za-z-]+)")
_WEIGHT = re.compile(r";[ \t]*q=([0-9.]+)[ \t]*(?:;|$)", re.IGNORECASE)
_SPECIFICITY = {"application/json": 2, "application/*": 1, "*/*": 0}


@lru_cache(maxsize=256)
def accepts_json(accept: str | None) -> bool:
    """Tell whether an Accept header admits application/json; the most specific range decides.

    No header admits everything, and so does one in which no range is well formed.
    """
    weights = _weights(accept or "")
    if not weights:
        return True
    fitting = [name for name in weights if name in _SPECIFICITY]
    return bool(fitting) and weights[max(fitting, key=_SPECIFICITY.__getitem__)] > 0


def media_type(content_type: str) -> str | None:
    """Return the media type of a Content-Type header in lower case, without its parameters.

    None if the header is none.
    """
    name = content_type.partition(";")[0].strip()
    return name.lower() if _RANGE.fullmatch(name) else None


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in accept.split(","):
        name = media_type(element)
        if name is not None:
            weights[name] = max(_weight(element), weights.get(name, 0.0))
    return weights


def _weight(element: str) -> float:
    found = _WEIGHT.search(element)
    try:
        return float(found[1]) if found else 1.0
    except ValueError:
        return 0.0
