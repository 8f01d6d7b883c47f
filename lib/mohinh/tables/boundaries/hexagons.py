"""One hexagon per commune, all of one size, each near the commune's true place."""

import geopandas as gpd
import numpy as np
import shapely

from mohinh.tables.boundaries.layer import CRS, REGULAR_IN
from mohinh.words.errors import InvalidTable

# A grid of hexagons with points up: columns half a hexagon apart, rows three quarters of one high.
_ROW = 1.5 / np.sqrt(3)  # of a hexagon's width
_CORNERS = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])  # in half columns, rows
_SEA_STEPS = 5.0  # a hexagon off the land counts as being so many widths further away
_AROUND = 3  # rings of hexagons offered round each commune, also off the land
_ROUNDS = 12
_ZONE_BORDER_DEG = 108.0
_CLOSE_ENOUGH = 0.02


def hexagons(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The polygons with a hexagon in place of each commune; rows, columns and index as given.

    As many hexagons as communes cover the land; the sum of squared distances between communes
    (their label points) and their hexagons is the least possible, a hexagon off the land counting
    as `_SEA_STEPS` widths further off. So a crowded town pushes its neighbours outwards, and an
    island of few km² still has its hexagon. The label point becomes the hexagon's centre.

    The hexagons are regular in UTM zone 48N or 49N (by the middle of the label points), whose EPSG
    code is kept in `attrs` under `REGULAR_IN`, and are returned in EPSG:4326. **No area, distance
    or neighbourhood is read off them.** Meant for one
    province: time grows with the cube of the communes.

    Raises `InvalidTable` for another CRS and for communes without a polygon.
    """
    if polygons.crs is None or not polygons.crs.equals(CRS):
        raise InvalidTable(
            f"polygons: found CRS {polygons.crs}, expected {CRS} (to_crs turns them)"
        )
    without = polygons.geometry.isna() | polygons.geometry.is_empty
    if without.any() or polygons.empty:
        raise InvalidTable(
            f"polygons: {int(without.sum())} of {len(polygons)} communes have no geometry; "
            "expected one each. Drop them and say so beside the map"
        )
    zone = 32648 if polygons["label_lon"].median() < _ZONE_BORDER_DEG else 32649
    shapes = polygons.geometry.to_crs(zone).to_numpy()
    points = gpd.GeoSeries.from_xy(polygons["label_lon"], polygons["label_lat"], crs=CRS)
    found = points.to_crs(zone)
    places = np.column_stack([found.x, found.y])
    land = shapely.union_all(shapes)
    shapely.prepare(land)
    width = _fitting_width(land, len(polygons))
    cells = _assigned(land, places, width)
    drawn = gpd.GeoSeries(_drawn(cells, width), crs=zone, index=polygons.index).to_crs(CRS)
    middle = gpd.GeoSeries(shapely.points(_centres(cells, width)), crs=zone).to_crs(CRS)
    table = polygons.assign(
        geometry=drawn, label_lon=middle.x.to_numpy(), label_lat=middle.y.to_numpy()
    )
    table.attrs[REGULAR_IN] = zone
    return table


def _centres(cells: np.ndarray, width: float) -> np.ndarray:
    """Centres in metres of cells (half column, row); both of shape (n, 2)."""
    return cells * (width / 2, width * _ROW)


def _drawn(cells: np.ndarray, width: float) -> np.ndarray:
    """The hexagons of cells; corners of neighbours are equal to the last digit."""
    corners = cells[:, None, :] * (1, 3) + _CORNERS
    return shapely.polygons(corners * (width / 2, width * _ROW / 3))


def _on_land(land: shapely.Geometry, width: float) -> np.ndarray:
    """Cells whose centre is on the land, of shape (n, 2)."""
    west, south, east, north = land.bounds
    rows = np.arange(np.floor(south / (width * _ROW)), np.ceil(north / (width * _ROW)) + 1)
    columns = np.arange(np.floor(west / (width / 2)), np.ceil(east / (width / 2)) + 1)
    column, row = (grid.ravel().astype(int) for grid in np.meshgrid(columns, rows))
    cells = np.column_stack([column, row])[(column + row) % 2 == 0]
    return cells[shapely.contains_xy(land, _centres(cells, width))]


def _fitting_width(land: shapely.Geometry, count: int) -> float:
    """The width, in metres, at which about `count` hexagons have their centre on the land."""
    width = np.sqrt(shapely.area(land) / count * 2 / np.sqrt(3))
    for _ in range(_ROUNDS):
        ratio = len(_on_land(land, width)) / count
        if 1 <= ratio <= 1 + _CLOSE_ENOUGH:
            break
        width *= np.sqrt(max(ratio, 0.5) / (1 + _CLOSE_ENOUGH / 2))
    return float(width)


def _assigned(land: shapely.Geometry, places: np.ndarray, width: float) -> np.ndarray:
    """One cell per commune, of shape (n, 2), with the least sum of squared distances."""
    from scipy.optimize import linear_sum_assignment  # slow, and needed here only

    on_land = _on_land(land, width)
    cells = np.unique(np.concatenate([on_land, _around(places, width)]), axis=0)
    known = {tuple(cell) for cell in on_land.tolist()}
    is_sea = np.array([tuple(cell) not in known for cell in cells.tolist()])
    centres = _centres(cells, width)
    away = np.linalg.norm(places[:, None] - centres, axis=2) / width + _SEA_STEPS * is_sea
    _, chosen = linear_sum_assignment(away**2)
    return cells[chosen]


def _around(places: np.ndarray, width: float) -> np.ndarray:
    """The cells in some rings round the cell nearest to each place, of shape (n, 2)."""
    row = np.round(places[:, 1] / (width * _ROW)).astype(int)
    column = np.round(places[:, 0] / (width / 2)).astype(int)
    column += (column + row) % 2
    steps = np.array(
        [
            (x, y)
            for y in range(-_AROUND, _AROUND + 1)
            for x in range(-2 * _AROUND, 2 * _AROUND + 1)
            if (x + y) % 2 == 0
        ]
    )
    return (np.column_stack([column, row])[:, None] + steps).reshape(-1, 2)
