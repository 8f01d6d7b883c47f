"""How long maps take: a province beside a bare `GeoDataFrame.plot`, and the whole country.

    python benchmarks/maps_speed.py [LAYER.parquet ...]

Without a layer: the schematic ones of some provinces. LAYER: polygons of 2025-07, EPSG:4326, with
`commune_code, commune_name, type, province_code, province_name, label_lon, label_lat`. Both figures
of a province have the same size and resolution and are saved as PNG; seconds are of one core (what
else the machine does is not counted), the ratio is the median of paired rounds in one run.
Budgets: province 1.3 (each box costs some 0.02 s more), country 4 s.
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from mohinh.pages import maps, style
from mohinh.tables import boundaries
from mohinh.tables.units import find_province
from mohinh.words.terms import INDICATORS

PROVINCES = ("Lâm Đồng", "Hồ Chí Minh", "Quảng Ninh", "Sơn La", "Cà Mau")
ROUNDS = 7


def layer(file: str) -> gpd.GeoDataFrame:
    table = gpd.read_parquet(file)
    return table.assign(commune_kind=table["type"], district_code=pd.NA, district_name=pd.NA)


def seconds(draw: Callable[[Axes], object], *, height_cm: float) -> float:
    start = time.process_time()
    fig, ax = style.figure(18, height_cm)
    draw(ax)
    with style.look():
        fig.savefig(io.BytesIO(), format="png", metadata=style.FIGURE_METADATA["png"])
    plt.close(fig)
    return time.process_time() - start


def ours(table: gpd.GeoDataFrame, values: pd.Series) -> Callable[[Axes], object]:
    notes = style.Notes("2022", "2025-07", "benchmark", False, False, len(table))
    indicator = INDICATORS["area_coverage_share"]
    labels = list(values.index[:6])
    return lambda ax: maps.choropleth(
        ax, table, values, indicator, title="A map", notes=notes, lang="vi", labels=labels
    )


def compare(table: gpd.GeoDataFrame) -> tuple[float, float, float]:
    """Median seconds of ours, of the bare plot, and the median of their ratios."""
    values = pd.Series(np.linspace(0, 1, len(table)), index=table["commune_code"])
    bare = table.assign(value=values.to_numpy())
    pairs = [
        (
            seconds(ours(table, values), height_cm=13),
            seconds(lambda ax: bare.plot("value", ax=ax), height_cm=13),
        )
        for _ in range(ROUNDS)
    ]
    return (
        median(one for one, _ in pairs),
        median(two for _, two in pairs),
        median(one / two for one, two in pairs),
    )


def print_ratio(name: str, table: gpd.GeoDataFrame) -> None:
    one, two, ratio = compare(table.reset_index(drop=True))
    print(f"  {name}: {one:.2f} s, bare {two:.2f} s, ratio {ratio:.2f}")


def main() -> None:
    print("schematic")
    for name in PROVINCES:
        print_ratio(name, boundaries.schematic(find_province(name, "2025-07")).polygons)
    for file in sys.argv[1:]:
        country = layer(file)
        print(Path(file).name)
        for name in PROVINCES:
            print_ratio(name, country[country["province_name"].eq(name)])
        values = pd.Series(np.linspace(0, 1, len(country)), index=country["commune_code"])
        times = [seconds(ours(country, values), height_cm=24) for _ in range(3)]
        print(f"  country: {median(times):.1f} s")


if __name__ == "__main__":
    main()
