"""Store: the one door to the data. Workbook → validated tables → Parquet → `load`.

Where tables lie
----------------
`data/imported/<province>/<vintage>.json` names the folder of the last import, with the fingerprint
of every Parquet file in it; replacing that small file is what makes an import take effect, so that
a reader never meets half of one. Without an import, the made-up workbook of `data/demo/` is read
and kept in the cache. A file that no longer has its fingerprint is not read.
"""

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from mohinh.tables import cells, files, privacy, sheets, synthetic, units
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import (
    ACTIVITY,
    AREAS,
    DTYPES,
    MODEL_TYPES,
    POINTS,
    REGISTRATIONS,
    WORKBOOK_TABLES,
    Table,
    data_dictionary,
    validate,
)
from mohinh.tables.sheets import Sheet, Workbook
from mohinh.tables.units import Province
from mohinh.words.errors import InvalidTable, NoData, UnknownName, UnreadableFile
from mohinh.words.places import CACHE, DATA, IMPORTED
from mohinh.words.terms import VINTAGES, Label, Lang, Period, Region, Vintage
from mohinh.words.text import fold

DEMO = DATA / "demo"
_URBAN = ("phường", "thị trấn")
_UNIT_WORD = re.compile(r"^(xa|phuong|thi tran|dac khu|huyen dao|huyen|tt|dk|x|p)(?= |\d) ?")
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
class ProvinceData:
    """All tables of one province and vintage, as `tables.schemas` describes them."""

    province: Province
    origin: Origin
    communes: pd.DataFrame
    areas: pd.DataFrame
    model_types: pd.DataFrame
    points: pd.DataFrame
    activity: pd.DataFrame
    registrations: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def region(self) -> Region:
        """The column of `areas` that divides the province: its districts, or since July 2025 the
        kinds of commune."""
        return "district_name" if self.province.vintage == "2025-06" else "commune_kind"

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table that came from the workbook."""
        return {table.name: len(getattr(self, table.name)) for table in WORKBOOK_TABLES}


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


# --- reading a workbook ----------------------------------------------------------------------


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
        findings += _crosscheck(tables, place, origin)
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
    findings = [_wrong_info(headers[fault.row], fault.found, fault.expected) for fault in faults]
    if first and last and last < first:
        expected = f"từ {months[0]} trở đi", f"{months[0]} or later"
        findings.append(_wrong_info(headers[1], months[1], expected))
    return Origin(book.file_name, book.sha256, made_up, *months), findings


def _place(
    book: Workbook, province: str | None, vintage: Vintage | None
) -> tuple[Province | None, list[Finding]]:
    # What the caller asks for must exist; a mistake there is not the workbook's.
    wanted = units.find_province(province, vintage or "2025-06") if province and vintage else None
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


# --- checks across rows and tables -----------------------------------------------------------


def _crosscheck(
    tables: Mapping[str, pd.DataFrame], province: Province, origin: Origin
) -> list[Finding]:
    """Findings that take more than one cell. The frames' index is the row of the sheet."""
    findings = []
    for table in WORKBOOK_TABLES:
        findings += _duplicates(table, tables[table.name])
    findings += _communes(AREAS, tables["areas"], province)
    findings += _communes(POINTS, tables["points"], province)
    findings += _references(POINTS, tables["points"], "area_id", tables["areas"]["area_id"])
    findings += _references(POINTS, tables["points"], "type_id", tables["model_types"]["type_id"])
    findings += _references(ACTIVITY, tables["activity"], "area_id", tables["areas"]["area_id"])
    findings += _registered_units(tables, province)
    findings += _point_rules(tables["points"], tables["areas"])
    activity, registered = tables["activity"], tables["registrations"]
    findings += _span(activity["month"], origin)
    findings += _part_of(ACTIVITY, activity, "useful_tips_count", "tips_count")
    findings += _part_of(REGISTRATIONS, registered, "registered_count", "eligible_count")
    findings += _part_of(REGISTRATIONS, registered, "attained_count", "eligible_count")
    findings += _part_of(REGISTRATIONS, registered, "fair_count", "eligible_count")
    return findings


def _duplicates(table: Table, frame: pd.DataFrame) -> list[Finding]:
    keys = [*table.key]
    again = frame[frame.duplicated(keys) & frame[keys].notna().all(axis=1)]
    header = ", ".join(table.column(name).header for name in keys)
    return [
        Finding("duplicate", table.sheet, row, header, " · ".join(map(_key_text, values)))
        for row, *values in again[keys].itertuples()
    ]


