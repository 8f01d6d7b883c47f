"""An attacker who has whole reports: what every published number says of the hidden ones.

All cells that a report prints, with their place, kind and time, and all sums among them become
linear constraints; the least and the greatest value that a hidden cell can have under them is a
linear programme (the interval of an audit: Handbook on Statistical Disclosure Control, Hundepool
and others, 2012, chapter 4; Fischetti and Salazar, 2001). The attacker knows the rules: a hidden
cell is not negative, a zero that could be shown is shown, a rounded count is within half a step.
"""

import json
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from mohinh.tables.privacy import PROTECTION, SMALLEST
from mohinh.tables.reports import read_cases
from mohinh.words.terms import INCIDENTS

Cell = Hashable


@dataclass
class Published:
    """What is known of cells: `known` (cell → least, greatest), `sums` (total, parts), which cells
    stand `hidden` in some table, and which of them `may_be_zero` for all that is known."""

    known: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    sums: list[tuple[Cell, tuple[Cell, ...]]] = field(default_factory=list)
    hidden: set[Cell] = field(default_factory=set)
    may_be_zero: set[Cell] = field(default_factory=set)

    def print_(self, cell: Cell, value: float, *, give: float = 0) -> None:
        """A number that is printed (missing: hidden); `give` how far from it the truth may be."""
        if pd.isna(value):
            self.hidden.add(cell)
            return
        low, high = self.known.get(cell, (-np.inf, np.inf))
        self.known[cell] = (max(low, value - give), min(high, value + give))

    def add_up(self, total: Cell, parts: Iterable[Cell]) -> None:
        self.sums.append((total, tuple(parts)))

    def bounds(self) -> pd.DataFrame:
        """Every hidden cell that no table prints exactly: index cell, `low`, `high`."""
        cells = list(dict.fromkeys([*self.known, *self.hidden, *self._summed()]))
        place = {cell: number for number, cell in enumerate(cells)}
        left, right = self._equations(place)
        wanted, maybe_zero = sorted(self.hidden, key=str), self._maybe_zero() | self.may_be_zero
        box = [self._box(cell, 0 if cell in maybe_zero else 1) for cell in cells]
        ends = [self._ends(place[cell], box, left, right) for cell in wanted]
        return pd.DataFrame(
            ends, columns=["low", "high"], index=pd.Index(wanted, tupleize_cols=False)
        )

    def _maybe_zero(self) -> set[Cell]:
        """Hidden cells that may be zero: where all parts are hidden, those of zero are too."""
        inner = {part for _, parts in self.sums for part in parts}
        return {
            part
            for total, parts in self.sums
            if self.hidden.issuperset(parts) and (total in self.hidden or total not in inner)
            for part in parts
        }

    def _summed(self) -> list[Cell]:
        return [cell for total, parts in self.sums for cell in (total, *parts)]

    def _box(self, cell: Cell, least: int) -> tuple[float, float | None]:
        low, high = self.known.get(cell, (0, np.inf))
        floor = least if cell in self.hidden and cell not in self.known else 0
        return max(low, floor), None if np.isinf(high) else high

    def _equations(self, place: Mapping[Cell, int]) -> tuple[csr_array, np.ndarray]:
        left = np.zeros((max(len(self.sums), 1), len(place)))
        for row, (total, parts) in enumerate(self.sums):
            left[row, place[total]] -= 1
            for part in parts:
                left[row, place[part]] += 1
        return csr_array(left), np.zeros(len(left))

    def _ends(
        self, cell: int, box: Sequence, left: csr_array, right: np.ndarray
    ) -> tuple[float, float]:
        aim = np.zeros(len(box))
        ends = []
        for sign in (1, -1):
            aim[cell] = sign
            found = linprog(aim, A_eq=left, b_eq=right, bounds=box, method="highs")
            if found.status == 3:
                ends.append(np.inf)
            else:
                assert found.status == 0, f"no values fit what is published: {found.message}"
                ends.append(sign * found.fun)
        low, high = np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)
        return float(low), float(high)


