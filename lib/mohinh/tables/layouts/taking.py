"""Taking: one sheet of a form → parts of the tables of the national form, and what was found."""

from collections.abc import Sequence

from mohinh.tables import privacy
from mohinh.tables.cells import is_blank
from mohinh.tables.layouts.dating import across_sums, find_period, period_findings
from mohinh.tables.layouts.filling import Filling
from mohinh.tables.layouts.grid import Grid, is_among
from mohinh.tables.layouts.header import Header, find_header, key_of
from mohinh.tables.layouts.periods import Span, read_span
from mohinh.tables.layouts.rows import sort_rows
from mohinh.tables.layouts.scanning import scan, scan_sheet, scan_titles
from mohinh.tables.layouts.spec import ColumnRule, Layout
from mohinh.tables.layouts.taken import Taken, row_number
from mohinh.tables.layouts.totals import check_totals, like_totals, take_out_unlabelled
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Sheet


def take(sheet: Sheet, layout: Layout) -> Taken:
    """Everything that a sheet gives by this layout; no parts where its columns are missing."""
    grid = Grid.of(sheet)
    taken = Taken(sheet, grid)
    header = find_header(grid, layout)
    missing = list(layout.columns) if header is None else header.missing(layout)
    if header is None or any(rule.is_required for rule in missing):
        taken.findings += _missing(sheet, header, [r for r in missing if r.is_required])
        taken.findings += scan_sheet(sheet)
        return taken
    taken.header = header
    taken.rows = sort_rows(grid, header, layout)
    unlabelled = take_out_unlabelled(grid, header, layout, taken.rows)
    taken.findings += scan_titles(sheet, grid[: header.top], header)
    taken.findings += scan(taken, grid, layout)
    taken.findings += _rows_findings(taken, grid, layout, unlabelled)
    taken.said = find_period(taken, grid, layout)
    taken.findings += period_findings(taken, grid, layout)
    taken.findings += across_sums(taken, grid, layout)
    if taken.rows.data:
        taken.parts = Filling(taken, grid, layout).parts()
    else:
        taken.findings.append(Finding("no_rows", sheet.name))
    return taken


def _missing(sheet: Sheet, header: Header | None, rules: Sequence[ColumnRule]) -> list[Finding]:
    seen = "; ".join(text for text in header.headings if text) if header else ""
    shown = seen if privacy.repeatable(seen) else ""
    row = row_number(sheet, header.top) if header else None
    return [
        Finding(
            "no_column", sheet.name, row, rule.headers[0], shown, (" / ".join(rule.headers),) * 2
        )
        for rule in rules
    ]


def _rows_findings(
    taken: Taken, grid: Grid, layout: Layout, unlabelled: Sequence[int]
) -> list[Finding]:
    sheet, rows, header = taken.sheet, taken.rows, taken.header
    if header is None:
        return []
    name = sheet.name
    found = check_totals(sheet, grid, header, layout, rows)
    found += [Finding("unlabelled_total", name, row_number(sheet, place)) for place in unlabelled]
    found += [
        Finding("like_total", name, row_number(sheet, place))
        for place in like_totals(grid, header, layout, rows)
    ]
    if rows.totals or rows.groups:
        counts = f"{len(rows.groups)} + {len(rows.totals)}"
        found.append(Finding("left_out", name, found=counts))
    found += _after_footer(taken, grid, layout)
    offset = sheet.first_row - 1
    for code, marked in (("hidden_rows", sheet.hidden_rows), ("struck_rows", sheet.struck_rows)):
        taken_in = sorted(row for row in marked if is_among(row - offset, rows.data))
        if taken_in:
            found.append(Finding(code, name, taken_in[0], found=str(len(taken_in))))
    return found + _columns_findings(taken, grid, layout) + _across_findings(sheet, header, layout)


def _across_findings(sheet: Sheet, header: Header, layout: Layout) -> list[Finding]:
    """Two columns for one period of one measure; a month below a quarter that is not its own."""
    row = row_number(sheet, header.top + layout.header_rows - 1)
    seen: set[tuple[int, Span]] = set()
    found = []
    for column in header.across:
        heading, letter = header.headings[column.place], sheet.letter(column.place)
        if not column.is_sum and (column.rule, column.span) in seen:
            found.append(Finding("same_heading", sheet.name, row, heading, letter=letter))
        seen.add((column.rule, column.span))
        above = [span for text in heading.split(" / ") if (span := read_span(text))]
        months = {month % 12 for month in range(column.span.first, column.span.last + 1)}
        if not all(months <= {m % 12 for m in range(s.first, s.last + 1)} for s in above):
            found.append(Finding("other_period", sheet.name, row, heading, letter=letter))
    return found


def _after_footer(taken: Taken, grid: Grid, layout: Layout) -> list[Finding]:
    """Rows below the signature that hold two numbers or more: perhaps a second table."""
    header, sheet = taken.header, taken.sheet
    if header is None:
        return []
    places = [*header.places.values(), *(column.place for column in header.across)]
    return [
        Finding("rows_after_footer", sheet.name, row_number(sheet, row))
        for row in taken.rows.footer
        if sum(isinstance(grid[row][place], float) for place in places) > 1
    ][:1]


def _columns_findings(taken: Taken, grid: Grid, layout: Layout) -> list[Finding]:
    """Columns that the layout does not name, lost cells, numbers in merged cells."""
    header, sheet = taken.header, taken.sheet
    if header is None:
        return []
    data, offset = taken.rows.data, sheet.first_row - 1
    used = {*header.places.values(), *(column.place for column in header.across), header.ordinal}
    letters = {column: sheet.letter(column) for column in used - {header.ordinal, None}}
    known = {key_of(text) for rule in header.places for text in layout.columns[rule].headers}
    found = []
    for column, heading in enumerate(header.headings):
        if column in used or key_of(heading) in layout.ignore:
            continue
        if not all(map(is_blank, grid.cells(column, data))):
            shown = heading if heading and privacy.repeatable(heading) else sheet.letter(column)
            row = row_number(sheet, header.top + layout.header_rows - 1)
            code = "same_heading" if key_of(heading) in known else "unlisted_column"
            letter = sheet.letter(column)
            found.append(Finding(code, sheet.name, row, shown, letter=letter))
    found += [
        Finding(why, sheet.name, row, header.headings[column], letter=letters.get(column, ""))
        for (row, column), why in sheet.lost.items()
        if column in used and is_among(row - offset, data)
    ]
    down = {p for rule, p in header.places.items() if layout.columns[rule].fills_down}
    return found + [
        Finding(
            "merged_cells", sheet.name, top, header.headings[left], letter=letters.get(left, "")
        )
        for top, left, bottom, right in sheet.ranges
        if left in used
        and not (left == right and left in down)
        and any(is_among(row - offset, data) for row in (top, bottom))
    ]