def _key_text(value: object) -> str:
    return f"{value:%m/%Y}" if isinstance(value, pd.Timestamp) else str(value)


def _communes(table: Table, frame: pd.DataFrame, province: Province) -> list[Finding]:
    communes = units.communes(province).set_index("commune_code")
    names = communes["commune_name"]
    codes = frame["commune_code"].dropna()
    strange = codes[~codes.isin(names.index)]
    header = table.column("commune_code").header
    expected = (
        f"một trong {len(names)} xã của {province.name} ({province.vintage})",
        f"one of the {len(names)} communes of {province.name} ({province.vintage})",
    )
    findings = [
        Finding("unknown_commune", table.sheet, row, header, code, expected)
        for row, code in strange.items()
    ]
    if "commune_name" not in frame:
        return findings
    said = frame.loc[codes.index.difference(strange.index), ["commune_code", "commune_name"]]
    said = said.dropna()
    right = communes.loc[said["commune_code"], ["commune_name", "commune_full_name"]].to_numpy()
    pairs = zip(said["commune_name"], *right.T, strict=True)
    wrong = said[[not _names_fit(*pair) for pair in pairs]]
    return findings + [
        Finding("other_name", table.sheet, row, "Tên xã", name, (names[code], names[code]))
        for row, code, name in wrong.itertuples()
    ]


@cache
def _names_fit(given: str, name: str, full_name: str) -> bool:
    """Whether a name is the commune's, with or without the word for its kind (xã, P., TT …)."""
    key = fold(given)
    return key == fold(full_name) or _UNIT_WORD.sub("", key) == _UNIT_WORD.sub("", fold(name))


def _span(months: pd.Series, origin: Origin) -> list[Finding]:
    if not (origin.first_month and origin.last_month):
        return []
    said = f"{origin.first_month} – {origin.last_month}"
    first, last = pd.Timestamp(origin.first_month), pd.Timestamp(origin.last_month)
    outside = months[months.lt(first) | months.gt(last)]
    return [
        Finding("outside_span", ACTIVITY.sheet, row, "Tháng", _key_text(month), (said, said))
        for row, month in outside.items()
    ]


def _references(table: Table, frame: pd.DataFrame, column: str, known: pd.Series) -> list[Finding]:
    values = frame[column].dropna()
    header = table.column(column).header
    return [
        Finding("unknown_reference", table.sheet, row, header, value)
        for row, value in values[~values.isin(known)].items()
    ]


def _registered_units(tables: Mapping[str, pd.DataFrame], province: Province) -> list[Finding]:
    communes = units.communes(province)
    known = {
        "area": set(tables["areas"]["area_id"]),
        "district": set(communes["district_code"].dropna()),
    }
    every_commune = set(communes["commune_code"])
    frame = tables["registrations"][["level", "unit_id"]].dropna()
    return [
        Finding("unknown_reference", REGISTRATIONS.sheet, row, "Mã đơn vị", unit)
        for row, level, unit in frame.itertuples()
        if unit not in known.get(level, every_commune)
    ]


def _point_rules(points: pd.DataFrame, areas: pd.DataFrame) -> list[Finding]:
    sheet = POINTS.sheet
    homeless = points.index[points["setting"].eq("area") & points["area_id"].isna()]
    findings = [Finding("area_without_id", sheet, row, "Mã địa bàn") for row in homeless]
    home = points["area_id"].map(
        areas.drop_duplicates("area_id").set_index("area_id")["commune_code"]
    )
    apart = points[home.notna() & points["commune_code"].ne(home)]
    findings += [
        Finding("other_commune", sheet, row, "Mã xã", str(code), (str(home[row]),) * 2)
        for row, code in apart["commune_code"].items()
    ]
    backwards = points[points["ended_on"].lt(points["started_on"])]
    findings += [
        Finding("ends_before_start", sheet, row, "Ngày kết thúc", f"{day:%d/%m/%Y}")
        for row, day in backwards["ended_on"].items()
    ]
    open_end = points.index[points["status"].eq("retired") & points["ended_on"].isna()]
    return findings + [
        Finding("retired_without_end", sheet, row, "Ngày kết thúc") for row in open_end
    ]


