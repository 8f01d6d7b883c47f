"""How long maps take: a province beside a bare `GeoDataFrame.plot`, and the whole country.

    python benchmarks/maps_speed.py [LAYER.parquet ...]

Without a layer: the schematic ones of some provinces. LAYER: communes of 2025-07, EPSG:4326, with
`commune_code, commune_name, type, province_code, province_name, label_lon, label_lat`.

Compared are the same polygons on a page of the same size, saved as PNG at the same resolution: ours
as reports save it (`pages.export.pictures`), the bare plot as matplotlib does; a last column has
both saved as matplotlib does. A bare plot is `polygons.plot("value")`: no title, no names, no
box; `legend=True` gives it the legend that geopandas draws. Ours has all that a page has (title,
legend with counts, six names, scale bar, lines, source), its boxes for far islands and tiny
communes, and in a second column the land of the provinces around with their names. Seconds are of
one core (what else the machine does is not counted); a ratio is the median of paired rounds.
Budgets: province 1.3 beside the bare plot with its legend, country 4 s.
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
from mohinh.pages.export import pictures
from mohinh.tables import boundaries
from mohinh.tables.units import find_province
from mohinh.words.terms import INDICATORS

PROVINCES = ("Lâm Đồng", "Hồ Chí Minh", "Quảng Ninh", "An Giang", "Sơn La", "Cà Mau")
ROUNDS = 11

Draw = Callable[[Axes], object]


def layer(file: str) -> gpd.GeoDataFrame:
    table = gpd.read_parquet(file)
    return table.assign(commune_kind=table["type"], district_code=pd.NA, district_name=pd.NA)


def seconds(draw: Draw, *, height_cm: float, is_of_report: bool = False) -> float:
    start = time.process_time()
    fig, ax = style.figure(18, height_cm)
    draw(ax)
    if is_of_report:
        pictures.save_png(pictures.pixels(fig), io.BytesIO())
    else:
        with style.look():
            fig.savefig(io.BytesIO(), format="png", metadata=style.FIGURE_METADATA["png"])
    plt.close(fig)
    return time.process_time() - start


def ours(
    table: gpd.GeoDataFrame, values: pd.Series, around: gpd.GeoDataFrame | None = None
) -> Draw:
    notes = style.Notes("2022", "2025-07", "benchmark", False, False, len(table))
    indicator = INDICATORS["area_coverage_share"]
    labels = list(values.index[:6])
    return lambda ax: maps.choropleth(
        ax, table, values, indicator, title="A map", notes=notes, lang="vi", labels=labels,
        around=around,
    )  # fmt: skip


def print_ratios(name: str, table: gpd.GeoDataFrame, around: gpd.GeoDataFrame) -> None:
    """Median seconds of each kind of map, and of ours over the bare ones, round by round."""
    table = table.reset_index(drop=True)
    values = pd.Series(np.linspace(0, 1, len(table)), index=table["commune_code"])
    bare = table.assign(value=values.to_numpy())
    kinds: dict[str, Draw] = {
        "ours": ours(table, values),
        "around": ours(table, values, around),
        "bare": lambda ax: bare.plot("value", ax=ax),
        "legend": lambda ax: bare.plot("value", ax=ax, legend=True),
    }
    rounds = [
        {
            kind: seconds(draw, height_cm=13, is_of_report=kind in ("ours", "around"))
            for kind, draw in kinds.items()
        }
        | {"alike": seconds(kinds["ours"], height_cm=13)}
        for _ in range(ROUNDS)
    ]
    took = {kind: median(each[kind] for each in rounds) for kind in kinds}

    def ratio(one: str, two: str) -> float:
        return median(each[one] / each[two] for each in rounds)

    print(
        f"  {name}: ours {took['ours']:.2f} s, with land around {took['around']:.2f} s; "
        f"bare {took['bare']:.2f} s, with legend {took['legend']:.2f} s; "
        f"over bare with legend {ratio('ours', 'legend'):.2f}, {ratio('around', 'legend'):.2f}; "
        f"over bare {ratio('ours', 'bare'):.2f}, {ratio('around', 'bare'):.2f}; "
        f"saved alike {ratio('alike', 'legend'):.2f}",
        flush=True,
    )


def main() -> None:
    print("schematic")
    for name in PROVINCES:
        province = find_province(name, "2025-07")
        around = boundaries.provinces_around(province)
        print_ratios(name, boundaries.schematic(province).polygons, around)
    for file in sys.argv[1:]:
        country = layer(file)
        print(Path(file).name)
        for name in PROVINCES:
            around = boundaries.provinces_around(find_province(name, "2025-07"), file=file)
            print_ratios(name, country[country["province_name"].eq(name)], around)
        values = pd.Series(np.linspace(0, 1, len(country)), index=country["commune_code"])
        times = [seconds(ours(country, values), height_cm=24) for _ in range(3)]
        print(f"  country: {median(times):.1f} s")


if __name__ == "__main__":
    main()
