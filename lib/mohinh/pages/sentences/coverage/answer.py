"""The answer first: how much is covered, how much is not known, and what the files do not say."""

from datetime import date

import pandas as pd

from mohinh.pages.style import date_text, number, percent
from mohinh.words.terms import Lang, say


def answer(areas: pd.DataFrame, *, province: str, on: date, lang: Lang) -> str:
    """The answer first: share of residential areas covered, and how high it could be.

    `areas` is `coverage(…, of="areas")`, one row.
    """
    row = areas.iloc[0]
    counts = [number(row[name], lang) for name in ("covered_count", "total_count")]
    share, day = percent(row["share"], lang), date_text(on, lang)
    doubt = _doubt(row, lang)
    if lang == "vi":
        text = (
            f"Đến ngày {day}, {counts[0]} trên {counts[1]} khu dân cư của {province} ({share}) có "
            "ít nhất một mô hình đang hoạt động"
        )
        most = f", nếu tính cả thì tỷ lệ là {percent(row['high'], lang)}"
    else:
        text = (
            f"On {day}, {counts[0]} of {counts[1]} residential areas of {province} ({share}) had "
            "at least one active model"
        )
        most = f", and with them the share would be {percent(row['high'], lang)}"
    return f"{text}; {doubt}{most}." if doubt else f"{text}."


def _doubt(row: pd.Series, lang: Lang) -> str:
    """How many areas are not known to have or not to have a model, and why; empty without any."""
    unknown, silent = (number(row[name], lang) for name in ("unknown_count", "silent_count"))
    said = []
    if row["unknown_count"]:
        said.append(
            f"{unknown} khu dân cư chưa rõ tình trạng"
            if lang == "vi"
            else f"the state of {unknown} {_areas(row['unknown_count'])} is not known"
        )
    if row["silent_count"]:
        said.append(
            f"{silent} khu dân cư không có điểm nào và không gửi báo cáo nào trong một năm"
            if lang == "vi"
            else f"{silent} {_areas(row['silent_count'])} with no point sent no report for a year"
        )
    return say((" và ", " and "), lang).join(said)


def _areas(count: int) -> str:
    return "area" if count == 1 else "areas"


def reach(households: pd.DataFrame, communes: pd.DataFrame, *, lang: Lang) -> str:
    """How many households and communes that is; each one row of `coverage`."""
    home, commune = households.iloc[0], communes.iloc[0]
    covered, share = number(home["covered_count"], lang), percent(home["share"], lang)
    left_out = number(home["unreported_areas_count"], lang)
    open_ended = commune["unknown_count"] + commune["silent_count"]
    some = between(commune["covered_count"], open_ended, lang)
    total = number(commune["total_count"], lang)
    if lang == "vi":
        text = f"Các khu dân cư đó có {covered} hộ, bằng {share} số hộ đã báo cáo"
        if home["unreported_areas_count"]:
            text += f" ({left_out} khu dân cư chưa báo số hộ, không tính)"
        return f"{text}. {some} trên {total} đơn vị cấp xã có ít nhất một khu dân cư có mô hình."
    text = f"They hold {covered} households, {share} of those reported"
    if home["unreported_areas_count"]:
        text += f" ({left_out} areas did not report their households and are left out)"
    return f"{text}. {some} of {total} communes have at least one area with a model."


def between(certain: int, unknown: int, lang: Lang) -> str:
    """`116`, or `116 đến 119` where some are not known."""
    if not unknown:
        return number(certain, lang)
    joint = "đến" if lang == "vi" else "to"
    return f"{number(certain, lang)} {joint} {number(certain + unknown, lang)}"


def absent(communes: pd.DataFrame, *, lang: Lang, most: int = 12) -> str:
    """Communes that the files say nothing about, the first `most` by name; empty without any."""
    if communes.empty:
        return ""
    count, listed = number(len(communes), lang), ", ".join(communes["commune_name"][:most])
    more = number(len(communes) - most, lang) if len(communes) > most else ""
    if lang == "vi":
        rest = f" và {more} đơn vị khác" if more else ""
        return (
            f"Tệp không có khu dân cư nào của {count} đơn vị cấp xã, không tính ở trên: {listed}"
            f"{rest}."
        )
    rest = f" and {more} others" if more else ""
    return (
        f"The workbook lists no area of {count} communes, which are left out above: {listed}{rest}."
    )
