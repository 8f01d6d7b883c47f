"""Maps of communes on a given `ax`, with the class breaks of `words.terms`, never their own.

What is drawn is a share or a rate of each commune. Four things look different: zero (a class of its
own), not reported (grey, hatched), a small count that is not published (dotted), and a value whose
commune has no polygon (a line in the footer, and in what the function returns).

Polygons come in EPSG:4326 and are drawn in UTM zone 48N (EPSG:32648) west of 108° E and in zone
49N (EPSG:32649) east of it: angles are true, the scale of a province is the same in all directions.
This is for drawing only; nothing is measured there but pixels and the scale bar.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from mohinh.pages import style
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Indicator, Label, Lang, say

CRS = "EPSG:4326"
_ZONE_BORDER_DEG = 108.0
_COLUMNS = {
    "commune_code", "commune_name", "district_code", "district_name", "commune_kind",
    "label_lon", "label_lat",
}  # fmt: skip

# Above this share of values without a polygon the polygons are of another vintage or province; real
# boundaries of a vintage miss at most 4 % of a province's communes.
_MOST_WITHOUT_POLYGON = 0.2
# Islands further off than this share of the mainland's longer side get a box of their own: Phú Quý
# (0.42 of it) stays in place, Bạch Long Vĩ (0.74) and all further ones do not.
_FAR_SHARE = 0.6
_ARCHIPELAGO_M = 400_000.0  # Trường Sa's communes lie up to 300 km apart and share a box
_TOUCHING_M = 500.0
_TINY_PX = 10.0
_TINY_LEAST_COMMUNES = 3
_MOST_ZOOMS = 2
_LEAST_ZOOM = 1.5
_ISLET_PX = 20.0
_BOX_LEAST_PT = 50.0
_NAME_PT = style.text_height("", style.SMALL_PT) + 2
_SCALE_STRIP_PT = 22.0

# Places for a name beside its commune, in steps to the right and up, the best first.
_AROUND_POINT = (
    *((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)),
    *((0, 2), (0, -2), (1.5, 0), (-1.5, 0), (1, 2), (-1, 2), (1, -2), (-1, -2)),
)

_NO_POLYGON: Label = ("Không có ranh giới để vẽ", "No boundary to draw")
_IN_BRACKETS: Label = ("trong ngoặc: số đơn vị", "in brackets: number of communes")
_OTHER_SCALE: Label = ("khung riêng, tỷ lệ khác", "own box, other scale")
_ENLARGED: Label = ("phóng to", "enlarged")
_AROUND: Label = ("Quanh", "Around")


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """What a map could not show: codes without a polygon, labels and zoom boxes without room."""

    codes_without_polygon: tuple[str, ...]
    labels_without_room: tuple[str, ...]
    zooms_without_room: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of the map in a box of its own: its name, its communes (by position), its bounds."""

    kind: Literal["far", "zoom"]
    name: str
    rows: np.ndarray
    bounds: tuple[float, float, float, float]


