"""Restating: results of the 63 provinces in the units in force since 1 July 2025.

Whole provinces went into each new one, so that counts of areas add up exactly, and shares are made
from the sums. A new province of which a part has no report has no number: the part that is known is
not the whole.

Communes are another matter: 471 old ones were divided among several new ones, and how much of their
areas went where is not in the crosswalk. Their areas are therefore given to no one. A new commune
has what surely lies in it, and bounds: with covered c, open o and total n of the undivided parts,
and c′, o′, n′ of the divided ones,

    least share = c / (n + n′ − c′)        most share = (c + o + c′ + o′) / (n + c′ + o′)

least where every divided area without a model came to it and no covered one did, most the other way
round. (Both ends are reached; what lies between depends on how the areas were dealt out.)

Effects are put together over the old provinces that make up a new one: the mean of their log
ratios, weighted by precision, with the interval of that mean (fixed effects, in the plural: it
speaks of these provinces and makes no claim that they agree). What one model would have shown on
the pooled cases is not known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mohinh.questions.national.agreement import FEW_COMMUNES
from mohinh.questions.national.together import ALL, of_province
from mohinh.questions.synthesis import meta_analysis
from mohinh.tables import units

_COUNTS = ["covered_count", "open_count", "total_count"]
_COLUMNS = [
    *_COUNTS, "share", "low", "high", "province_name", "change", "parts", "parts_count",
    "reported_count", "effect_ratio", "effect_low", "effect_high", "effect_parts_count",
    "effect_why_none",
]  # fmt: skip
_COMMUNES = {
    "province_code": "str",
    "commune_full_name": "str",
    "change": "str",
    "parts_count": "int64",
    "split_parts_count": "int64",
    "least": "Float64",
    "most": "Float64",
    "is_bounded": "bool",
}


@dataclass(frozen=True, slots=True, eq=False)
class Restated:
    """Results of 2025-06 in the units of 2025-07.

    Attributes
    ----------
    provinces : one row per new province that has a part with a report, index its code:
        `province_name, change` (`unchanged`, `renamed` or `merged`), `parts` (names of the old
        ones, joined by " + "), `parts_count`, `reported_count`, the three counts, `share, low,
        high` (missing where a part has no report), `effect_ratio, effect_low, effect_high,
        effect_parts_count, effect_why_none`
    communes : one row per new commune that has a part with a report, index its code:
        `province_code, commune_full_name, change` (key of `units.CHANGES`), `parts_count`,
        `split_parts_count, least, most` (of the share; missing where a part did not report) and
        `is_bounded` (True where a divided commune makes the difference)
    """

    provinces: pd.DataFrame
    communes: pd.DataFrame


def restate(coverage: pd.DataFrame, effects: pd.DataFrame, *, communes_least: int) -> Restated:
    """Restate the results of provinces of 2025-06 under 2025-07.

    `coverage`, `effects`: rows of `tables.reports`, codes of 2025-06. Effects are those of all
    model groups together; provinces with fewer communes than `communes_least` take no part.
    """
    succession = _succession()
    return Restated(_provinces(coverage, effects, succession, communes_least), _communes(coverage))


def _succession() -> pd.DataFrame:
    """Old province → new province, with names; one row per old province."""
    old, new = units.provinces("2025-06"), units.provinces("2025-07").set_index("province_name")
    names = [units.succession(name)[0] for name in old["province_name"]]
    return pd.DataFrame(
        {
            "old_code": old["province_code"].to_numpy(),
            "old_name": old["province_name"].to_numpy(),
            "new_code": new["province_code"].reindex(names).to_numpy(),
            "new_name": names,
        }
    )


def _provinces(
    coverage: pd.DataFrame, effects: pd.DataFrame, succession: pd.DataFrame, communes_least: int
) -> pd.DataFrame:
    shares = of_province(coverage)
    own = effects[effects["model_group"].eq(ALL)].set_index("province_code")
    reached = succession.loc[succession["old_code"].isin(coverage["province_code"]), "new_code"]
    parts = succession[succession["new_code"].isin(reached)]
    rows = {
        code: _province(part, shares, own, communes_least)
        for code, part in parts.groupby("new_code", sort=True)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=None if rows else _COLUMNS)
    return table.rename_axis("province_code")


def _province(
    part: pd.DataFrame, shares: pd.DataFrame, effects: pd.DataFrame, communes_least: int
) -> dict[str, object]:
    known = shares.reindex(part["old_code"])[_COUNTS].dropna()
    row: dict[str, object] = {
        "province_name": part["new_name"].iloc[0],
        "change": _change(part),
        "parts": " + ".join(part["old_name"]),
        "parts_count": len(part),
        "reported_count": len(known),
    }
    if len(known) == len(part):
        covered, open_, total = (int(known[name].sum()) for name in _COUNTS)
        row |= {"covered_count": covered, "open_count": open_, "total_count": total}
        if total:
            share, high = covered / total, (covered + open_) / total
            row |= {"share": share, "low": share, "high": high}
    empty = dict.fromkeys((*_COUNTS, "share", "low", "high"), np.nan)
    return empty | row | _effect(part, effects, communes_least)


def _change(part: pd.DataFrame) -> str:
    """What became of the provinces in a new one: a key of `units.CHANGES`; none was divided."""
    if len(part) > 1:
        return "merged"
    return "unchanged" if part["old_name"].iloc[0] == part["new_name"].iloc[0] else "renamed"


def _effect(part: pd.DataFrame, effects: pd.DataFrame, communes_least: int) -> dict[str, object]:
    """The old provinces' log ratios put together; none unless each of them has one."""
    found = effects.reindex(part["old_code"])
    usable = found["se"].gt(0) & found["communes_count"].ge(communes_least)
    usable = usable.fillna(False).astype(bool)
    row: dict[str, object] = dict.fromkeys(("effect_ratio", "effect_low", "effect_high"), np.nan)
    row |= {"effect_parts_count": int(usable.sum()), "effect_why_none": ""}
    if not usable.all():
        few = found["communes_count"].lt(communes_least).fillna(False).any()
        return row | {"effect_why_none": FEW_COMMUNES if few else "part_missing"}
    if len(found) == 1:
        ends = found.iloc[0]
        numbers = (float(ends[name]) for name in ("ratio", "low", "high"))
        return row | dict(zip(("effect_ratio", "effect_low", "effect_high"), numbers, strict=True))
    pooled = meta_analysis(
        found["log_ratio"].to_numpy("float64"), found["se"].to_numpy("float64") ** 2,
        labels=list(found.index), method="EE", test="normal",
        level=float(found["level"].iloc[0]),
    )  # fmt: skip
    numbers = np.exp([pooled.estimate, pooled.low, pooled.high]).tolist()
    return row | dict(zip(("effect_ratio", "effect_low", "effect_high"), numbers, strict=True))


