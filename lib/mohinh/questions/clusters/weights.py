"""Who is next to whom among the communes that have a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mohinh.questions.neighbours import contiguous_pairs
from mohinh.tables.boundaries import Boundaries
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Vintage

Islands = Literal["nearest", "leave_out"]
# Real boundaries of a vintage miss at most 4 % of a province's communes; more is another vintage.
MOST_WITHOUT_POLYGON = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Contiguity of communes.

    Attributes
    ----------
    codes : communes in the order of rows and columns, sorted
    links : (n, n) symmetric, 1 where two communes are neighbours, 0 on the diagonal
    islands : communes that touch no other commune with a value
    policy : what became of them: joined to the nearest commune, or left out of `codes`
    without_polygon : communes with a value but no polygon; they are not in `codes`
    parts_count : groups of communes that hang together
    is_schematic : neighbours are those of the schematic layer, of which some pairs are wrong
    """

    codes: tuple[str, ...]
    links: sparse.csr_array
    islands: tuple[str, ...]
    policy: Islands
    without_polygon: tuple[str, ...]
    parts_count: int
    is_schematic: bool

    @property
    def neighbours_count(self) -> np.ndarray:
        """Neighbours of each commune, in the order of `codes`."""
        return np.diff(self.links.indptr)


def commune_weights(
    codes: Sequence[str], shape: Boundaries, *, vintage: Vintage, islands: Islands = "nearest"
) -> Weights:
    """Neighbours among the communes named, from the boundaries of their vintage.

    Parameters
    ----------
    codes : communes that have a value; their order does not matter
    shape : boundaries of the province
    vintage : that of the codes
    islands : a commune that touches none of the others is joined to the nearest one (by the
        distance between borders, both ways), or left out

    Raises `VintageMismatch` for boundaries of another vintage, or where more than 5 % of the codes
    have no polygon; `InvalidTable` for a code twice.
    """
    _check(codes, shape, vintage)
    polygons = shape.polygons.set_index("commune_code", drop=False).sort_index()
    lost = tuple(sorted(set(codes) - set(polygons.index)))
    own = polygons[polygons.index.isin(codes)]
    links = _links(contiguous_pairs(own), own.index)
    alone = np.diff(links.indptr) == 0
    isolated = tuple(own.index[alone])
    if islands == "leave_out":
        own, links = own[~alone], links[~alone][:, ~alone]
    elif len(own) > 1:
        links = _joined(links, own, np.flatnonzero(alone))
    parts = connected_components(links, directed=False)[0] if len(own) else 0
    schematic = shape.kind == "schematic"
    return Weights(tuple(own.index), links, isolated, islands, lost, int(parts), schematic)


def _check(codes: Sequence[str], shape: Boundaries, vintage: Vintage) -> None:
    if len(set(codes)) < len(codes):
        raise InvalidTable("codes: a commune stands twice; expected one value per commune")
    if shape.vintage != vintage:
        raise VintageMismatch(
            f"communes of the vintage {vintage}, boundaries of {shape.vintage}: neighbours are of "
            "one vintage. Load the boundaries of the province as the data have it"
        )
    lost = sorted(set(codes) - set(shape.polygons["commune_code"]))
    if len(lost) > max(1, MOST_WITHOUT_POLYGON * len(codes)):
        raise VintageMismatch(
            f"{len(lost)} of {len(codes)} communes have no polygon, {lost[0]!r} first: the "
            "boundaries are of another province or vintage"
        )


def _links(pairs: pd.DataFrame, index: pd.Index) -> sparse.csr_array:
    one, other = (index.get_indexer(pairs[name]) for name in ("unit", "neighbour"))
    return _symmetric(one, other, len(index))


def _symmetric(one: np.ndarray, other: np.ndarray, size: int) -> sparse.csr_array:
    rows, columns = np.r_[one, other], np.r_[other, one]
    links = sparse.coo_array((np.ones(len(rows)), (rows, columns)), (size, size)).tocsr()
    links.data[:] = 1.0
    links.sort_indices()
    return links


def _joined(links: sparse.csr_array, own: gpd.GeoDataFrame, alone: np.ndarray) -> sparse.csr_array:
    """The links, with each isolated commune joined to the nearest one, both ways."""
    flat = own.geometry.to_crs(own.estimate_utm_crs()).to_numpy() if len(alone) else None
    nearest = [_nearest(flat, place) for place in alone]
    found = links.tocoo()
    one, other = found.coords
    return _symmetric(np.r_[one, alone], np.r_[other, np.array(nearest, int)], len(own))


def _nearest(shapes: np.ndarray, place: int) -> int:
    away = shapely.distance(shapes, shapes[place])
    away[place] = np.inf
    return int(np.argmin(away))
