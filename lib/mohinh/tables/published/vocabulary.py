"""Vocabulary: the codes of a published figure, and the numbers that a qualified number means."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Qualifier = Literal["exact", "nearly", "about", "over", "more_than", "at_least"]
Standing = Literal["figures", "no_figure", "no_source"]

# Conventions of ours, since the sources define no such word: “gần” reaches down to 95 % of the
# number and never up to it, “khoảng” spans 5 % on either side.
NEARLY_SHARE = 0.95
ABOUT_SHARE = 0.05

# `expected`: announced for a later day, so neither a result nor a target.
KINDS = ("result", "target", "context", "judgement", "expected")
# `type`: models by name; `area`, `site`: what applies one; `team`: a body inside a point;
# `mixture`: several kinds in one number of the source; `force_team`, `force_member`: the grassroots
# security force in place since 1 July 2024, another body than the core teams of the models.
COUNTS = (
    "group", "type", "area", "site", "member", "visit", "tip", "case", "file", "person_total",
    "collective", "district", "commune", "police_unit", "officer", "session", "share", "distance",
    "team", "exemplar", "mixture", "force_team", "force_member", "organisation", "round",
    "attendance", "household", "camera", "venue", "criterion",
)  # fmt: skip
# `movement`: the whole movement, not only what points do; `units`: administrative and police units;
# `unstated`: the source does not say whether organisations are included.
SCOPES = ("areas", "organisations", "both", "movement", "units", "unstated")
# `unstated`: a count over a time whose beginning the source does not tell.
TIMINGS = ("state", "flow", "unstated")
PAIRS: Mapping[str, str] = MappingProxyType(
    {
        "first": "second",
        "second": "first",
        "numerator": "denominator",
        "denominator": "numerator",
        "lower": "upper",
        "upper": "lower",
    }
)
# Whether microdata can answer the same question, and if not, why.
COMPARABILITY: Mapping[str, str] = MappingProxyType(
    {
        "same": "microdata count the same thing",
        "by_convention": "microdata count it under a convention of ours; the source has no rule",
        "not_recorded": "microdata do not record it",
        "cases_helped": "cases solved with help are not the cases recorded in an area",
        "includes_organisations": "areas and organisations were counted together",
        "target": "a target, not a result",
        "context": "describes a place, not the models",
        "part_of_province": "covers one district, town or commune",
        "national": "covers the country",
        "mixture": "several kinds counted as one number",
        "undated": "the source does not say of when it is",
    }
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The numbers that a qualified number may stand for: from `low` to `high`, ends in or out."""

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True

    def holds(self, value: float) -> bool:
        """Whether the value is one of them."""
        above = value >= self.low if self.has_low else value > self.low
        below = value <= self.high if self.has_high else value < self.high
        return above and below

    def meets(self, low: float, high: float) -> bool:
        """Whether any number of the closed interval [low, high] is one of them."""
        above = high >= self.low if self.has_low else high > self.low
        below = low <= self.high if self.has_high else low < self.high
        return above and below


def meaning(value: float, qualifier: Qualifier) -> Meaning:
    """What a number stands for with its qualifier.

    `nearly` (gần) is below it, `over` (trên) and `more_than` (hơn) strictly above,
    `at_least` (ít nhất) not below, `about` (khoảng) on either side, `exact` the number itself.

    >>> meaning(1000, "nearly").holds(1000), meaning(1000, "nearly").holds(975)
    (False, True)
    """
    match qualifier:
        case "exact":
            return Meaning(value, value)
        case "nearly":
            return Meaning(NEARLY_SHARE * value, value, has_high=False)
        case "about":
            return Meaning((1 - ABOUT_SHARE) * value, (1 + ABOUT_SHARE) * value)
        case "over" | "more_than":
            return Meaning(value, math.inf, has_low=False)
        case "at_least":
            return Meaning(value, math.inf)
