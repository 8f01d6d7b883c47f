"""Figures: what the reports add up to, in the form that `reconciliation.reconcile` takes.

Only what the reports left can be added up, and only where every province of the vintage has one: a
part of the country is not the country. Types of models do not add up over provinces (one type is
run in many), nor do points; for those there is nothing to set beside a published figure.
"""

import pandas as pd

from mohinh.questions.national.together import sums
from mohinh.words.terms import Period

_MISSING = "provinces_missing"


def measured(coverage: pd.DataFrame, *, period: Period, expected_count: int) -> pd.DataFrame:
    """One row: areas with a model on the last day of the period.

    Columns as `reconciliation.measure`; `value` is missing unless all `expected_count` provinces
    reported, `missing_count` says how many did not.
    """
    whole = sums(coverage).loc["areas"]
    lacking = expected_count - int(whole["provinces_count"])
    covered, open_ = int(whole["covered_count"]), int(whole["open_count"])
    row = {
        "indicator": "areas_with_model",
        "timing": "state",
        "value": pd.NA if lacking else covered,
        "most": pd.NA if lacking else covered + open_,
        "missing_count": lacking or open_,
        "missing": _MISSING if lacking else "areas_unknown",
        "period_start": pd.NaT,
        "period_end": pd.Timestamp(period.end),
    }
    return pd.DataFrame([row]).astype(
        {
            "value": "Int64",
            "most": "Int64",
            "missing_count": "Int64",
            "period_start": "datetime64[us]",
            "period_end": "datetime64[us]",
        }
    )
