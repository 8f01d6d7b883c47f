"""What a rate is of, in the reader's words; small counts and what they hide."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.sentences.table import Source
from mohinh.pages.style import number
from mohinh.tables import privacy
from mohinh.words.terms import (
    AIMED_AT,
    INCIDENTS,
    INDICATORS,
    Indicator,
    Label,
    Lang,
    Period,
    Region,
    say,
)
from mohinh.words.text import capital

_NOTHING = privacy.Told()
PER: Mapping[str, Label] = MappingProxyType(
    {
        "households": ("vụ trên 1.000 hộ một năm", "per 1,000 households and year"),
        "persons": ("vụ trên 10.000 dân một năm", "per 10,000 residents and year"),
    }
)
_SIZES: Mapping[str, Label] = MappingProxyType(
    {
        "households": ("số hộ × số năm có báo cáo", "households × years reported"),
        "persons": ("số dân × số năm có báo cáo", "residents × years reported"),
    }
)
_INDICATOR: Mapping[str, str] = MappingProxyType(
    {
        "households": "incident_rate_per_1000_households",
        "persons": "incident_rate_per_10000_persons",
    }
)
HEADINGS: Mapping[str, Label] = MappingProxyType(
    {
        "commune_code": ("Mã xã", "Code"),
        "commune_name": ("Đơn vị cấp xã", "Commune"),
        "kind": ("Loại vụ việc", "Kind of case"),
        "month": ("Tháng", "Month"),
        "incident_count": ("Số vụ", "Cases"),
        "exposure_years": ("Số hộ × năm", "Household-years"),
        "person_years": ("Số dân × năm", "Person-years"),
        "rate": ("Tỷ suất", "Rate"),
        "low": ("Cận dưới", "Lower end"),
        "high": ("Cận trên", "Upper end"),
        "smoothed": ("Tỷ suất đã làm trơn", "Smoothed rate"),
        "share": ("Báo cáo đã nhận", "Reports received"),
        "expected_rate": ("Mức dự kiến", "Expected"),
        "low_95": ("Giới hạn dưới 95 %", "Lower 95% limit"),
        "high_95": ("Giới hạn trên 95 %", "Upper 95% limit"),
        "standing": ("So với giới hạn", "Beside the limits"),
    }
)
STANDINGS: Mapping[str, Label] = MappingProxyType(
    {
        "above_998": ("trên giới hạn 99,8 %", "above the 99.8% limit"),
        "above_95": ("trên giới hạn 95 %", "above the 95% limit"),
        "as_expected": ("trong giới hạn", "within the limits"),
        "below_95": ("dưới giới hạn 95 %", "below the 95% limit"),
        "below_998": ("dưới giới hạn 99,8 %", "below the 99.8% limit"),
    }
)
SMALL: Label = ("số quá nhỏ, không công bố", "small count, not shown")
SMALL_NOTE: Label = (
    "Số vụ từ 1 đến 4 không công bố, cùng với những số có thể dùng để tính ra nó.",
    "Counts from 1 to 4 are not shown, nor are numbers from which they could be worked out.",
)
_ONLY_BY_YEAR: Label = (
    "Số vụ theo loại, theo huyện và theo xã chỉ công bố cho cả năm và khi tổng số không quá nhỏ: "
    "từ số của từng tháng, quý có thể tính ra những số quá nhỏ.",
    "Cases by kind, district and commune are shown for whole years only, where their sum is not "
    "too small: from those of months and quarters small counts could be worked out.",
)

_TOLD_BEFORE: Label = (
    "Kỳ này đã có báo cáo lập từ số liệu khác; những số mà báo cáo đó không công bố, hoặc có thể "
    "tính ra khi so hai báo cáo, cũng không công bố ở đây.",
    "This period has been reported before, from other data; numbers which that report did not "
    "show, or which follow from both, are not shown here either.",
)
_ELSEWHERE: Label = (
    "Số vụ theo loại, địa bàn, tháng và quý không công bố ở đây: số liệu của kỳ này đã được nhập "
    "theo đơn vị hành chính trước hoặc sau tháng 7/2025; so hai bản có thể tính ra những số quá "
    "nhỏ.",
    "Cases by kind, place, month and quarter are not shown here: this period was imported before "
    "in the administrative units of before or after July 2025; from both, small counts could be "
    "worked out.",
)


def kinds_said(outcomes: Sequence[str], lang: Lang) -> str:
    """The kinds of case that were added up, by name."""
    kinds = [name.removeprefix("incident_").removesuffix("_count") for name in outcomes]
    return "; ".join(say(INCIDENTS[kind], lang) for kind in kinds if kind in INCIDENTS)


def indicator(counted: Any) -> Indicator:
    """Label, unit and class breaks of the map of smoothed rates."""
    return INDICATORS[_INDICATOR[counted.per]]


def chart_words(counted: Any, *, lang: Lang) -> dict[str, str]:
    """What the charts say of themselves: the `measure` they show, in which unit."""
    unit = say(indicator(counted).unit, lang)
    return {"measure": capital(unit)}


def sizes_said(counted: Any, lang: Lang) -> str:
    """What the denominator is."""
    return say(_SIZES[counted.per], lang)


def headings(names: Sequence[str], counted: Any, lang: Lang) -> dict[str, str]:
    """Headings of a table's columns."""
    found = {name: say(HEADINGS[name], lang) for name in names if name in HEADINGS}
    if counted.per == "persons" and "exposure_years" in found:
        found["exposure_years"] = say(HEADINGS["person_years"], lang)
    return found


