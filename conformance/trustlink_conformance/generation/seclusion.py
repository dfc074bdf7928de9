"""Home of keeping Hypothesis apart: from the tester's folder, and from the code around it.

With Schemathesis' own settings this makes generated requests depend on document and seed alone.
"""

import gzip
import json
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

_ENCODABLE: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {
    "utf-8": ([(0, 0xD7FF), (0xE000, 0x10FFFF)], []),
    "ascii": ([(0, 0x7F)], []),
}
"""By codec: the characters that it can write, and those of them that it reads back as others."""


@contextmanager
def secluded() -> Iterator[None]:
    """Keep files and warnings of the libraries away from the tester, and his code from them."""
    with tempfile.TemporaryDirectory(prefix="trustlink-") as folder, quietly():
        set_hypothesis_home_dir(folder)
        _lay_out_codecs()
        try:
            with _without_local_constants():
                yield
        finally:
            set_hypothesis_home_dir(None)


def _lay_out_codecs() -> None:
    """Put what is known of two codecs where Hypothesis looks for it.

    Without the files it tries all characters of Unicode: right too, but 4 s and 200 MB more.
    """
    for codec, known in _ENCODABLE.items():
        file = charmap.charmap_file(f"codec-v2-{codec}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(json.dumps(known).encode("ascii")))


@contextmanager
def _without_local_constants() -> Iterator[None]:
    """Draw no literals of whatever modules happen to be imported from outside site-packages.

    Hypothesis has no setting for it; in a checkout each edited line would change the requests.
    """
    collect = providers._get_local_constants  # noqa: SLF001 -- see above; a test holds it
    providers._get_local_constants = Constants  # noqa: SLF001 -- an empty one
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        yield
    finally:
        providers._get_local_constants = collect  # noqa: SLF001 -- as it was
        providers.CONSTANTS_CACHE.cache.clear()


@contextmanager
def quietly() -> Iterator[None]:
    """Show no warning of the libraries: they are about code that is not the tester's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
