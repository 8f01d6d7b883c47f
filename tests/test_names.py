"""Names in sheets to communes: as they are typed, what is near, what is abolished, what is none."""

import random
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mohinh.tables import units
from mohinh.tables.units import Within, find_province
from mohinh.tables.units import names as spelling
from mohinh.tables.units.gazetteer import gazetteer, is_near
from mohinh.words.errors import InvalidTable, UnknownName, UnreadableFile, VintageMismatch
from mohinh.words.text import distance, fold

SHARED = Path(__file__).parents[2] / "shared" / "data" / "domain"
OLD, NEW = "2025-06", "2025-07"
VINTAGES = (OLD, NEW)
BINH_THUAN = Within(OLD, "Bình Thuận")
LAM_DONG = Within(NEW, "Lâm Đồng")
TYPED = st.text(
    st.sampled_from(
        "aàảãáạăâbcdđeêghiyỳýklmnoòóôơpqrstuúưvxAÁĐÐ '’.,-–1206\u00a0\u200b\u0301\u0302"
    ),
    max_size=24,
)


def match_one(name: str, within: Within, **options) -> pd.Series:
    return units.match([name], within=within, **options).iloc[0]


def codes(row: pd.Series) -> list[str]:
    return row["candidates"].split()


def address(row) -> str:
    places = (row.commune_full_name, row.district_name, row.province_full_name)
    return ", ".join(place for place in places if isinstance(place, str))


def name_forms() -> Iterable:
    path = SHARED / "name_forms.csv"
    if not path.exists():
        skip = pytest.mark.skip(reason="the list of name forms is not here")
        return [pytest.param("", "", "", "", marks=skip)]
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    columns = ["category", "input", "vintage", "gold_code"]
    return [pytest.param(*row, id=row[1]) for row in table[columns].itertuples(index=False)]


@pytest.mark.parametrize(("category", "text", "vintage", "code"), name_forms())
def test_a_form_of_a_name_is_matched_and_a_wrong_letter_only_suggested(
    category, text, vintage, code
):
    if text.endswith(" [NFD]"):
        text = unicodedata.normalize("NFD", text.removesuffix(" [NFD]"))
    row = match_one(text, Within(vintage))
    if category == "G typo":
        assert (row["how"], codes(row)) == ("suggestion", [code])
    elif not code:
        assert row["how"] in ("abolished", "not_a_unit")
    else:
        assert row["how"] in units.MATCHED
        assert row["code"] == code
    assert pd.isna(row["code"]) == (row["how"] not in units.MATCHED)


# Written out by hand: within Bình Thuận, 2025-06


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phường Mũi Né", "22915"),
        ("p mũi né", "22915"),
        ("P.Mũi Né-TP.Phan Thiết", "22915"),
        ("Phường Mũi Né; Phan Thiết", "22915"),
        ("Phường Mũi Né, TP. Phan Thiết, Bình Thuận, Việt Nam", "22915"),
        ("“Mũi Né”", "22915"),
        ("Mũi Né (*)", "22915"),
        ("2) Phường Mũi Né", "22915"),
        ("\u200bXã Hồng Sơn\ufeff", "23086"),
        ("- Xã\u00a0Hồng\u00a0Sơn", "23086"),
        ("1. xã Hồng Sơn", "23086"),
        ("1. - Xã Hồng Sơn", "23086"),
        ("XÃ HỒNG SƠN", "23086"),
        ("xa hong son", "23086"),
        ("Công an xã Hồng Sơn", "23086"),
        ("Ủy ban nhân dân xã Hồng Sơn", "23086"),
        ("CAX Hồng Sơn", "23086"),
        ("CA xã Hồng Sơn", "23086"),
        ("Ðức Thuận", "23185"),
        ("Xã Ɖức Thuận", "23185"),
        ("Xã Sông Luỹ", "23023"),
        ("Xã Hàm Cừơng", "23128"),
        ("Phường Phú Thuỷ", "22924"),
        ("xã Tân Xuân huyện Hàm Tân tỉnh Bình Thuận", "23260"),
        ("xa tan xuan huyen ham tan", "23260"),
        ("Tỉnh Bình Thuận, huyện Hàm Tân, xã Tân Xuân", "23260"),
        ("Bình Thuận - Hàm Tân - Tân Xuân", "23260"),
        ("Xã Tân Hà, Hàm Tân", "23257"),
        ("Khu phố 1 - Phường Bình Hưng", "22951"),
        ("Số 12 Lê Lợi, phường Bình Hưng, TP Phan Thiết", "22951"),
    ],
)
def test_spelling_and_furniture_of_a_name_do_not_matter(text, code):
    row = match_one(text, BINH_THUAN)
    assert (row["code"], row["how"] in units.MATCHED) == (code, True)