def times(
    since_start: Any, *, elsewhere: Sequence[str] = (), told: privacy.Told = _NOTHING
) -> privacy.WithheldTimes:
    """Which months, quarters and years are hidden; `since_start` counts all months there are.

    `elsewhere`: months that are shown by place in units of the other vintage. `told`: what reports
    that are out told (`tables.reports.CASES`).
    """
    standing = partial(told.standing, by="period", level="province", case_kind="aimed")
    counts = since_start.rates(by=["month"])["incident_count"]
    return privacy.withheld_times(counts, elsewhere=elsewhere, told=standing)


def by_time(by_month: pd.Series, withheld: privacy.WithheldTimes, period: Period) -> pd.DataFrame:
    """Cases of the province by month, by whole quarter and in the period: index the code of the
    time; columns `incident_count` (missing where no month counts), `is_hidden`. `by_month` are the
    cases of the period's months."""
    quarters = by_month.index.year.astype("str") + "-Q" + by_month.index.quarter.astype("str")
    parts = [by_month.set_axis(by_month.index.strftime("%Y-%m"))]
    parts += [by_month.groupby(quarters).sum(min_count=1)] if period.months > 1 else []
    parts += [pd.Series([by_month.sum(min_count=1)], index=[period.code])]
    counts = pd.concat(parts)
    counts = counts[~counts.index.duplicated()]
    hidden = pd.concat(
        [
            withheld.months.set_axis(withheld.months.index.strftime("%Y-%m")),
            withheld.quarters,
            withheld.years,
        ]
    )
    is_hidden = hidden.reindex(counts.index, fill_value=False)
    return pd.DataFrame({"incident_count": counts, "is_hidden": is_hidden})


def is_broken_down(withheld: privacy.WithheldTimes, period: Period) -> bool:
    """Whether cases are published by place and kind: for years alone, whose sum is not hidden.

    Months and quarters of a place, and their year, would give each other away from report to
    report; and so would a year's old communes and new.
    """
    is_hidden = withheld.holds(period) or withheld.is_elsewhere(period)
    return period.months == 12 and not is_hidden


def only_by_year(withheld: privacy.WithheldTimes, period: Period, *, lang: Lang) -> str:
    """That cases of this period are not broken down; empty where they are."""
    if is_broken_down(withheld, period):
        return ""
    return say(_ELSEWHERE if withheld.is_elsewhere(period) else _ONLY_BY_YEAR, lang)


