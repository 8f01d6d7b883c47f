"""Reading: a workbook → typed tables and all that was found, in one pass."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mohinh.tables import cells, privacy, sheets, units
from mohinh.tables.quality import RULES, Finding
from mohinh.tables.schemas import ACTIVITY, AREAS, WORKBOOK_TABLES, Table, validate
from mohinh.tables.sheets import Sheet, Workbook
from mohinh.tables.store.rules import crosscheck
from mohinh.tables.units import Province
from mohinh.words.errors import UnknownName
from mohinh.words.terms import VINTAGES, Label, Vintage
from mohinh.words.text import fold

_URBAN = ("phường", "thị trấn")
_COLUMNS = {
    (fold(table.sheet), fold(column.header)): column
    for table in WORKBOOK_TABLES
    for column in table.typed_columns
}
_TOTALS = frozenset(("tong", "tong cong", "cong", "tong so", "toan tinh", "toan huyen", "toan xa"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where tables come from: the workbook, its fingerprint, its span, and whether made up."""

    file_name: str
    sha256: str
    is_made_up: bool
    first_month: str
    last_month: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook held: its tables where nothing was refused, and all that was found."""

    province: Province | None
    origin: Origin
    tables: Mapping[str, pd.DataFrame] | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")


def read(
    path: str | Path, *, province: str | None = None, vintage: Vintage | None = None
) -> Reading:
    """Read a workbook and find all that is wrong with it, in one pass.

    Without `province` and `vintage` those of the information sheet hold; where both are given they
    must agree. Tables come back only where no finding is an error. Raises `UnreadableFile`.
    """
    book = sheets.read_workbook(path)
    place, findings = _place(book, province, vintage)
    origin, faults = _origin(book)
    personal = _personal(book)
    findings = [*personal, *findings, *(faults if book.info else ())]
    if place is None or personal:
        return Reading(place, origin, None, _without_values(findings))
    tables = {}
    for table in WORKBOOK_TABLES:
        frame, faults = _read_table(book, table)
        findings += faults
        tables[table.name] = frame
    findings += _strange_sheets(book)
    if all(frame is not None for frame in tables.values()):
        findings += crosscheck(tables, place, span=(origin.first_month, origin.last_month))
    findings = _without_values(findings)
    if any(finding.severity == "error" for finding in findings):
        return Reading(place, origin, None, findings)
    tables = _derive(tables, place)
    for table in WORKBOOK_TABLES:
        validate(table, tables[table.name])
    return Reading(place, origin, tables, findings)


def _origin(book: Workbook) -> tuple[Origin, list[Finding]]:
    made_up = fold(book.info.get("is_made_up", "")) in ("co", "yes", "true")
    said = [book.info.get(key, "") for key in ("first_month", "last_month")]
    (first, last), faults = cells.parse(ACTIVITY.column("month"), said)
    months = [f"{month:%Y-%m}" if month else "" for month in (first, last)]
    headers = "Từ tháng", "Đến tháng"
    findings = [
        _wrong_info(headers[fault.row], fault.found, fault.expected)
        for fault in faults
        if RULES[fault.code].severity == "error"
    ]
    if first and last and last < first:
        expected = f"từ {months[0]} trở đi", f"{months[0]} or later"
        findings.append(_wrong_info(headers[1], months[1], expected))
    return Origin(book.file_name, book.sha256, made_up, *months), findings


def _place(
    book: Workbook, province: str | None, vintage: Vintage | None
) -> tuple[Province | None, list[Finding]]:
    # What the caller asks for must exist; a mistake there is not the workbook's.
    wanted = units.find_province(province, vintage) if province and vintage else None
    if not book.info:
        return None, [Finding("no_sheet", sheets.INFO_SHEET)]
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


def _personal(book: Workbook) -> list[Finding]:
    findings = []
    for sheet in book.sheets.values():
        if fold(sheet.name) == fold(sheets.LEGEND_SHEET):
            continue
        for place, header in enumerate(sheet.headers):
            if privacy.forbidden_header(header) or not privacy.repeatable(header):
                shown = header if privacy.repeatable(header) else sheet.letter(place)
                findings.append(Finding("personal_data", sheet.name, sheet.first_row - 1, shown))
            column = _COLUMNS.get((fold(sheet.name), fold(header)))
            findings += privacy.scan(
                sheet.name,
                header if column else sheet.letter(place),
                [row[place] for row in sheet.rows],
                first_row=sheet.first_row,
                may_list_names=column is None or not column.choices,
                is_money=column is not None and column.kind == "money",
            )
    return findings


def _without_values(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings; one whose words would repeat something about a person says only where."""
    clean = []
    for finding in findings:
        texts = finding.sheet, finding.column, finding.found
        if all(map(privacy.repeatable, texts)):
            clean.append(finding)
            continue
        sheet, column = (text if privacy.repeatable(text) else "…" for text in texts[:2])
        clean.append(Finding("personal_data", sheet, finding.row, column))
    return tuple(clean)


