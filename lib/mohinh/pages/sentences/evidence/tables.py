"""Evidence and proposals as tables; which groups are hidden."""

from collections.abc import Sequence

import pandas as pd

from mohinh.pages.sentences.evidence.decisions import proposed, reasons
from mohinh.pages.sentences.evidence.lock import locked
from mohinh.pages.sentences.evidence.words import (
    HIDDEN_NOTE,
    VERDICTS,
    Proposal,
    Rating,
    group_title,
    interval_text,
    labels,
    outcome_name,
    ranks_text,
)
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, number
from mohinh.tables import privacy
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Label, Lang, say

_NOTE: Label = (
    "Mức căn cứ từ 0 đến 4. “Chưa đủ căn cứ” và “không thấy chênh lệch” nói về dữ liệu, không phải "
    "là đánh giá mô hình. “Có triển vọng” chưa phải là kết luận: khi mô hình không làm thay đổi "
    "gì, ngẫu nhiên cũng cho ít nhất một nhóm như vậy ở tới khoảng một phần mười số tỉnh. Xác suất "
    "chỉ tính sai số ngẫu nhiên, với điều kiện phép so sánh đúng. Bốn cột cuối: trong số điều kiện "
    "mà các mức căn cứ đòi hỏi, có bao nhiêu điều kiện đạt (chưa rõ tính là chưa đạt). Ước lượng "
    "co về trung bình của các nhóm; các nhóm có khoảng thứ hạng giao nhau không được xếp trước "
    "sau.",
    "Grades run from 0 to 4. “Not enough evidence” and “no difference found” speak of the data; "
    "they are no judgement of a model. “Promising” is no conclusion: where models change nothing, "
    "chance alone gives at least one such group in up to about one province of ten. The "
    "probability counts random error only, and holds if the comparison does. The last four "
    "columns: of the conditions that grades ask for, how many hold (not known counts as not). "
    "Shrunken estimates are drawn towards the groups' mean; groups whose rank intervals meet must "
    "not be ranked.",
)


_DECISION_NOTE: Label = (
    "Đề xuất được tính từ bảng quy tắc (data/evidence_rules.toml); quyết định thuộc về người có "
    "thẩm quyền. “Tạm duy trì” không phải là kết luận rằng mô hình có kết quả: chưa có căn cứ để "
    "thay đổi, và phép so sánh chưa đủ chắc để kết luận.",
    "Proposals follow from the rule table (data/evidence_rules.toml); people decide. “Keep for "
    "now” is no finding about a model: there is no ground for a change, and the comparison is not "
    "sure enough for a conclusion.",
)


_HEADINGS = labels(
    group=("Nhóm mô hình", "Model group"),
    verdict=("Kết quả", "Result"),
    grade=("Mức căn cứ", "Grade"),
    ratio=("Tỷ số (khoảng tin cậy)", "Ratio (interval)"),
    shrunken=("Ước lượng co về trung bình", "Shrunken towards the mean"),
    chance=("Xác suất lệch về phía mong muốn", "Probability of wished side"),
    ranks=("Khoảng thứ hạng", "Rank interval"),
    found=("Phát hiện được từ", "Could have found"),
    design=("Thiết kế", "Design"),
    precision=("Độ chính xác", "Precise"),
    robustness=("Độ vững", "Robust"),
    quality=("Chất lượng dữ liệu", "Data"),
)


_DECISION_HEADINGS = labels(
    group=_HEADINGS["group"],
    decision=("Đề xuất", "Proposal"),
    reasons=("Căn cứ", "Reasons"),
)


_DIMENSIONS = ("design", "precision", "robustness", "quality")


def evidence_table(ratings: Sequence[Rating], *, lang: Lang) -> ReportTable:
    """One row per group: verdict, grade, own and shrunken estimate, rank interval, what was met.

    Raises `InvalidTable` for ratings of more than one outcome, or none.
    """
    outcomes = sorted({rating.outcome for rating in ratings})
    if len(outcomes) != 1:
        raise InvalidTable(
            f"ratings of the outcomes {', '.join(outcomes) or 'none'}: expected one outcome"
        )
    hidden = withheld(ratings)
    rows = [_row(rating, lang, is_hidden=rating.group in hidden) for rating in ratings]
    notes = [say(_NOTE, lang), say(HIDDEN_NOTE, lang)] if hidden else [say(_NOTE, lang)]
    title = ("Căn cứ theo nhóm mô hình: {}", "Evidence by model group: {}")
    return ReportTable(
        title=locked(say(title, lang).format(outcome_name(outcomes[0], lang)), grade=0, lang=lang),
        frame=pd.DataFrame(rows),
        headings={name: say(label, lang) for name, label in _HEADINGS.items()},
        lang=lang,
        formats={"grade": "count", "chance": "chance"},
        note=locked(" ".join(notes), grade=0, lang=lang),
    )


def withheld(ratings: Sequence[Rating]) -> frozenset[str]:
    """Groups of which no number is published; `all` among them where even the sum is not."""
    seen = [None if each.estimate is None else each.estimate.observed for each in ratings]
    observed = pd.Series(seen, index=[each.group for each in ratings], dtype="float64")
    hidden = privacy.withheld(observed, is_total=observed.index == "all")
    return frozenset(hidden.index[hidden])


def _row(rating: Rating, lang: Lang, *, is_hidden: bool) -> dict[str, object]:
    own = None if is_hidden else rating.estimate
    shrunken = None if is_hidden else rating.shrunken
    least = None if is_hidden else rating.detectable_ratio
    chance = rating.chance_wished
    side = "≤" if rating.aim == "lower" else "≥"
    row: dict[str, object] = {
        "group": group_title(rating.group, lang),
        "verdict": say(VERDICTS[rating.verdict], lang),
        "grade": rating.grade,
        "ratio": DASH if own is None else interval_text(own, lang),
        "shrunken": DASH if shrunken is None else interval_text(shrunken, lang),
        "chance": None if is_hidden or chance is None else round(chance, 3),
        "ranks": DASH if is_hidden else ranks_text(rating, lang),
        "found": DASH if least is None else f"{side}\u00a0{number(least, lang, 2)}",
    }
    for dimension in _DIMENSIONS:
        met, asked = rating.met(dimension)
        row[dimension] = f"{met}/{asked}"
    for text in row.values():
        if isinstance(text, str):
            locked(text, grade=rating.grade, lang=lang)
    return row


def decision_table(proposals: Sequence[Proposal], *, lang: Lang) -> ReportTable:
    """One row per group: the proposal and its reasons."""
    rows = []
    for proposal in proposals:
        row = {
            "group": group_title(proposal.group, lang),
            "decision": proposed(proposal, lang),
            "reasons": reasons(proposal, lang),
        }
        for text in row.values():
            locked(text, grade=proposal.rating.grade, lang=lang)
        rows.append(row)
    return ReportTable(
        title=say(("Đề xuất theo nhóm mô hình", "Proposals by model group"), lang),
        frame=pd.DataFrame(rows, columns=list(_DECISION_HEADINGS)),
        headings={name: say(label, lang) for name, label in _DECISION_HEADINGS.items()},
        lang=lang,
        note=locked(say(_DECISION_NOTE, lang), grade=0, lang=lang),
    )
