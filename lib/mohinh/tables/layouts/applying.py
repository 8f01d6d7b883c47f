"""Applying: a workbook by a layout → the tables of the national form, with all that was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mohinh.tables import privacy
from mohinh.tables.layouts.between import compare
from mohinh.tables.layouts.header import Header, cell_text, find_header, key_of
from mohinh.tables.layouts.periods import Span
from mohinh.tables.layouts.raw import Part, RawTable, put_together, unrepeated
from mohinh.tables.layouts.scanning import scan_sheet
from mohinh.tables.layouts.spec import Layout, load_layout
from mohinh.tables.layouts.taken import Taken
from mohinh.tables.layouts.taking import take
from mohinh.tables.quality import Finding
from mohinh.tables.sheets import Sheet, Workbook, in_bulk
from mohinh.words.errors import UnreadableFile
from mohinh.words.places import DATA
from mohinh.words.terms import Label
from mohinh.words.text import fold

FOLDER = DATA / "layouts"
_MOST_MISSING = 5  # headings that are listed


@dataclass(frozen=True, slots=True)
class Applied:
    """What a workbook holds by a layout.

    `rows`: sheet → kind of row (data, group, total, footer, blank, title) → how many, so that every
    row of the sheet is accounted for. `spans`: sheet → its period. `repeated`: rows that were left
    out of tables named under `once`, as an equal row came before.
    """

    layout: Layout
    tables: Mapping[str, RawTable]
    findings: tuple[Finding, ...]
    rows: Mapping[str, Mapping[str, int]]
    spans: Mapping[str, Span]
    repeated: Mapping[str, int]

    @property
    def is_cumulative(self) -> bool:
        """Whether the layout says that the numbers run on from the start of the year."""
        return bool(self.layout.period and self.layout.period.is_cumulative)


def apply(layout: Layout, workbook: Workbook) -> Applied:
    """The tables that the workbook holds by this layout, every cell with its origin.

    Nothing is interpreted beyond what the layout says. Totals and heads of groups are kept out;
    hidden sheets are not read. Sheets that the layout does not describe are searched for personal
    data all the same.
    """
    with in_bulk():
        return _applied(layout, workbook)


def _applied(layout: Layout, workbook: Workbook) -> Applied:
    chosen, others = _chosen(layout, workbook)
    sheets = [take(sheet, layout) for sheet in chosen]
    findings = [finding for taken in sheets for finding in taken.findings]
    findings += compare(sheets, layout)
    if not chosen:
        findings.append(Finding("no_sheet", ", ".join(layout.sheet_names)))
    for sheet in others:
        code = "hidden_sheet" if sheet.is_hidden else "strange_sheet"
        findings += [*scan_sheet(sheet), Finding(code, sheet.name)]
    if workbook.has_links:
        findings.append(Finding("other_files"))
    tables, repeated = _tables(layout, sheets)
    return Applied(
        layout=layout,
        tables=tables,
        findings=tuple(map(_without_values, findings)),
        rows={taken.sheet.name: _counts(taken) for taken in sheets},
        spans={taken.sheet.name: taken.span for taken in sheets if taken.span},
        repeated=repeated,
    )


def _chosen(layout: Layout, workbook: Workbook) -> tuple[list[Sheet], list[Sheet]]:
    """The sheets that the layout is for, and the others."""
    chosen = [s for s in workbook.sheets.values() if not s.is_hidden and layout.takes(s.name)]
    if not layout.sheet_names and layout.sheet_pattern is None and len(chosen) > 1:
        chosen = [sheet for sheet in chosen if fits(sheet, layout)] or chosen[:1]
    return chosen, [sheet for sheet in workbook.sheets.values() if sheet not in chosen]


def fits(sheet: Sheet, layout: Layout) -> int:
    """How many of the layout's columns a sheet has; 0 where a required one or a mark is missing."""
    grid = sheet.grid
    header = find_header(grid, layout)
    if header is None or header.missing(layout):
        return 0
    titles = [key_of(cell_text(cell)) for row in grid[: header.top] for cell in row]
    if not all(any(mark in title for title in titles) for mark in layout.title_marks):
        return 0
    return len(header.places) + len({column.rule for column in header.across})


