"""Home of keeping Hypothesis apart: from the tester's folder, and from the code around it.

With Schemathesis' own settings this makes generated requests depend on document and seed alone.
"""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


@contextmanager
def secluded() -> Iterator[None]:
    """Keep files and warnings of the libraries away from the tester, and his code from them."""
    with tempfile.TemporaryDirectory(prefix="trustlink-") as folder, quietly():
        set_hypothesis_home_dir(folder)
        try:
            with _without_local_constants():
                yield
        finally:
            set_hypothesis_home_dir(None)


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
