"""From one vintage to the other: which commune became which, and results carried across.

| change | a pair of an old and a new commune |
|---|---|
| `unchanged` | the whole old commune is the whole new one, with its full name |
| `renamed` | the same, with another name or kind (thị trấn Chợ Lầu, xã Bắc Bình) |
| `merged` | whole old communes make up the new one |
| `split` | the old commune, or one that makes up the new one with it, went to several |

471 old communes went to several new ones. How much of them went where is not in the conversion:
whoever carries results says it, by population or by area.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import pandas as pd

from mohinh.tables.units.names import name_key
from mohinh.tables.units.province import Province, find_province
from mohinh.tables.units.vintages import all_communes, check_vintage, converter
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Label, Vintage

Change = Literal["unchanged", "renamed", "merged", "split"]
CHANGES: dict[Change, Label] = {
    "unchanged": ("giữ nguyên", "unchanged"),
    "renamed": ("đổi tên hoặc đổi loại", "renamed"),
    "merged": ("sáp nhập nguyên vẹn", "merged"),
    "split": ("có phần được chia tách", "split"),
}
# Shares are given to a few digits; their sum may be off by that.
SHARE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Carried:
    """Results in the units of another vintage.

    - `values`, one row per unit of that vintage: `vintage, commune_code, commune_full_name, value,
      change` (see `CHANGES`)`, parts_count, missing_parts_count` (parts without a value) and
      `is_estimated` (a share other than 0 and 1 went into it);
    - `split`, one row per pair of a divided unit: `source_code, source_full_name, target_code,
      target_full_name, share`.
    """

    values: pd.DataFrame
    split: pd.DataFrame


@cache
def crosswalk() -> pd.DataFrame:
    """Communes of 2025-06 to communes of 2025-07, one row per pair.

    Columns: `old_code, new_code, is_split` (the old commune went to several) and `is_default`
    (the successor that the official conversion names first; True where there is only one).
    """
    old, new = all_communes("2025-06"), all_communes("2025-07")
    old_code = dict(
        zip(
            old["province_key"] + "_" + old["district_key"] + "_" + old["commune_key"].fillna(""),
            old["commune_code"],
            strict=True,
        )
    )
    new_code = dict(
        zip(new["province_key"] + "_" + new["commune_key"], new["commune_code"], strict=True)
    )
    rows = []
    for province, merged in converter()["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for name, parts in merged.items():
            rows += [(part, f"{province}_{name}", False, True) for part in parts]
    for province, divided in converter()["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, targets in divided.items():
            rows += [
                (part, f"{province}_{target['newWardKey']}", True, bool(target["isDefaultNewWard"]))
                for target in targets
            ]
    table = pd.DataFrame(rows, columns=["old_code", "new_code", "is_split", "is_default"])
    table["old_code"] = table["old_code"].map(old_code)
    table["new_code"] = table["new_code"].map(new_code)
    return table.sort_values(["old_code", "new_code"], ignore_index=True)


@cache
def _changes() -> pd.DataFrame:
    """The crosswalk with names and the change of each pair."""
    table = crosswalk()
    for side, vintage in (("old", "2025-06"), ("new", "2025-07")):
        units = all_communes(vintage)[["commune_code", "commune_full_name", "province_code"]]
        table = table.merge(
            units.add_prefix(f"{side}_"),
            left_on=f"{side}_code",
            right_on=f"{side}_commune_code",
            validate="m:1",
        ).drop(columns=f"{side}_commune_code")
    parts = table.groupby("new_code")["old_code"].transform("size")
    has_split = table.groupby("new_code")["is_split"].transform("any")
    same = [
        name_key(old).variant == name_key(new).variant
        for old, new in zip(
            table["old_commune_full_name"], table["new_commune_full_name"], strict=True
        )
    ]
    change = pd.Series(same, table.index).map({True: "unchanged", False: "renamed"})
    change = change.mask(parts.gt(1), "merged").mask(has_split, "split")
    return table.assign(change=change).sort_values(["old_code", "new_code"], ignore_index=True)


def kind_of_change(province: Province) -> pd.DataFrame:
    """What became of each commune of a province in July 2025, one row per old and new pair.

    The province may be of either vintage. Columns: `old_code, old_full_name, new_code,
    new_full_name, change` (a key of `CHANGES`), `is_split` (the old one went to several) and
    `is_default`.
    """
    side = "old" if province.vintage == "2025-06" else "new"
    table = _changes()
    table = table[table[f"{side}_province_code"].eq(province.code)]
    table = table.rename(columns=lambda name: name.replace("commune_full_name", "full_name"))
    columns = [
        "old_code", "old_full_name", "new_code", "new_full_name", "change", "is_split", "is_default"
    ]  # fmt: skip
    return table[columns].reset_index(drop=True)


def same_land(province: Province) -> list[Province]:
    """Provinces of the other vintage that have a part of this one's land, by code.

    >>> from mohinh.tables.units import find_province
    >>> [other.name for other in same_land(find_province("Bình Thuận"))]
    ['Lâm Đồng']
    """
    table = _changes()
    if province.vintage == "2025-06":
        codes = table.loc[table["old_province_code"].eq(province.code), "new_province_code"]
        return [find_province(code, "2025-07") for code in sorted(set(codes))]
    codes = table.loc[table["new_province_code"].eq(province.code), "old_province_code"]
    return [find_province(code, "2025-06") for code in sorted(set(codes))]


def carry(
    values: pd.Series, *, weights: pd.DataFrame | None = None, to: Vintage = "2025-07"
) -> Carried:
    """Counts by commune of one vintage as counts by commune of the other.

    A unit's value is the sum over its parts of value × share, where the share is what part of the
    source unit's total lies in the target; so the total stays the same. Only counts can be carried:
    carry numerator and denominator of a rate each, and divide afterwards.

    `values` has the codes of the source vintage (the one that is not `to`) as its index; missing
    means not reported. A target is missing if a part of it with a share above zero is missing,
    or was not given; zero is a value. `weights` has the columns `old_code, new_code, share` (by
    population or by area, as the caller decides); a source unit that lies in one target needs no
    row, every other one needs shares ≥ 0 that sum to 1.

    Raises `VintageMismatch` for codes that are not of the source vintage, `InvalidTable` for codes
    that occur twice or shares that are missing, negative or do not sum to 1.
    """
    source, target = ("old", "new") if check_vintage(to) == "2025-07" else ("new", "old")
    pairs = _shares(_pairs_touched(values, source, target, to), weights, source, target)
    given = pairs[f"{source}_code"].map(values.astype("Float64"))
    part = given.mul(pairs["share"]).mask(pairs["share"].eq(0), 0)
    shared = pairs["share"].gt(0) & pairs["share"].lt(1)
    groups = pairs.assign(part=part, is_missing=part.isna(), is_shared=shared).groupby(
        f"{target}_code"
    )
    carried = pd.DataFrame(
        {
            "vintage": to,
            "commune_full_name": groups[f"{target}_commune_full_name"].first(),
            "value": groups["part"].agg(lambda parts: parts.sum(skipna=False)).astype("Float64"),
            "change": _worst(pairs, f"{target}_code"),
            "parts_count": groups.size(),
            "missing_parts_count": groups["is_missing"].sum(),
            "is_estimated": groups["is_shared"].any(),
        }
    )
    carried = carried.rename_axis("commune_code").reset_index()
    return Carried(
        carried[["vintage", *carried.columns.drop("vintage")]], _split(pairs, source, target)
    )


def _worst(pairs: pd.DataFrame, by: str) -> pd.Series:
    """The change of a unit: the one of its pairs that changes most."""
    order = list(CHANGES)
    return pairs["change"].map(order.index).groupby(pairs[by]).max().map(lambda rank: order[rank])


def _pairs_touched(values: pd.Series, source: str, target: str, to: Vintage) -> pd.DataFrame:
    """Every pair of each target that the values reach, also with sources that have no value."""
    table, other = _changes(), "2025-06" if to == "2025-07" else "2025-07"
    twice = values.index[values.index.duplicated()]
    if len(twice):
        raise InvalidTable(f"values to carry: code {twice[0]!r} occurs twice. Sum it up first")
    strange = values.index.difference(table[f"{source}_code"])
    if len(strange):
        raise VintageMismatch(
            f"values to carry to {to}: expected codes of vintage {other}, found {len(strange)} "
            f"others, such as {strange[0]!r}. Check the vintage of the values"
        )
    reached = table.loc[table[f"{source}_code"].isin(values.index), f"{target}_code"]
    return table[table[f"{target}_code"].isin(reached)]


def _shares(
    pairs: pd.DataFrame, weights: pd.DataFrame | None, source: str, target: str
) -> pd.DataFrame:
    """The pairs with a share each: 1 where a source unit lies in one target, else as given."""
    count = _changes()[f"{source}_code"].value_counts()
    is_whole = pairs[f"{source}_code"].map(count).eq(1)
    if weights is None:
        weights = pd.DataFrame(columns=["old_code", "new_code", "share"])
    given = weights[["old_code", "new_code", "share"]].astype({"share": "float64"})
    _check_shares(given, set(pairs.loc[~is_whole, f"{source}_code"]), source)
    table = pairs.merge(given, on=["old_code", "new_code"], how="left", validate="1:1")
    whole = table[f"{source}_code"].map(count).eq(1)
    return table.assign(share=table["share"].mask(whole, 1.0).fillna(0.0))


def _check_shares(given: pd.DataFrame, divided: set[str], source: str) -> None:
    """Raises `InvalidTable` unless the shares of every divided unit are ≥ 0 and sum to 1."""
    table, pair = _changes(), ["old_code", "new_code"]
    if given.duplicated(pair).any():
        raise InvalidTable("shares: a pair of old_code and new_code occurs twice. Keep one")
    known = given.merge(table[pair], on=pair, how="left", indicator=True)["_merge"].eq("both")
    if not known.all():
        old, new = given.loc[~known.to_numpy(), pair].iloc[0]
        raise InvalidTable(f"shares: {old} did not become {new}. See units.crosswalk()")
    if given["share"].isna().any() or given["share"].lt(0).any():
        raise InvalidTable("shares: expected numbers of 0 or more, found a blank or a negative one")
    sums = given.groupby(f"{source}_code")["share"].sum().reindex(sorted(divided))
    wrong = sums[~((sums - 1).abs() <= SHARE_TOLERANCE)]
    if len(wrong):
        found = "none" if pd.isna(wrong.iloc[0]) else f"a sum of {wrong.iloc[0]:g}"
        raise InvalidTable(
            f"shares: {len(wrong)} divided units lack shares that sum to 1, such as "
            f"{wrong.index[0]} ({found}). Give old_code, new_code, share by population or area"
        )


def _split(pairs: pd.DataFrame, source: str, target: str) -> pd.DataFrame:
    count = _changes()[f"{source}_code"].value_counts()
    divided = pairs[pairs[f"{source}_code"].map(count).gt(1)]
    names = {
        f"{side}_{column}": f"{role}_{short}"
        for side, role in ((source, "source"), (target, "target"))
        for column, short in (("code", "code"), ("commune_full_name", "full_name"))
    }
    columns = ["source_code", "source_full_name", "target_code", "target_full_name", "share"]
    listed = divided.rename(columns=names)[columns]
    return listed.sort_values(["source_code", "target_code"], ignore_index=True)


def split_communes() -> pd.DataFrame:
    """The old communes that went to several new ones, one row per pair; 471 communes nationally.

    Columns as `kind_of_change`, with `old_province_code`.
    """
    table = _changes()
    table = table[table["is_split"]]
    table = table.rename(columns=lambda name: name.replace("commune_full_name", "full_name"))
    columns = [
        "old_province_code", "old_code", "old_full_name", "new_code", "new_full_name", "is_default"
    ]  # fmt: skip
    return table[columns].reset_index(drop=True)
