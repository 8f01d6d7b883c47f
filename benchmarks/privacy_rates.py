"""How often the privacy guard errs, both ways, and how long it looks at a column.

False alarms: over every name of a unit of both vintages (each cell, and columns of one district or
province), ordinary headings and cells, the published figures, the sheets of the samples and of the
demo. The second row of names shows what happens to names of places that no list holds: the same
names without the list of units. Where none was seen, the upper bound of 95 % is 3/N.

True alarms: made-up values of each kind, 1,000 trials: alone in a cell, one among 39 clean cells,
and 25 columns of 40. Speed: the least of five runs on one core (`cpu_ms`).
"""

import csv
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from mohinh.tables import encodings, sheets, units
from mohinh.tables.privacy import forbidden_header, names, personal_cell, scan
from mohinh.words.terms import VINTAGES
from mohinh.words.text import fold
from privacy_lists import (
    BENIGN_CELLS,
    BENIGN_HEADERS,
    JOINED_PERSONAL_HEADERS,
    PERSONAL,
    PERSONAL_HEADERS,
    PERSONAL_NUMBERS,
    made_up,
)

DATA = Path(__file__).parents[1] / "data"
TRIALS = 1_000
TEXTS = 90_000
CLEAN = [f"Khu phố {number}" for number in range(1, 40)]
COUNTS = [float(number) for number in range(1, 40)]
Row = tuple[str, str, int, int]


def is_alarm(cells: Sequence[Any], *, is_money: bool = False) -> bool:
    return bool(scan("S", "C", cells, first_row=2, is_money=is_money))


def counted(what: str, how: str, hits: Iterable[bool]) -> Row:
    found = list(hits)
    return what, how, len(found), sum(found)


# --- false alarms ------------------------------------------------------------------------------

NAMES = ("commune_name", "commune_full_name", "district_name", "province_name")


def unit_names() -> list[str]:
    tables = [units.geography(vintage) for vintage in VINTAGES]
    return [name for t in tables for column in NAMES for name in t[column].dropna().unique()]


def unit_columns() -> Iterator[list[str]]:
    for vintage in VINTAGES:
        table = units.geography(vintage)
        for place in ("district_code", "province_code"):
            for column in NAMES:
                for _, found in table[column].dropna().groupby(table[place]):
                    yield found.unique().tolist()


def workbook_columns() -> Iterator[tuple[list[Any], bool]]:
    for file in [*DATA.glob("layouts/samples/*.xlsx"), *DATA.glob("demo/*.xlsx")]:
        for sheet in sheets.read_workbook(file).sheets.values():
            for header, *column in zip(sheet.headers, *sheet.rows, strict=True):
                yield column, "Kinh phí" in header


