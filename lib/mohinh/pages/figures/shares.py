"""Shares by group, a share over time, what was received.

Shares are numbers in [0, 1] that a question has computed; nothing is computed here. Missing means
not reported: a hatched bar, a hatched stretch of time, a hatched cell, never a gap, never a zero.
Every chart has one scale from zero, and the title, subtitle and footer of `style.furnish`.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from mohinh.pages import style
from mohinh.pages.style import Box, Notes, Swatch
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import QUARTERS, Indicator, Label, Lang, Period, say
from mohinh.words.text import alphabetical

# How full a cell of reports is; not a result of the evaluation, so not in words.terms.
RECEIVED = Indicator(
    ("Báo cáo đã nhận trên số phải nộp", "Reports received of those expected"),
    ("% số báo cáo phải nộp", "% of reports expected"),
    (0.5, 0.8, 1.0),
)

_OF: Label = ("số / tổng số", "count / total")
_WHISKER: Label = ("vạch", "line")
_BAND: Label = ("dải màu", "band")
_CELLS: Label = ("trong ngoặc: số ô", "in brackets: number of cells")
_TOPS = (0.1, 0.25, 0.5, 1.0)
_MOST_GROUPS = len(style.GROUPS)
_MOST_TICKS = 14
_NAMES = 0.34  # of a chart's width: the names of its lines are broken to fit in
_APART_PT = 2.0


@style.look()
def shares(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    value: str,
    count: str,
    of: str,
    title: str,
    notes: Notes,
    lang: Lang,
    low: str | None = None,
    high: str | None = None,
    interval: str = "",
    measure: str = "",
) -> None:
    """Draw one bar per row, in the order given from top to bottom, with `count / of` beside it.

    `label, value, count, of, low, high` are columns of `table`; value and interval are shares in
    [0, 1]. A missing value is a hatched bar that says so. `measure` opens the subtitle, `interval`
    says what the ends of the interval mean.
    Raises `InvalidTable` for an absent column, a share outside [0, 1] or an empty table.
    """
    ends = _interval_columns(low, high)
    _check(table, [label, value, count, of, *ends], numbers=[value, *ends])
    reading = f"{say(_WHISKER, lang)}: {interval}" if ends and interval else ""
    body = style.furnish(
        ax, title=title, subtitle=_joined(measure, notes.period, reading), notes=notes, lang=lang
    )
    counts = [
        f"{style.number(part, lang)} / {style.number(whole, lang)}"
        for part, whole in zip(table[count], table[of], strict=True)
    ]
    _rows(ax, body, [str(text) for text in table[label]], counts, lang)
    for place, share in enumerate(table[value]):
        _bar(ax, place, share, lang)
    if ends:
        _whiskers(ax, *(table[end] for end in ends))


@style.look()
def series(
    ax: Axes,
    table: pd.DataFrame,
    *,
    time: str,
    value: str,
    title: str,
    notes: Notes,
    lang: Lang,
    group: str | None = None,
    low: str | None = None,
    high: str | None = None,
    interval: str = "",
    measure: str = "",
) -> None:
    """Draw a share over time, one line per `group` (at most six), named at its right end; a long
    name is broken into lines.

    `time` holds codes of periods of one length (`2022`, `2022-Q3`, `2022-09`). A period between the
    first and the last that is not there, or whose value is missing, was not reported: the line is
    broken, and where no group reported the time is hatched. Raises `InvalidTable`.
    """
    ends = _interval_columns(low, high)
    groups = [group] if group else []
    _check(table, [time, value, *groups, *ends], numbers=[value, *ends])
    periods = _periods(table[time])
    reading = f"{say(_BAND, lang)}: {interval}" if ends and interval else ""
    body = style.furnish(
        ax, title=title, subtitle=_joined(measure, notes.period, reading), notes=notes, lang=lang
    )
    lines = _by_group(table, time, group, periods)
    names = {name: style.wrap(name, _NAMES * body.width, style.BODY_PT) for name in lines if name}
    right = max((style.text_width(name, style.BODY_PT) for name in names.values()), default=0) + 10
    style.put(ax, body.trim(left=36, right=right, bottom=28, top=6))
    for place, line in enumerate(lines.values()):
        _line(ax, line, value, ends, style.GROUPS[place])
    highest = table[[value, *ends]].max().max()
    top = next((top for top in _TOPS if highest <= top + 1e-9), _TOPS[-1])
    _share_axis(ax, "y", lang, top=top)
    _time_axis(ax, periods, lang)
    _unreported(ax, lines, value, lang)
    _line_names(ax, lines, value, names)


@style.look()
def missing_grid(ax: Axes, table: pd.DataFrame, *, title: str, notes: Notes, lang: Lang) -> None:
    """Draw which reports came in: a row per district or commune, a column per period.

    The index holds the names, drawn in the order of the alphabet, the columns codes of periods
    (`2022-09`); a cell is the share of the expected reports that was received, in [0, 1]; missing
    means that none was expected. Every class of `RECEIVED` stands in the legend with its number of
    cells.
    """
    if table.empty:
        raise InvalidTable("grid of reports: no rows; expected one per district or commune")
    table = table.iloc[sorted(range(len(table)), key=lambda at: alphabetical(table.index[at]))]
    cells = table.reset_index(drop=True).melt(ignore_index=False)["value"]
    states = style.class_of(cells.reset_index(drop=True), RECEIVED).to_numpy()
    states = states.reshape(table.shape, order="F")
    periods = [Period.parse(code) for code in table.columns]
    body = style.furnish(
        ax, title=title, subtitle=_joined(say(RECEIVED.label, lang), notes.period), notes=notes,
        lang=lang,
    )  # fmt: skip
    column = body.trim(left=body.width - style.SIDE_COLUMN_PT)
    swatches = _cell_swatches(states, lang)
    heading = f"{say(RECEIVED.unit, lang)}\n({say(_CELLS, lang)})"
    style.legend(ax, swatches, title=heading, box=column)
    _grid_axes(ax, body.trim(right=style.SIDE_COLUMN_PT + style.GAP_PT), table.index, periods, lang)
    for swatch in swatches:
        _cells(ax, np.argwhere(states == _state_of(swatch)), swatch)


# What is given ---------------------------------------------------------------------------------


def _check(table: pd.DataFrame, columns: Sequence[str], *, numbers: Sequence[str]) -> None:
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise InvalidTable(
            f"chart: no column {absent[0]!r}; found {', '.join(map(str, table.columns))}"
        )
    if table.empty:
        raise InvalidTable("chart: the table has no rows; expected at least one to draw")
    for column in numbers:
        wrong = table[(table[column] < 0) | (table[column] > 1 + 1e-9)]
        if len(wrong):
            raise InvalidTable(
                f"chart, column {column!r}, row {wrong.index[0]!r}: found "
                f"{wrong[column].iloc[0]:g}, expected a share in [0, 1]. Give 0.5, not 50"
            )


def _interval_columns(low: str | None, high: str | None) -> list[str]:
    if (low is None) != (high is None):
        raise InvalidTable("chart: an interval needs both low= and high=; found one of them")
    return [low, high] if low is not None and high is not None else []


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _step(period: Period) -> int:
    """Number of the period since year 0, counted in periods of its length."""
    return (period.start.year * 12 + period.start.month - 1) // period.months


def _periods(codes: pd.Series) -> list[Period]:
    """Every period from the first to the last, those without a row too."""
    found = {Period.parse(code) for code in codes}
    lengths = {period.months for period in found}
    if len(lengths) > 1:
        raise InvalidTable(
            f"chart: periods of {' and '.join(map(str, sorted(lengths)))} months in one series; "
            "expected one length. Draw them apart"
        )
    (months,) = lengths
    steps = [_step(period) for period in found]
    return [_period_at(step, months) for step in range(min(steps), max(steps) + 1)]


def _period_at(step: int, months: int) -> Period:
    year, month = divmod(step * months, 12)
    codes = {12: f"{year}", 3: f"{year}-Q{month // 3 + 1}", 1: f"{year}-{month + 1:02d}"}
    return Period.parse(codes[months])


def _by_group(
    table: pd.DataFrame, time: str, group: str | None, periods: Sequence[Period]
) -> dict[str, pd.DataFrame]:
    """The rows of each group, one per period in order; missing where there was no row."""
    codes = table[time].map(lambda code: Period.parse(code).code)
    names = table[group].astype(str) if group else pd.Series("", index=table.index)
    if names.nunique() > _MOST_GROUPS:
        raise InvalidTable(
            f"chart: {names.nunique()} groups; at most {_MOST_GROUPS} lines can be told apart"
        )
    twice = pd.DataFrame({"group": names, "time": codes}).duplicated()
    if twice.any():
        raise InvalidTable(
            f"chart: period {codes[twice].iloc[0]} found twice; expected one row per period"
            " and group"
        )
    wanted = [period.code for period in periods]
    return {
        name: table[names.eq(name)].set_axis(codes[names.eq(name)]).reindex(wanted)
        for name in names.unique()
    }


# Axes ------------------------------------------------------------------------------------------


def _share_axis(ax: Axes, which: str, lang: Lang, *, top: float) -> None:
    """A scale of shares from zero, in percent; a step that gives four or five marks."""
    ticks = np.linspace(0, top, 6 if top in (0.1, 0.25, 0.5) else 5)
    digits = 0 if np.allclose(ticks * 100, np.round(ticks * 100)) else 1
    words = [style.percent(round(tick, 4), lang, digits) for tick in ticks]
    axis, limit = (ax.xaxis, ax.set_xlim) if which == "x" else (ax.yaxis, ax.set_ylim)
    limit(0, top)
    axis.set_ticks(ticks, labels=words)
    axis.grid(True, color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)


def _rows(ax: Axes, body: Box, labels: Sequence[str], counts: Sequence[str], lang: Lang) -> None:
    """Lay out one row per label: the names on the left, the counts in a column on the right."""
    names = [style.name(text, 0.4 * body.width, style.BODY_PT) for text in labels]
    heading = say(_OF, lang)
    left = max(style.text_width(text, style.BODY_PT) for text in names) + 8
    right = max(style.text_width(text, style.BODY_PT) for text in [heading, *counts]) + 14
    style.put(ax, body.trim(left=left, right=right, bottom=16, top=16))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), labels=names, parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    _share_axis(ax, "x", lang, top=1.0)
    beside = ax.get_yaxis_transform()
    room = style.slot(ax).width
    x = (room + right) / room
    for place, text in enumerate(counts):
        ax.text(x, place, text, transform=beside, ha="right", va="center", gid="count")
    ax.text(
        x, 1 + 4 / style.slot(ax).height, heading, transform=ax.transAxes, ha="right", va="bottom",
        color=style.QUIET, size=style.SMALL_PT,
    )  # fmt: skip


def _time_axis(ax: Axes, periods: Sequence[Period], lang: Lang) -> None:
    ax.set_xlim(-0.5, len(periods) - 0.5)
    every = -(-len(periods) // _MOST_TICKS)
    places = range(0, len(periods), every)
    words = [_tick(periods[place], lang, is_first=place == 0) for place in places]
    ax.set_xticks(list(places), labels=words)


def _tick(period: Period, lang: Lang, *, is_first: bool) -> str:
    """A period in the least room; its year under the first one and under January."""
    year, first_day = period.start.year, date(period.start.year, 1, 1)
    if period.months == 12:
        return str(year)
    if period.months == 3:
        quarter = period.end.month // 3
        short = say(QUARTERS[f"Q{quarter}"], lang) if lang == "vi" else f"Q{quarter}"
    else:
        short = style.month_text(period.start, lang)
    return f"{short}\n{year}" if is_first or period.start == first_day else short


# Marks -----------------------------------------------------------------------------------------


def _bar(ax: Axes, place: int, share: float, lang: Lang) -> None:
    if pd.isna(share):
        missing = style.MISSING[lang]
        ax.barh(
            place, 1, style.BAR_HEIGHT, facecolor=missing.colour, edgecolor=style.HATCH_INK,
            linewidth=0, hatch=missing.hatch, gid=missing.key, zorder=2,
        )  # fmt: skip
        ax.text(
            0.01, place, missing.label, va="center", color=style.INK, zorder=4,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip
        return
    ax.barh(place, share, style.BAR_HEIGHT, color=style.BAR, gid="share", zorder=2)


def _whiskers(ax: Axes, low: pd.Series, high: pd.Series) -> None:
    ax.hlines(
        range(len(low)), low, high, color=style.INK, linewidth=style.WHISKER_PT, zorder=3,
        gid="interval",
    )  # fmt: skip


def _line(ax: Axes, line: pd.DataFrame, value: str, ends: Sequence[str], colour: str) -> None:
    x = np.arange(len(line))
    if ends:
        low, high = (line[end].astype("float64") for end in ends)
        ax.fill_between(
            x, low, high, color=colour, alpha=style.BAND_ALPHA, linewidth=0, gid="interval"
        )
    ax.plot(
        x, line[value].astype("float64"), color=colour, linewidth=style.CHART_LINE_PT, marker="o",
        markersize=style.MARKER_PT, clip_on=False, zorder=3, gid="series",
    )  # fmt: skip


def _unreported(ax: Axes, lines: dict[str, pd.DataFrame], value: str, lang: Lang) -> None:
    """Hatch the periods that no group reported; say so in the first of them that has room."""
    missing = style.MISSING[lang]
    gone = pd.concat([line[value].isna() for line in lines.values()], axis=1).all(axis=1)
    for place in np.flatnonzero(gone):
        ax.axvspan(
            place - 0.5, place + 0.5, facecolor=missing.colour, edgecolor=style.HATCH_INK,
            linewidth=0, hatch=missing.hatch, gid=missing.key, zorder=1,
        )  # fmt: skip
    if gone.any():
        ax.text(
            int(np.argmax(gone)), 0.5, missing.label, transform=ax.get_xaxis_transform(),
            rotation=90, ha="center", va="center", color=style.INK, zorder=4,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip


def _line_names(
    ax: Axes, lines: dict[str, pd.DataFrame], value: str, names: dict[str, str]
) -> None:
    """Name each line at its last value, the names pushed apart where they would overlap.

    `names` are the names as they are written, in lines. They are pushed up, and then down from the
    top of the scale, so that none leaves it.
    """
    lasts = {name: lines[name][value].dropna() for name in names}
    wanted = sorted((last.iloc[-1], name) for name, last in lasts.items() if len(last))
    scale = ax.get_ylim()[1] / style.slot(ax).height
    tall = [
        scale * (style.text_height(names[name], style.BODY_PT) + _APART_PT) for _, name in wanted
    ]
    colours = dict(zip(lines, style.GROUPS, strict=False))
    heights = [share for share, _ in wanted]
    for place in range(1, len(heights)):
        pitch = (tall[place - 1] + tall[place]) / 2
        heights[place] = max(heights[place], heights[place - 1] + pitch)
    above = ax.get_ylim()[1] + scale * (style.BODY_PT * style.LEADING + _APART_PT) / 2
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], above - tall[place] / 2)
        above = heights[place] - tall[place] / 2
    for y, (_, name) in zip(heights, wanted, strict=True):
        ax.text(
            1.01, y, names[name], transform=ax.get_yaxis_transform(), va="center",
            color=colours[name], linespacing=style.LEADING - 0.1, parse_math=False,
            gid="series-name",
        )  # fmt: skip


def _state_of(swatch: Swatch) -> str:
    return "missing" if swatch.key == "none-expected" else swatch.key


def _cell_swatches(states: np.ndarray, lang: Lang) -> list[Swatch]:
    wanted = [*style.classes(RECEIVED, lang)]
    if (states == "missing").any():
        wanted.append(style.NONE_EXPECTED[lang])
    return [
        Swatch(
            swatch.key,
            f"{swatch.label} ({style.number(int((states == _state_of(swatch)).sum()), lang)})",
            swatch.colour,
            swatch.hatch,
        )
        for swatch in wanted
    ]


def _grid_axes(
    ax: Axes, place: Box, names: pd.Index, periods: Sequence[Period], lang: Lang
) -> None:
    """Rows from top to bottom; names are thinned out where there is no room."""
    height = place.height - 26
    pitch = height / len(names)
    size = min(style.BODY_PT, max(style.TINY_PT, 0.8 * pitch))
    every = max(1, int(np.ceil(size / pitch)))
    labels = [style.name(str(name), 0.4 * place.width, size) for name in names]
    left = max(style.text_width(text, size) for text in labels) + 6
    style.put(ax, place.trim(left=left, bottom=26))
    _time_axis(ax, periods, lang)
    ax.set_ylim(len(names) - 0.5, -0.5)
    rows = range(0, len(names), every)
    ax.set_yticks(rows, labels=[labels[row] for row in rows], size=size, parse_math=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _cells(ax: Axes, places: np.ndarray, swatch: Swatch) -> None:
    if len(places):
        cells = PatchCollection(
            [Rectangle((column - 0.5, row - 0.5), 1, 1) for row, column in places],
            facecolor=swatch.colour, edgecolor=style.PAPER, linewidth=style.COMMUNE_LINE_PT,
            hatch=swatch.hatch, gid=swatch.key,
        )  # fmt: skip
        if swatch.hatch:
            cells.set_edgecolor(style.HATCH_INK)
        ax.add_collection(cells)
