"""Charts other than maps, on a given `ax`. Nothing is computed here.

Every chart has the title, subtitle and footer of `style.furnish`. Missing means not reported, or
not to be said: hatched or in words, never a gap, never a zero.

shares   shares by group and over time, what was received
ratios   ratios with their intervals: groups, neighbours, specifications, placebos
events   a ratio by months since adoption
rates    rates with their intervals, one row each
frontier what is reached in all beside what the least-served part gets
targets  targets of a plan beside their thresholds; the board of criteria
limits   rates beside what chance allows: by size (funnel) and by month (control chart)
differences  differences of shares with their intervals, beside the line of none
curves   cumulative shares against each other, beside the line of an even spread
beside   shares seen beside the shares that chance gives
forest   provinces' ratios with their weights, all together, the prediction interval
precision ratios by how sure they are (the funnel of a meta-analysis)
provinces coverage and ratios of provinces side by side
steps    shares that fall in steps over time
"""

from mohinh.pages.figures.beside import beside_chance
from mohinh.pages.figures.curves import cumulative
from mohinh.pages.figures.differences import differences
from mohinh.pages.figures.events import event_time
from mohinh.pages.figures.forest import Pooled, forest
from mohinh.pages.figures.frontier import frontier
from mohinh.pages.figures.limits import control, funnel
from mohinh.pages.figures.precision import precision
from mohinh.pages.figures.provinces import provinces
from mohinh.pages.figures.rates import rates
from mohinh.pages.figures.ratios import MARKS, ratios
from mohinh.pages.figures.shares import RECEIVED, missing_grid, series, shares
from mohinh.pages.figures.steps import steps
from mohinh.pages.figures.targets import criteria, targets

__all__ = [
    "MARKS",
    "RECEIVED",
    "Pooled",
    "beside_chance",
    "control",
    "criteria",
    "cumulative",
    "differences",
    "event_time",
    "forest",
    "frontier",
    "funnel",
    "missing_grid",
    "precision",
    "provinces",
    "rates",
    "ratios",
    "series",
    "shares",
    "steps",
    "targets",
]
