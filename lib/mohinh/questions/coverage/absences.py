"""Absences: areas without an active point, communes of which nothing is known."""

from datetime import date

import pandas as pd

from mohinh.questions.coverage.counts import area_states


def absent_communes(areas: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Communes of the province without any area in the workbook: their rows of `communes`.

    They are in no share: nothing is known of them.
    """
    return communes[~communes["commune_code"].isin(areas["commune_code"])].reset_index(drop=True)


def gaps(
    areas: pd.DataFrame,
    points: pd.DataFrame,
    *,
    on: date,
    activity: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Areas without an active point, most households first; areas without a household count last.

    Columns `area_id, area_name, commune_code, households_count, state`, where state says lapsed,
    unknown, silent or none. Areas of unknown state are listed, and said to be unknown.
    """
    state = area_states(areas, points, on=on, activity=activity)["state"].to_numpy()
    columns = ["area_id", "area_name", "commune_code", "households_count"]
    open_areas = areas.loc[state != "active", columns].assign(state=state[state != "active"])
    return open_areas.sort_values(
        ["households_count", "area_id"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)
