"""Dating: the period of a sheet, a part-year, running totals beside their parts."""

from collections.abc import Sequence

import numpy as np

from mohinh.tables import privacy
from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.amounts import amounts, differ, show_amount
from mohinh.tables.layouts.grid import Grid
from mohinh.tables.layouts.header import Across, Header
from mohinh.tables.layouts.periods import Span, has_day, is_cumulative, read_cutoff, read_span
from mohinh.tables.layouts.spec import Layout
from mohinh.tables.layouts.taken import Said, Taken, row_number, titles, year_of_titles
from mohinh.tables.quality import Finding


def find_period(taken: Taken, grid: Grid, layout: Layout) -> Said | None:
    """The period that a sheet's title or name (or the layout) says; None where none does."""
    rule = layout.period
    if rule is None:
        return None
    texts = titles(taken, grid)
    if rule.source == "sheet":
        texts = [(0, -1, taken.sheet.name)]
    if rule.source == "layout":
        return Said(Span(0, 11, has_year=False).in_year(rule.year))
    for row, column, text in texts:
        part = text
        if rule.pattern is not None:
            found = rule.pattern.search(text)
            part = next(filter(None, found.groups()), found[0]) if found else ""
        span = read_span(part)
        if span is not None:
            year = rule.year or year_of_titles(taken, grid)
            return Said(span.in_year(year), row, column)
    return None


def period_findings(taken: Taken, grid: Grid, layout: Layout) -> list[Finding]:
    """Findings of a period that is not known, of running totals, of a part-year."""
    rule, sheet, header = layout.period, taken.sheet, taken.header
    found = []
    needs = rule is not None and (bool(rule.to) or rule.source == "sheet")
    if needs and (taken.span is None or not taken.span.has_year):
        said = str(taken.span.first % 12 + 1) if taken.span else ""
        found.append(Finding("no_period", sheet.name, found=said))
    texts = [text for _, _, text in titles(taken, grid)]
    texts += header.headings if header else ()
    said_so = [text for text in texts if is_cumulative(text) and privacy.repeatable(text)]
    if said_so and (rule is None or rule.is_cumulative is None) and not _sums(header):
        found.append(Finding("cumulative", sheet.name, found=said_so[0][:60]))
    span, across = taken.span, _months_with_data(taken, grid)
    if across is not None and 0 < across < 12:
        found.append(Finding("part_year", sheet.name, found=f"{across}/12"))
    elif across is None and span and span.months == 12:
        cutoff = next((month for text in texts if (month := read_cutoff(text))), 12)
        if cutoff < 12:
            found.append(Finding("part_year", sheet.name, found=f"{cutoff}/12"))
    return found + _of_other_months(taken, grid)


def _of_other_months(taken: Taken, grid: Grid) -> list[Finding]:
    """A title (or name) whose months are not those of the periods across; whole years aside."""
    header, said = taken.header, taken.said or _said_above(taken, grid)
    columns = [column for column in header.across if not column.is_sum] if header else []
    if said is None or not columns or said.span.months >= 12 or _of_other_years(said.span, columns):
        return []
    wanted, there = _months_of([said.span]), _months_of([column.span for column in columns])
    beyond = there - wanted if said.span.months > 1 else set()
    if not (wanted - there or beyond):
        return []
    months = ", ".join(f"{month + 1:02}" for month in sorted(there))
    sheet = taken.sheet
    return [
        Finding(
            "other_months",
            sheet.name,
            row_number(sheet, said.row) if said.column >= 0 else None,
            found=str(said.span),
            expected=(f"các tháng của cột: {months}", f"the months of the columns: {months}"),
            letter=sheet.letter(said.column) if said.column >= 0 else "",
        )
    ]


def _said_above(taken: Taken, grid: Grid) -> Said | None:
    """The first period above the header; the day on which something was issued is none."""
    for row, column, text in titles(taken, grid):
        span = None if has_day(text) else read_span(text)
        if span is not None:
            return Said(span, row, column)
    return None


def _of_other_years(span: Span, columns: Sequence[Across]) -> bool:
    years = {column.span.year for column in columns if column.span.has_year}
    return span.has_year and bool(years) and years != {span.year}


def _months_of(spans: Sequence[Span]) -> set[int]:
    return {month % 12 for span in spans for month in range(span.first, span.last + 1)}


def _sums(header: Header | None) -> bool:
    return any(column.is_sum for column in header.across) if header else False


def _months_with_data(taken: Taken, grid: Grid) -> int | None:
    """Months of the year with any number, where the form has all twelve across; else None."""
    header = taken.header
    columns = [c for c in header.across if not c.is_sum] if header else []
    if len(_months_of([column.span for column in columns])) < 12:
        return None
    filled = [column.span for column in columns if _has_any(grid, column.place, taken.rows.data)]
    return len(_months_of(filled))


def _has_any(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    return any(not is_blank(grid[row][column]) for row in rows)


def across_sums(taken: Taken, grid: Grid, layout: Layout) -> list[Finding]:
    """Columns that add up others (6 tháng beside Quý I, Quý II): checked row by row."""
    header, sheet, data = taken.header, taken.sheet, taken.rows.data
    found = []
    for column in header.across if header else ():
        if not column.is_sum or header is None:
            continue
        parts = _smallest(header.across, column)
        heading, row = header.headings[column.place], row_number(sheet, header.data - 1)
        where, letter = (sheet.name, row, heading), sheet.letter(column.place)
        if sum(part.span.months for part in parts) != column.span.months:
            found.append(Finding("overlap", *where, str(column.span), letter=letter))
            continue
        found.append(Finding("cumulative_column", *where, str(column.span), letter=letter))
        values, _ = amounts(grid.numbers(column.place, data))
        cells = [amounts(grid.numbers(part.place, data))[0] for part in parts]
        total = np.nansum(np.array(cells), axis=0)
        wrong = differ(values, total)
        for n in np.flatnonzero(wrong):
            said, expected = show_amount(values[n]), show_amount(total[n])
            at = (sheet.name, row_number(sheet, data[n]), heading, said, (expected, expected))
            found.append(Finding("wrong_total", *at, letter=letter))
    return found


def _smallest(columns: Sequence[Across], whole: Across) -> list[Across]:
    """The shortest periods of the same measure inside a longer one."""
    return [
        c for c in columns if c.rule == whole.rule and not c.is_sum and c.span.overlaps(whole.span)
    ]
