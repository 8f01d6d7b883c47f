"""Clusters by hand, by law, by known truth, and beside spdep's and esda's values."""

import re
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from scipy import sparse
from shapely import box

from mohinh.pages import maps, sentences, style
from mohinh.questions import clusters, rates
from mohinh.questions.clusters import permutations, statistics
from mohinh.questions.neighbours import contiguous_pairs
from mohinh.tables import boundaries
from mohinh.tables.boundaries.layer import Boundaries, unmatched_table
from mohinh.words.errors import InvalidTable, VintageMismatch
from mohinh.words.terms import Period

REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="no folder with reference values beside the project"
)
# The same sums in another order.
SUMMED = 1e-12


def grid(side: int = 10, *, islands: int = 0, vintage: str = "2025-06") -> Boundaries:
    """Square communes in a square; islands far out, each by itself."""
    shapes = [box(108 + x / 20, 11 + y / 20, 108.05 + x / 20, 11.05 + y / 20)
              for y in range(side) for x in range(side)]  # fmt: skip
    shapes += [box(108.6 + n, 11, 108.62 + n, 11.02) for n in range(islands)]
    codes = [f"{n:05d}" for n in range(len(shapes))]
    middle = [shape.centroid for shape in shapes]
    polygons = gpd.GeoDataFrame(
        {
            "vintage": vintage, "commune_code": codes, "commune_name": codes,
            "district_code": "1", "district_name": "Đông", "commune_kind": "xã",
            "label_lon": [point.x for point in middle], "label_lat": [point.y for point in middle],
        },
        geometry=shapes, crs="EPSG:4326",
    )  # fmt: skip
    return Boundaries(polygons, "schematic", vintage, "test", unmatched_table([]))


def cases(
    shape: Boundaries, *, seed: int, hot: tuple[str, ...] = ()
) -> tuple[pd.Series, pd.Series]:
    """Poisson counts at 8 by 1,000, three times that in the communes that are hot."""
    rng = np.random.default_rng(seed)
    index = pd.Index(shape.polygons["commune_code"], name="commune_code")
    size = pd.Series(rng.uniform(800, 4000, len(index)), index=index)
    rate = np.where(index.isin(hot), 0.024, 0.008)
    return [pd.Series(rng.poisson(rate * size), index=index), size]


find = partial(clusters.find_clusters, vintage="2025-06")
HOT = tuple(f"{10 * y + x:05d}" for y in range(3, 6) for x in range(3, 6))


# By reference ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def columbus():
    """The neighbourhoods of Columbus, which libpysal carries, and their neighbours by our code."""
    from libpysal import examples

    table = gpd.read_file(examples.get_path("columbus.shp"))
    pairs = contiguous_pairs(table, label="POLYID")
    graph = links_of(pairs, table["POLYID"].to_numpy())
    return table, graph


def links_of(pairs: pd.DataFrame, labels: np.ndarray) -> sparse.csr_array:
    """Pairs as a symmetric matrix of ones."""
    place = {label: n for n, label in enumerate(labels)}
    one, other = (pairs[name].map(place).to_numpy() for name in ("unit", "neighbour"))
    rows, columns = np.r_[one, other], np.r_[other, one]
    return sparse.coo_array((np.ones(len(rows)), (rows, columns)), (len(labels),) * 2).tocsr()


@needs_reference
def test_morans_i_is_spdeps(columbus):
    table, links = columbus
    expected = pd.read_csv(REFERENCE / "spdep_columbus_moran.csv").query("w == 'queen'")
    for row in expected.to_dict("records"):
        i, mean, deviation = statistics.moran(table[row["var"]].to_numpy(), links)
        assert i == pytest.approx(row["I"], rel=SUMMED)
        assert mean == pytest.approx(row["EI"], rel=SUMMED)
        assert deviation**2 == pytest.approx(row["V_rand"], rel=SUMMED)
        assert (i - mean) / deviation == pytest.approx(row["z_rand"], rel=SUMMED)


