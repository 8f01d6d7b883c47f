"""Acclaim: areas of the top class whose models recorded no activity in the year of the rating."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mohinh.questions.lifecycle.silence import point_activity
from mohinh.words.terms import CLASSIFICATIONS

_AREA_YEAR_ENDS = (10, 31)  # Circular 124/2021/TT-BCA: from 1 November to 31 October


@dataclass(frozen=True, slots=True, eq=False)
class Acclaim:
    """Ratings beside activity.

    Attributes
    ----------
    year, top : the last rating year that is over, and its highest class; None without ratings
    areas : rows `top` and `others` (areas of the other classes); `rated_count`, `known_count` (a
        model in force throughout, and activity known), `zero_count`, `share` (missing where nothing
        is known)
    """

    year: int | None
    top: str | None
    areas: pd.DataFrame


def top_without_activity(
    registrations: pd.DataFrame, points: pd.DataFrame, activity: pd.DataFrame, *, on: date
) -> Acclaim:
    """Areas by class of the last rating year that ended by a day, and whether anything was done.

    The scale is the province's own: the top class is the highest that stands in that year's
    ratings. An area has done nothing where no point of it has.
    """
    rated = registrations[registrations["level"].eq("area")]
    rated = rated[rated["classification"].notna()]
    last = on.year if (on.month, on.day) >= _AREA_YEAR_ENDS else on.year - 1
    years = rated.loc[rated["year"].le(last), "year"]
    if years.empty:
        return Acclaim(None, None, _counted(pd.Series(dtype=bool), pd.Series(dtype="boolean")))
    year = int(years.max())
    classes = rated[rated["year"].eq(year)].set_index("unit_id")["classification"]
    top = next(name for name in CLASSIFICATIONS if classes.eq(name).any())
    found = point_activity(points, activity, on=date(year, *_AREA_YEAR_ENDS))
    known = found[found["is_zero"].notna()].assign(area_id=points["area_id"])
    is_zero = known.groupby("area_id")["is_zero"].all().astype("boolean").reindex(classes.index)
    return Acclaim(year, top, _counted(classes.eq(top), is_zero))


def _counted(is_top: pd.Series, is_zero: pd.Series) -> pd.DataFrame:
    rows = {}
    for name, part in (("top", is_top), ("others", ~is_top.astype(bool))):
        own = is_zero[part.to_numpy(bool)]
        known, zero = int(own.notna().sum()), int(own.fillna(False).sum())
        rows[name] = {
            "rated_count": len(own),
            "known_count": known,
            "zero_count": zero,
            "share": zero / known if known else float("nan"),
        }
    return pd.DataFrame(rows).T.astype(dict.fromkeys(("rated_count", "known_count"), "int64"))
