"""Checks in words: what `questions.checks` found, as the report says it.

Takes results as they are and computes nothing. No sentence says that a model did something: a check
speaks of what would have to be true for the estimate to be wrong. All checks are printed or none.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import limit, number, percent
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import INCIDENTS, MODEL_GROUPS, Label, Lang, say


class Check(Protocol):
    """What a sentence needs of a check."""

    name: str
    group: str
    passed: bool | None
    reason: str | None
    values: Mapping[str, Any]


def _labels(**pairs: Label) -> Mapping[str, Label]:
    return MappingProxyType(pairs)


CHECKS = _labels(
    pre_trend=("Xu hướng trước khi áp dụng", "Trend before adoption"),
    placebo_date=("Ngày áp dụng giả định", "Pretended date of adoption"),
    placebo_outcome=("Loại vụ việc ngoài mục tiêu", "Cases that the model does not aim at"),
    leave_one_out=("Bỏ lần lượt từng địa phương", "Each district left out in turn"),
    specifications=("Các cách ước lượng khác", "Other ways to estimate"),
    breakdown=("Mức lệch xu hướng làm đổi kết luận", "Break of trend that overturns the answer"),
    power=("Khả năng phát hiện", "What could have been found"),
    randomisation=("Đổi chỗ ngẫu nhiên giữa các xã", "Places changed at random among communes"),
)
OUTCOMES = _labels(
    passed=("đạt", "passed"),
    failed=("không đạt", "not passed"),
    unanswered=("chưa trả lời được", "cannot be answered"),
)
REASONS = _labels(
    no_before=(
        "trước khi áp dụng có quá ít tháng hoặc quá ít vụ để so sánh",
        "there are too few periods or cases before adoption to compare",
    ),
    too_few_clusters=(
        "số đơn vị cấp xã áp dụng ít hơn phép kiểm tra cần",
        "fewer communes adopted than the test needs",
    ),
    no_placebo=(
        "không có loại vụ việc nào mà mô hình không nhằm tới",
        "no kind of case was named that the model does not aim at",
    ),
    no_parts=(
        "dữ liệu không chia theo địa phương, hoặc chỉ có một địa phương",
        "the data are not divided by district, or there is one only",
    ),
    no_alternative=(
        "dữ liệu không đủ cho hai cách ước lượng khác",
        "the data do not carry two other ways to estimate",
    ),
    no_difference=(
        "khoảng tin cậy có chứa 1, nên không có kết luận nào để làm đổi",
        "the interval holds 1, so there is no answer to overturn",
    ),
    few_arrangements=(
        "quá ít cách đổi chỗ khác nhau giữa các xã",
        "there are too few ways to change places among communes",
    ),
    few_clusters=(
        "chỉ một đơn vị cấp xã áp dụng, không tính được khoảng tin cậy",
        "one commune only adopted, which gives no interval",
    ),
    no_case_observed=(
        "sau khi áp dụng không ghi nhận vụ nào, không tính được khoảng tin cậy",
        "no case was seen after adoption, which gives no interval",
    ),
    no_case_expected=(
        "trước khi áp dụng không có vụ nào hoặc không có nơi so sánh",
        "there was no case before adoption, or nothing to compare with",
    ),
    one_cluster_decides=(
        "kết quả phụ thuộc vào một đơn vị cấp xã duy nhất",
        "the estimate hangs on one single commune",
    ),
    not_estimable=(
        "cách ước lượng này không cho kết quả với các dữ liệu này",
        "this way to estimate has no answer for these data",
    ),
)
PERIODS = _labels(month=("tháng", "months"), quarter=("quý", "quarters"), year=("năm", "years"))
_HEADINGS = _labels(
    check=("Kiểm tra", "Check"),
    outcome=("Kết quả", "Outcome"),
    sentence=("Nội dung", "What was found"),
)
_TITLE: Label = ("Kiểm tra độ tin cậy: {}", "How sure: {}")
_ALL: Label = ("mọi nhóm mô hình", "all model groups")
_FEW: Label = (
    "Số vụ quá nhỏ nên các con số không được công bố.",
    "Too few cases for the numbers to be published.",
)
_NOTE: Label = (
    "“Đạt” nghĩa là không thấy điều gì trái với ước lượng; đó không phải là bằng chứng.",
    "“Passed” means that nothing was found against the estimate; that is no proof of it.",
)

# A yearly factor nearer to 1 is none that could be printed with three digits.
_HARDLY = 0.0005


def sentence(check: Check, *, every: str = "month", lang: Lang) -> str:
    """What one check found, with its numbers; where it cannot be answered, why.

    `every` is the length of the panel's periods: month, quarter or year.
    """
    if check.reason is not None:
        name, reason = say(CHECKS[check.name], lang), say(REASONS[check.reason], lang)
        if lang == "vi":
            return f"{name}: chưa trả lời được, vì {reason}."
        return f"{name}: cannot be answered, because {reason}."
    return _SENTENCES[check.name](check, say(PERIODS[every], lang), lang)


def check_table(
    checks: Sequence[Check],
    *,
    every: str = "month",
    without_numbers: Collection[str] = (),
    lang: Lang,
) -> ReportTable:
    """All checks of one group: its name, the outcome, the sentence.

    Of the checks named in `without_numbers` the outcome alone is said, since their numbers would
    give a small count away.

    Raises `InvalidTable` where a check is missing or stands twice, or groups are mixed: a report
    that leaves one out is not printed.
    """
    names = [check.name for check in checks]
    if sorted(names) != sorted(CHECKS):
        lacking = ", ".join(name for name in CHECKS if name not in names) or "none"
        raise InvalidTable(
            f"checks: expected each of {', '.join(CHECKS)} once, found {', '.join(names) or 'none'}"
            f" (lacking: {lacking}). Take them all from questions.checks.run_checks"
        )
    groups = {check.group for check in checks}
    if len(groups) > 1:
        raise InvalidTable(f"checks of the groups {', '.join(sorted(groups))}: expected one group")
    by_name = {check.name: check for check in checks}
    rows = [
        {
            "check": say(CHECKS[name], lang),
            "outcome": say(OUTCOMES[outcome(by_name[name])], lang),
            "sentence": say(_FEW, lang)
            if name in without_numbers
            else sentence(by_name[name], every=every, lang=lang),
        }
        for name in CHECKS
    ]
    return ReportTable(
        title=say(_TITLE, lang).format(_group(groups.pop(), lang)),
        frame=pd.DataFrame(rows),
        headings={name: say(label, lang) for name, label in _HEADINGS.items()},
        lang=lang,
        note=say(_NOTE, lang),
    )


def outcome(check: Check) -> str:
    """passed, failed or unanswered."""
    if check.passed is None:
        return "unanswered"
    return "passed" if check.passed else "failed"


def _group(group: str, lang: Lang) -> str:
    return say(MODEL_GROUPS.get(group, _ALL if group == "all" else (group, group)), lang)


def _ratio(value: float | None, lang: Lang) -> str:
    return number(value, lang, 2)


def _with_interval(ratio: float, low: float, high: float, lang: Lang) -> str:
    """`0,79 (0,72 đến 0,86)`."""
    joint = "đến" if lang == "vi" else "to"
    return f"{_ratio(ratio, lang)} ({limit(low, lang)} {joint} {limit(high, lang)})"


def _p(value: float, lang: Lang) -> str:
    """`p = 0,031`, or `p < 0,001`."""
    if value < 0.001:
        return f"p < {number(0.001, lang, 3)}"
    return f"p = {number(value, lang, 3)}"


def _pre_trend(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    first, last = (number(-v[end], lang) for end in ("first", "last"))
    p, largest = _p(v["p"], lang), _ratio(v["largest"], lang)
    communes = number(v["clusters_count"], lang)
    if lang == "vi":
        span = f"Từ {first} đến {last} {periods} trước khi áp dụng"
        found = f"(kiểm định chung {p}; {communes} đơn vị cấp xã; tỷ số xa 1 nhất: {largest})"
        if check.passed:
            return (
                f"{span}, không thấy nơi áp dụng biến động khác nơi so sánh {found}. Điều này "
                "không chứng minh rằng về sau chúng vẫn biến động như nhau."
            )
        return (
            f"{span}, nơi áp dụng đã biến động khác nơi so sánh {found}: phép so sánh chưa đáng "
            "tin cậy."
        )
    span = f"From {first} to {last} {periods} before adoption"
    found = f"(joint test {p}; {communes} communes; ratio furthest from 1: {largest})"
    if check.passed:
        return (
            f"{span}, adopting areas were not seen to move apart from those they are compared with "
            f"{found}. That does not prove that they would have gone on together."
        )
    return (
        f"{span}, adopting areas already moved apart from those they are compared with {found}: "
        "the comparison is in doubt."
    )


def _placebo_date(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    ahead, end = number(-v["first"], lang), number(-v["last"], lang)
    ratio = _with_interval(v["ratio"], v["low"], v["high"], lang)
    parts = []
    if lang == "vi":
        verdict = (
            "không thấy chênh lệch khi chưa có mô hình"
            if check.passed
            else "đã có chênh lệch khi chưa có mô hình, nên phép so sánh chưa đáng tin cậy"
        )
        parts.append(
            f"Nếu giả định mô hình có từ {ahead} {periods} trước ngày thật, tỷ số giữa số vụ ghi "
            f"nhận và số vụ dự kiến đến {end} {periods} trước ngày thật là {ratio}: {verdict}."
        )
        if check.passed and not v["can_tell"]:
            parts.append(
                "Khoảng tin cậy rộng đến mức không loại trừ được một chênh lệch lớn bằng ước lượng."
            )
        if v["is_peak"]:
            parts.append(
                f"Ngay trước khi áp dụng, số vụ cao hơn dự kiến: {_peak(v, lang)}. Mô hình được "
                "đặt ở nơi vừa có nhiều vụ, vì vậy các kỳ này không được dùng để so sánh."
            )
        return " ".join(parts)
    verdict = (
        "no difference is seen where there was no model yet"
        if check.passed
        else "there is a difference where there was no model yet, so the comparison is in doubt"
    )
    parts.append(
        f"With the model pretended {ahead} {periods} before its true date, the ratio of observed "
        f"to expected cases up to {end} {periods} before it is {ratio}: {verdict}."
    )
    if check.passed and not v["can_tell"]:
        parts.append("The interval is too wide to leave out a difference as large as the estimate.")
    if v["is_peak"]:
        parts.append(
            f"Just before adoption there were more cases than expected: {_peak(v, lang)}. Models "
            "were placed where trouble just was, so these periods are not compared."
        )
    return " ".join(parts)


def _peak(values: Mapping[str, Any], lang: Lang) -> str:
    return _with_interval(*(values[f"donut_{name}"] for name in ("ratio", "low", "high")), lang)


def _placebo_outcome(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    name = say(INCIDENTS.get(v["outcome"], (v["outcome"], v["outcome"])), lang)
    ratio = _with_interval(v["ratio"], v["low"], v["high"], lang)
    count, p = number(v["outcomes_count"], lang), _p(v["p_holm"], lang)
    is_one = v["outcomes_count"] == 1
    if lang == "vi":
        text = (
            f"Đã xem {count} loại vụ việc mà mô hình không nhằm tới; loại lệch nhất là “{name}”, "
            f"tỷ số {ratio}, {p} sau khi điều chỉnh: "
        )
        if check.passed and not v["can_tell"]:
            which = "khoảng tin cậy" if is_one else "ít nhất một khoảng tin cậy"
            return (
                f"{text}chưa thấy chênh lệch rõ, nhưng {which} vẫn chứa một mức lệch bằng ước "
                "lượng chính, nên chưa loại trừ được."
            )
        return text + (
            "không thấy chênh lệch, đúng như mong đợi."
            if check.passed
            else "có chênh lệch ở nơi không nên có, nên có thể có nguyên nhân khác."
        )
    kinds = "kind" if is_one else "kinds"
    text = (
        f"{count} {kinds} of case that the model does not aim at; furthest from 1 is “{name}”, "
        f"ratio {ratio}, adjusted {p}: "
    )
    if check.passed and not v["can_tell"]:
        which = "the interval" if is_one else "at least one interval"
        return (
            f"{text}no clear difference is seen, but {which} still holds one as large as the "
            "primary estimate, so it is not ruled out."
        )
    return text + (
        "no difference is seen, as should be."
        if check.passed
        else "there is a difference where there should be none, so something else may be at work."
    )


def _leave_one_out(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    count = number(v["parts_count"], lang)
    low, high = _ratio(v["lowest"], lang), _ratio(v["highest"], lang)
    if lang == "vi":
        text = (
            f"Bỏ lần lượt từng địa phương trong {count} địa phương, tỷ số nằm từ {low} (không có "
            f"{v['lowest_part']}) đến {high} (không có {v['highest_part']}): "
        )
        if check.passed:
            return text + "kết luận không dựa vào riêng địa phương nào."
        more = number(v["against_count"], lang)
        rest = "" if v["against_count"] == 1 else f" (trong {more} địa phương như vậy)"
        return f"{text}kết luận thay đổi khi bỏ {v['against']}{rest}."
    text = (
        f"With each of {count} districts left out in turn, the ratio runs from {low} (without "
        f"{v['lowest_part']}) to {high} (without {v['highest_part']}): "
    )
    if check.passed:
        return text + "the answer does not rest on any one of them."
    more = number(v["against_count"], lang)
    rest = "" if v["against_count"] == 1 else f" (one of {more} such districts)"
    return f"{text}the answer changes without {v['against']}{rest}."


def _specifications(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    agree, counted = number(v["agreeing_count"], lang), number(v["counted_count"], lang)
    is_side = v["is_side"]
    low, high = _ratio(v["lowest"], lang), _ratio(v["highest"], lang)
    if lang == "vi":
        what = "cùng hướng với ước lượng chính" if is_side else "cho cùng kết luận"
        text = f"{agree} trong {counted} cách ước lượng khác {what}; tỷ số từ {low} đến "
        rest = "" if check.passed else ", nên kết luận phụ thuộc vào cách làm"
        return f"{text}{high}{rest}."
    what = "point the same way as the primary estimate" if is_side else "agree"
    text = f"{agree} of {counted} other ways to estimate {what}; ratios run from {low} to {high}"
    return text + ("." if check.passed else ", so the answer hangs on how it is made.")


def _breakdown(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    value, step = number(v["breakdown"], lang, 1), _ratio(v["step"], lang)
    half = _half_year(periods, lang)
    is_far = v["breakdown"] > 1
    if lang == "vi":
        what = (
            f"một bước lệch giữa hai {half} liền nhau sau khi áp dụng lớn hơn {value} lần bước lớn "
            f"nhất đã thấy trước đó (bước ấy ứng với tỷ số {step})"
        )
        text = (
            f"Nếu có {what} thì kết luận bị đảo; đây là mức gần đúng."
            if is_far
            else f"Chỉ cần {what} là kết luận đã bị đảo; đây là mức gần đúng."
        )
    else:
        what = (
            f"from one {half} to the next after adoption of more than {value} times the largest "
            f"seen before (a ratio of {step})"
        )
        text = (
            f"A step {what} would overturn the answer; an approximate bound."
            if is_far
            else f"A step {what} is enough to overturn the answer; an approximate bound."
        )
    if v["drift_needed"] is None or v["drift_seen"] is None:
        return text
    needed, seen = (limit(v[name], lang) for name in ("drift_needed", "drift_seen"))
    is_drift = v["breakdown"] > 1 and not check.passed
    if abs(v["drift_needed"] - 1) < _HARDLY:
        return f"{text} {_no_drift_needed(seen, lang)}"
    if lang == "vi":
        rest = ", tức là đã đủ để đảo kết luận nếu xu hướng ấy kéo dài" if is_drift else ""
        return (
            f"{text} Một xu hướng lệch đều, mỗi năm nhân tỷ số với {needed}, cũng đảo được kết "
            f"luận; trước khi áp dụng đã thấy mức {seen}{rest}."
        )
    rest = ", enough to overturn it if it went on" if is_drift else ""
    return (
        f"{text} A steady drift would do so at a ratio of {needed} a year; {seen} was seen before "
        f"adoption{rest}."
    )


def _half_year(periods: str, lang: Lang) -> str:
    """Between which stretches a step is: half-years; years where the panel has no shorter ones."""
    if periods == say(PERIODS["year"], lang):
        return say(("năm", "year"), lang)
    return say(("nửa năm", "half-year"), lang)


def _no_drift_needed(seen: str, lang: Lang) -> str:
    if lang == "vi":
        return (
            "Hầu như không cần xu hướng lệch nào cũng đảo được kết luận; trước khi áp dụng đã thấy "
            f"tỷ số nhân với {seen} mỗi năm."
        )
    return (
        "Hardly any steady drift is needed to do so; a ratio of "
        f"{seen} a year was seen before adoption."
    )


def _power(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    fall, rise = _ratio(v["smallest_fall"], lang), _ratio(v["smallest_rise"], lang)
    chance = percent(v["power"], lang, 0)
    if lang == "vi":
        text = (
            f"Với dữ liệu này, có {chance} khả năng phát hiện được tỷ số từ {fall} trở xuống "
            f"hoặc từ {rise} trở lên; chênh lệch nhỏ hơn có thể bị bỏ sót"
        )
        rest = ", nên việc không thấy chênh lệch chưa nói lên điều gì"
        return text + ("." if check.passed else f"{rest}.")
    text = (
        f"With these data a ratio of {fall} or lower, or of {rise} or higher, would be found with "
        f"a probability of {chance}; smaller differences can be missed"
    )
    return text + ("." if check.passed else ", so that finding none says little.")


def _randomisation(check: Check, periods: str, lang: Lang) -> str:
    v = check.values
    draws, communes = number(v["draws"], lang), number(v["free_count"], lang)
    p, ratio = _p(v["p"], lang), _ratio(v["ratio"], lang)
    if lang == "vi":
        text = (
            f"Đổi chỗ ngẫu nhiên {draws} lần giữa {communes} đơn vị cấp xã, chênh lệch từ mức đã "
            f"thấy trở lên (tỷ số {ratio} theo cách tính riêng của phép này) có {p}: "
        )
        if v["is_rare"]:
            return text + "hiếm khi do ngẫu nhiên."
        rest = (
            "; kết quả chính cũng không nói khác"
            if check.passed
            else ", dù khoảng tin cậy không chứa 1"
        )
        return f"{text}có thể chỉ là ngẫu nhiên{rest}."
    text = (
        f"With places changed at random {draws} times among {communes} communes, a difference at "
        f"least as large as the one seen (a ratio of {ratio}, as this check counts it) has {p}: "
    )
    if v["is_rare"]:
        return text + "rare by chance alone."
    rest = (
        "; nor does the estimate say otherwise"
        if check.passed
        else ", although the interval leaves out 1"
    )
    return f"{text}chance alone may give it{rest}."


_SENTENCES: Mapping[str, Callable[[Check, str, Lang], str]] = MappingProxyType(
    {
        "pre_trend": _pre_trend,
        "placebo_date": _placebo_date,
        "placebo_outcome": _placebo_outcome,
        "leave_one_out": _leave_one_out,
        "specifications": _specifications,
        "breakdown": _breakdown,
        "power": _power,
        "randomisation": _randomisation,
    }
)
