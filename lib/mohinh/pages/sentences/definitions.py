"""Definitions: what the words and numbers of the tables mean, and where each comes from.

For who opens the workbook without the report. The same in full, with formulas, is in METHODS.md;
the field's terms are in GLOSSARY.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mohinh.tables.privacy import SMALLEST
from mohinh.words.terms import INDICATORS, Label, Lang, say

HEADINGS: tuple[Label, ...] = (
    ("Thuật ngữ", "Term"),
    ("Nghĩa", "Meaning"),
    ("Nguồn", "Source"),
)
TITLE: Label = ("Định nghĩa", "Definitions")
# Of the list of sheets below the terms.
SHEETS: tuple[Label, ...] = (
    ("Trang tính", "Sheet"),
    ("Bảng", "Table"),
    ("Tệp CSV", "CSV file"),
)

_OWN: Label = ("quy ước của mohinh", "convention of mohinh")
_UNIT: Label = ("Chỉ số trên bản đồ", "Indicator of the maps")


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, what it means, and where that comes from."""

    term: str
    meaning: str
    source: str


_TERMS: tuple[tuple[Label, Label, Label], ...] = (
    (
        ("Loại mô hình", "Type of model"),
        (
            "một mô hình theo tên gọi; hai nơi áp dụng cùng một mô hình là một loại",
            "one model by its name; two places that apply it are one type",
        ),
        ("Hướng dẫn 22/HD-BCA-V05 (2022)", "Guidance 22/HD-BCA-V05 (2022)"),
    ),
    (
        ("Điểm mô hình", "Point"),
        (
            "một khu dân cư hoặc một cơ quan, doanh nghiệp, trường học áp dụng một loại mô hình",
            "one residential area or one organisation that applies a type",
        ),
        ("Hướng dẫn 22/HD-BCA-V05 (2022)", "Guidance 22/HD-BCA-V05 (2022)"),
    ),
    (
        ("Khu dân cư có mô hình", "Covered area"),
        (
            "có ít nhất một điểm đặt tại khu dân cư đang hoạt động vào ngày tính; điểm ở cơ quan "
            "không tính",
            "at least one point placed in the area is in force on the date; points in "
            "organisations do not count",
        ),
        _OWN,
    ),
    (
        ("Chưa rõ; chưa có báo cáo", "Unknown; no report"),
        (
            "chưa rõ: có điểm nhưng thiếu ngày bắt đầu hoặc trạng thái; chưa có báo cáo: không "
            "điểm nào trong danh sách và không báo cáo nào trong 12 tháng. Cả hai không phải "
            "“chưa có mô hình”; tỷ lệ cao nhất có thể coi mọi nơi như vậy là có",
            "unknown: a point without start or state; no report: no point on the list and no "
            "report in twelve months. Neither means none; the highest possible share takes them "
            "all for covered",
        ),
        _OWN,
    ),
    (
        ("Hiệu quả (được đánh giá)", "Judged effective"),
        (
            "đánh giá của cơ quan công bố; không phải tác động đo được",
            "the judgement of who published it; not a measured effect",
        ),
        ("văn bản của tỉnh", "the province's documents"),
    ),
    (
        ("Tỷ suất", "Rate"),
        (
            "số vụ ghi nhận trên 1.000 hộ mỗi năm; tháng không báo cáo bị bỏ ở cả tử số và mẫu số; "
            "khoảng tin cậy 95 % Poisson chính xác",
            "recorded cases per 1,000 households and year; months not reported leave numerator and "
            "denominator; exact Poisson 95% interval",
        ),
        ("Garwood 1936", "Garwood 1936"),
    ),
    (
        ("Tỷ suất đã làm trơn", "Smoothed rate"),
        (
            "tỷ suất của xã nhỏ được kéo về mức chung của tỉnh, càng ít hộ càng nhiều (Bayes thực "
            "nghiệm)",
            "the rate of a small commune drawn towards the province's, the more the fewer its "
            "households (empirical Bayes)",
        ),
        ("Marshall 1991", "Marshall 1991"),
    ),
    (
        ("Giới hạn 95 % và 99,8 %", "95% and 99.8% limits"),
        (
            "ngẫu nhiên cho phép lệch đến đâu quanh mức chung; nằm ngoài không nói lên nguyên nhân",
            "how far chance allows to be from the common level; lying outside tells no cause",
        ),
        ("Spiegelhalter 2005", "Spiegelhalter 2005"),
    ),
    (
        ("Số vụ dự kiến", "Expected cases"),
        (
            "ước lượng từ khu dân cư chưa áp dụng và từ các tháng trước khi áp dụng; không phải "
            "mức cần đạt",
            "estimated from areas not yet treated and months before adoption; not a norm",
        ),
        ("Wooldridge 2023; Borusyak và cộng sự 2024", "Wooldridge 2023; Borusyak et al. 2024"),
    ),
    (
        ("Tỷ số", "Ratio"),
        (
            "số vụ ghi nhận chia cho số vụ dự kiến; dưới 1 là ít hơn dự kiến. Chênh lệch đi cùng "
            "mô hình, chưa chắc do mô hình",
            "recorded cases divided by expected ones; below 1 is fewer than expected. The "
            "difference goes with the model and need not be its effect",
        ),
        _OWN,
    ),
    (
        ("Mức căn cứ 0–4", "Evidence grade 0–4"),
        (
            "số liệu cho phép nói chắc đến đâu, theo bảng quy tắc data/evidence_rules.toml; không "
            "phải điểm của mô hình",
            "how much the data allow to be said, by the rule table data/evidence_rules.toml; not a "
            "mark for the model",
        ),
        _OWN,
    ),
    (
        ("Chỉ tiêu: đạt, chưa đạt, chưa nói được", "Target: met, not met, cannot be said"),
        (
            "so với mức của kế hoạch theo từng cách hiểu; số còn thiếu hoặc dư là số nguyên nhỏ "
            "nhất làm thay đổi kết quả",
            "against the plan's threshold in each reading; short or over is the least whole number "
            "that changes the outcome",
        ),
        ("kế hoạch của tỉnh, data/plans", "the province's plan, data/plans"),
    ),
    (
        ("Số nhỏ không công bố", "Small counts not shown"),
        (
            f"số về người, tin báo hoặc vụ việc từ 1 đến {SMALLEST - 1} để trống, cùng những số "
            "khác mà từ đó tính ra được; số 0 được công bố",
            f"counts of people, tips or cases from 1 to {SMALLEST - 1} are left out, with others "
            "from which they could be told; zero is shown",
        ),
        ("Luật 91/2025/QH15", "Law 91/2025/QH15"),
    ),
)  # fmt: skip


def definitions(*, lang: Lang) -> Sequence[Definition]:
    """The terms of the tables, then the indicators of the maps with their units."""
    terms = [
        Definition(say(term, lang), say(meaning, lang), say(source, lang))
        for term, meaning, source in _TERMS
    ]
    indicators = [
        Definition(say(one.label, lang), say(one.unit, lang), say(_UNIT, lang))
        for one in INDICATORS.values()
    ]
    return [*terms, *indicators]
