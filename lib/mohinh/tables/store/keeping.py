"""Keeping: tables as Parquet, and back.

`data/imported/<province>/<vintage>.json` names the folder of the last import, with the fingerprint
of every table in it; replacing that small file is what makes an import take effect, so that a
reader never meets half of one. The folder holds a Parquet file for each table and one with the
lineage of its rows, `rejected.csv` with the rows that were refused, and the files themselves.
Without an import, the made-up workbook of `data/demo/` is read and kept in the cache. A file that
no longer has its fingerprint is not read.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from mohinh.tables import files, units
from mohinh.tables.privacy import Told
from mohinh.tables.quality import Finding
from mohinh.tables.schemas import DTYPES, IMPORTED_TABLES, Table
from mohinh.tables.sheets import in_bulk
from mohinh.tables.store.elsewhere import months_elsewhere
from mohinh.tables.store.lineage import Lineage
from mohinh.tables.store.reading import Origin, Paths, Reading, each, read
from mohinh.tables.store.told import load_told
from mohinh.tables.units import Province
from mohinh.words.errors import InvalidTable, NoData, UnreadableFile
from mohinh.words.places import CACHE, DATA, IMPORTED
from mohinh.words.terms import Lang, Period, Region, Vintage

DEMO = DATA / "demo"
_WRITING = {"index": False, "write_page_checksum": True, "write_statistics": False}
# Places rise by one or stay: their differences take a seventh of the room.
_PLACES = _WRITING | {"use_dictionary": False, "column_encoding": "DELTA_BINARY_PACKED"}


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
    commune_activity: pd.DataFrame
    progress: pd.DataFrame
    criteria: pd.DataFrame
    remedies: pd.DataFrame
    findings: tuple[Finding, ...]
    received: Mapping[str, int]
    told: Told = field(default_factory=Told)  # what reports made from its imports showed and hid

    @property
    def region(self) -> Region:
        """The column of `areas` that divides the province: its districts, or since July 2025 the
        kinds of commune."""
        return "district_name" if self.province.vintage == "2025-06" else "commune_kind"

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table that came and were accepted."""
        return {name: len(getattr(self, name)) for name in self.received}

    @property
    def refused_count(self) -> int:
        """Rows that came and were not accepted; they are in `rejected.csv` of the import."""
        return sum(self.received.values()) - sum(self.rows.values())


def import_files(
    paths: Paths,
    *,
    province: str | None = None,
    vintage: Vintage | None = None,
    lang: Lang = "vi",
) -> tuple[Reading, Path]:
    """Read the files of a province and keep the accepted rows; what was read, and the folder.

    Refused rows are in `rejected.csv` of the folder. Raises `InvalidTable` with the errors that
    stop the files as a whole, said in `lang`, and keeps nothing, where there is any.
    """
    with in_bulk():
        reading = read(paths, province=province, vintage=vintage, is_whole=True)
        if reading.tables is None or reading.province is None:
            raise InvalidTable(_refusal(reading, lang))
        rejected = reading.rejected(lang)
        reading = _beside_the_other_vintage(reading, reading.province)
        folder = _keep(reading, reading.province, IMPORTED, sources=each(paths), rejected=rejected)
    return reading, folder


def _beside_the_other_vintage(reading: Reading, province: Province) -> Reading:
    others = [_pointer(IMPORTED, other) for other in units.same_land(province)]
    origin = reading.origin
    months = months_elsewhere(origin.first_month, origin.last_month, others)
    return replace(reading, origin=replace(origin, months_elsewhere=months))


def _refusal(reading: Reading, lang: Lang) -> str:
    errors = reading.errors
    name, more = reading.origin.file_name, len(errors) - 8
    lines = [f"  {error.say(lang)}" for error in errors[:8]]
    if lang == "vi":
        head, tail = f"{len(errors)} lỗi, chưa nhập gì.", f"  … và {more} lỗi nữa"
    else:
        head, tail = f"{len(errors)} errors, nothing was imported.", f"  … and {more} more"
    tails = [f"{tail}; mohinh check {name}"] if more > 0 else []
    return "\n".join([f"{name}: {head}", *lines, *tails])


def _pointer(root: Path, province: Province) -> Path:
    return root / province.slug / f"{province.vintage}.json"