def hidden(
    by_commune: pd.DataFrame,
    communes: pd.DataFrame,
    region: Region,
    *,
    is_broken_down: bool = True,
    told: privacy.Told = _NOTHING,
    period: Period | None = None,
) -> privacy.Withheld:
    """Which communes and regions lose their numbers, where both stand beside the province's.

    `by_commune` is `Counted.rates(by=["commune_code"])`. All are hidden where the period
    `is_broken_down` for nobody. `told`: what reports that are out told of the `period`.
    """
    of = communes.set_index("commune_code")[region].reindex(by_commune.index)
    same = {"case_kind": "aimed", "period": period.code if period else ""}
    counts, standing = by_commune["incident_count"], partial(told.standing, by="unit_code", **same)
    found = privacy.withheld_within(
        counts, of, standing=standing(counts, level="commune") if told else None,
        of_groups=partial(standing, level="region"),
    )  # fmt: skip
    if is_broken_down:
        return found
    return privacy.Withheld(found.rows | True, found.groups | True, True)


def hidden_kinds(
    by_kind: pd.DataFrame, *, told: privacy.Told = _NOTHING, period: Period | None = None
) -> pd.Series:
    """Which kinds of case lose their numbers; the province's cases are the sum of those in
    `AIMED_AT`. `by_kind` is `rates.rates_by_kind`, `told` as in `hidden`."""
    counts = by_kind["incident_count"]
    standing = told.standing(
        counts, by="case_kind", level="province", period=period.code if period else ""
    )
    is_aimed = by_kind.index.isin(AIMED_AT)
    found = privacy.withheld(counts.where(is_aimed), standing=standing)
    return found & is_aimed | counts.map(privacy.is_small) | standing["was_hidden"]


def as_known(
    by_commune: pd.DataFrame, communes: pd.DataFrame, region: Region, hidden: privacy.Withheld
) -> pd.DataFrame:
    """`by_commune` as a reader of the tables knows it: hidden counts share their known sum.

    What is estimated over all communes and shown (smoothed rates, limits, clusters) is estimated
    from these, so that no hidden count follows from it (`privacy.pooled`).
    """
    of = communes.set_index("commune_code")[region].reindex(by_commune.index)
    counts = privacy.pooled(
        by_commune["incident_count"], by_commune["exposure_years"], hidden=hidden, groups=of
    )
    return by_commune.assign(incident_count=counts, rate=by_commune["rate"].mask(hidden.rows))


def hidden_said(hidden: privacy.Withheld, *, lang: Lang) -> str:
    """How many communes and regions are hidden, and why; empty where none is."""
    rows, groups = int(hidden.rows.sum()), int(hidden.groups.sum())
    if not rows:
        return ""
    before = f" {say(_TOLD_BEFORE, lang)}" if hidden.for_told else ""
    if lang == "vi":
        more = f" và của {number(groups, lang)} huyện, thành phố" if groups else ""
        counts = f"Số vụ của {number(rows, lang)} đơn vị cấp xã{more} không công bố."
    else:
        more = f" and {number(groups, lang)} districts" if groups else ""
        counts = f"Cases of {number(rows, lang)} communes{more} are not shown."
    return f"{counts} {say(SMALL_NOTE, lang)}{before}"


def masked(table: pd.DataFrame, is_hidden: pd.Series, columns: Sequence[str]) -> pd.DataFrame:
    """The table with these columns missing in the rows that are hidden."""
    rows = is_hidden.reindex(table.index, fill_value=False).to_numpy(bool)
    return table.assign(**{name: table[name].mask(rows) for name in columns})


def sources(counted: Any, where: Mapping[str, str]) -> tuple[Source, ...]:
    """The imported rows that a rate stands on: areas, and their reports of the months that count.

    `where` chooses areas, such as `{"commune_code": "22915"}`.
    """
    size = "households_count" if counted.per == "households" else "population_persons"
    of_area = {f"areas.{name}": value for name, value in where.items()}
    months = counted.months.index[counted.months["is_complete"]]
    return (
        Source("areas", ("area_id", size), dict(where)),
        *(
            Source(
                "activity", ("area_id", *counted.outcomes), {**of_area, "month": f"{month:%Y-%m}"}
            )
            for month in months
        ),
    )


def interval_said(row: pd.Series, lang: Lang) -> str:
    """`6,7 (6,4 đến 7,0)`: a rate with its interval."""
    rate, low, high = (number(row[name], lang, 1) for name in ("rate", "low", "high"))
    return f"{rate} ({low} {'đến' if lang == 'vi' else 'to'} {high})"
