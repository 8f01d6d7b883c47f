"""Signs of formalism in words: each beside what chance gives, none an accusation."""

from typing import Any

import pandas as pd

from mohinh.pages.sentences.lifecycle.words import NOT_ACCUSED, NOT_IN_DATA, SIGNS
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent
from mohinh.words.terms import CLASSIFICATIONS, MODEL_GROUPS, Lang, say

_COLUMNS = ("label", "value", "chance", "low", "high", "count", "of", "why")
_IN_FORCE_THROUGHOUT = (
    "Chỉ kể điểm hoạt động suốt 12 tháng; điểm mới bắt đầu hoặc đã ngừng không có ở đây.",
    "Points in force throughout the 12 months only; those begun or ended since are not here.",
)
_FEW = ("quá ít số để xét", "too few numbers to tell")


def sign_rows(
    silent: pd.DataFrame, copied: Any, heaps: pd.DataFrame, acclaim: Any, *, lang: Lang
) -> pd.DataFrame:
    """All signs as rows of one chart: `label`, `value`, `chance`, `low`, `high`, `count`, `of`,
    `why` there is no value. `silent` has one row, of all points."""
    whole = silent.iloc[0] if len(silent) else {"zero_count": 0, "known_count": 0}
    rows = [
        _row("silent", whole.get("share"), whole.get("chance"), whole["zero_count"],
             whole["known_count"], lang),
        _row("copied", copied.share, copied.chance, copied.same_count, copied.pairs_count, lang),
    ]  # fmt: skip
    for name, row in heaps.iterrows():
        one = _row(
            str(name), row["share"], row["chance"], row["heaped_count"], row["values_count"], lang
        )
        why = say(_FEW, lang) if row["why"] else ""
        rows.append(one | {"low": row["low"], "high": row["high"], "why": why})
    top, others = acclaim.areas.loc["top"], acclaim.areas.loc["others"]
    one = _row(
        "acclaim", top["share"], others["share"], top["zero_count"], top["known_count"], lang
    )
    label = one["label"].format(_top(acclaim, lang))
    return pd.DataFrame([*rows, one | {"label": label}], columns=list(_COLUMNS))


def _top(acclaim: Any, lang: Lang) -> str:
    if acclaim.top is None:
        return say(("cao nhất", "of the top"), lang)
    return say(CLASSIFICATIONS[acclaim.top], lang)


def _row(name: str, share: Any, chance: Any, count: Any, of: Any, lang: Lang) -> dict[str, Any]:
    nan = float("nan")
    is_known = share is not None and not pd.isna(share)
    return {
        "label": say(SIGNS[name], lang),
        "value": float(share) if is_known else nan,
        # As exact as printed: it is worked out from sums of tips and of members.
        "chance": nan if chance is None or pd.isna(chance) else round(float(chance), 3),
        "low": nan,
        "high": nan,
        "count": count,
        "of": of,
        "why": "" if is_known else say(NOT_IN_DATA, lang),
    }


def sign_title(silent: pd.DataFrame, copied: Any, *, lang: Lang) -> str:
    """The claim of the chart of signs."""
    zero = number(silent.iloc[0]["zero_count"], lang) if len(silent) else "0"
    known = number(silent.iloc[0]["known_count"], lang) if len(silent) else "0"
    if copied.share is None:
        return say(
            (
                f"Điểm không ghi nhận hoạt động trong 12 tháng: {zero}/{known}",
                f"Points that recorded nothing in 12 months: {zero} of {known}",
            ),
            lang,
        )
    same, chance = percent(copied.share, lang), percent(copied.chance, lang)
    return say(
        (
            f"Điểm không ghi nhận hoạt động: {zero}/{known}; {same} báo cáo giống hệt tháng trước, "
            f"riêng ngẫu nhiên đã cho {chance}",
            f"Points that recorded nothing: {zero} of {known}; {same} of reports equal the month "
            f"before, chance alone gives {chance}",
        ),
        lang,
    )


def sign_words(*, lang: Lang) -> dict[str, str]:
    """What the marks of the chart mean."""
    return {
        "seen": say(("trong số liệu", "in the data"), lang),
        "expected": say(
            ("nếu chỉ do ngẫu nhiên (xếp loại: ở loại khác)", "by chance (classes: in the others)"),
            lang,
        ),
        "measure": say(("Tỷ lệ, %", "Share, %"), lang),
    }


def signs(copied: Any, acclaim: Any, heaps: pd.DataFrame, *, lang: Lang) -> str:
    """What the signs say, and what they do not."""
    parts = [_copied(copied, lang), *_heaped(heaps, lang), _acclaimed(acclaim, lang)]
    return " ".join([*filter(None, parts), say(NOT_ACCUSED, lang)])