def _part_of(table: Table, frame: pd.DataFrame, part: str, whole: str) -> list[Finding]:
    over = frame[frame[part].gt(frame[whole]).fillna(False).astype(bool)]
    headers = table.column(part).header, table.column(whole).header
    return [
        Finding("more_than_whole", table.sheet, row, headers[0], str(a), (limit, limit))
        for row, a, b in over[[part, whole]].itertuples()
        for limit in [f"≤ {b} ({headers[1]})"]
    ]


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


# --- keeping and loading ---------------------------------------------------------------------


def import_workbook(
    path: str | Path,
    *,
    province: str | None = None,
    vintage: Vintage | None = None,
    lang: Lang = "vi",
) -> tuple[Reading, Path]:
    """Read a workbook and keep its tables as Parquet; what was read, and the folder.

    Raises `InvalidTable` with the errors found, said in `lang`, and keeps nothing, where there is
    any.
    """
    reading = read(path, province=province, vintage=vintage)
    if reading.tables is None or reading.province is None:
        raise InvalidTable(_refusal(Path(path).name, reading, lang))
    return reading, _keep(reading, reading.province, IMPORTED)


def _refusal(file_name: str, reading: Reading, lang: Lang) -> str:
    errors, more = reading.errors, len(reading.errors) - 8
    lines = [f"  {error.say(lang)}" for error in errors[:8]]
    if lang == "vi":
        head, tail = f"{len(errors)} lỗi, chưa nhập gì.", f"  … và {more} lỗi nữa"
    else:
        head, tail = f"{len(errors)} errors, nothing was imported.", f"  … and {more} more"
    tails = [f"{tail}; mohinh check {file_name}"] if more > 0 else []
    return "\n".join([f"{file_name}: {head}", *lines, *tails])


def _pointer(root: Path, province: Province) -> Path:
    return root / province.slug / f"{province.vintage}.json"


