"""Evidence in words: grade, verdict and proposed decision, as the report says them.

Words that say a model did something are locked: below `rulings.CAUSAL_GRADE` no sentence and no
table of this module leaves it with one in it (`locked`), whoever wrote it. That no difference was
found is never worded as “does not work”, at any grade.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences.checks import CHECKS
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, limit, number
from mohinh.tables import privacy
from mohinh.tables.rulings import CAUSAL_GRADE, Fact
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INCIDENTS, MODEL_GROUPS, Label, Lang, say
from mohinh.words.text import capital


class Rating(Protocol):
    """What the sentences need of a rating."""

    group: str
    outcome: str
    aim: str
    grade: int
    verdict: str
    estimate: Any
    shrunken: Any
    chance_wished: float | None
    rank_low: int | None
    rank_high: int | None
    ranked_count: int
    detectable_ratio: float | None
    facts: Mapping[Fact, bool | None]
    lacking: Sequence[Fact]
    failed: Sequence[str]

    def met(self, dimension: Any) -> tuple[int, int]: ...


class Proposal(Protocol):
    """What the sentences need of a proposed decision."""

    group: str
    decision: str
    rating: Any
    reasons: Sequence[tuple[Fact, bool | None]]


def _labels(**pairs: Label) -> Mapping[str, Label]:
    return MappingProxyType(pairs)


# Locked below the causal grade, as whole words. What is said of single cases is not meant.
CAUSAL_WORDS: Mapping[Lang, tuple[str, ...]] = MappingProxyType(
    {
        "vi": (
            "làm giảm", "làm tăng", "kéo giảm", "giúp giảm", "giúp làm", "góp phần", "nhờ",
            "tác động", "tác dụng", "ảnh hưởng", "hiệu quả", "gây ra", "gây nên", "dẫn đến",
            "dẫn tới", "khiến", "đẩy lùi", "tránh được", "do mô hình", "vì mô hình",
        ),
        "en": (
            "reduced", "reduces", "lowered", "lowers", "increased", "increases", "cut", "cuts",
            "prevented", "prevents", "caused", "causes", "causing", "causal", "effect of",
            "effects of", "effect on", "impact", "due to", "thanks to", "because of", "led to",
            "leads to", "effective", "effectiveness", "works", "worked", "helped", "brought down",
            "attributable", "avoided", "averted",
        ),
    }
)  # fmt: skip
# Never said, at any grade: a difference that was not found may still be there.
NEVER_WORDS: Mapping[Lang, tuple[str, ...]] = MappingProxyType(
    {
        "vi": (
            "không hiệu quả", "kém hiệu quả", "không có hiệu quả", "vô hiệu", "vô ích", "vô dụng",
            "không có tác dụng", "không tác dụng", "không tác động", "không có tác động",
        ),
        "en": (
            "ineffective", "not effective", "no effect", "no impact", "useless", "does not work",
            "did not work", "do not work", "failed to",
        ),
    }
)  # fmt: skip


def _patterns(words: Mapping[Lang, tuple[str, ...]]) -> Mapping[Lang, re.Pattern[str]]:
    """Any of the words, whole."""
    return MappingProxyType(
        {
            lang: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")
            for lang, listed in words.items()
        }
    )


_CAUSAL, _NEVER = _patterns(CAUSAL_WORDS), _patterns(NEVER_WORDS)

GRADES: Mapping[int, Label] = MappingProxyType(
    {
        0: ("không có dữ liệu dùng được", "no usable data"),
        1: ("chỉ có trước và sau", "before and after only"),
        2: (
            "có nơi so sánh, chưa qua đủ các kiểm tra bắt buộc",
            "compared, not all required checks passed",
        ),
        3: ("có nơi so sánh, qua các kiểm tra bắt buộc", "compared, required checks passed"),
        4: (
            "như mức 3, và thấy lại ở nơi khác hoặc thứ tự áp dụng theo bốc thăm",
            "as 3, and found again elsewhere or timed by lot",
        ),
    }
)
VERDICTS = _labels(
    reduction=("phù hợp với việc giảm", "consistent with a reduction"),
    promising=("có triển vọng", "promising"),
    no_difference=("không thấy chênh lệch", "no difference found"),
    increase=("phù hợp với việc tăng", "consistent with an increase"),
    insufficient=("chưa đủ căn cứ", "not enough evidence"),
)
DECISIONS = _labels(
    replicate=("nhân rộng", "replicate"),
    keep=("duy trì", "keep"),
    adjust=("điều chỉnh", "adjust"),
    retire=("xem xét thanh loại", "consider retiring"),
    insufficient=("thu thập thêm căn cứ", "gather more evidence"),
)
# The same decisions where the result itself is not evidence enough to rest on.
FOR_NOW = _labels(
    keep=(
        "tạm duy trì và thu thập thêm căn cứ",
        "keep for now and gather more evidence",
    ),
    adjust=(
        "xem xét điều chỉnh và thu thập thêm căn cứ",
        "consider adjusting and gather more evidence",
    ),
)
_OUTCOMES: Mapping[str, Label] = MappingProxyType(
    dict(INCIDENTS)
    | {
        "incidents": ("vụ việc", "recorded cases"),
        "tips": ("tin báo", "tips"),
        "useful_tips": ("tin có giá trị", "useful tips"),
        "mediations": ("vụ hòa giải", "mediations"),
    }
)
_Phrases = tuple[Label, Label]
# A fact that holds, and one that does not.
FACTS: Mapping[Fact, _Phrases] = MappingProxyType(
    {
        "counted": (
            ("có số liệu để đếm", "there is something to count"),
            ("không có số liệu dùng được", "there is nothing that could be counted"),
        ),
        "compared": (
            ("có nơi chưa có mô hình để so sánh", "there are areas without a model to compare"),
            ("không có nơi nào để so sánh", "there is nothing to compare with"),
        ),
        "donut_used": (
            (
                "các tháng ngay trước khi áp dụng không được đem so sánh",
                "the months just before adoption are left out of the comparison",
            ),
            (
                "chưa bỏ đủ các tháng ngay trước khi áp dụng",
                "too few months just before adoption are left out",
            ),
        ),
        "trends_agree": (
            (
                "trước khi áp dụng không thấy hai bên biến động khác nhau",
                "no difference of trends was seen before adoption",
            ),
            (
                "trước khi áp dụng hai bên đã biến động khác nhau",
                "trends differed before adoption already",
            ),
        ),
        "placebo_date_quiet": (
            (
                "không thấy chênh lệch ở ngày áp dụng giả định",
                "no difference at a pretended date of adoption",
            ),
            (
                "đã có chênh lệch ở ngày áp dụng giả định",
                "there is a difference at a pretended date of adoption",
            ),
        ),
        "confirmed": (
            (
                "thấy lại ở các tỉnh khác, hoặc thứ tự áp dụng theo bốc thăm",
                "found again in other provinces, or timed by lot",
            ),
            (
                "chưa thấy lại ở các tỉnh khác một cách chắc chắn",
                "not found again in other provinces with any certainty",
            ),
        ),
        "has_interval": (
            ("tính được khoảng tin cậy", "there is an interval"),
            ("không tính được khoảng tin cậy", "the data give no interval"),
        ),
        "enough_communes": (
            ("đủ số đơn vị cấp xã áp dụng", "enough communes adopted"),
            ("quá ít đơn vị cấp xã áp dụng", "too few communes adopted"),
        ),
        "enough_cases": (
            ("đủ số vụ dự kiến", "there are enough expected cases"),
            ("quá ít vụ dự kiến", "there are too few expected cases"),
        ),
        "detectable": (
            ("một mức giảm 30\u00a0% sẽ được phát hiện", "a fall by 30% would be found"),
            ("một mức giảm 30\u00a0% có thể bị bỏ sót", "a fall by 30% can be missed"),
        ),
        "donut_stable": (
            (
                "bỏ ra một số tháng khác ngay trước khi áp dụng thì kết luận vẫn như vậy",
                "another number of months left out gives the same answer",
            ),
            (
                "bỏ ra một số tháng khác ngay trước khi áp dụng thì kết luận thay đổi",
                "another number of months left out gives another answer",
            ),
        ),
        "specifications_agree": (
            (
                "các cách ước lượng khác phù hợp với ước lượng chính",
                "other ways to estimate agree",
            ),
            (
                "các cách ước lượng khác không phù hợp với ước lượng chính",
                "other ways to estimate disagree",
            ),
        ),
        "no_district_decides": (
            (
                "kết luận không dựa vào riêng địa phương nào",
                "the answer does not rest on any one district",
            ),
            ("kết luận dựa vào một địa phương", "the answer rests on one district"),
        ),
        "placebo_outcomes_quiet": (
            (
                "không thấy chênh lệch rõ ở loại vụ việc ngoài mục tiêu",
                "no clear difference in cases that the model does not aim at",
            ),
            (
                "loại vụ việc ngoài mục tiêu cũng có chênh lệch",
                "there is a difference in cases that the model does not aim at too",
            ),
        ),
        "chance_ruled_out": (
            (
                "đổi chỗ ngẫu nhiên giữa các xã không bác bỏ điều khoảng tin cậy cho thấy",
                "changing places at random among communes does not contradict the interval",
            ),
            (
                "đổi chỗ ngẫu nhiên giữa các xã cho thấy có thể chỉ là ngẫu nhiên, dù khoảng tin "
                "cậy không chứa 1",
                "with places changed at random among communes chance alone may give as much, "
                "although the interval leaves out 1",
            ),
        ),
        "neighbours_tested": (
            ("đã kiểm tra các nơi lân cận", "neighbours were looked at"),
            (
                "chưa kiểm tra được các nơi lân cận với dữ liệu đủ chắc",
                "neighbours could not be looked at with any certainty",
            ),
        ),
        "breakdown_large": (
            (
                "chỉ một mức lệch xu hướng lớn hơn mọi mức đã thấy mới làm đổi kết luận",
                "only a break of trend larger than any seen would overturn the answer",
            ),
            (
                "một mức lệch xu hướng như đã thấy trước đó đủ làm đổi kết luận",
                "a break of trend like those seen before would overturn the answer",
            ),
        ),
        "reporting_usable": (
            ("số báo cáo đủ để dùng", "enough was reported to be used"),
            ("quá ít báo cáo", "too little was reported"),
        ),
        "reporting_complete": (
            ("báo cáo gần như đầy đủ", "reports are nearly complete"),
            ("báo cáo còn thiếu nhiều", "many reports are missing"),
        ),
        "definitions_stable": (
            (
                "cách thống kê không đổi trong suốt thời gian",
                "cases were counted in the same way throughout",
            ),
            ("cách thống kê đã thay đổi", "the way of counting changed"),
        ),
        "clear_fall": (
            ("thấp hơn dự kiến một cách rõ ràng", "clearly fewer than expected"),
            ("không thấp hơn dự kiến một cách rõ ràng", "not clearly fewer than expected"),
        ),
        "clear_rise": (
            ("cao hơn dự kiến một cách rõ ràng", "clearly more than expected"),
            ("không cao hơn dự kiến một cách rõ ràng", "not clearly more than expected"),
        ),
        "own_wished": (
            (
                "ước lượng của riêng nhóm nằm về phía mong muốn",
                "the group's own estimate is on the wished side",
            ),
            (
                "ước lượng của riêng nhóm không nằm về phía mong muốn",
                "the group's own estimate is not on the wished side",
            ),
        ),
        "likely_wished": (
            ("nhiều khả năng lệch về phía mong muốn", "probably on the wished side"),
            (
                "xác suất lệch về phía mong muốn chưa đủ cao",
                "not probable enough to be on the wished side",
            ),
        ),
        "very_likely_wished": (
            ("rất nhiều khả năng lệch về phía mong muốn", "very probably on the wished side"),
            (
                "xác suất lệch về phía mong muốn chưa rất cao",
                "not very probably on the wished side",
            ),
        ),
        "interval_holds_one": (
            ("khoảng tin cậy có chứa 1", "the interval holds 1"),
            ("khoảng tin cậy không chứa 1", "the interval does not hold 1"),
        ),
        "fall_ruled_out": (
            (
                "khoảng tin cậy loại trừ một mức giảm đáng kể",
                "the interval leaves out a fall worth the effort",
            ),
            (
                "khoảng tin cậy không loại trừ một mức giảm đáng kể",
                "the interval does not leave out a fall worth the effort",
            ),
        ),
        "net_falls": (
            (
                "tính cả nơi lân cận vẫn thấp hơn dự kiến",
                "with neighbours included, fewer than expected",
            ),
            (
                "tính cả nơi lân cận thì không còn thấp hơn dự kiến một cách rõ ràng",
                "with neighbours included, no longer clearly fewer than expected",
            ),
        ),
        "displaced": (
            (
                "nơi lân cận cao hơn dự kiến, bằng phần lớn số vụ ít hơn ở nơi có mô hình",
                "neighbours saw more than expected, as much as most of what was fewer next door",
            ),
            (
                "nơi lân cận không cao hơn dự kiến đến mức ấy",
                "neighbours did not see so much more than expected",
            ),
        ),
        "fades": (
            ("chênh lệch nhạt dần theo thời gian", "the difference fades with time"),
            ("không thấy chênh lệch nhạt dần", "the difference was not seen to fade"),
        ),
        "mixed_by_place": (
            ("có nơi giảm, có nơi tăng", "fewer cases in some places, more in others"),
            ("không thấy các nơi trái chiều nhau", "places were not seen to go opposite ways"),
        ),
        "mechanism_improved": (
            ("tin báo hoặc hòa giải tăng rõ", "tips or mediations rose clearly"),
            ("không thấy tin báo hoặc hòa giải tăng rõ", "tips or mediations did not rise clearly"),
        ),
        "recording_may_explain": (
            (
                "số vụ tăng cùng với tin báo, có thể chỉ là ghi nhận đầy đủ hơn",
                "cases rose together with tips: it may be fuller recording only",
            ),
            (
                "không thấy việc ghi nhận đầy đủ hơn giải thích được kết quả",
                "fuller recording was not seen to explain the result",
            ),
        ),
    }
)
_UNKNOWN: Label = ("chưa rõ: {}", "not known: {}")
_ALL: Label = ("mọi nhóm mô hình", "all model groups")
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
HIDDEN_NOTE: Label = (
    "Số từ 1 đến 4 và các số làm lộ chúng không được công bố.",
    "Counts from 1 to 4, and what would give them away, are not published.",
)
_DECISION_NOTE: Label = (
    "Đề xuất được tính từ bảng quy tắc (data/evidence_rules.toml); quyết định thuộc về người có "
    "thẩm quyền. “Tạm duy trì” không phải là kết luận rằng mô hình có kết quả: chưa có căn cứ để "
    "thay đổi, và phép so sánh chưa đủ chắc để kết luận.",
    "Proposals follow from the rule table (data/evidence_rules.toml); people decide. “Keep for "
    "now” is no finding about a model: there is no ground for a change, and the comparison is not "
    "sure enough for a conclusion.",
)
_HEADINGS = _labels(
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
_DECISION_HEADINGS = _labels(
    group=_HEADINGS["group"],
    decision=("Đề xuất", "Proposal"),
    reasons=("Căn cứ", "Reasons"),
)
_CONCLUDING_GRADE = 3
_DIMENSIONS = ("design", "precision", "robustness", "quality")


def locked(text: str, *, grade: int, lang: Lang) -> str:
    """The text, if its words are allowed at this grade.

    Raises `InvalidTable` for a word that says a model did something below the causal grade, and at
    every grade for one that says it does not work.

    >>> locked("fewer cases than expected", grade=2, lang="en")
    'fewer cases than expected'
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    found, least = _NEVER[lang].search(plain), "no grade"
    if found is None and grade < CAUSAL_GRADE:
        found, least = _CAUSAL[lang].search(plain), f"grade {CAUSAL_GRADE}"
    if found is not None:
        raise InvalidTable(
            f"the words {found[0]!r} in {text!r}: found grade {grade}, expected {least} for them. "
            "Say what was seen, not what did it"
        )
    return text


