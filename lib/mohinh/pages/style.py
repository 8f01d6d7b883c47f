"""The look: the only place with colours, sizes, fonts, number and date formats.

Nothing is counted here. A page is measured in points (1/72 inch). It has a title that is a claim, a
formal subtitle (measure, unit, period), a body, and a footer that says where the figures come from.
Missing is an en dash in text and hatched grey in a picture, never blank and never zero.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

import matplotlib as mpl
import numpy as np
import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from mohinh.words.errors import InvalidTable
from mohinh.words.terms import VALUE_STATES, VINTAGES, Indicator, Label, Lang, Vintage, say
from mohinh.words.text import capital

# Five classes, light to dark, told apart in every kind of colour vision and in grey print.
SEQUENTIAL = ("#c3d463", "#86c78c", "#3ea9a6", "#2d72a5", "#28307a")
ZERO = "#f8eed0"
# Change, with no change in the centre (ColorBrewer PuOr, the centre made warmer than the paper).
DIVERGING = ("#b35806", "#f1a340", "#f2f0eb", "#998ec3", "#542788")
# Two quantities at once, low to high: the columns of a row are the one, the rows the other.
BIVARIATE = (
    ("#edeae5", "#f0b181", "#e17817"),
    ("#90a3c1", "#9d776d", "#934d1c"),
    ("#17629d", "#4c4358", "#4d2619"),
)
# Communes by their own value and that of their neighbours, in this order darker in grey print.
CLUSTERS: Mapping[str, str] = MappingProxyType(
    {
        "none": "#f8f5ee",
        "low-high": "#aed3ec",
        "high-low": "#eb9950",
        "low-low": "#3f88c5",
        "high-high": "#8a1a1a",
    }
)
# Lines of a chart, at most six (Okabe and Ito, in the order of their contrast on white).
GROUPS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")

INK = "#1f1f1f"
QUIET = "#5c5c5c"
FAINT = "#d0d0d0"
PAPER = "#ffffff"
WARNING = "#9b1c1c"
CHOSEN = "#d4006a"  # the line round a commune that a reader chose: no colour of a class
ACCENT = "#1d5c86"  # of pages: links, the line above a heading
BAR = "#3ea9a6"
HATCH_INK = "#8c8c8c"
SHADE = "#e6e6e6"  # periods that are not compared
FAR_OUTSIDE = "#8a1a1a"  # beyond the outer limit of chance
OUTSIDE = "#d55e00"  # beyond the inner one

TITLE_PT = 11.0
SUBTITLE_PT = 8.5
BODY_PT = 7.5
SMALL_PT = 6.5
TINY_PT = 4.0
LEADING = 1.3
GAP_PT = 6.0
MARGIN_PT = 10.0
SIDE_COLUMN_PT = 145.0

COMMUNE_LINE_PT = 0.25
DISTRICT_LINE_PT = 0.6
OUTLINE_PT = 0.8
ISLET_LINE_PT = 0.25
SPECK_LINE_PT = 1.6
FINE = 0.6  # of the width of a line, on a map of the country
FRAME_LINE_PT = 0.7
LEADER_LINE_PT = 0.5
CHART_LINE_PT = 1.5
WHISKER_PT = 1.0
HALO_PT = 1.8
MARKER_PT = 4.0
BAR_HEIGHT = 0.62  # of a row
BAND_ALPHA = 0.18
# Over a colour, to be seen on each: broad white lines, then dark ones on them.
UNCERTAIN_PATTERN = "\\" * 4
UNCERTAIN_HATCH: tuple[Mapping[str, object], ...] = (
    MappingProxyType({"hatch.color": PAPER, "hatch.linewidth": 1.6}),
    MappingProxyType({"hatch.color": INK, "hatch.linewidth": 0.5}),
)
SYMBOL_PT = 20.0  # across the largest circle of a legend
SYMBOL = "#0072b2"
SYMBOL_ALPHA = 0.72
LAND = "#e8edf1"  # under circles
AROUND = "#ececea"  # provinces around the one that is shown
AROUND_INK = "#7a7a7a"
COMMUNE_LINE = PAPER
COMMUNE_LINE_ON_PALE = "#c9c4b8"
DISTRICT_LINE = "#4d4d4d"
OUTLINE = "#2b2b2b"

DPI = 200
FONT = "DejaVu Sans"  # comes with matplotlib, has every Vietnamese letter
DASH = "–"
MINUS = "\u2212"
# Above this the end of an interval of a ratio is only said to be above it.
MOST_RATIO = 1000
_LONGEST_NUMBER = 400  # digits: every float fits
_PALE = 0.8  # the least of red, green and blue of a fill on which a white line is lost
_HINTING = 0.97  # letters set on whole pixels run up to 3 % wider than measured
_LONGEST_NAME = 200  # characters of a name that are measured at all

# What `Figure.savefig(metadata=...)` is given, by format, so that the same figure is the same file.
FIGURE_METADATA: Mapping[str, Mapping[str, None]] = MappingProxyType(
    {
        "png": MappingProxyType({"Software": None}),
        "svg": MappingProxyType({"Date": None, "Creator": None}),
        "pdf": MappingProxyType({"CreationDate": None, "Creator": None, "Producer": None}),
    }
)

_COMMUNES: Mapping[str, Label] = MappingProxyType(
    {
        "2025-06": ("xã, phường, thị trấn", "communes"),
        "2025-07": ("xã, phường, đặc khu", "communes"),
    }
)
_REPORTED: Label = (
    "có báo cáo của {} trên {} tỉnh, thành phố",
    "reports of {} of {} provinces",
)
_MADE_UP: Label = (
    "DỮ LIỆU GIẢ LẬP – không phải số liệu thật",
    "MADE-UP MICRODATA – not real figures",
)
_SCHEMATIC: Label = (
    "Bản đồ sơ đồ, không đúng ranh giới",
    "Schematic map, not true boundaries",
)
_CARTOGRAM: Label = (
    "Mỗi ô lục giác là một đơn vị, bằng nhau, đặt gần vị trí thật; không phải bản đồ địa giới",
    "Each hexagon is one commune, all of one size, near its true place; not a map of boundaries",
)
_ILLUSTRATION: Label = (
    "Ranh giới chỉ có tính minh họa, không có giá trị pháp lý",
    "Boundaries are for illustration only and have no legal standing",
)
_SOURCE: Label = ("Nguồn", "Source")
_LINES_OF: Label = ("nguồn ranh giới", "boundaries from")
_BOUNDARIES: Label = ("Địa giới hành chính", "Administrative units")


def rc() -> dict[str, object]:
    """Matplotlib settings of every figure; give them to `rc_context` to draw and to save.

    SVG text is written as paths, so that a picture looks the same where the font is missing. A
    dollar sign in a name is a dollar sign.
    """
    return {
        "font.family": [FONT],
        "font.size": BODY_PT,
        "text.usetex": False,
        "text.parse_math": False,
        "text.hinting": "none",
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": QUIET,
        "axes.linewidth": FRAME_LINE_PT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": SMALL_PT,
        "axes.labelsize": BODY_PT,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelsize": BODY_PT,
        "ytick.labelsize": BODY_PT,
        "xtick.major.width": FRAME_LINE_PT,
        "ytick.major.width": FRAME_LINE_PT,
        "hatch.linewidth": 0.5,
        "hatch.color": HATCH_INK,
        "figure.facecolor": PAPER,
        "figure.dpi": DPI,
        "figure.autolayout": False,
        "figure.constrained_layout.use": False,
        "savefig.dpi": "figure",
        "savefig.bbox": None,
        "svg.fonttype": "path",
        "svg.hashsalt": "mohinh",
    }


def look() -> AbstractContextManager[None]:
    """The settings of `rc` in force: `with look():`, or `@look()` above a drawing function."""
    return mpl.rc_context(rc())


def figure(width_cm: float = 18.0, height_cm: float = 13.0) -> tuple[Figure, Axes]:
    """A page of that size with one axes that fills it; the drawing functions lay it out.

    The figure belongs to pyplot, so that a notebook shows it once when the cell ends.
    """
    # Outside `look`: the first figure chooses the backend, which the end of a context would undo,
    # and a notebook would then show no figure after the first.
    fig = plt.figure(figsize=(width_cm / 2.54, height_cm / 2.54), dpi=DPI, facecolor=PAPER)
    with look():
        ax = fig.add_axes((0.0, 0.0, 1.0, 1.0))
        put(ax, _page(ax).inset(MARGIN_PT))
    return fig, ax


def height_cm(rows_count: int) -> float:
    """Height of a page whose chart has that many rows, in centimetres."""
    return 5.5 + 0.5 * rows_count


def dense_height_cm(rows_count: int) -> float:
    """Height of a page whose chart has many rows, each just as high as its text needs."""
    return 6.5 + (0.38 if rows_count > 30 else 0.5) * rows_count


def page_height_cm(rows_count: int) -> float:
    """Height of a chart of that many rows that is not to pass a page of A4, in centimetres."""
    return min(height_cm(rows_count), 23.5)


# Numbers and dates -----------------------------------------------------------------------------


def _rounded(value: float, digits: int) -> Decimal:
    """The decimal nearest to the value, half away from zero, never minus zero."""
    exact = Decimal(str(value))
    if not exact.is_finite():
        return exact
    with localcontext(prec=_LONGEST_NUMBER):
        return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def number(value: float | None, lang: Lang, digits: int = 0) -> str:
    """A number as the reader writes it, below zero with a minus sign; missing is an en dash.

    >>> number(10349, "vi"), number(10349, "en"), number(None, "vi")
    ('10.349', '10,349', '–')
    >>> number(-0.05, "vi", 2) == "\\u22120,05"
    True
    """
    if pd.isna(value):
        return DASH
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    with localcontext(prec=_LONGEST_NUMBER):
        text = format_decimal(_rounded(value, digits), pattern, locale=lang)
    return text.replace("-", MINUS)


def limit(ratio: float | None, lang: Lang) -> str:
    """An end of a ratio's interval with two digits, or as many more, up to four, as it takes to see
    on which side of 1 it lies; missing is an en dash. Above `MOST_RATIO` it is only said so: with
    few cases an interval can end anywhere.

    >>> limit(0.86, "en"), limit(0.9966, "en"), limit(1.0004, "en"), limit(1.0, "en")
    ('0.86', '0.997', '1.0004', '1.00')
    >>> limit(3e41, "vi")
    '> 1.000'
    """
    if pd.isna(ratio):
        return DASH
    if ratio > MOST_RATIO:
        return f"> {number(MOST_RATIO, lang)}"
    digits = next((d for d in (2, 3, 4) if _rounded(ratio, d) != 1), 2)
    return number(ratio, lang, digits)


def percent(share: float | None, lang: Lang, digits: int = 1) -> str:
    """A share in [0, 1] as a percentage; in Vietnamese with a no-break space before the sign.

    >>> percent(0.7259, "en"), percent(0.7259, "vi") == "72,6\\u00a0%"
    ('72.6%', True)
    """
    if pd.isna(share):
        return DASH
    hundredths = Decimal(str(share)) * 100
    return number(hundredths, lang, digits) + ("\u00a0%" if lang == "vi" else "%")


def chance(share: float | None, lang: Lang) -> str:
    """A probability in whole per cent, never all or nothing; missing is an en dash.

    >>> chance(0.876, "en"), chance(0.9999, "en"), chance(0.002, "en")
    ('88%', '> 99%', '< 1%')
    """
    if not pd.isna(share) and not 0.01 <= share <= 0.99:
        return f"> {percent(0.99, lang, 0)}" if share > 0.5 else f"< {percent(0.01, lang, 0)}"
    return percent(share, lang, 0)


def probability(p: float | None, lang: Lang) -> str:
    """A p-value with three digits, `< 0,001` below that; missing is an en dash."""
    if not pd.isna(p) and p < 0.001:
        return f"< {number(0.001, lang, 3)}"
    return number(p, lang, 3)


def date_text(day: date | None, lang: Lang) -> str:
    """A day: `25/10/2022` in Vietnamese, `25 October 2022` in English; missing is an en dash."""
    if pd.isna(day):
        return DASH
    return format_date(day, "dd/MM/y" if lang == "vi" else "d MMMM y", locale=lang)


def month_text(day: date, lang: Lang) -> str:
    """The month of a day in the least room: `9` in Vietnamese, `Sep` in English."""
    return str(day.month) if lang == "vi" else format_date(day, "LLL", locale=lang)


_MONEY: tuple[tuple[Decimal, Label], ...] = (
    (Decimal(10**12), ("nghìn tỷ đồng", "trillion VND")),
    (Decimal(10**9), ("tỷ đồng", "billion VND")),
    (Decimal(10**6), ("triệu đồng", "million VND")),
)


def money(vnd: float | None, lang: Lang) -> str:
    """A sum of Vietnamese dong in its largest unit, one digit after the point at most.

    >>> money(15_600_000_000, "vi"), money(15_600_000_000, "en")
    ('15,6 tỷ đồng', '15.6 billion VND')
    """
    if pd.isna(vnd):
        return DASH
    for size, unit in _MONEY:
        amount = _rounded(Decimal(str(vnd)) / size, 1)
        if abs(amount) >= 1:
            return f"{format_decimal(amount, '#,##0.#', locale=lang)} {say(unit, lang)}"
    return f"{number(vnd, lang)} {say(('đồng', 'VND'), lang)}"


# Classes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swatch:
    """One entry of a legend: its name in the SVG, its words, its fill."""

    key: str
    label: str
    colour: str
    hatch: str | None = None


_NOT_REPORTED: Label = VALUE_STATES["missing"]
_SUPPRESSED: Label = VALUE_STATES["suppressed"]
_NONE_EXPECTED: Label = ("không phải nộp", "no report expected")
MISSING: Mapping[Lang, Swatch] = MappingProxyType(
    {lang: Swatch("missing", say(_NOT_REPORTED, lang), "#d2d2d2", "/////") for lang in ("vi", "en")}
)
SUPPRESSED: Mapping[Lang, Swatch] = MappingProxyType(
    {lang: Swatch("suppressed", say(_SUPPRESSED, lang), "#f2f2f2", "....") for lang in ("vi", "en")}
)
NONE_EXPECTED: Mapping[Lang, Swatch] = MappingProxyType(
    {
        lang: Swatch("none-expected", say(_NONE_EXPECTED, lang), "#d2d2d2", "/////")
        for lang in ("vi", "en")
    }
)


def is_share(indicator: Indicator) -> bool:
    """True where values and breaks are in [0, 1]: per cent, or points of per cent of a change."""
    return indicator.unit[0].startswith(("%", "điểm phần trăm"))


def is_change(indicator: Indicator) -> bool:
    """True where the breaks go below zero: a change, drawn in the diverging palette."""
    return indicator.breaks[0] < 0


def edge(value: float, indicator: Indicator, lang: Lang) -> str:
    """A class edge with as many digits as it has, and no more; with its sign where it is a change.

    A change of a share is in points, which the unit says, so it has no percent sign.
    """
    as_percent, as_change = is_share(indicator), is_change(indicator)
    exact = (Decimal(str(value)) * (100 if as_percent else 1)).normalize()
    digits = max(0, -int(exact.as_tuple().exponent))
    if as_change:
        return ("+" if value > 0 else "") + number(exact, lang, digits)
    return percent(value, lang, digits) if as_percent else number(value, lang, digits)


def _ranges(indicator: Indicator, lang: Lang) -> list[str]:
    if indicator.is_count:
        return _count_ranges(indicator, lang)
    edges = [edge(value, indicator, lang) for value in indicator.breaks]
    under = say(("dưới", "under"), lang)
    first = f"{under} {edges[0]}"
    if not is_change(indicator):
        zero = edge(0, indicator, lang)
        first = f"{say(('trên', 'over'), lang)} {zero} {DASH} {first}"
    to = say(("đến", "to"), lang) if is_change(indicator) else DASH
    inner = [f"{low} {to} {under} {high}" for low, high in pairwise(edges)]
    last = f"từ {edges[-1]} trở lên" if lang == "vi" else f"{edges[-1]} or more"
    if is_share(indicator) and indicator.breaks[-1] == 1:
        last = edges[-1]
    return [first, *inner, last]


def _count_ranges(indicator: Indicator, lang: Lang) -> list[str]:
    """Classes of whole numbers from 1: `1`, `2–3`, `từ 6 trở lên`."""
    ends = [(low, high - 1) for low, high in pairwise([1, *indicator.breaks])]
    inner = [
        edge(low, indicator, lang) if low == high
        else f"{edge(low, indicator, lang)}–{edge(high, indicator, lang)}"
        for low, high in ends
    ]  # fmt: skip
    last = edge(indicator.breaks[-1], indicator, lang)
    return [*inner, f"từ {last} trở lên" if lang == "vi" else f"{last} or more"]


def _spread(palette: Sequence[str], count: int) -> list[str]:
    if not 2 <= count <= len(palette):
        raise InvalidTable(
            f"indicator: {count} classes; the palette tells 2 to {len(palette)} apart. "
            "Give fewer breaks in words.terms"
        )
    places = np.linspace(0, len(palette) - 1, count).round().astype(int)
    return [palette[place] for place in places]


def classes(indicator: Indicator, lang: Lang) -> tuple[Swatch, ...]:
    """The classes of an indicator, in the order of `class_of`.

    A share or rate: zero as a class of its own, then one class per range, each closed on the left.
    A change: one class per range; the breaks must keep zero in the central class.
    """
    breaks = indicator.breaks
    if list(breaks) != sorted(set(breaks)) or not breaks or 0 in breaks:
        raise InvalidTable(
            f"indicator {indicator.label[1]!r}: breaks {breaks}; expected rising numbers without 0 "
            "(zero is a class of its own, or inside the central class of a change)"
        )
    if indicator.is_count and any(one < 2 or one % 1 for one in breaks):
        raise InvalidTable(
            f"indicator {indicator.label[1]!r}: breaks {breaks}; expected whole numbers from 2 for "
            "a count (zero is a class of its own)"
        )
    ranges = _ranges(indicator, lang)
    if not is_change(indicator):
        zero = Swatch("zero", edge(0, indicator, lang), ZERO)
        colours = _spread(SEQUENTIAL, len(ranges))
        return (zero, *map(Swatch, _keys(ranges), ranges, colours))
    if len(breaks) % 2 or np.searchsorted(breaks, 0) != len(breaks) // 2:
        raise InvalidTable(
            f"indicator {indicator.label[1]!r}: breaks {breaks}; expected as many below as above "
            "zero, so that no change has the central colour"
        )
    return tuple(map(Swatch, _keys(ranges), ranges, _spread(DIVERGING, len(ranges))))


def third_of(values: pd.Series, indicator: Indicator) -> pd.Series:
    """Which of the three coarse classes each value is in: 0, 1 or 2; missing where it is missing.

    Same index as `values`. Raises `InvalidTable` where the indicator has no coarse classes, and
    for a value that it cannot have.
    """
    if indicator.coarse is None:
        raise InvalidTable(
            f"indicator {indicator.label[1]!r}: no coarse breaks, which a map of two quantities "
            "needs. Give it `coarse` in words.terms"
        )
    is_missing = class_of(values, indicator).eq("missing")
    numbers = pd.to_numeric(values).astype("float64")
    places = np.searchsorted(indicator.coarse, numbers.to_numpy(), side="right")
    return pd.Series(places, index=values.index).astype("Int64").mask(is_missing)


def _keys(ranges: list[str]) -> list[str]:
    return [f"class-{place}" for place in range(1, len(ranges) + 1)]


def class_of(values: pd.Series, indicator: Indicator) -> pd.Series:
    """The key of each value's class (`zero`, `class-1` …), `missing` where there is no value.

    Same index as `values`. Raises `InvalidTable` for a value that the indicator cannot have: a
    share outside [0, 1], a rate below zero.
    """
    numbers = pd.to_numeric(values).astype("float64")
    low = -np.inf if is_change(indicator) else 0.0
    high = 1.0 if is_share(indicator) and not is_change(indicator) else np.inf
    wrong = numbers[(numbers < low) | (numbers > high + 1e-9)]
    if len(wrong):
        raise InvalidTable(
            f"{indicator.label[1]!r}, row {wrong.index[0]!r}: found {wrong.iloc[0]:g}, expected "
            f"{low:g} to {high:g}. Give shares as 0.5, not 50"
        )
    places = np.searchsorted(indicator.breaks, numbers.to_numpy(), side="right") + 1
    keys = pd.Series([f"class-{place}" for place in places], index=values.index, dtype="str")
    if not is_change(indicator):
        keys = keys.mask(numbers.eq(0), "zero")
    return keys.mask(numbers.isna(), "missing")


def border_on(colour: str) -> str:
    """The colour of the line round a commune of that fill: white, on the palest fills grey."""
    return COMMUNE_LINE_ON_PALE if min(to_rgb(colour)) > _PALE else COMMUNE_LINE


def circle_pt(count: float | np.ndarray, largest: float) -> float | np.ndarray:
    """Width in points of the circle of a count, by area; `largest` has the width `SYMBOL_PT`."""
    return SYMBOL_PT * np.sqrt(count / largest)


def ink_on(colour: str) -> str:
    """The colour of text on a fill: black or white, whichever stands out more (WCAG contrast)."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return INK if float(linear @ (0.2126, 0.7152, 0.0722)) > 0.18 else PAPER


