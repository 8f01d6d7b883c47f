"""Communes: published values as rows, and beside the polygons as GeoParquet.

A row says of one commune, period and indicator what may be known of it. Who makes the rows has
asked `tables.privacy` what is hidden; here the numbers of a hidden row are taken out, whatever they
are, so that no file, page or shape holds them.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import files
from mohinh.tables.boundaries.layer import CRS, TEXT_COLUMNS, Boundaries
from mohinh.tables.reports.columns import COMMUNES, typed
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INDICATORS, Label, Period, say

LAYER = "communes.parquet"
_NUMBERS = ["value", "low", "high"]
# Of a degree, about a centimetre: what differs between machines is cut off, borders stay shared.
_DECIMALS = 7
_PARTS: Mapping[str, Label] = MappingProxyType(
    {
        "low": ("cận dưới", "lower end"),
        "high": ("cận trên", "upper end"),
        "state": ("tình trạng", "state"),
    }
)
_POLYGON_COLUMNS: Mapping[str, Label] = MappingProxyType(
    {
        "vintage": ("kỳ địa giới hành chính", "vintage of the units"),
        "province_code": ("mã tỉnh", "code of the province"),
        "district_code": ("mã huyện", "code of the district"),
        "district_name": ("tên huyện", "name of the district"),
        "commune_code": ("mã xã", "code of the commune"),
        "commune_name": ("tên xã", "name of the commune"),
        "commune_kind": ("loại đơn vị cấp xã", "kind of commune"),
        "geometry": ("địa phận, EPSG:4326", "polygon, EPSG:4326 (WKB)"),
    }
)


def commune_rows(
    communes: pd.DataFrame,
    values: pd.Series,
    indicator: str,
    *,
    period: str,
    low: pd.Series | None = None,
    high: pd.Series | None = None,
    suppressed: pd.Series | None = None,
) -> pd.DataFrame:
    """Rows of one indicator and period, one per commune, in the order of `communes`.

    Parameters
    ----------
    communes : columns `province_code`, `commune_code`
    values : by commune code, in the indicator's unit; missing, or not there, means not reported
    indicator : a key of `words.terms.INDICATORS`
    period : code of the period
    low, high : ends of the value's interval, by commune code; a lower end alone means *at least*
    suppressed : by commune code, True where the count is too small to publish; the row then keeps
        no number at all

    Columns of `tables.reports.COMMUNES`. Raises `InvalidTable` for values of a commune that is not
    on the list, which would be lost.
    """
    codes = pd.Index(communes["commune_code"])
    strange = values.index.difference(codes)
    if len(strange):
        raise InvalidTable(
            f"{indicator}: found a value of commune {strange[0]!r}, which is not on the list of "
            f"{len(codes)} communes. Both must come from one workbook and vintage"
        )
    is_hidden = pd.Series(False, index=codes)
    if suppressed is not None:
        is_hidden = suppressed.reindex(codes).eq(True).fillna(False).astype(bool)
    ends = {"value": values, "low": low, "high": high}
    numbers = pd.DataFrame({name: _at(one, codes) for name, one in ends.items()})
    numbers = numbers.mask(is_hidden | numbers["value"].isna(), pd.NA)
    state = np.where(is_hidden, "suppressed", np.where(numbers["value"].isna(), "missing", "shown"))
    about = {"commune_code": codes, "period": period, "indicator": indicator}
    rows = numbers.assign(province_code=communes["province_code"].to_numpy(), state=state, **about)
    return rows[["province_code", *about, *_NUMBERS, "state"]].reset_index(drop=True)


def _at(values: pd.Series | None, codes: pd.Index) -> pd.Series:
    if values is None:
        return pd.Series(pd.NA, index=codes, dtype="Float64")
    return values.astype("Float64").reindex(codes)


def commune_series(
    communes: pd.DataFrame, yearly: pd.DataFrame, indicator: str, *, before: date
) -> pd.DataFrame:
    """Rows of the years that ended before a day, as `commune_rows`.

    `yearly`: index `commune_code` and `on` (the last day of each year), columns `share`, `low`,
    `high`.
    """
    days = yearly.index.get_level_values("on")
    parts = []
    for day in days.unique()[days.unique() < pd.Timestamp(before)]:
        then = yearly[days == day].droplevel("on")
        parts.append(
            commune_rows(
                communes, then["share"], indicator, period=str(day.year), low=then["low"],
                high=then["high"],
            )
        )  # fmt: skip
    empty = pd.DataFrame(columns=[column.name for column in COMMUNES[0].columns])
    return pd.concat(parts, ignore_index=True) if parts else empty


def at_least(counts: pd.Series, blanks: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Sums and their lower ends, where some of what was added up had not been reported.

    `blanks` counts the parts that are missing from each sum, on the same index. A sum of nothing
    but blanks is missing, not zero; a lower end is there where anything was blank.
    """
    known = counts.astype("Float64").mask(blanks.gt(0) & counts.eq(0))
    return known, known.where(blanks.gt(0))


