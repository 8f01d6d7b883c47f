"""Incoming: one file → raw tables with the origin of every cell, and what was found on the way.

A file is in the national form, or in a form of its own that `data/layouts/` describes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mohinh.tables import cells, layouts, privacy, sheets, units
from mohinh.tables.layouts import Applied, RawTable
from mohinh.tables.quality import RULES, Finding
from mohinh.tables.schemas import ACTIVITY
from mohinh.tables.sheets import Workbook
from mohinh.tables.store.beside import beside_cells
from mohinh.tables.store.national import is_national, personal_data, read_national
from mohinh.tables.units import Province
from mohinh.words.errors import UnknownName
from mohinh.words.terms import VINTAGES, Label, Vintage
from mohinh.words.text import fold, tidy

_TEXT_FILES = (".csv", ".tsv", ".txt")
# With their diacritics: without them “giả định” (assumed) is “gia đình” (family).
_MADE_UP = ("giả lập", "giả định", "số liệu giả", "dữ liệu giả", "made up", "made-up")
_LETTER = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one file gave.

    `months`: the first and last month that it says it covers (`2022-01`), blank where unsaid.
    """

    book: Workbook
    province: Province | None
    tables: Mapping[str, RawTable]
    findings: tuple[Finding, ...]
    months: tuple[str, str] = ("", "")
    is_made_up: bool = False


def receive(
    path: str | Path, *, province: str | None = None, vintage: Vintage | None = None
) -> Incoming:
    """Read one file.

    Without `province` and `vintage` those of the information sheet (or of the layout) hold; where
    both are given they must agree. Raises `UnreadableFile`, and `UnknownName` for a province that
    the caller names and nobody has.
    """
    book = sheets.read_workbook(path)
    arrived = _national if is_national(book) else _own_form
    incoming = arrived(book, province, vintage)
    found = (*beside_cells(book), *incoming.findings)
    findings = (replace(one, file=book.file_name) for one in found)
    return replace(incoming, findings=tuple(map(_placed, without_values(findings))))


def _placed(finding: Finding) -> Finding:
    """The finding with its letter, where the letter stood for a heading that is not repeated."""
    if finding.letter or not _LETTER.fullmatch(finding.column):
        return finding
    return replace(finding, letter=finding.column)