# The page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notes:
    """What the reader must know about a figure; printed on it by `furnish`.

    `period` and `source` are in the reader's words. `is_schematic`, `is_cartogram` (one hexagon per
    commune, from `boundaries.hexagons`) and `boundary_source` (whose lines they are) matter on maps
    only. `provinces` (of how many there is a report, of how many) is counted in place of communes
    where it is given.
    """

    period: str
    vintage: Vintage
    source: str
    is_made_up: bool
    is_schematic: bool
    communes_count: int
    is_cartogram: bool = False
    boundary_source: str = ""
    provinces: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    def inset(self, margin: float) -> "Box":
        """The box with a margin taken off on all four sides."""
        return self.trim(left=margin, bottom=margin, right=margin, top=margin)

    def trim(
        self, *, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0
    ) -> "Box":
        """The box with so much taken off on each side; never less than one point is left."""
        return Box(
            self.left + left,
            self.bottom + bottom,
            max(1.0, self.width - left - right),
            max(1.0, self.height - bottom - top),
        )


def _page(ax: Axes) -> Box:
    page = ax.figure.bbox
    points = 72 / ax.figure.dpi
    return Box(0, 0, page.width * points, page.height * points)


def slot(ax: Axes) -> Box:
    """The room that the axes has on its page."""
    page, place = _page(ax), ax.get_position(original=True)
    return Box(
        place.x0 * page.width,
        place.y0 * page.height,
        place.width * page.width,
        place.height * page.height,
    )


