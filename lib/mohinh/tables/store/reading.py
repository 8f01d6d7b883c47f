"""Reading: files → tables of accepted rows, refused rows, and all that was found, in one pass.

Nothing disappears: of every table, rows received = rows accepted + rows refused.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from mohinh.tables import cells, privacy, units
from mohinh.tables.layouts import RawColumn, RawTable
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import (
    AREAS,
    IMPORTED_TABLES,
    MODEL_TYPES,
    POINTS,
    TABLES,
    WORKBOOK_TABLES,
    Table,
    validate,
)
from mohinh.tables.sheets import Workbook, in_bulk
from mohinh.tables.store.acceptance import Accepted, accept, rejected
from mohinh.tables.store.breaches import Breach, located, row_numbers
from mohinh.tables.store.incoming import Incoming, receive, without_values
from mohinh.tables.store.lineage import Lineage, lineage_of
from mohinh.tables.store.naming import fill_codes
from mohinh.tables.store.typed import empty, missing_columns, typed
from mohinh.tables.units import Province
from mohinh.words.errors import PersonalData, UnreadableFile
from mohinh.words.terms import Lang, Vintage

_URBAN = ("phường", "thị trấn")
# Without these there is nothing to evaluate; a province may lack the others.
_NEEDED = (AREAS, MODEL_TYPES, POINTS)
MOST_BREACHES = cells.MOST_FAULTS
Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where tables come from: the files, their fingerprint, their span, and whether made up.

    Of several files, `file_name` lists the names and `sha256` is the fingerprint of theirs, which
    `files` holds by name. `months_elsewhere` (2022-01) are shown by place in units of the other
    vintage: an earlier import of the same land holds them.
    """

    file_name: str
    sha256: str
    is_made_up: bool
    first_month: str
    last_month: str
    files: Mapping[str, str] = field(default_factory=dict)
    months_elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What files held: their tables with the accepted rows, and all that was found.

    `tables` is None where a finding stops the files as a whole. `received` counts the data rows of
    each table.
    """

    province: Province | None
    origin: Origin
    tables: Mapping[str, pd.DataFrame] | None
    findings: tuple[Finding, ...]
    received: Mapping[str, int]
    books: tuple[Workbook, ...]
    raws: Mapping[str, RawTable]
    accepted: Accepted | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def refused(self) -> dict[str, int]:
        """Rows of each table that were received and not accepted."""
        tables = self.tables or {}
        return {
            name: count - (len(tables[name]) if name in tables else 0)
            for name, count in self.received.items()
        }

    def rejected(self, lang: Lang = "vi") -> pd.DataFrame:
        """The refused rows as they stood, with the reasons in the language asked for.

        Columns as in `acceptance.rejected`; no row where the files were refused as a whole.
        """
        if self.tables is None or self.accepted is None:
            return pd.DataFrame()
        return rejected(self.accepted, self.raws, lang=lang)

    def lineage(self) -> dict[str, Lineage]:
        """Where the accepted rows of each table come from."""
        if self.tables is None or self.accepted is None:
            return {}
        return {
            name: lineage_of(raw, self.accepted.tables[name].index)
            for name, raw in self.raws.items()
        }


def read(
    paths: Paths,
    *,
    province: str | None = None,
    vintage: Vintage | None = None,
    is_whole: bool = False,
) -> Reading:
    """Read a file, or several of one province, and find all that is wrong, in one pass.

    Without `province` and `vintage` those of the information sheet (or of the layout) hold; where
    both are given they must agree. `is_whole`: all that there is of the province, so that a missing
    table is an error. Raises `UnreadableFile`.
    """
    with in_bulk():
        arrived, findings = _unrepeated(_received(each(paths), province, vintage))
        return _reading(arrived, findings, is_whole=is_whole)


def _reading(arrived: list[Incoming], findings: list[Finding], *, is_whole: bool) -> Reading:
    place, faults = _one_place(arrived)
    findings += [one for incoming in arrived for one in incoming.findings] + faults
    if place:
        findings = [finding for finding in findings if finding.code != "no_place"]
    raws = _joined(arrived)
    findings += [one for name, raw in raws.items() for one in missing_columns(TABLES[name], raw)]
    is_whole = is_whole and not any(finding.code == "no_sheet" for finding in findings)
    findings += _missing_tables(raws, is_whole=is_whole)
    origin, books = _origin(arrived), tuple(one.book for one in arrived)
    received = {name: len(raw) for name, raw in raws.items()}
    if place is None:
        return Reading(None, origin, None, tuple(findings), received, books, raws, None)
    findings, breaches = _of_rows(findings, raws)
    raws, accepted = _accepted(raws, place, origin, breaches)
    findings += _nothing_left(accepted, raws)
    of_rows = list(without_values(located(accepted.breaches, raws)))
    findings += [finding for finding in of_rows if finding.code == "personal_data"]
    told = *findings, *(finding for finding in of_rows if finding.code != "personal_data")
    if any(finding.severity == "error" for finding in findings):
        return Reading(place, origin, None, told, received, books, raws, accepted)
    tables = _derive(accepted.tables, place)
    if is_whole:
        for name, frame in tables.items():
            validate(TABLES[name], frame)
    origin = _with_months(origin, tables)
    return Reading(place, origin, tables, told, received, books, raws, accepted)


def _received(
    paths: Sequence[Path], province: str | None, vintage: Vintage | None
) -> list[Incoming]:
    """The files in their order; while the reader unpacks one, another is looked at."""
    _guard_names(paths)
    with ThreadPoolExecutor(2) as readers:
        return list(
            readers.map(lambda path: receive(path, province=province, vintage=vintage), paths)
        )


def _guard_names(paths: Sequence[Path]) -> None:
    """Refuse a file with a person in its name, which every finding and the report would repeat."""
    for number, path in enumerate(paths, 1):
        if privacy.personal_cell(path.stem.replace("_", " ")):
            raise PersonalData(
                f"file {number} of {len(paths)}: its name looks like a person's, or holds a number "
                "that identifies one; rename the file"
            )


def _with_months(origin: Origin, tables: Mapping[str, pd.DataFrame]) -> Origin:
    """The origin; where no file says which months it covers, those of its counts."""
    months = pd.concat([tables["activity"]["month"], tables["commune_activity"]["month"]])
    if origin.first_month or months.empty:
        return origin
    first, last = months.min(), months.max()
    return replace(origin, first_month=f"{first:%Y-%m}", last_month=f"{last:%Y-%m}")


def each(paths: Paths) -> list[Path]:
    """One path or several, as a list."""
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]


def _unrepeated(arrived: list[Incoming]) -> tuple[list[Incoming], list[Finding]]:
    """The files, each once, and a finding for each that came again.

    Raises `UnreadableFile` where two that differ have one name.
    """
    seen: dict[str, Incoming] = {}
    findings = []
    for one in arrived:
        first = seen.setdefault(one.book.sha256, one)
        if first is not one:
            file = one.book.file_name
            findings.append(Finding("same_file", found=first.book.file_name, file=file))
    names = [one.book.file_name for one in seen.values()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableFile(
            f"{twice[0]}: two different files have this name, so that a number could not be traced "
            "to one of them; rename one"
        )
    return list(seen.values()), findings


def _one_place(arrived: Sequence[Incoming]) -> tuple[Province | None, list[Finding]]:
    """The province that all files are of; what contradicts it."""
    places = [one.province for one in arrived if one.province]
    if not places:
        return None, []
    wanted = f"{places[0].name} ({places[0].vintage})"
    findings = [
        Finding(
            "wrong_info", found=f"{one.province.name} ({one.province.vintage})",
            expected=(wanted, wanted), file=one.book.file_name,
        )
        for one in arrived
        if one.province not in (None, places[0])
    ]  # fmt: skip
    return places[0], findings


def _missing_tables(raws: Mapping[str, RawTable], *, is_whole: bool) -> list[Finding]:
    if not is_whole:
        return []
    return [
        Finding("no_table" if table in _NEEDED else "empty_table", table.sheet)
        for table in WORKBOOK_TABLES
        if table.name not in raws
    ]


def _origin(arrived: Sequence[Incoming]) -> Origin:
    prints = {one.book.file_name: one.book.sha256 for one in arrived}
    both = "".join(one.book.sha256 for one in arrived).encode()
    firsts, lasts = zip(*(one.months for one in arrived), strict=True)
    return Origin(
        ", ".join(prints),
        arrived[0].book.sha256 if len(arrived) == 1 else sha256(both).hexdigest(),
        any(one.is_made_up for one in arrived),
        min(filter(None, firsts), default=""),
        max(filter(None, lasts), default=""),
        prints,
    )


# Tables of several files ------------------------------------------------------------------------


def _joined(arrived: Sequence[Incoming]) -> dict[str, RawTable]:
    tables = {}
    for table in IMPORTED_TABLES:
        found = [one.tables[table.name] for one in arrived if table.name in one.tables]
        if found:
            tables[table.name] = found[0] if len(found) == 1 else _one_table(found)
    return tables


def _one_table(raws: Sequence[RawTable]) -> RawTable:
    """The rows of all, in their order; a column that one of them lacks is blank there."""
    names = dict.fromkeys(name for raw in raws for name in raw.columns)
    columns = {}
    for name in names:
        parts = [raw.columns.get(name) or _blank(len(raw)) for raw in raws]
        columns[name] = RawColumn(
            [cell for part in parts for cell in part.cells],
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.columns for part in parts]),
        )
    starts = np.cumsum([0, *(len(raw.sheets) for raw in raws)])
    sheet_of = [raw.sheet_of + start for raw, start in zip(raws, starts, strict=False)]
    sheets = tuple(sheet for raw in raws for sheet in raw.sheets)
    return RawTable(raws[0].name, columns, sheets, np.concatenate(sheet_of))


def _blank(length: int) -> RawColumn:
    nowhere = np.full(length, -1, np.int32)
    return RawColumn([""] * length, nowhere, nowhere)


# Rows -------------------------------------------------------------------------------------------


def _accepted(
    raws: dict[str, RawTable], place: Province, origin: Origin, breaches: Iterable[Breach]
) -> tuple[dict[str, RawTable], Accepted]:
    """The raw tables with codes for names, and which of their rows hold."""
    raws, unnamed = fill_codes(raws, place)
    told = [*breaches, *unnamed]
    known = {(one.table, one.row, column) for one in told for column in one.columns}
    frames: dict[str, pd.DataFrame] = {}
    before: dict = {}
    for table in IMPORTED_TABLES:
        if table.name not in raws:
            frames[table.name] = empty(table)
            continue
        own = {(row, column) for name, row, column in known if name == table.name}
        try:
            frames[table.name], faults = typed(table, raws[table.name], known=own, before=before)
        except cells.TooManyFaults:
            raise _unreadable(origin, table) from None
        told += faults
        if len(told) > MOST_BREACHES:
            raise _unreadable(origin, table)
    absent = {table.name for table in IMPORTED_TABLES} - set(raws)
    span = origin.first_month, origin.last_month
    try:
        return raws, accept(frames, told, place, span=span, absent=absent)
    except cells.TooManyFaults:
        raise UnreadableFile(
            f"{origin.file_name}: more than {MOST_BREACHES:,} rows that cannot be accepted; see "
            f"whether it is of {place.name} ({place.vintage}), and the columns are the right ones"
        ) from None


def _unreadable(origin: Origin, table: Table) -> UnreadableFile:
    return UnreadableFile(
        f"{origin.file_name}: more than {MOST_BREACHES:,} cells that cannot be read, the last of "
        f"them of “{table.sheet}”; see whether the columns are the right ones"
    )


def _of_rows(
    findings: Sequence[Finding], raws: Mapping[str, RawTable]
) -> tuple[list[Finding], list[Breach]]:
    """Errors that a sheet showed in one of its data rows keep that row out, not the whole file."""
    wanted = {_spot(one) for one in findings if one.severity == "error" and one.row}
    rows = _rows_at(wanted, raws) if wanted else {}
    others, breaches = [], []
    for finding in findings:
        hits = []
        if finding.severity == "error" and finding.code != "personal_data":
            for name, row in rows.get(_spot(finding), ()):
                column = _column_at(raws[name], row, finding.letter)
                if column or not finding.letter:
                    columns = (column or next(iter(raws[name].columns)),)
                    told = finding.found, finding.expected
                    hits.append(Breach(finding.code, name, row, columns, *told))
        breaches += hits
        if not hits:
            others.append(finding)
    return others, breaches


def _spot(finding: Finding) -> tuple[str, str, int]:
    return finding.file, finding.sheet, finding.row or 0


def _rows_at(
    spots: Collection[tuple[str, str, int]], raws: Mapping[str, RawTable]
) -> dict[tuple[str, str, int], list[tuple[str, int]]]:
    """File, sheet and row number → tables and rows that stand there."""
    found: dict[tuple[str, str, int], list[tuple[str, int]]] = {}
    numbers_wanted = [number for *_, number in spots]
    for name, raw in raws.items():
        if not len(raw):
            continue
        numbers = row_numbers(raw)
        for row in np.flatnonzero(np.isin(numbers, numbers_wanted)).tolist():
            sheet = raw.sheets[raw.sheet_of[row]]
            spot = sheet.file_name, sheet.name, int(numbers[row])
            if spot in spots:
                found.setdefault(spot, []).append((name, row))
    return found


def _column_at(raw: RawTable, row: int, letter: str) -> str:
    """The column whose value in a row comes from the cell below a letter."""
    sheet = raw.sheets[raw.sheet_of[row]]
    for name, column in raw.columns.items():
        place = int(column.columns[row])
        if place >= 0 and sheet.letter(place) == letter:
            return name
    return ""


def _nothing_left(accepted: Accepted, raws: Mapping[str, RawTable]) -> list[Finding]:
    had_rows = "areas" in raws and len(raws["areas"]) > 0
    return (
        [Finding("nothing_left", AREAS.sheet)]
        if had_rows and accepted.tables["areas"].empty
        else []
    )


def _derive(tables: Mapping[str, pd.DataFrame], province: Province) -> dict[str, pd.DataFrame]:
    """The tables with the columns that follow from others, rows counted anew."""
    communes = units.communes(province).set_index("commune_code")
    areas, points = tables["areas"], tables["points"]
    types = tables["model_types"].drop_duplicates("type_id").set_index("type_id")
    of_areas = communes.reindex(areas["commune_code"]).set_axis(areas.index)
    derived = dict(tables)
    derived["areas"] = areas.assign(
        is_urban=of_areas["commune_kind"].isin(_URBAN).astype("boolean"),
        district_name=of_areas["district_name"].astype("str"),
        commune_kind=of_areas["commune_kind"],
    )
    derived["points"] = points.assign(
        model_group=points["type_id"].map(types["model_group"]).astype("str")
    )
    return {table.name: _in_order(derived[table.name], table) for table in IMPORTED_TABLES}


def _in_order(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with the table's columns in their order, rows counted from 0."""
    names = [column.name for column in table.columns]
    ordered = frame if list(frame.columns) == names else frame[names]
    return ordered.reset_index(drop=True)
