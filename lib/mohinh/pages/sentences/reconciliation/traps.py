"""Traps in words: what a figure or two must not be read as, with what the microdata show of it."""

import pandas as pd

from mohinh.pages.sentences.reconciliation.figures import (
    in_words,
    period_text,
    published_text,
    quantity,
)
from mohinh.pages.sentences.reconciliation.words import (
    MEANINGS,
    MEANINGS_OF_TARGETS,
    SCOPES,
    Row,
    labels,
)
from mohinh.pages.style import number
from mohinh.words.terms import Lang, say
from mohinh.words.text import capital

TRAPS = labels(
    other_scope=(
        "Không cộng {a} {scope_a} với {b} {scope_b}: hai phạm vi khác nhau.",
        "Never add {a} {scope_a} to {b} {scope_b}: different populations.",
    ),
    mixed_counts=(
        "Không cộng, không lấy trung bình {a} và {b}: nhóm và loại là hai đơn vị đếm khác nhau.",
        "Never add or average {a} and {b}: a group and a type are different counts.",
    ),
    mixed_units=(
        "Không cộng, không lấy trung bình {all}: mô hình đếm theo tên, điểm là nơi áp dụng, tổ là "
        "đội trong một điểm.",
        "Never add or average {all}: a model is counted by its name, a point is a place that "
        "applies it, a team is a body inside a point.",
    ),
    mixture=(
        "{a} (“{label_a}”): một số gộp nhiều loại, không tách ra được.",
        "{a} (“{label_a}”): one number for several kinds, which cannot be told apart.",
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
    new_force=(
        "{a} (“{label_a}”): lực lượng thành lập theo luật có hiệu lực từ 01/7/2024, không phải "
        "thành viên nòng cốt của mô hình.",
        "{a} (“{label_a}”): the force set up under the law of 1 July 2024, not the core teams of "
        "models.",
    ),
    announced=(
        "{a} (“{label_a}”): số dự kiến, không phải kết quả.",
        "{a} (“{label_a}”): announced beforehand, no result.",
    ),
    undated=(
        "{a} (“{label_a}”): nguồn không nêu thời điểm, nên không xếp vào năm nào.",
        "{a} (“{label_a}”): the source gives no date, so it belongs to no year.",
    ),
    unstated_time=(
        "{a} (“{label_a}”): nguồn không nói tính từ khi nào, nên không chia theo năm.",
        "{a} (“{label_a}”): the source does not say since when, so it is no yearly figure.",
    ),
    qualifier=(
        "Giữ nguyên cách viết “{a}” (“{label_a}”): {meaning_a}.",
        "Keep “{a}” (“{label_a}”) as written: {meaning_a}.",
    ),
)
_ILLUSTRATIONS = labels(
    not_nested=(
        "Trong dữ liệu chi tiết, số địa bàn thuộc cả hai là {}.",
        "In the microdata, the areas in both number {}.",
    ),
    may_overlap=(
        "Trong dữ liệu chi tiết, số mô hình khác nhau được ghi nhận qua các năm là {}.",
        "In the microdata, the distinct models noted over the years number {}.",
    ),
)
# What the two figures of a pair are called first in a sentence.
_FIRST_ROLES = ("first", "numerator", "lower")


def trap(row: Row, figures: pd.DataFrame, lang: Lang) -> str:
    """One row of `traps` as a sentence, with what the microdata show of it.

    `figures` is the table that `traps` was asked about.
    """
    own = figures.set_index("figure_id").loc[row["figure_ids"].split()].to_dict("records")
    values = _changed(own, lang) if row["code"] == "definition_changed" else _words(own, lang)
    text = capital(say(TRAPS[row["code"]], lang).format_map(values))
    if pd.isna(row["illustration"]):
        return text
    shown = say(_ILLUSTRATIONS[row["code"]], lang).format(number(row["illustration"], lang))
    return f"{text} {shown}"


def _words(own: list[dict], lang: Lang) -> dict[str, str]:
    """What the templates of `TRAPS` are filled with, for the figures a and b."""
    own = sorted(own, key=lambda figure: figure["pair_role"] not in _FIRST_ROLES)
    words = {"all": ", ".join(published_text(figure, lang) for figure in own)}
    for letter, figure in zip("ab", own, strict=False):
        amount = quantity(figure, lang)
        own_words = MEANINGS_OF_TARGETS if figure["kind"] == "target" else {}
        qualifier = figure["qualifier"]
        meant = own_words.get(qualifier) or MEANINGS.get(qualifier, ("", ""))
        words |= {
            letter: published_text(figure, lang),
            f"number_{letter}": number(float(figure["value"]), lang),
            f"label_{letter}": in_words(figure, "label", lang),
            f"period_{letter}": period_text(figure, lang),
            f"scope_{letter}": say(SCOPES.get(figure["scope"], ("", "")), lang),
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
    return f"{published_text(figure, lang)} {say(SCOPES[figure['scope']], lang)}"
