"""How near the schematic layers come to real polygons: a table, one row per province.

For communes that the reference has: mean and median intersection over union (equal-area plane), F1
of the pairs of neighbours, the same overlap of the whole outline, and the time to draw uncached.
References, by default in the folder `shared/data/boundaries` beside the project:
`communes_2024.parquet` (column `gso_2024`) for 2025-06, `communes_2025_map100m.parquet` (column
`commune_code`) for 2025-07. With `--all`, every province.
"""

import argparse
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mohinh.tables import units
from mohinh.tables.boundaries import schematic
from mohinh.tables.boundaries.sites import sites, successors

EQUAL_AREA = "+proj=aea +lat_1=10.5 +lat_2=21.5 +lat_0=16 +lon_0=107 +datum=WGS84 +units=m"
REFERENCES = {
    "2025-06": ("communes_2024.parquet", "gso_2024"),
    "2025-07": ("communes_2025_map100m.parquet", "commune_code"),
}
PROVINCES = {
    "2025-06": ["Bình Thuận", "Kon Tum", "Sơn La", "Trà Vinh"],
    "2025-07": ["Lâm Đồng", "Quảng Ngãi", "Quảng Ninh", "Khánh Hòa"],
}
COLUMNS = ["vintage", "province", "n", "iou_mean", "iou_median", "f1", "outline", "seconds"]


def neighbours(shapes: np.ndarray) -> set[tuple[int, int]]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return {(i, j) for i, j in zip(left.tolist(), right.tolist(), strict=True) if i < j}


def overlap(drawn: np.ndarray, real: np.ndarray) -> np.ndarray:
    both = shapely.area(shapely.intersection(drawn, real))
    return both / (shapely.area(drawn) + shapely.area(real) - both)


def quality(province: units.Province, reference: gpd.GeoSeries) -> list:
    started = time.perf_counter()
    layer = schematic(province, cache=False).polygons
    seconds = time.perf_counter() - started
    drawn = layer.set_index("commune_code").geometry.to_crs(EQUAL_AREA)
    known = drawn.index.intersection(reference.index)
    left, right = drawn[known].to_numpy(), shapely.make_valid(reference[known].to_numpy())
    shares = overlap(left, right)
    pairs, real_pairs = neighbours(left), neighbours(right)
    f1 = 2 * len(pairs & real_pairs) / (len(pairs) + len(real_pairs))
    outline = overlap(shapely.union_all(left), shapely.union_all(right))
    return [
        province.vintage, province.name, len(known),
        shares.mean(), np.median(shares), f1, float(outline), seconds,
    ]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "boundaries"
    arguments.add_argument("--reference", type=Path, default=beside, metavar="FOLDER")
    arguments.add_argument("--all", action="store_true", help="every province of both vintages")
    given = arguments.parse_args()
    absent = [name for name, _ in REFERENCES.values() if not (given.reference / name).is_file()]
    if absent:
        print(f"not measured: {given.reference} has no {', '.join(absent)} (--reference FOLDER)")
        return
    sites(), successors()
    rows = []
    for vintage, (name, code) in REFERENCES.items():
        reference = (
            gpd.read_parquet(given.reference / name).set_index(code).geometry.to_crs(EQUAL_AREA)
        )
        names = units.provinces(vintage)["province_name"] if given.all else PROVINCES[vintage]
        for province in names:
            found = units.find_province(province, vintage)
            rows.append(quality(found, reference))
    table = pd.DataFrame(rows, columns=COLUMNS)
    print(table.to_string(index=False, float_format="{:.3f}".format))
    print(table.groupby("vintage")[COLUMNS[3:]].mean().to_string(float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
