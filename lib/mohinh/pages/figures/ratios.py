"""Ratios with their intervals, one row each, beside the line of no difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.style import Box, Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say


@dataclass(frozen=True, slots=True)
class Mark:
    """How a row is drawn: shape, fill, size in points."""

    shape: str
    colour: str
    is_filled: bool
    size: float


# main: what the chart is about; part: the rows beside it; aside: shown, but not counted.
MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "main": Mark("s", style.INK, True, 5.5),
        "part": Mark("o", style.GROUPS[0], True, 5.0),
        "aside": Mark("o", style.QUIET, False, 5.0),
    }
)
_TRUTH = Mark("D", style.GROUPS[1], False, 4.5)
_INTERVAL: Label = ("tỷ số và khoảng tin cậy {}", "ratio and {} interval")
_OF: Label = ("ghi nhận / dự kiến", "seen / expected")
_NONE: Label = ("Không có kết quả nào để vẽ.", "There is no result to draw.")
_WHISKER: Label = ("vạch: khoảng tin cậy {}", "line: {} interval")


@style.look()
def ratios(
    ax: Axes,
    table: pd.DataFrame,
    *,
    label: str,
    title: str,
    notes: Notes,
    lang: Lang,
    mark: str | None = None,
    why: str | None = None,
    count: str | None = None,
    of: str | None = None,
    truth: str | None = None,
    beside: str | None = None,
    legend: Mapping[str, str] | None = None,
    heading: str = "",
    measure: str = "",
    level: float = 0.95,
    remarks: Sequence[str] = (),
) -> None:
    """Draw `ratio` with its interval (`low`, `high`) per row, in the order given from the top.

    On the right stand the ratio with its interval and, where `count` and `of` are named, observed
    and expected cases. A row without an interval has no mark: it says why (column `why`). An
    interval that runs off the scale ends in an arrow. An empty table is said to be empty.

    Parameters
    ----------
    mark : column with a name of `MARKS`; "part" for all rows without it
    truth : column with the ratio that made-up data were made with; missing for none
    beside : column of text to print on the right, under `heading`
    legend : what the marks and `truth` mean, by name; entries that are not drawn are left out
    level : of the intervals, for the subtitle

    Raises `InvalidTable` for an absent column, a ratio below 0, a mark that is not known.
    """
    named = [name for name in (mark, why, count, of, truth, beside) if name is not None]
    numbers = ["ratio", "low", "high", *([truth] if truth else [])]
    scale.check(table, [label, "ratio", "low", "high", *named], ratios=numbers)
    marks = _marks(table, mark)
    reading = say(_WHISKER, lang).format(style.percent(level, lang, 0))
    subtitle = " · ".join(part for part in (measure, notes.period, reading) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    entries = _entries(marks, table[truth].notna().any() if truth else False, legend or {})
    if entries:
        scale.key(ax, entries, box=body)
        body = body.trim(bottom=scale.key_height())
    columns = [_interval_column(table, lang, level)]
    if count is not None and of is not None:
        columns.append(_count_column(table, count, of, lang))
    if beside is not None:
        columns.append([heading, *table[beside].fillna("").astype("str")])
    lay_out(ax, body, table[label], marks, columns)
    shown = [table[name] for name in numbers]
    ends = scale.limits(*shown)
    scale.put_scale(ax, "x", ends, lang)
    sides(ax, lang)
    for place, row in enumerate(table.to_dict("records")):
        reason = str(row[why]) if why and not pd.isna(row[why]) else ""
        _row(ax, place, row, MARKS[marks.iloc[place]], ends, reason, lang)
        if truth and not pd.isna(row[truth]):
            _point(ax, row[truth], place, _TRUTH, "truth")


def nothing(ax: Axes, body: Box, lang: Lang) -> None:
    """Say in the body that there is nothing to draw."""
    style.put(ax, body)
    ax.set_axis_off()
    ax.text(
        0, 0.5, say(_NONE, lang), transform=ax.transAxes, va="center", color=style.QUIET,
        gid="none",
    )  # fmt: skip


def _marks(table: pd.DataFrame, mark: str | None) -> pd.Series:
    marks = pd.Series("part", index=table.index) if mark is None else table[mark]
    strange = set(marks) - set(MARKS)
    if strange:
        raise InvalidTable(
            f"chart, column {mark!r}: found {', '.join(map(repr, sorted(strange)))}; expected "
            f"some of {', '.join(MARKS)}"
        )
    return marks


def _entries(
    marks: pd.Series, has_truth: bool, legend: Mapping[str, str]
) -> list[tuple[Line2D, str]]:
    known = {name: MARKS[name] for name in MARKS if marks.eq(name).any()}
    if has_truth:
        known["truth"] = _TRUTH
    return [(_handle(known[name]), legend[name]) for name in known if name in legend]


def _handle(mark: Mark) -> Line2D:
    return Line2D([], [], linestyle="none", **_looks(mark))


def _looks(mark: Mark) -> dict[str, object]:
    return {
        "marker": mark.shape,
        "markersize": mark.size,
        "markerfacecolor": mark.colour if mark.is_filled else style.PAPER,
        "markeredgecolor": mark.colour,
        "markeredgewidth": style.WHISKER_PT,
    }


def _interval_column(table: pd.DataFrame, lang: Lang, level: float) -> list[str]:
    """The heading, then `0,79 (0,72–0,86)` or a dash."""
    heading = say(_INTERVAL, lang).format(style.percent(level, lang, 0))
    texts = [
        style.DASH
        if pd.isna(low)
        else f"{style.number(ratio, lang, 2)} ({style.limit(low, lang)}–{style.limit(high, lang)})"
        for ratio, low, high in table[["ratio", "low", "high"]].itertuples(index=False)
    ]
    return [heading, *texts]


def _count_column(table: pd.DataFrame, count: str, of: str, lang: Lang) -> list[str]:
    texts = [
        style.DASH
        if pd.isna(seen) or pd.isna(due)
        else f"{style.number(seen, lang)} / {style.number(due, lang)}"
        for seen, due in table[[count, of]].itertuples(index=False)
    ]
    return [say(_OF, lang), *texts]


def lay_out(
    ax: Axes, body: Box, labels: pd.Series, marks: pd.Series, columns: Sequence[Sequence[str]]
) -> None:
    """Names on the left, columns of text on the right, the chart between them."""
    names = [style.wrap(str(text), 0.34 * body.width, style.BODY_PT) for text in labels]
    left = max(style.text_width(text, style.BODY_PT, "bold") for text in names) + 8
    heads = [style.wrap(column[0], 78.0, style.SMALL_PT) for column in columns]
    widths = [
        max(style.text_width(text, style.BODY_PT) for text in [head, *column[1:]]) + 14
        for head, column in zip(heads, columns, strict=True)
    ]
    top = max((style.text_height(head, style.SMALL_PT) for head in heads), default=0) + 4
    style.put(ax, body.trim(left=left, right=sum(widths), bottom=30, top=top))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), labels=names, parse_math=False)
    for text, mark in zip(ax.get_yticklabels(), marks, strict=True):
        text.set_color(style.INK)
        text.set_fontweight("bold" if mark == "main" else "normal")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    text_columns(ax, heads, [column[1:] for column in columns], widths)


def text_columns(
    ax: Axes,
    heads: Sequence[str],
    columns: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    below: Sequence[float] = (),
) -> None:
    """Columns of text beside a chart, one text for each row from the top.

    `widths` are points; the last texts of a longer column are bold, at the places `below` the rows.
    """
    room = style.slot(ax)
    beside = ax.get_yaxis_transform()
    right = room.width
    for head, column, width in zip(heads, columns, widths, strict=True):
        right += width
        x = right / room.width
        ax.text(
            x, 1 + 3 / room.height, head, transform=ax.transAxes, ha="right", va="bottom",
            color=style.QUIET, size=style.SMALL_PT,
        )  # fmt: skip
        rows_count = len(column) - len(below)
        for place, text in zip([*range(rows_count), *below], column, strict=True):
            ax.text(
                x, place, text, transform=beside, ha="right", va="center", gid="count",
                weight="bold" if place >= rows_count else "normal",
            )  # fmt: skip


def sides(ax: Axes, lang: Lang) -> None:
    """Under the scale: which side is which."""
    room = style.slot(ax)
    sides = say(scale.FEWER, lang), say(scale.MORE, lang)
    if sum(style.text_width(words, style.SMALL_PT) for words in sides) + 12 > room.width:
        sides = say(scale.FEWER_SHORT, lang), say(scale.MORE_SHORT, lang)
    for x, align, words in zip((0.0, 1.0), ("left", "right"), sides, strict=True):
        ax.text(
            x, -20 / room.height, words, transform=ax.transAxes, ha=align, va="top",
            color=style.QUIET, size=style.SMALL_PT,
        )  # fmt: skip


def _row(
    ax: Axes,
    place: int,
    row: Mapping[str, object],
    mark: Mark,
    ends: tuple[float, float],
    why: str,
    lang: Lang,
) -> None:
    low, high, ratio = (row[name] for name in ("low", "high", "ratio"))
    if pd.isna(low):
        say_why(ax, place, why)
        return
    inside = [float(np.clip(end, *ends)) for end in (low, high)]
    ax.hlines(
        place, *inside, color=mark.colour, linewidth=style.WHISKER_PT * 1.3, zorder=3,
        gid="interval",
    )  # fmt: skip
    for end, shape, is_out in ((ends[0], "<", low < ends[0]), (ends[1], ">", high > ends[1])):
        if is_out:
            ax.plot(
                end, place, marker=shape, color=mark.colour, markersize=style.MARKER_PT,
                clip_on=False, zorder=3, gid="off-scale",
            )  # fmt: skip
    if ends[0] <= ratio <= ends[1]:
        _point(ax, ratio, place, mark, "ratio")


def _point(ax: Axes, ratio: float, place: int, mark: Mark, name: str) -> None:
    ax.plot(
        ratio, place, linestyle="none", zorder=4 if name == "ratio" else 5, gid=name,
        clip_on=False, **_looks(mark),
    )  # fmt: skip


def say_why(ax: Axes, place: int, words: str) -> None:
    """Say in a row why it has no mark."""
    missing = style.wrap(words, 0.95 * style.slot(ax).width, style.SMALL_PT)
    ax.text(
        0.01, place, missing, transform=ax.get_yaxis_transform(), va="center", zorder=4,
        color=style.QUIET, size=style.SMALL_PT, gid="no-interval",
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2},
    )  # fmt: skip
