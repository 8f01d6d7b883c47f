"""Ratios by how sure they are: the funnel of a meta-analysis."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.figures import scale
from mohinh.pages.figures.ratios import sides
from mohinh.pages.style import Notes
from mohinh.words.terms import Label, Lang, say

_SE: Label = ("sai số chuẩn của lôgarit tỷ số (trên: chắc chắn hơn)",
              "standard error of the log ratio (above: more sure)")  # fmt: skip
_WITHIN: Label = (
    "trong phễu: 95 % số tỉnh, nếu mọi tỉnh có cùng một tỷ số",
    "within the funnel: 95% of provinces, were their true ratios all the same",
)
_NORMAL_95 = 1.959964
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@style.look()
def precision(
    ax: Axes,
    table: pd.DataFrame,
    *,
    centre: float,
    title: str,
    notes: Notes,
    lang: Lang,
    measure: str = "",
    remarks: Sequence[str] = (),
) -> None:
    """Draw `ratio` against `se` (of its logarithm, downwards), with the funnel round `centre`.

    Raises `InvalidTable` for an absent column or a negative number.
    """
    scale.check(table, ["ratio", "se"], ratios=["ratio", "se"])
    subtitle = " · ".join(part for part in (measure, notes.period, say(_WITHIN, lang)) if part)
    body = style.furnish(
        ax, title=title, subtitle=subtitle, notes=notes, lang=lang, remarks=remarks
    )
    style.put(ax, body.trim(left=44, bottom=30, top=4, right=6))
    highest = 1.1 * float(table["se"].max())
    edges = pd.Series(centre * np.exp(np.array([-1, 1]) * _NORMAL_95 * highest))
    ends = scale.limits(table["ratio"], edges)
    ax.set_ylim(highest, 0)
    scale.put_scale(ax, "x", ends, lang)
    sides(ax, lang)
    _funnel(ax, centre, highest)
    step = next(each for each in _STEPS if highest / each <= 6)
    ticks = np.arange(0, highest, step)
    ax.set_yticks(ticks, labels=[style.number(tick, lang, 2) for tick in ticks])
    ax.set_ylabel(say(_SE, lang), size=style.SMALL_PT)
    ax.plot(
        table["ratio"].clip(*ends), table["se"], "o", color=style.GROUPS[0],
        markersize=style.MARKER_PT, markeredgecolor=style.PAPER, markeredgewidth=0.4, zorder=4,
        gid="province",
    )  # fmt: skip


def _funnel(ax: Axes, centre: float, highest: float) -> None:
    errors = np.linspace(0, highest, 60)
    left, right = (centre * np.exp(side * _NORMAL_95 * errors) for side in (-1, 1))
    ax.fill_betweenx(errors, left, right, color=style.SHADE, alpha=0.6, zorder=0.5, gid="funnel")
    ax.axvline(
        centre, color=style.INK, linewidth=style.LEADER_LINE_PT, linestyle=(0, (3, 2)), zorder=2,
        gid="centre",
    )  # fmt: skip
