"""Which coordinates of the package are known to be wrong, by rule.

| flag | vintage | what is seen |
|---|---|---|
| `province_point` | 2025-06 | geocoded to its province: the same point |
| `district_point` | 2025-06 | geocoded to its district: the same point or the same box |
| `shared_point` | 2025-06 | on one point with another commune |
| `outside_district` | 2025-06 | outside the box of its district, which holds most of its communes |
| `outside_box` | 2025-06 | outside its own box |
| `default_box` | 2025-06 | its box is what a geocoder returns for a point (0.0027°) |
| `ashore` | 2025-06 | Hoàng Sa, Trường Sa on the mainland |
| `far_from_parts` | 2025-07 | far from the points of all its parts |

`tables.boundaries` repairs them for the schematic layer; whoever draws points must look here.
"""

from functools import cache

import numpy as np
import pandas as pd

from mohinh.tables.units.changes import crosswalk
from mohinh.tables.units.vintages import all_communes, check_vintage
from mohinh.words.terms import Vintage

_KM_PER_DEGREE = 111.32
_SAME_DEGREES = 1e-4  # about 10 m
_DEFAULT_BOX_DEGREES = 0.0027
_FAR_IN_SIDES = 5.0  # sides of a square of the unit's area; no right point was farther than 4
_ASHORE = ("498", "22736", "22737", "22739")


def coordinate_flags(vintage: Vintage) -> pd.DataFrame:
    """Communes whose coordinates are known to be wrong, one row each.

    Columns, all text: `vintage, province_code, commune_code, commune_full_name` and `flags`, joined
    by a space (see the module). A commune that is not listed may still be some hundred metres off.
    Raises `UnknownName` for another vintage.
    """
    table = all_communes(check_vintage(vintage))
    flags = _of_2025_06() if vintage == "2025-06" else _of_2025_07()
    names = flags.apply(lambda row: " ".join(row.index[row]), axis=1)
    columns = ["vintage", "province_code", "commune_code", "commune_full_name"]
    listed = table[columns].assign(flags=names)
    return listed[names.ne("")].reset_index(drop=True)


def _box(text: pd.Series) -> pd.DataFrame:
    corners = text.str.extract(r"([\d.]+),([\d.]+)\s*–\s*([\d.]+),([\d.]+)").astype(float)
    return corners.set_axis(["south", "west", "north", "east"], axis=1)


def _is_inside(table: pd.DataFrame, box: pd.DataFrame) -> pd.Series:
    return table["lon"].between(box["west"], box["east"]) & table["lat"].between(
        box["south"], box["north"]
    )


def _is_on(table: pd.DataFrame, level: str) -> pd.Series:
    east = (table["lon"] - table[f"{level}_lon"]).abs()
    north = (table["lat"] - table[f"{level}_lat"]).abs()
    return (east < _SAME_DEGREES) & (north < _SAME_DEGREES)


@cache
def _of_2025_06() -> pd.DataFrame:
    """One column of flags per rule, on the index of the vintage's table."""
    table = all_communes("2025-06")
    box, district = _box(table["bounds"]), _box(table["district_bounds"])
    is_alone = table["commune_code"].eq(table["district_code"])
    in_district = _is_inside(table, district)
    believed = in_district.groupby(table["district_code"]).transform("mean") > 0.5
    sides = pd.concat([box["east"] - box["west"], box["north"] - box["south"]], axis=1)
    same_box = (box - district).abs().max(axis=1) < 1e-6
    return pd.DataFrame(
        {
            "province_point": _is_on(table, "province"),
            "district_point": (same_box | _is_on(table, "district")) & ~is_alone,
            "shared_point": table.duplicated(["lon", "lat"], keep=False),
            "outside_district": ~in_district & believed,
            "outside_box": ~_is_inside(table, box),
            "default_box": ((sides - _DEFAULT_BOX_DEGREES).abs() < 1e-4).any(axis=1),
            "ashore": table["commune_code"].isin(_ASHORE),
        }
    )


@cache
def _of_2025_07() -> pd.DataFrame:
    old, new = all_communes("2025-06"), all_communes("2025-07")
    parts = old.loc[~old["commune_code"].isin(_ASHORE), ["commune_code", "lon", "lat"]]
    pairs = crosswalk().merge(parts, left_on="old_code", right_on="commune_code", validate="m:1")
    area = new["declared_area_km2"].clip(lower=1)
    units = pd.DataFrame({"new_code": new["commune_code"], "x": new["lon"], "y": new["lat"]})
    pairs = pairs.merge(units.assign(side=np.sqrt(area)), on="new_code", validate="m:1")
    east = (pairs["lon"] - pairs["x"]) * np.cos(np.radians(pairs["lat"]))
    kilometres = np.hypot(east, pairs["lat"] - pairs["y"]) * _KM_PER_DEGREE
    nearest = (kilometres / pairs["side"]).groupby(pairs["new_code"]).min()
    return pd.DataFrame({"far_from_parts": new["commune_code"].map(nearest) > _FAR_IN_SIDES})
