"""What the sheets lack: said, never guessed."""

from typing import Literal

import pandas as pd

# Never in the national form:
# earlier_reviews   reviews before the last one, and of what they led to
# pilot_dates       when a point passed from trial to regular work
# point_reports     activity of a point by itself; reports are of areas
# organisations     activity of points in agencies, enterprises and schools
# Blank throughout in this workbook:
# reviews, budget, contributions, contributors, leads, ratings, launches, activity
Lacking = Literal[
    "earlier_reviews", "pilot_dates", "point_reports", "organisations", "reviews", "budget",
    "contributions", "contributors", "leads", "ratings", "launches", "activity",
]  # fmt: skip
_NEVER: tuple[Lacking, ...] = (
    "earlier_reviews", "pilot_dates", "point_reports", "organisations",
)  # fmt: skip


def lacking(
    types: pd.DataFrame, points: pd.DataFrame, activity: pd.DataFrame, registrations: pd.DataFrame
) -> tuple[Lacking, ...]:
    """What the form has no room for, then what is blank throughout in these tables."""
    areas = registrations[registrations["level"].eq("area")]
    asked: dict[Lacking, pd.Series] = {
        "reviews": points["reviewed_on"],
        "budget": points["budget_vnd"],
        "contributions": points["social_vnd"],
        "contributors": points["contributors_count"],
        "leads": points["lead"],
        "ratings": areas["classification"],
        "launches": types["launched_on"],
        "activity": activity["sessions_count"],
    }
    return (*_NEVER, *(name for name, column in asked.items() if not column.notna().any()))
