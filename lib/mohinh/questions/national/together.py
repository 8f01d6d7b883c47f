"""Together: coverage and effects of each province in one row, and the sums of all."""

import pandas as pd

from mohinh.tables.reports import COUNTED
from mohinh.words.terms import PLACE_FLAGS

ALL = "all"
_EFFECT = [
    "log_ratio", "se", "ratio", "low", "high", "level", "communes_count", "areas_count", "grade",
    "verdict", "why_none",
]  # fmt: skip
_SHARES = ["covered_count", "open_count", "total_count", "share", "low", "high"]


def of_province(
    coverage: pd.DataFrame, *, counted: str = "areas", area_kind: str = ALL, group: str = ALL
) -> pd.DataFrame:
    """Rows of the provinces as a whole, of one thing counted; index `province_code`."""
    rows = coverage[
        coverage["level"].eq("province")
        & coverage["counted"].eq(counted)
        & coverage["area_kind"].eq(area_kind)
        & coverage["model_group"].eq(group)
    ]
    return rows.set_index("province_code")[_SHARES]


def side_by_side(
    coverage: pd.DataFrame, effects: pd.DataFrame, *, group: str = ALL
) -> pd.DataFrame:
    """One row per province, in the order of the codes: its coverage and its ratio of cases.

    Columns: `coverage_<…>` for those of coverage of areas, `effect_<…>` for those of the effect of
    a model group, each missing where the report has none. Index `province_code`.
    """
    shares = of_province(coverage, group=group).add_prefix("coverage_")
    own = effects[effects["model_group"].eq(group)].set_index("province_code")[_EFFECT]
    return shares.join(own.add_prefix("effect_"), how="outer", validate="1:1").sort_index()


def sums(coverage: pd.DataFrame) -> pd.DataFrame:
    """What the provinces that reported add up to; index `counted`.

    Columns: `covered_count, open_count, total_count, share, low, high, provinces_count`. A province
    whose number is missing or hidden is left out of numerator and denominator.
    """
    rows = {counted: _sum(of_province(coverage, counted=counted)) for counted in COUNTED}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("counted")


def _sum(rows: pd.DataFrame) -> dict[str, float]:
    known = rows.dropna(subset=["covered_count", "total_count"])
    covered, open_, total = (
        int(known[name].sum()) for name in ("covered_count", "open_count", "total_count")
    )
    share = covered / total if total else float("nan")
    high = (covered + open_) / total if total else float("nan")
    return {
        "covered_count": covered,
        "open_count": open_,
        "total_count": total,
        "share": share,
        "low": share,
        "high": high,
        "provinces_count": len(known),
    }


def kinds_of_place(coverage: pd.DataFrame) -> pd.DataFrame:
    """What kind of place each province is: the share of its areas that are of each kind.

    Columns: one per kind (`is_urban`, …), the share of areas on the list (0–1), and
    `coverage_share`; index `province_code`.
    """
    whole = of_province(coverage)
    total = whole["total_count"].where(whole["total_count"].gt(0))
    columns = {"coverage_share": whole["share"]}
    for kind in PLACE_FLAGS:
        columns[kind] = of_province(coverage, area_kind=kind)["total_count"].div(total)
    return pd.DataFrame(columns).astype("Float64").sort_index()
