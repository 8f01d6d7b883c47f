"""Sentences on published figures: what was printed, what the microdata give, what not to do.

Takes rows of `questions.reconciliation` and of `tables.published` as they are; computes nothing.
"""

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.pages.style import date_text, number, percent
from mohinh.tables.privacy import SMALLEST, is_small
from mohinh.words.terms import Label, Lang, Period, say

Row = Mapping[str, Any]


def _labels(**pairs: Label) -> Mapping[str, Label]:
    return MappingProxyType(pairs)


OUTCOMES = _labels(
    agree=("khớp", "agrees"),
    differ=("khác", "differs"),
    not_comparable=("không so sánh được", "not comparable"),
    not_measured=("chưa đo được", "not measured"),
)
_TALLIED = _labels(
    agree=("khớp", "agree"),
    differ=("khác", "differ"),
    not_comparable=("không so sánh được", "not comparable"),
    not_measured=("chưa đo được", "not measured"),
)

_QUALIFIERS = _labels(
    exact=("{}", "{}"),
    nearly=("gần {}", "nearly {}"),
    about=("khoảng {}", "about {}"),
    over=("trên {}", "over {}"),
    at_least=("ít nhất {}", "at least {}"),
)
_MEANINGS = _labels(
    nearly=("số thực thấp hơn {}", "the true number is below {}"),
    about=("số thực ở quanh {}", "the true number is around {}"),
    over=("lớn hơn {}; bằng {} là chưa tới", "strictly more than {}; {} itself is not enough"),
    at_least=("từ {} trở lên", "{} or more"),
)
_SCOPES = _labels(
    areas=("ở địa bàn dân cư", "in residential areas"),
    organisations=(
        "trong cơ quan, doanh nghiệp, nhà trường",
        "in agencies, enterprises and schools",
    ),
)

# Which imported rows the microdata are counted from, by indicator.
_ACTIVE = ("type_id", "setting", "started_on", "ended_on", "status")
_IN_AREAS = Source("points", ("area_id", *_ACTIVE), {"setting": "area"})
_ALL_POINTS = Source("points", ("area_id", *_ACTIVE))
_EFFECTIVE = Source(
    "model_types", ("type_id", "is_judged_effective"), {"is_judged_effective": "True"}
)
_RATED = Source("registrations", ("unit_id", "year", "classification"), {"level": "district"})
_COUNTED: Mapping[str, tuple[Source, ...]] = MappingProxyType(
    {
        "groups_in_areas": (Source("model_types", ("type_id", "model_group")), _IN_AREAS),
        "areas_with_model": (_IN_AREAS,),
        "core_members": (Source("points", ("members_count", *_ACTIVE), {"setting": "area"}),),
        "types_in_organisations": (_ALL_POINTS,),
        "effective_types": (_EFFECTIVE, _ALL_POINTS),
        "areas_replicated_to": (_EFFECTIVE, _ALL_POINTS),
        "v05_types": (Source("points", ("type_id", "recognition_level", "recognised_year")),),
        "districts_doing_well": (_RATED,),
        "districts_rated": (_RATED,),
        "useful_tips": (Source("activity", ("month", "useful_tips_count")),),
    }
)

