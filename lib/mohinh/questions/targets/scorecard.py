"""Scorecard: each target of a plan beside what was counted, in whole units.

With *d* units that have done it, *u* that may have, *n* in all, the share lies between d / n and
(d + u) / n. The target is `met` where d suffices, `not_met` where d + u does not, else it
`unknown`: cannot be said. *Short* is how many more are needed beyond d; *spare* how many could be
missing. Where a target must hold in each commune, *d* counts communes in which it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from mohinh.questions.targets import measures
from mohinh.questions.targets.measures import Records
from mohinh.questions.targets.thresholds import needed
from mohinh.tables.plans import Measure, Plan, Target
from mohinh.words.text import fold

_KEY = ["target", "reading"]
_JUDGED = ["needed", "short", "spare", "standing"]
_ROWS = [*_KEY, "readings", "levels", "indicator", "of", *measures.COLUMNS, "share", "high"]
_ROWS += [*_JUDGED, "deadline", "is_due", "counted"]
_PLACES = ["place", *measures.COLUMNS, *_JUDGED, *_KEY]


@dataclass(frozen=True, slots=True, eq=False)
class Scorecard:
    """What `scorecard` found.

    rows : one row per target and reading, in the plan's order: `target`, `reading` (from 1),
        `readings` (how many there are), `levels`, `indicator`, `of`, `done`, `total`, `unknown`,
        `share`, `high`, `needed`, `short`, `spare`, `standing` (met, not_met, unknown), `deadline`,
        `is_due`, `counted` (a pair of level and `measures.Basis` for each level).
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
            counted, found = _counted(plan, target, measure, records, on=on)
            judged = judge(counted, target.threshold, is_strict=target.is_strict)
            row, more = _province(target, judged)
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
            )
            places.append(judged.reset_index().assign(**about))
            findings += [about | one for one in (*found, *more)]
    return Scorecard(
        pd.DataFrame(rows, columns=_ROWS),
        pd.concat(places, ignore_index=True) if places else pd.DataFrame(columns=_PLACES),
        pd.DataFrame(findings, columns=[*_KEY, "code", "count"]),
    )


def judge(counted: pd.DataFrame, threshold: Fraction, *, is_strict: bool) -> pd.DataFrame:
    """A tally with what each of its places needs, lacks, and how it stands.

    Adds `needed`, `short`, `spare` (Int64, missing where there is nothing to count) and `standing`.
    """
    verdicts = [
        _verdict(row.done, row.total, row.unknown, threshold, is_strict)
        for row in counted.itertuples()
    ]
    frame = pd.DataFrame(verdicts, columns=_JUDGED, index=counted.index)
    frame[_JUDGED[:3]] = frame[_JUDGED[:3]].astype("Int64")
    return counted.join(frame)


def _verdict(done: int, total: int, unknown: int, threshold: Fraction, is_strict: bool) -> tuple:
    if total == 0:
        return (pd.NA, pd.NA, pd.NA, "unknown")
    least = needed(int(total), threshold, is_strict=is_strict)
    gap = int(done) - least
    standing = "met" if gap >= 0 else "not_met"
    if pd.isna(unknown) or gap < 0 <= gap + unknown:
        standing = "unknown"
    return (least, max(0, -gap), max(0, gap), standing)


def _basis(plan: Plan, target: Target, measure: Measure, records: Records, on: date) -> tuple:
    return tuple(
        (level, measures.basis(records, level, measure, on=on, closes=plan.closes(level)))
        for level in target.levels
    )


# One target -------------------------------------------------------------------------------------


def _counted(
    plan: Plan, target: Target, measure: Measure, records: Records, *, on: date
) -> tuple[pd.DataFrame, list[dict]]:
    """The tally of a target's units by place, and what is wrong with it."""
    parts, findings = [], []
    for level in target.levels:
        part = measures.tally(records, level, measure, on=on, closes=plan.closes(level))
        if part.empty:
            findings.append({"code": _why_nothing(plan, level, measure, records, on), "count": 1})
        parts.append(part)
    counted = _pooled(parts)
    if target.units:
        counted, missing = _named(counted, target.units, records)
        findings += [{"code": "no_such_unit", "count": missing}] if missing else []
    over = counted["done"].gt(counted["total"])
    if over.any():
        findings.append({"code": "more_than_whole", "count": int(over.sum())})
        counted.loc[over, "unknown"] = pd.NA
    return counted, findings


