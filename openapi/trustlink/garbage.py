"""Home of when garbage is looked for: not while much is made that stays, and never in it.

Loading a program makes hardly any, and looking for it takes up to a sixth of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collected() -> Iterator[None]:
    """Leave garbage alone as long as the context lasts, or until `spare_what_is_loaded`."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spare_what_is_loaded() -> None:
    """Look for garbage from now on, in what is to come alone."""
    gc.freeze()
    gc.enable()
