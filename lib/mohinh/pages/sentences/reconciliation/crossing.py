"""Published figures beside each other in words: in a document, between years, part and whole."""

from collections.abc import Mapping, Sequence

import pandas as pd

from mohinh.pages.sentences.reconciliation.figures import period_text, published_text
from mohinh.pages.sentences.reconciliation.words import Row, labels
from mohinh.pages.sentences.report import Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number
from mohinh.tables.published import COUNTRY
from mohinh.words.terms import Label, Lang, say

CROSS_SCOPES = labels(
    document=("trong một tài liệu", "within a document"),
    years=("giữa các thời kỳ", "between periods"),
    places=("địa phương và tỉnh", "a place and its province"),
    nation=("tỉnh và cả nước", "province and nation"),
)
CROSS_OUTCOMES = labels(
    holds=("không mâu thuẫn", "consistent"),
    change=("thay đổi", "change"),
    broken=("mâu thuẫn", "contradiction"),
    doubtful=("cần xem lại", "to be reviewed"),
    not_comparable=("không so sánh được", "not comparable"),
)
CROSS_REASONS = labels(
    adds_up=("các phần cộng lại bằng tổng", "the parts add up to the total"),
    parts_missing=(
        "các phần nêu tên cộng lại{sum} ít hơn tổng: là ví dụ, không phải tất cả các phần",
        "the parts that are named{sum} fall short of the total: examples, no full breakdown",
    ),
    parts_exceed=(
        "các phần cộng lại{sum} nhiều hơn tổng: có phần tính trùng hoặc khác đơn vị đếm",
        "the parts{sum} exceed the total: something is counted twice, or in another unit",
    ),
    part_holds=("phần không lớn hơn tổng", "the part is not larger than the whole"),
    part_exceeds=("phần lớn hơn tổng", "the part is larger than the whole"),
    range_holds=("cận dưới không lớn hơn cận trên", "the lower end is not above the upper"),
    range_broken=("cận dưới lớn hơn cận trên", "the lower end is above the upper"),
    same_definition=("cùng cách đếm: {change}", "the same count: {change}"),
    definition_changed=(
        "phạm vi hoặc đơn vị đếm đã đổi, không kết luận tăng hay giảm",
        "what is counted, or where, has changed: no rise or fall",
    ),
    part_year=(
        "một số chưa tròn năm, không kết luận tăng hay giảm",
        "one covers part of a year: no rise or fall",
    ),
    may_overlap=(
        "cùng một mô hình có thể được tính ở cả hai thời kỳ, không cộng",
        "the same model may stand in both, so they are never added",
    ),
    judgement=(
        "có số là nhận định “hiệu quả” của nơi báo cáo, không kết luận tăng hay giảm",
        "one is the reporting body's judgement “effective”: no rise or fall",
    ),
    qualified=(
        "có số chỉ nêu ước chừng (“gần”, “trên”, “hơn”), không tính chênh lệch",
        "one is only roughly given (“nearly”, “over”): no difference is computed",
    ),
    undated=("có số không rõ thời điểm", "one of them has no date"),
    jump=(
        "chênh nhau từ hai lần trở lên: có thể khác đơn vị đếm hoặc đã sắp xếp lại, cần hỏi nơi "
        "công bố trước khi đọc là tăng hay giảm",
        "one is twice the other or more: another unit of counting or a reorganisation; ask before "
        "reading it as a rise or fall",
    ),
    exceeds_whole=(
        "số của một nơi lớn hơn số của cả vùng chứa nơi đó: không cùng đơn vị đếm, có thể một bên "
        "đếm loại, một bên đếm điểm",
        "a place has more than what holds it: not the same unit, perhaps points beside types",
    ),
    large_part=(
        "một nơi có từ một nửa số của cả tỉnh: có thể nơi này gọi mỗi tổ là một mô hình",
        "one place has half of the province's number or more: each team may be called a model",
    ),
    not_additive=(
        "một mô hình có thể áp dụng ở nhiều nơi: không cộng các nơi, không tính tỷ trọng",
        "a model can be applied in many places: places do not add up, and no share is taken",
    ),
    announced=("số của cả nước là số dự kiến", "the national number was announced beforehand"),
    other_date=(
        "hai số không cùng thời điểm, không tính tỷ trọng",
        "they are of different dates: no share is taken",
    ),
)
KINDS = labels(
    result=("kết quả", "a result"),
    target=("chỉ tiêu", "a target"),
    context=("mô tả địa phương", "a description"),
    judgement=("nhận định", "a judgement"),
    expected=("số dự kiến", "announced"),
)
_HEADINGS: tuple[Label, ...] = (
    ("Đối chiếu", "Compared"),
    ("Số thứ nhất", "First"),
    ("Số thứ hai", "Second"),
    ("Kết quả", "Outcome"),
    ("Lý do", "Reason"),
)