@pytest.mark.parametrize(
    ("text", "vintage", "code"),
    [
        ("P1 Q3 TPHCM", OLD, "27160"),
        ("P.01, Q.3, TP. Hồ Chí Minh", OLD, "27160"),
        ("F1, Q3, HCM", OLD, "27160"),
        ("Phường 3, TP Vị Thanh, Hậu Giang", OLD, "31321"),
        ("P.III, Vị Thanh", OLD, "31321"),
        ("Xã Tam Xuân 1, Núi Thành, Quảng Nam", OLD, "20968"),
        ("Xã Ea Hleo, huyện Ea H’leo, Dak Lak", OLD, "24184"),
        ("Phường Phường Đúc, Huế", OLD, "19780"),
        ("Phường Đúc, Huế", OLD, "19780"),
        ("xa phien, long my, hau giang", OLD, "31495"),
        ("Xã Tân Xã, Thạch Thất, Hà Nội", OLD, "10000"),
        ("Bản Lang - Phong Thổ - Lai Châu", OLD, "03577"),
        ("Huyện đảo Bạch Long Vĩ - TP Hải Phòng", OLD, "318"),
        ("Côn Đảo, Bà Rịa - Vũng Tàu", OLD, "755"),
        ("TT Châu Thành, huyện Châu Thành, Trà Vinh", OLD, "29374"),
        ("P. Văn Miếu - Quốc Tử Giám, Hà Nội", NEW, "00226"),
        ("Xã Chân Mây - Lăng Cô, TP Huế", NEW, "20137"),
        ("Phường Lâm Viên Đà Lạt, Lâm Đồng", NEW, "24778"),
        ("P.1 Bảo Lộc, Lâm Đồng", NEW, "24823"),
        ("Xã Đam Rông 01, Lâm Đồng", NEW, "24886"),
        ("đặc khu Phú Quí, Lâm Đồng", NEW, "23272"),
    ],
)
def test_names_with_numbers_dashes_quotes_and_words_for_kinds_inside_are_found(text, vintage, code):
    assert match_one(text, Within(vintage))["code"] == code


def test_a_missing_place_is_said_and_the_province_of_before_too():
    row = match_one("Xã Hồng Sơn", BINH_THUAN)
    assert (row["how"], row["note"]) == ("no_district", "")
    row = match_one("Mũi Né", Within(OLD))
    assert (row["how"], row["note"]) == ("no_district", "no_province")
    row = match_one("Phường Mũi Né, Bình Thuận", LAM_DONG)
    assert (row["how"], row["code"], row["note"]) == ("exact", "22918", "old_province")


