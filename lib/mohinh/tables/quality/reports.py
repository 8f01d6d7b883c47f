"""Reports: monthly reports expected and received, silent areas, blank cells."""

from collections.abc import Mapping

import pandas as pd

from mohinh.words.terms import Period


def received(
    areas: pd.DataFrame, activity: pd.DataFrame, *, period: Period, by: str = "commune_code"
) -> pd.DataFrame:
    """Monthly reports expected and received, by a column of `areas` and month of the period.

    One report is expected of every area in every month. Index `by, month`; columns
    `expected_count`, `received_count`, `share` (0–1). A row counts as received when it holds at
    least one number.
    """
    months = pd.date_range(period.start, period.end, freq="MS", unit="us", name="month")
    reports = _reports(activity, period).merge(
        areas[[*{"area_id": None, by: None}]], on="area_id", how="inner", validate="m:1"
    )
    expected = areas.groupby(by).size()
    index = pd.MultiIndex.from_product([expected.index, months])
    counts = reports.groupby([by, "month"]).size().reindex(index, fill_value=0)
    result = pd.DataFrame(
        {
            "expected_count": expected.reindex(index.get_level_values(0)).to_numpy(),
            "received_count": counts.to_numpy(),
        },
        index=index,
    )
    return result.assign(share=result["received_count"] / result["expected_count"])


def tidy_received(received: pd.DataFrame, *, province_code: str) -> pd.DataFrame:
    """What a report leaves of completeness for others: one row, of `reports.COMPLETENESS`.

    `received` is that of the function of that name, by whatever column of areas that has no blank.
    The share is blank where nothing was expected.
    """
    expected, came = (int(received[name].sum()) for name in ("expected_count", "received_count"))
    share = came / expected if expected else None
    row = {
        "province_code": province_code,
        "expected_count": expected,
        "received_count": came,
        "share": share,
    }
    return pd.DataFrame([row])


def silent_areas(areas: pd.DataFrame, activity: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Areas that sent no report in the whole period: their rows of `areas`.

    A row without any number is no report, as in `received`.
    """
    heard = _reports(activity, period)["area_id"]
    return areas[~areas["area_id"].isin(heard)].reset_index(drop=True)


def _reports(activity: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Area and month of each row of the period that holds at least one number."""
    numbers = [name for name in activity.columns if name.endswith("_count")]
    inside = activity["month"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    filled = activity[numbers].notna().any(axis=1)
    return activity.loc[inside & filled, ["area_id", "month"]]


def blanks(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How many cells of each column are blank, for the columns that have any.

    Columns `table, column, blank_count, rows_count, share`.
    """
    rows = [
        (name, column, int(frame[column].isna().sum()), len(frame))
        for name, frame in frames.items()
        for column in frame.columns
    ]
    result = pd.DataFrame(rows, columns=["table", "column", "blank_count", "rows_count"])
    result = result[result["blank_count"].gt(0)].reset_index(drop=True)
    return result.assign(share=result["blank_count"] / result["rows_count"])
