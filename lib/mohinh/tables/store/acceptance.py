"""Acceptance: which rows are taken and which are refused. Every row is one or the other.

A row with an error is refused; so is a row that refers to a refused one, and so on until nothing
more follows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from mohinh.tables.layouts import RawTable
from mohinh.tables.schemas import IMPORTED_TABLES, TABLES
from mohinh.tables.store.breaches import Breach, finding_of, row_number
from mohinh.tables.store.rules import crosscheck
from mohinh.tables.units import Province
from mohinh.words.terms import Lang

MOST_REASONS = 3  # of one row in the list of refused rows


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rows that were taken, by table (index: row of the raw table), and what was said."""

    tables: Mapping[str, pd.DataFrame]
    breaches: tuple[Breach, ...]

    def refused(self, table: str) -> list[int]:
        """Rows of a raw table that were not taken, in their order."""
        rows = {b.row for b in self.breaches if b.table == table and b.is_error}
        return sorted(rows)


def accept(
    tables: Mapping[str, pd.DataFrame],
    breaches: Iterable[Breach],
    province: Province,
    *,
    span: tuple[str, str],
    absent: Collection[str],
) -> Accepted:
    """The rows that hold against all rules; `tables` has every row, `breaches` what is known."""
    told = list(breaches)
    while True:
        kept = _without_refused(tables, told)
        found = crosscheck(kept, province, span=span, absent=absent, said=tables)
        told += [breach for breach in found if breach.is_error]
        if not any(breach.is_error for breach in found):
            return Accepted(kept, (*told, *found))


def _without_refused(
    tables: Mapping[str, pd.DataFrame], breaches: Iterable[Breach]
) -> dict[str, pd.DataFrame]:
    rows: dict[str, set[int]] = {}
    for breach in breaches:
        if breach.is_error:
            rows.setdefault(breach.table, set()).add(breach.row)
    return {
        name: frame.drop(index=list(rows[name])) if name in rows else frame
        for name, frame in tables.items()
    }


def rejected(accepted: Accepted, raws: Mapping[str, RawTable], *, lang: Lang) -> pd.DataFrame:
    """The refused rows as they stood: one row each, all text.

    Columns `table, file, sheet, row, reasons`, then the headings of all tables that have any.
    """
    reasons: dict[tuple[str, int], list[str]] = {}
    for breach in accepted.breaches:
        said = reasons.setdefault((breach.table, breach.row), []) if breach.is_error else None
        if said is not None and len(said) < MOST_REASONS:
            said.append(finding_of(breach, raws[breach.table]).say(lang))
    order = {table.name: place for place, table in enumerate(IMPORTED_TABLES)}
    rows = [
        _rejected_row(raws[table], row, said)
        for (table, row), said in sorted(
            reasons.items(), key=lambda item: (order[item[0][0]], item[0][1])
        )
    ]
    first = ["table", "file", "sheet", "row", "reasons"]
    others = [name for row in rows for name in row if name not in first]
    frame = pd.DataFrame(rows, columns=[*first, *dict.fromkeys(others)], dtype="str")
    return frame.fillna("")


def _rejected_row(raw: RawTable, row: int, reasons: list[str]) -> dict[str, str]:
    sheet = raw.sheets[raw.sheet_of[row]]
    about = {
        "table": TABLES[raw.name].sheet,
        "file": sheet.file_name,
        "sheet": sheet.name,
        "row": str(row_number(raw, row)),
        "reasons": " | ".join(reasons),
    }
    values = {heading: raw.origin(row, name).text for name, heading in raw.headings.items()}
    return about | values