@needs_reference
def test_local_moran_is_spdeps_times_n_less_one_by_n(columbus):
    table, links = columbus
    name = "spdep_columbus_localmoran_queen_CRIME.csv"
    expected = pd.read_csv(REFERENCE / name).set_index("POLYID")["Ii"]
    found = statistics.local_moran(table["CRIME"].to_numpy(), links)
    wanted = expected.loc[table["POLYID"].astype(int)] * 48 / 49
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-13)


def test_all_statistics_and_the_false_discovery_rate_are_esdas(columbus):
    import esda
    from libpysal.weights import W

    table, links = columbus
    near = {n: links.indices[links.indptr[n] : links.indptr[n + 1]].tolist() for n in range(49)}
    graph, values = W(near, silence_warnings=True), table["CRIME"].to_numpy()
    whole = esda.Moran(values, graph, permutations=0)
    i, _, deviation = statistics.moran(values, links)
    assert i == pytest.approx(whole.I, rel=SUMMED)
    assert deviation**2 == pytest.approx(whole.VI_rand, rel=SUMMED)
    local = esda.Moran_Local(values, graph, permutations=0).Is
    np.testing.assert_allclose(statistics.local_moran(values, links), local, rtol=1e-10, atol=1e-13)
    star = esda.G_Local(values, graph, transform="B", star=True, permutations=0).Zs
    np.testing.assert_allclose(statistics.gi_star(values, links), star, rtol=1e-10, atol=1e-12)
    rng = np.random.default_rng(2)
    for _ in range(20):
        p = np.r_[rng.uniform(0, 0.01, 8), rng.uniform(0, 1, 60)]
        kept = permutations.false_discovery(p, level=0.05)
        assert np.array_equal(kept, p <= esda.fdr(p, 0.05))


def test_p_values_by_permutation_are_esdas_but_for_chance(columbus):
    import esda
    from libpysal.weights import W

    table, links = columbus
    near = {n: links.indices[links.indptr[n] : links.indptr[n + 1]].tolist() for n in range(49)}
    values = table["CRIME"].to_numpy()
    with pytest.warns(DeprecationWarning, match="two-sided"):
        other = esda.Moran_Local(values, W(near, silence_warnings=True), permutations=9999, seed=1)
    found = permutations.local_p(values, links, draws=9999, seed=3, with_own=False)
    # esda gives the rarer side alone; 0.03 is three times the error of 9,999 draws, twice.
    np.testing.assert_allclose(found, np.minimum(1, 2 * other.p_sim), atol=0.03)


# By hand and by law ----------------------------------------------------------------------------


def test_false_discovery_by_hand():
    # k · 0.05 / 5 = 0.01, 0.02, 0.03, 0.04, 0.05: the fourth passes, and all below with it.
    p = np.array([0.012, 0.5, 0.015, 0.035, 0.038])
    kept = permutations.false_discovery(p, level=0.05)
    assert kept.tolist() == [True, False, True, True, True]
    assert not permutations.false_discovery(np.array([0.03, 0.5]), level=0.05).any()


