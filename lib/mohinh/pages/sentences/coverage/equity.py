"""For whom: kinds of area, districts, the order of communes, former need.

Coverage leans or does not lean; nobody is said to have wanted it so. An interval says how far a
figure would move if communes were drawn again; where it holds no difference, none is claimed.
"""

from collections.abc import Mapping

import pandas as pd

from mohinh.pages.sentences.coverage.results import Decomposition, Leaning, Targeting
from mohinh.pages.style import number, percent
from mohinh.words.terms import (
    AREA_FLAGS,
    INDICATORS,
    REGIONS,
    SIZE_CLASSES,
    Label,
    Lang,
    Period,
    say,
)
from mohinh.words.text import capital

WHY: dict[str, Label] = {
    "none_inside": ("tệp không có khu dân cư loại này", "the workbook has no such area"),
    "none_outside": ("mọi khu dân cư đều thuộc loại này", "every area is of this kind"),
    "few_communes": (
        "ở quá ít xã nên không tính khoảng",
        "in too few communes for an interval",
    ),
}
ALPHA = 0.05
_TO: Label = (" đến ", " to ")
_MINUS = "\u2212"


def signed(value: float, lang: Lang) -> str:
    """A difference of shares in percentage points with its sign: `+3,6`, `−10,8`."""
    text = number(abs(100 * value), lang, 1)
    if pd.isna(value) or text in ("0,0", "0.0"):
        return text
    return ("+" if value > 0 else _MINUS) + text


def index_text(value: float, lang: Lang) -> str:
    """An index between −1 and 1 with two digits."""
    text = number(abs(value), lang, 2)
    return (_MINUS if value < 0 and text not in ("0,00", "0.00") else "") + text


def kinds(table: pd.DataFrame, *, lang: Lang) -> str:
    """Each kind of area beside the others: shares, difference and ratio; a reason where there is
    none. `table` is `questions.fairness.kind_differences`."""
    if table.empty:
        return ""
    head: Label = (
        "Tỷ lệ khu dân cư có mô hình, theo loại địa bàn.",
        "The share of areas with a model, by kind of area.",
    )
    return " ".join([say(head, lang), *(_kind(row, lang) for _, row in table.iterrows())])


def _kind(row: pd.Series, lang: Lang) -> str:
    name = say(AREA_FLAGS[row.name], lang)
    head = f"Khu dân cư {name}" if lang == "vi" else f"{capital(name)} areas"
    if row["why"] in ("none_inside", "none_outside"):
        return f"{head}: {say(WHY[row['why']], lang)}."
    here, there = (percent(row[f"{side}_share"], lang) for side in ("inside", "outside"))
    gap, ratio = signed(row["difference"], lang), number(row["ratio"], lang, 2)
    if row["why"]:
        reason = say(WHY[row["why"]], lang)
        if lang == "vi":
            return f"{head}: {here}, nơi khác {there} ({gap} điểm phần trăm; {reason})."
        return f"{head}: {here}, others {there} ({gap} percentage points; {reason})."
    span = say(_TO, lang).join(signed(row[f"difference_{end}"], lang) for end in ("low", "high"))
    ratios = say(_TO, lang).join(number(row[f"ratio_{end}"], lang, 2) for end in ("low", "high"))
    is_clear = row["difference_low"] > 0 or row["difference_high"] < 0
    if lang == "vi":
        end = "" if is_clear else "; chưa thấy khác biệt rõ"
        return (
            f"{head}: {here}, nơi khác {there}, chênh {gap} điểm phần trăm (từ {span}), tỷ số "
            f"{ratio} ({ratios}){end}."
        )
    end = "" if is_clear else "; no clear difference"
    return (
        f"{head}: {here}, others {there}, a difference of {gap} percentage points ({span}), ratio "
        f"{ratio} ({ratios}){end}."
    )


def kind_title(table: pd.DataFrame, *, lang: Lang) -> str:
    """The claim above the chart: the kinds that differ clearly, or that none does."""
    clear = table[table["difference_low"].gt(0) | table["difference_high"].lt(0)]
    names = ", ".join(say(AREA_FLAGS[flag], lang) for flag in clear.index)
    if lang == "vi":
        if clear.empty:
            return "Chưa thấy loại khu dân cư nào có độ phủ khác hẳn các nơi khác"
        return f"Độ phủ khác các nơi khác ở khu dân cư {names}"
    if clear.empty:
        return "No kind of area is covered clearly more or less than the others"
    return f"Coverage differs from that of the others in {names} areas"