def answer(ratings: Sequence[Rating], *, lang: Lang) -> str:
    """How many groups have which verdict; all groups together (`all`) are not one of them."""
    ratings = [rating for rating in ratings if rating.group != "all"]
    if all(rating.estimate is None for rating in ratings):
        return ""
    count = number(len(ratings), lang)
    parts = []
    for verdict, label in VERDICTS.items():
        found = sum(rating.verdict == verdict for rating in ratings)
        if found:
            parts.append(f"{number(found, lang)} {say(label, lang)}")
    listed = "; ".join(parts)
    name = _outcome(ratings[0].outcome, lang)
    if lang == "vi":
        text = f"Về {name}, trong {count} nhóm được xem xét: {listed}."
    else:
        text = f"As to {name}, of {count} groups looked at: {listed}."
    return locked(text, grade=0, lang=lang)


def verdict(rating: Rating, *, lang: Lang) -> str:
    """What may be said of one group: the ratio with its interval, the verdict, the grade."""
    text = f"{_titled(rating.group, lang)}: {_seen(rating, lang)} {_claim(rating, lang)}"
    return locked(text, grade=rating.grade, lang=lang)


def _seen(rating: Rating, lang: Lang) -> str:
    found = rating.estimate
    name = _outcome(rating.outcome, lang)
    if found is None or found.ratio is None:
        if lang == "vi":
            return f"không có phép so sánh dùng được về {name}."
        return f"there is no usable comparison of {name}."
    if privacy.is_small(found.observed):
        if lang == "vi":
            return f"số {name} ghi nhận quá nhỏ, không công bố."
        return f"too few {name} were seen to be published."
    observed, expected = number(found.observed, lang), number(found.expected, lang)
    ratio = _interval(found, lang)
    if lang == "vi":
        return f"ghi nhận {observed} {name}, dự kiến {expected}, tỷ số {ratio}."
    return f"{observed} {name} were seen, {expected} expected, a ratio of {ratio}."