def published_columns() -> Iterator[list[str]]:
    for file in DATA.glob("published/*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            yield from map(list, zip(*list(csv.reader(lines))[1:], strict=True))


def on_names(what: str) -> Iterator[Row]:
    yield counted(what, "cell", map(personal_cell, unit_names()))
    yield counted(what, "column", map(is_alarm, unit_columns()))


def false_alarms() -> Iterator[Row]:
    yield from on_names("names of units")
    with patch.object(names, "place_names", frozenset):
        yield from on_names("the same, unlisted")
    spellings: dict[str, Callable[[str], str]] = {
        "as typed": str,
        "CAPITALS": str.upper,
        "no diacritics": lambda text: " / ".join(map(fold, text.split(" / "))),
        "TCVN3": lambda text: encodings.encode(text, "tcvn3"),
        "VNI": lambda text: encodings.encode(text, "vni"),
    }
    for spelling, write in spellings.items():
        hits = [forbidden_header(write(header)) for header in BENIGN_HEADERS]
        yield counted("ordinary headings", spelling, hits)
    yield counted("ordinary cells", "cell", map(personal_cell, BENIGN_CELLS))
    chance = random.Random(1)
    mixed = [chance.sample(BENIGN_CELLS, 40) for _ in range(TRIALS)]
    yield counted("ordinary cells", "column", map(is_alarm, mixed))
    columns = list(published_columns())
    yield counted("published figures", "cell", [personal_cell(c) for col in columns for c in col])
    yield counted("published figures", "column", map(is_alarm, columns))
    books = list(workbook_columns())
    yield counted("samples and demo", "column", [is_alarm(c, is_money=m) for c, m in books])
    single = {cell for cells, is_money in books if not is_money for cell in cells}
    yield counted("samples and demo", "cell", map(personal_cell, single))


# --- true alarms -------------------------------------------------------------------------------


def true_alarms() -> pd.DataFrame:
    rows = []
    for kind, make in PERSONAL.items():
        values = made_up(make, TRIALS)
        among = [is_alarm([*CLEAN, value]) for value in values]
        rows.append((kind, *shares(map(personal_cell, values), among, columns(values))))
    for kind, make in PERSONAL_NUMBERS.items():
        values = made_up(make, TRIALS)
        among = [is_alarm([*COUNTS, value]) for value in values]
        rows.append((kind, *shares(map(personal_cell, values), among, columns(values))))
        amounts = [number * 1e6 for number in COUNTS]
        among = [is_alarm([*amounts, value], is_money=True) for value in values]
        money = columns(values, is_money=True)
        rows.append((f"{kind}, in money", float("nan"), *shares(among, money)))
    headers = (*PERSONAL_HEADERS, *JOINED_PERSONAL_HEADERS)
    for spelling, write in (("as typed", str), ("no diacritics", fold)):
        hits = [forbidden_header(" / ".join(map(write, text.split(" / ")))) for text in headers]
        rows.append((f"headings, {spelling} ({len(hits)})", *shares(hits), None, None))
    return pd.DataFrame(rows, columns=["kind", "cell %", "one of 40 %", "columns %"])


def columns(values: Sequence[Any], *, is_money: bool = False) -> list[bool]:
    starts = range(0, len(values), 40)
    return [is_alarm(values[first : first + 40], is_money=is_money) for first in starts]


def shares(*trials: Iterable[bool]) -> list[float]:
    return [100 * sum(found) / len(found) for found in map(list, trials)]


# --- speed -------------------------------------------------------------------------------------


def speeds() -> pd.DataFrame:
    chance = random.Random(1)
    communes = units.geography("2025-06")["commune_full_name"].tolist()
    cases: dict[str, list[Any]] = {
        "names of areas": [f"Khu phố {n}, {chance.choice(communes)}" for n in range(TEXTS)],
        "names like persons'": [f"Khu phố Nguyễn Văn Cừ {n}" for n in range(TEXTS)],
        "codes of areas": [f"{22_000 + n // 99}-{n % 99:02d}" for n in range(TEXTS)],
        "numbers as text": [str(n) for n in range(TEXTS)],
        "notes of 60 letters": [
            f"Đã tổ chức {n} buổi tuyên truyền, người dân tham gia đông đủ" for n in range(TEXTS)
        ],
        "numbers": [n * 1.5 for n in range(TEXTS)],
        "amounts of money": [1e8 + n * 1e3 for n in range(TEXTS)],
    }
    rows = [(what, TEXTS, min(timed(cells) for _ in range(5))) for what, cells in cases.items()]
    return pd.DataFrame(rows, columns=["column of", "different cells", "cpu_ms"])


def timed(cells: list[Any]) -> float:
    start = time.process_time()
    is_alarm(cells)
    return 1000 * (time.process_time() - start)


def main() -> None:
    table = pd.DataFrame(false_alarms(), columns=["false alarms on", "as", "trials", "alarms"])
    bound = (3 / table["trials"]).where(table["alarms"].eq(0), table["alarms"] / table["trials"])
    table["%"] = (100 * bound).map("{:.2f}".format)
    table["%"] = table["%"].where(table["alarms"].ne(0), "< " + table["%"])
    print(table.to_string(index=False), "\n")
    print(true_alarms().round(1).to_string(index=False, na_rep="–"), "\n")
    print(speeds().round(0).to_string(index=False))


if __name__ == "__main__":
    main()