@style.look()
def choropleth(
    ax: Axes,
    polygons: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    value_labels: pd.Series | None = None,
    suppressed: pd.Series | None = None,
) -> NotDrawn:
    """Draw a share or rate per commune, with legend, insets, scale bar, title and footer.

    Parameters
    ----------
    ax : Axes
        Its place on the page is laid out anew; the legend and the boxes stand on its right.
    polygons : GeoDataFrame, EPSG:4326
        One row per commune: `commune_code, commune_name, district_code, district_name,
        commune_kind, label_lon, label_lat, geometry`. The values of the
        district columns may be missing, the columns not.
    values : Series indexed by commune code
        In the indicator's unit; shares in [0, 1]. Missing, or a commune that is not in the series,
        means not reported; zero means zero.
    labels : codes of the communes to name, most important first.
    value_labels : Series of text indexed by commune code, written under the name.
    suppressed : boolean Series indexed by commune code
        True where the count is too small to publish; the value is then not looked at.

    Raises `InvalidTable` for columns, codes, values or a CRS that do not fit, `VintageMismatch`
    where more than a fifth of the values have no polygon.
    """
    table = _prepared(polygons)
    states, lost = _states(table, values, indicator, suppressed)
    remarks = _remarks(lost, lang)
    subtitle = f"{say(indicator.label, lang)} · {say(indicator.unit, lang)} · {notes.period}"
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, is_map=True, remarks=remarks
    )
    swatches = _with_counts(style.classes(indicator, lang), states, lang)
    column = body.trim(left=body.width - style.SIDE_COLUMN_PT)
    heading = f"{say(indicator.unit, lang)}\n({say(_IN_BRACKETS, lang)})"
    legend = style.legend(ax, swatches, title=heading, box=column)
    column = column.trim(top=style.legend_height(legend) + style.GAP_PT)

    place = body.trim(right=style.SIDE_COLUMN_PT + style.GAP_PT)
    main, far = _land_groups(table)
    _frame(ax, place, table.iloc[main].total_bounds, strip=_SCALE_STRIP_PT)
    zooms = _zooms(ax, table.iloc[main], lang)
    boxes, column = _far_boxes(column, far, sharers=len(far) + bool(zooms))
    zoom_boxes = _zoom_boxes(ax, table.iloc[main], column, zooms)
    boxes += [(zoom, box) for zoom, box in zip(zooms, zoom_boxes, strict=True) if box]
    views = [(ax, table.iloc[main])]
    views += [(_open(ax, window, box, lang), table.iloc[window.rows]) for window, box in boxes]
    for view, part in views:
        _fill(view, part, states, swatches)
        _lines(view, part)
        _scale_bar(view, lang, is_rough=notes.is_schematic)
    unplaced = _name(views, table, labels, value_labels)
    crowded = tuple(zoom.name for zoom, box in zip(zooms, zoom_boxes, strict=True) if box is None)
    return NotDrawn(tuple(lost), unplaced, crowded)


# What is given ---------------------------------------------------------------------------------


