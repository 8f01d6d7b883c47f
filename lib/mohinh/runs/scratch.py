"""Scratch: folders for what a run needs only while it runs; those of killed runs are removed.

A run that is killed cannot remove its own. Each folder holds a lock, which the system lets go of
when its run dies, so that a later run knows which ones are nobody's.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

_PREFIX = "mohinh-run-"
_LOCK = "held"


@contextmanager
def held() -> Iterator[Path]:
    """A new folder that nobody else can read, removed when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    with FileLock(folder / _LOCK):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of runs that were killed on this machine."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent, ignore_errors=True)
