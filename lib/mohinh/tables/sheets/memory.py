"""Memory: no search for cycles while a million cells are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Python's collector of cycles rests inside; it goes on as before afterwards.

    Rows of cells form no cycles. Looking through them for some, again and again while there are
    ever more, takes a third of the time of reading.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