@pytest.mark.parametrize(
    ("text", "candidates", "note"),
    [
        ("Phường Mủi Né", ["22915"], "spelling"),
        ("Phưòng Mũi Né", ["22915"], "spelling"),
        ("Phường Mũii Né", ["22915"], "spelling"),
        ("Phường Mũ Né", ["22915"], "spelling"),
        ("Phường Phú Thùy", ["22924"], "spelling"),
        ("Xã Mũi Né", ["22915"], "kind"),
        ("Xã Tân Hà, huyện Hàm Tâm", ["23257"], "place"),
        ("Xã Hồng Sơn (mới)", ["23086"], "place"),
        ("Xã Hồng Sơn, huyện Hàm Tân", ["23086"], "elsewhere"),
        ("Xã Ngọc Chiến, Mường La, Sơn La", ["03820"], "elsewhere"),
    ],
)
def test_one_letter_kind_or_place_away_is_a_suggestion_without_a_code(text, candidates, note):
    row = match_one(text, BINH_THUAN)
    assert (row["how"], row["note"]) == ("suggestion", note)
    assert codes(row)[: len(candidates)] == candidates
    assert pd.isna(row["code"])


@pytest.mark.parametrize(
    ("text", "within", "candidates", "note"),
    [
        ("Xã Tân Hà", BINH_THUAN, {"23221", "23257"}, "several"),
        ("Phường 1, Trà Vinh", Within(OLD), {"29239", "29512"}, "several"),
        ("Trà Cú", Within(OLD, "Trà Vinh"), {"29461"}, "also_district"),
        ("sa pa, sa pa, lao cai", Within(OLD), {"03001", "03002"}, "several"),
        ("son ha", Within(NEW, "Quảng Ngãi"), {"21289", "21292"}, "several"),
    ],
)
def test_what_several_units_are_called_is_not_decided(text, within, candidates, note):
    row = match_one(text, within)
    assert (row["how"], set(codes(row)), row["note"]) == ("ambiguous", candidates, note)


def test_names_that_differ_by_diacritics_only_are_kept_apart_where_both_exist():
    sa_pa = Within(OLD, "Lào Cai", "Thị xã Sa Pa")
    assert match_one("Phường Sa Pa", sa_pa)["code"] == "03001"
    assert match_one("Phường Sa Pả", sa_pa)["code"] == "03002"
    assert match_one("phuong sa pa", sa_pa)["how"] == "ambiguous"
    assert match_one("Phường Sa Pã", sa_pa)["how"] == "suggestion"


def test_the_word_for_the_kind_tells_namesakes_apart():
    yen_vien = Within(OLD, "Hà Nội", "Huyện Gia Lâm")
    town, commune = (match_one(text, yen_vien) for text in ("TT Yên Viên", "X. Yên Viên"))
    assert town["commune_name"] == "Thị trấn Yên Viên"
    assert commune["commune_name"] == "Xã Yên Viên"
    assert match_one("Yên Viên", yen_vien)["how"] == "ambiguous"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Tổng cộng", "total"),
        ("TỔNG SỐ", "total"),
        ("Cộng", "total"),
        ("Toàn tỉnh", "total"),
        ("Tổng cộng (I+II)", "total"),
        ("Cộng huyện Hàm Tân", "total"),
        ("Trong đó:", "total"),
        ("I", "total"),
        ("12", "total"),
        ("II. Huyện Hàm Tân", "district"),
        ("TP Phan Thiết", "district"),
        ("Hàm Thuận Nam", "district"),
        ("Tỉnh Bình Thuận", "province"),
        ("Bình Thuận", "province"),
    ],
)
def test_totals_and_group_rows_are_no_communes(text, note):
    row = match_one(text, BINH_THUAN)
    assert (row["how"], row["note"]) == ("not_a_unit", note)


@pytest.mark.parametrize("text", ["Bình Thuận", "Thanh Hóa", "Châu Thành", "Long Thành", "Huế"])
def test_a_bare_name_of_a_province_or_district_is_never_a_commune_far_away(text):
    assert match_one(text, Within(OLD))["how"] in ("not_a_unit", "ambiguous")


@pytest.mark.parametrize(
    "text", ["Cộng Hòa, Chí Linh, Hải Dương", "Xã Tổng Cọt, Hà Quảng, Cao Bằng"]
)
def test_a_commune_that_is_called_like_a_total_is_a_commune(text):
    assert match_one(text, Within(OLD))["how"] == "exact"


