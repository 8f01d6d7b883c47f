"""Filling: the cells of a sheet under the national form's names, each with its place."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mohinh.tables.cells import Numbers, Repeated, is_blank
from mohinh.tables.layouts.amounts import is_dash, scaled
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Across, cell_text, key_of
from mohinh.tables.layouts.raw import Part, RawColumn, stated
from mohinh.tables.layouts.rows import group_of
from mohinh.tables.layouts.spec import ColumnRule, Layout, Target
from mohinh.tables.layouts.taken import Taken, row_number, titles, year_of_titles
from mohinh.tables.quality import Finding


class Filling:
    """The columns of one sheet, row by row of data, put under the national form's names."""

    def __init__(self, taken: Taken, grid: Grid, layout: Layout):
        self.taken, self.grid, self.layout = taken, grid, layout
        self.sheet, self.header = taken.sheet, taken.header
        self.data = taken.rows.data
        self.rows = np.array(self.data, np.int32)
        self.across = [c for c in taken.header.across if not c.is_sum] if taken.header else []
        self.periods = sorted({c.span.first: c for c in self.across}.items())

    def parts(self) -> dict[str, Part]:
        """The parts by table. A table with periods across has a row for each of them."""
        wide = self._wide()
        long = self._long()
        result = {}
        for table in {target.table: None for target in (*wide, *long)}:
            mine = {t.column: c for t, c in wide.items() if t.table == table}
            across = {t.column: c for t, c in long.items() if t.table == table}
            if across:
                times = len(self.periods)
                places = np.repeat(np.arange(len(self.data), dtype=np.int32), times)
                mine = {name: raw.take(places) for name, raw in mine.items()} | across
            length = len(self.data) * (len(self.periods) if across else 1)
            part = Part(self.sheet, mine, length)
            result[table] = self._reported(part, table) if across else part
        return result

    def _wide(self) -> dict[Target, RawColumn]:
        found: dict[Target, RawColumn] = {}
        for target, value in self.layout.constants.items():
            found[target] = stated(value, len(self.data))
        found |= self._period_columns()
        for level, rule in enumerate(self.layout.groups):
            heads = group_of(self.taken.rows, level) if rule.to or rule.mark_to else []
            for target in rule.to:
                found[target] = self._of_heads(heads, "label")
            for target in rule.mark_to:
                found[target] = self._of_heads(heads, "mark")
        for number, place in (self.header.places if self.header else {}).items():
            rule = self.layout.columns[number]
            raw = self._column(rule, place)
            for target in rule.to:
                found[target] = self._in_dong(target, raw, place)
        return found

    def _period_columns(self) -> dict[Target, RawColumn]:
        rule, said = self.layout.period, self.taken.said
        if rule is None or said is None:
            return {}
        found = {}
        for target in rule.to:
            is_year = target.described.kind == "year"
            value = (said.span.year or "") if is_year else str(said.span)
            found[target] = stated(value, len(self.data), row=said.row, column=said.column)
        return found

    def _of_heads(self, heads: Sequence[Any], what: str) -> RawColumn:
        return RawColumn(
            ["" if head is None else getattr(head, what) for head in heads],
            np.array([-1 if head is None else head.row for head in heads], np.int32),
            np.array([-1 if head is None else head.place for head in heads], np.int32),
        )

    def _column(self, rule: ColumnRule, place: int) -> RawColumn:
        read = self.grid.numbers if rule.is_summed else self.grid.cells
        cells, rows = read(place, self.data), self.rows
        if rule.fills_down:
            cells, rows = self._filled_down(cells, place)
        if rule.with_mark:
            cells = self._marked(cells)
        return RawColumn(
            self._dashes(rule, cells, place), rows, np.full(len(cells), place, np.int32)
        )

    def _filled_down(self, cells: Sequence[Any], place: int) -> tuple[list[Any], np.ndarray]:
        """The cells with those of merged ranges filled from the range's first cell."""
        cells, rows = list(cells), self.rows.copy()
        offset = self.sheet.first_row - 1
        for top, left, bottom, right in self.sheet.ranges:
            if not left <= place <= right or bottom == top:
                continue
            first = top - offset
            inside = np.flatnonzero((rows > first) & (rows <= bottom - offset))
            for n in inside:
                cells[n], rows[n] = self.grid[first][left], first
        return cells, rows

    def _marked(self, cells: Sequence[Any]) -> list[Any]:
        innermost = len(self.layout.groups) - 1
        heads = group_of(self.taken.rows, innermost) if innermost >= 0 else [None] * len(cells)
        return [
            f"{head.mark}-{cell_text(cell)}" if head and not is_blank(cell) else cell
            for head, cell in zip(heads, cells, strict=True)
        ]

    def _dashes(self, rule: ColumnRule, cells: Sequence[Any], place: int) -> Sequence[Any]:
        """The cells with dashes as the layout reads them."""
        if not rule.is_summed:
            return cells
        cells = Numbers.of(cells)
        texts = {cell for cell in cells.others.values() if cell.__class__ is str}
        dashes = set(filter(is_dash, texts))
        rows = [row for row, cell in cells.others.items() if cell in dashes]
        if not rows:
            return cells
        meaning = rule.dash or self.layout.dash
        if meaning == "review":
            heading = self.header.headings[place] if self.header else ""
            row = row_number(self.sheet, self.data[rows[0]])
            letter, found = self.sheet.letter(place), f"{len(rows)} × -"
            self.taken.findings.append(
                Finding("dash", self.sheet.name, row, heading, found, letter=letter)
            )
            return cells
        if meaning == "missing":
            return Numbers(cells.values, cells.others | dict.fromkeys(rows, ""))
        values = cells.values.copy()
        values[rows] = 0
        others = {row: cell for row, cell in cells.others.items() if cell not in dashes}
        return Numbers(values, others)

    def _in_dong(self, target: Target, raw: RawColumn, place: int) -> RawColumn:
        unit = self.layout.unit
        if unit is None or target not in unit.to or self.header is None:
            return raw
        texts = [text for _, _, text in titles(self.taken, self.grid)]
        heading = self.header.headings[place]
        factor = _factor(unit.factors, [heading, *texts]) or unit.factors.get(unit.default)
        if factor is None:
            expected = ("; ".join(unit.factors),) * 2
            row, letter = row_number(self.sheet, self.header.data - 1), self.sheet.letter(place)
            self.taken.findings.append(
                Finding("no_unit", self.sheet.name, row, heading, expected=expected, letter=letter)
            )
            return raw
        return RawColumn([scaled(cell, factor) for cell in raw.cells], raw.rows, raw.columns)

    # Periods across --------------------------------------------------------------------------

    def _long(self) -> dict[Target, RawColumn]:
        if not self.periods or self.header is None:
            return {}
        found: dict[Target, RawColumn] = {}
        for number in sorted({column.rule for column in self.across}):
            rule = self.layout.columns[number]
            by_start = {c.span.first: c for c in self.across if c.rule == number}
            columns = [by_start.get(start) for start, _ in self.periods]
            raw = self._interleaved(rule, columns)
            for target in rule.to:
                found[target] = raw
        return self._period_of_columns(found) | found

    def _period_of_columns(self, measures: Sequence[Target]) -> dict[Target, RawColumn]:
        said, header = self.taken.said, self.header
        year = said.span.year if said else None
        year = year or (self.layout.period.year if self.layout.period else None)
        year = year or year_of_titles(self.taken, self.grid)
        spans = [column.span.in_year(year) for _, column in self.periods]
        if not all(span.has_year for span in spans):
            self.taken.findings.append(Finding("no_period", self.sheet.name, found=str(spans[0])))
        level = self.layout.across_levels[-1] - 1
        row = (header.top if header else 0) + level
        places = np.tile(np.arange(len(spans), dtype=np.int32), len(self.data))
        raw = RawColumn(
            Repeated([str(span) for span in spans], places),
            np.full(len(spans) * len(self.data), row, np.int32),
            np.tile(np.array([c.place for _, c in self.periods], np.int32), len(self.data)),
        )
        tables = {target.table for target in measures}
        return {target: raw for target in self.layout.across_to if target.table in tables}

    def _interleaved(self, rule: ColumnRule, columns: Sequence[Across | None]) -> RawColumn:
        """Row 1 in every period, row 2 in every period, …"""
        blank = Numbers.of([""] * len(self.data)) if None in columns else None
        read = [
            blank
            if column is None
            else self._dashes(rule, self.grid.numbers(column.place, self.data), column.place)
            for column in columns
        ]
        cells = Numbers.joined([Numbers.of(one) for one in read])
        order = np.arange(len(cells), dtype=np.int32).reshape(len(columns), -1)
        places = np.array([-1 if c is None else c.place for c in columns], np.int32)
        rows = np.repeat(self.rows, len(columns))
        tiled = np.tile(places, len(self.data))
        rows = np.where(tiled < 0, np.int32(-1), rows)
        return RawColumn(Repeated(cells, order.T.ravel()), rows, tiled)

    def _reported(self, part: Part, table: str) -> Part:
        """The part without periods in which a row holds no number: those were not reported."""
        names = {t.column for c in self.across for t in self.layout.columns[c.rule].to}
        found = [part.columns[name].cells for name in names if name in part.columns]
        reported = np.zeros(part.length, bool)
        for cells in found:
            reported |= ~_blanks(cells)
            if reported.all():
                return part
        return part.keep(reported)


def _blanks(cells: Sequence[Any]) -> np.ndarray:
    if isinstance(cells, Repeated):
        return _blanks(cells.kept)[cells.places]
    numbers = Numbers.of(cells)
    blank = np.zeros(len(cells), bool)
    blank[[row for row, cell in numbers.others.items() if is_blank(cell)]] = True
    return blank


def _factor(factors: Any, texts: Sequence[str]) -> int | None:
    """The factor of the longest unit that the heading, or a title line with “ĐVT”, names."""
    for number, text in enumerate(texts):
        key = f" {key_of(text)} "
        if number and not any(word in key for word in (" dvt ", " don vi tinh ", " don vi ")):
            continue
        named = [name for name in factors if f" {name} " in key]
        if named:
            return factors[max(named, key=len)]
    return None