def fractions(ax: Axes, box: Box) -> tuple[float, float, float, float]:
    """Left, bottom, width, height of the box as shares of the axes' page."""
    page = _page(ax)
    return (
        box.left / page.width,
        box.bottom / page.height,
        box.width / page.width,
        box.height / page.height,
    )


def put(ax: Axes, box: Box) -> None:
    """Give the axes that room on its page."""
    ax.set_position(fractions(ax, box))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of the longest line of a text, in points; the same on every backend."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    lines = text.split("\n")
    return max(text_to_path.get_text_width_height_descent(line, font, False)[0] for line in lines)


def wrap(text: str, width: float, size: float, weight: str = "normal") -> str:
    """The text broken at spaces (not at no-break spaces) into lines of at most `width` points."""
    width *= _HINTING
    lines, words = [], text.split(" ")
    while words:
        count = _fitting(words, width, size, weight)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return "\n".join(lines)


def _fitting(words: Sequence[str], width: float, size: float, weight: str) -> int:
    """How many words a line has room for, at least one. To measure a text is slow, and most fit."""

    def is_wider(count: int) -> bool:
        return text_width(" ".join(words[:count]), size, weight) > width

    if not is_wider(len(words)):
        return len(words)
    return max(1, bisect_left(range(1, len(words)), True, key=is_wider))