def _keep(
    reading: Reading,
    province: Province,
    root: Path,
    *,
    sources: Sequence[Path],
    rejected: pd.DataFrame,
) -> Path:
    pointer = _pointer(root, province)
    pointer.parent.mkdir(parents=True, exist_ok=True)
    before = _folder_before(root, province)
    folder = Path(tempfile.mkdtemp(prefix=f"{province.vintage}-", dir=pointer.parent))
    try:
        files.write_csv(rejected, folder / "rejected.csv")
        _point_to(pointer, folder, reading, sources)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for old in pointer.parent.glob(f"{province.vintage}-*"):
        if old != folder and (old.name == before or files.is_orphan(old)):
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _folder_before(root: Path, province: Province) -> str:
    """The folder that a pointer names; blank where it names none. Others may be in the making."""
    try:
        return str((_pointed(root, province) or {}).get("folder", ""))
    except (ValueError, AttributeError):
        return ""


def _point_to(pointer: Path, folder: Path, reading: Reading, sources: Sequence[Path]) -> None:
    """Write everything into the folder, then name it in the pointer."""
    with ThreadPoolExecutor(1) as writer:
        tables = writer.submit(_write_tables, folder, reading.tables or {})
        lineages = reading.lineage()
        for name, lineage in lineages.items():
            lineage.places.to_parquet(folder / f"{name}.origin.parquet", **_PLACES)
        tables.result()
    (folder / "files").mkdir()
    for source in sources:
        shutil.copyfile(source, folder / "files" / source.name)
    content = {
        "folder": folder.name,
        "code": _code_print(),
        "origin": asdict(reading.origin),
        "received": reading.received,
        "sheets": {name: lineage.sheets for name, lineage in lineages.items()},
        "prints": {path.name: files.sha256(path) for path in folder.glob("*.parquet")},
        "findings": [asdict(finding) for finding in reading.findings],
    }
    files.write_text(pointer, json.dumps(content, ensure_ascii=False, indent=1))


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", **_WRITING)


@cache
def _code_print() -> str:
    """Fingerprint of the code that turns a workbook into tables: a kept demo follows the code."""
    tables = Path(__file__).parents[1]
    names = (
        *("cells", "encodings", "layouts", "privacy", "quality", "schemas", "sheets", "store"),
        "units",
    )
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
        return replace(kept, told=load_told(place))
    demo = demo_path(place)
    if not demo.is_file():
        raise _no_data(place)
    return _load_demo(demo, place)


def _no_data(place: Province) -> NoData:
    return NoData(
        f"no data for {place.name} ({place.vintage}). Import a workbook: mohinh import WORKBOOK "
        f"--province {place.slug}, or make made-up data to try: mohinh demo --province "
        f"{place.slug} --vintage {place.vintage}"
    )


def fingerprint(province: Province) -> str:
    """What `load` would open, by content: of an import what it kept, else the made-up workbook.

    Raises `NoData` where there is neither.
    """
    pointer, demo = _pointer(IMPORTED, province), demo_path(province)
    if pointer.is_file():
        return files.sha256(pointer)
    if not demo.is_file():
        raise _no_data(province)
    truth = demo.with_suffix(".truth.json")
    return files.sha256(demo) + (files.sha256(truth) if truth.is_file() else "")


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
        raise InvalidTable(_refusal(reading, "vi"))
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        _keep(reading, place, root, sources=[demo], rejected=reading.rejected())
    return _province_data(place, reading.origin, reading.tables, reading.findings, reading.received)


def _kept(
    root: Path, province: Province, *, only: tuple[str, str] | None = None
) -> ProvinceData | None:
    try:
        content = _pointed(root, province)
        if content is None:
            return None
        if only is not None and (content["origin"]["sha256"], content["code"]) != only:
            return None
        folder = _pointer(root, province).parent / content["folder"]
        tables = {
            table.name: _kept_table(folder, table, content["prints"]) for table in IMPORTED_TABLES
        }
        findings = tuple(map(_kept_finding, content["findings"]))
        origin = Origin(**content["origin"])
        origin = replace(origin, months_elsewhere=tuple(origin.months_elsewhere))
        return _province_data(province, origin, tables, findings, content["received"])
    except (ValueError, KeyError, TypeError) as fault:  # a pointer that is damaged, or of old code
        raise _unusable(root, province, fault) from None


def _pointed(root: Path, province: Province) -> dict[str, Any] | None:
    """What the pointer of a province says; None where nothing was kept."""
    pointer = _pointer(root, province)
    return json.loads(pointer.read_text(encoding="utf-8")) if pointer.is_file() else None


def _unusable(root: Path, province: Province, fault: Exception) -> UnreadableFile:
    name = _pointer(root, province).name
    reason = str(fault) if isinstance(fault, _Changed) else f"{name} is damaged"
    return UnreadableFile(
        f"the import of {province.name} cannot be used: {reason}; import the workbook again"
    )