def leaks(bounds: pd.DataFrame) -> pd.DataFrame:
    """The cells that may be small and whose interval is narrower than `PROTECTION`, or that are
    known to be small. A cell that is known not to be small says nothing of few people."""
    narrow = bounds["high"] - bounds["low"] < PROTECTION
    return bounds[bounds["low"].lt(SMALLEST) & (narrow | bounds["high"].lt(SMALLEST))]


# --- what a report in Vietnamese prints ---------------------------------------------------------

DISTRICT = "Huyện, thị xã, thành phố"
AIMED = ("trộm cắp", "gây rối, cố ý gây thương tích", "ma túy")


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "tables" / f"{name}.csv"
    if not path.is_file():
        return pd.DataFrame()
    return pd.read_csv(path, dtype={"Mã xã": "str"}, encoding="utf-8-sig", thousands=None)


def read(folders: Mapping[str, Path], districts: pd.Series) -> Published:
    """What reports of one province say together.

    `folders` by the code of their period, `districts` by commune code (public knowledge).
    """
    found = Published()
    for period, folder in folders.items():
        total = re.search(r"ghi nhận ([\d.]+) vụ", said(folder, "30_rates"))
        found.print_(_cases("all", period), float(total[1].replace(".", "")) if total else np.nan)
        _places(found, folder, period, districts)
        _kinds(found, folder, period)
        _months(found, folder, period)
        _told(found, folder)
        _by_type(found, folder, period)
        _effects(found, folder, period)
    _times(found)
    return found


def _cases(place: str, period: str, kind: str = "aimed") -> Cell:
    return ("cases", place, kind, period)


def _places(found: Published, folder: Path, period: str, districts: pd.Series) -> None:
    communes = _table(folder, "rates_communes")
    for name in ("rates_communes", "rates_funnel", "clusters_cases"):
        for row in _table(folder, name).to_dict("records"):
            found.print_(_cases(row["Mã xã"], period), _count(row))
    for row in (regions := _table(folder, "rates_regions")).to_dict("records"):
        found.print_(_cases(row[DISTRICT], period), _count(row))
    if communes.empty or regions.empty:
        return
    of = districts.reindex(communes["Mã xã"])
    for name, part in of.groupby(of):
        found.add_up(_cases(name, period), [_cases(code, period) for code in part.index])
    found.add_up(_cases("all", period), [_cases(name, period) for name in regions[DISTRICT]])


def _count(row: Mapping) -> float:
    """The count of a row: printed, or worked out of rate and exposure where they are."""
    if not pd.isna(row["Số vụ"]):
        return row["Số vụ"]
    size, rates = row.get("Số hộ × năm"), [row[name] for name in row if "Tỷ suất" in name]
    shown = [rate for rate in rates if not pd.isna(rate)]
    return round(shown[0] * size / 1000) if shown and size else np.nan


def _kinds(found: Published, folder: Path, period: str) -> None:
    kinds = _table(folder, "rates_kinds")
    for row in kinds.to_dict("records"):
        found.print_(_cases("all", period, row["Loại vụ việc"]), row["Số vụ"])
    if len(kinds):
        found.add_up(_cases("all", period), [_cases("all", period, kind) for kind in AIMED])


def _months(found: Published, folder: Path, period: str) -> None:
    months = _table(folder, "rates_months")
    codes = []
    for row in months.to_dict("records"):
        month = f"{row['Tháng'][3:]}-{row['Tháng'][:2]}"
        if str(row["So với giới hạn"]).startswith("thiếu"):
            found.print_(_cases("all", month), 0)
            codes.append(month)
            continue
        found.print_(_cases("all", month), row["Số vụ"])
        codes.append(month)
    if codes and codes != [period]:
        found.add_up(_cases("all", period), [_cases("all", month) for month in codes])


def _told(found: Published, folder: Path) -> None:
    """What the tidy table of cases shows and hides."""
    path = folder / "data" / "cases.csv"
    for row in read_cases([path] if path.is_file() else []).to_dict("records"):
        place = "all" if row["level"] == "province" else row["unit_code"]
        kind = "aimed" if row["case_kind"] == "aimed" else INCIDENTS[row["case_kind"]][0]
        if row["state"] != "missing":
            found.print_(_cases(place, row["period"], kind), row["incident_count"])


