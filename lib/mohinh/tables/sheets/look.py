"""Look: what is seen of a file before any reader opens it, and the limits that hold for all kinds.

A guard (one for each kind of file) refuses what is not an ordinary file of its kind, and notes on
the way what readers do not tell.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mohinh.tables.sheets.beside import Beside
from mohinh.tables.sheets.halves import Cut
from mohinh.tables.sheets.styles import Styled, Styles
from mohinh.words.errors import UnreadableFile

MOST_BYTES = 50 * 2**20
MOST_COLUMNS = 300
MOST_ROWS = 500_000
MOST_CELLS = 5_000_000  # a gigabyte, and half a minute, with all that is made of them
# So many cells without a value say that nobody has opened the workbook since it was written.
MOST_LOST = 200_000

Kind = Literal["xlsx", "xls", "ods", "text"]
# Row (from 1) and column (from 0) of a cell → why it is lost: a code of `tables.quality`.
Lost = Mapping[tuple[int, int], Literal["error_value", "no_result"]]
# First row (from 1), first column (from 0), last row, last column.
Range = tuple[int, int, int, int]

_KINDS: Mapping[str, Kind] = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "text", ".tsv": "text",
    ".txt": "text",
}  # fmt: skip
_MARKS: Mapping[Kind, bytes] = {"xlsx": b"PK", "ods": b"PK", "xls": b"\xd0\xcf\x11\xe0"}
_FOUND = (
    (b"\xd0\xcf\x11\xe0", "an old .xls, or has a password"),
    (b"PK", "a packed file (.xlsx, .ods or .zip)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"<", "a web page or XML"),
    (b"\xff\xd8", "a picture"),
    (b"\x89PNG", "a picture"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a guard saw, by the name of the sheet.

    `ranges` are merged ranges where the reader does not tell them. `bytes_needed` is the most
    memory that reading can take, None where that cannot be said without reading. `has_links`: some
    formulas take their values from other files. `has_long_texts`: some cells may hold a text of
    hundreds of letters. `styled`: the cells that have one of the `styles`. `beside`: texts that
    stand in no cell. `cuts`: sheets that are quicker to read as two.
    """

    lost: Mapping[str, Lost] = field(default_factory=dict)
    hidden_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    styles: Styles = field(default_factory=Styles)
    styled: Mapping[str, Styled] = field(default_factory=dict)
    bytes_needed: int | None = None
    has_links: bool = False
    has_long_texts: bool = True
    beside: tuple[Beside, ...] = ()
    cuts: Mapping[str, Cut] = field(default_factory=dict)


def kind_of(path: Path) -> Kind:
    """The kind that the file's name says, where its first bytes agree.

    Raises `UnreadableFile` for what is no ordinary file, empty, too large, or of another kind.
    """
    _guard_file(path)
    with path.open("rb") as stream:
        start = stream.read(512)
    kind = _KINDS.get(path.suffix.casefold())
    if kind is None:
        raise UnreadableFile(
            f"{path.name}: of an unknown kind; expected .xlsx, .xls, .ods or .csv. Save it as .xlsx"
        )
    mark = _MARKS.get(kind)
    shown = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = next((words for magic, words in _FOUND if shown.startswith(magic)), "")
    if mark is None and found:
        raise UnreadableFile(f"{path.name}: is no text but {found}; save it as .xlsx or .csv")
    if mark is not None and not start.startswith(mark):
        raise UnreadableFile(
            f"{path.name}: is not an .{kind} workbook but {found or 'text'}; save it as .xlsx "
            "without a password"
        )
    return kind


def _guard_file(path: Path) -> None:
    try:
        about = path.lstat()
    except OSError:
        raise UnreadableFile(f"{path}: no such file") from None
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFile(f"{path.name}: not an ordinary file (folder, link or device)")
    if about.st_size == 0:
        raise UnreadableFile(f"{path.name}: the file is empty (0 bytes); save it again and resend")
    if about.st_size > MOST_BYTES:
        size = about.st_size // 2**20
        raise UnreadableFile(
            f"{path.name}: {size} MiB, more than the {MOST_BYTES // 2**20} allowed"
        )


def guard_lost(place: str, count: int) -> None:
    """Refuse a sheet of formulas that nobody has calculated."""
    if count > MOST_LOST:
        raise UnreadableFile(
            f"{place}: more than {MOST_LOST} cells with an error, or a formula without a result; "
            "open it in a spreadsheet program, mend the formulas and save it again"
        )


def guard_all_cells(name: str, places: int) -> None:
    """Refuse a workbook whose sheets together have more cells than a form."""
    if places > MOST_CELLS:
        raise UnreadableFile(
            f"{name}: its sheets have {places} cells together; at most {MOST_CELLS}. Delete the "
            "sheets that are not needed, or send them in files of their own"
        )


def guard_extent(place: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose cells reach farther than those of a form."""
    if columns > MOST_COLUMNS or rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise UnreadableFile(
            f"{place}: cells as far as row {rows}, column {columns}; at most {MOST_ROWS} rows, "
            f"{MOST_COLUMNS} columns, {MOST_CELLS} cells. Delete what lies beyond the data"
        )