def without_values(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The findings; one whose words would repeat something about a person says only where."""
    for one in findings:
        if all(map(privacy.repeatable, (one.sheet, one.column, one.found))):
            yield one
            continue
        sheet, column = (
            text if privacy.repeatable(text) else "…" for text in (one.sheet, one.column)
        )
        yield Finding("personal_data", sheet, one.row, column, letter=one.letter, file=one.file)


# The national form ------------------------------------------------------------------------------


def _national(book: Workbook, province: str | None, vintage: Vintage | None) -> Incoming:
    place, findings = _said_place(book, province, vintage)
    months, faults = _said_months(book)
    findings = [*personal_data(book), *findings, *(faults if book.info else ())]
    tables, faults = read_national(book)
    is_made_up = fold(book.info.get("is_made_up", "")) in ("co", "yes", "true")
    return Incoming(book, place, tables, (*findings, *faults), months, is_made_up)


def _said_months(book: Workbook) -> tuple[tuple[str, str], list[Finding]]:
    said = [book.info.get(key, "") for key in ("first_month", "last_month")]
    (first, last), faults = cells.parse(ACTIVITY.column("month"), said)
    months = tuple(f"{month:%Y-%m}" if month else "" for month in (first, last))
    headers = "Từ tháng", "Đến tháng"
    findings = [
        _wrong_info(headers[fault.row], fault.found, fault.expected)
        for fault in faults
        if RULES[fault.code].severity == "error"
    ]
    if first and last and last < first:
        expected = f"từ {months[0]} trở đi", f"{months[0]} or later"
        findings.append(_wrong_info(headers[1], months[1], expected))
    return (months[0], months[1]), findings


def _said_place(
    book: Workbook, province: str | None, vintage: Vintage | None
) -> tuple[Province | None, list[Finding]]:
    if not book.info and Path(book.file_name).suffix.lower() in _TEXT_FILES:
        return _asked_place(province, vintage or "2025-06")
    if not book.info:
        return None, [Finding("no_sheet", sheets.INFO_SHEET)]
    # What the caller asks for must exist; a mistake there is not the workbook's.
    wanted = units.find_province(province, vintage) if province and vintage else None
    said_vintage = book.info.get("vintage", "")[:7]
    if said_vintage not in ([vintage] if vintage else VINTAGES):
        expected = " / ".join([vintage] if vintage else VINTAGES)
        return None, [_wrong_info("Hệ đơn vị hành chính", said_vintage, (expected, expected))]
    said_vintage = units.check_vintage(said_vintage)
    if province and not wanted:
        wanted = units.find_province(province, said_vintage)
    said = book.info.get("province", "")
    try:
        inside = units.find_province(said, said_vintage)
    except UnknownName:
        near = " / ".join([wanted.name] if wanted else units.nearest(said, said_vintage))
        expected = (
            f"một tỉnh của hệ {said_vintage}, ví dụ {near}",
            f"a province of vintage {said_vintage}, such as {near}",
        )
        return None, [_wrong_info("Tỉnh", said, expected)]
    if wanted not in (None, inside):
        return None, [_wrong_info("Tỉnh", said, (wanted.name, wanted.name))]
    return inside, []


def _wrong_info(column: str, found: str, expected: Label) -> Finding:
    return Finding("wrong_info", sheets.INFO_SHEET, None, column, found, expected)


def _asked_place(province: str | None, vintage: Vintage) -> tuple[Province | None, list[Finding]]:
    if not province:
        return None, [Finding("no_place")]
    return units.find_province(province, vintage), []


# A form of its own ------------------------------------------------------------------------------


def _own_form(book: Workbook, province: str | None, vintage: Vintage | None) -> Incoming:
    layout = layouts.find_layout(book, province or "")
    if layout is None:
        refusal = layouts.no_layout(book, province or "")
        return Incoming(book, None, {}, (*personal_data(book), refusal))
    applied = layouts.apply(layout, book)
    tables = applied.tables
    if layout.dash == "missing":
        tables = {name: _without_dashes(raw) for name, raw in tables.items()}
    named = province or layout.province or None
    place, findings = _asked_place(named, vintage or _vintage(layout.vintage))
    note = Finding("layout", found=layout.file_name)
    return Incoming(
        book,
        place,
        tables,
        (note, *findings, *applied.findings),
        _months(applied),
        _says_made_up(book),
    )


def _without_dashes(raw: RawTable) -> RawTable:
    """The table with blanks where a dash stands, in columns of every kind."""
    columns = dict(raw.columns)
    for name, column in raw.columns.items():
        if any(map(layouts.is_dash, set(column.cells))):
            filled = ["" if layouts.is_dash(cell) else cell for cell in column.cells]
            columns[name] = replace(column, cells=filled)
    return replace(raw, columns=columns)


def _vintage(said: str) -> Vintage:
    return units.check_vintage(said) if said else "2025-06"


def _months(applied: Applied) -> tuple[str, str]:
    """First and last month of the periods that the sheets name."""
    ends = [(span.first, span.last) for span in applied.spans.values() if span.has_year]
    if not ends:
        return "", ""
    return _month(min(first for first, _ in ends)), _month(max(last for _, last in ends))


def _month(number: int) -> str:
    year, month = divmod(number, 12)
    return f"{year:04}-{month + 1:02}"


def _says_made_up(book: Workbook) -> bool:
    """Whether a title of any sheet says that the numbers are made up."""
    return any(
        isinstance(cell, str) and any(word in tidy(cell).casefold() for word in _MADE_UP)
        for sheet in book.sheets.values()
        for row in sheet.grid[:12]
        for cell in row
    )
