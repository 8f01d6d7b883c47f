"""The map that a reader can ask: it says what the maps on paper say, and nothing that they hide."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from matplotlib import pyplot as plt

from mohinh.pages import export, maps, sentences, style
from mohinh.pages.atlas import Ground, atlas
from mohinh.pages.atlas.shapes import shapes
from mohinh.pages.maps.land import prepared
from mohinh.pages.sentences import atlas as said
from mohinh.pages.sentences.report import Front
from mohinh.pages.style import Notes
from mohinh.tables import privacy, reports
from mohinh.tables.boundaries.layer import Boundaries, unmatched_table
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INDICATORS, Period
from test_language import english, told
from test_maps import squares, with_island

YEAR = Period.parse("2022")
RATE = "incident_rate_per_1000_households"
RAW = f"raw_{RATE}"
EVIL = ["</script><script>alert(1)</script>", "{{ 7*7 }}", "a\u202eb\u2066", '"><img src=x>']
SECRET = 98.76  # a value that is hidden, and must be nowhere


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def ground(table: gpd.GeoDataFrame | None = None, unmatched=(), **about) -> Ground:
    own = squares() if table is None else table
    own = own.assign(vintage="2025-06", province_code="60")
    shape = Boundaries(own, "schematic", "2025-06", "sơ đồ", unmatched_table(list(unmatched)))
    notes = Notes("năm 2022", "2025-06", "tệp x.xlsx", True, True, len(own), **about)
    return Ground(shape, notes, YEAR)


def communes(codes) -> pd.DataFrame:
    return pd.DataFrame({"province_code": "60", "commune_code": list(codes)})


def some_rows() -> pd.DataFrame:
    # commune  share 2021  share 2022  up to  cases  rate  raw, interval
    # 00001    0           0.5         0.5    12     4.2   4.0  2.0–8.0
    # 00002    0.5         0.95        1      2      hidden
    # 00003    0.5         –                  30     9.0   9.1  7.0–12.0
    here = communes(squares()["commune_code"])
    codes = ["00001", "00002", "00003"]
    then = pd.Series([0, 0.5, 0.5], codes)
    now = pd.Series([0.5, 0.95, np.nan], codes)
    high = pd.Series([0.5, 1.0, np.nan], codes)
    hidden = privacy.withheld(pd.Series([12, 2, 30], codes))
    hidden["00001"] = False
    raw = pd.Series([4.0, SECRET, 9.1], codes)
    low, top = pd.Series([2.0, SECRET, 7.0], codes), pd.Series([8.0, SECRET, 12.0], codes)
    smooth = pd.Series([4.2, SECRET, 9.0], codes)
    about = {"period": "2022", "suppressed": hidden}
    return pd.concat(
        [
            reports.commune_rows(here, then, "area_coverage_share", period="2021", low=then,
                                 high=then),
            reports.commune_rows(here, now, "area_coverage_share", period="2022", low=now,
                                 high=high),
            reports.commune_rows(here, smooth, RATE, **about),
            reports.commune_rows(here, raw, RAW, low=low, high=top, **about),
        ],
        ignore_index=True,
    )  # fmt: skip


def island(drawn) -> dict:
    return json.loads(str(drawn.data))


def layer_of(drawn, name: str) -> dict:
    return next(layer for layer in island(drawn)["layers"] if layer["id"] == name)


def said_of(drawn, name: str, code: str, period: int = -1) -> list:
    place = [one[0] for one in island(drawn)["communes"]].index(code)
    return layer_of(drawn, name)["views"][period]["communes"][place]


class TestRows:
    def test_each_commune_has_one_row_with_its_state(self):
        rows = some_rows()
        own = rows[rows["indicator"].eq(RATE)].set_index("commune_code")
        assert own["state"][:4].tolist() == ["shown", "suppressed", "shown", "missing"]
        assert own["value"].isna().tolist()[:4] == [False, True, False, True]

    def test_a_hidden_row_keeps_no_number_at_all(self):
        rows = some_rows()
        hidden = rows[rows["state"].eq("suppressed")]
        assert len(hidden) == 2
        assert hidden[["value", "low", "high"]].isna().all(axis=None)

    def test_zero_is_shown_and_missing_is_not_zero(self):
        rows = some_rows()
        own = rows[rows["period"].eq("2021")].set_index("commune_code")
        assert own.loc["00001", "value"] == 0
        assert own.loc["00001", "state"] == "shown"

    def test_a_value_of_an_unknown_commune_is_refused(self):
        with pytest.raises(InvalidTable, match="'99999', which is not on the list of 1 communes"):
            reports.commune_rows(communes(["00001"]), pd.Series({"99999": 1.0}), RATE,
                                 period="2022")  # fmt: skip

    def test_a_series_has_the_years_that_ended_before_the_day(self):
        index = pd.MultiIndex.from_product(
            [["00001", "00002"], pd.to_datetime(["2020-12-31", "2021-12-31", "2022-09-30"])],
            names=["commune_code", "on"],
        )
        yearly = pd.DataFrame(dict.fromkeys(["share", "low", "high"], 0.5), index=index)
        here = communes(["00001", "00002"])
        rows = reports.commune_series(
            here, yearly, "area_coverage_share", before=pd.Timestamp("2022-09-30").date()
        )
        assert rows["period"].value_counts().to_dict() == {"2020": 2, "2021": 2}
        none = reports.commune_series(here, yearly.iloc[:0], "area_coverage_share",
                                      before=pd.Timestamp("2022-09-30").date())  # fmt: skip
        assert none.empty

    def test_a_sum_of_nothing_but_blanks_is_missing_and_of_some_is_at_least(self):
        known, least = reports.at_least(pd.Series([0, 0, 300, 300]), pd.Series([0, 1, 1, 0]))
        assert known.isna().tolist() == [False, True, False, False]
        assert least.isna().tolist() == [True, True, False, True]


class TestLegend:
    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_it_is_that_of_the_map_on_paper_with_its_counts_colours_and_hatches(self, lang):
        rows = some_rows()
        own = rows[rows["period"].eq("2022") & rows["indicator"].eq("area_coverage_share")]
        own = own.set_index("commune_code")
        fig, ax = style.figure(18, 14)
        maps.choropleth(
            ax, squares(), own["value"], INDICATORS["area_coverage_share"], title="t",
            notes=ground().notes, lang=lang, uncertain=own["high"].gt(own["low"]),
            uncertain_label=sentences.coverage.uncertain_label(lang=lang),
        )  # fmt: skip
        printed = [text.get_text() for text in fig.texts if text.get_gid() == "legend"]
        title = next(text.get_text() for text in fig.texts if text.get_gid() == "legend-title")
        view = layer_of(atlas(rows, ground(), lang=lang), "do-phu")["views"][-1]
        flat = [label.replace("\n", " ") for label in printed]
        assert [label for _, label in view["legend"]] == flat
        assert view["heading"].replace("\n", " ") == title.replace("\n", " ")
        patches = {
            one.get_gid().removeprefix("legend-"): one
            for one in fig.patches + fig.artists
            if (one.get_gid() or "").startswith("legend-")
        }
        for key, (fill, _) in view["fills"].items():
            if patches[key].get_hatch():
                assert fill == f"url(#atlas-{key})"
            else:
                assert fill == plt.matplotlib.colors.to_hex(patches[key].get_facecolor())

    def test_the_subtitle_is_that_of_the_map_on_paper(self):
        fig, ax = style.figure(18, 14)
        values = pd.Series({"00001": 0.5})
        maps.choropleth(ax, squares(), values, INDICATORS["area_coverage_share"], title="t",
                        notes=ground().notes, lang="vi")  # fmt: skip
        printed = next(text.get_text() for text in fig.texts if text.get_gid() == "subtitle")
        view = layer_of(atlas(some_rows(), ground(), lang="vi"), "do-phu")["views"][-1]
        assert view["subtitle"] == printed.replace("\n", " ")

    def test_each_year_counts_its_own_communes(self):
        views = layer_of(atlas(some_rows(), ground(), lang="vi"), "do-phu")["views"]
        assert [view["code"] for view in views] == ["2021", "2022"]
        assert [view["name"] for view in views] == ["năm 2021", "năm 2022"]
        assert views[0]["legend"][0] == ["zero", "0\u00a0% (1)"]
        assert views[1]["legend"][0] == ["zero", "0\u00a0% (0)"]


class TestCard:
    def test_numbers_are_text_in_the_readers_format(self):
        vi, en = (atlas(some_rows(), ground(), lang=lang) for lang in ("vi", "en"))
        assert said_of(vi, "do-phu", "00001")[1:3] == ["50,0\u00a0%", ""]
        assert said_of(en, "do-phu", "00001")[1:3] == ["50.0%", ""]
        assert said_of(vi, "ty-suat", "00001")[1:3] == [
            "4,2", "chưa làm trơn: 4,0; khoảng tin cậy 95\u00a0% từ 2,0 đến 8,0",
        ]  # fmt: skip
        assert said_of(en, "ty-suat", "00001")[2] == "not smoothed: 4.0; 95% interval 2.0 to 8.0"

    def test_a_share_that_may_be_higher_is_hatched_and_says_how_high(self):
        drawn = atlas(some_rows(), ground(), lang="vi")
        assert said_of(drawn, "do-phu", "00002")[1:] == [
            "95,0\u00a0%", "có thể đến 100,0\u00a0%: có nơi chưa rõ", 1,
        ]  # fmt: skip
        assert said_of(drawn, "do-phu", "00001")[3] == 0

    def test_hidden_and_not_reported_are_said_in_words(self):
        drawn = atlas(some_rows(), ground(), lang="vi")
        assert said_of(drawn, "ty-suat", "00002")[1:] == ["số quá nhỏ, không công bố", "", 0]
        assert said_of(drawn, "do-phu", "00003")[1:] == ["chưa báo cáo", "", 0]

    def test_a_sum_with_blanks_is_at_least(self):
        here = communes(["00001", "00002"])
        known, least = reports.at_least(
            pd.Series({"00001": 1200, "00002": 300}), pd.Series({"00001": 1, "00002": 0})
        )
        rows = reports.commune_rows(here, known, "households_without_count", period="2022",
                                    low=least)  # fmt: skip
        drawn = atlas(rows, ground(), lang="vi")
        assert said_of(drawn, "chua-co", "00001")[1:] == ["1.200", "ít nhất, có nơi chưa báo", 1]
        assert said_of(drawn, "chua-co", "00002")[1:] == ["300", "", 0]

    def test_a_commune_without_a_polygon_is_found_and_said_to_have_none(self):
        here = communes([*squares()["commune_code"], "00500"])
        rows = reports.commune_rows(here, pd.Series({"00500": 0.25}), "area_coverage_share",
                                    period="2022")  # fmt: skip
        lost = [("commune", "00500", "Thắng Hải", "no polygon")]
        drawn = atlas(rows, ground(unmatched=lost), lang="vi")
        assert island(drawn)["communes"][-1] == ["00500", "Thắng Hải", "", "thang hai"]
        assert said_of(drawn, "do-phu", "00500")[:2] == [-1, "25,0\u00a0%"]
        assert "Không có ranh giới để vẽ (1): 00500" in drawn.footer

    def test_names_are_folded_as_everywhere(self):
        folded = [one[3] for one in island(atlas(some_rows(), ground(), lang="vi"))["communes"]]
        assert folded[0].startswith("duc thang 1")


class TestShapes:
    def test_every_commune_has_one_path_in_whole_numbers_within_its_frame(self):
        (panel,) = shapes(prepared(squares())).panels
        assert [code for code, _ in panel.communes] == squares()["commune_code"].tolist()
        assert max(panel.width, panel.height) == 2000
        for _, path in panel.communes:
            assert re.fullmatch(r"(M\d+ \d+l(-?\d+[ ]?)+z)+", path)

    def test_neighbours_share_their_border(self):
        (panel,) = shapes(prepared(squares())).panels
        polygons = [_polygon(path) for _, path in panel.communes]
        assert shapely.coverage_is_valid(polygons)
        assert shapely.area(polygons).sum() == shapely.union_all(polygons).area

    def test_all_islands_of_a_commune_and_its_holes_are_in_its_path(self):
        table = squares("A")
        whole = table.geometry[0].difference(table.geometry[0].centroid.buffer(0.02))
        west, south, *_ = whole.bounds
        isle = shapely.box(west - 0.05, south, west - 0.02, south + 0.03)
        table.geometry = [shapely.MultiPolygon([whole, isle])]
        (panel,) = shapes(prepared(table)).panels
        assert panel.communes[0][1].count("M") == 3

    def test_far_islands_have_a_frame_of_their_own(self):
        drawn = shapes(prepared(with_island(squares(), 112.0, 9.0, "Trường Sa")))
        assert [panel.name for panel in drawn.panels] == ["", "Trường Sa"]
        assert drawn.panels[1].communes[0][0] == "00900"
        assert len(drawn.points) == 15

    def test_a_ward_too_small_for_a_unit_is_a_speck_and_not_nothing(self):
        table = squares()
        x, y = table.geometry[0].centroid.coords[0]
        speck = shapely.box(x, y, x + 1e-5, y + 1e-5)
        row = table.iloc[[0]].assign(commune_code="00901", geometry=[speck])
        (panel,) = shapes(prepared(pd.concat([table, row], ignore_index=True))).panels
        assert re.fullmatch(r"M\d+ \d+(h2v2h-2|l.+)z", dict(panel.communes)["00901"])

    def test_vietnamese_kilometres_are_round(self):
        assert [said.scale_length(one) for one in (900, 1999, 2000, 61_000)] == [
            1000, 1000, 2000, 50_000,
        ]  # fmt: skip


def _polygon(path: str) -> shapely.Polygon:
    first, steps = path.removeprefix("M").removesuffix("z").split("l")
    at = np.array(first.split(), dtype=int)
    away = np.array(re.findall(r"-?\d+", steps), dtype=int).reshape(-1, 2)
    return shapely.Polygon(np.vstack([at, at + away.cumsum(axis=0)]))


class Page(HTMLParser):
    """The scripts of a page, its policy, and what is hidden until a script runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict, str]] = []
        self.policy, self.tags = "", []
        self._is_in = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        self.tags.append((tag, about))
        if tag == "script":
            self._is_in = True
            self.scripts.append((about, ""))
        if about.get("http-equiv") == "Content-Security-Policy":
            self.policy = about["content"]

    def handle_endtag(self, tag):
        self._is_in &= tag != "script"

    def handle_data(self, data):
        if self._is_in:
            about, text = self.scripts[-1]
            self.scripts[-1] = (about, text + data)