def kind_words(*, lang: Lang) -> dict[str, object]:
    """What the chart of kinds shows: its measure, its interval, its columns of text."""
    return {
        "measure": say(
            ("Độ phủ khu dân cư loại này trừ nơi khác", "Coverage of the kind less the others"),
            lang,
        ),
        "interval": say(
            ("vạch: khi lấy mẫu lại các xã", "line: when communes are drawn again"), lang
        ),
        "beside": (
            ("both", say(("loại này / nơi khác", "the kind / others"), lang)),
            ("ratio", say(("tỷ số", "ratio"), lang)),
        ),
    }


def size_classes(by_size: pd.DataFrame, *, lang: Lang) -> str:
    """Range of the share over sizes of area, smallest class first; `by=["size_class"]`."""
    named = [(code, by_size.loc[code]) for code in SIZE_CLASSES if code in by_size.index]
    if not named:
        return ""
    said = ", ".join(
        f"{say(SIZE_CLASSES[code], lang)} {percent(row['share'], lang)}" for code, row in named
    )
    return f"Theo quy mô: {said}." if lang == "vi" else f"By size: {said}."


def disparity(measures: pd.DataFrame, parts: Decomposition, *, by: str, lang: Lang) -> str:
    """How unequal districts (or kinds of commune) are, and how much of the inequality of communes
    lies between them. `measures` is `questions.fairness.disparities`."""
    gap, apart = measures.loc["difference"], measures.loc["mean_difference"]
    if pd.isna(gap["value"]):
        return ""
    most, mean = (number(100 * row["value"], lang, 1) for row in (gap, apart))
    region = say(REGIONS[by], lang)
    if lang == "vi":
        text = (
            f"Tính theo hộ có mô hình, giữa các {region} nơi cao nhất hơn nơi thấp nhất {most} "
            f"điểm phần trăm; bình quân mỗi hộ ở nơi lệch {mean} điểm so với mức "
            f"chung{_beside_chance(apart, lang)}."
        )
    else:
        text = (
            f"By the share of households with a model, the highest {region} is {most} percentage "
            f"points above the lowest; households live {mean} points from the overall share on "
            f"average{_beside_chance(apart, lang)}."
        )
    return text if pd.isna(parts.between_share) else f"{text} {_between(parts, region, lang)}"


def _beside_chance(row: pd.Series, lang: Lang) -> str:
    """What chance alone would give, and whether there is more; empty where it is not known."""
    if pd.isna(row["chance_low"]):
        return ""
    ends = (number(100 * row[end], lang, 1) for end in ("chance_low", "chance_high"))
    span = say(_TO, lang).join(ends)
    if lang == "vi":
        more = "hơn" if row["p"] < ALPHA else "không hơn"
        return f" (xếp ngẫu nhiên các xã thì {span}; {more} mức ngẫu nhiên)"
    more = "more" if row["p"] < ALPHA else "no more"
    return f" ({span} if communes were dealt out by chance; {more} than chance gives)"


def _between(parts: Decomposition, region: str, lang: Lang) -> str:
    """How much of the inequality among communes lies between districts."""
    share = percent(parts.between_share, lang, 0)
    ends = (percent(end, lang, 0) for end in (parts.chance_low, parts.chance_high))
    span = say(_TO, lang).join(ends)
    if lang == "vi":
        chance = "" if pd.isna(parts.chance_low) else f" (ngẫu nhiên: {span})"
        return f"{share}{chance} chênh lệch giữa các xã là chênh lệch giữa các {region}."
    chance = "" if pd.isna(parts.chance_low) else f" (by chance: {span})"
    return f"{share}{chance} of the inequality among communes lies between them."


def _leans(found: Leaning) -> int:
    """1 where the interval lies above 0, −1 below, 0 where it holds 0 or there is none."""
    return int(found.low > 0) - int(found.high < 0)


def _with_interval(found: Leaning, lang: Lang) -> str:
    value = index_text(found.index, lang)
    if pd.isna(found.low):
        return value
    ends = say(_TO, lang).join(index_text(end, lang) for end in (found.low, found.high))
    return f"{value} ({ends})"


_BY_SIZE: Mapping[int, Label] = {
    0: (
        "Không thấy độ phủ nghiêng theo số hộ của xã",
        "Coverage is not seen to lean to large or small communes",
    ),
    1: ("Độ phủ nghiêng về xã đông hộ", "Coverage leans to large communes"),
    -1: ("Độ phủ nghiêng về xã ít hộ", "Coverage leans to small communes"),
}
_TO_NEED: Mapping[int, Label] = {
    0: (
        "Không thấy mô hình mới nghiêng về nơi trước đó ghi nhận nhiều vụ",
        "New coverage is not seen to lean to where many cases were recorded before",
    ),
    1: (
        "Mô hình mới nghiêng về nơi trước đó ghi nhận nhiều vụ",
        "New coverage leans to where many cases were recorded before",
    ),
    -1: (
        "Mô hình mới nghiêng về nơi trước đó ghi nhận ít vụ",
        "New coverage leans to where few cases were recorded before",
    ),
}


