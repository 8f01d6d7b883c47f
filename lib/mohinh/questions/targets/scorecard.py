"""Scorecard: each target of a plan beside what was counted, in whole units.

`counting` says what is counted and how it is judged, `deadlines` how the target stood when it was
due.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from mohinh.questions.targets import deadlines, measures
from mohinh.questions.targets.counting import JUDGED, count, judge, of_province
from mohinh.questions.targets.measures import Records
from mohinh.tables.plans import Measure, Plan, Target

_KEY = ["target", "reading"]
_ROWS = [*_KEY, "readings", "levels", "indicator", "of", *measures.COLUMNS, "share", "high"]
_ROWS += [*JUDGED, "deadline", "is_due", *deadlines.COLUMNS, "counted"]
_PLACES = ["place", *measures.COLUMNS, *JUDGED, *_KEY]


@dataclass(frozen=True, slots=True, eq=False)
class Scorecard:
    """What `scorecard` found.

    rows : one row per target and reading, in the plan's order: `target`, `reading` (from 1),
        `readings` (how many there are), `levels`, `indicator`, `of`, `done`, `total`, `unknown`,
        `share`, `high`, `needed`, `short`, `spare`, `standing` (met, not_met, unknown), `deadline`,
        `is_due`, `counted` (a pair of level and `measures.Basis` for each level); where the
        deadline is over before the day: `due_done`, `due_total`, `due_unknown`, `due_share`,
        `due_short`, `due_standing` as they were then; `outcome` (`deadlines.OUTCOMES`).
    places : the same counts by place, for targets of units that lie in communes or districts:
        `target`, `reading`, `place`, `done`, `total`, `unknown`, `needed`, `short`, `standing`.
    findings : what keeps a target from being judged, or well: `target`, `reading`, `code`
        (no_units, not_over, no_data, zero_total, not_reported, more_than_whole, no_such_unit),
        `count`.
    """

    rows: pd.DataFrame
    places: pd.DataFrame
    findings: pd.DataFrame


def scorecard(plan: Plan, records: Records, *, on: date) -> Scorecard:
    """Every target of a plan, in every reading, as it stands on a day of the plan's year."""
    rows, places, findings = [], [], []
    for target in plan.targets:
        for reading, measure in enumerate(target.measures, 1):
            counted, found = count(plan, target, measure, records, on=on)
            judged = judge(counted, target.threshold, is_strict=target.is_strict)
            row, more = of_province(target, judged)
            about = {"target": target.id, "reading": reading}
            due = target.deadline.of(on.year)
            rows.append(
                about
                | {"readings": len(target.measures), "levels": target.levels}
                | {"indicator": measure.indicator, "of": measure.of}
                | row
                | {
                    "deadline": due,
                    "is_due": on >= due,
                    "counted": _basis(plan, target, measure, records, on),
                }
                | deadlines.at_deadline(
                    plan, target, measure, records, standing=row["standing"], on=on
                )
            )
            places.append(judged.reset_index().assign(**about))
            findings += [about | one for one in (*found, *more)]
    return Scorecard(
        pd.DataFrame(rows, columns=_ROWS),
        pd.concat(places, ignore_index=True) if places else pd.DataFrame(columns=_PLACES),
        pd.DataFrame(findings, columns=[*_KEY, "code", "count"]),
    )


def _basis(plan: Plan, target: Target, measure: Measure, records: Records, on: date) -> tuple:
    return tuple(
        (level, measures.basis(records, level, measure, on=on, closes=plan.closes(level)))
        for level in target.levels
    )


# Who lags ---------------------------------------------------------------------------------------


def lagging(card: Scorecard, plan: Plan, communes: pd.DataFrame) -> pd.DataFrame:
    """Districts that would not meet a target of the province were they counted alone.

    Of the first reading of the targets that are not met, or cannot be said to be; in the plan's
    order, within a target the widest gap first. Columns `target`, `district_code`, `district_name`,
    `done`, `total`, `unknown`, `short` (of the district as a whole) and `places_count` (communes in
    it that are short; missing where districts report as one). Where there are no districts: one row
    for all.
    """
    is_met = card.rows["standing"].eq("met") | card.rows["reading"].ne(1)
    names = communes.drop_duplicates("district_code").set_index("district_code")["district_name"]
    of_commune = communes.set_index("commune_code")["district_code"].astype("str").fillna("")
    found = []
    for target in plan.targets:
        own = card.places[card.places["target"].eq(target.id) & card.places["reading"].eq(1)]
        if own.empty or is_met[card.rows["target"].eq(target.id)].all():
            continue
        place = own["place"]
        district = place.map(of_commune).where(place.isin(of_commune.index), place)
        sums = _of_districts(target, own.assign(district_code=district))
        sums = sums[sums["short"].gt(0).fillna(False)].reset_index()
        sums["district_name"] = sums["district_code"].map(names)
        ordered = sums.sort_values(["short", "district_name"], ascending=[False, True])
        found.append(ordered.assign(target=target.id))
    columns = ["target", "district_code", "district_name", *measures.COLUMNS, "short"]
    columns.append("places_count")
    if not found:
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True)[columns]


def _of_districts(target: Target, places: pd.DataFrame) -> pd.DataFrame:
    """What each district has done and lacks, counted as one; how many of its places are short."""
    is_short = places["standing"].eq("not_met")
    if target.within == "province":
        counted, threshold, is_strict = places, target.threshold, target.is_strict
    else:
        states = {"done": "met", "unknown": "unknown"}
        judged = {name: places["standing"].eq(kind) for name, kind in states.items()}
        counted = places[places["total"].gt(0) | places["unknown"].isna()].assign(total=1, **judged)
        threshold, is_strict = Fraction(1), False
    sums = counted.groupby("district_code")[[*measures.COLUMNS]].sum().astype("Int64")
    is_whole = places["place"].eq(places["district_code"])
    short = is_short.astype("Int64").mask(is_whole).groupby(places["district_code"])
    short = short.sum(min_count=1).rename("places_count")
    return judge(sums, threshold, is_strict=is_strict).join(short)


def by_commune(card: Scorecard, communes: pd.DataFrame) -> pd.DataFrame:
    """For each commune, how many targets it would not meet were it counted alone.

    Of the first reading of the targets that are due and count units in communes. Index
    `commune_code`; `missed_count` (missing where none can be judged), `unknown_count`,
    `judged_count`.
    """
    index = pd.Index(communes["commune_code"], name="commune_code")
    due = card.rows.loc[card.rows["is_due"] & card.rows["reading"].eq(1), "target"]
    rows = card.places
    rows = rows[rows["reading"].eq(1) & rows["target"].isin(due) & rows["place"].isin(index)]
    rows = rows[rows["total"].gt(0) | rows["unknown"].isna()]
    standing, place = rows["standing"], rows["place"]
    counts = {
        name: standing.eq(kind).groupby(place).sum().reindex(index).fillna(0).astype("Int64")
        for name, kind in (("missed_count", "not_met"), ("unknown_count", "unknown"))
    }
    judged = standing.ne("unknown").groupby(place).sum().reindex(index).fillna(0).astype("Int64")
    frame = pd.DataFrame(counts).assign(judged_count=judged)
    return frame.assign(missed_count=frame["missed_count"].mask(judged.eq(0)))