@pytest.mark.parametrize(
    ("text", "within", "successor", "note"),
    [
        ("Phường 6, TP Trà Vinh", Within(OLD), "29242 Phường Trà Vinh (2025-07)", ""),
        ("Xã Hòa Phú, Tuy Phong", BINH_THUAN, "22972 Thị trấn Phan Rí Cửa", ""),
        ("Xã Hòa Phú, Tuy Phong", LAM_DONG, "22972 Xã Phan Rí Cửa", ""),
        ("TT Mộc Châu", Within(OLD, "Sơn La"), "", "successor_unstated"),
        ("Phường Hàm Tiến", LAM_DONG, "22918 Phường Mũi Né", ""),
        ("Phường Mũi Né, Phan Thiết", LAM_DONG, "22918 Phường Mũi Né", ""),
        ("TT Liên Hương", LAM_DONG, "22969 Xã Liên Hương", ""),
        ("Xã Phong Phú", LAM_DONG, "22978 Xã Tuy Phong; 22972 Xã Phan Rí Cửa", "split"),
        ("Huyện Lý Sơn, Quảng Ngãi", Within(NEW), "21548 Đặc khu Lý Sơn", ""),
    ],
)
def test_an_abolished_commune_is_said_to_be_one_with_what_it_became(text, within, successor, note):
    row = match_one(text, within)
    assert (row["how"], row["note"]) == ("abolished", note)
    assert sorted(row["successor"].split("; ")) == sorted(successor.split("; "))
    assert pd.isna(row["code"])


def test_the_default_successor_of_a_split_commune_comes_first():
    pairs = units.crosswalk()
    default = pairs[pairs["old_code"].eq("22978") & pairs["is_default"]]["new_code"].item()
    assert codes(match_one("Xã Phong Phú", LAM_DONG))[0] == default


def test_several_abolished_namesakes_are_not_decided():
    row = match_one("Phường 1", LAM_DONG)
    assert (row["how"], row["note"]) == ("ambiguous", "several_before")
    assert "24823" in codes(row)


def test_a_commune_of_later_is_not_known_in_the_vintage_before():
    row = match_one("Xã Tuyên Quang", BINH_THUAN)
    assert (row["how"], row["note"]) == ("unknown", "later")
    assert row["successor"] == "22963 Xã Tuyên Quang (2025-07)"
    parts = units.crosswalk().query("new_code == '22963'")["old_code"]
    assert set(codes(row)) == set(parts)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "💥", "Phường 99", '=HYPERLINK("http://x")', "<script>x</script>", "x" * 5000],
)
def test_what_is_no_name_is_unknown(text):
    row = match_one(text, BINH_THUAN)
    assert (row["how"], row["candidates"], row["successor"]) == ("unknown", "", "")


def test_a_missing_name_is_a_blank_one():
    table = units.match([None, float("nan"), pd.NA], within=BINH_THUAN)
    assert table["note"].eq("blank").all()
    assert table["name"].eq("").all()


def test_a_table_has_one_row_per_name_with_the_callers_index_and_words_for_all_it_says():
    given = pd.Series(["Mũi Né", "Tổng", "Mũi Né"], index=[7, 3, 9])
    table = units.match(given, within=BINH_THUAN)
    assert table.index.tolist() == [7, 3, 9]
    assert table["name"].tolist() == given.tolist()
    assert table["vintage"].eq(OLD).all()
    assert set(table["how"]) <= set(units.HOWS)
    assert set(table["note"]) - {""} <= set(units.NOTES)
    assert units.match([], within=BINH_THUAN).empty


def test_a_province_is_a_place_to_lie_within():
    table = units.match(["Mũi Né"], within=find_province("Bình Thuận"))
    assert table["code"].tolist() == ["22915"]


