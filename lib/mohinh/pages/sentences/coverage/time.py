"""When: how coverage grew, for how long it has been in force, and how dense it is."""

import pandas as pd

from mohinh.pages.style import number, percent
from mohinh.tables.privacy import Withheld, withheld_within
from mohinh.words.terms import INDICATORS, Lang, Region


def series_title(by_year: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the series: first and last share, and the years."""
    first, last = by_year.iloc[0], by_year.iloc[-1]
    years = by_year.index[0].year, by_year.index[-1].year
    shares = percent(first["share"], lang), percent(last["share"], lang)
    if lang == "vi":
        return (
            f"Khu dân cư có mô hình: {shares[0]} cuối năm {years[0]}, {shares[1]} cuối năm "
            f"{years[1]}"
        )
    return (
        f"Areas with a model: {shares[0]} at the end of {years[0]}, {shares[1]} at the end of "
        f"{years[1]}"
    )


def panels_title(shares: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the maps of several years: communes that are nearly all covered, at first and
    at last. One column of shares per year."""
    edge = INDICATORS["area_coverage_share"].breaks[-1]
    first, last = (number(shares[year].ge(edge).sum(), lang) for year in shares.columns[[0, -1]])
    years, share = shares.columns[[0, -1]], percent(edge, lang, 0)
    if lang == "vi":
        return (
            f"Số xã có mô hình ở từ {share} khu dân cư: {first} cuối năm {years[0]}, {last} cuối "
            f"năm {years[1]}"
        )
    return (
        f"Communes with a model in {share} of areas or more: {first} at the end of {years[0]}, "
        f"{last} at the end of {years[1]}"
    )


def growth(by_year: pd.DataFrame, *, lang: Lang) -> str:
    """The year in which the share rose most, and whether it ever fell.

    `by_year` is `coverage_series` at the ends of years.
    """
    changes = by_year["change"].dropna()
    if changes.empty:
        return ""
    most, fallen = changes.idxmax(), [day.year for day in changes.index[changes.lt(0)]]
    points, year = number(100 * changes.max(), lang, 1), most.year
    years = ", ".join(map(str, fallen))
    if lang == "vi":
        text = f"Tăng nhiều nhất trong năm {year}: {points} điểm phần trăm"
        return text + (f"; giảm trong năm {years}." if fallen else "; không năm nào giảm.")
    text = f"The largest rise was in {year}: {points} percentage points"
    return text + (f"; the share fell in {years}." if fallen else "; it fell in no year.")


def strength(density: pd.DataFrame, months: pd.DataFrame, *, lang: Lang) -> str:
    """Points and core members per 1,000 households, and for how long areas have been covered.

    One row each of `questions.coverage.density` and `months_in_force`.
    """
    dense, long = density.iloc[0], months.iloc[0]
    points = number(dense["points_per_1000_households"], lang, 1)
    members = number(dense["members_per_1000_households"], lang, 1)
    blank = dense["points_without_members_count"]
    middle, low, high = (
        number(long[name], lang) for name in ("median", "low_quartile", "high_quartile")
    )
    if lang == "vi":
        text = f"Cứ 1.000 hộ có {points} điểm đang hoạt động và {members} thành viên nòng cốt"
        text += f" ({number(blank, lang)} điểm chưa báo số thành viên)" if blank else ""
        return (
            f"{text}. Một nửa số khu dân cư có mô hình đã có từ {middle} tháng trở lên; bỏ phần tư "
            f"ngắn nhất và phần tư dài nhất, các nơi còn lại từ {low} đến {high} tháng."
        )
    text = f"There are {points} active points and {members} core members per 1,000 households"
    text += f" ({number(blank, lang)} points did not report members)" if blank else ""
    return (
        f"{text}. Half of the covered areas have been so for {middle} months or longer, the middle "
        f"half for {low} to {high} months."
    )


def members_title(by_commune: pd.DataFrame, hidden: Withheld, *, lang: Lang) -> str:
    """The claim above the map of core members: in how many of the communes shown there are few."""
    rates = by_commune.loc[~hidden.rows, "members_per_1000_households"].dropna()
    few = INDICATORS["members_per_1000_households"].breaks[1]
    below, total = number(rates.lt(few).sum(), lang), number(len(rates), lang)
    edge = number(few, lang)
    if lang == "vi":
        return (
            f"Ở {below} trên {total} đơn vị cấp xã, dưới {edge} thành viên nòng cốt trên 1.000 hộ"
        )
    return f"In {below} of {total} communes, fewer than {edge} core members per 1,000 households"


def members_alt(by_commune: pd.DataFrame, hidden: Withheld, *, lang: Lang) -> str:
    """What the map of core members shows, for readers who cannot see it: the middle of the communes
    shown."""
    rates = by_commune.loc[~hidden.rows, "members_per_1000_households"].dropna()
    middle, count = number(rates.median(), lang, 1), number(hidden.rows.sum(), lang)
    if lang == "vi":
        text = (
            "Bản đồ thành viên nòng cốt trên 1.000 hộ theo đơn vị cấp xã; một nửa số xã được nêu "
            f"có từ {middle} trở lên"
        )
        return text + (f"; {count} xã không công bố vì số quá nhỏ." if hidden.rows.any() else ".")
    text = (
        "Map of core members per 1,000 households by commune; half of the communes shown have "
        f"{middle} or more"
    )
    return text + (f"; {count} communes not shown, counts too small." if hidden.rows.any() else ".")


def hidden_members(by_commune: pd.DataFrame, communes: pd.DataFrame, region: Region) -> Withheld:
    """Communes and districts whose core members are hidden: the classes of a map and the districts'
    sums must not give a small count away."""
    of = communes.set_index("commune_code")[region].reindex(by_commune.index)
    return withheld_within(by_commune["members_count"].astype("Float64"), of)