def test_a_chessboard_is_never_alike():
    shape = grid(6)
    colour = pd.Series([(n // 6 + n % 6) % 2 for n in range(36)], dtype="float64")
    colour.index = pd.Index(shape.polygons["commune_code"])
    found = find(colour * 50 + 50, colour * 0 + 1000, shape)
    assert found.moran.i < found.moran.expected
    assert found.moran.pattern != "alike"


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_communes_changes_nothing(seed, order):
    shape = grid(6)
    counts, size = cases(shape, seed=seed)
    shuffled = list(counts.index)
    order.shuffle(shuffled)
    rows = shape.polygons.iloc[[int(code) for code in shuffled]].reset_index(drop=True)
    other = Boundaries(rows, shape.kind, shape.vintage, shape.source, shape.unmatched)
    one = find(counts, size, shape)
    two = find(counts[shuffled], size[shuffled], other)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.moran == two.moran


def test_the_seed_alone_decides_the_draws():
    shape = grid(6)
    counts, size = cases(shape, seed=4)
    state = np.random.default_rng(0).random()
    one, same, other = (find(counts, size, shape, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.table, same.table)
    assert not one.table["local_p"].equals(other.table["local_p"])
    assert np.allclose(one.table["local_p"], other.table["local_p"], atol=0.03)
    assert state == np.random.default_rng(0).random()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=40))
def test_all_that_is_kept_at_a_stricter_level_is_kept_at_a_laxer_one(p):
    strict = permutations.false_discovery(np.array(p), level=0.01)
    lax = permutations.false_discovery(np.array(p), level=0.1)
    assert (lax | ~strict).all()


def test_the_draws_are_so_many_that_one_commune_alone_can_be_found():
    for size in (20, 121, 635):
        draws = permutations.draws_needed(size, level=0.05)
        assert 2 / (draws + 1) <= 0.05 / size


# By known truth --------------------------------------------------------------------------------


def test_a_planted_hot_spot_is_found_where_it_is():
    shape = grid()
    counts, size = cases(shape, seed=1, hot=HOT)
    found = find(counts, size, shape)
    assert found.moran.pattern == "alike"
    assert found.moran.p < 0.01
    near = set(found.table.index[found.table["kind"].eq("high-high")])
    spots = set(found.table.index[found.table["spot"].eq("hot")])
    assert "00044" in near & spots
    assert len(near & set(HOT)) >= 6
    ring = {f"{10 * y + x:05d}" for y in range(2, 7) for x in range(2, 7)}
    assert near | spots <= ring


def test_where_nothing_is_planted_hardly_a_province_has_a_named_commune():
    named = alike = 0
    shape = grid(8)
    for seed in range(40):
        found = find(*cases(shape, seed=seed), shape, seed=seed)
        named += found.table["kind"].ne("none").any()
        alike += found.moran.pattern != "none"
    # With no cluster anywhere every naming is false; 5 % of provinces may have one. 40 draws of
    # 5 % exceed 6 with a chance of 0.3 %.
    assert named <= 6
    assert alike <= 6


def test_small_communes_with_wild_rates_are_no_hot_spots():
    shape = grid()
    rng = np.random.default_rng(9)
    index = pd.Index(shape.polygons["commune_code"])
    size = pd.Series(np.where(index.isin(HOT), 40.0, 3000.0), index=index)
    found = find(pd.Series(rng.poisson(0.008 * size), index=index), size, shape)
    assert found.table["kind"].eq("none").all()


# Weights ---------------------------------------------------------------------------------------


def test_an_island_is_joined_to_the_nearest_commune_or_left_out_and_said():
    shape = grid(5, islands=2)
    counts, size = cases(shape, seed=2)
    joined = find(counts, size, shape)
    assert joined.weights.islands == ("00025", "00026")
    near = joined.weights.links.toarray()
    assert near[25].nonzero()[0].tolist() == [4, 26]
    assert near[26].nonzero()[0].tolist() == [25]
    assert (near == near.T).all()
    left = find(counts, size, shape, islands="leave_out")
    assert len(left.table) == 25
    assert left.weights.policy == "leave_out"
    names = pd.Series({code: f"Xã {code}" for code in counts.index})
    for found, vi, en in (
        (joined, "được nối với xã gần nhất: Xã 00025, Xã 00026", "joined to the nearest one"),
        (left, "không được xét: Xã 00025, Xã 00026", "left out: Xã 00025"),
    ):
        assert vi in sentences.clusters.neighbours_said(found, names, lang="vi")
        assert en in sentences.clusters.neighbours_said(found, names, lang="en")
    assert sentences.clusters.map_values(left)["00025"] == "untested"
    assert sentences.clusters.map_classes(left)[-1].key == "untested"


def test_a_schematic_map_is_said_to_be_one():
    found = find(*cases(grid(6), seed=2), grid(6))
    assert "sơ đồ" in sentences.clusters.neighbours_said(found, pd.Series(), lang="vi")
    assert "schematic" in sentences.clusters.neighbours_said(found, pd.Series(), lang="en")


def test_without_any_value_there_is_nothing_to_say_of_neighbours():
    shape = grid(5)
    counts, size = cases(shape, seed=2)
    found = find(counts.iloc[:0], size.iloc[:0], shape)
    assert found.refusal == "too_few"
    assert found.weights.codes == ()
    assert sentences.clusters.neighbours_said(found, pd.Series(), lang="vi") == ""


def test_communes_without_a_value_are_left_out_and_named():
    shape = grid(6)
    counts, size = cases(shape, seed=3)
    size.iloc[0], counts = 0.0, counts.astype("float64")
    counts.iloc[7] = np.nan
    found = find(counts, size, shape)
    assert found.without_value == ("00000", "00007")
    assert len(found.table) == 34
    names = pd.Series({code: f"Xã {code}" for code in counts.index})
    assert sentences.clusters.without_value(found, names, lang="vi") == (
        "Không có số liệu nên không xét (2): Xã 00000, Xã 00007."
    )


def test_boundaries_of_another_vintage_or_province_are_refused():
    shape = grid(6, vintage="2025-07")
    counts, size = cases(shape, seed=1)
    with pytest.raises(VintageMismatch, match="boundaries of 2025-07"):
        find(counts, size, shape)
    with pytest.raises(VintageMismatch, match="36 of 36 communes have no polygon"):
        find(counts.set_axis(counts.index + "x"), size.set_axis(size.index + "x"), grid(6))


def test_one_commune_without_a_polygon_is_left_out_and_kept_in_mind():
    shape = grid(6)
    counts, size = cases(shape, seed=1)
    counts["99999"], size["99999"] = 5, 1000.0
    found = find(counts, size, shape)
    assert found.weights.without_polygon == ("99999",)
    assert "99999" not in found.table.index


def test_what_does_not_fit_together_is_refused():
    shape = grid(6)
    counts, size = cases(shape, seed=1)
    with pytest.raises(InvalidTable, match="one index"):
        find(counts, size.iloc[1:], shape)
    with pytest.raises(InvalidTable, match="between 0 and 1"):
        find(counts, size, shape, level=5)
    with pytest.raises(InvalidTable, match="stands twice"):
        clusters.commune_weights(["00001", "00001"], shape, vintage="2025-06")


# Words -----------------------------------------------------------------------------------------

NAMES = pd.Series({f"{n:05d}": f"Tân {n}" for n in range(100)})


def refused(reason: str) -> clusters.Clusters:
    shape = grid(4) if reason == "too_few" else grid(6)
    counts, size = cases(shape, seed=1)
    if reason == "no_cases":
        counts = counts * 0
    if reason == "no_variation":
        counts = size = size * 0 + 10
    return find(counts, size, shape, law="binomial" if reason == "no_variation" else "poisson")


@pytest.mark.parametrize("reason", ["too_few", "no_cases", "no_variation"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_could_not_be_tested_is_said_and_nothing_else(reason, lang):
    found = refused(reason)
    assert found.refusal == reason
    assert found.moran is None
    said = sentences.clusters.answer(found, what="rate", lang=lang)
    assert {"vi": ("quá ít", "không"), "en": ("too few", "nothing")}[lang][reason != "too_few"] in (
        said
    )
    assert sentences.clusters.local_said(found, NAMES, what="rate", lang=lang) == ""
    assert sentences.clusters.map_values(found).eq("untested").all()
    assert [c.key for c in sentences.clusters.map_classes(found)] == ["untested"]
    assert sentences.clusters.cluster_table(found, NAMES, what="rate", lang=lang).frame.empty
    assert not sentences.clusters.is_seen(found)
    assert sentences.clusters.finding(found, what="rate", lang=lang) == ""


def test_no_evidence_is_said_as_no_evidence():
    found = find(*cases(grid(), seed=12), grid())
    assert found.moran.pattern == "none"
    vi = sentences.clusters.answer(found, what="rate", lang="vi")
    assert "chưa có bằng chứng về sự tập trung thành vùng (Moran I = " in vi
    en = sentences.clusters.answer(found, what="rate", lang="en")
    assert "no evidence of clustering (Moran's I = " in en
    assert "no commune with its neighbours" in sentences.clusters.local_said(
        found, NAMES, what="rate", lang="en"
    )


def test_where_no_commune_is_named_there_is_neither_map_nor_word_of_it_on_the_front_page():
    found = find(*cases(grid(), seed=12), grid())
    assert not sentences.clusters.is_seen(found)
    assert sentences.clusters.finding(found, what="rate", lang="vi") == ""
    said = sentences.clusters.local_said(found, NAMES, what="rate", lang="vi")
    assert said.endswith("nên không vẽ bản đồ.")
    hot = find(*cases(grid(), seed=1, hot=HOT), grid())
    assert sentences.clusters.is_seen(hot)
    answer = sentences.clusters.answer(hot, what="rate", lang="vi")
    assert sentences.clusters.finding(hot, what="rate", lang="vi") == answer
    assert "bản đồ" not in sentences.clusters.local_said(hot, NAMES, what="rate", lang="vi")


def test_a_hot_spot_is_said_by_name_with_how_many_may_be_there_by_chance():
    shape = grid()
    found = find(*cases(shape, seed=1, hot=HOT), shape)
    vi = sentences.clusters.local_said(found, NAMES, what="rate", lang="vi")
    assert "cao, giữa các xã cao" in vi
    assert "điểm nóng" in vi
    assert re.search(r"trung bình không quá 5\u00a0% là do ngẫu nhiên", vi)
    assert "có sự tập trung thành vùng" in sentences.clusters.answer(found, what="rate", lang="vi")
    assert "p < 0.001" in sentences.clusters.answer(found, what="rate", lang="en")
    assert "Tân 44" in vi


def test_the_table_prints_no_small_count_and_nothing_that_gives_it_away():
    shape = grid()
    counts, size = cases(shape, seed=1, hot=HOT)
    found = find(counts, size, shape)
    named = found.table.index[found.table["kind"].ne("none")][0]
    by_commune = pd.DataFrame({"incident_count": counts.where(counts.index != named, 3)})
    places = pd.DataFrame({"commune_code": counts.index, "district_name": "Đông"})
    hidden = sentences.rates.hidden(by_commune, places, "district_name")
    table = sentences.clusters.cluster_table(found, NAMES, what="rate", hidden=hidden, lang="vi")
    row = table.frame.set_index("commune_code").loc[named]
    assert row[["count", "value"]].isna().all()
    assert not {"score", "local_i", "gi_z", "smoothed"} & set(table.frame.columns)
    assert "không công bố" in table.note


def test_the_classes_of_the_map_are_those_of_the_question():
    shape = grid()
    found = find(*cases(shape, seed=1, hot=HOT), shape)
    keys = [c.key for c in sentences.clusters.map_classes(found)]
    assert tuple(keys) == clusters.KINDS
    notes = style.Notes("năm 2022", "2025-06", "báo cáo", True, True, 100)
    _, ax = style.figure(16, 12)
    lost = maps.categories(
        ax, shape.polygons, sentences.clusters.map_values(found),
        sentences.clusters.map_classes(found), notes=notes, lang="vi",
        measure=sentences.clusters.map_measure(what="rate", lang="vi"),
        title=sentences.clusters.map_title(found, what="rate", lang="vi"),
    )  # fmt: skip
    assert lost.codes_without_polygon == ()
    plt.close("all")


def test_the_demo_has_no_cluster_that_was_not_made(demo):
    outcomes = ["incident_theft_count"]
    counted = rates.count_cases(
        demo.areas, demo.activity, outcomes=outcomes, period=Period.parse("2022")
    )
    by_commune = counted.rates(by=["commune_code"])
    shape = boundaries.load(demo.province)
    found = find(by_commune["incident_count"], by_commune["exposure_years"], shape)
    assert found.refusal is None
    assert found.weights.is_schematic
    assert len(found.table) == len(by_commune)
