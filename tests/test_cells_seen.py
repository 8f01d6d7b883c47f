"""Cells and names as provinces may write them, each with what was decided about it.

`cells_seen.csv`: what reads the cell, the cell (numbers and dates with their type in front), what
comes of it, the value where it is sure or the only likely one. `names_seen.csv`: how a name is
matched within its province, and the commune's code or the candidates.
"""

import csv
import re
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from mohinh.tables import cells, units
from mohinh.tables.units import Within

HERE = Path(__file__).parent
READERS = {
    "amount": cells.amount,
    "count": cells.count,
    "date": cells.date,
    "flag": cells.flag,
    "money": cells.money,
    "month": cells.month,
    "pair": cells.pair,
    "percent": cells.percent,
    "period": cells.period,
    "range": cells.number_range,
    "rating": cells.rating,
    "ratio": cells.ratio,
    "score": cells.score,
    "year": cells.year,
}
TYPES = {
    "float": float,
    "int": int,
    "bool": "True".__eq__,
    "date": datetime.fromisoformat,
    "dt": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def rows(name: str) -> list[list[str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def typed(text: str) -> Any:
    kind, found, rest = text.partition(":")
    if found and kind in TYPES:
        return TYPES[kind](rest)
    signs = {"\\t": "\t", "\\n": "\n"}
    return re.sub(
        r"\\u([0-9a-f]{4})|\\[tn]", lambda m: chr(int(m[1], 16)) if m[1] else signs[m[0]], text
    )


def shown(value: Any) -> str:
    if value is None:
        return ""
    return (
        f"{value:%Y-%m-%d}" if isinstance(value, datetime) else getattr(value, "code", str(value))
    )


@pytest.mark.parametrize(("reader", "raw", "state", "value"), rows("cells_seen.csv"))
def test_a_cell_is_taken_put_to_review_or_refused_as_decided(reader, raw, state, value):
    read = READERS[reader](typed(raw))
    assert read.state == state
    if value or state == "ok":
        assert shown(read.value) == value


@pytest.mark.parametrize(("name", "vintage", "province", "how", "codes"), rows("names_seen.csv"))
def test_a_name_is_matched_suggested_or_not_found_as_decided(name, vintage, province, how, codes):
    within = Within(vintage, province) if province else Within(vintage)
    row = units.match([name], within=within).iloc[0]
    found = row["code"] if how in units.MATCHED else row["candidates"]
    assert (row["how"], found) == (how, codes)
