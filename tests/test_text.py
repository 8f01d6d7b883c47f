"""Vietnamese text: what is kept, what is compared, how far two words are apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mohinh.words.text import distance, fold, slug, tidy

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằếộĐẮ 0123456789-.", max_size=30)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (unicodedata.normalize("NFD", "Bình Thuận"), "Bình Thuận"),
        ("Bình\u00a0Thuận", "Bình Thuận"),
        ("\u200bXã  Hồng\tSơn\ufeff", "Xã Hồng Sơn"),
        ("  a\u202fb\r\n", "a b"),
        ("so\u00adft", "soft"),
        ("", ""),
    ],
)
def test_text_is_kept_composed_with_single_spaces_and_nothing_invisible(raw, kept):
    assert tidy(raw) == kept


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Phú Quí", "PHÚ QUÍ"),
        ("Đắk Hà", "Ðắk Hà"),  # U+0110 and U+00D0
        ("Đắk Hà", "Đăk Hà"),
        ("Krông Pắc – Ea Kar", "krong pac - ea kar"),
        ("TP. Phan Thiết", "tp phan thiet"),
        ("Ｐhường １", "phuong 1"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(left, right):
    assert fold(left) == fold(right)


def test_a_slug_holds_small_letters_digits_and_hyphens_only():
    assert slug("Bà Rịa - Vũng Tàu") == "ba-ria-vung-tau"
    assert slug("TP. Hồ Chí Minh") == "tp-ho-chi-minh"
    assert slug("../../etc") == "etc"


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("ha loi", "ha noi", 1),
        ("ha nio", "ha noi", 1),  # neighbours swapped
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("same", "same", 0),
    ],
)
def test_distance_counts_insertions_deletions_replacements_and_swaps(left, right, edits):
    assert distance(left, right) == edits


@given(st.text(max_size=30))
def test_tidy_and_fold_change_nothing_the_second_time(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=8), st.text(max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equal_text(left, right):
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


def test_an_invisible_character_before_a_tone_mark_does_not_keep_them_apart():
    assert tidy("Thua\u200b\u0323\u0302n") == "Thuận"
    assert tidy(tidy("a\u00ad\u0301")) == tidy("a\u00ad\u0301")
