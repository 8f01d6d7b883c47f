"""Taken: what one sheet of a form gave, so far."""

from dataclasses import dataclass, field

from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Header, cell_text
from mohinh.tables.layouts.periods import Span, read_year
from mohinh.tables.layouts.raw import Part
from mohinh.tables.layouts.rows import Rows
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Said:
    """The period of a sheet, and the cell that says it (row and column of the grid, −1: none)."""

    span: Span
    row: int = -1
    column: int = -1


@dataclass(slots=True)
class Taken:
    """What one sheet gave: parts by table, findings, rows by what they were, its period."""

    sheet: Sheet
    grid: Grid
    header: Header | None = None
    rows: Rows = field(default_factory=Rows)
    parts: dict[str, Part] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    said: Said | None = None

    @property
    def span(self) -> Span | None:
        return self.said.span if self.said else None


def row_number(sheet: Sheet, place: int) -> int:
    """The number that the sheet shows for a row of its grid."""
    return sheet.first_row - 1 + place


def titles(taken: Taken, grid: Grid) -> list[tuple[int, int, str]]:
    """Row, column (of the grid) and text of every filled cell above the header."""
    top = taken.header.top if taken.header else 0
    return [
        (row, column, cell_text(cell))
        for row in range(top)
        for column, cell in enumerate(grid[row])
        if not is_blank(cell)
    ]


def year_of_titles(taken: Taken, grid: Grid) -> int | None:
    """The first year that stands above the header."""
    years = (read_year(text) for _, _, text in titles(taken, grid))
    return next((year for year in years if year), None)