@pytest.mark.parametrize(
    ("within", "message"),
    [
        (Within("2024"), "2025-06, 2025-07"),
        (Within(OLD, "Atlantis"), "Did you mean"),
        (Within(OLD, "Trà Vinh", "Cầu Ngan"), "Did you mean Huyện Cầu Ngang"),
        (Within(OLD, "Trà Vinh", "Duyên Hải"), "found 2"),
        (Within(NEW, "Vĩnh Long", "Trà Cú"), "since July 2025 there are none"),
    ],
)
def test_a_place_that_is_not_there_is_refused(within, message):
    with pytest.raises(UnknownName, match=message):
        units.match(["x"], within=within)


# Accepted by a person

ACCEPTED = """\
name,province,district,vintage,code
Phường Mủi Né,Bình Thuận,,2025-06,22915
Xã Hồng Sơn,Bình Thuận,,2025-06,23086
"""


def accepted(tmp_path: Path, text: str = ACCEPTED) -> pd.DataFrame:
    path = tmp_path / "accepted_names.csv"
    path.write_text(text, encoding="utf-8")
    return units.read_accepted(path)


def test_an_accepted_name_matches_in_its_place_only(tmp_path):
    said = accepted(tmp_path)
    row = match_one("PHƯỜNG  MỦI NÉ", BINH_THUAN, accepted=said)
    assert (row["how"], row["code"]) == ("accepted", "22915")
    assert match_one("Phường Mùi Né", BINH_THUAN, accepted=said)["how"] == "suggestion"
    assert match_one("Phường Mủi Né", Within(OLD, "Trà Vinh"), accepted=said)["how"] == "unknown"
    assert match_one("Phường Mủi Né", LAM_DONG, accepted=said)["how"] == "suggestion"


def test_an_exact_name_is_not_changed_by_what_was_accepted(tmp_path):
    text = ACCEPTED.replace("Xã Hồng Sơn,Bình Thuận,,2025-06,23086", "Mũi Né,,,2025-06,22918")
    row = match_one("Mũi Né", BINH_THUAN, accepted=accepted(tmp_path, text))
    assert (row["how"], row["code"]) == ("no_district", "22915")


def test_two_acceptances_that_disagree_decide_nothing(tmp_path):
    said = accepted(tmp_path, ACCEPTED + "Phường Mủi Né,,,2025-06,22918\n")
    assert match_one("Phường Mủi Né", BINH_THUAN, accepted=said)["how"] == "suggestion"


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("x,Bình Thuận,,2025-06,99999", InvalidTable, "line 4: no commune '99999'"),
        ("x,Trà Vinh,,2025-06,22915", InvalidTable, "does not lie in Trà Vinh"),
        ("x,Bình Thuận,Hàm Tân,2025-06,22915", InvalidTable, "does not lie in Hàm Tân"),
        ("x,Atlantis,,2025-06,22915", UnknownName, "Atlantis"),
    ],
)
def test_an_acceptance_that_fits_no_unit_is_refused(tmp_path, line, error, message):
    said = accepted(tmp_path, ACCEPTED + line + "\n")
    with pytest.raises(error, match=message):
        units.match(["x"], within=BINH_THUAN, accepted=said)


def test_a_list_that_is_not_there_accepts_nothing_and_a_wrong_one_is_refused(tmp_path):
    assert units.read_accepted(tmp_path / "none.csv").empty
    with pytest.raises(UnreadableFile, match="no column code"):
        accepted(tmp_path, "name,province,district,vintage\n")


# By law


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize(
    "change", [str, str.upper, lambda text: unicodedata.normalize("NFD", text)]
)
def test_every_commune_matches_itself_by_its_full_address(vintage, change):
    table = units.geography(vintage)
    found = units.match(
        [change(address(row)) for row in table.itertuples()], within=Within(vintage)
    )
    assert found["code"].tolist() == table["commune_code"].tolist()
    assert found["how"].eq("exact").all()


