"""Files: written whole or not at all; known by their fingerprint.

A file is written beside its place under a hidden name, forced to the disk and renamed, so that a
reader, a full disk or a killed process never leaves half of one under the name that counts. Text in
a CSV is never a formula.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PREFIX = ".part-"
# What a killed writer left behind is removed when nobody can still be writing it.
ORPHAN_SECONDS = 3600


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `path` when the block ends without an error.

    The folder is made where it is missing. The yielded name keeps the suffix, which some writers
    look at.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    for orphan in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if is_orphan(orphan):
                orphan.unlink()


def is_orphan(path: Path) -> bool:
    """Whether something half-written is so old that nobody can still be writing it."""
    return time.time() - path.lstat().st_mtime > ORPHAN_SECONDS


def write_text(path: Path, text: str) -> None:
    """Write a whole text file: UTF-8, line ends as given."""
    with replacing(path) as beside:
        beside.write_bytes(text.encode("utf-8"))


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8 with a mark, so that Excel reads Vietnamese).

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Floats keep ten
    significant digits, the same on every machine.
    """
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_harmless, na_action="ignore")
    safe.columns = [_harmless(column) for column in safe.columns]
    with replacing(path) as beside:
        safe.to_csv(beside, index=False, encoding="utf-8-sig", float_format="%.10g")


def _harmless(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = in_order(value)
    return f"'{value}" if value.lstrip().startswith(_FORMULA_STARTS) else value


def in_order(text: str) -> str:
    """The text without the invisible signs that turn the order of what follows."""
    return text.translate(_TURNS)


def sha256(path: Path) -> str:
    """Fingerprint of a file's bytes, as hexadecimal text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
