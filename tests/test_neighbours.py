"""Neighbours by hand: rings, contiguity, areas within and beside their commune."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from shapely import box

from mohinh.questions.neighbours import area_rings, contiguous_pairs, matrix_pairs, rings
from mohinh.tables import boundaries, units
from mohinh.words.errors import InvalidTable, VintageMismatch

PAIRS = pd.DataFrame({"unit": ["C", "N"], "neighbour": ["N", "M"]})


def near(found, order: int = 1) -> set[tuple]:
    chosen = found.table[found.table["order"].eq(order)]
    return set(zip(chosen["unit"], chosen["neighbour"], strict=True))


def test_rings_of_a_row_of_four_units():
    pairs = pd.DataFrame({"unit": [*"abc"], "neighbour": [*"bcd"]})
    found = rings(pairs, order=2)
    assert near(found, 1) == {(*"ab",), (*"ba",), (*"bc",), (*"cb",), (*"cd",), (*"dc",)}
    assert near(found, 2) == {(*"ac",), (*"ca",), (*"bd",), (*"db",)}


def test_a_unit_is_in_the_nearest_ring_only_and_never_its_own_neighbour():
    triangle = pd.DataFrame({"unit": [*"abca"], "neighbour": [*"bcaa"]})
    found = rings(triangle, order=3)
    assert not found.table["unit"].eq(found.table["neighbour"]).any()
    assert found.table["order"].eq(1).all()
    assert len(found.table) == 6


def test_polygons_that_touch_in_a_border_or_a_corner_are_neighbours_and_an_island_is_none():
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 1, 3, 2), box(9, 9, 10, 10)]
    polygons = gpd.GeoDataFrame({"commune_code": [*"abci"]}, geometry=shapes, crs="EPSG:4326")
    found = contiguous_pairs(polygons)
    assert set(zip(found["unit"], found["neighbour"], strict=True)) == {("a", "b"), ("b", "c")}


def test_a_matrix_and_its_pairs_give_the_same_rings():
    matrix = np.array([[0, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0]])
    for form in (matrix, sparse.csr_array(matrix)):
        found = rings(matrix_pairs(form, [*"abc"]), order=2)
        assert near(found, 2) == {("a", "c"), ("c", "a")}


def test_areas_are_near_within_their_commune_and_next_in_contiguous_ones():
    communes = pd.Series({"a1": "A", "a2": "A", "b1": "B", "c1": "C"})
    between = rings(pd.DataFrame({"unit": [*"AB"], "neighbour": [*"BC"]}), order=1)
    found = area_rings(communes, between, order=2)
    assert near(found, 1) == {("a1", "a2"), ("a2", "a1")}
    expected = {("a1", "b1"), ("a2", "b1"), ("b1", "c1")}
    assert near(found, 2) == expected | {(other, one) for one, other in expected}
    assert near(area_rings(communes, order=1), 1) == near(found, 1)


def test_the_schematic_communes_of_a_province_have_neighbours_but_for_islands():
    polygons = boundaries.schematic(units.find_province("Bình Thuận", "2025-06")).polygons
    found = rings(contiguous_pairs(polygons), order=2)
    alone = polygons[~polygons["commune_code"].isin(found.table["unit"])]
    assert alone["district_name"].str.contains("Phú Quý|Phú Quí").all()
    degree = found.table[found.table["order"].eq(1)].groupby("unit").size()
    assert 2 < degree.mean() < 8


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: rings(pd.DataFrame({"a": [1]})), "expected the columns"),
        (lambda: rings(PAIRS, order=0), "1 or more borders"),
        (lambda: rings(PAIRS.assign(unit=None)), "a label is missing"),
        (lambda: matrix_pairs(np.eye(3), [*"ab"]), "one row and one column per label"),
        (lambda: area_rings(pd.Series({"a": "A"}), None, order=2), "found 0"),
        (lambda: area_rings(pd.Series({"a": "A"}), order=0), "order=0"),
    ],
)
def test_neighbours_refuse_what_they_cannot_use(make, match):
    with pytest.raises(InvalidTable, match=match):
        make()


def test_polygons_of_two_vintages_or_of_one_code_twice_are_refused():
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1)]
    polygons = gpd.GeoDataFrame(
        {"commune_code": ["a", "b"], "vintage": ["2025-06", "2025-07"]}, geometry=shapes
    )
    with pytest.raises(VintageMismatch, match="neighbours are of one"):
        contiguous_pairs(polygons)
    with pytest.raises(InvalidTable, match="one row per unit"):
        contiguous_pairs(polygons.assign(commune_code="a"))
    with pytest.raises(InvalidTable, match="'code'"):
        contiguous_pairs(polygons, label="code")
