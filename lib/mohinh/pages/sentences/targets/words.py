"""Words and numbers that all sentences about targets share."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.style import DASH, number, percent
from mohinh.tables import privacy
from mohinh.tables.plans import Plan, Target
from mohinh.words.terms import TARGET_LEVELS, Label, Lang, say

_OF: Mapping[str, Label] = MappingProxyType(
    {"eligible": ("tất cả", "all"), "registered": ("số đăng ký", "the registered")}
)
_INDICATORS: Mapping[str, Label] = MappingProxyType(
    {
        "outreach_once": ("ít nhất 1 buổi", "at least 1 session"),
        "outreach_twice": ("ít nhất 2 buổi", "at least 2 sessions"),
        "new_type": ("loại mới", "new type"),
        "new_point": ("điểm mới", "new point"),
    }
)
_EACH: Mapping[str, Label] = MappingProxyType(
    {
        "commune": (" trong từng xã", " in each commune"),
        "district": (" trong từng huyện", " in each district"),
    }
)
_COUNTED: Mapping[str, Label] = MappingProxyType(
    {"commune": (" xã", " communes"), "district": (" huyện", " districts")}
)
_HEADINGS: Mapping[str, Label] = MappingProxyType(
    {
        "target": ("Mã", "Id"),
        "name": ("Chỉ tiêu", "Target"),
        "reading": ("Cách hiểu", "Reading"),
        "threshold_text": ("Mức", "Threshold"),
        "done": ("Số đạt", "Done"),
        "total": ("Tổng số", "Total"),
        "unknown": ("Chưa rõ", "Not known"),
        "share": ("Tỷ lệ", "Share"),
        "needed": ("Cần", "Needed"),
        "slack": ("So với mức cần", "Against what is needed"),
        "standing": ("Kết luận", "Standing"),
        "deadline": ("Hạn", "Deadline"),
        "due_done": ("Số đạt khi đến hạn", "Done at its deadline"),
        "due_total": ("Tổng số khi đến hạn", "Total at its deadline"),
        "at_deadline": ("Khi đến hạn", "At its deadline"),
        "outcome": ("Kết luận", "Standing"),
        "source": ("Nguồn", "Source"),
        "district_name": ("Huyện, thành phố", "District"),
        "short": ("Còn thiếu", "Short by"),
        "places_count": ("Số xã còn thiếu", "Communes short"),
        "what": ("Vấn đề", "What"),
        "expected": ("Dự kiến cuối năm", "Expected at year's end"),
        "range": ("Khoảng 90 %", "90% interval"),
        "chance_said": ("Khả năng đạt", "Chance to meet it"),
        "end": ("Thực tế quý IV", "Quarter 4 as it came"),
        "commune_name": ("Đơn vị cấp xã", "Commune"),
        "open": ("Tiêu chí chưa đạt", "Open criteria"),
        "met_count": ("Đã đạt", "Met"),
        "open_count": ("Chưa đạt", "Open"),
        "pending_count": ("Chờ xếp loại", "To be rated"),
        "unknown_count": ("Chưa báo cáo", "Not reported"),
        "weakness": ("Khuyết điểm", "Weakness"),
        "remedy": ("Giải pháp", "Remedy"),
        "who": ("Cơ quan", "Body"),
        "owed": ("Phải báo cáo", "Reports owed"),
        "on_time": ("Đúng hạn", "On time"),
        "late": ("Muộn", "Late"),
        "overdue": ("Quá hạn", "Overdue"),
        "bodies_done": ("Tự đánh giá đã xong", "Say it is mended"),
        "state": ("Tình trạng", "State"),
    }
)


_NAMED_COMMON: Label = ("Tiêu chuẩn chung", "Common standard")


def headings(names: Sequence[str], lang: Lang, *, plan: Plan | None = None) -> dict[str, str]:
    """What the reader sees above each column; the standards of all are no targets of a plan."""
    found = {name: say(_HEADINGS[name], lang) for name in names}
    if plan is not None and plan.is_national and "name" in found:
        found["name"] = say(_NAMED_COMMON, lang)
    return found


def slack_text(row: Mapping[str, Any], lang: Lang) -> str:
    """`còn thiếu 3`, `dư 2`, `vừa đủ`; what is missing where nothing can be said."""
    if pd.isna(row["needed"]):
        return DASH
    short, spare = int(row["short"]), int(row["spare"])
    if short:
        text = f"còn thiếu {number(short, lang)}" if lang == "vi" else f"{number(short, lang)} more"
    elif spare:
        text = f"dư {number(spare, lang)}" if lang == "vi" else f"{number(spare, lang)} to spare"
    else:
        text = say(("vừa đủ", "just enough"), lang)
    if pd.isna(row["unknown"]):
        return text + say((", có nơi chưa báo cáo", ", some not reported"), lang)
    if row["unknown"]:
        unknown = number(int(row["unknown"]), lang)
        return text + say((f", chưa rõ {unknown}", f", {unknown} not known"), lang)
    return text


STANDINGS: Mapping[str, Label] = MappingProxyType(
    {
        "met": ("đạt", "met"),
        "not_met": ("chưa đạt", "not met"),
        "unknown": ("chưa nói được", "cannot be said"),
    }
)


def _at_deadline(row: Mapping[str, Any], lang: Lang) -> str:
    """`123 (59,7 %), thiếu 22`; `150 (72,8 %), đạt`; `chưa đạt` where it was not counted then."""
    standing = say(STANDINGS[row["due_standing"]], lang)
    if pd.isna(row["due_total"]) or not row["due_total"]:
        return standing
    text = f"{number(row['due_done'], lang)} ({percent(row['due_share'], lang)}), "
    if row["due_standing"] != "not_met":
        return text + standing
    short = number(int(row["due_short"]), lang)
    return text + say((f"thiếu {short}", f"{short} short"), lang)


def name_of(target: Target, lang: Lang) -> str:
    """A target in words: what is done, by which units."""
    return f"{say(target.label, lang)} ({levels_of(target, lang)})"


def levels_of(target: Target, lang: Lang) -> str:
    """The units of a target in words; the named ones where it names some."""
    if target.units:
        return ", ".join(target.units)
    return ", ".join(say(TARGET_LEVELS[level], lang) for level in target.levels)


def threshold_of(target: Target, lang: Lang) -> str:
    """`> 80 %`, `≥ 70 % trong từng xã`."""
    share = target.threshold * 100
    digits = 0 if share.denominator == 1 else 1
    sign = ">" if target.is_strict else "≥"
    more = say(_EACH.get(target.within, ("", "")), lang)
    return f"{sign}\u00a0{percent(float(target.threshold), lang, digits)}{more}"


def _reading(row: Any, lang: Lang) -> str:
    """What tells the readings of one target apart; empty where there is one only."""
    if row.readings == 1:
        return ""
    if row.indicator in _INDICATORS:
        return say(_INDICATORS[row.indicator], lang)
    return say(("trên ", "of "), lang) + say(_OF[row.of], lang)


def printed(rows: pd.DataFrame, plan: Plan, lang: Lang) -> pd.DataFrame:
    """The rows with the words of the reader, as they are `told`."""
    rows = told(rows)
    named = {target.id: target for target in plan.targets}
    frame = rows.copy()
    frame["name"] = [name_of(named[name], lang) for name in rows["target"]]
    frame["reading"] = [_reading(row, lang) for row in rows.itertuples()]
    of_places = [named[name].within != "province" for name in rows["target"]]
    frame["threshold"] = [
        1.0 if is_of_places else float(named[name].threshold)
        for name, is_of_places in zip(rows["target"], of_places, strict=True)
    ]
    frame["threshold_text"] = [threshold_of(named[name], lang) for name in rows["target"]]
    frame["slack"] = [slack_text(row._asdict(), lang) for row in rows.itertuples()]
    frame["counts"] = [
        DASH
        if pd.isna(row.total)
        else f"{number(row.done, lang)} / {number(row.total, lang)}"
        + say(_COUNTED.get(named[row.target].within, ("", "")), lang)
        for row in rows.itertuples()
    ]
    frame["at_deadline"] = [
        "" if pd.isna(row["due_standing"]) else _at_deadline(row, lang)
        for row in rows.to_dict("records")
    ]
    hidden = are_people(rows) & rows["done"].isna()
    frame.loc[hidden, ["counts", "slack", "at_deadline"]] = DASH
    frame["source"] = [say(named[name].source, lang) for name in rows["target"]]
    return frame


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are published: where people are counted, to the nearest five, and their shares
    those of the rounded counts, since two quarters in succession tell who was reached between them.
    All numbers are blank where few have done it or few are left, now or at the deadline."""
    is_people = are_people(rows)
    if not is_people.any():
        return rows
    was = rows.drop(columns=["done", "total", "short", "spare"], errors="ignore").rename(
        columns={"due_done": "done", "due_total": "total", "due_short": "short"}
    )
    hidden = is_small_count(rows)
    hidden |= is_small_count(was) if "done" in was else False
    found = rounded_people(rows, is_people, _COUNTS)
    for begin in ("", "due_"):
        if f"{begin}share" in rows:
            share = found[f"{begin}done"] / found[f"{begin}total"]
            found[f"{begin}share"] = found[f"{begin}share"].astype("Float64").mask(is_people, share)
    names = [name for name in (*_COUNTS, "share", "due_share") if name in rows]
    found[names] = found[names].mask(hidden)
    return found


