"""Keeping: tables as Parquet, and back.

`data/imported/<province>/<vintage>.json` names the folder of the last import, with the fingerprint
of every Parquet file in it; replacing that small file is what makes an import take effect, so that
a reader never meets half of one. Without an import, the made-up workbook of `data/demo/` is read
and kept in the cache. A file that no longer has its fingerprint is not read.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from mohinh.tables import files, sheets, synthetic, units
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
)
from mohinh.tables.store.reading import Origin, Reading, read
from mohinh.tables.units import Province
from mohinh.words.errors import InvalidTable, NoData, UnreadableFile
from mohinh.words.places import CACHE, DATA, IMPORTED
from mohinh.words.terms import Lang, Period, Region, Vintage

DEMO = DATA / "demo"


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
    tables = Path(__file__).parents[1]
    names = ("cells", "schemas", "privacy", "quality", "units", "sheets", "store")
    code = [
        path
        for path in sorted(tables.rglob("*.py"))
        if path.relative_to(tables).parts[0].removesuffix(".py") in names
    ]
    code += sorted((tables.parent / "words").glob("*.py"))
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
