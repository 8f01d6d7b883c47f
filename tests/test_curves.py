"""Charts of fairness: what they draw, what they refuse. Their module is `pages.figures`."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from mohinh.pages import figures, style
from mohinh.words.errors import InvalidTable

NOTES = style.Notes("năm 2022", "2025-06", "tệp x.xlsx", True, False, 121)
CURVE = pd.DataFrame({"x": [0, 0.5, 1.0], "y": [0, 0.25, 1.0]})
WORDS = {"across": "ngang", "up": "dọc", "even": "phân bố đều"}
KINDS = pd.DataFrame(
    {
        "name": ["Biên giới", "Đô thị", "Hải đảo"],
        "gap": [None, 0.04, -0.1],
        "low": [None, -0.02, None],
        "high": [None, 0.1, None],
        "why": ["tệp không có khu dân cư loại này", "", "ở quá ít xã"],
        "both": ["– / 83,0 %", "86,0 % / 82,0 %", "70,0 % / 80,0 %"],
    }
).astype({"gap": "float64", "low": "float64", "high": "float64"})
COLUMNS = {"label": "name", "value": "gap", "low": "low", "high": "high", "why": "why"}


@pytest.fixture
def ax():
    fig, ax = style.figure(18, 10)
    yield ax
    plt.close(fig)


def drawn(ax, gid) -> list:
    return [artist for artist in ax.findobj() if artist.get_gid() == gid]


def texts(ax) -> str:
    return "\n".join(text.get_text() for text in ax.figure.findobj(Text))


def test_a_curve_is_drawn_beside_the_line_of_an_even_spread_on_a_square(ax):
    figures.cumulative(ax, CURVE, x="x", y="y", title="T", notes=NOTES, lang="vi", **WORDS)
    (curve,) = drawn(ax, "curve")
    assert curve.get_xydata().tolist() == [[0, 0], [0.5, 0.25], [1, 1]]
    assert len(drawn(ax, "even")) == 1
    room = style.slot(ax)
    assert room.width == pytest.approx(room.height)
    for said in ("ngang", "dọc", "phân bố đều", "GIẢ LẬP", "Năm 2022"):
        assert said in texts(ax)


def test_an_empty_curve_is_said_to_be_empty(ax):
    nothing = CURVE.iloc[:0]
    figures.cumulative(ax, nothing, x="x", y="y", title="T", notes=NOTES, lang="vi", **WORDS)
    assert drawn(ax, "curve") == []
    assert "Không có kết quả nào để vẽ" in texts(ax)


def test_a_curve_that_is_not_cumulative_is_refused(ax):
    options = {"x": "x", "y": "y", "title": "T", "notes": NOTES, "lang": "vi", **WORDS}
    with pytest.raises(InvalidTable, match="no column 'z'"):
        figures.cumulative(ax, CURVE, **(options | {"y": "z"}))
    with pytest.raises(InvalidTable, match="expected cumulative shares"):
        figures.cumulative(ax, CURVE.assign(y=[0, 1.2, 1.0]), **options)
    with pytest.raises(InvalidTable, match="column 'y': found 0 to 100"):
        figures.cumulative(ax, CURVE.assign(y=[0, 50, 100]), **options)


def test_differences_stand_beside_the_line_of_none_and_say_why_they_have_no_mark(ax):
    figures.differences(
        ax, KINDS, **COLUMNS, title="T", notes=NOTES, lang="vi",
        beside=[("both", "loại này / nơi khác")],
    )  # fmt: skip
    assert len(drawn(ax, "none")) == 1
    marks = drawn(ax, "difference")
    assert [mark.get_xdata()[0] for mark in marks] == [0.04, -0.1]
    assert len(drawn(ax, "interval")) == 1
    low, high = ax.get_xlim()
    assert low == -high
    assert "tệp không có khu dân cư loại này" in texts(ax)
    assert "86,0 % / 82,0 %" in texts(ax)
    assert "−10" in texts(ax)


def test_a_difference_without_an_interval_has_a_hollow_mark(ax):
    figures.differences(ax, KINDS, **COLUMNS, title="T", notes=NOTES, lang="vi")
    known, unsure = drawn(ax, "difference")
    assert known.get_markerfacecolor() == style.GROUPS[0]
    assert unsure.get_markerfacecolor() == style.PAPER


def test_differences_refuse_points_for_shares_and_columns_that_are_not_there(ax):
    options = {**COLUMNS, "title": "T", "notes": NOTES, "lang": "vi"}
    with pytest.raises(InvalidTable, match=r"column 'gap', row 1: found 4, expected"):
        figures.differences(ax, KINDS.assign(gap=[None, 4.0, 0.0]), **options)
    with pytest.raises(InvalidTable, match="no column 'other'"):
        figures.differences(ax, KINDS, **options, beside=[("other", "x")])


def test_no_row_is_said_to_be_none(ax):
    figures.differences(ax, KINDS.iloc[:0], **COLUMNS, title="T", notes=NOTES, lang="en")
    assert "no result to draw" in texts(ax)