def rounded_people(frame: pd.DataFrame, is_people: pd.Series, names: Sequence[str]) -> pd.DataFrame:
    """The frame with these counts rounded in the rows that count people."""
    found = {}
    for name in [name for name in names if name in frame]:
        exact = frame[name].astype("Float64")
        found[name] = exact.mask(is_people, privacy.rounded(exact)).astype("Int64")
    return frame.assign(**found)


def people_said(rows: pd.DataFrame, lang: Lang) -> str:
    """What is done to counts of people; empty where none is there."""
    return say(_PEOPLE, lang) if are_people(rows).any() else ""


def are_people(rows: pd.DataFrame) -> pd.Series:
    """Rows that count people and not units."""
    return rows["levels"].map(lambda levels: "staff" in levels).astype("bool")


def is_small_count(rows: pd.DataFrame) -> pd.Series:
    """Rows that count people, where few have done it or few are left, lacking or to spare."""
    counts = {"done": rows["done"], "left": rows["total"] - rows["done"]}
    counts |= {name: rows[name] for name in ("short", "spare") if name in rows}
    few = pd.DataFrame(counts).map(privacy.is_small).any(axis=1)
    return are_people(rows) & few.astype("bool")


_PEOPLE: Label = (
    "Số người làm tròn đến 5; số quá nhỏ, và số có thể dùng để tính ra nó, không công bố.",
    "Numbers of people are rounded to five; small ones, and those from which they could be worked "
    "out, are not shown.",
)
_COUNTS = (
    *("done", "total", "unknown", "needed", "short", "spare"),
    *("due_done", "due_total", "due_unknown", "due_short"),
)