def name(text: str, width: float, size: float, *, lines: int = 2) -> str:
    """A name beside a row of a chart: wrapped as by `wrap`, cut (…) where it would need more lines
    or be wider than `width` points."""
    kept = text[:_LONGEST_NAME]
    while True:
        found = wrap(kept if len(kept) == len(text) else f"{kept.rstrip()}…", width, size)
        fits = found.count("\n") < lines and text_width(found, size) <= width
        if fits or len(kept) < 2:
            return found
        kept = kept[: -max(1, len(kept) // 12)]


def text_height(text: str, size: float) -> float:
    """Height of a text with all its lines, in points."""
    return (text.count("\n") + 1) * size * LEADING


def write(ax: Axes, x: float, y: float, text: str, **options: object) -> Text:
    """Text on the axes' page at a place in points, its top left corner there if not said else."""
    page = _page(ax)
    settings = {"va": "top", "ha": "left", "linespacing": LEADING - 0.1, "parse_math": False}
    return ax.figure.text(x / page.width, y / page.height, text, **(settings | options))


@look()
def furnish(
    ax: Axes,
    *,
    title: str,
    subtitle: str,
    notes: Notes,
    lang: Lang,
    is_map: bool = False,
    remarks: Sequence[str] = (),
) -> Box:
    """Write title, subtitle and footer in the axes' room; give what is left to the axes.

    Returns that body, in points. `remarks` are further footer lines, such as what is not drawn.
    """
    room = slot(ax)
    top = _header(ax, room, title, subtitle)
    bottom = _footer(ax, room, footer_lines(notes, lang, is_map=is_map, remarks=remarks))
    if notes.is_made_up:
        bottom = _badge(ax, room.left, bottom, say(_MADE_UP, lang))
    body = room.trim(top=top, bottom=bottom - room.bottom + GAP_PT)
    put(ax, body)
    return body


def _header(ax: Axes, room: Box, title: str, subtitle: str) -> float:
    head = wrap(title, room.width, TITLE_PT, "bold")
    below = wrap(capital(subtitle), room.width, SUBTITLE_PT)
    top = room.bottom + room.height
    write(ax, room.left, top, head, size=TITLE_PT, weight="bold", gid="title")
    used = text_height(head, TITLE_PT) + 2
    write(ax, room.left, top - used, below, size=SUBTITLE_PT, color=QUIET, gid="subtitle")
    return used + text_height(below, SUBTITLE_PT) + GAP_PT


def _footer(ax: Axes, room: Box, lines: Sequence[str]) -> float:
    y = room.bottom
    for line in reversed(lines):
        text = wrap(line, room.width, SMALL_PT)
        write(ax, room.left, y, text, size=SMALL_PT, color=QUIET, va="bottom", gid="footer")
        y += text_height(text, SMALL_PT)
    return y


def _badge(ax: Axes, left: float, bottom: float, text: str) -> float:
    write(
        ax, left + 3, bottom + 5, text, size=BODY_PT, weight="bold", color=PAPER, va="bottom",
        gid="made-up", bbox={"facecolor": WARNING, "edgecolor": "none", "pad": 3},
    )  # fmt: skip
    return bottom + text_height(text, BODY_PT) + 8


def footer_lines(
    notes: Notes, lang: Lang, *, is_map: bool, remarks: Sequence[str] = ()
) -> list[str]:
    """The lines under a figure: source, units and how many, boundaries, remarks."""
    count = f"{number(notes.communes_count, lang)} {say(_COMMUNES[notes.vintage], lang)}"
    if notes.provinces is not None:
        here, whole = (number(each, lang) for each in notes.provinces)
        count = say(_REPORTED, lang).format(here, whole)
    units = f"{say(_BOUNDARIES, lang)}: {say(VINTAGES[notes.vintage], lang)} · {count}"
    lines = [f"{say(_SOURCE, lang)}: {notes.source}", units]
    if is_map:
        drawn = say(_SCHEMATIC if notes.is_schematic else _ILLUSTRATION, lang)
        if notes.boundary_source:
            drawn += f" · {say(_LINES_OF, lang)}: {notes.boundary_source}"
        lines.append(say(_CARTOGRAM, lang) if notes.is_cartogram else drawn)
    return [*lines, *remarks]


def legend(
    ax: Axes, swatches: Sequence[Swatch], *, title: str, box: Box, columns: int = 1
) -> Legend:
    """A legend built by hand, its upper left corner in that of the box, as wide as the box."""
    left, bottom, _, height = fractions(ax, box)
    room = box.width / columns - 4 * SMALL_PT
    handles = [
        Patch(
            facecolor=swatch.colour,
            edgecolor=HATCH_INK,
            linewidth=LEADER_LINE_PT,
            hatch=swatch.hatch,
        )
        for swatch in swatches
    ]
    drawn = ax.legend(
        handles, [wrap(swatch.label, room, BODY_PT) for swatch in swatches],
        title=wrap(title, box.width, BODY_PT, "bold"),
        title_fontproperties={"family": FONT, "size": BODY_PT, "weight": "bold"},
        loc="upper left", bbox_to_anchor=(left, bottom + height),
        bbox_transform=ax.figure.transSubfigure, ncols=columns, fontsize=BODY_PT,
        frameon=False, borderpad=0, borderaxespad=0, handlelength=2.2, handleheight=1.3,
        labelspacing=0.45, alignment="left",
    )  # fmt: skip
    for text in (*drawn.get_texts(), drawn.get_title()):
        text.set_parse_math(False)
    return drawn


def legend_height(drawn: Legend) -> float:
    """Height of a legend on its page, in points."""
    return drawn.get_window_extent().height * 72 / drawn.figure.dpi
