"""What may be said of a group: verdict, grade, checks not passed, possible ranks."""

from collections.abc import Sequence

from mohinh.pages.sentences.checks import CHECKS
from mohinh.pages.sentences.evidence.facts import phrase
from mohinh.pages.sentences.evidence.lock import locked
from mohinh.pages.sentences.evidence.tables import withheld
from mohinh.pages.sentences.evidence.words import (
    CONCLUDING_GRADE,
    GRADES,
    VERDICTS,
    Rating,
    group_name,
    group_title,
    interval_text,
    outcome_name,
    ranks_text,
)
from mohinh.pages.style import number
from mohinh.tables import privacy
from mohinh.tables.rulings import CAUSAL_GRADE
from mohinh.words.terms import Label, Lang, say


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
    name = outcome_name(ratings[0].outcome, lang)
    if lang == "vi":
        text = f"Về {name}, trong {count} nhóm được xem xét: {listed}."
    else:
        text = f"As to {name}, of {count} groups looked at: {listed}."
    return locked(text, grade=0, lang=lang)


def verdict(rating: Rating, *, lang: Lang) -> str:
    """What may be said of one group: the ratio with its interval, the verdict, the grade."""
    text = f"{group_title(rating.group, lang)}: {_seen(rating, lang)} {_claim(rating, lang)}"
    return locked(text, grade=rating.grade, lang=lang)


def _seen(rating: Rating, lang: Lang) -> str:
    found = rating.estimate
    name = outcome_name(rating.outcome, lang)
    if found is None or found.ratio is None:
        if lang == "vi":
            return f"không có phép so sánh dùng được về {name}."
        return f"there is no usable comparison of {name}."
    if privacy.is_small(found.observed):
        if lang == "vi":
            return f"số {name} ghi nhận quá nhỏ, không công bố."
        return f"too few {name} were seen to be published."
    observed, expected = number(found.observed, lang), number(found.expected, lang)
    ratio = interval_text(found, lang)
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
    if rating.verdict == "insufficient" or rating.grade < CONCLUDING_GRADE:
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
    return rating.grade >= CONCLUDING_GRADE and not is_open


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
            return f"Kiểm tra không đạt: {few} trong {all_}; xem phần “{where[0]}”."
        return f"Checks not passed: {few} of {all_}; see the section “{where[1]}”."
    listed = "; ".join(say(CHECKS[name], lang) for name in rating.failed)
    if lang == "vi":
        return f"Kiểm tra không đạt ({few} trong {all_}): {listed}."
    return f"Checks not passed ({few} of {all_}): {listed}."


def ranking(ratings: Sequence[Rating], *, lang: Lang) -> str:
    """Which groups can be told apart, of those whose ratio is shown; empty where fewer than two can
    be compared."""
    hidden = withheld(ratings)
    ranked = [r for r in ratings if r.rank_low is not None and r.group not in hidden]
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
    listed = "; ".join(f"{group_name(r.group, lang)} {ranks_text(r, lang)}" for r in narrow)
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