def report(folder, place: Ground, rows: pd.DataFrame | None = None, lang="vi") -> str:
    """A report's page with its map, made of the sections of two notebooks."""
    own = some_rows() if rows is None else rows
    is_rate = own["indicator"].str.contains("incident")
    for name, table, part in (
        ("20_coverage", "communes_coverage", own[~is_rate]),
        ("30_rates", "communes_rates", own[is_rate]),
    ):
        section = export.Section(name, lang=lang, out=str(folder), is_made_up=True)
        section.data(part, table)
        section.close()
    front = Front("Tiêu đề", "DỮ LIỆU GIẢ LẬP. Tất cả.", (), ("nguồn",), "mohinh run")
    export.assemble(front, out=str(folder), lang=lang, ground=place)
    return (folder / "index.html").read_text(encoding="utf-8")


class TestPage:
    def test_one_script_runs_and_its_fingerprint_is_in_the_policy(self, tmp_path):
        page = Page(report(tmp_path, ground()))
        data, script = page.scripts
        assert data[0] == {"type": "application/json", "id": "atlas-data"}
        digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
        assert page.policy == (
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            f"script-src 'sha256-{digest}'"
        )

    def test_no_element_has_a_script_of_its_own_and_nothing_is_loaded(self, tmp_path):
        page = Page(report(tmp_path, ground()))
        for _, about in page.tags:
            assert not [name for name in about if name.startswith("on")]
            assert not about.get("src", "").startswith("http")

    def test_where_scripts_are_off_the_map_is_hidden_and_the_pictures_are_named(self, tmp_path):
        text = report(tmp_path, ground())
        about = {one.get("id"): one for _, one in Page(text).tags}
        assert "hidden" in about["atlas-live"]
        assert "hidden" not in about["atlas-static"]
        named = text[text.index('id="atlas-static"') : text.index('id="atlas-live"')]
        assert re.findall('href="#([^"]+)"', named) == ["20_coverage", "30_rates"]
        assert sentences.atlas.WORDS["static"][0] in text

    def test_a_hidden_value_is_nowhere(self, tmp_path):
        report(tmp_path, ground())
        hidden = re.compile("98[.,]7|98[.,]8|9876")
        for path in (tmp_path / "index.html", *(tmp_path / "data").glob("*.csv")):
            assert not hidden.search(path.read_text(encoding="utf-8-sig"))
        layer = gpd.read_parquet(tmp_path / "data/communes.parquet")
        assert not (layer.select_dtypes("number") == SECRET).any(axis=None)

    @pytest.mark.parametrize("name", EVIL)
    def test_an_evil_name_is_text(self, tmp_path, name):
        table = squares().assign(commune_name=name, district_name=name)
        text = report(tmp_path, ground(table))
        page = Page(text)
        assert len(page.scripts) == 2
        assert not [tag for tag, _ in page.tags if tag == "img"]
        content = json.loads(page.scripts[0][1])
        assert content["communes"][0][1] == re.sub("[\u202e\u2066]", "", name)
        assert "\u202e" not in text

    def test_the_words_of_a_vietnamese_map_are_vietnamese(self, tmp_path):
        found = json.loads(Page(report(tmp_path, ground())).scripts[0][1])
        texts = told(found)
        assert {word: text for text in texts for word in english(text)} == {}
        for words in said.WORDS.values():
            assert english(words[0]) == set()

    def test_the_made_up_and_the_schematic_are_said_beside_the_map(self, tmp_path):
        text = report(tmp_path, ground())
        assert '<p class="atlas-mark">DỮ LIỆU GIẢ LẬP</p>' in text
        assert "Bản đồ sơ đồ, không đúng ranh giới" in text

    def test_a_report_without_ground_or_without_rows_has_no_map_and_no_script(self, tmp_path):
        front = Front("Tiêu đề", "", (), (), "mohinh run")
        export.assemble(front, out=str(tmp_path), lang="vi", ground=ground())
        page = (tmp_path / "index.html").read_text(encoding="utf-8")
        assert "<script" not in page
        assert "script-src" not in page
        assert not (tmp_path / "data").exists()

    def test_rows_of_a_section_that_failed_are_not_shown(self, tmp_path):
        section = export.Section("20_coverage", lang="vi", out=str(tmp_path))
        section.data(some_rows().query("indicator == 'area_coverage_share'"), "communes_coverage")
        front = Front("Tiêu đề", "", (), (), "mohinh run")
        export.assemble(front, out=str(tmp_path), lang="vi", ground=ground())
        assert "<script" not in (tmp_path / "index.html").read_text(encoding="utf-8")

    def test_the_same_rows_give_the_same_bytes(self, tmp_path):
        for name in ("one", "two"):
            report(tmp_path / name, ground())
        for file in ("index.html", "data/communes.parquet", "data/communes_rates.csv",
                     "data/datapackage.json"):  # fmt: skip
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