@pytest.mark.parametrize("vintage", VINTAGES)
def test_no_address_without_diacritics_leads_to_another_commune(vintage):
    table = units.geography(vintage)
    addresses = [
        ", ".join(fold(place) for place in address(row).split(", ")) for row in table.itertuples()
    ]
    found = units.match(addresses, within=Within(vintage))
    is_matched = found["code"].notna()
    assert (found["code"] == table["commune_code"])[is_matched].all()
    assert is_matched.mean() > 0.995
    assert found.loc[~is_matched, "how"].eq("ambiguous").all()


def test_every_commune_matches_itself_by_its_full_name_within_its_district():
    for (province, district), table in units.geography(OLD).groupby(
        ["province_code", "district_code"]
    ):
        found = units.match(table["commune_full_name"], within=Within(OLD, province, district))
        assert found["code"].eq(table["commune_code"]).all()


@pytest.mark.parametrize("vintage", VINTAGES)
def test_no_full_name_within_a_province_leads_to_another_commune(vintage):
    for province, table in units.geography(vintage).groupby("province_code"):
        found = units.match(table["commune_full_name"], within=Within(vintage, province))
        is_matched = found["code"].notna()
        assert found["code"].eq(table["commune_code"])[is_matched].all()
        assert found.loc[~is_matched, "how"].eq("ambiguous").all()


LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)


def with_one_error(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    letter = chance.choice(LETTERS)
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
        ]
    )


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_wrong_letter_never_leads_silently_to_another_commune(vintage):
    chance = random.Random(20_250_701)
    table = units.geography(vintage).sample(1500, random_state=1)
    typed = [with_one_error(name, chance) for name in table["commune_full_name"]]
    places = [address(row).partition(", ")[2] for row in table.itertuples()]
    given_names = [", ".join(pair) for pair in zip(typed, places, strict=True)]
    found = units.match(given_names, within=Within(vintage)).assign(
        gold=table["commune_code"].tolist(), typed=typed
    )
    book = gazetteer(vintage)
    for row in found[found["code"].notna()].itertuples():
        key = spelling.name_key(row.typed).variant
        unit = book.by_code[row.code]
        assert key in (unit.bare.variant, unit.whole.variant) or row.code == row.gold
    others = found[found["code"].isna()]
    is_listed = [row.gold in row.candidates.split() for row in others.itertuples()]
    assert sum(is_listed) / len(is_listed) > 0.98


@given(TYPED)
@settings(max_examples=300, deadline=None)
def test_a_key_does_not_depend_on_case_form_or_spaces(text):
    key = spelling.name_key(spelling.clean(text))
    for other in (
        unicodedata.normalize("NFD", text),
        unicodedata.normalize("NFC", text),
        f"\u00a0 {text}\u200b ",
    ):
        assert spelling.name_key(spelling.clean(other)) == key
    once = spelling.clean(text)
    assert spelling.name_key(spelling.clean(once)) == key


@given(TYPED)
@settings(max_examples=300, deadline=None)
def test_a_plain_key_is_the_key_of_itself(text):
    plain = spelling.name_key(text).plain
    again = spelling.name_key(plain).plain
    assert again == plain or any(char.isdigit() for char in again)  # i, v and x are numbers too


@given(TYPED)
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer_and_a_code_only_if_it_matches(text):
    row = match_one(text, BINH_THUAN)
    assert row["how"] in units.HOWS
    assert pd.isna(row["code"]) == (row["how"] not in units.MATCHED)


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
@settings(max_examples=500, deadline=None)
def test_near_is_an_edit_distance_of_at_most_one(left, right):
    assert is_near(left, right) == (distance(left, right) <= 1)


def test_no_two_communes_of_a_place_fall_together_in_the_wider_spelling():
    for vintage in VINTAGES:
        seen = [
            (unit.province_code, unit.district_code, unit.kind, unit.bare.variant)
            for unit in gazetteer(vintage).by_code.values()
        ]
        assert len(set(seen)) == len(seen)


