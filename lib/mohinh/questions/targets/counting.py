"""Counting: the units of one target by place, and how places and province stand.

With *d* units that have done it, *u* that may have, *n* in all, the share lies between d / n and
(d + u) / n. The target is `met` where d suffices, `not_met` where d + u does not, else it
`unknown`: cannot be said. *Short* is how many more are needed beyond d; *spare* how many could be
missing. Where a target must hold in each commune, *d* counts communes in which it holds.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pandas as pd

from mohinh.questions.targets import measures
from mohinh.questions.targets.measures import Records
from mohinh.questions.targets.thresholds import needed
from mohinh.tables.plans import Measure, Plan, Target
from mohinh.words.text import fold

JUDGED = ("needed", "short", "spare", "standing")


def count(
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


def of_province(target: Target, judged: pd.DataFrame) -> tuple[dict, list[dict]]:
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
    row = dict(zip(JUDGED, found, strict=True))
    share = done / total if total else float("nan")
    high = float("nan") if is_open or not total else (done + unknown) / total
    counts = {"done": done, "total": total, "unknown": pd.NA if is_open else unknown}
    if not len(judged):
        counts = dict.fromkeys(measures.COLUMNS, pd.NA)
    return counts | {"share": share, "high": high} | row, findings


def judge(counted: pd.DataFrame, threshold: Fraction, *, is_strict: bool) -> pd.DataFrame:
    """A tally with what each of its places needs, lacks, and how it stands.

    Adds `needed`, `short`, `spare` (Int64, missing where there is nothing to count) and `standing`.
    """
    verdicts = [
        _verdict(row.done, row.total, row.unknown, threshold, is_strict)
        for row in counted.itertuples()
    ]
    frame = pd.DataFrame(verdicts, columns=[*JUDGED], index=counted.index)
    numbers = [*JUDGED[:3]]
    frame[numbers] = frame[numbers].astype("Int64")
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