# Why there is no curve.
_NO_CURVE: Mapping[str, Label] = {
    "nothing_covered": (
        "Chưa có hộ nào ở khu dân cư có mô hình nên không vẽ được đường tập trung",
        "No household lives in a covered area, so that there is no curve",
    ),
    "no_reports": (
        "Không nói được về nhu cầu trước đó: không có báo cáo số vụ của kỳ gốc",
        "Nothing can be said of former need: no cases were reported in the base period",
    ),
    "nothing_new": (
        "Từ kỳ gốc đến nay không có thêm hộ nào ở khu dân cư có mô hình",
        "No household was newly covered since the base period",
    ),
}


def concentration_title(found: Leaning, *, lang: Lang) -> str:
    """The claim above the concentration curve, communes in the order of their size."""
    if found.why:
        return say(_NO_CURVE[found.why], lang)
    return say(_BY_SIZE[_leans(found)], lang)


def concentration(found: Leaning, *, lang: Lang) -> str:
    """The concentration index with its interval, and what 0 means; or why there is none."""
    if found.why:
        return f"{say(_NO_CURVE[found.why], lang)}."
    value = _with_interval(found, lang)
    if lang == "vi":
        return (
            f"{say(_BY_SIZE[_leans(found)], lang)}: chỉ số tập trung {value}; 0 là khi hộ có mô "
            "hình phân bố như số hộ."
        )
    return (
        f"{say(_BY_SIZE[_leans(found)], lang)}: concentration index {value}; 0 is coverage spread "
        "as households are."
    )


def concentration_words(*, lang: Lang) -> dict[str, str]:
    """What the axes of the concentration curve and its lines mean."""
    return {
        "measure": say(INDICATORS["household_coverage_share"].label, lang),
        "across": say(
            ("% số hộ, từ xã ít hộ nhất", "% of households, smallest communes first"), lang
        ),
        "up": say(("% số hộ có mô hình", "% of covered households"), lang),
        "even": say(_EVEN, lang),
    }


_EVEN: Label = ("phân bố đều", "spread evenly")


def targeting_title(found: Targeting, *, lang: Lang) -> str:
    """The claim above the targeting curve."""
    if found.why:
        return say(_NO_CURVE[found.why], lang)
    return say(_TO_NEED[_leans(found)], lang)


def targeting(found: Targeting, *, base: Period | None, lang: Lang) -> str:
    """Where new coverage leans, the part of the first fifth, and that no intent is read from it."""
    if found.why or base is None:
        return f"{say(_NO_CURVE[found.why or 'no_reports'], lang)}."
    value, when = _with_interval(found, lang), base.say(lang)
    first = percent(found.first_share, lang, 0)
    ends = say(_TO, lang).join(percent(end, lang, 0) for end in (found.first_low, found.first_high))
    span = "" if pd.isna(found.first_low) else f" ({ends})"
    fifth = percent(0.2, lang, 0)
    if lang == "vi":
        return (
            f"{say(_TO_NEED[_leans(found)], lang)}: {fifth} số hộ ở nơi ghi nhận nhiều vụ nhất "
            f"{when} chiếm {first}{span} số hộ mới có mô hình; chỉ số {value}, 0 là không nghiêng. "
            "Điều này không cho biết địa bàn được chọn vì lẽ gì: số vụ một năm của một xã phần "
            "nhiều là ngẫu nhiên và tùy cách ghi nhận."
        )
    return (
        f"{say(_TO_NEED[_leans(found)], lang)}: the {fifth} of households where most cases were "
        f"recorded in {when} have {first}{span} of those newly covered; index {value}, 0 is no "
        "lean. This does not tell why places were chosen: the cases of one commune in one year are "
        "mostly chance, and depend on how they are recorded."
    )


def targeting_words(base: Period | None, *, lang: Lang) -> dict[str, str]:
    """What the axes of the targeting curve and its lines mean."""
    when = "" if base is None else base.say(lang)
    return {
        "measure": say(
            (
                f"Hộ mới có mô hình, theo số vụ ghi nhận {when}",
                f"Newly covered households, by cases recorded in {when}",
            ),
            lang,
        ),
        "across": say(
            (
                "% số hộ chưa có mô hình, từ xã nhiều vụ nhất",
                "% of households without, highest former rate first",
            ),
            lang,
        ),
        "up": say(("% số hộ mới có mô hình", "% of newly covered households"), lang),
        "even": say(_EVEN, lang),
    }