def _times(found: Published) -> None:
    """Quarters and years of the same place and kind, where reports of both are at hand."""
    cells = {cell for cell in [*found.known, *found.hidden] if cell[0] == "cases"}
    for place, kind in {cell[1:3] for cell in cells}:
        own = {cell[3] for cell in cells if cell[1:3] == (place, kind)}
        for year in {period[:4] for period in own}:
            quarters = [f"{year}-Q{number}" for number in (1, 2, 3, 4)]
            months = [f"{year}-{number:02d}" for number in range(1, 13)]
            for parts in (quarters, months):
                if year in own and any(part in own for part in parts):
                    found.add_up(
                        _cases(place, year, kind), [_cases(place, part, kind) for part in parts]
                    )
            for number, quarter in enumerate(quarters):
                if quarter in own:
                    own_months = months[3 * number : 3 * number + 3]
                    found.add_up(
                        _cases(place, quarter, kind),
                        [_cases(place, month, kind) for month in own_months],
                    )


def _by_type(found: Published, folder: Path, period: str) -> None:
    """Contributors by type and group and their sum, each rounded."""
    groups = _contributors(found, folder, "lifecycle_contributors", "Nhóm mô hình", period)
    types = _contributors(found, folder, "lifecycle_contributors_types", "Loại mô hình", period)
    for group in groups:
        own = [cell for cell in types if cell[1].startswith(f"{group[1]} –")]
        if own:
            found.add_up(group, own)
    total = re.search(r"tổng cộng khoảng ([\d.]+) lượt", said(folder, "50_lifecycle"))
    if total and groups:
        whole = ("contributors", "all", period)
        found.print_(whole, float(total[1].replace(".", "")), give=SMALLEST / 2)
        found.add_up(whole, groups)


def _contributors(found: Published, folder: Path, name: str, label: str, period: str) -> list[Cell]:
    column, cells = "Số tổ chức, cá nhân, hộ đóng góp", []
    for row in _table(folder, name).to_dict("records"):
        if not row["Có ghi số đóng góp"]:
            continue
        cells.append(("contributors", row[label], period))
        found.print_(cells[-1], row[column], give=SMALLEST / 2 if row[column] else 0)
    return cells


def said(folder: Path, section: str) -> str:
    """All sentences of a section, with plain spaces."""
    path = folder / "sections" / f"{section}.json"
    blocks = json.loads(path.read_text(encoding="utf-8"))["blocks"] if path.is_file() else []
    text = " ".join(block["text"] for block in blocks if block["kind"] == "sentence")
    return text.replace("\u00a0", " ")


def _effects(found: Published, folder: Path, period: str) -> None:
    """Cases after adoption by group and district, rounded; expected times ratio is no surer."""
    for name, label in (("effects_groups", "Nhóm mô hình"), ("effects_regions", DISTRICT)):
        table = _table(folder, name)
        for row in table.to_dict("records"):
            cell = ("after", row[label], "", period)
            found.print_(cell, row["Ghi nhận"], give=SMALLEST / 2)
        parts = [("after", row, "", period) for row in table.get(label, [])]
        whole = ("after", "Mọi nhóm mô hình", "", period)
        if parts and whole in parts:
            parts.remove(whole)
        if parts:
            found.add_up(whole, parts)


# --- ratios beside rounded counts ---------------------------------------------------------------


def counts_behind(
    rounded: Sequence[float], ratios: Sequence[float], whole: float, *, digits: int
) -> pd.DataFrame:
    """What each of these rounded counts can have been: columns `low`, `high`.

    `ratios` are the counts by what was expected, `whole` that of all parts together, to so many
    `digits`. What was expected adds up as the counts do: Σ count / ratio = Σ count / whole, and the
    counts are whole numbers.
    """
    counts = np.asarray(rounded) + np.array(list(product(range(-2, 3), repeat=len(rounded))))
    give = 0.5 * 10.0**-digits
    few, many = (counts @ (1 / (np.asarray(ratios) + side * give)) for side in (1, -1))
    least, most = (counts.sum(axis=1) / (whole + side * give) for side in (1, -1))
    fit = counts[(few <= most) & (least <= many)]
    assert len(fit), "no counts fit what is published"
    return pd.DataFrame({"low": fit.min(axis=0), "high": fit.max(axis=0)})
