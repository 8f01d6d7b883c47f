"""Reading: a file as sheets of raw cells, with the places that the sheets themselves show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine

from mohinh.tables import files
from mohinh.tables.cells import HOW, is_blank
from mohinh.tables.sheets import trial
from mohinh.tables.sheets.beside import Beside
from mohinh.tables.sheets.compound import look_at_compound
from mohinh.tables.sheets.delimited import read_delimited
from mohinh.tables.sheets.extent import column_letters
from mohinh.tables.sheets.form import INFO_KEYS, INFO_SHEET
from mohinh.tables.sheets.halves import Halves, read_halves
from mohinh.tables.sheets.heaps import guard_texts
from mohinh.tables.sheets.look import Look, Lost, Range, kind_of
from mohinh.tables.sheets.memory import in_bulk
from mohinh.tables.sheets.opendocument import look_at_opendocument
from mohinh.tables.sheets.package import look_at_package
from mohinh.tables.sheets.styles import FAR
from mohinh.words.errors import UnreadableFile
from mohinh.words.text import fold, tidy

_LOOKS = {"xlsx": look_at_package, "xls": look_at_compound, "ods": look_at_opendocument}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `headers`, the data `rows` (lists of raw cells), and the number that the sheet
    shows for the first of them.

    `lost` and `merged` hold places of data cells, (row number, place in `headers`): cells that were
    read as blank although a formula stands there, and the first cell of each merged range.
    `top` is the first row as it was read; `ranges` are all merged ranges: first row number, first
    place, last row number, last place. `hidden_rows` are numbers of rows that a reader of the sheet
    does not see, `struck_rows` of those with content that is struck through; `is_hidden`, that the
    whole sheet is hidden. `fonts`: fonts of TCVN3 and VNI → the cells
    that have one, as row number × `styles.FAR` + column, both from 1. `file_name`: the file it
    stands in.
    """

    name: str
    headers: tuple[str, ...]
    rows: list[list[Any]]
    first_row: int
    first_column: int
    lost: Lost
    merged: tuple[tuple[int, int], ...]
    top: tuple[Any, ...] = ()
    ranges: tuple[Range, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    struck_rows: tuple[int, ...] = ()
    is_hidden: bool = False
    fonts: Mapping[str, np.ndarray] = field(default_factory=dict)
    file_name: str = ""

    def letter(self, place: int) -> str:
        """The letters that the sheet shows above a column."""
        return column_letters(self.first_column + place + 1)

    def fonts_at(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The font of each cell (row of the grid, place), where it is an old one; blank else."""
        places = (rows + self.first_row - 1) * FAR + columns + self.first_column + 1
        found = np.full(len(places), "", object)
        for font, cells in self.fonts.items():
            following = np.searchsorted(cells, places)
            found[cells[np.minimum(following, len(cells) - 1)] == places] = font
        return found

    @property
    def grid(self) -> list[Sequence[Any]]:
        """All rows from the first filled one, which the sheet numbers `first_row - 1`."""
        return [self.top, *self.rows] if self.headers else []


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as it was read: its sheets by name, its information sheet, its fingerprint.

    `has_links`: some of its numbers come from formulas on other files. `beside`: texts that stand
    in no cell.
    """

    file_name: str
    sha256: str
    sheets: Mapping[str, Sheet]
    info: Mapping[str, str]
    has_links: bool = False
    beside: tuple[Beside, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, however it is spelt."""
        return next((s for key, s in self.sheets.items() if fold(key) == fold(name)), None)


def guard(path: Path) -> Look:
    """Refuse what is not an ordinary file of its kind; what was seen of it.

    Raises `UnreadableFile` that says what is the matter and what to do.
    """
    kind = kind_of(path)
    look = _LOOKS[kind](path) if kind in _LOOKS else Look(bytes_needed=0)
    if look.bytes_needed is None or look.bytes_needed > trial.SAFE_BYTES:
        trial.try_reading(path)
    return look


def read_workbook(path: str | Path) -> Workbook:
    """The workbook (.xlsx, .xls, .ods) or text file (.csv, .tsv, .txt), every sheet of it.

    A text file has one sheet, named as the file. Raises `UnreadableFile` that says why.
    """
    path = Path(path)
    look = guard(path)
    with in_bulk():
        if kind_of(path) == "text":
            sheets = {path.stem: _text_sheet(path.stem, read_delimited(path))}
        else:
            sheets = _sheets(path, look)
    sheets = {name: replace(sheet, file_name=path.name) for name, sheet in sheets.items()}
    info = next((sheet for name, sheet in sheets.items() if fold(name) == fold(INFO_SHEET)), None)
    said = _info(info) if info else {}
    return Workbook(path.name, files.sha256(path), sheets, said, look.has_links, look.beside)


def _sheets(path: Path, look: Look) -> dict[str, Sheet]:
    try:
        halves = read_halves(path, look.cuts)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        visible = python_calamine.SheetVisibleEnum.Visible
        hidden = {about.name for about in book.sheets_metadata if about.visible != visible}
        if kind_of(path) == "xlsx" and not set(book.sheet_names) <= set(look.lost):
            raise ValueError  # the guard has not seen all that there is to read
        guard_texts(f"{path.name}, name of a sheet", book.sheet_names)
        return {
            name: _sheet(
                path.name,
                halves[name] if name in halves else book.get_sheet_by_name(name),
                look,
                is_hidden=name in hidden,
            )
            for name in book.sheet_names
        }
    except UnreadableFile:
        raise
    except BaseException as fault:  # calamine raises a dozen unrelated classes, and Rust's panic
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableFile(
            f"{path.name}: not a workbook that can be read ({type(fault).__name__}); open it in a "
            "spreadsheet program and save it as .xlsx again"
        ) from None


def _sheet(
    file_name: str, raw: python_calamine.CalamineSheet | Halves, look: Look, *, is_hidden: bool
) -> Sheet:
    rows = raw.to_python()  # without the blank rows and columns before the first filled cell
    top, left = raw.start or (0, 0)
    if look.has_long_texts:
        for number, row in enumerate(rows, top + 1):
            guard_texts(f"{file_name}, sheet {raw.name!r}, row {number}", row)
    said = [(a + 1, b, c + 1, d) for (a, b), (c, d) in raw.merged_cell_ranges or ()]
    ranges = tuple(
        (first, start - left, last, end - left)
        for first, start, last, end in said or look.ranges.get(raw.name, ())
    )
    lost = {(row, n - left): why for (row, n), why in look.lost.get(raw.name, {}).items()}
    _mark_shown(rows, top, left, raw.name, look)
    sheet = _made(raw.name, rows, top, left, lost=lost, ranges=ranges)
    return replace(
        sheet,
        hidden_rows=look.hidden_rows.get(raw.name, ()),
        struck_rows=_struck_rows(rows, top, left, raw.name, look),
        is_hidden=is_hidden,
        fonts=_fonts(raw.name, look),
    )


def _mark_shown(rows: list[list[Any]], top: int, left: int, name: str, look: Look) -> None:
    """Give numbers that the sheet shows otherwise their class."""
    for how in set(look.styles.shows.values()) if name in look.styled else ():
        numbers = [number for number, shows in look.styles.shows.items() if shows == how]
        places = look.styled[name].cells(numbers)
        kind = HOW[how]
        for row, column in zip(
            (places // FAR - 1 - top).tolist(), (places % FAR - 1 - left).tolist(), strict=True
        ):
            inside = 0 <= row < len(rows) and 0 <= column < len(rows[row])
            if inside and rows[row][column].__class__ is float:
                rows[row][column] = kind(rows[row][column])


def _struck_rows(
    rows: list[list[Any]], top: int, left: int, name: str, look: Look
) -> tuple[int, ...]:
    """Numbers of the rows in which a filled cell is struck through."""
    if name not in look.styled or not look.styles.struck:
        return ()
    places = look.styled[name].cells(list(look.styles.struck))
    found = {
        row + top + 1
        for row, column in zip(
            (places // FAR - 1 - top).tolist(), (places % FAR - 1 - left).tolist(), strict=True
        )
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]) and not is_blank(rows[row][column])
    }
    return tuple(sorted(found))


def _fonts(name: str, look: Look) -> dict[str, np.ndarray]:
    if name not in look.styled:
        return {}
    by_font: dict[str, list[int]] = {}
    for number, font in look.styles.fonts.items():
        by_font.setdefault(font, []).append(number)
    found = {font: look.styled[name].cells(numbers) for font, numbers in by_font.items()}
    return {font: places for font, places in found.items() if len(places)}


def _text_sheet(name: str, rows: list[list[str]]) -> Sheet:
    filled = [n for n, row in enumerate(rows) if any(map(str.strip, row))]
    rows, top = (rows[filled[0] :], filled[0]) if filled else ([], 0)
    width = max(map(len, rows), default=0)
    return _made(name, [row + [""] * (width - len(row)) for row in rows], top, 0)


def _made(
    name: str,
    rows: list[list[Any]],
    top: int,
    left: int,
    *,
    lost: Lost | None = None,
    ranges: tuple[Range, ...] = (),
) -> Sheet:
    headers = tuple(tidy(str(cell)) for cell in rows[0]) if rows else ()
    data = rows[1:]
    while data and all(is_blank(cell) for cell in data[-1]):
        data.pop()
    first, last = top + 2, top + 1 + len(data)
    inside = {place: why for place, why in (lost or {}).items() if place[0] >= first}
    merged = tuple(
        (max(start, first), place)
        for start, place, end, _ in ranges
        if end >= first and start <= last
    )
    return Sheet(
        name, headers, data, first, left, inside, merged, tuple(rows[0]) if rows else (), ranges
    )


def _info(sheet: Sheet) -> dict[str, str]:
    keys = {fold(header): key for header, key in INFO_KEYS.items()}
    rows = [sheet.headers, *sheet.rows]
    pairs = [(keys.get(fold(str(row[0]))), row[1]) for row in rows if len(row) > 1]
    return {key: _info_text(value) for key, value in pairs if key and not is_blank(value)}


def _info_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m}"
    return tidy(str(value))