class TestLayer:
    def test_it_is_geoparquet_in_degrees_and_says_what_it_is(self, tmp_path):
        report(tmp_path, ground())
        path = tmp_path / "data/communes.parquet"
        layer = gpd.read_parquet(path)
        assert layer.crs == "EPSG:4326"
        assert layer["commune_code"].tolist() == squares()["commune_code"].tolist()
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())
        about = json.loads(pq.read_schema(path).metadata[b"mohinh"])
        assert about == {
            "vintage": "2025-06", "kind": "schematic", "source": "sơ đồ", "period": "2022",
            "is_made_up": True,
        }  # fmt: skip

    def test_it_has_the_values_of_the_period_and_only_those(self, tmp_path):
        report(tmp_path, ground())
        layer = gpd.read_parquet(tmp_path / "data/communes.parquet").set_index("commune_code")
        assert layer["area_coverage_share"].tolist()[:2] == [0.5, 0.95]
        assert layer["area_coverage_share_high"].tolist()[:2] == [0.5, 1.0]
        assert layer[f"{RAW}_low"].tolist()[0] == 2.0
        assert layer[f"{RATE}_state"].tolist()[:4] == ["shown", "suppressed", "shown", "missing"]
        assert f"{RATE}_low" not in layer

    def test_the_package_describes_every_column_in_both_languages(self, tmp_path):
        report(tmp_path, ground())
        package = json.loads((tmp_path / "data/datapackage.json").read_text(encoding="utf-8"))
        about = {one["name"]: one for one in package["resources"]}
        assert set(about) == {"communes", "communes_coverage", "communes_rates"}
        assert package["profile"] == "data-package"
        fields = {one["name"]: one for one in about["communes"]["schema"]["fields"]}
        names = pq.read_schema(tmp_path / "data/communes.parquet").names
        assert list(fields) == names
        assert all(one["description"] and one["description_vi"] for one in fields.values())
        assert fields[f"{RAW}_low"]["unit"] == INDICATORS[RAW].unit[1]
        assert about["communes"]["bytes"] == (tmp_path / "data/communes.parquet").stat().st_size


def test_every_layer_shows_known_indicators_and_has_a_name_of_its_own():
    assert len({theme.id for theme in said.THEMES}) == len(said.THEMES)
    for theme in said.THEMES:
        assert all(name in INDICATORS for name in theme.indicators)
        assert all(theme.name)
        assert all(said.beside(name) in INDICATORS for name in theme.indicators)


def test_rates_by_residents_take_the_place_of_those_by_households():
    rows = some_rows()
    rows["indicator"] = rows["indicator"].str.replace("1000_households", "10000_persons")
    drawn = atlas(rows, ground(), lang="vi")
    assert "10.000 dân" in layer_of(drawn, "ty-suat")["caption"]
    assert said_of(drawn, "ty-suat", "00001")[2].startswith("chưa làm trơn: 4,0")


def test_a_map_on_true_boundaries_says_whose_they_are():
    place = ground(boundary_source="nguồn X")
    place = replace(place, notes=replace(place.notes, is_schematic=False))
    drawn = atlas(some_rows(), place, lang="vi")
    assert any("nguồn ranh giới: nguồn X" in line for line in drawn.footer)
    assert not drawn.scale[1].startswith("≈")
