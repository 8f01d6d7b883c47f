"""A made-up year under a plan: progress by quarter, criteria, reports on remedies.

Kon Tum and Trà Vinh published plans for 2023, so their made-up data go on to the end of that year.
Nothing in here says anything about a real place; see `tables.synthetic`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mohinh.tables import plans, units
from mohinh.tables.plans import Criterion, Plan
from mohinh.tables.schemas import CRITERIA, PROGRESS, REMEDIES, Table
from mohinh.tables.units import Province

YEAR = 2023
_QUARTERS = ("Q1", "Q2", "Q3", "Q4")
# Chance that a unit that is still open is done in a quarter, by indicator; first and later ones.
_PACES: Mapping[str, tuple[float, float]] = {
    "plan_issued": (0.75, 0.5),
    "registered": (0.8, 0.7),
    "outreach_once": (0.5, 0.55),
    "outreach_twice": (0.25, 0.4),
    "briefed": (0.6, 0.5),
}
_PILOT = "An Quảng Hữu"  # the commune that Trà Vinh chose in 2023; its progress here is made up
_ORGANISATIONS = ("agency", "enterprise", "school")


def year_tables(
    rng: np.random.Generator,
    province: Province,
    areas: pd.DataFrame,
    registrations: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """The tables `progress`, `criteria` and `remedies` of a province that has a plan of its own."""
    plan = plans.find(province, year=YEAR)
    tables = {}
    if plan.targets and not plan.is_national:
        tables[PROGRESS.name] = _columns(PROGRESS, _progress(rng, province, areas, registrations))
    if plan.criteria:
        tables[CRITERIA.name] = _columns(CRITERIA, _criteria(rng, plan, province))
    if plan.remedies:
        tables[REMEDIES.name] = _columns(REMEDIES, _remedies(rng, plan, province))
    return tables


def _columns(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[column.name for column in table.typed_columns]].reset_index(drop=True)


def _progress(
    rng: np.random.Generator, province: Province, areas: pd.DataFrame, registrations: pd.DataFrame
) -> pd.DataFrame:
    communes = units.communes(province)
    codes = communes["commune_code"].to_numpy()
    ends = registrations[registrations["year"].eq(YEAR)]
    ones = pd.Series(1, index=codes)
    parts = [_run(rng, "commune", "plan_issued", ones)]
    parts.append(
        _registered(rng, "area", areas.groupby("commune_code").size().reindex(codes), ends, areas)
    )
    parts.append(_registered(rng, "commune", ones, ends, areas))
    for level in _ORGANISATIONS:
        own = ends[ends["level"].eq(level)].set_index("unit_id")["eligible_count"].astype(int)
        parts.append(_run(rng, level, "plan_issued", own.reindex(codes)))
        parts.append(_registered(rng, level, own.reindex(codes), ends, areas))
        if level == "school":
            once = _run(rng, level, "outreach_once", own.reindex(codes))
            twice = once.assign(
                indicator="outreach_twice", done_count=rng.binomial(once["done_count"], 0.6)
            )
            twice["done_count"] = twice.groupby("unit_id")["done_count"].cummax()
            parts += [once, twice]
    return pd.concat([*parts, *_of_districts(rng, communes)], ignore_index=True)


def _run(rng: np.random.Generator, level: str, indicator: str, total: pd.Series) -> pd.DataFrame:
    """Progress of each place by the end of each quarter; places have a pace of their own."""
    first, later = _PACES[indicator]
    own = np.clip(rng.normal(1, 0.2, len(total)), 0.3, 1.25)
    done, parts = np.zeros(len(total), dtype=int), []
    for place, quarter in enumerate(_QUARTERS):
        pace = np.clip((later if place else first) * own, 0, 0.98)
        done = done + rng.binomial(total.to_numpy() - done, pace)
        parts.append(
            pd.DataFrame(
                {
                    "target_level": level, "unit_id": total.index, "indicator": indicator,
                    "year": YEAR, "quarter": quarter, "total_count": total.to_numpy(),
                    "done_count": done,
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _registered(
    rng: np.random.Generator,
    level: str,
    total: pd.Series,
    ends: pd.DataFrame,
    areas: pd.DataFrame,
) -> pd.DataFrame:
    """Registration by quarter, which ends where the table of registrations ends."""
    own = ends[ends["level"].eq(level)]
    place = own["unit_id"]
    if level == "area":
        place = place.map(areas.set_index("area_id")["commune_code"])
    last = own["registered_count"].astype(int).groupby(place).sum().reindex(total.index)
    run = _run(rng, level, "registered", last)
    run["done_count"] = run["done_count"].where(run["quarter"].ne("Q4"), run["unit_id"].map(last))
    return run.assign(total_count=run["unit_id"].map(total))


def _of_districts(rng: np.random.Generator, communes: pd.DataFrame) -> list[pd.DataFrame]:
    codes = communes["district_code"].dropna().unique()
    ones = pd.Series(1, index=codes)
    staff = pd.Series(rng.integers(1_500, 6_000, len(codes)), index=codes)
    parts = [_run(rng, "staff", "briefed", staff)]
    for name, chance in (("exemplary_commune", 0.85), ("model_report", 0.9)):
        run = _run(rng, "district", "plan_issued", ones).assign(indicator=name, done_count=0)
        last = run["quarter"].eq("Q4")
        run.loc[last, "done_count"] = (rng.random(len(codes)) < chance).astype(int)
        parts.append(run)
    city = communes.loc[communes["district_name"].str.startswith("Thành phố", na=False)]
    one = pd.Series(1, index=city["district_code"].dropna().unique()[:1])
    ward = _run(rng, "district", "plan_issued", one)
    return [*parts, ward.assign(indicator="model_ward_police")]


def _criteria(rng: np.random.Generator, plan: Plan, province: Province) -> pd.DataFrame:
    """Two chosen communes in each district; one of the province reported nothing for a quarter."""
    communes = units.communes(province)
    communes = communes.sort_values("commune_name", key=lambda name: name.ne(_PILOT), kind="stable")
    chosen = communes.groupby("district_code", sort=False).head(2)
    rows = [
        {
            "commune_code": commune.commune_code, "commune_name": commune.commune_name,
            "criterion": criterion.id, "year": YEAR, "quarter": quarter,
        } | result
        for commune in chosen.itertuples()
        for criterion in plan.criteria
        for quarter, result in zip(_QUARTERS, _course(rng, criterion), strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    silent = frame["commune_code"].eq(chosen["commune_code"].iloc[1]) & frame["quarter"].eq("Q3")
    return frame[~silent]


def _course(rng: np.random.Generator, criterion: Criterion) -> list[dict[str, str | None]]:
    """What a commune reports of a criterion in the four quarters."""
    if criterion.scale is not None:
        names = [vi for vi, _ in criterion.scale.grades]
        least = criterion.scale.rank(criterion.at_least) or 0
        place = np.clip(least + rng.choice([-1, 0, 1], p=[0.12, 0.63, 0.25]), 0, len(names) - 1)
        blank = {"state": None, "grade": None}
        return [blank, blank, blank, {"state": None, "grade": names[place]}]
    met_in = rng.choice([0, 1, 2, 3, 4], p=[0.2, 0.3, 0.25, 0.17, 0.08])
    states = ["met" if quarter >= met_in else "open" for quarter in range(4)]
    return [{"state": state, "grade": None} for state in states]


def _remedies(rng: np.random.Generator, plan: Plan, province: Province) -> pd.DataFrame:
    """Most bodies report before the deadline, some late, some not at all."""
    districts = units.communes(province)["district_code"].dropna().unique().tolist()
    rows = []
    for remedy in plan.remedies:
        for body in (remedy.lead, *remedy.support):
            for unit in districts if body.of == "district" else [province.code]:
                due = pd.Timestamp(remedy.deadline.of(YEAR))
                days = int(rng.choice([-9, -3, -1, 4, 12, 99], p=[0.3, 0.3, 0.2, 0.07, 0.03, 0.1]))
                if days < 99:
                    rows.append(
                        {
                            "remedy": remedy.id, "body": body.id, "unit_id": unit, "year": YEAR,
                            "reported_on": due + pd.Timedelta(days=days),
                            "is_done": bool(rng.random() < 0.6),
                        }
                    )  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["reported_on"] = frame["reported_on"].dt.as_unit("us")
    return frame
