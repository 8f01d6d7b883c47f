"""Administrative units: names to codes, vintages kept apart, old communes to new."""

import unicodedata

import pytest

from mohinh.tables import schemas, units
from mohinh.tables.units import find_province
from mohinh.words.errors import UnknownName
from mohinh.words.text import fold

VINTAGES = ("2025-06", "2025-07")


@pytest.mark.parametrize(
    "text",
    [
        "Bình Thuận",
        unicodedata.normalize("NFD", "Bình Thuận"),
        "BÌNH THUẬN",
        "binh thuan",
        "binh-thuan",
        "binhthuan",
        "Tỉnh Bình Thuận",
        "tỉnh bình thuận",
        "T. Bình Thuận",
        "Bình\u00a0Thuận",
        "  Bình  Thuận ",
        "Bình Thuân",
        "60",
        60,
    ],
)
def test_a_province_is_found_in_any_spelling_and_by_its_code(text):
    found = find_province(text)
    assert (found.code, found.name, found.slug) == ("60", "Bình Thuận", "binh-thuan")
    assert found.vintage == "2025-06"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("tphcm", "Hồ Chí Minh"),
        ("HCM", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("Thủ đô Hà Nội", "Hà Nội"),
        ("1", "Hà Nội"),
        ("Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("ba ria vung tau", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên Huế", "Huế"),
        ("TP Huế", "Huế"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Ðắk Nông", "Đắk Nông"),
        ("KonTum", "Kon Tum"),
    ],
)
def test_names_in_use_lead_to_the_province(text, name):
    assert fold(find_province(text).name) == fold(name)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_province_is_found_by_name_full_name_slug_and_code(vintage):
    for row in units.provinces(vintage).itertuples():
        spellings = (
            row.province_name,
            row.province_full_name,
            row.slug,
            row.province_code,
            fold(row.province_name),
            unicodedata.normalize("NFD", row.province_full_name),
        )
        assert {find_province(text, vintage).code for text in spellings} == {row.province_code}


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("Hà Lội", "Hà Nội"), ("Bình Thuậnn", "Bình Thuận"), ("Tỉnh Sơn Ka", "Sơn La")],
)
def test_a_wrong_name_is_answered_with_the_nearest_right_one(text, nearest):
    with pytest.raises(UnknownName) as error:
        find_province(text)
    assert f"Did you mean {nearest}?" in str(error.value)
    assert repr(text) in str(error.value)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("text", ["", " ", "99", "001", "../../etc", "Atlantis", "{{7*7}}"])
def test_what_is_no_province_is_refused(text):
    with pytest.raises(UnknownName, match="Did you mean"):
        find_province(text)


@pytest.mark.parametrize("text", ["Bình Thuận", "tỉnh binh thuan", "binhthuan"])
def test_a_province_of_the_other_vintage_is_said_to_be_one_and_where_it_went(text):
    with pytest.raises(UnknownName) as error:
        find_province(text, "2025-07")
    assert "Bình Thuận is no province of vintage 2025-07" in str(error.value)
    assert "part of Lâm Đồng" in str(error.value)


def test_an_unknown_vintage_is_refused_with_the_list():
    with pytest.raises(UnknownName, match="2025-06, 2025-07"):
        find_province("Bình Thuận", "2024")
    with pytest.raises(UnknownName, match="2025-06, 2025-07"):
        units.provinces("2026-01")


def test_the_vintages_have_the_provinces_and_communes_of_the_law():
    old, new = units.provinces("2025-06"), units.provinces("2025-07")
    assert (len(old), old["communes_count"].sum()) == (63, 10_035 + 5)
    assert (len(new), new["communes_count"].sum()) == (34, 3_321)
    assert new["districts_count"].eq(0).all()


