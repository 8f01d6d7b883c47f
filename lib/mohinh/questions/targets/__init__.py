"""Targets: is a plan met, by how many units, who lags, where may the year end?

thresholds  how many of n units a threshold takes, in whole numbers
measures    for each place, how many units have done what an indicator asks, of how many
counting    the units of one target; how places and province stand
deadlines   how a target stood when it was due: met in time, late, not, cannot be said
scorecard   each target in each reading: met, not met, cannot be said; who is short
trends      the ends of the quarters; the end of the year at the pace so far
board       criteria of exemplary communes: pass, on track, at risk, fail
remedies    who has reported on what was to be mended, who is overdue
"""

from mohinh.questions.targets.board import STANDINGS, Board, board
from mohinh.questions.targets.counting import judge
from mohinh.questions.targets.deadlines import OUTCOMES
from mohinh.questions.targets.measures import INDICATORS, Records, tally
from mohinh.questions.targets.remedies import tracker
from mohinh.questions.targets.scorecard import Scorecard, by_commune, lagging, scorecard
from mohinh.questions.targets.thresholds import meets, needed, slack
from mohinh.questions.targets.trends import LEVEL, forecast, quarterly

__all__ = [
    "INDICATORS", "LEVEL", "OUTCOMES", "STANDINGS", "Board", "Records", "Scorecard", "board",
    "by_commune", "forecast", "judge", "lagging", "meets", "needed", "quarterly", "scorecard",
    "slack", "tally", "tracker",
]  # fmt: skip