def cross_reason(row: Row, lang: Lang) -> str:
    """Why a row of `cross_check` has its outcome; small letters, no full stop."""
    return say(CROSS_REASONS[row["reason"]], lang).format(
        sum=_sum(row["value"], lang), change=_change(row["value"], lang)
    )


def _sum(value: float, lang: Lang) -> str:
    if pd.isna(value):
        return ""
    total = number(float(value), lang)
    return f" được {total}," if lang == "vi" else f", {total} in all,"


def _change(value: float, lang: Lang) -> str:
    if pd.isna(value) or not value:
        return say(("không đổi", "no change"), lang)
    word: Label = ("tăng", "up by") if value > 0 else ("giảm", "down by")
    return f"{say(word, lang)} {number(abs(float(value)), lang)}"


def cross_headline(tally: Mapping[str, int], lang: Lang) -> str:
    """The outcomes of `cross_tally` in one sentence; empty where nothing was compared."""
    parts = [
        f"{say(CROSS_OUTCOMES[outcome], lang)} {number(count, lang)}"
        for outcome, count in tally.items()
        if count
    ]
    if not parts:
        return ""
    start = (
        "Các số đã công bố đặt cạnh nhau" if lang == "vi" else "Published figures beside each other"
    )
    return f"{start}: {', '.join(parts)}."


def urgency(tally: Mapping[str, int], crossed: Mapping[str, int]) -> Urgency:
    """`act` where one definition gives two numbers, `look` where a unit is in doubt; else `know`.

    `tally` is `reconciliation.tally`, `crossed` is `reconciliation.cross_tally`.
    """
    if tally.get("differ") or crossed.get("broken"):
        return "act"
    return "look" if crossed.get("doubtful") else "know"


def cross_table(
    crossed: pd.DataFrame, figures: pd.DataFrame, *, elsewhere: bool = False, lang: Lang
) -> ReportTable:
    """The rows of `cross_check` as the report prints them.

    `figures` holds every figure that is named, the nation's too. With `elsewhere` they are of
    other provinces: a column says which, and the table is folded.
    """
    known = {figure["figure_id"]: figure for figure in figures.to_dict("records")}
    rows = [_cells(row, known, lang) for row in crossed.to_dict("records")]
    frame = pd.DataFrame(rows, columns=[say(heading, lang) for heading in _HEADINGS], dtype="str")
    title: Label = ("Các số đã công bố đặt cạnh nhau", "Published figures beside each other")
    if not elsewhere:
        return ReportTable.of_text(say(title, lang), frame, lang=lang)
    provinces = [_place(known[ids.split()[0]]["province"], lang) for ids in crossed["one_ids"]]
    frame.insert(0, say(("Tỉnh", "Province"), lang), pd.Series(provinces, dtype="str"))
    title = ("Các số của tỉnh khác đặt cạnh nhau", "Figures of other provinces side by side")
    return _folded(ReportTable.of_text(say(title, lang), frame, lang=lang))


def _place(province: str, lang: Lang) -> str:
    return "Whole country" if province == COUNTRY and lang == "en" else province


def _cells(row: Row, known: Mapping[str, Row], lang: Lang) -> tuple[str, ...]:
    return (
        say(CROSS_SCOPES[row["scope"]], lang),
        _named([known[code] for code in row["one_ids"].split()], lang),
        _named([known[code] for code in row["other_ids"].split()], lang),
        say(CROSS_OUTCOMES[row["outcome"]], lang),
        cross_reason(row, lang),
    )


def _named(own: Sequence[Row], lang: Lang) -> str:
    """The figures of one side, as published, with their common period."""
    numbers = ", ".join(published_text(figure, lang) for figure in own)
    places = {figure["place"] for figure in own if not pd.isna(figure["place"])}
    where = "".join(f"{place}, " for place in sorted(places))
    return f"{numbers} ({where}{period_text(own[-1], lang)})"


def _folded(table: ReportTable) -> ReportTable:
    return ReportTable(
        table.title, table.frame, table.headings, table.lang, is_microdata=False, is_folded=True,
        most=max(1, len(table.frame)),
    )  # fmt: skip


def elsewhere_table(figures: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """What other provinces and the nation published, one row per figure, folded; no ranking."""
    headings = (("Tỉnh", "Province"), ("Số liệu", "Figure"), ("Thời kỳ", "Period"),
                ("Đã công bố", "Published"), ("Là", "It is"))  # fmt: skip
    rows = [
        (
            _place(row["province"], lang),
            row[f"label_{lang}"],
            period_text(row, lang),
            published_text(row, lang),
            say(KINDS[row["kind"]], lang),
        )
        for row in figures.sort_values(["province", "figure_id"]).to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=[say(heading, lang) for heading in headings], dtype="str")
    title = ("Số liệu đã công bố của tỉnh khác và cả nước", "What other provinces published")
    return _folded(ReportTable.of_text(say(title, lang), frame, lang=lang))