def load_lineage(data: ProvinceData, table: str) -> tuple[Lineage, Mapping[str, Path]]:
    """The lineage of a table of `load`, and the files that it names, where they are kept.

    Raises `NoData` where the import was replaced since, `UnreadableFile` where it was damaged.
    """
    for root in (IMPORTED, CACHE / "demo"):
        try:
            content = _pointed(root, data.province)
            if content is None or content["origin"]["sha256"] != data.origin.sha256:
                continue
            folder = _pointer(root, data.province).parent / content["folder"]
            places = pd.read_parquet(
                _unchanged(folder / f"{table}.origin.parquet", content["prints"])
            )
            listed = tuple((file, sheet) for file, sheet in content["sheets"][table])
            kept = {name: folder / "files" / name for name, _ in listed}
            return Lineage(places, listed), kept
        except (ValueError, KeyError, TypeError) as fault:
            raise _unusable(root, data.province, fault) from None
    raise NoData(f"the import of {data.province.name} is gone; import its files again")


class _Changed(ValueError):
    pass


def _kept_table(folder: Path, table: Table, prints: Mapping[str, str]) -> pd.DataFrame:
    file = _unchanged(folder / f"{table.name}.parquet", prints)
    frame = pd.read_parquet(file)
    if list(frame.columns) != [column.name for column in table.columns]:
        raise _Changed(f"{file.name} was kept by another version of mohinh")
    return frame.astype({column.name: DTYPES[column.kind] for column in table.columns})


def _unchanged(file: Path, prints: Mapping[str, str]) -> Path:
    if not file.is_file() or files.sha256(file) != prints[file.name]:
        raise _Changed(f"{file.name} was changed or lost since")
    return file


def _kept_finding(kept: dict) -> Finding:
    return Finding(**kept | {"expected": tuple(kept["expected"])})


def _province_data(
    province: Province,
    origin: Origin,
    tables: Mapping[str, pd.DataFrame],
    findings: tuple[Finding, ...],
    received: Mapping[str, int],
) -> ProvinceData:
    return ProvinceData(
        province=province,
        origin=origin,
        communes=units.communes(province),
        findings=findings,
        received=received,
        **{table.name: tables[table.name] for table in IMPORTED_TABLES},
    )


def load_truth(data: ProvinceData, *, until: date | None = None) -> pd.DataFrame | None:
    """What a made-up province was made with, by model group; None for any other data.

    Index `group`; `ratio` (expected cases with the models over those without, over the area-months
    with a model), `with_count`, `without_count`, of the kinds of case in `terms.AIMED_AT`; a last
    row `all` for the groups together. Only the workbook that the data came from is believed; it
    holds for all its months, so None where `until` leaves some out. Raises `UnreadableFile` where
    the truth beside it is damaged.
    """
    demo = demo_path(data.province)
    path = demo.with_suffix(".truth.json")
    if not (data.origin.is_made_up and demo.is_file() and path.is_file()):
        return None
    if files.sha256(demo) != data.origin.sha256:
        return None
    if until is not None and f"{until:%Y-%m}" < data.origin.last_month:
        return None
    try:
        found = pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["groups"]).T
        counts = found[["expected_cases_with", "expected_cases_without"]].astype("float64")
    except (ValueError, KeyError, TypeError):
        raise UnreadableFile(
            f"{path.name} is damaged; make the made-up data again: mohinh demo --province "
            f"{data.province.slug}"
        ) from None
    counts = counts.set_axis(["with_count", "without_count"], axis="columns")
    counts.loc["all"] = counts.sum()
    ratio = counts["with_count"] / counts["without_count"]
    return counts.assign(ratio=ratio).rename_axis("group")


def check_period(data: ProvinceData, period: Period) -> None:
    """Raise `NoData` where the workbook does not span the whole period."""
    first, last = data.origin.first_month, data.origin.last_month
    if last and not (first <= f"{period.start:%Y-%m}" and f"{period.end:%Y-%m}" <= last):
        raise NoData(
            f"{data.origin.file_name} of {data.province.name} spans {first} to {last}; period "
            f"{period.code} lies outside. Choose a period inside, or import a later workbook"
        )


def what_there_is(province: Province) -> str:
    """`imported`, `made-up` or nothing: what `load` would open."""
    if _pointer(IMPORTED, province).is_file():
        return "imported"
    return "made-up" if demo_path(province).is_file() else ""