def test_the_abolished_communes_lie_in_units_that_exist_and_are_gone():
    path = Path(__file__).parents[1] / "data" / "published" / "abolished_communes.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    known = {vintage: units.geography(vintage) for vintage in VINTAGES}
    districts = known[OLD].drop_duplicates("district_code").set_index("district_code")
    for row in table.itertuples():
        place = districts.loc[row.district_code]
        assert (place["district_name"], place["province_code"]) == (
            row.district_name,
            row.province_code,
        )
        there = known[OLD].query("district_code == @row.district_code")
        assert row.commune_full_name not in set(there["commune_full_name"])
        assert not row.successor_2025_06 or row.successor_2025_06 in set(there["commune_code"])
        assert row.successor_2025_07 in {"", *known[NEW]["commune_code"]}
        if row.successor_2025_06 and row.successor_2025_07:
            pair = (row.successor_2025_06, row.successor_2025_07)
            assert pair in set(units.crosswalk()[["old_code", "new_code"]].itertuples(index=False))


# One vintage to the other


def shares_of(place: units.Province, first: float = 0.25) -> pd.DataFrame:
    table = units.kind_of_change(place)
    split = table[table["is_split"]].copy()
    rank = split.groupby("old_code").cumcount()
    split["share"] = rank.map({0: first, 1: 1 - first})
    return split[["old_code", "new_code", "share"]]


def test_the_crosswalk_of_four_provinces_is_that_of_the_reference():
    path = SHARED / "crosswalk_4_provinces.csv"
    if not path.exists():
        pytest.skip("the reference crosswalk is not here")
    reference = pd.read_csv(path, dtype="str")
    pairs = set(reference[["old_code", "new_code"]].itertuples(index=False, name=None))
    found = pd.concat(
        units.kind_of_change(find_province(name))
        for name in ("Bình Thuận", "Kon Tum", "Sơn La", "Trà Vinh")
    )
    assert set(found[["old_code", "new_code"]].itertuples(index=False, name=None)) == pairs
    assert found.loc[found["is_split"], "old_code"].nunique() == 2


def test_471_communes_were_split():
    table = units.split_communes()
    assert table["old_code"].nunique() == 471
    assert table.groupby("old_code").size().ge(2).all()


@pytest.mark.parametrize(
    ("province", "new_code", "change"),
    [
        ("Sơn La", "03820", "unchanged"),
        ("Bình Thuận", "23005", "merged"),
        ("Bình Thuận", "22978", "split"),
    ],
)
def test_the_kind_of_change_is_said(province, new_code, change):
    table = units.kind_of_change(find_province(province))
    assert set(table.loc[table["new_code"].eq(new_code), "change"]) == {change}


def test_the_kinds_of_change_are_of_either_side_of_the_same_table():
    old = units.kind_of_change(find_province("Sơn La"))
    new = units.kind_of_change(find_province("Sơn La", NEW))
    pd.testing.assert_frame_equal(old, new)
    assert set(old["change"]) <= set(units.CHANGES)


def test_counts_are_carried_by_hand():
    values = pd.Series({"22978": 100, "23053": 40})
    weights = pd.DataFrame(
        {
            "old_code": ["22978", "22978", "23053", "23053"],
            "new_code": ["22978", "22972", "23053", "23041"],
            "share": [0.75, 0.25, 1.0, 0.0],
        }
    )
    carried = units.carry(values, weights=weights)
    parts = units.crosswalk().query("new_code == '23053'")["old_code"]
    every = pd.Series(0, index=[*units.communes(find_province("Bình Thuận"))["commune_code"]])
    every.update(values)
    whole = units.carry(every, weights=weights).values.set_index("commune_code")
    assert whole.loc["22978", "value"] == 75
    assert whole.loc["22972", "value"] == 25
    assert (whole.loc["23053", "value"], whole.loc["23041", "value"]) == (40, 0)
    assert whole.loc["22978", "is_estimated"]
    assert not whole.loc["23005", "is_estimated"]
    partly = carried.values.set_index("commune_code").loc["23053"]
    assert partly["missing_parts_count"] == len(parts) - 1
    assert carried.split["source_code"].unique().tolist() == ["22978", "23053"]
    assert carried.split.groupby("source_code")["share"].sum().tolist() == [1.0, 1.0]