def _claim(rating: Rating, lang: Lang) -> str:
    grade = number(rating.grade, lang)
    label = say(VERDICTS[rating.verdict], lang)
    if rating.grade >= CAUSAL_GRADE and rating.verdict in ("reduction", "increase"):
        is_fall = rating.verdict == "reduction"
        if lang == "vi":
            return (
                f"Mô hình {'làm giảm' if is_fall else 'làm tăng'} con số này; mức căn cứ {grade}."
            )
        return f"The model {'reduced' if is_fall else 'increased'} them; grade {grade}."
    rest = _missed(rating, lang) if rating.verdict == "no_difference" else ""
    if lang == "vi":
        return f"Kết quả: {label}{rest}; mức căn cứ {grade}."
    return f"Result: {label}{rest}; grade {grade}."


def _missed(rating: Rating, lang: Lang) -> str:
    """What could have been found; said beside every difference that was not."""
    if rating.detectable_ratio is None:
        return ""
    least, is_fall = number(rating.detectable_ratio, lang, 2), rating.aim == "lower"
    if lang == "vi":
        return f" (có thể phát hiện tỷ số từ {least} trở {'xuống' if is_fall else 'lên'})"
    return f" (a ratio of {least} or {'lower' if is_fall else 'higher'} could have been found)"