def _why_nothing(plan: Plan, level: str, measure: Measure, records: Records, on: date) -> str:
    """The code of what keeps the units of a level from being counted at all."""
    if level == "district" and records.communes["district_code"].isna().all():
        return "no_units"
    is_yearly = measure.indicator in measures.REGISTERED and on < plan.closes(level).of(on.year)
    return "not_over" if is_yearly else "no_data"


def _pooled(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The sum of tallies by place; a place that one of them lacks has units not known of."""
    if len(parts) == 1:
        return parts[0]
    places = sorted(set().union(*(part.index for part in parts)))
    total = measures.nothing().reindex(places)[["done", "total", "unknown"]].fillna(0)
    for part in parts:
        whole = part.reindex(places)
        total["done"] += whole["done"].fillna(0)
        total["total"] += whole["total"].fillna(0)
        total["unknown"] += whole["unknown"]
    return total.rename_axis("place")


def _named(
    counted: pd.DataFrame, names: Sequence[str], records: Records
) -> tuple[pd.DataFrame, int]:
    """The rows of the named units, and how many names are of none."""
    communes = records.communes
    codes = {
        fold(name): code
        for kind in ("district", "commune")
        for name, code in zip(
            communes["district_name" if kind == "district" else "commune_full_name"],
            communes[f"{kind}_code"],
            strict=True,
        )
        if isinstance(name, str)
    }
    wanted = [codes.get(fold(name)) for name in names]
    return counted[counted.index.isin(wanted)], wanted.count(None)


def _province(target: Target, judged: pd.DataFrame) -> tuple[dict, list[dict]]:
    """The counts of the province as a whole, and what keeps it from being judged."""
    findings = []
    if target.within == "province":
        sums = judged[[*measures.COLUMNS]].sum()
        is_open = judged["unknown"].isna().any()
        threshold, is_strict = target.threshold, target.is_strict
    else:
        inside = judged[judged["total"].gt(0) | judged["unknown"].isna()]
        sums = pd.Series(
            {
                "done": inside["standing"].eq("met").sum(),
                "total": len(inside),
                "unknown": inside["standing"].eq("unknown").sum(),
            }
        )
        is_open, threshold, is_strict = False, Fraction(1), False
    done, total, unknown = (int(sums[name]) for name in measures.COLUMNS)
    silent = int(judged["unknown"].isna().sum())
    if silent:
        findings.append({"code": "not_reported", "count": silent})
    if len(judged) and not (total or is_open):
        findings.append({"code": "zero_total", "count": len(judged)})
    found = _verdict(done, total, pd.NA if is_open else unknown, threshold, is_strict)
    row = dict(zip(_JUDGED, found, strict=True))
    share = done / total if total else float("nan")
    high = float("nan") if is_open or not total else (done + unknown) / total
    counts = {"done": done, "total": total, "unknown": pd.NA if is_open else unknown}
    if not len(judged):
        counts = dict.fromkeys(measures.COLUMNS, pd.NA)
    return counts | {"share": share, "high": high} | row, findings


# Who lags ---------------------------------------------------------------------------------------


def lagging(card: Scorecard, plan: Plan, communes: pd.DataFrame) -> pd.DataFrame:
    """Districts that would not meet a target of the province were they counted alone.

    Of the first reading of the targets that are not met, or cannot be said to be; in the plan's
    order, within a target the widest gap first. Columns `target`, `district_code`, `district_name`,
    `done`, `total`, `unknown`, `short` (of the district as a whole) and `places_count` (communes in
    it that are short). Where there are no districts: one row for all.
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
    short = is_short.groupby(places["district_code"]).sum().rename("places_count")
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