def _tables(layout: Layout, sheets: list[Taken]) -> tuple[dict[str, RawTable], dict[str, int]]:
    parts: dict[str, list[Part]] = {}
    for taken in sheets:
        for table, part in taken.parts.items():
            parts.setdefault(table, []).append(part)
    repeated = {}
    for table in layout.once:
        if table in parts:
            parts[table], repeated[table] = unrepeated(parts[table])
    return {table: put_together(table, found) for table, found in parts.items()}, repeated


def _counts(taken: Taken) -> dict[str, int]:
    rows = taken.rows
    return {
        "title": taken.header.data if taken.header else 0,
        "data": len(rows.data),
        "group": len(rows.groups),
        "total": len(rows.totals),
        "footer": len(rows.footer),
        "blank": rows.blank,
    }


def _without_values(finding: Finding) -> Finding:
    """The finding; one whose words would repeat something about a person says only where."""
    if all(map(privacy.repeatable, (finding.column, finding.found))):
        return finding
    column = finding.column if privacy.repeatable(finding.column) else "…"
    return Finding("personal_data", finding.sheet, finding.row, column)


def layouts(folder: Path | None = None) -> list[Layout]:
    """All layouts of a folder, `data/layouts/` where none is given, by file name."""
    return [load_layout(path) for path in sorted((folder or FOLDER).glob("*.toml"))]


def no_layout(workbook: Workbook, province: str = "", *, folder: Path | None = None) -> Finding:
    """What to say where no layout fits: which comes nearest, and what it has that is missing.

    The nearest is one of which a sheet has half of the columns or more.
    """
    best: tuple[float, Layout, Sheet, Header] | None = None
    for layout in layouts(folder):
        if layout.province and province and fold(layout.province) != fold(province):
            continue
        for sheet in workbook.sheets.values():
            header = None if sheet.is_hidden else find_header(sheet.grid, layout)
            found = len(header.places) + len({c.rule for c in header.across}) if header else 0
            share = found / len(layout.columns)
            if header is not None and share >= 0.5 and (best is None or share > best[0]):
                best = share, layout, sheet, header
    if best is None:
        return Finding("no_layout")
    _, layout, sheet, header = best
    row = sheet.first_row - 1 + header.top
    return Finding("no_layout", sheet.name, row, expected=_lacking(layout, header))


def _lacking(layout: Layout, header: Header) -> Label:
    missing = [f"“{rule.headers[0]}”" for rule in header.missing(layout)]
    listed = ", ".join(missing[:_MOST_MISSING]) + (" …" if len(missing) > _MOST_MISSING else "")
    vi, en = (f"cột {listed}", f"the heading {listed}")
    if not missing:
        vi, en = ("dòng tiêu đề (title_marks)", "the lines above it (title_marks)")
        if not layout.title_marks:
            vi, en = ("tên trang", "the name of the sheet")
    return f"{vi} như bố cục gần nhất {layout.file_name}", f"{en}, as in {layout.file_name}"


def find_layout(
    workbook: Workbook, province: str = "", *, folder: Path | None = None
) -> Layout | None:
    """The layout that fits the workbook best: with the most columns found, and none missing.

    A layout that names a province fits only that one, and goes before one that names none. None
    where no layout fits; raises `UnreadableFile` where two fit equally well.
    """
    wanted = fold(province)
    scores = []
    for layout in layouts(folder):
        if layout.province and wanted and fold(layout.province) != wanted:
            continue
        chosen, _ = _chosen(layout, workbook)
        columns = sum(fits(sheet, layout) for sheet in chosen)
        if chosen and columns and all(fits(sheet, layout) for sheet in chosen):
            scores.append((bool(layout.province), columns, layout))
    if not scores:
        return None
    best = max(score[:2] for score in scores)
    fitting = [layout for *score, layout in scores if tuple(score) == best]
    if len(fitting) > 1:
        names = ", ".join(layout.file_name for layout in fitting)
        raise UnreadableFile(
            f"{workbook.file_name}: layouts {names} fit equally well; give them title_marks that "
            "tell the forms apart, or remove one from data/layouts"
        )
    return fitting[0]