def headline(rating: Rating, *, lang: Lang) -> str:
    """What a reader of one page may take away.

    Below grade 3, where the comparison does not stand up to the checks, that is “not enough
    evidence to conclude”, whatever the rule table calls the result; what it calls it follows.
    """
    called = say(VERDICTS[rating.verdict], lang)
    if rating.verdict == "insufficient" or rating.grade < _CONCLUDING_GRADE:
        text = say(("chưa đủ căn cứ để kết luận", "not enough evidence to conclude"), lang)
        if rating.verdict != "insufficient":
            by_rule = say(("theo bảng quy tắc: {}", "by the rule table: {}"), lang)
            text = f"{text} ({by_rule.format(called)})"
    else:
        text = called + (_missed(rating, lang) if rating.verdict == "no_difference" else "")
    return locked(text, grade=rating.grade, lang=lang)


def concludes(rating: Rating) -> bool:
    """Whether there is evidence enough to conclude something of the group: below grade 3 there is
    not, whatever the rule table calls the result, and “promising” is no conclusion at any grade."""
    is_open = rating.verdict in ("insufficient", "promising")
    return rating.grade >= _CONCLUDING_GRADE and not is_open


def grade(rating: Rating, *, where: Label | None = None, lang: Lang) -> str:
    """What the grade means, what keeps the group from the next one (0 says it by itself), and which
    checks it did not pass, whether the grade asks for them or not.

    With `where`, the heading of the section that has the checks, their count alone is said and that
    it is there that they are named.
    """
    here = number(rating.grade, lang)
    label = say(GRADES[rating.grade], lang)
    text = f"Mức căn cứ {here}: {label}." if lang == "vi" else f"Grade {here}: {label}."
    if rating.lacking and rating.grade:
        following = number(rating.grade + 1, lang)
        listed = "; ".join(phrase(fact, rating.facts[fact], lang) for fact in rating.lacking)
        before = "Chưa đạt mức" if lang == "vi" else "Kept from grade"
        text = f"{text} {before} {following}: {listed}."
    if rating.failed:
        text = f"{text} {_failed(rating, where, lang)}"
    return locked(text, grade=rating.grade, lang=lang)


