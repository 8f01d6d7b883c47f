"""Who is without: areas and communes, and how stable their place on the list is."""

import pandas as pd

from mohinh.pages.sentences.coverage.results import GapList
from mohinh.pages.style import number
from mohinh.words.terms import Lang


def gaps(open_areas: pd.DataFrame, names: pd.Series, *, lang: Lang) -> str:
    """How many areas have no active model, and the largest of them.

    `names` is the commune's name by code.
    """
    total = number(len(open_areas), lang)
    homes = open_areas["households_count"]
    blank = number(homes.isna().sum(), lang) if homes.isna().any() else ""
    if open_areas.empty or homes.isna().all():
        if lang == "vi":
            return f"{total} khu dân cư không có mô hình đang hoạt động."
        return f"{total} residential areas have no active model."
    first = open_areas.iloc[0]
    place = f"{first['area_name']}, {names[first['commune_code']]}"
    most, all_homes = number(first["households_count"], lang), number(homes.sum(), lang)
    if lang == "vi":
        return (
            f"{total} khu dân cư với {all_homes} hộ không có mô hình đang hoạt động hoặc chưa rõ"
            f"{f' ({blank} khu dân cư chưa báo số hộ)' if blank else ''}; đông hộ nhất là {place} "
            f"({most} hộ)."
        )
    return (
        f"{total} areas with {all_homes} households have no active model, or their state is not "
        f"known{f' ({blank} did not report households)' if blank else ''}; the one with most "
        f"households is {place} ({most})."
    )


def gap_list(found: GapList, names: pd.Series, *, lang: Lang) -> str:
    """The commune with most households without, and how many of the first keep their place.

    `names` is the commune's name by code.
    """
    if found.communes.empty:
        return (
            "Không xã nào còn khu dân cư chưa có mô hình."
            if lang == "vi"
            else "No commune has an area without a model."
        )
    row = found.communes.iloc[0]
    name, homes = names[row["commune_code"]], number(row["households_without"], lang)
    first = number(min(found.first, len(found.communes)), lang)
    steady, total = number(found.steady_count, lang), number(len(found.communes), lang)
    if lang == "vi":
        return (
            f"{total} đơn vị cấp xã còn khu dân cư chưa có mô hình đang hoạt động; nhiều hộ nhất "
            f"là {name} ({homes} hộ). Trong {first} nơi đứng đầu, {steady} nơi vẫn ở nhóm đầu "
            "trong ít nhất bốn phần năm số lần lấy mẫu lại; những nơi khác có thể đổi chỗ."
        )
    return (
        f"{total} communes have areas without an active model; {name} has most households "
        f"without ({homes}). Of the first {first}, {steady} stay among the first in at least four "
        "draws of five; the others could change places."
    )
