"""Dress: how a sheet of an .xlsx looks: styles of its cells, widths, heights, frozen rows, paper.

Read from the package itself, beside the values, so that a copy looks like the form that was sent.
Only what is named here is taken: no formula, comment, header, picture, link or rule comes along.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from mohinh.tables.marking.attire import Style, is_on, local, number, styles_of
from mohinh.tables.sheets.extent import column_number
from mohinh.tables.sheets.look import MOST_COLUMNS
from mohinh.tables.sheets.package import guard_parts, sheet_parts, unpacking
from mohinh.words.errors import UnreadableFile

_CHUNK_BYTES = 2**20
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_FAULT = re.compile(r"#[A-Z0-9/!?_]{2,20}")


@dataclass(slots=True)
class Dress:
    """How one sheet looks. Rows are counted from 1, columns from 0.

    `styles`: row → column → number of the style; `faults`: cells that show a formula's error, and
    which; `columns`: first, last, width in characters of the default font, hidden; `heights` in
    points; `frozen`: rows and columns that stay when the sheet is scrolled; `paper`: Excel's number
    of its size, 9 is A4.
    """

    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    columns: list[tuple[int, int, float | None, bool]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    frozen: tuple[int, int] = (0, 0)
    has_grid: bool = True
    is_landscape: bool | None = None
    paper: int = 9


@dataclass(frozen=True, slots=True)
class Dresses:
    """The styles of a workbook in the order of their numbers, and how each of its sheets looks."""

    styles: tuple[Style, ...]
    sheets: Mapping[str, Dress]


def dresses_of(path: Path, *, most_cells: int) -> Dresses | None:
    """How the sheets of an .xlsx look; None where it has more cells, or the look is damaged.

    Blank cells and rows count as cells. The file must have passed the guard.
    """
    try:
        with unpacking(path) as archive:
            parts = guard_parts(path.name, archive)
            sheets: dict[str, Dress] = {}
            for name, info in sheet_parts(archive, parts):
                with archive.open(info) as stream:
                    seen = _Seen(most_cells)
                    seen.read(stream)
                sheets[name] = seen.dress
                most_cells -= seen.cells
            return Dresses(styles_of(archive, parts), sheets)
    except (UnreadableFile, _TooManyCells, LookupError):  # an encoding that nobody knows
        return None


class _TooManyCells(Exception):
    """The sheet has more cells than were asked for."""


class _Seen:
    """One sheet as it is read, tag by tag."""

    def __init__(self, most_cells: int):
        self.dress = Dress()
        self.cells = 0
        self._most_cells = most_cells
        self._row, self._column = 0, -1
        self._fault: list[str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._readers = {
            "row": self._take_row,
            "c": self._take_cell,
            "v": self._take_value,
            "col": self._take_columns,
            "sheetView": self._take_view,
            "pane": self._take_pane,
            "pageSetup": self._take_page,
        }

    def read(self, stream: IO[bytes]) -> None:
        while chunk := stream.read(_CHUNK_BYTES):
            self._parser.Parse(chunk, False)
        self._parser.Parse(b"", True)
        self._end_fault()

    def _start(self, tag: str, said: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = None
        reader = self._readers.get(tag) or self._readers.get(local(tag))
        if reader:
            reader(said)

    def _count(self) -> None:
        self.cells += 1
        if self.cells > self._most_cells:
            raise _TooManyCells

    def _take_row(self, said: dict[str, str]) -> None:
        self._count()
        self._row = int(number(said.get("r"), 1, _LAST_ROW) or self._row + 1)
        self._column = -1
        if (height := number(said.get("ht"), 0, 409)) is not None:
            self.dress.heights[self._row] = height
        if is_on(said.get("hidden")):
            self.dress.hidden_rows.add(self._row)

    def _take_cell(self, said: dict[str, str]) -> None:
        self._end_fault()
        self._count()
        found = _PLACE.fullmatch(said.get("r", ""))
        self._column = column_number(found[1]) - 1 if found else self._column + 1
        if style := said.get("s"):
            place = number(style, 0, 100_000)
            self.dress.styles.setdefault(self._row, {})[self._column] = int(place or 0)
        self._fault = [] if said.get("t") == "e" else None

    def _take_value(self, _: dict[str, str]) -> None:
        if self._fault is not None:
            self._parser.CharacterDataHandler = self._fault.append

    def _end_fault(self) -> None:
        text = "".join(self._fault or ()).strip()
        if _FAULT.fullmatch(text):
            self.dress.faults[self._row, self._column] = text
        self._fault = None

    def _take_columns(self, said: dict[str, str]) -> None:
        first, last = (number(said.get(key), 1, _LAST_COLUMN) for key in ("min", "max"))
        if (
            first
            and last
            and first <= min(last, MOST_COLUMNS)
            and len(self.dress.columns) < MOST_COLUMNS
        ):
            width = number(said.get("width"), 0, 255)
            most = min(int(last), MOST_COLUMNS)
            entry = int(first) - 1, most - 1, width, is_on(said.get("hidden"))
            self.dress.columns.append(entry)

    def _take_view(self, said: dict[str, str]) -> None:
        self.dress.has_grid = said.get("showGridLines") not in ("0", "false")

    def _take_pane(self, said: dict[str, str]) -> None:
        if said.get("state", "").startswith("frozen"):
            rows, columns = (number(said.get(key), 0, 1000) for key in ("ySplit", "xSplit"))
            self.dress.frozen = int(rows or 0), int(columns or 0)

    def _take_page(self, said: dict[str, str]) -> None:
        if (turned := said.get("orientation")) in ("landscape", "portrait"):
            self.dress.is_landscape = turned == "landscape"
        self.dress.paper = int(number(said.get("paperSize"), 1, 118) or 9)