# How the microdata are counted, by indicator.
DEFINITIONS = _labels(
    groups_in_areas=(
        "nhóm mô hình, theo danh mục nhóm dùng chung, có điểm đang hoạt động ở địa bàn dân cư",
        "model groups, of the common list of groups, with an active point in a residential area",
    ),
    areas_with_model=(
        "địa bàn dân cư có ít nhất một điểm mô hình đang hoạt động",
        "residential areas with at least one active point",
    ),
    core_members=(
        "thành viên nòng cốt của các điểm đang hoạt động ở địa bàn dân cư",
        "core members of the active points in residential areas",
    ),
    types_in_organisations=(
        "loại mô hình có điểm đang hoạt động trong cơ quan, doanh nghiệp, nhà trường",
        "model types with an active point in an agency, enterprise or school",
    ),
    effective_types=(
        "loại mô hình được tỉnh đánh giá là hiệu quả và có điểm đang hoạt động",
        "model types that the province judges effective, with an active point",
    ),
    areas_replicated_to=(
        "địa bàn có điểm đang hoạt động của một loại mô hình được đánh giá là hiệu quả, "
        "kể cả điểm trong cơ quan, doanh nghiệp, nhà trường",
        "areas with an active point of a type judged effective, organisations included",
    ),
    v05_types=(
        "loại mô hình được Cục V05 ghi nhận trong năm, mỗi loại tính một lần",
        "model types noted by V05 in the year, each once",
    ),
    districts_doing_well=(
        "địa phương cấp huyện được phân loại từ Khá trở lên trong năm",
        "districts classified Khá (fair) or better in the year",
    ),
    districts_rated=(
        "địa phương cấp huyện có phân loại trong năm",
        "districts with a classification in the year",
    ),
    useful_tips=(
        "tin báo có giá trị trong các báo cáo tháng của địa bàn",
        "useful tips in the areas' monthly reports",
    ),
)

_MISSING = _labels(
    groups_unknown=("nhóm mô hình chưa rõ trạng thái: {}", "model groups of unknown state: {}"),
    provinces_missing=("tỉnh chưa có báo cáo: {}", "provinces without a report: {}"),
    areas_unknown=("địa bàn chưa rõ trạng thái: {}", "areas of unknown state: {}"),
    points_unknown=(
        "điểm chưa rõ trạng thái hoặc chưa báo số thành viên: {}",
        "points of unknown state or without a count of members: {}",
    ),
    types_unknown=("loại mô hình chưa rõ: {}", "model types not known: {}"),
    recognitions_undated=(
        "loại mô hình được ghi nhận nhưng chưa rõ năm: {}",
        "model types noted in an unknown year: {}",
    ),
    districts_unrated=("địa phương cấp huyện chưa có phân loại: {}", "districts not rated: {}"),
    area_months_missing=(
        "báo cáo tháng của địa bàn còn thiếu: {}",
        "monthly reports of areas that are missing: {}",
    ),
)

REASONS = _labels(
    equal=("hai số bằng nhau", "the two numbers are equal"),
    within_qualifier=("phù hợp với cách viết “{published}”", "in keeping with “{published}”"),
    equal_by_convention=(
        "hai số bằng nhau; nguồn không nêu cách đếm, ở đây quy ước đếm {definition}",
        "the two numbers are equal; the source has no rule, counted here: {definition}",
    ),
    other_number=(
        "cùng định nghĩa, cùng thời kỳ nhưng khác số",
        "same definition and period, another number",
    ),
    missing_part=(
        "phần chưa rõ có thể giải thích chênh lệch",
        "what is missing could explain the difference",
    ),
    by_convention=(
        "nguồn không nêu cách đếm; ở đây quy ước đếm {definition}",
        "the source has no rule; counted here: {definition}",
    ),
    other_date=(
        "số công bố tính {period}, dữ liệu chi tiết tính {measured_period}",
        "published {period}, microdata {measured_period}",
    ),
    other_period=(
        "số công bố tính {period}, dữ liệu chi tiết tính {measured_period}",
        "published for {period}, microdata for {measured_period}",
    ),
    part_year=(
        "số công bố chưa tròn năm ({period}), dữ liệu chi tiết tính {measured_period}",
        "the published figure covers part of a year ({period}), microdata {measured_period}",
    ),
    not_recorded=(
        "dữ liệu chi tiết không ghi nhận nội dung này",
        "the microdata do not record this",
    ),
    cases_helped=(
        "vụ phá được nhờ phong trào giúp sức không phải là vụ việc ghi nhận ở địa bàn",
        "cases solved with the movement's help are not the cases recorded in areas",
    ),
    includes_organisations=(
        "số này gộp cả cơ quan, doanh nghiệp, trường học, dữ liệu chi tiết đếm riêng; khác cách "
        "đếm, không phải giảm",
        "organisations are included here, and counted apart in the microdata; another "
        "definition, not a decline",
    ),
    target=("đây là chỉ tiêu, không phải kết quả", "a target, not a result"),
    context=(
        "số này mô tả địa phương, không mô tả mô hình",
        "it describes the place, not the models",
    ),
    not_reported=(
        "dữ liệu chi tiết chưa báo cáo phần này; chưa báo cáo không phải là 0",
        "the microdata do not report it; not reported is not zero",
    ),
    no_microdata=(
        "chưa có dữ liệu chi tiết cho nội dung và thời kỳ này",
        "no microdata for this indicator and period",
    ),
)