def test_what_was_not_reported_stays_missing_and_zero_stays_zero():
    place = find_province("Sơn La")
    values = pd.Series(0, index=units.communes(place)["commune_code"], dtype="Float64")
    values["03820"] = pd.NA
    carried = units.carry(values).values.set_index("commune_code")
    assert carried["value"].isna().sum() == 1
    assert pd.isna(carried.loc["03820", "value"])
    assert carried["value"].drop("03820").eq(0).all()


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_a_total_is_the_same_in_both_vintages(seed, first):
    place = find_province("Bình Thuận")
    index = units.communes(place)["commune_code"]
    chance = random.Random(seed)
    values = pd.Series([chance.randrange(1000) for _ in index], index=index)
    carried = units.carry(values, weights=shares_of(place, first))
    assert carried.values["value"].sum() == pytest.approx(values.sum())
    assert carried.values["vintage"].eq(NEW).all()


def test_a_total_is_the_same_when_carried_back():
    place = find_province("Sơn La", NEW)
    table = units.kind_of_change(place)
    table["share"] = 1 / table.groupby("new_code")["old_code"].transform("size")
    values = pd.Series(7, index=units.communes(place)["commune_code"])
    carried = units.carry(values, weights=table, to=OLD)
    assert carried.values["value"].sum() == pytest.approx(values.sum())
    assert len(carried.values) == 200


@pytest.mark.parametrize(
    ("share", "message"),
    [
        ([0.5, 0.4, 0.5, 0.5], "sum to 1, such as 22978"),
        ([1.5, -0.5, 0.5, 0.5], "negative"),
        ([0.5, None, 0.5, 0.5], "blank"),
    ],
)
def test_shares_that_do_not_sum_to_one_are_refused(share, message):
    place = find_province("Bình Thuận")
    values = pd.Series(1, index=units.communes(place)["commune_code"])
    with pytest.raises(InvalidTable, match=message):
        units.carry(values, weights=shares_of(place).assign(share=share))


def test_values_and_shares_of_other_units_are_refused():
    place = find_province("Bình Thuận")
    values = pd.Series(1, index=units.communes(place)["commune_code"])
    with pytest.raises(InvalidTable, match=r"22978.*none"):
        units.carry(values)
    with pytest.raises(InvalidTable, match="did not become 00004"):
        units.carry(values, weights=shares_of(place)[:1].assign(new_code="00004"))
    with pytest.raises(InvalidTable, match="occurs twice"):
        units.carry(values, weights=pd.concat([shares_of(place)] * 2))
    with pytest.raises(VintageMismatch, match="expected codes of vintage 2025-06"):
        units.carry(pd.Series({"99999": 1}))
    with pytest.raises(InvalidTable, match="occurs twice"):
        units.carry(pd.Series([1, 2], index=["22915", "22915"]))


# Coordinates


def test_the_known_wrong_coordinates_are_flagged():
    flags = units.coordinate_flags(OLD).set_index("commune_code")["flags"]
    for code in ("23535", "23537", "23538"):
        assert "province_point" in flags[code]
    assert flags["23504"] == "district_point"
    table = units.coordinate_flags(OLD).query("province_code == '14'")
    assert table["flags"].str.contains("district_point").sum() == 7
    assert "ashore" in flags["498"]
    assert "22915" not in flags.index


def test_points_far_from_their_parts_are_flagged_in_the_new_vintage():
    flags = units.coordinate_flags(NEW).set_index("commune_code")["flags"]
    assert {"06757", "29983", "04714"} <= set(flags.index)
    assert len(flags) < 20
    with pytest.raises(UnknownName):
        units.coordinate_flags("2024")