@pytest.mark.parametrize(
    ("name", "vintage", "communes", "districts"),
    [
        ("Bình Thuận", "2025-06", 121, 10),
        ("Kon Tum", "2025-06", 102, 10),
        ("Sơn La", "2025-06", 200, 12),
        ("Trà Vinh", "2025-06", 104, 9),
        ("Sơn La", "2025-07", 75, 0),
        ("Lâm Đồng", "2025-07", 124, 0),
    ],
)
def test_provinces_have_their_communes_and_districts(name, vintage, communes, districts):
    table = units.communes(find_province(name, vintage))
    assert (len(table), table["district_code"].nunique()) == (communes, districts)
    assert table["commune_code"].is_monotonic_increasing


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_units_fit_their_schema_in_every_province(vintage):
    table = units.geography(vintage)
    columns = [column.name for column in schemas.UNITS.columns]
    schemas.validate(schemas.UNITS, table[columns].astype("str"))
    assert not table.duplicated(["vintage", "commune_code"]).any()


def test_codes_are_reused_across_vintages_for_other_units():
    old, new = (units.geography(v).set_index("commune_code")["commune_name"] for v in VINTAGES)
    both = old.index.intersection(new.index)
    assert (old[both].map(fold) != new[both].map(fold)).sum() > 100


def test_island_districts_without_a_commune_stand_as_one_commune():
    table = units.geography("2025-06")
    islands = table[table["commune_kind"].eq("huyện đảo")]
    names = {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}
    assert set(islands["commune_name"]) == names
    assert islands["commune_code"].str.fullmatch(r"\d{3}").all()
    assert islands[["lon", "lat"]].notna().all(axis=None)


def test_a_code_that_lost_its_zeros_never_becomes_an_island():
    table = units.geography("2025-06")
    islands = table[table["commune_code"].str.len().eq(3)]
    lost = table.assign(short=table["commune_code"].str.lstrip("0"))
    both = lost.merge(
        islands, left_on=["province_code", "short"], right_on=["province_code", "commune_code"]
    )
    assert both[both["commune_code_x"].str.len().eq(5)].empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bình Thuận", ["Lâm Đồng"]),
        ("Kon Tum", ["Quảng Ngãi"]),
        ("Trà Vinh", ["Vĩnh Long"]),
        ("Sơn La", ["Sơn La"]),
    ],
)
def test_a_province_of_before_leads_to_its_successor(old, new):
    assert units.succession(old) == new
    place = units.find_province(old)
    others = units.same_land(place)
    assert [other.name for other in others] == new
    assert all(place in units.same_land(other) for other in others)


def test_the_crosswalk_joins_every_old_commune_to_new_ones():
    table = units.crosswalk()
    assert table.notna().all(axis=None)
    assert set(table["old_code"]) == set(units.geography("2025-06")["commune_code"])
    assert set(table["new_code"]) <= set(units.geography("2025-07")["commune_code"])
    assert table.loc[table["is_split"], "old_code"].nunique() == 471
    assert table.groupby("old_code")["is_default"].sum().eq(1).all()
    whole = table[~table["is_split"]]
    assert not whole.duplicated("old_code").any()


def test_two_old_communes_of_binh_thuan_were_split():
    old = units.communes(find_province("Bình Thuận")).set_index("commune_code")["commune_name"]
    table = units.crosswalk()
    split = table[table["is_split"] & table["old_code"].isin(old.index)]
    assert {fold(old[code]) for code in split["old_code"]} == {"phong phu", "hoa thang"}


def test_the_callers_copy_of_the_units_is_its_own():
    place = find_province("Bình Thuận")
    every, own = units.geography("2025-06"), units.communes(place)
    every["commune_name"] = own["commune_name"] = "x"
    assert "Mũi Né" in set(units.communes(place)["commune_name"])


def test_no_commune_of_son_la_begins_with_a_small_letter():
    names = units.communes(find_province("Sơn La"))["commune_name"]
    assert "É Tòng" in set(names)
    assert not names[names.str[0].str.islower()].tolist()