def _keep(reading: Reading, province: Province, root: Path) -> Path:
    pointer = _pointer(root, province)
    pointer.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{province.vintage}-", dir=pointer.parent))
    try:
        _point_to(pointer, folder, reading)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for old in pointer.parent.glob(f"{province.vintage}-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _point_to(pointer: Path, folder: Path, reading: Reading) -> None:
    """Write the tables into the folder, then name it in the pointer."""
    prints = {}
    for name, frame in (reading.tables or {}).items():
        file = folder / f"{name}.parquet"
        frame.to_parquet(file, index=False, write_page_checksum=True)
        prints[name] = files.sha256(file)
    content = {
        "folder": folder.name,
        "code": _code_print(),
        "origin": asdict(reading.origin),
        "tables": prints,
        "findings": [asdict(finding) for finding in reading.findings],
    }
    files.write_text(pointer, json.dumps(content, ensure_ascii=False, indent=1))


@cache
def _code_print() -> str:
    """Fingerprint of the code that turns a workbook into tables: a kept demo follows the code."""
    here = Path(__file__).parent
    names = ("cells", "schemas", "store", "privacy", "quality", "units")
    code = [*(here / f"{name}.py" for name in names), *sorted((here / "sheets").glob("*.py"))]
    return sha256(b"".join(file.read_bytes() for file in code)).hexdigest()


def load(province: str, *, vintage: Vintage = "2025-06") -> ProvinceData:
    """The tables of a province: the last import, or else its made-up demo.

    Raises `NoData` where there is neither, `UnreadableFile` where kept files were damaged.
    """
    place = units.find_province(province, units.check_vintage(vintage))
    kept = _kept(IMPORTED, place)
    if kept is not None:
        return kept
    demo = demo_path(place)
    if not demo.is_file():
        raise NoData(
            f"no data for {place.name} ({vintage}). Import a workbook: mohinh import WORKBOOK "
            f"--province {place.slug}, or make made-up data to try: mohinh demo --province "
            f"{place.slug} --vintage {vintage}"
        )
    return _load_demo(demo, place)


def demo_path(province: Province) -> Path:
    """Where the made-up workbook of a province lies."""
    suffix = "" if province.vintage == "2025-06" else f"-{province.vintage}"
    return DEMO / f"{province.slug}{suffix}.xlsx"


def _load_demo(demo: Path, place: Province) -> ProvinceData:
    root = CACHE / "demo"
    try:
        kept = _kept(root, place, only=(files.sha256(demo), _code_print()))
    except UnreadableFile:
        kept = None
    if kept is not None:
        return kept
    reading = read(demo, province=place.name, vintage=place.vintage)
    if reading.tables is None:
        raise InvalidTable(_refusal(demo.name, reading, "vi"))
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        _keep(reading, place, root)
    return _province_data(place, reading.origin, reading.tables, reading.findings)


def _kept(
    root: Path, province: Province, *, only: tuple[str, str] | None = None
) -> ProvinceData | None:
    pointer = _pointer(root, province)
    if not pointer.is_file():
        return None
    try:
        content = json.loads(pointer.read_text(encoding="utf-8"))
        if only is not None and (content["origin"]["sha256"], content["code"]) != only:
            return None
        tables = {
            table.name: _kept_table(pointer.parent / content["folder"], table, content["tables"])
            for table in WORKBOOK_TABLES
        }
        findings = tuple(map(_kept_finding, content["findings"]))
        origin = Origin(**content["origin"])
    except (ValueError, KeyError, TypeError) as fault:  # a pointer that is damaged, or of old code
        reason = str(fault) if isinstance(fault, _Changed) else f"{pointer.name} is damaged"
        raise UnreadableFile(
            f"the import of {province.name} cannot be used: {reason}; import the workbook again"
        ) from None
    return _province_data(province, origin, tables, findings)


class _Changed(ValueError):
    pass


def _kept_table(folder: Path, table: Table, prints: Mapping[str, str]) -> pd.DataFrame:
    file = folder / f"{table.name}.parquet"
    if not file.is_file() or files.sha256(file) != prints[table.name]:
        raise _Changed(f"{file.name} was changed or lost since")
    frame = pd.read_parquet(file)
    if list(frame.columns) != [column.name for column in table.columns]:
        raise _Changed(f"{file.name} was kept by another version of mohinh")
    return frame.astype({column.name: DTYPES[column.kind] for column in table.columns})


def _kept_finding(kept: dict) -> Finding:
    return Finding(**kept | {"expected": tuple(kept["expected"])})


def _province_data(
    province: Province,
    origin: Origin,
    tables: Mapping[str, pd.DataFrame],
    findings: tuple[Finding, ...],
) -> ProvinceData:
    return ProvinceData(
        province=province,
        origin=origin,
        communes=units.communes(province),
        findings=findings,
        **{table.name: tables[table.name] for table in (AREAS, MODEL_TYPES, POINTS)},
        **{table.name: tables[table.name] for table in (ACTIVITY, REGISTRATIONS)},
    )


def make_demo_workbook(province: Province, *, seed: int = 2022) -> Path:
    """Write the made-up workbook of a province, and the truth behind it, to `data/demo/`."""
    demo = synthetic.make_demo(province, seed=seed)
    path = demo_path(province)
    info = {
        "province": province.name,
        "vintage": province.vintage,
        "first_month": synthetic.FIRST_MONTH,
        "last_month": synthetic.LAST_MONTH,
        "is_made_up": "Có",
    }
    sheets.write_workbook(path, info=info, tables=demo.tables)
    truth = json.dumps(demo.truth, ensure_ascii=False, indent=1) + "\n"
    files.write_text(path.with_suffix(".truth.json"), truth)
    return path


def check_period(data: ProvinceData, period: Period) -> None:
    """Raise `NoData` where the workbook does not span the whole period."""
    first, last = data.origin.first_month, data.origin.last_month
    if not (first <= f"{period.start:%Y-%m}" and f"{period.end:%Y-%m}" <= last):
        raise NoData(
            f"{data.origin.file_name} of {data.province.name} spans {first} to {last}; period "
            f"{period.code} lies outside. Choose a period inside, or import a later workbook"
        )


def what_there_is(province: Province) -> str:
    """`imported`, `made-up` or nothing: what `load` would open."""
    if _pointer(IMPORTED, province).is_file():
        return "imported"
    return "made-up" if demo_path(province).is_file() else ""


def make_template(path: Path | None = None) -> Path:
    """Write the blank workbook, to `data/templates/` where no path is given."""
    path = path or DATA / "templates" / "mau-nhap-lieu.xlsx"
    sheets.write_workbook(path, info={"is_made_up": "Không"})
    return path


def make_dictionary() -> Path:
    """Write the data dictionary, `data/README.md`."""
    path = DATA / "README.md"
    files.write_text(path, data_dictionary())
    return path
