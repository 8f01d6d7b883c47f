"""Targets of a plan: a bar beside the threshold; the board of criteria, quarter by quarter."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

_COUNT: Label = ("số / tổng số", "count / total")
_SLACK: Label = ("so với mức cần", "against what is needed")
_LOOKS: dict[str, tuple[Label, str, str | None]] = {
    "in_time": (("đạt trong hạn", "met by its deadline"), style.GROUPS[0], None),
    "late": (("đạt sau hạn", "met later"), style.GROUPS[5], None),
    "undated": (("đạt, chưa rõ trong hạn", "met, day not known"), style.GROUPS[5], "/////"),
    "not_met": (("chưa đạt", "not met"), style.OUTSIDE, None),
    "unknown": (("chưa nói được", "cannot be said"), "#d2d2d2", "/////"),
}
_AT_DEADLINE: Label = ("khi đến hạn", "at its deadline")
_BY_QUARTER: Label = ("Tiêu chí theo từng quý", "Criteria quarter by quarter")
_CELLS: dict[str, tuple[Label, str, str]] = {
    "met": (("đạt", "met"), style.GROUPS[0], "✓"),
    "open": (("chưa đạt", "open"), style.OUTSIDE, "✗"),
    "lost": (("không thể đạt trong năm", "out of reach this year"), style.FAR_OUTSIDE, "✗✗"),
    "pending": (("xếp loại cuối năm", "rated at the year's end"), style.PAPER, "–"),
    "unknown": (("chưa báo cáo", "not reported"), "#d2d2d2", "?"),
}
_RING = {
    "marker": "o", "markersize": style.MARKER_PT * 1.5, "markerfacecolor": style.PAPER,
    "markeredgecolor": style.INK, "markeredgewidth": 1.0,
}  # fmt: skip


@style.look()
def targets(
    ax: Axes,
    table: pd.DataFrame,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    line: str,
    measure: str,
) -> None:
    """Draw one bar per target, its threshold across it, counts and slack in words on the right.

    Columns: `group` (a heading above its rows, which follow each other), `name`, `share` (0–1,
    missing where nothing was counted), `threshold` (0–1), `outcome` (in_time, late, undated,
    not_met, unknown), `due_share` (a ring where it was at its deadline; missing where that is not
    over before the period is, or was not counted), `counts` and `slack` (texts). `line` names the
    line across a bar, `measure` what the bars are a share of. Raises `InvalidTable`.
    """
    columns = ["group", "name", "share", "threshold", "outcome", "due_share", "counts", "slack"]
    scale.check(table, columns, ratios=["share", "threshold", "due_share"])
    if table.empty or not table["outcome"].isin(_LOOKS).all():
        raise InvalidTable(f"targets: expected rows whose outcome is one of {', '.join(_LOOKS)}")
    subtitle = f"{measure} · {notes.period}"
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    body = _key(ax, table, body, line, lang)
    places = _places(table["group"])
    _lay_out(ax, body, table, places, lang)
    for place, row in zip(places, table.to_dict("records"), strict=True):
        _, colour, hatch = _LOOKS[row["outcome"]]
        ax.barh(
            place, 1 if pd.isna(row["share"]) else row["share"], style.BAR_HEIGHT, color=colour,
            hatch=hatch, edgecolor=style.HATCH_INK, linewidth=0, zorder=2, gid=row["outcome"],
        )  # fmt: skip
        ax.plot(
            [row["threshold"]] * 2, [place - 0.42, place + 0.42], color=style.INK,
            linewidth=style.CHART_LINE_PT, zorder=4, clip_on=False, gid="threshold",
            solid_capstyle="butt",
        )  # fmt: skip
        if not pd.isna(row["due_share"]):
            ax.plot(row["due_share"], place, **_RING, zorder=5, clip_on=False, gid="at-deadline")


def _places(groups: pd.Series) -> list[int]:
    """The line of each row, where a heading takes a line above the rows of a group."""
    is_first = groups.ne(groups.shift()).cumsum()
    return [place + int(before) for place, before in enumerate(is_first)]


def _key(ax: Axes, table: pd.DataFrame, body: style.Box, line: str, lang: Lang) -> style.Box:
    looks = [look for name, look in _LOOKS.items() if table["outcome"].eq(name).any()]
    handles: list = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=style.HATCH_INK, linewidth=0)
        for _, colour, hatch in looks
    ]
    handles.append(Line2D([], [], color=style.INK, linewidth=style.CHART_LINE_PT))
    words = [say(label, lang) for label, _, _ in looks] + [line]
    if table["due_share"].notna().any():
        handles.append(Line2D([], [], linestyle="none", **_RING))
        words.append(say(_AT_DEADLINE, lang))
    return _legend(ax, handles, words, body)


def _legend(ax: Axes, handles: Sequence, words: Sequence[str], body: style.Box) -> style.Box:
    """A legend in one line at the top of a box; what is left of the box."""
    left, bottom, _, height = style.fractions(ax, body)
    ax.legend(
        handles, words, loc="upper left", bbox_to_anchor=(left, bottom + height),
        bbox_transform=ax.figure.transSubfigure, ncols=len(words), fontsize=style.BODY_PT,
        frameon=False, borderpad=0, borderaxespad=0, columnspacing=1.4, handlelength=1.6,
    )  # fmt: skip
    return body.trim(top=1.8 * style.BODY_PT)


def _lay_out(
    ax: Axes, body: style.Box, table: pd.DataFrame, places: Sequence[int], lang: Lang
) -> None:
    names = [style.wrap(text, 0.36 * body.width, style.BODY_PT) for text in table["name"]]
    columns = [
        [say(heading, lang), *table[name]]
        for heading, name in ((_COUNT, "counts"), (_SLACK, "slack"))
    ]
    left = max(style.text_width(text, style.BODY_PT) for text in names) + 8
    widths = [max(style.text_width(text, style.BODY_PT) for text in c) + 12 for c in columns]
    style.put(ax, body.trim(left=left, right=sum(widths), bottom=16, top=14))
    _rows(ax, names, places)
    ax.set_xlim(0, 1)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, labels=[style.percent(tick, lang, 0) for tick in ticks])
    ax.grid(True, axis="x", color=style.FAINT, linewidth=style.COMMUNE_LINE_PT, zorder=0)
    ax.set_axisbelow(True)
    room, right = style.slot(ax), style.slot(ax).width
    for place, group in zip(places, table["group"], strict=True):
        if place - 1 not in places:
            ax.text(
                -left / room.width, place - 1, group, transform=ax.get_yaxis_transform(),
                va="center", weight="bold", size=style.BODY_PT, gid="group", parse_math=False,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    for column, width in zip(columns, widths, strict=True):
        right += width
        _column(ax, right / room.width, column, places)


def _column(ax: Axes, x: float, texts: Sequence[str], places: Sequence[int]) -> None:
    ax.text(
        x, 1 + 3 / style.slot(ax).height, texts[0], transform=ax.transAxes, ha="right",
        va="bottom", color=style.QUIET, size=style.SMALL_PT,
    )  # fmt: skip
    for place, text in zip(places, texts[1:], strict=True):
        ax.text(
            x, place, text, transform=ax.get_yaxis_transform(), ha="right", va="center",
            gid="count",
        )  # fmt: skip


def _rows(ax: Axes, names: Sequence[str], places: Sequence[int]) -> None:
    ax.set_ylim(max(places) + 0.5, -0.5)
    ax.set_yticks(places, labels=names, parse_math=False)
    for text in ax.get_yticklabels():
        text.set_color(style.INK)
    ax.tick_params(axis="both", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


@style.look()
def criteria(
    ax: Axes,
    cells: pd.DataFrame,
    names: pd.Series,
    standings: pd.Series,
    labels: pd.Series,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
) -> None:
    """Draw the board: a row per commune, a block of quarters per criterion, the standing beside it.

    `cells`: `commune_code`, `criterion`, `quarter`, `state`. `names` and `standings` (texts) are
    indexed by commune in the order of the rows, `labels` by criterion in the order of the blocks.
    A state has a colour and a mark. Raises `InvalidTable` for a state that is not of the board.
    """
    if cells.empty or not cells["state"].isin(_CELLS).all():
        raise InvalidTable(f"board: expected rows whose state is one of {', '.join(_CELLS)}")
    subtitle = f"{say(_BY_QUARTER, lang)} · {notes.period}"
    body = style.furnish(ax, title=title, subtitle=subtitle, notes=notes, lang=lang)
    handles = [Patch(facecolor=c, edgecolor=style.HATCH_INK) for _, c, _ in _CELLS.values()]
    words = [f"{mark} {say(label, lang)}" for label, _, mark in _CELLS.values()]
    body = _legend(ax, handles, words, body)
    quarters = sorted(cells["quarter"].unique())
    left = max(style.text_width(text, style.BODY_PT) for text in names) + 8
    right = max(style.text_width(text, style.BODY_PT) for text in standings) + 10
    room = (body.width - left - right) / len(labels) - 4
    heads = [style.wrap(text, room, style.SMALL_PT) for text in labels]
    top = max(style.text_height(text, style.SMALL_PT) for text in heads) + 16
    style.put(ax, body.trim(left=left, right=right, bottom=4, top=top))
    _rows(ax, list(names), range(len(names)))
    step = len(quarters) + 0.5
    ax.set_xlim(0, step * len(labels))
    ax.set_xticks([])
    _heads(ax, heads, quarters, step, lang)
    rows = {code: place for place, code in enumerate(names.index)}
    blocks = {code: place for place, code in enumerate(labels.index)}
    for cell in cells.itertuples():
        x = blocks[cell.criterion] * step + quarters.index(cell.quarter) + 0.25
        _cell(ax, x, rows[cell.commune_code], cell.state)
    for code, text in standings.items():
        ax.text(
            1 + 6 / style.slot(ax).width, rows[code], text, transform=ax.get_yaxis_transform(),
            va="center", gid="standing",
        )  # fmt: skip


def _heads(
    ax: Axes, heads: Sequence[str], quarters: Sequence[int], step: float, lang: Lang
) -> None:
    romans = ("I", "II", "III", "IV")
    for place, text in enumerate(heads):
        ax.text(place * step + 0.25, -1.15, text, va="bottom", size=style.SMALL_PT, gid="criterion")
        for number, quarter in enumerate(quarters):
            ax.text(
                place * step + 0.75 + number, -0.6, romans[quarter - 1], ha="center", va="bottom",
                color=style.QUIET, size=style.SMALL_PT,
            )  # fmt: skip


def _cell(ax: Axes, x: float, row: int, state: str) -> None:
    _, colour, mark = _CELLS[state]
    ax.add_patch(
        Rectangle(
            (x, row - 0.42), 0.94, 0.84, facecolor=colour, edgecolor=style.HATCH_INK,
            linewidth=style.COMMUNE_LINE_PT, gid=state,
        )
    )  # fmt: skip
    ax.text(
        x + 0.47, row, mark, ha="center", va="center", color=style.ink_on(colour),
        size=style.SMALL_PT,
    )  # fmt: skip