TRAPS = _labels(
    other_scope=(
        "Không cộng {a} {scope_a} với {b} {scope_b}: hai phạm vi khác nhau.",
        "Never add {a} {scope_a} to {b} {scope_b}: different populations.",
    ),
    mixed_counts=(
        "Không cộng, không lấy trung bình {a} và {b}: nhóm và loại là hai đơn vị đếm khác nhau.",
        "Never add or average {a} and {b}: a group and a type are different counts.",
    ),
    not_nested=(
        "{a} (“{label_a}”) và {b} (“{label_b}”): nguồn không nói số này nằm trong số kia, "
        "nên không tính thành tỷ lệ.",
        "{a} (“{label_a}”) and {b} (“{label_b}”): the source does not say that one holds the "
        "other, so they form no rate.",
    ),
    may_overlap=(
        "{a} ({period_a}) và {b} ({period_b}) có thể trùng nhau, nên không cộng.",
        "{a} ({period_a}) and {b} ({period_b}) may overlap, so they are never added.",
    ),
    part_year=(
        "{a} ({period_a}) và {b} ({period_b}): một số chưa tròn năm, nên không kết luận tăng "
        "hay giảm.",
        "{a} ({period_a}) and {b} ({period_b}): one covers part of a year, so they show no rise "
        "or fall.",
    ),
    pair_of_counts=(
        "{a} và {b} là hai số đếm viết liền nhau, không phải phân số.",
        "{a} and {b} are two counts written together, no fraction.",
    ),
    ratio=(
        "{number_a}/{b} là tử số và mẫu số của một tỷ lệ, không phải hai kết quả.",
        "{number_a}/{b}: numerator and denominator of one ratio, not two results.",
    ),
    range=(
        "Từ {number_a} đến {b} là một khoảng, không phải hai kết quả.",
        "{number_a} to {b} is one range, not two results.",
    ),
    visits=("{a} là số lượt, không phải số gia đình.", "{a}: visits are not families."),
    no_conversion=(
        "Không tính tỷ lệ giữa {a} và {b}: nguồn không nói mỗi vụ bắt đầu từ một tin báo.",
        "No rate between {a} and {b}: the source does not say that each case began with a tip.",
    ),
    definition_changed=(
        "{before} (năm {year_before}) gộp địa bàn dân cư với cơ quan, doanh nghiệp, nhà trường; "
        "{later} (năm {year_later}) đếm riêng từng phạm vi: cách đếm đã đổi, không kết luận là "
        "giảm.",
        "{before} ({year_before}) cover areas and organisations together; {later} "
        "({year_later}) cover each apart: a change of definition, not a decline.",
    ),
    judgement=(
        "“{label_a}” ({a}): nhận định của cơ quan báo cáo, không phải hiệu quả đo được.",
        "“{label_a}” ({a}): the reporting body's own judgement, not a measured effect.",
    ),
    qualifier=(
        "Giữ nguyên cách viết “{a}” (“{label_a}”): {meaning_a}.",
        "Keep “{a}” (“{label_a}”) as written: {meaning_a}.",
    ),
)
_ILLUSTRATIONS = _labels(
    not_nested=(
        "Trong dữ liệu chi tiết, số địa bàn thuộc cả hai là {}.",
        "In the microdata, the areas in both number {}.",
    ),
    may_overlap=(
        "Trong dữ liệu chi tiết, số mô hình khác nhau được ghi nhận qua các năm là {}.",
        "In the microdata, the distinct models noted over the years number {}.",
    ),
)
_STANDINGS = _labels(
    no_figure=(
        "Nguồn về {} trong danh mục không nêu số liệu nào. Không nêu không phải là 0.",
        "The source on {} in the catalogue gives no figure. Not given is not zero.",
    ),
    no_source=(
        "Chưa có nguồn công khai nào của tỉnh {} trong danh mục.",
        "No public source of {} is listed.",
    ),
)
# What the two figures of a pair are called first in a sentence.
_FIRST_ROLES = ("first", "numerator", "lower")