def _communes(coverage: pd.DataFrame) -> pd.DataFrame:
    rows = coverage[coverage["level"].eq("commune")].set_index("unit_code")
    if rows.empty:
        empty = pd.DataFrame(columns=list(_COMMUNES), index=pd.Index([], name="commune_code"))
        return empty.astype(_COMMUNES)
    pairs = units.crosswalk()
    divided = pairs[pairs["is_split"]]
    weights = divided.assign(share=1 / divided.groupby("old_code")["new_code"].transform("size"))
    is_divided = rows.index.isin(divided["old_code"])
    surely, maybe = {}, {}
    for name in _COUNTS:
        counts = rows[name].astype("Float64")
        whole = counts.mask(is_divided & counts.notna().to_numpy(), 0.0)
        surely[name] = units.carry(whole, weights=weights, to="2025-07").values
        maybe[name] = _of_divided(counts[is_divided], divided)
    first = surely["total_count"].set_index("commune_code")
    sure = {name: table.set_index("commune_code")["value"] for name, table in surely.items()}
    added = {name: sums.reindex(first.index).fillna(0.0) for name, sums in maybe.items()}
    least, most = _bounds(sure, added)
    split = divided["new_code"].value_counts().reindex(first.index).fillna(0).astype("int64")
    homes = _homes()
    return pd.DataFrame(
        {
            "province_code": first.index.map(homes),
            "commune_full_name": first["commune_full_name"],
            "change": first["change"],
            "parts_count": first["parts_count"],
            "split_parts_count": split,
            "least": least,
            "most": most,
            "is_bounded": split.gt(0) & least.notna(),
        }
    ).astype(_COMMUNES)


def _of_divided(counts: pd.Series, divided: pd.DataFrame) -> pd.Series:
    """Sum over the divided old communes of each new one, whichever part of them it got."""
    own = divided[divided["old_code"].isin(counts.index)]
    values = own["old_code"].map(counts).fillna(0.0)
    return values.groupby(own["new_code"].to_numpy()).sum()


def _bounds(sure: dict[str, pd.Series], added: dict[str, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """Least and most share; missing where a part is missing, or where nothing can lie there."""
    c, o, n = (sure[name] for name in _COUNTS)
    c2, o2, n2 = (added[name] for name in _COUNTS)
    below, above = n + n2 - c2, n + c2 + o2
    least = (c / below.where(below.gt(0))).mask(below.eq(0) & n2.gt(0), 1.0)
    most = ((c + o + c2 + o2) / above.where(above.gt(0))).mask(above.eq(0) & n2.gt(0), 0.0)
    return least, most


def _homes() -> pd.Series:
    table = units.geography("2025-07")
    return table.set_index("commune_code")["province_code"]
