"""Memory: while a million cells are made, none is searched for cycles and none is handed back.

Rows of cells form no cycles; looking through them for some, again and again while there are ever
more, takes a third of the time of reading. Memory that is given back to the system and asked for
again comes as new pages, each of which must be filled with zeros first: a sixth of the time of an
import. Threads would each have room of their own, which none of the others takes over when it is
free: a hundred MiB more.
"""

import ctypes
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa

# Numbers of glibc's options, and what its own rule comes to where large arrays come and go.
_TRIM, _MAP, _ROOMS = -1, -3, -8
_USUAL = {_TRIM: 64 * 2**20, _MAP: 32 * 2**20}
_ALL = 2**30


@contextmanager
def in_bulk() -> Iterator[None]:
    """Inside, Python's collector of cycles rests and freed memory is kept for what comes next.

    Inside another one, or where the collector rests anyway, it changes nothing.
    """
    if not gc.isenabled():
        yield
        return
    pool = pa.default_memory_pool()
    gc.disable()
    pa.set_memory_pool(pa.system_memory_pool())
    _allocate({_TRIM: _ALL, _MAP: _ALL, _ROOMS: 1})  # the last holds from now on
    try:
        yield
    finally:
        _allocate(_USUAL)
        pa.set_memory_pool(pool)
        gc.freeze()  # what was made counts as old, and is not looked through at once
        gc.unfreeze()
        gc.enable()


def _allocate(options: Mapping[int, int]) -> None:
    """Set options of glibc; other systems do as they do."""
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    for option, value in options.items():
        set_option(option, value)