def published_text(figure: Row, lang: Lang) -> str:
    """The figure as published: qualifier, number, unit; `gần 1.000 tin`, `trên 80 %`."""
    return say(_QUALIFIERS[figure["qualifier"]], lang).format(_quantity(figure, lang))


def _quantity(figure: Row, lang: Lang) -> str:
    value = float(figure["value"])
    if figure["unit_vi"] == "%":
        return percent(value / 100, lang, _digits(value))
    return f"{number(value, lang, _digits(value))} {_in(figure, 'unit', lang)}"


def _digits(value: float) -> int:
    return 0 if value.is_integer() else 1


def _in(row: Row, column: str, lang: Lang) -> str:
    return row[f"{column}_{lang}"]


def period_text(figure: Row, lang: Lang) -> str:
    """The figure's period: `đến 25/10/2022` for a state, `năm 2021` for a flow of that year.

    A state on the last day of a month is dated by its month, since that is all its source tells.
    """
    end = _day(figure["period_end"])
    if figure["timing"] == "state":
        at = {"vi": "đến", "en": "as of"}[lang]
        if end.day == calendar.monthrange(end.year, end.month)[1]:
            return f"{at} {Period.parse(f'{end:%Y-%m}').say(lang)}"
        return f"{at} {date_text(end, lang)}"
    return _span(_day(figure["period_start"]), end, lang)


def _day(moment: pd.Timestamp) -> date:
    return moment.date()


def _span(start: date, end: date, lang: Lang) -> str:
    if start == end:
        return f"ngày {date_text(end, lang)}" if lang == "vi" else date_text(end, lang)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return Period.parse(end.year).say(lang)
    from_day, to_day = date_text(start, lang), date_text(end, lang)
    return f"từ {from_day} đến {to_day}" if lang == "vi" else f"{from_day} to {to_day}"


def _measured_period(row: Row, lang: Lang) -> str:
    if pd.isna(row["measured_end"]):
        return ""
    end = _day(row["measured_end"])
    if pd.isna(row["measured_start"]):
        return f"{'đến' if lang == 'vi' else 'as of'} {date_text(end, lang)}"
    return _span(_day(row["measured_start"]), end, lang)


def definition(indicator: str, lang: Lang) -> str:
    """How the microdata are counted for an indicator."""
    return say(DEFINITIONS[indicator], lang)


def reason(row: Row, lang: Lang) -> str:
    """Why the row has its outcome, and what is missing; small letters, no full stop."""
    known = DEFINITIONS.get(row["indicator"], ("", ""))
    text = say(REASONS[row["reason"]], lang).format(
        published=published_text(row, lang),
        definition=say(known, lang),
        period=period_text(row, lang),
        measured_period=_measured_period(row, lang),
    )
    if pd.isna(row["missing"]) or not row["missing_count"]:
        return text
    missing = say(_MISSING[row["missing"]], lang).format(number(row["missing_count"], lang))
    return f"{text} ({missing})"


def reconciliation(row: Row, lang: Lang) -> str:
    """One row of `reconcile` as a sentence: published, measured, outcome, reason."""
    published = f"{_in(row, 'label', lang)} ({period_text(row, lang)}): "
    if lang == "vi":
        published += f"công bố {published_text(row, lang)}"
        measured = f"; đếm từ dữ liệu chi tiết được {measured_text(row, lang)}"
    else:
        published += f"published {published_text(row, lang)}"
        measured = f"; counted from microdata {measured_text(row, lang)}"
    if pd.isna(row["measured"]):
        measured = ""
    outcome = say(OUTCOMES[row["outcome"]], lang) + _difference(row, lang)
    return f"{published}{measured} – {outcome}: {reason(row, lang)}."


