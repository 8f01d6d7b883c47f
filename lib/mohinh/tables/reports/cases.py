"""Cases: the counts that a report shows of its province, by place, kind and time, as rows.

Who makes the rows has asked `tables.privacy` what is hidden; here the number of a hidden row is
taken out. What a later report of corrected counts must go on hiding is known from these rows.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from mohinh.tables.reports.columns import CASES, typed

_COLUMNS = [column.name for column in CASES.columns]


def case_rows(
    counts: pd.Series,
    is_hidden: ArrayLike,
    *,
    province_code: str,
    level: str = "province",
    unit_code: str = "",
    kind: str = "aimed",
    period: str = "",
) -> pd.DataFrame:
    """Rows of cases, one for each count: columns of `tables.reports.CASES`.

    What is left empty of `unit_code`, `kind` and `period`, just one of them, is in the index of
    `counts` (a period as its code, or the first day of its month). `is_hidden` is for all counts,
    or for each in their order. A missing count was not reported.
    """
    given = {"unit_code": unit_code, "case_kind": kind, "period": period}
    (own,) = [name for name, value in given.items() if not value]
    hidden = np.broadcast_to(np.asarray(is_hidden, bool), len(counts))
    values = counts.round().astype("Int64").to_numpy("float64", na_value=np.nan)
    state = np.where(hidden, "suppressed", np.where(np.isnan(values), "missing", "shown"))
    return pd.DataFrame(
        {
            "province_code": province_code,
            "level": level,
            **given,
            own: _codes(counts.index),
            "incident_count": pd.array(np.where(hidden, np.nan, values), "Float64").astype("Int64"),
            "state": state,
        }
    )[_COLUMNS]


def read_cases(paths: Sequence[Path]) -> pd.DataFrame:
    """The rows that reports left. Raises `InvalidTable` for a file that is none of these."""
    parts = [pd.read_csv(path, dtype="str", encoding="utf-8-sig") for path in paths]
    named = [
        typed("cases", frame, where=path.name) for frame, path in zip(parts, paths, strict=True)
    ]
    return pd.concat(named, ignore_index=True) if named else pd.DataFrame(columns=_COLUMNS)


def _codes(index: pd.Index) -> pd.Index:
    return index.strftime("%Y-%m") if isinstance(index, pd.DatetimeIndex) else index.astype("str")