def _strange_sheets(book: Workbook) -> list[Finding]:
    known = {fold(table.sheet) for table in WORKBOOK_TABLES}
    others = {fold(sheets.LEGEND_SHEET), fold(sheets.INFO_SHEET)}
    keys = Counter(map(fold, book.sheets))
    repeated = [name for name in book.sheets if fold(name) in known and keys[fold(name)] > 1]
    findings = [Finding("repeated_sheet", name) for name in repeated[1:]]
    strange = [name for name in book.sheets if fold(name) not in known | others]
    return findings + [Finding("strange_sheet", name) for name in strange]


def _read_table(book: Workbook, table: Table) -> tuple[pd.DataFrame | None, list[Finding]]:
    sheet = book.sheet(table.sheet)
    if sheet is None:
        return None, [Finding("no_sheet", table.sheet)]
    places = {fold(header): place for place, header in enumerate(sheet.headers)}
    findings = _strange_columns(sheet, table)
    rows, faults = _data_rows(sheet)
    findings += faults
    frame: dict[str, pd.Series] = {}
    for column in table.typed_columns:
        place = places.get(fold(column.header))
        if place is None:
            findings.append(Finding("no_column", sheet.name, sheet.first_row - 1, column.header))
            continue
        values, faults = cells.parse(column, [sheet.rows[row][place] for row in rows])
        frame[column.name] = cells.to_series(column, values)
        findings += _cell_findings(sheet, place, rows, faults)
    if len(frame) < len(table.typed_columns):
        return None, findings
    if table is AREAS and not rows:
        findings.append(Finding("no_rows", sheet.name))
    index = pd.Index([sheet.first_row + row for row in rows], name="row")
    return pd.DataFrame(frame).set_axis(index), findings


def _strange_columns(sheet: Sheet, table: Table) -> list[Finding]:
    """Columns with content that the form does not have, or has once."""
    wanted = {fold(column.header) for column in table.typed_columns}
    findings, seen = [], set()
    for place, header in enumerate(sheet.headers):
        key, row = fold(header), sheet.first_row - 1
        filled = bool(key) or not all(cells.is_blank(line[place]) for line in sheet.rows)
        if key in seen:
            findings.append(Finding("repeated_column", sheet.name, row, header))
        elif filled and key not in wanted:
            findings.append(
                Finding("strange_column", sheet.name, row, header or sheet.letter(place))
            )
        seen |= {key} & wanted
    return findings


def _data_rows(sheet: Sheet) -> tuple[list[int], list[Finding]]:
    """Places of the rows that hold data: not blank, not a row of totals."""
    rows, findings = [], []
    for place, row in enumerate(sheet.rows):
        first = next((cell for cell in row if not cells.is_blank(cell)), None)
        if isinstance(first, str) and first.strip()[:1] in "TtCc" and fold(first) in _TOTALS:
            findings.append(Finding("totals_row", sheet.name, sheet.first_row + place, found=first))
        elif first is not None:
            rows.append(place)
    return rows, findings


def _cell_findings(
    sheet: Sheet, place: int, rows: list[int], faults: list[cells.Fault]
) -> list[Finding]:
    """What was refused in a column, what was lost there, and where it is merged."""
    header = sheet.headers[place]
    lost = {row: why for (row, column), why in sheet.lost.items() if column == place}
    findings = [Finding(why, sheet.name, row, header) for row, why in lost.items()]
    findings += [
        Finding("merged_cells", sheet.name, row, header)
        for row, column in sheet.merged
        if column == place
    ]
    for fault in faults:
        row = sheet.first_row + rows[fault.row]
        if row not in lost:
            findings.append(
                Finding(fault.code, sheet.name, row, header, fault.found, fault.expected)
            )
    return findings


def _derive(tables: Mapping[str, pd.DataFrame], province: Province) -> dict[str, pd.DataFrame]:
    communes = units.communes(province).set_index("commune_code")
    areas, points = tables["areas"], tables["points"]
    group = tables["model_types"].set_index("type_id")["model_group"]
    derived = dict(tables)
    derived["areas"] = areas.assign(
        is_urban=areas["commune_code"].map(communes["commune_kind"]).isin(_URBAN).astype("boolean"),
        district_name=areas["commune_code"].map(communes["district_name"]).astype("str"),
        commune_kind=areas["commune_code"].map(communes["commune_kind"]).astype("str"),
    )
    derived["points"] = points.assign(model_group=points["type_id"].map(group).astype("str"))
    return {
        table.name: derived[table.name][[c.name for c in table.columns]].reset_index(drop=True)
        for table in WORKBOOK_TABLES
    }