# What is counted that concerns people; small counts of it are not printed.
_ABOUT_PEOPLE = frozenset({"member", "person_total", "tip", "case", "visit", "file"})


def _is_small(row: Row) -> bool:
    return row["counts"] in _ABOUT_PEOPLE and is_small(row["measured"])


def measured_text(row: Row, lang: Lang) -> str:
    """The measured value; a small count about people, tips or cases only as being small."""
    if _is_small(row):
        return f"{'dưới' if lang == 'vi' else 'under'} {SMALLEST}"
    return number(row["measured"], lang)


def _difference(row: Row, lang: Lang) -> str:
    """`, ít hơn 3`, for a figure that differs."""
    if row["outcome"] != "differ" or _is_small(row):
        return ""
    more = ("nhiều hơn", "more by") if row["difference"] > 0 else ("ít hơn", "fewer by")
    if row["difference"] == 0:
        return ""
    return f", {say(more, lang)} {number(abs(row['difference']), lang)}"


def headline(tally: Mapping[str, int], lang: Lang) -> str:
    """The outcomes of `tally` in one sentence; an outcome without figures is left out."""
    parts = [
        f"{say(_TALLIED[outcome], lang)} {number(count, lang)}"
        for outcome, count in tally.items()
        if count
    ]
    if not parts:
        return "Không có số liệu công bố để đối chiếu." if lang == "vi" else "No published figure."
    start = "Đối chiếu số liệu đã công bố" if lang == "vi" else "Published figures reconciled"
    return f"{start}: {', '.join(parts)}."


def trap(row: Row, figures: pd.DataFrame, lang: Lang) -> str:
    """One row of `traps` as a sentence, with what the microdata show of it.

    `figures` is the table that `traps` was asked about.
    """
    own = figures.set_index("figure_id").loc[row["figure_ids"].split()].to_dict("records")
    values = _changed(own, lang) if row["code"] == "definition_changed" else _words(own, lang)
    text = _capital(say(TRAPS[row["code"]], lang).format_map(values))
    if pd.isna(row["illustration"]):
        return text
    shown = say(_ILLUSTRATIONS[row["code"]], lang).format(number(row["illustration"], lang))
    return f"{text} {shown}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(own: list[dict], lang: Lang) -> dict[str, str]:
    """What the templates of `TRAPS` are filled with, for the figures a and b."""
    own = sorted(own, key=lambda figure: figure["pair_role"] not in _FIRST_ROLES)
    words = {}
    for letter, figure in zip("ab", own, strict=False):
        amount = _quantity(figure, lang)
        meant = _MEANINGS.get(figure["qualifier"], ("", ""))
        words |= {
            letter: published_text(figure, lang),
            f"number_{letter}": number(float(figure["value"]), lang),
            f"label_{letter}": _in(figure, "label", lang),
            f"period_{letter}": period_text(figure, lang),
            f"scope_{letter}": say(_SCOPES.get(figure["scope"], ("", "")), lang),
            f"meaning_{letter}": say(meant, lang).format(amount, amount),
        }
    return words


def _changed(own: list[dict], lang: Lang) -> dict[str, str]:
    both = [figure for figure in own if figure["scope"] == "both"]
    parts = [figure for figure in own if figure["scope"] != "both"]
    joint = " và " if lang == "vi" else " and "
    return {
        "before": joint.join(published_text(figure, lang) for figure in both),
        "later": joint.join(_with_scope(figure, lang) for figure in parts),
        "year_before": str(both[-1]["period_end"].year),
        "year_later": str(parts[-1]["period_end"].year),
    }


def _with_scope(figure: Row, lang: Lang) -> str:
    """`10.349 người ở địa bàn dân cư`; a count of areas already says where."""
    if figure["counts"] == "area":
        return published_text(figure, lang)
    return f"{published_text(figure, lang)} {say(_SCOPES[figure['scope']], lang)}"


def standing(code: str, province: str, lang: Lang) -> str:
    """What to print for a province without figures: `no_figure` or `no_source`."""
    return say(_STANDINGS[code], lang).format(province)


