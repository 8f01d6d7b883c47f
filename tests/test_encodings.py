"""Encodings: a column in an old font becomes Unicode; a column in Unicode is left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.tables import encodings, units
from mohinh.words.terms import VINTAGES

OLD = ("tcvn3", "vni", "mojibake")
ROWS = ["Phường Mũi Né", "Xã An Quảng Hữu", "Thị trấn Liên Hương", "Xã Ngọc Chiến", "Ea Kly"]


def communes():
    """The names of the communes of both vintages by province, short and full."""
    tables = [units.geography(vintage) for vintage in VINTAGES]
    groups = [group for table in tables for _, group in table.groupby("province_code")]
    columns = ("commune_name", "commune_full_name")
    return [
        [unicodedata.normalize("NFC", name) for name in group[column].dropna()]
        for group in groups
        for column in columns
    ]


COLUMNS = communes()
NAMES = sorted({name for column in COLUMNS for name in column})


def without_capital(name):
    """Names that the list of units itself writes with a small letter: Mường é, Đại áng."""
    return any(word[0].islower() and not word[0].isascii() for word in name.split())


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("Ph­êng Mòi NÐ", "tcvn3", "Phường Mũi Né"),
        ("X· An Qu¶ng H÷u", "tcvn3", "Xã An Quảng Hữu"),
        ("tæ tù qu¶n", "tcvn3", "tổ tự quản"),
        ("Phöôøng Muõi Neù", "vni", "Phường Mũi Né"),
        ("Xaõ An Quaûng Höõu", "vni", "Xã An Quảng Hữu"),
        ("XAÕ AN QUAÛNG HÖÕU", "vni", "XÃ AN QUẢNG HỮU"),
        ("PhÆ°á»\u009dng MÅ©i NÃ©", "mojibake", "Phường Mũi Né"),
    ],
)
def test_a_column_in_an_old_encoding_is_decoded(raw, encoding, text):
    found = encodings.decode_column([raw, None, 5.0, "Ea Kly"])
    assert found.encoding == encoding
    assert found.values == [text, None, 5.0, "Ea Kly"]
    assert found.raw == [raw, None, 5.0, "Ea Kly"]
    assert found.rows == (0,)
    assert found.share == 1.0


@pytest.mark.parametrize("encoding", OLD)
def test_the_names_of_all_communes_decode_to_themselves(encoding):
    names = [n for n in NAMES if encoding != "tcvn3" or not without_capital(n)]
    assert len(names) > 16_000
    wrong = [
        name
        for name in names
        if encodings.decode(encodings.encode(name, encoding), encoding) != name
    ]
    assert wrong == []


def test_the_names_that_the_list_writes_small_decode_but_for_their_capital():
    small = [name for name in NAMES if without_capital(name)]
    assert 0 < len(small) <= 12
    for name in small:
        found = encodings.decode(encodings.encode(name, "tcvn3"), "tcvn3")
        assert found.casefold() == name.casefold()


@pytest.mark.parametrize("encoding", OLD)
def test_the_communes_of_every_province_are_known_as_a_column_in_an_old_encoding(encoding):
    """A column of one province; what is ASCII in all its names cannot be told, nor need be."""
    for names in COLUMNS:
        found = encodings.decode_column([encodings.encode(name, encoding) for name in names])
        assert found.encoding == encoding, names[:3]
        assert found.doubtful == ()
        assert [text.casefold() for text in found.values] == [name.casefold() for name in names]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_no_name_of_a_commune_in_unicode_is_decoded_not_even_alone(form):
    for name in NAMES:
        text = unicodedata.normalize(form, name)
        found = encodings.decode_column([text])
        assert (found.encoding, found.values, found.doubtful) == ("unicode", [text], ())
    for names in COLUMNS:
        assert encodings.decode_column(names).rows == ()


@pytest.mark.parametrize(
    "column",
    [["Mòi", "tù"], ["Hà Nam", "Hòa Bình"], ["Cafe", ""], [], [None, 5.0], ["Số 5 – “Tự quản”"],
     ["10 m²", "5 °C"], ["Ðắk Hà", "Đắk Tô"], ["Camera · an ninh"]],
)  # fmt: skip
def test_a_column_that_reads_as_it_stands_is_left_alone(column):
    found = encodings.decode_column(column)
    assert (found.encoding, found.values, found.rows) == ("unicode", column, ())


def test_a_column_is_judged_whole_and_never_by_the_cell():
    """`Mòi` alone is a word; beside `NÐ` and `H÷u` it is Mũi."""
    raw = ["Mòi", "Mòi NÐ", "Qu¶ng H÷u"]
    assert encodings.decode_column(raw[:1]).encoding == "unicode"
    assert encodings.decode_column(raw).values == ["Mũi", "Mũi Né", "Quảng Hữu"]


def test_cells_in_an_old_font_among_unicode_are_doubtful_and_unchanged():
    raw = ["Xã An Quảng Hữu", "X· An Qu¶ng H÷u", "Ea Kly"]
    found = encodings.decode_column(raw)
    assert (found.encoding, found.values, found.doubtful) == ("unicode", raw, (1,))


def test_a_unicode_cell_among_an_old_font_is_doubtful_where_decoding_would_spoil_it():
    raw = [encodings.encode(name, "tcvn3") for name in ROWS] + ["Hòa Bình"]
    found = encodings.decode_column(raw)
    assert found.values == [*ROWS, "Hòa Bình"]
    assert found.doubtful == (5,)


def test_a_few_cells_that_happen_to_be_utf8_do_not_make_a_column_mojibake():
    raw = [encodings.encode(name, "tcvn3") for name in ROWS] + [encodings.encode("Né", "mojibake")]
    assert encodings.decode_column(raw).encoding == "tcvn3"


def test_a_cell_whose_bytes_were_lost_is_doubtful():
    raw = [encodings.encode(name, "mojibake") for name in ROWS] * 4 + ["PhÆ°á»ng"]
    found = encodings.decode_column(raw)
    assert found.encoding == "mojibake"
    assert found.doubtful == (20,)
    assert found.values[20] == "PhÆ°á»ng"


@pytest.mark.parametrize(
    ("font", "encoding", "is_capital"),
    [(".VnTime", "tcvn3", False), (".VnTimeH", "tcvn3", True), (".VNARIALH", "tcvn3", True),
     ("VNI-Times", "vni", False), ("Times New Roman", None, False), ("", None, False)],
)  # fmt: skip
def test_a_font_says_which_encoding_it_shows(font, encoding, is_capital):
    assert encodings.encoding_of_font(font) == encoding
    assert encodings.is_capital_font(font) == is_capital


def test_a_font_makes_an_encoding_likelier_but_unicode_stays_unicode():
    half = ["X· An", "X©yz", "Krªl"]  # one of three words is Vietnamese once decoded
    assert encodings.decode_column([*half, "S¬n La"]).encoding == "unicode"
    assert encodings.decode_column([*half, "S¬n La"], fonts=".VnTime").encoding == "tcvn3"
    assert encodings.decode_column(ROWS, fonts=".VnTime").values == ROWS


def test_a_word_that_an_old_font_shows_otherwise_is_doubtful_unless_unicode_stands_beside_it():
    assert encodings.decode_column(["Sôn La"]).doubtful == ()
    assert encodings.decode_column(["Sôn La", "Ea Kly"], fonts="VNI-Times").doubtful == (0,)
    assert encodings.decode_column(["Sôn La", "Sơn La"], fonts="VNI-Times").doubtful == ()


def test_a_font_of_capitals_shows_capitals():
    raw = ["x· an qu¶ng h÷u", "ea kly"]
    assert encodings.decode_column(raw, fonts=".VnTimeH").values == ["XÃ AN QUẢNG HỮU", "EA KLY"]
    mixed = encodings.decode_column([*raw, raw[0]], fonts=[".VnTime", ".VnTime", ".VnTimeH"])
    assert mixed.values == ["xã an quảng hữu", "ea kly", "XÃ AN QUẢNG HỮU"]
    assert encodings.decode("x· an", "tcvn3", is_capital=True) == "XÃ AN"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("PH­êNG MòI NÐ", "PHƯỜNG MŨI NÉ"),  # M.I shows a capital after the letter without case
        ("X· ¼ng Cang", "Xã Ẳng Cang"),
        ("¸i NghÜa", "Ái Nghĩa"),
        ("Êp Sãc Tro", "Ấp Sóc Tro"),
        ("tæ tù qu¶n Êp 3", "tổ tự quản ấp 3"),
        ("HUYÖN Mü L·", "HUYỆN MỸ LÃ"),
        ("Xã Mü L·".replace("ã", "·"), "Xã Mỹ Lã"),
    ],
)
def test_capitals_that_tcvn3_does_not_store_are_put_back_where_the_rest_shows_them(raw, text):
    assert encodings.decode(raw, "tcvn3") == text


@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=20), st.sampled_from(OLD))
def test_any_names_keep_their_letters_through_an_old_encoding(names, encoding):
    found = encodings.decode_column([encodings.encode(name, encoding) for name in names])
    if found.encoding == encoding:
        assert [text.casefold() for text in found.values] == [name.casefold() for name in names]
    else:
        assert found.encoding == "unicode"
        assert found.rows == ()


@given(st.lists(st.one_of(st.text(max_size=12), st.floats(), st.none()), max_size=5))
def test_no_column_breaks_the_decoder_and_none_loses_a_cell(raw):
    found = encodings.decode_column(raw)
    assert len(found.values) == len(raw)
    changed = set(found.rows)
    for row, (cell, value) in enumerate(zip(raw, found.values, strict=True)):
        assert row in changed or value is cell
