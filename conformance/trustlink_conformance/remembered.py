"""Home of what is remembered: results for short texts, as many checks look at the same answers."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

_Texts = ParamSpec("_Texts")
_Result = TypeVar("_Result")

_LONGEST = 16 * 1024
_MOST = 2048


def remembered(function: Callable[_Texts, _Result]) -> Callable[_Texts, _Result]:
    """Have a pure function of texts called once for the same texts.

    Long ones are not kept: a target decides how long they are. What is raised is not kept either.
    """
    kept = lru_cache(maxsize=_MOST)(function)

    @wraps(function)
    def call(*args: _Texts.args, **texts: _Texts.kwargs) -> _Result:
        given = (*args, *texts.values())
        is_short = sum(len(text) for text in given if isinstance(text, str)) <= _LONGEST
        return kept(*args, **texts) if is_short else function(*args, **texts)  # type: ignore[arg-type]  # texts have hashes

    return call