def _copied(copied: Any, lang: Lang) -> str:
    if copied.share is None:
        return ""
    marked = number(copied.areas["is_sign"].sum(), lang)
    if lang == "vi":
        return (
            "Số khu dân cư có chuỗi báo cáo giống hệt nhau dài hơn mức ngẫu nhiên cho phép: "
            f"{marked}."
        )
    return f"Areas with runs of equal reports that are too long for chance: {marked}."


def _heaped(heaps: pd.DataFrame, lang: Lang) -> list[str]:
    above = heaps.index[heaps["low"].gt(heaps["chance"])]
    if not len(above):
        text = (
            "Không thấy số tròn (tận cùng 0 hoặc 5) nhiều hơn mức ngẫu nhiên một cách rõ ràng.",
            "Numbers ending in 0 or 5 are not clearly more frequent than by chance.",
        )
        return [say(text, lang)]
    named = "; ".join(say(SIGNS[name], lang).split(": ")[1] for name in above)
    text = (
        f"Số tận cùng 0 hoặc 5 nhiều hơn mức ngẫu nhiên ở: {named}; có thể là số ước lượng.",
        f"Numbers ending in 0 or 5 are more frequent than by chance in: {named}; they may be "
        "estimates.",
    )
    return [say(text, lang)]


def _acclaimed(acclaim: Any, lang: Lang) -> str:
    if acclaim.year is None:
        return say(
            ("Xếp loại khu dân cư không có trong số liệu.", "No classes of areas in the data."),
            lang,
        )
    top = acclaim.areas.loc["top"]
    zero, known = number(top["zero_count"], lang), number(top["known_count"], lang)
    name, year = _top(acclaim, lang), str(acclaim.year)
    if lang == "vi":
        return (
            f"Khu dân cư xếp loại {name} năm {year} có mô hình và đủ báo cáo: {known}; trong đó "
            f"không ghi nhận hoạt động: {zero}."
        )
    return (
        f"Areas classed {name} in {year} with a model and enough reports: {known}; of them "
        f"without recorded activity: {zero}."
    )


def sign_table(by_group: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Points without recorded activity, by group; `by_group` is `lifecycle.zero_shares`."""
    zero = by_group["zero_count"].astype("Int64").mask(by_group["known_count"].eq(0))
    frame = by_group.assign(
        group_name=[say(MODEL_GROUPS[group], lang) for group in by_group.index],
        zero_count=zero,
        chance=by_group["chance"].round(3),
    ).reset_index(drop=True)
    headings = {
        "group_name": say(("Nhóm mô hình", "Model group"), lang),
        "zero_count": say(("Không ghi nhận hoạt động", "No recorded activity"), lang),
        "known_count": say(("Điểm có đủ báo cáo", "Points with enough reports"), lang),
        "share": say(("Tỷ lệ", "Share"), lang),
        "chance": say(("Mức ngẫu nhiên", "By chance"), lang),
        "unknown_count": say(("Chưa rõ", "Not known"), lang),
    }
    formats = dict.fromkeys(headings, "count") | {"share": "share", "chance": "share"}
    del formats["group_name"]
    title = (
        "Điểm không ghi nhận hoạt động, 12 tháng",
        "Points without recorded activity, 12 months",
    )
    return ReportTable(
        say(title, lang), frame[list(headings)], headings, lang, formats,  # type: ignore[arg-type]
        note=f"{say(_IN_FORCE_THROUGHOUT, lang)} {say(NOT_ACCUSED, lang)}",
    )  # fmt: skip


def visit_table(listed: pd.DataFrame, names: pd.Series, *, lang: Lang) -> ReportTable:
    """Points to look at first: `point_id`, `type_id`, `area_id`, `commune_code` and which signs
    (`is_zero`, `is_copied`)."""
    rows = listed.to_dict("records")
    frame = pd.DataFrame(
        {
            "point_id": listed["point_id"].to_numpy(),
            "type_id": listed["type_id"].to_numpy(),
            "area_id": listed["area_id"].to_numpy(),
            "commune": listed["commune_code"].map(names).to_numpy(),
            "signs": ["; ".join(_of_point(row, lang)) for row in rows],
        }
    )
    headings = {
        "point_id": say(("Mã điểm", "Point"), lang),
        "type_id": say(("Mã loại", "Type"), lang),
        "area_id": say(("Mã địa bàn", "Area"), lang),
        "commune": say(("Đơn vị cấp xã", "Commune"), lang),
        "signs": say(("Dấu hiệu", "Sign"), lang),
    }
    title = say(("Điểm nên đến xem trước", "Points to look at first"), lang)
    return ReportTable(
        title, frame, headings, lang, most=15, note=say(NOT_ACCUSED, lang), is_of_bodies=True
    )


def _of_point(row: dict[str, Any], lang: Lang) -> list[str]:
    said = {
        "is_zero": ("không ghi nhận hoạt động trong 12 tháng", "no recorded activity in 12 months"),
        "is_copied": ("báo cáo lặp lại nhiều tháng liền", "equal reports for months on end"),
    }
    return [say(label, lang) for name, label in said.items() if row[name]]