def read_communes(folder: Path, names: Iterable[str]) -> pd.DataFrame:
    """The rows of those of a report's tables of communes that are named, as they were published."""
    parts = []
    for table in COMMUNES:
        if table.name in names:
            path = folder / f"{table.name}.csv"
            frame = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
            parts.append(typed(table.name, frame, where=path.name))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def write_layer(
    rows: pd.DataFrame, shape: Boundaries, path: Path, *, period: Period, is_made_up: bool
) -> None:
    """Write the polygons (EPSG:4326) with the values of the period as GeoParquet, one row each.

    Beside the columns of the polygons an indicator has up to four: its own name, `_low`, `_high`
    (where anything has an interval) and `_state`. Vintage, kind and source of the polygons, the
    period and whether the values are made up stand in the file's metadata under `mohinh`.
    """
    import pyarrow.parquet as pq

    polygons = shape.polygons[[*TEXT_COLUMNS, "geometry"]]
    rounded = shapely.transform(polygons.geometry.to_numpy(), lambda at: at.round(_DECIMALS))
    layer = gpd.GeoDataFrame(polygons.drop(columns="geometry"), geometry=rounded, crs=CRS)
    wide = _wide(rows[rows["period"].eq(period.code)]).reindex(layer["commune_code"])
    layer = layer.assign(**{name: wide[name].to_numpy() for name in wide})
    about = {
        "vintage": shape.vintage, "kind": shape.kind, "source": shape.source,
        "period": period.code, "is_made_up": is_made_up,
    }  # fmt: skip
    with files.replacing(path) as beside:
        layer.to_parquet(beside, index=False)
        table = pq.read_table(beside)
        text = json.dumps(about, ensure_ascii=False, sort_keys=True)
        metadata = {**(table.schema.metadata or {}), b"mohinh": text.encode("utf-8")}
        pq.write_table(table.replace_schema_metadata(metadata), beside)


def layer_fields(path: Path) -> list[dict[str, str]]:
    """The columns of a written layer: name, type, meaning in English and Vietnamese."""
    import pyarrow.parquet as pq

    return [_field(name) for name in pq.read_schema(path).names]


def _field(name: str) -> dict[str, str]:
    part = next((end for end in _PARTS if name.endswith(f"_{end}")), "")
    indicator = INDICATORS.get(name.removesuffix(f"_{part}") if part else name)
    if indicator is None:
        vi, en = _POLYGON_COLUMNS[name]
        kind = "geojson" if name == "geometry" else "string"
        return {"name": name, "type": kind, "description": en, "description_vi": vi}
    vi, en = (
        f"{text}: {say(_PARTS[part], lang)}" if part else text
        for text, lang in zip(indicator.label, ("vi", "en"), strict=True)
    )
    kind = "string" if part == "state" else "number"
    unit = {} if part == "state" else {"unit": indicator.unit[1]}
    return {"name": name, "type": kind, "description": en, "description_vi": vi, **unit}


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per commune, index `commune_code`; ends of intervals only where there are any."""
    columns = {}
    for indicator, part in rows.groupby("indicator", sort=True):
        own = part.set_index("commune_code")
        columns[indicator] = own["value"]
        columns |= {
            f"{indicator}_{end}": own[end] for end in _NUMBERS[1:] if own[end].notna().any()
        }
        columns[f"{indicator}_state"] = own["state"]
    return pd.DataFrame(columns)
