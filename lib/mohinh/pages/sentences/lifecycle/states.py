"""States and histories in words."""

from collections.abc import Sequence

import pandas as pd

from mohinh.pages.sentences.lifecycle.words import EVENTS, HISTORIES, LACKING, STATES
from mohinh.pages.sentences.report import Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, date_text, number
from mohinh.words.terms import MODEL_GROUPS, Lang, say


def answer(whole: pd.DataFrame, silent: pd.DataFrame, reviews: pd.DataFrame, *, lang: Lang) -> str:
    """The answer first: how many models are kept up, as far as the data say.

    `whole` is `lifecycle.board`; `silent` and `reviews` have one row, of all points.
    """
    in_force = whole[whole["in_force_count"].gt(0)]
    types, points = number(len(in_force), lang), number(in_force["in_force_count"].sum(), lang)
    if in_force.empty:
        return say(
            ("Không có điểm mô hình nào được biết là đang hoạt động.", "No point is in force."),
            lang,
        )
    parts = [_overdue(reviews.iloc[0], lang)] if len(reviews) else []
    parts += [_silent(silent.iloc[0], lang)] if len(silent) else []
    if lang == "vi":
        head = f"{points} điểm thuộc {types} loại mô hình đang hoạt động hoặc thí điểm"
    else:
        head = f"{points} points of {types} types are active or on trial"
    return "; ".join([head, *parts]) + "."


def urgency(silent: pd.DataFrame, reviews: pd.DataFrame, histories: pd.DataFrame) -> Urgency:
    """`look` where points are overdue or silent, or a history cannot be; else `know`."""
    is_overdue = len(reviews) > 0 and reviews["overdue_24_count"].gt(0).any()
    is_silent = len(silent) > 0 and silent["zero_count"].gt(0).any()
    return "look" if is_overdue or is_silent or len(histories) else "know"


def _overdue(row: pd.Series, lang: Lang) -> str:
    over = number(row["overdue_24_count"], lang)
    if row["later_count"]:
        over = say((f"ít nhất {over}", f"at least {over}"), lang)
    if lang == "vi":
        return f"{over} điểm đã quá 24 tháng chưa được rà soát"
    return f"{over} of them have gone unreviewed for more than 24 months"


def _silent(row: pd.Series, lang: Lang) -> str:
    if not row["known_count"]:
        return say(
            (
                "hoạt động trong 12 tháng qua chưa rõ",
                "whether anything was done in the last 12 months is not known",
            ),
            lang,
        )
    zero, known = number(row["zero_count"], lang), number(row["known_count"], lang)
    if lang == "vi":
        return (
            f"{known} điểm ở khu dân cư có đủ báo cáo, trong đó số điểm không ghi nhận hoạt động "
            f"nào trong 12 tháng: {zero}"
        )
    return (
        f"{known} are in areas with enough reports; those of them that recorded nothing in 12 "
        f"months: {zero}"
    )


def lacking(codes: Sequence[str], *, lang: Lang) -> str:
    """What the data lack; said, never guessed."""
    listed = "; ".join(say(LACKING[code], lang) for code in codes)
    return say((f"Không có trong số liệu: {listed}.", f"Not in the data: {listed}."), lang)


def state_table(counts: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Points by group and state; `counts` is `lifecycle.state_counts` by `model_group`."""
    names = [say(MODEL_GROUPS[group], lang) for group in counts.index]
    states = [name for name in STATES if name != "none" or counts[name].any()]
    headings = {"group_name": say(("Nhóm mô hình", "Model group"), lang)}
    headings |= {name: say(STATES[name], lang) for name in states}
    headings["points_count"] = say(("tổng số điểm", "all points"), lang)
    frame = counts.assign(group_name=names).reset_index(drop=True)[list(headings)]
    formats = dict.fromkeys([*states, "points_count"], "count")
    title = say(("Điểm mô hình theo trạng thái", "Points by state"), lang)
    return ReportTable(title, frame, headings, lang, formats)  # type: ignore[arg-type]


def histories(found: pd.DataFrame, *, lang: Lang) -> str:
    """How many findings there are, by kind. `found` is `lifecycle.impossible`."""
    if found.empty:
        return say(
            (
                "Không thấy điều gì mâu thuẫn trong ngày tháng của các loại và điểm mô hình.",
                "The dates of types and points do not contradict each other.",
            ),
            lang,
        )
    counts = found["finding"].value_counts()
    listed = "; ".join(
        f"{say(HISTORIES[code], lang)}: {number(count, lang)}" for code, count in counts.items()
    )
    total = number(len(found), lang)
    return say(
        (
            f"Lịch sử các loại và điểm mô hình có {total} chỗ không thể đúng hoặc còn thiếu, cần "
            f"hỏi lại nơi báo cáo: {listed}.",
            f"{total} dates or steps in the histories cannot be right or are missing, and are to "
            f"be asked about: {listed}.",
        ),
        lang,
    )


def history_table(found: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The findings, one row each, with the dates that contradict each other."""
    frame = pd.DataFrame(
        {
            "finding": [say(HISTORIES[code], lang) for code in found["finding"]],
            "type_id": found["type_id"].to_numpy(),
            "point_id": found["point_id"].fillna("").to_numpy(),
            "event": [_event(row, "event", lang) for row in found.to_dict("records")],
            "against": [_event(row, "against", lang) for row in found.to_dict("records")],
        }
    )
    headings = {
        "finding": say(("Điều cần hỏi lại", "To be asked about"), lang),
        "type_id": say(("Mã loại", "Type"), lang),
        "point_id": say(("Mã điểm", "Point"), lang),
        "event": say(("Sự kiện", "Event"), lang),
        "against": say(("Trái với", "Against"), lang),
    }
    title = say(("Lịch sử cần hỏi lại", "Histories to be asked about"), lang)
    return ReportTable(title, frame, headings, lang, most=15)


def _event(row: dict[str, object], name: str, lang: Lang) -> str:
    if not row[name]:
        return DASH
    day = row[f"{name}_on"]
    said = say(EVENTS[str(row[name])], lang)
    if name == "event" and row["event"] == "recognised" and not pd.isna(day):
        return f"{said} {day.year}"  # type: ignore[attr-defined]
    missing = say(("không có ngày", "no date"), lang)
    return f"{said} {missing if pd.isna(day) else date_text(day, lang)}"  # type: ignore[arg-type]