def _prepared(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Polygons checked, in metres of their UTM zone, with `label_x, label_y` and a plain index."""
    faults = []
    if polygons.crs is None or polygons.crs != CRS:
        found = "no CRS" if polygons.crs is None else polygons.crs.to_string()
        faults.append(f"found {found}, expected {CRS} (to_crs(4326) turns them)")
    absent = _COLUMNS - set(polygons.columns)
    if absent:
        faults.append(f"no column {', '.join(sorted(absent))}")
    elif polygons["commune_code"].duplicated().any():
        twice = polygons.loc[polygons["commune_code"].duplicated(), "commune_code"].iloc[0]
        faults.append(f"commune_code {twice!r} found twice; expected one row per commune")
    if faults:
        raise InvalidTable(f"polygons: {'; '.join(faults)}. Take them from tables.boundaries")
    drawable = polygons[~(polygons.geometry.isna() | polygons.geometry.is_empty)]
    if drawable.empty:
        raise InvalidTable("polygons: no commune has a geometry. Take them from tables.boundaries")
    zone = 32648 if drawable["label_lon"].median() < _ZONE_BORDER_DEG else 32649
    points = gpd.points_from_xy(drawable["label_lon"], drawable["label_lat"], crs=CRS).to_crs(zone)
    flat = drawable.to_crs(zone).assign(label_x=points.x, label_y=points.y)
    return flat.reset_index(drop=True)


def _states(
    table: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    suppressed: pd.Series | None,
) -> tuple[pd.Series, list[str]]:
    """The class of each drawn commune (indexed by code), and the codes that have no polygon."""
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise InvalidTable(f"values: commune {twice!r} found twice; expected one value per commune")
    codes = pd.Index(table["commune_code"])
    lost = sorted(values.index.difference(codes))
    if len(lost) > _MOST_WITHOUT_POLYGON * len(values):
        raise VintageMismatch(
            f"values: {len(lost)} of {len(values)} communes have no polygon, {lost[0]!r} first. "
            "Take polygons of the same province and vintage as the values"
        )
    is_hidden = pd.Series(False, index=codes)
    if suppressed is not None:
        is_hidden = suppressed.reindex(codes).eq(True).fillna(False).astype(bool)
    shown = values.reindex(codes).mask(is_hidden)
    return style.class_of(shown, indicator).mask(is_hidden, "suppressed"), lost


def _remarks(lost: Sequence[str], lang: Lang) -> list[str]:
    if not lost:
        return []
    return [f"{say(_NO_POLYGON, lang)} ({style.number(len(lost), lang)}): {', '.join(lost)}"]


def _with_counts(classes: Iterable[Swatch], states: pd.Series, lang: Lang) -> list[Swatch]:
    """Every class, also the empty ones, with its number of communes; then what is not a class."""
    counts = states.value_counts()
    others = [
        other[lang] for other in (style.SUPPRESSED, style.MISSING) if other[lang].key in counts
    ]
    return [
        Swatch(
            swatch.key,
            f"{swatch.label} ({style.number(counts.get(swatch.key, 0), lang)})",
            swatch.colour,
            swatch.hatch,
        )
        for swatch in (*classes, *others)
    ]


# Groups of land --------------------------------------------------------------------------------


def _connected(shapes: np.ndarray, distance: float) -> list[np.ndarray]:
    """Positions of the shapes that hang together within a distance, the largest area first."""
    near, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=distance)
    neighbours: list[list[int]] = [[] for _ in shapes]
    for one, two in zip(near.tolist(), other.tolist(), strict=True):
        neighbours[one].append(two)
    group = np.full(len(shapes), -1)
    for start in range(len(shapes)):
        if group[start] < 0:
            open_ends = [start]
            group[start] = start
            while open_ends:
                fresh = [n for n in neighbours[open_ends.pop()] if group[n] < 0]
                group[fresh] = start
                open_ends += fresh
    parts = [np.flatnonzero(group == start) for start in np.unique(group)]
    return sorted(parts, key=lambda rows: (-shapely.area(shapes[rows]).sum(), rows[0]))


def _land_groups(table: gpd.GeoDataFrame) -> tuple[np.ndarray, list[_Window]]:
    """Positions of the communes on the main frame, and the island groups too far away for it."""
    shapes = table.geometry.to_numpy()
    mainland, *others = _connected(shapes, _TOUCHING_M)
    land = shapely.convex_hull(shapely.geometrycollections(shapes[mainland]))
    west, south, east, north = land.bounds
    reach = _FAR_SHARE * max(east - west, north - south)
    islands = [shapely.geometrycollections(shapes[rows]) for rows in others]
    is_far = [shapely.distance(island, land) > reach for island in islands]
    near = [rows for rows, far in zip(others, is_far, strict=True) if not far]
    away = [rows for rows, far in zip(others, is_far, strict=True) if far]
    distant = np.array([islands[place] for place in np.flatnonzero(is_far)], dtype=object)
    groups = _connected(distant, _ARCHIPELAGO_M)
    windows = []
    for group in groups:
        rows = np.sort(np.concatenate([away[place] for place in group]))
        bounds = tuple(shapely.total_bounds(shapes[rows]))
        windows.append(_Window("far", _group_name(table, rows), rows, bounds))
    return np.sort(np.concatenate([mainland, *near])), windows


def _group_name(table: gpd.GeoDataFrame, rows: np.ndarray) -> str:
    """The district, where the group is a whole district; else the names of its communes."""
    district = table["district_name"].iloc[rows[0]]
    whole = np.flatnonzero(table["district_name"].eq(district).fillna(False))
    if np.array_equal(whole, rows):
        return str(district)
    return ", ".join(table["commune_name"].iloc[rows])


def _zooms(ax: Axes, part: gpd.GeoDataFrame, lang: Lang) -> list[_Window]:
    """Places where three or more neighbouring communes are under ten pixels at the saved size."""
    metres_per_px = _metres_per_pt(ax) * 72 / style.DPI
    is_tiny = np.sqrt(part.area.to_numpy()) < _TINY_PX * metres_per_px
    if is_tiny.sum() < _TINY_LEAST_COMMUNES:
        return []
    tiny = part[is_tiny]
    groups = _connected(tiny.geometry.to_numpy(), _TINY_PX / 2 * metres_per_px)
    windows = []
    for group in sorted(groups, key=lambda found: -len(found)):
        bounds = tiny.iloc[group].total_bounds
        side = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) * 1.2
        enlarged = style.SIDE_COLUMN_PT / 72 * style.DPI * metres_per_px / side
        if len(group) >= _TINY_LEAST_COMMUNES and enlarged >= _LEAST_ZOOM:
            windows.append(_zoom(part, tiny.iloc[group], side, lang))
    return windows[:_MOST_ZOOMS]


def _zoom(part: gpd.GeoDataFrame, tiny: gpd.GeoDataFrame, side: float, lang: Lang) -> _Window:
    west, south, east, north = tiny.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    bounds = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    districts = tiny["district_name"].dropna()
    if len(districts):
        name = districts.mode().iloc[0]
    else:
        away = np.hypot(tiny["label_x"] - x, tiny["label_y"] - y)
        name = f"{say(_AROUND, lang)} {tiny['commune_name'].iloc[int(np.argmin(away))]}"
    inside = part.geometry.intersects(shapely.box(*bounds).buffer(side))
    return _Window("zoom", name, part.index[inside].to_numpy(), bounds)


# The room --------------------------------------------------------------------------------------


def _metres_per_pt(ax: Axes) -> float:
    west, east = ax.get_xlim()
    return (east - west) / style.slot(ax).width


def _frame(ax: Axes, place: Box, bounds: Iterable[float], *, strip: float = 0.0) -> None:
    """Put the axes in its place; widen the bounds until they fill it at one scale.

    `strip` points are kept free below for the scale bar.
    """
    style.put(ax, place)
    west, south, east, north = bounds
    margin = 0.02 * max(east - west, north - south)
    room = place.trim(bottom=strip)
    scale = max((east - west + 2 * margin) / room.width, (north - south + 2 * margin) / room.height)
    x, y = (west + east) / 2, (south + north) / 2
    half_width, half_height = scale * room.width / 2, scale * room.height / 2
    ax.set_xlim(x - half_width, x + half_width)
    ax.set_ylim(y - half_height - scale * (place.height - room.height), y + half_height)
    ax.set_aspect("equal", adjustable="box")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def _far_boxes(
    column: Box, far: Sequence[_Window], *, sharers: int
) -> tuple[list[tuple[_Window, Box]], Box]:
    """Boxes for the far islands from the top of the side column down, and what is left of it."""
    pitch = _BOX_LEAST_PT + _NAME_PT + style.GAP_PT
    if far and column.height < pitch * len(far):
        raise InvalidTable(
            f"figure: no room for the box of {far[0].name}; {column.height:.0f} points are left "
            f"under the legend, {pitch * len(far):.0f} are needed. Make the figure higher"
        )
    share = column.height / max(1, sharers) - _NAME_PT - style.GAP_PT
    height = min(column.width, max(_BOX_LEAST_PT, share))
    boxes = []
    for window in far:
        bottom = column.bottom + column.height - _NAME_PT - height
        boxes.append((window, Box(column.left, bottom, column.width, height)))
        column = column.trim(top=_NAME_PT + height + style.GAP_PT)
    return boxes, column


def _zoom_boxes(
    ax: Axes, part: gpd.GeoDataFrame, column: Box, zooms: Sequence[_Window]
) -> list[Box | None]:
    """A box for each zoom: on the empty part of the map or in the side column, the larger one."""
    boxes: list[Box | None] = []
    for zoom in zooms:
        side = min(column.width, column.height - _NAME_PT)
        beside = Box(column.left, column.bottom, column.width, side)
        inside = _empty_square(ax, part, zoom, [box for box in boxes if box])
        if inside is not None and inside.height >= side:
            boxes.append(inside)
        elif side >= _BOX_LEAST_PT:
            boxes.append(beside)
            column = column.trim(bottom=side + _NAME_PT + style.GAP_PT)
        else:
            boxes.append(None)
    return boxes


def _empty_square(
    ax: Axes, part: gpd.GeoDataFrame, zoom: _Window, taken: Sequence[Box]
) -> Box | None:
    """The largest square of the map's place without land or another box, nearest to the zoom.

    Above it two lines are kept free for its name.
    """
    place, scale = style.slot(ax), _metres_per_pt(ax)
    origin = np.array([ax.get_xlim()[0], ax.get_ylim()[0]])
    west, south, east, north = zoom.bounds
    home = (np.array([(west + east) / 2, (south + north) / 2]) - origin) / scale
    others = [shapely.box(0, 0, place.width, _SCALE_STRIP_PT)]
    for box in taken:
        x, y = box.left - place.left, box.bottom - place.bottom
        others.append(shapely.box(x, y, x + box.width, y + box.height + 2 * _NAME_PT))
    land = shapely.transform(part.geometry.to_numpy(), lambda points: (points - origin) / scale)
    obstacles = shapely.STRtree(np.concatenate([land, others]))
    for side in range(int(style.SIDE_COLUMN_PT), int(_BOX_LEAST_PT), -10):
        xs = np.arange(0, place.width - side, 5.0)
        ys = np.arange(0, place.height - side - 2 * _NAME_PT, 5.0)
        x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
        squares = shapely.box(x - 4, y - 4, x + side + 4, y + side + 2 * _NAME_PT + 4)
        blocked = obstacles.query(squares, predicate="intersects")[0]
        free = np.setdiff1d(np.arange(len(squares)), blocked)
        if len(free):
            away = np.hypot(x[free] + side / 2 - home[0], y[free] + side / 2 - home[1])
            best = free[np.argmin(away)]
            return Box(place.left + x[best], place.bottom + y[best], side, side)
    return None


def _open(ax: Axes, window: _Window, box: Box, lang: Lang) -> Axes:
    """A framed axes for the window with its name above; a zoom is tied to its place on the map."""
    view = ax.figure.add_axes(style.fractions(ax, box), label=window.kind, zorder=2)
    strip = min(_SCALE_STRIP_PT, box.height / 3) if window.kind == "far" else 0.0
    _frame(view, box, window.bounds, strip=strip)
    view.spines[:].set(visible=True, color=style.QUIET, linewidth=style.FRAME_LINE_PT)
    words = say(_OTHER_SCALE if window.kind == "far" else _ENLARGED, lang)
    top = box.bottom + box.height + 2
    text = style.wrap(f"{window.name} ({words})", box.width, style.SMALL_PT)
    style.write(ax, box.left, top, text, size=style.SMALL_PT, color=style.QUIET, va="bottom")
    if window.kind == "zoom":
        _tie(ax, view)
    return view


def _tie(ax: Axes, view: Axes) -> None:
    """Frame on the map what the view enlarges; a thin line leads from the one to the other."""
    (west, east), (south, north) = view.get_xlim(), view.get_ylim()
    line = {"edgecolor": style.QUIET, "linewidth": style.LEADER_LINE_PT}
    frame = Rectangle((west, south), east - west, north - south, fill=False, zorder=6, **line)
    ax.add_patch(frame)
    middles = ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0))
    starts = [(west + x * (east - west), south + y * (north - south)) for x, y in middles]
    start, end = min(
        product(starts, middles),
        key=lambda pair: np.hypot(
            *(ax.transData.transform(pair[0]) - view.transAxes.transform(pair[1]))
        ),
    )
    leader = ConnectionPatch(start, end, ax.transData, view.transAxes, zorder=1, **line)
    ax.figure.add_artist(leader)


# Drawing ---------------------------------------------------------------------------------------


def _patch(shape: shapely.Geometry) -> PathPatch:
    """One patch per commune, all its islands in it; holes run the other way round."""
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return PathPatch(
        Path.make_compound_path(*[Path(shapely.get_coordinates(ring)) for ring in rings])
    )


def _fill(ax: Axes, part: gpd.GeoDataFrame, states: pd.Series, swatches: Iterable[Swatch]) -> None:
    """One collection per class, named by its key; none where the class has no commune here.

    In a box of far islands the fill runs over its edge, so that a speck shows its class.
    """
    is_far = ax.get_label() == "far"
    width = style.SPECK_LINE_PT if is_far else style.COMMUNE_LINE_PT
    keys = part["commune_code"].map(states)
    for swatch in swatches:
        shapes = part.geometry[keys.eq(swatch.key)]
        edge = swatch.colour if is_far else style.COMMUNE_LINE
        if len(shapes):
            drawn = PatchCollection(
                [_patch(shape) for shape in shapes],
                facecolor=swatch.colour,
                edgecolor=style.HATCH_INK if swatch.hatch else edge,
                linewidth=width,
                hatch=swatch.hatch,
                gid=swatch.key,
                zorder=2,
            )
            ax.add_collection(drawn, autolim=False)


def _lines(ax: Axes, part: gpd.GeoDataFrame) -> None:
    """District borders, then the outline of the land; thin round islets, so that fills show.

    A box of far islands has neither: a speck is all fill.
    """
    is_far = ax.get_label() == "far"
    if part["district_code"].notna().any() and not is_far:
        borders = _rings(part, "district_code")
        _draw_lines(ax, borders, style.DISTRICT_LINE, style.DISTRICT_LINE_PT, "districts")
    coast = _rings(part, None)
    west, south, east, north = shapely.bounds(coast).T
    pixels = np.maximum(east - west, north - south) / _metres_per_pt(ax) * style.DPI / 72
    is_land = pixels >= _ISLET_PX
    is_islet = ~is_land & (not is_far)
    _draw_lines(ax, coast[is_land], style.OUTLINE, style.OUTLINE_PT, "outline")
    _draw_lines(ax, coast[is_islet], style.OUTLINE, style.ISLET_LINE_PT, "islets")


def _rings(part: gpd.GeoDataFrame, by: str | None) -> np.ndarray:
    """Rings round the communes merged by a column, or all; fast where borders fit exactly."""
    shapes = part.geometry.to_numpy()
    merge = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    groups = [np.arange(len(part))] if by is None else part.groupby(by).indices.values()
    merged = np.array([merge(shapes[rows]) for rows in groups])
    return shapely.get_rings(shapely.get_parts(merged))


def _draw_lines(ax: Axes, rings: np.ndarray, colour: str, width: float, gid: str) -> None:
    lines = LineCollection(
        [shapely.get_coordinates(ring) for ring in rings],
        colors=colour, linewidths=width, gid=gid, zorder=4, joinstyle="round",
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)


def _scale_bar(ax: Axes, lang: Lang, *, is_rough: bool) -> None:
    """A bar of 1, 2 or 5 times a power of ten metres in the lower left corner."""
    left, bottom = ax.get_xlim()[0], ax.get_ylim()[0]
    scale = _metres_per_pt(ax)
    longest = 0.3 * scale * style.slot(ax).width
    steps = [step * 10.0**power for power, step in product(range(7), (1, 2, 5))]
    length = max((step for step in steps if step <= longest), default=steps[0])
    halo = [withStroke(linewidth=style.HALO_PT + style.WHISKER_PT, foreground=style.PAPER)]
    x, y = left + 6 * scale, bottom + 6 * scale
    ax.add_line(
        Line2D(
            [x, x + length], [y, y], color=style.QUIET, linewidth=style.WHISKER_PT, zorder=7,
            solid_capstyle="butt", gid="scale-bar", path_effects=halo,
        )
    )  # fmt: skip
    about = "≈ " if is_rough else ""
    digits = 0 if length >= 1000 else 1
    ax.annotate(
        f"{about}{style.number(length / 1000, lang, digits)} km", (x, y), (0, 2),
        textcoords="offset points", size=style.SMALL_PT, color=style.QUIET, va="bottom", zorder=7,
        parse_math=False, path_effects=halo,
    )  # fmt: skip


# Names -----------------------------------------------------------------------------------------


def _name(
    views: Sequence[tuple[Axes, gpd.GeoDataFrame]],
    table: gpd.GeoDataFrame,
    labels: Sequence[str],
    value_labels: pd.Series | None,
) -> tuple[str, ...]:
    """Name the communes, each in the box that shows it largest; returns the codes without room."""
    known = table.set_index("commune_code")
    taken: dict[Axes, list[Bbox]] = {view: [] for view, _ in views}
    main, *boxes = (view for view, _ in views)
    caption = 2 * _NAME_PT * main.figure.dpi / 72
    taken[main] += [Bbox([view.bbox.p0, np.add(view.bbox.p1, (0, caption))]) for view in boxes]
    unplaced = []
    for code in labels:
        if code not in known.index:
            unplaced.append(code)
            continue
        row = known.loc[code]
        view = _largest_view(views, row["label_x"], row["label_y"])
        text = str(row["commune_name"])
        if value_labels is not None and code in value_labels.index:
            text = f"{text}\n{value_labels[code]}"
        box = _place(view, row.geometry, row["label_x"], row["label_y"], text, taken[view])
        if box is None:
            unplaced.append(code)
        else:
            taken[view].append(box)
    return tuple(unplaced)


def _largest_view(views: Sequence[tuple[Axes, gpd.GeoDataFrame]], x: float, y: float) -> Axes:
    def holds(view: Axes) -> bool:
        (west, east), (south, north) = view.get_xlim(), view.get_ylim()
        return west <= x <= east and south <= y <= north

    return min((view for view, _ in views if holds(view)), key=_metres_per_pt)


def _place(
    ax: Axes, shape: shapely.Geometry, x: float, y: float, text: str, taken: Sequence[Bbox]
) -> Bbox | None:
    """Write a name on its commune, or beside it with a line to it; None where there is no room."""
    halo = [withStroke(linewidth=style.HALO_PT, foreground=style.PAPER)]
    line = {
        "arrowstyle": "-",
        "color": style.INK,
        "linewidth": style.LEADER_LINE_PT,
        "shrinkA": 0,
        "shrinkB": 0,
        "path_effects": halo,
    }
    for right, up in _label_offsets(ax, shape, text):
        name = ax.annotate(
            text, (x, y), (right, up), textcoords="offset points", size=style.SMALL_PT,
            color=style.INK, ha="center", va="center", linespacing=1.1, zorder=8,
            parse_math=False, path_effects=halo, gid="label",
            arrowprops=None if right == up == 0 else dict(line),
        )  # fmt: skip
        name.get_window_extent()  # places the text; its own box leaves the line out
        box = Text.get_window_extent(name)
        inside = ax.bbox
        is_inside = inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1)
        if is_inside and not any(box.overlaps(other) for other in taken):
            return box
        name.remove()
    return None


def _label_offsets(ax: Axes, shape: shapely.Geometry, text: str) -> list[tuple[float, float]]:
    """Where a name may stand, in points from its commune's label point, the best place first."""
    parts = shapely.get_parts(shape)
    west, south, east, north = parts[np.argmax(shapely.area(parts))].bounds
    scale = _metres_per_pt(ax)
    across, high = (east - west) / scale / 2, (north - south) / scale / 2
    half_width = style.text_width(text, style.SMALL_PT) / 2
    half_height = style.text_height(text, style.SMALL_PT) / 2
    right, up = across + half_width + 4, high + half_height + 3
    around = [(x * right, y * up) for x, y in _AROUND_POINT]
    fits = across >= 0.8 * half_width and high >= 0.8 * half_height
    return [(0, 0), *around] if fits else around
