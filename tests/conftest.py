"""What every test shares. Imported before any test, so the folders are set before `mohinh` is.

- `MOHINH_IMPORTED` is a new folder per session; `MOHINH_CACHE` one folder shared by all sessions.
- `site`: the reports of a real run, made once for all who look at them.
- `demo`: the made-up province Bình Thuận, read once.
- `small_tables`: five tables that fit together (2 communes, 6 areas, 4 types, 6 points …).
- `small_workbook`: writes them as an .xlsx; `small_workbook(change)` lets `change` edit the
  workbook with openpyxl first, `small_workbook(info={…})` changes the information sheet.
"""

import os

# The matrices here are small: more threads than one only wait for each other, and where several
# test runs share the processors they take minutes for seconds. Read once, when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pytest

mpl.use("Agg")
_IMPORTED = tempfile.mkdtemp(prefix="mohinh-imported-")
atexit.register(shutil.rmtree, _IMPORTED, ignore_errors=True)
os.environ["MOHINH_IMPORTED"] = _IMPORTED
os.environ["MOHINH_CACHE"] = str(Path(tempfile.gettempdir()) / "mohinh-tests-cache")

import openpyxl  # noqa: E402
import pandas as pd  # noqa: E402
from filelock import FileLock  # noqa: E402

from mohinh.commands import indexing  # noqa: E402
from mohinh.runs import nation, province, provinces  # noqa: E402
from mohinh.runs.kernels import Kernels  # noqa: E402
from mohinh.runs.province import request  # noqa: E402
from mohinh.tables import sheets, store, units  # noqa: E402
from mohinh.tables.reports import Told  # noqa: E402
from mohinh.tables.schemas import WORKBOOK_TABLES, Table  # noqa: E402

SMALL_INFO = {
    "province": "Bình Thuận",
    "vintage": "2025-06",
    "first_month": "2022-01",
    "last_month": "2022-12",
    "is_made_up": "Có",
}
SMALL_TEXT = {
    "areas": """
        area_id   area_name  commune_code  commune_name  households_count  is_border
        22915-01  Khu_1      22915         Mũi_Né        100               False
        22915-02  Khu_2      22915         Mũi_Né        200               False
        22915-03  Khu_3      22915         Mũi_Né        .                 .
        22918-01  Khu_1      22918         Hàm_Tiến     0                 False
        22918-02  Khu_2      22918         Hàm_Tiến     150               False
        22918-03  Khu_3      22918         Hàm_Tiến     90                True
    """,
    "model_types": """
        type_id  type_name     model_group  launched_on  is_judged_effective
        L1       Tổ_tự_quản    tu_quan      2015-01-15   True
        L2       Camera        camera       .            False
        L3       Tiếng_kẻng    tieng_keng   .            .
        L4       Trường_tốt    truong_hoc   2016-05-01   True
    """,
    "points": """
        point_id  type_id  setting  area_id   commune_code  started_on  status  members_count
        D1        L1       area     22915-01  22915         2018-03-05  active  12
        D2        L1       area     22915-02  22915         2019-01-01  pilot   8
        D3        L2       area     22918-01  22918         .           active  .
        D4        L3       area     22918-02  22918         2020-10-10  active  5
        D5        L2       area     22915-01  22915         2021-01-01  active  7
        D6        L4       school   .         22918         2021-09-05  active  0
    """,
    "activity": """
        area_id   month    tips_count  useful_tips_count  incident_theft_count
        22915-01  2022-01  3           1                  0
        22915-01  2022-02  .           .                  2
        22915-02  2022-01  0           0                  1
        22915-02  2022-02  2           2                  .
        22915-03  2022-01  1           0                  0
        22915-03  2022-02  1           0                  0
        22918-01  2022-01  1           0                  0
        22918-01  2022-02  1           0                  4
        22918-02  2022-01  1           0                  0
        22918-02  2022-02  1           0                  0
        22918-03  2022-01  .           .                  .
        22918-03  2022-12  5           5                  5
    """,
    "registrations": """
        level    unit_id   year  eligible_count  registered_count  attained_count  classification
        area     22915-01  2022  1               1                 1               kha
        commune  22918     2022  1               1                 0               trung_binh
        school   22918     2022  4               3                 3               .
    """,
}