def _failed(rating: Rating, where: Label | None, lang: Lang) -> str:
    """The checks that were not passed, by name (`Kiểm tra không đạt (1 trong 8): …`); or how many,
    and where they are named."""
    few, all_ = number(len(rating.failed), lang), number(len(CHECKS), lang)
    if where is not None:
        if lang == "vi":
            return f"{few} trong {all_} kiểm tra không đạt; xem phần “{where[0]}”."
        verb = "was" if len(rating.failed) == 1 else "were"
        return f"{few} of {all_} checks {verb} not passed; see the section “{where[1]}”."
    listed = "; ".join(say(CHECKS[name], lang) for name in rating.failed)
    if lang == "vi":
        return f"Kiểm tra không đạt ({few} trong {all_}): {listed}."
    return f"Checks not passed ({few} of {all_}): {listed}."


def decision(proposal: Proposal, *, lang: Lang) -> str:
    """The proposed decision and its reasons."""
    what = proposed(proposal, lang)
    group, listed = _group(proposal.group, lang), _reasons(proposal, lang)
    if lang == "vi":
        text = f"Đề xuất với {group}: {what}. Căn cứ: {listed}."
    else:
        text = f"Proposal for {group}: {what}. Reasons: {listed}."
    return locked(text, grade=proposal.rating.grade, lang=lang)


