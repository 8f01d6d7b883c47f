"""Neighbours: who is next to whom, and how many borders away."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from mohinh.words.errors import InvalidTable, VintageMismatch


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Who is how far from whom.

    `table` has columns `unit`, `neighbour`, `order` (1 … `order`): every ordered pair once, at its
    smallest order; no unit is its own neighbour. A unit in no row has no neighbour.
    """

    table: pd.DataFrame
    order: int


def contiguous_pairs(polygons: gpd.GeoDataFrame, *, label: str = "commune_code") -> pd.DataFrame:
    """Pairs of polygons that touch, in a border or a point (queen), of one vintage.

    Parameters
    ----------
    polygons : a coverage whose shared borders are equal, such as `Boundaries.polygons`; any CRS
    label : column with the unit's code, each once

    Returns
    -------
    DataFrame `unit`, `neighbour`: each pair once. An island stands in no row.

    Raises
    ------
    InvalidTable for a label that is not there or stands twice; VintageMismatch for polygons of
    several vintages.
    """
    if label not in polygons.columns or polygons[label].duplicated().any():
        raise InvalidTable(
            f"polygons: expected a column {label!r} with one row per unit, found columns "
            f"{', '.join(map(str, polygons.columns))}"
        )
    vintages = set(polygons["vintage"]) if "vintage" in polygons.columns else set()
    if len(vintages) > 1:
        raise VintageMismatch(
            f"polygons of the vintages {', '.join(sorted(vintages))}: neighbours are of one "
            "vintage. Load the boundaries of one province and vintage"
        )
    shapes, codes = polygons.geometry.to_numpy(), polygons[label].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < other
    return pd.DataFrame({"unit": codes[one[once]], "neighbour": codes[other[once]]})


def matrix_pairs(matrix: sparse.sparray | np.ndarray, labels: Sequence) -> pd.DataFrame:
    """Pairs from a contiguity or weights matrix (n × n, sparse or dense): its non-zero places.

    `labels` name rows and columns. Raises `InvalidTable` where they are not as many.
    """
    found = sparse.coo_array(matrix)
    size = len(labels)
    if found.shape != (size, size):
        raise InvalidTable(
            f"a matrix of {found.shape[0]} × {found.shape[1]} beside {size} labels: expected one "
            "row and one column per label"
        )
    codes = pd.Index(labels).to_numpy()
    linked = found.data != 0
    row, column = (place[linked] for place in found.coords)
    return pd.DataFrame({"unit": codes[row], "neighbour": codes[column]})


def rings(pairs: pd.DataFrame, *, order: int = 2) -> Rings:
    """Rings of order 1 … `order` from pairs of neighbours.

    Parameters
    ----------
    pairs : columns `unit`, `neighbour`, in one direction or both; other columns are not read
    order : borders to cross at most

    Raises `InvalidTable` for pairs without these columns, a label missing, an order below 1.
    """
    if not {"unit", "neighbour"} <= set(pairs.columns):
        raise InvalidTable(
            "pairs: expected the columns 'unit' and 'neighbour', found "
            f"{', '.join(map(repr, pairs.columns))}"
        )
    if order < 1:
        raise InvalidTable(f"order={order!r}: expected 1 or more borders to cross")
    both = pairs[["unit", "neighbour"]]
    if both.isna().to_numpy().any():
        raise InvalidTable("pairs: a label is missing; every row names two units")
    codes, labels = pd.factorize(pd.concat([both["unit"], both["neighbour"]]), sort=True)
    one, other = codes[: len(both)], codes[len(both) :]
    size = len(labels)
    links = sparse.coo_array((np.ones(len(both), dtype="int64"), (one, other)), (size, size))
    links = _ones(links.tocsr() + links.T.tocsr())
    return Rings(_by_order(links, labels, order), order)


def _ones(matrix: sparse.csr_array) -> sparse.csr_array:
    """1 where the matrix is not zero."""
    matrix.eliminate_zeros()
    matrix.data[:] = 1
    return matrix


def _by_order(links: sparse.csr_array, labels: pd.Index, order: int) -> pd.DataFrame:
    """Shortest ways up to `order`, by stepping on from what was reached last."""
    reached = sparse.eye_array(len(labels), dtype="int64", format="csr")
    last, parts = reached, []
    for step in range(1, order + 1):
        last = _ones(last @ links)
        last = _ones(last - last.multiply(reached).tocsr())
        reached = reached + last
        row, column = last.nonzero()
        parts.append(pd.DataFrame({"row": row, "column": column, "order": step}))
    found = pd.concat(parts, ignore_index=True).sort_values(["row", "order", "column"])
    values = np.asarray(labels)
    return pd.DataFrame(
        {
            "unit": values[found["row"].to_numpy()],
            "neighbour": values[found["column"].to_numpy()],
            "order": found["order"].to_numpy(),
        }
    )


def area_rings(communes: pd.Series, between: Rings | None = None, *, order: int = 2) -> Rings:
    """Rings of residential areas, which have no boundaries, from those of their communes.

    Other areas of the same commune are of order 1, areas of a contiguous commune of order 2, and so
    on up to `order`.

    Parameters
    ----------
    communes : index the area, value its commune
    between : rings of the communes; needed above order 1, up to order − 1

    Raises `InvalidTable` where `between` does not reach far enough.
    """
    reaches = 0 if between is None else between.order
    if not 1 <= order <= reaches + 1:
        raise InvalidTable(
            f"order={order!r} of areas needs rings of communes up to order {order - 1}, found "
            f"{reaches}"
        )
    own = pd.DataFrame({"unit": communes.index, "commune": communes.to_numpy()})
    other = own.rename(columns={"unit": "neighbour", "commune": "next"})
    parts = [own.merge(other, left_on="commune", right_on="next").assign(order=1)]
    if between is not None and order > 1:
        near = between.table[between.table["order"].lt(order)]
        across = own.merge(near.rename(columns={"unit": "commune", "neighbour": "next"}))
        parts.append(across.merge(other, on="next").assign(order=lambda t: t["order"] + 1))
    table = pd.concat(parts, ignore_index=True)[["unit", "neighbour", "order"]]
    table = table[table["unit"].ne(table["neighbour"])]
    table = table.sort_values(["unit", "order", "neighbour"], ignore_index=True)
    return Rings(table, order)