def table_from_text(table: Table, text: str) -> pd.DataFrame:
    """A table drawn as text: `.` is blank, `_` a space in names; columns left out are blank."""
    rows = [line.split() for line in text.strip().splitlines()]
    names, lines = rows[0], rows[1:]
    frame = table.empty().reindex(range(len(lines)))
    for place, name in enumerate(names):
        kind = table.column(name).kind
        cells = [None if line[place] == "." else line[place] for line in lines]
        if name.endswith("_name"):
            cells = [cell and cell.replace("_", " ") for cell in cells]
        if kind == "flag":
            cells = [cell and cell == "True" for cell in cells]
        if kind in ("count", "money", "year", "score"):
            cells = [cell and float(cell) for cell in cells]
        if kind in ("date", "month"):
            cells = pd.to_datetime(cells)
        frame[name] = pd.Series(cells, dtype=None).astype(frame[name].dtype)
    return frame[[column.name for column in table.typed_columns]]


@pytest.fixture(scope="session")
def demo() -> store.ProvinceData:
    return store.load("Bình Thuận")


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id) -> Path:
    """Reports of a real run, all notebooks: Bình Thuận 2022 in both languages, the national page
    and the index, in Vietnamese. Made once, whichever worker asks first; not to be changed."""
    root = tmp_path_factory.getbasetemp()
    root = root if worker_id == "master" else root.parent
    with FileLock(root / "site.lock"):
        if not (root / "site").exists():
            make_site(root / "site-part")
            (root / "site-part").rename(root / "site")
    return root / "site"


def make_site(folder: Path) -> None:
    place = units.find_province("Bình Thuận")
    with pytest.MonkeyPatch.context() as patch, Kernels() as execute:
        patch.setattr(province, "MAPS", folder)
        patch.setattr(nation, "MAPS", folder)
        for lang in ("en", "vi"):
            asked = request("2022", lang=lang)
            results = provinces.run_all([place], asked, execute=execute)
            assert not results[0].is_failed, results
        whole = nation.run_nation(results, asked, execute=execute)
    assert not whole.is_failed, whole
    indexing.write(folder, {place.code: Told()}, period=asked.period, vintage="2025-06", lang="vi")


def _small_tables() -> dict[str, pd.DataFrame]:
    return {table.name: table_from_text(table, SMALL_TEXT[table.name]) for table in WORKBOOK_TABLES}


@pytest.fixture(scope="session")
def _written_once(tmp_path_factory) -> tuple[dict[str, pd.DataFrame], bytes]:
    """The small tables as they are, and their workbook's bytes: most tests start from these."""
    path, tables = tmp_path_factory.mktemp("small") / "small.xlsx", _small_tables()
    sheets.write_workbook(path, info=SMALL_INFO, tables=tables, rows_with_lists=20)
    return tables, path.read_bytes()


@pytest.fixture
def small_tables(_written_once) -> dict[str, pd.DataFrame]:
    return {name: frame.copy() for name, frame in _written_once[0].items()}


@pytest.fixture
def small_workbook(tmp_path, small_tables, _written_once) -> Callable[..., Path]:
    def make(change=None, *, info=None, name="small.xlsx") -> Path:
        path = tmp_path / name
        plain, content = _written_once
        if info or not all(plain[table].equals(small_tables[table]) for table in plain):
            said = SMALL_INFO | (info or {})
            sheets.write_workbook(path, info=said, tables=small_tables, rows_with_lists=20)
        else:
            path.write_bytes(content)
        if change is not None:
            book = openpyxl.load_workbook(path)
            change(book)
            book.save(path)
        return path

    return make