def _is_for_now(proposal: Proposal) -> bool:
    """Whether the proposal rests on a result that nothing may be concluded from."""
    rating = proposal.rating
    is_open = rating.grade < _CONCLUDING_GRADE or rating.verdict == "insufficient"
    return is_open and proposal.decision in FOR_NOW


def proposed(proposal: Proposal, lang: Lang) -> str:
    """The proposed decision in words; one for now says so."""
    return say((FOR_NOW if _is_for_now(proposal) else DECISIONS)[proposal.decision], lang)


def _reasons(proposal: Proposal, lang: Lang) -> str:
    """The grade, the facts that the rule rests on, and of a proposal for now what is lacking."""
    rating = proposal.rating
    here = number(rating.grade, lang)
    said = [phrase(fact, value, lang) for fact, value in proposal.reasons]
    told = dict(proposal.reasons)
    if _is_for_now(proposal):
        said += [
            phrase(fact, rating.facts[fact], lang) for fact in rating.lacking if fact not in told
        ]
    if lang == "vi":
        grades = f"mức căn cứ {here}, kết quả: {say(VERDICTS[rating.verdict], lang)}"
    else:
        grades = f"grade {here}, result: {say(VERDICTS[rating.verdict], lang)}"
    return "; ".join([grades, *said])


