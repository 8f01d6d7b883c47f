"""Trace: a row of a report's table → the cells that were sent, from which it was made."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mohinh.tables import store
from mohinh.tables.schemas import TABLES
from mohinh.tables.store import ProvinceData
from mohinh.words.errors import NoData, UnknownName, UnreadableFile


@dataclass(frozen=True, slots=True)
class Trace:
    """What a row of a report's table stands on.

    `printed`: heading → text of the row. `counts`: table → how many imported rows it stands on.
    `cells`: their cells, as `store.cells_of` gives them.
    """

    printed: Mapping[str, str]
    counts: Mapping[str, int]
    cells: pd.DataFrame


def trace(table: str | Path, *, row: int, most: int | None = None) -> Trace:
    """The cells behind a row of a table in `maps/…/tables/`.

    `row` is counted as a spreadsheet does: the headings are row 1. Of each imported table the first
    `most` rows are looked up, all where it is None. Raises `UnknownName` for a row that the table
    does not have, `NoData` for a table that is not of a report, or whose data were replaced since.
    """
    path = Path(table).absolute()
    printed = _row(path, row)
    sources = _sources(path)
    if not sources:
        raise NoData(
            f"{path.name}: its rows are not counted from imported tables; see its notebook"
        )
    data = _data(path.parent.parent)
    counts: dict[str, int] = {}
    found = []
    for source in sources[row - 2]:
        rows = _matching(data, source["table"], source["where"])
        counts[source["table"]] = counts.get(source["table"], 0) + len(rows)
        lineage, kept = store.load_lineage(data, source["table"])
        found.append(
            store.cells_of(
                TABLES[source["table"]],
                getattr(data, source["table"]),
                lineage,
                kept,
                rows=rows[:most].tolist(),
                columns=_columns(source),
            )
        )
    return Trace(printed, counts, pd.concat(found, ignore_index=True))


def _row(path: Path, row: int) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(f"{path.name}: cannot be read ({type(fault).__name__})") from None
    if not 2 <= row <= len(lines):
        raise UnknownName(
            f"{path.name}: no row {row}; it has rows 2 to {len(lines)} (the headings are row 1)"
        )
    return dict(zip(lines[0], lines[row - 1], strict=True))


def _sources(path: Path) -> Sequence[Sequence[Mapping[str, Any]]]:
    """What the notebook that wrote a table said of its rows."""
    for section in sorted((path.parent.parent / "sections").glob("*.json")):
        for block in json.loads(section.read_text(encoding="utf-8"))["blocks"]:
            if block["kind"] == "table" and block["name"] == path.stem:
                return block["sources"]
    raise NoData(f"{path.name}: not a table of a report; expected maps/…/tables/NAME.csv")


def _data(folder: Path) -> ProvinceData:
    """The data that a report was made of; raises `NoData` where others took their place."""
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    data = store.load(about["province"], vintage=about["vintage"])
    if data.origin.sha256 not in about["inputs"].values():
        raise NoData(
            f"the report was made of {', '.join(about['inputs'])}, and {data.origin.file_name} was "
            "imported since. Run the report again"
        )
    return data


def _matching(data: ProvinceData, table: str, where: Mapping[str, Any]) -> np.ndarray:
    """Places of the rows that a source means; several values of a column: any of them."""
    frame = getattr(data, table)
    hits = np.ones(len(frame), bool)
    for name, wanted in where.items():
        values = _values(data, frame, name)
        if wanted is None:
            hits &= values.isna().to_numpy()
        else:
            is_day = pd.api.types.is_datetime64_any_dtype(values)
            texts = values.dt.strftime("%Y-%m") if is_day else values.astype("str")
            hits &= texts.isin([wanted] if isinstance(wanted, str) else wanted).to_numpy(bool)
    return np.flatnonzero(hits)


def _values(data: ProvinceData, frame: pd.DataFrame, name: str) -> pd.Series:
    of_area = name.removeprefix("areas.")
    if of_area == name:
        return frame[name]
    return frame["area_id"].map(data.areas.set_index("area_id")[of_area])


def _columns(source: Mapping[str, Any]) -> list[str]:
    """The columns that count, and those that chose the rows."""
    return [*dict.fromkeys([*source["where"], *source["uses"]])]