def source_text(source: Row, lang: Lang) -> str:
    """One row of `published.sources` as a reference: publisher, title, date."""
    text = f"{_in(source, 'publisher', lang)}: {_in(source, 'title', lang)}"
    if pd.isna(source["published"]):
        return f"{text} ({'không ghi ngày' if lang == 'vi' else 'undated'})"
    return f"{text} ({_published_on(source['published'], lang)})"


def _published_on(text: str, lang: Lang) -> str:
    """A day, month or year as far as the source tells it."""
    if len(text) == len("2022-10-25"):
        return date_text(date.fromisoformat(text), lang)
    return Period.parse(text).say(lang)


_HEADINGS: tuple[Label, ...] = (
    ("Số liệu", "Figure"),
    ("Thời kỳ", "Period"),
    ("Đã công bố", "Published"),
    ("Đếm từ dữ liệu chi tiết", "Counted from microdata"),
    ("Kết quả", "Outcome"),
    ("Lý do", "Reason"),
)


def opening(
    standing_code: str, tally: Mapping[str, int], *, province: str, is_made_up: bool, lang: Lang
) -> str:
    """What is published, how it compares, and what agreement means on made-up data.

    `standing_code` is `published.standing`, `tally` is `reconciliation.tally`.
    """
    if standing_code != "figures":
        return standing(standing_code, province, lang)
    text = headline(tally, lang)
    if not is_made_up or not tally.get("agree"):
        return text
    made_up = (
        "Dữ liệu chi tiết là giả lập và được dựng cho khớp tổng đã công bố, nên khớp chỉ cho thấy "
        "cách đếm đúng định nghĩa.",
        "The microdata are made up to add up to the published totals, so agreement shows only that "
        "the counting follows the definitions.",
    )
    return f"{text} {say(made_up, lang)}"


def report_table(reconciled: pd.DataFrame, *, is_made_up: bool, lang: Lang) -> ReportTable:
    """The reconciliation as the report prints it, one row per published figure.

    The column of microdata says so where they are made up; the published figures are real.
    """
    title = ("Số liệu đã công bố và số đếm từ dữ liệu chi tiết", "Published figures and microdata")
    frame = table(reconciled, lang)
    if is_made_up:
        measured = say(_HEADINGS[3], lang)
        mark = say(("GIẢ LẬP", "MADE-UP"), lang)
        frame = frame.rename(columns={measured: f"{measured} ({mark})"})
    table_of_text = ReportTable.of_text(say(title, lang), frame, lang=lang)
    return replace(
        table_of_text, sources=[_COUNTED.get(name, ()) for name in reconciled["indicator"]]
    )


def trap_table(traps: pd.DataFrame, figures: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The traps as sentences, one row each; `figures` is the table that `traps` was asked about."""
    texts = [trap(row, figures, lang) for row in traps.to_dict("records")]
    heading = say(("Điều cần lưu ý", "Mind this"), lang)
    title = say(("Những cách đọc sai số liệu đã công bố", "Wrong readings of these figures"), lang)
    return ReportTable.of_text(title, pd.DataFrame({heading: texts}, dtype="str"), lang=lang)


def source_table(sources: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The public sources as references, one row each."""
    texts = [source_text(row, lang) for row in sources.to_dict("records")]
    heading = say(("Nguồn", "Source"), lang)
    title = say(("Nguồn của số liệu đã công bố", "Sources of the published figures"), lang)
    return ReportTable.of_text(title, pd.DataFrame({heading: texts}, dtype="str"), lang=lang)


def table(reconciled: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The table that a report prints, all text, one row per published figure in the same order."""
    rows = [
        (
            _in(row, "label", lang),
            period_text(row, lang),
            published_text(row, lang),
            measured_text(row, lang),
            say(OUTCOMES[row["outcome"]], lang) + _difference(row, lang),
            reason(row, lang),
        )
        for row in reconciled.to_dict("records")
    ]
    headings = [say(heading, lang) for heading in _HEADINGS]
    return pd.DataFrame(rows, columns=headings, index=reconciled.index, dtype="str")