def ranking(ratings: Sequence[Rating], *, lang: Lang) -> str:
    """Which groups can be told apart; empty where fewer than two can be compared."""
    ranked = [rating for rating in ratings if rating.rank_low is not None]
    if len(ranked) < 2:
        return ""
    narrow = [r for r in ranked if (r.rank_low, r.rank_high) != (1, r.ranked_count)]
    if not narrow:
        text = (
            "Không xếp hạng các nhóm: dữ liệu chưa phân biệt chắc chắn nhóm nào với nhóm nào."
            if lang == "vi"
            else "Groups are not ranked: the data do not tell them apart with certainty."
        )
        return locked(text, grade=0, lang=lang)
    listed = "; ".join(f"{_group(r.group, lang)} {_ranks(r, lang)}" for r in narrow)
    if lang == "vi":
        text = (
            f"Thứ hạng có thể của tỷ số (1 là thấp nhất): {listed}. Các nhóm còn lại, và các nhóm "
            "có khoảng giao nhau, không được xếp trước sau."
        )
    else:
        text = (
            f"Possible ranks of the ratio (1 is the lowest): {listed}. The other groups, and those "
            "whose intervals meet, must not be ranked."
        )
    return locked(text, grade=0, lang=lang)


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
        title=locked(say(title, lang).format(_outcome(outcomes[0], lang)), grade=0, lang=lang),
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
    side = "≤" if rating.aim == "lower" else "≥"
    row: dict[str, object] = {
        "group": _titled(rating.group, lang),
        "verdict": say(VERDICTS[rating.verdict], lang),
        "grade": rating.grade,
        "ratio": DASH if own is None else _interval(own, lang),
        "shrunken": DASH if shrunken is None else _interval(shrunken, lang),
        "chance": None if is_hidden else rating.chance_wished,
        "ranks": _ranks(rating, lang),
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
            "group": _titled(proposal.group, lang),
            "decision": proposed(proposal, lang),
            "reasons": _reasons(proposal, lang),
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


def phrase(fact: Fact, value: bool | None, lang: Lang) -> str:
    """A fact as it was found."""
    holds, fails = FACTS[fact]
    if value is None:
        return say(_UNKNOWN, lang).format(say(holds, lang))
    return say(holds if value else fails, lang)


def _group(group: str, lang: Lang) -> str:
    return say(MODEL_GROUPS.get(group, _ALL if group == "all" else (group, group)), lang)


def _titled(group: str, lang: Lang) -> str:
    return capital(_group(group, lang))


def _outcome(outcome: str, lang: Lang) -> str:
    return say(_OUTCOMES.get(outcome, (outcome, outcome)), lang)


def _ranks(rating: Rating, lang: Lang) -> str:
    if rating.rank_low is None:
        return DASH
    low, high = number(rating.rank_low, lang), number(rating.rank_high, lang)
    joint = "đến" if lang == "vi" else "to"
    return low if low == high else f"{low} {joint} {high}"


def _interval(found: Any, lang: Lang) -> str:
    """`0,79 (0,72 đến 0,86)`; without an interval the ratio is not printed."""
    if found.low is None:
        return DASH
    ratio, low, high = number(found.ratio, lang, 2), limit(found.low, lang), limit(found.high, lang)
    joint = "đến" if lang == "vi" else "to"
    return f"{ratio} ({low} {joint} {high})"
