"""Rates beside what chance allows: by the size of a place, and by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.rates import put_rates
from mohinh.pages.figures.ratios import nothing
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say


@dataclass(frozen=True, slots=True)
class _Dot:
    """How a place or month is drawn: shape, colour, and whether it is filled."""

    shape: str
    colour: str
    is_filled: bool


_DOTS: Mapping[str, _Dot] = MappingProxyType(
    {
        "as_expected": _Dot("o", style.QUIET, False),
        "above_95": _Dot("^", style.OUTSIDE, True),
        "below_95": _Dot("v", style.GROUPS[0], True),
        "above_998": _Dot("^", style.FAR_OUTSIDE, True),
        "below_998": _Dot("v", style.SEQUENTIAL[-1], True),
    }
)
_NAMES: Mapping[str, Label] = MappingProxyType(
    {
        "as_expected": ("trong giới hạn", "within the limits"),
        "above_95": ("trên giới hạn 95 %", "above the 95% limit"),
        "below_95": ("dưới giới hạn 95 %", "below the 95% limit"),
        "above_998": ("trên giới hạn 99,8 %", "above the 99.8% limit"),
        "below_998": ("dưới giới hạn 99,8 %", "below the 99.8% limit"),
    }
)
_BAND: Label = ("giới hạn 95 %", "95% limits")
_OUTER: Label = ("giới hạn 99,8 %", "99.8% limits")
_TARGET: Label = ("cả tỉnh {}", "province {}")
_EXPECTED: Label = ("mức dự kiến", "expected")
_RATE: Label = ("tỷ suất từng tháng", "rate of each month")
_OUTER_DASH = (0, (4, 2))
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1))  # places for a name: right, left, above, below
_LIMITS = ("low_95", "high_95", "low_998", "high_998")


@style.look()
def funnel(
    ax: Axes,
    table: pd.DataFrame,
    curves: pd.DataFrame,
    *,
    label: str,
    target: float,
    sizes: str,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
    remarks: Sequence[str] = (),
) -> None:
    """Draw the rate of each place over its exposure, between the limits around `target`.

    `table`: `exposure_years`, `rate`, `standing` and the column `label`, which names the places
    outside as far as there is room. `curves`: `exposure_years`, `low_95`, `high_95`, `low_998`,
    `high_998`. `sizes` says what the exposure is. An empty table is said to be empty. Raises
    `InvalidTable` for an absent column, a standing that is not known, a rate below 0.
    """
    scale.check(table, [label, "exposure_years", "rate", "standing"], ratios=["rate"])
    scale.check(curves, ["exposure_years", *_LIMITS], ratios=_LIMITS)
    _check_standing(table)
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table.empty:
        nothing(ax, body, lang)
        return
    handles = [*_limit_handles(lang), *_dot_handles(table["standing"], lang)]
    taken = _key(ax, handles, body)
    style.put(ax, body.trim(left=34, right=8, bottom=taken + 32, top=8))
    _widths(ax, curves["exposure_years"], sizes, lang)
    # The outer limit of the smallest places would squeeze all others.
    highest = max(table["rate"].max(), float(curves["high_95"].max()))
    put_rates(ax, "y", highest, lang)
    _band(ax, curves["exposure_years"], curves)
    ax.axhline(target, color=style.INK, linewidth=style.OUTLINE_PT, zorder=2, gid="target")
    ax.text(
        0.995, target, say(_TARGET, lang).format(style.number(target, lang, 1)), ha="right",
        va="bottom", transform=ax.get_yaxis_transform(), size=style.SMALL_PT, gid="target-name",
        zorder=6, bbox={"facecolor": style.PAPER, "alpha": 0.7, "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
    for standing in _DOTS:
        own = table[table["standing"].eq(standing)]
        _dots(ax, own["exposure_years"], own["rate"], standing)
    _name_places(ax, table[table["standing"].ne("as_expected")], label)


@style.look()
def control(
    ax: Axes,
    table: pd.DataFrame,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
    left_out: str = "",
    remarks: Sequence[str] = (),
) -> None:
    """Draw a rate month by month, with the limits of the months that are judged.

    `table`: index month, every month of the span; `rate`, `is_complete`, `expected_rate`,
    `low_95`, `high_95`, `low_998`, `high_998`, `standing` (missing or empty for months that are not
    judged). A month that is not complete is shaded and hatched, its line broken; `left_out` says
    so in the legend. An empty table is said to be empty. Raises `InvalidTable`.
    """
    numbers = ["rate", "expected_rate", *_LIMITS]
    scale.check(table, ["is_complete", "standing", *numbers], ratios=numbers)
    judged = table["standing"].fillna("").ne("")
    _check_standing(table[judged])
    subtitle = " · ".join(part for part in (measure, notes.period) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    if table["rate"].notna().sum() == 0:
        nothing(ax, body, lang)
        return
    handles = [*_month_handles(table, judged, lang, left_out)]
    taken = _key(ax, handles, body)
    style.put(ax, body.trim(left=34, right=8, bottom=taken + 28, top=6))
    _month_axis(ax, pd.DatetimeIndex(table.index), lang)
    put_rates(ax, "y", float(table[["rate", "high_998"]].max().max()), lang)
    x = pd.Series(np.arange(len(table)), index=table.index)
    _gaps(ax, x[~table["is_complete"]])
    for run in _runs(judged):
        _steps(ax, x[run].to_numpy(), table[run])
    ax.plot(
        x, table["rate"].astype("float64"), color=style.QUIET, linewidth=style.WHISKER_PT,
        zorder=3, gid="series",
    )  # fmt: skip
    for standing in _DOTS:
        own = table["standing"].eq(standing)
        _dots(ax, x[own], table.loc[own, "rate"], standing)


def _check_standing(table: pd.DataFrame) -> None:
    strange = sorted(set(table["standing"]) - set(_DOTS))
    if strange:
        raise InvalidTable(
            f"chart, column 'standing': found {', '.join(map(repr, strange))}; expected some of "
            f"{', '.join(_DOTS)}"
        )


# The legend ------------------------------------------------------------------------------------


def _limit_handles(lang: Lang) -> list[tuple[Line2D | Patch, str]]:
    band = Patch(facecolor=style.GROUPS[0], alpha=style.BAND_ALPHA, edgecolor="none")
    outer = Line2D([], [], color=style.QUIET, linewidth=style.OUTLINE_PT, linestyle=_OUTER_DASH)
    return [(band, say(_BAND, lang)), (outer, say(_OUTER, lang))]


def _dot_handles(standings: pd.Series, lang: Lang) -> list[tuple[Line2D | Patch, str]]:
    here = [name for name in _DOTS if standings.eq(name).any()]
    return [(Line2D([], [], **_looks(name)), say(_NAMES[name], lang)) for name in here]


def _month_handles(
    table: pd.DataFrame, judged: pd.Series, lang: Lang, left_out: str
) -> list[tuple[Line2D | Patch, str]]:
    line = Line2D([], [], color=style.QUIET, linewidth=style.WHISKER_PT)
    handles: list[tuple[Line2D | Patch, str]] = [(line, say(_RATE, lang))]
    if judged.any():
        middle = Line2D([], [], color=style.INK, linewidth=style.OUTLINE_PT)
        handles += [(middle, say(_EXPECTED, lang)), *_limit_handles(lang)]
        handles += _dot_handles(table["standing"], lang)
    if not table["is_complete"].all() and left_out:
        missing = style.MISSING["vi"]
        grey = Patch(facecolor=style.SHADE, edgecolor=style.HATCH_INK, hatch=missing.hatch)
        handles.append((grey, left_out))
    return handles


def _key(ax: Axes, handles: Sequence[tuple[Line2D | Patch, str]], body: style.Box) -> float:
    """The legend in rows at the foot of the body; returns its height in points."""
    marks, words = zip(*handles, strict=True)
    widest = max(style.text_width(text, style.BODY_PT) for text in words) + 4.4 * style.BODY_PT
    columns = max(1, min(len(words), int(body.width // widest)))
    left, bottom, _, _ = style.fractions(ax, body)
    drawn = ax.legend(
        marks, words, loc="lower left", bbox_to_anchor=(left, bottom),
        bbox_transform=ax.figure.transSubfigure, ncols=columns, fontsize=style.BODY_PT,
        frameon=False, borderpad=0, borderaxespad=0, handlelength=2.0, columnspacing=1.4,
        handletextpad=0.6,
    )  # fmt: skip
    for text in drawn.get_texts():
        text.set_parse_math(False)
    return style.legend_height(drawn)


# Marks -----------------------------------------------------------------------------------------


def _looks(standing: str) -> dict[str, object]:
    dot = _DOTS[standing]
    return {
        "linestyle": "none",
        "marker": dot.shape,
        "markersize": style.MARKER_PT + (1.5 if dot.is_filled else 0),
        "markerfacecolor": dot.colour if dot.is_filled else style.PAPER,
        "markeredgecolor": dot.colour,
        "markeredgewidth": style.FRAME_LINE_PT,
    }


def _dots(ax: Axes, x: pd.Series, y: pd.Series, standing: str) -> None:
    if len(x):
        ax.plot(
            x, y.astype("float64"), zorder=4 if standing == "as_expected" else 5, gid=standing,
            clip_on=False, **_looks(standing),
        )  # fmt: skip


def _band(ax: Axes, x: pd.Series, ends: pd.DataFrame) -> None:
    ax.fill_between(
        x, ends["low_95"].fillna(0), ends["high_95"], color=style.GROUPS[0],
        alpha=style.BAND_ALPHA, linewidth=0, zorder=1, gid="band",
    )  # fmt: skip
    for name in ("low_998", "high_998"):
        ax.plot(
            x, ends[name].astype("float64"), color=style.QUIET, linewidth=style.OUTLINE_PT,
            linestyle=_OUTER_DASH, zorder=1.5, gid="outer",
        )  # fmt: skip


def _widths(ax: Axes, sizes: pd.Series, words: str, lang: Lang) -> None:
    ends = float(sizes.min()), float(sizes.max())
    ax.set_xlim(*ends)
    ticks = [tick for tick in ax.get_xticks() if ends[0] <= tick <= ends[1]]
    ax.set_xticks(ticks, labels=[style.number(tick, lang) for tick in ticks])
    ax.set_xlabel(words, size=style.BODY_PT, parse_math=False)


def _name_places(ax: Axes, outside: pd.DataFrame, label: str) -> None:
    """Names of the places outside, the farthest outside first, where no other name stands."""
    far = outside.assign(is_near=~outside["standing"].str.endswith("998"))
    order = far.sort_values(["is_near", "exposure_years"], ascending=[True, False], kind="stable")
    per_pt = ax.figure.dpi / 72
    spots = ax.transData.transform(order[["exposure_years", "rate"]].to_numpy("float64"))
    dot = 4 * per_pt
    taken = [Bbox.from_bounds(x - dot, y - dot, 2 * dot, 2 * dot) for x, y in spots]
    for row, (x, y) in zip(order.to_dict("records"), spots, strict=True):
        width = style.text_width(str(row[label]), style.SMALL_PT) * per_pt
        height = style.SMALL_PT * style.LEADING * per_pt
        for right, up in _AROUND:
            left = x + (right * 6 * per_pt if right >= 0 else -6 * per_pt - width)
            left -= width / 2 if not right else 0
            box = Bbox.from_bounds(left, y - height / 2 + up * 9 * per_pt, width, height)
            is_inside = ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 and box.y0 >= ax.bbox.y0
            if is_inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                ax.annotate(
                    str(row[label]), (row["exposure_years"], row["rate"]),
                    xytext=(6 * right, 9 * up), textcoords="offset points",
                    ha={1: "left", 0: "center", -1: "right"}[right], va="center",
                    size=style.SMALL_PT, color=style.INK, parse_math=False, zorder=6, gid="name",
                    bbox={"facecolor": style.PAPER, "alpha": 0.7, "edgecolor": "none", "pad": 0.5},
                )  # fmt: skip
                break


def _month_axis(ax: Axes, months: pd.DatetimeIndex, lang: Lang) -> None:
    """January of each year, or every month of a short span."""
    ax.set_xlim(-0.5, len(months) - 0.5)
    if len(months) > 24:
        ticks = [place for place, month in enumerate(months) if month.month == 1]
        words = [str(months[place].year) for place in ticks]
    else:
        ticks = list(range(len(months)))
        words = [
            style.month_text(month.date(), lang) + (f"\n{month.year}" if not place else "")
            for place, month in enumerate(months)
        ]
    ax.set_xticks(ticks, labels=words)


def _gaps(ax: Axes, x: pd.Series) -> None:
    for place in x:
        ax.axvspan(
            place - 0.5, place + 0.5, facecolor=style.SHADE, edgecolor=style.HATCH_INK,
            linewidth=0, hatch=style.MISSING["vi"].hatch, zorder=0.5, gid="incomplete",
        )  # fmt: skip


def _runs(judged: pd.Series) -> list[np.ndarray]:
    """Places of the judged months, each unbroken stretch by itself."""
    places = np.flatnonzero(judged)
    if not len(places):
        return []
    return [
        np.isin(np.arange(len(judged)), run)
        for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    ]


def _steps(ax: Axes, x: np.ndarray, ends: pd.DataFrame) -> None:
    """Limits as steps, one per month: each month has its own."""
    edges = np.append(x - 0.5, x[-1] + 0.5)
    level = {name: np.append(ends[name], ends[name].iloc[-1]) for name in (*_LIMITS,)}
    ax.fill_between(
        edges, np.nan_to_num(level["low_95"]), level["high_95"], step="post",
        color=style.GROUPS[0], alpha=style.BAND_ALPHA, linewidth=0, zorder=1, gid="band",
    )  # fmt: skip
    for name in ("low_998", "high_998"):
        ax.step(
            edges, level[name], where="post", color=style.QUIET, linewidth=style.OUTLINE_PT,
            linestyle=_OUTER_DASH, zorder=1.5, gid="outer",
        )  # fmt: skip
    middle = np.append(ends["expected_rate"], ends["expected_rate"].iloc[-1])
    ax.step(
        edges, middle, where="post", color=style.INK, linewidth=style.OUTLINE_PT, zorder=2,
        gid="expected",
    )  # fmt: skip
