"""Tables of fairness as printed: kinds of area, measures, fifths of former need, gaps."""

from collections.abc import Mapping

import pandas as pd

from mohinh.pages.sentences.coverage.equity import WHY, signed
from mohinh.pages.sentences.coverage.results import GapList
from mohinh.pages.sentences.coverage.tables import AREA_USES, POINT_USES, area_sources
from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.pages.style import DASH, number, percent
from mohinh.tables import privacy
from mohinh.words.terms import AREA_FLAGS, Label, Lang, say
from mohinh.words.text import capital

_MEASURES: Mapping[str, Label] = {
    "difference": ("Chênh lệch cao nhất – thấp nhất", "Difference, highest – lowest"),
    "ratio": ("Tỷ số cao nhất / thấp nhất", "Ratio, highest / lowest"),
    "attributable_risk": (
        "Phần tăng thêm nếu mọi nơi như nơi cao nhất",
        "Gain if all were like the highest",
    ),
    "attributable_share": (
        "Phần tăng thêm đó, so với mức chung",
        "That gain, relative to the overall share",
    ),
    "mean_difference": ("Độ lệch bình quân so với mức chung", "Mean difference from overall"),
    "index_of_disparity": ("Chỉ số chênh lệch", "Index of disparity"),
    "theil": ("Chỉ số Theil × 1.000", "Theil index × 1,000"),
}
_POINTS = ("difference", "attributable_risk", "mean_difference")


def kind_chart(table: pd.DataFrame, *, lang: Lang) -> pd.DataFrame:
    """The rows that `figures.differences` draws: a name, the difference, and why there is none."""
    names = [say(AREA_FLAGS[flag], lang) for flag in table.index]
    both = [
        f"{percent(here, lang)} / {percent(there, lang)}"
        for here, there in table[["inside_share", "outside_share"]].itertuples(index=False)
    ]
    return pd.DataFrame(
        {
            "kind_name": [capital(name) for name in names],
            "difference": table["difference"].to_numpy(),
            "low": table["difference_low"].to_numpy(),
            "high": table["difference_high"].to_numpy(),
            "why": [say(WHY[why], lang) if why else "" for why in table["why"]],
            "both": both,
            "ratio": [
                _ratio(*row, lang=lang)
                for row in table[["ratio", "ratio_low", "ratio_high"]].itertuples(index=False)
            ],
        }
    )


def _ratio(ratio: float, low: float, high: float, *, lang: Lang) -> str:
    value = number(ratio, lang, 2)
    if pd.isna(low):
        return value
    return f"{value} ({number(low, lang, 2)}–{number(high, lang, 2)})"


def kind_table(table: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Each kind of area beside the others, as printed."""
    frame = table.reset_index().assign(
        kind_name=[say(AREA_FLAGS[flag], lang) for flag in table.index],
        points=[
            _span(row, "difference", lang, lambda value: signed(value, lang))
            for _, row in table.iterrows()
        ],
        times=[
            _span(row, "ratio", lang, lambda value: number(value, lang, 2))
            for _, row in table.iterrows()
        ],
        reason=[say(WHY[why], lang) if why else "" for why in table["why"]],
    )
    headings = {
        "kind_name": say(("Loại khu dân cư", "Kind of area"), lang),
        "inside_covered_count": say(("Có mô hình", "Covered"), lang),
        "inside_count": say(("Tổng số", "Total"), lang),
        "inside_share": say(("Tỷ lệ", "Share"), lang),
        "outside_share": say(("Tỷ lệ nơi khác", "Share of the others"), lang),
        "points": say(("Chênh lệch, điểm %", "Difference, points"), lang),
        "times": say(("Tỷ số", "Ratio"), lang),
        "reason": say(("Ghi chú", "Note"), lang),
    }
    formats = {
        "inside_covered_count": "count",
        "inside_count": "count",
        "inside_share": "share",
        "outside_share": "share",
    }
    return ReportTable(
        say(("Độ phủ theo loại khu dân cư", "Coverage by kind of area"), lang),
        frame[list(headings)],
        headings,
        lang,
        formats,
        sources=[
            (
                Source("areas", (*AREA_USES, flag), {flag: "True"}),
                Source("points", POINT_USES, {f"areas.{flag}": "True", "setting": "area"}),
            )
            for flag in table.index
        ],
    )


def _span(row: pd.Series, name: str, lang: Lang, text) -> str:
    if pd.isna(row[name]):
        return DASH
    if pd.isna(row[f"{name}_low"]):
        return text(row[name])
    joint = say((" đến ", " to "), lang)
    return f"{text(row[name])} ({text(row[f'{name}_low'])}{joint}{text(row[f'{name}_high'])})"


def disparity_table(measures: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """The measures of inequality among districts (or kinds of commune), as printed."""
    frame = pd.DataFrame(
        {
            "measure": [say(_MEASURES[name], lang) for name in measures.index],
            "printed": [_measured(name, row["value"], lang) for name, row in measures.iterrows()],
            "chance": [_by_chance(name, row, lang) for name, row in measures.iterrows()],
            "p": measures["p"].to_numpy(),
        }
    )
    headings = {
        "measure": say(("Thước đo", "Measure"), lang),
        "printed": say(("Giá trị", "Value"), lang),
        "chance": say(("Nếu xếp ngẫu nhiên các xã", "If communes were dealt by chance"), lang),
        "p": say(("p", "p"), lang),
    }
    title = ("Chênh lệch độ phủ hộ giữa các nơi", "Inequality of household coverage among places")
    return ReportTable(say(title, lang), frame, headings, lang, {"p": "p"})


def _measured(name: str, value: float, lang: Lang) -> str:
    if name in _POINTS:
        return f"{number(100 * value, lang, 1)} {say(('điểm %', 'points'), lang)}"
    if name == "theil":
        return number(1000 * value, lang, 1)
    if name == "ratio":
        return number(value, lang, 2)
    return percent(value, lang)


def _by_chance(name: str, row: pd.Series, lang: Lang) -> str:
    if pd.isna(row["chance_low"]):
        return DASH
    ends = ("chance_low", "chance_high")
    low, high = (_measured(name, row[end], lang).split(" ")[0] for end in ends)
    return f"{low}{say((' đến ', ' to '), lang)}{high}"


def fifth_table(fifths: pd.DataFrame, *, lang: Lang) -> ReportTable:
    """Fifths of households by former rate, as printed; rates of small counts are hidden, the others
    those of rounded counts: an exact sum over communes could single one out.

    Households are in hundreds: exact sums of few communes, whose households are known, would tell
    which of them are in which fifth, and so how many cases they can have had. `fifths` is
    `questions.fairness.need_fifths`.
    """
    hidden = privacy.withheld(fifths["cases_count"])
    rates = fifths["rate_per_1000"] * privacy.rounding(fifths["cases_count"])
    total, covered = (
        fifths[name].round(-2).astype("int64") for name in ("total_count", "covered_count")
    )
    frame = fifths.assign(
        rate_per_1000=rates.round(2).mask(hidden),
        total_count=total,
        covered_count=covered,
        share=(covered / total.where(total.gt(0))).clip(upper=1),
    ).reset_index()
    headings = {
        "fifth": say(("Nhóm hộ, từ nhiều vụ nhất", "Fifth, highest rate first"), lang),
        "communes_count": say(("Số xã", "Communes"), lang),
        "total_count": say(("Hộ chưa có mô hình", "Households without"), lang),
        "rate_per_1000": say(("Số vụ trên 1.000 hộ và năm", "Cases per 1,000 and year"), lang),
        "covered_count": say(("Hộ mới có mô hình", "Newly covered"), lang),
        "share": say(("Tỷ lệ", "Share"), lang),
    }
    formats = {
        "fifth": "count",
        "communes_count": "count",
        "total_count": "count",
        "rate_per_1000": "ratio",
        "covered_count": "count",
        "share": "share",
    }
    title = (
        "Hộ mới có mô hình, theo số vụ ghi nhận trước đó",
        "Newly covered households, by cases recorded before",
    )
    note: Label = ("Số hộ làm tròn đến hàng trăm.", "Households are rounded to hundreds.")
    return ReportTable(
        say(title, lang), frame[list(headings)], headings, lang, formats, note=say(note, lang)
    )


def gap_list_table(found: GapList, names: pd.Series, *, lang: Lang) -> ReportTable:
    """Communes by households without, each with the stability of its place, as printed."""
    communes = found.communes
    ends = communes[["place_low", "place_high"]].itertuples(index=False)
    frame = communes.assign(
        commune_name=communes["commune_code"].map(names),
        places=[f"{number(low, lang)}–{number(high, lang)}" for low, high in ends],
    )
    headings = {
        "commune_code": say(("Mã xã", "Code"), lang),
        "commune_name": say(("Đơn vị cấp xã", "Commune"), lang),
        "households_without": say(("Số hộ ở nơi chưa có", "Households without"), lang),
        "open_count": say(("Khu dân cư chưa có", "Areas without"), lang),
        "unknown_count": say(("Trong đó chưa rõ", "Of them unknown"), lang),
        "blank_count": say(("Trong đó chưa báo số hộ", "Of them, households not reported"), lang),
        "stability": say(
            (f"Vẫn trong {found.first} nơi đầu", f"Stays among the first {found.first}"), lang
        ),
        "places": say(("Khoảng thứ tự", "Range of places"), lang),
    }
    formats = {
        "households_without": "count",
        "open_count": "count",
        "unknown_count": "count",
        "blank_count": "count",
        "stability": "chance",
    }
    draws = number(found.draws, lang)
    title = ("Xã theo số hộ ở nơi chưa có mô hình", "Communes by households without a model")
    note = (
        f"Tỷ lệ của {draws} lần lấy mẫu lại các khu dân cư trong từng xã.",
        f"Share of {draws} draws, the areas of each commune drawn again.",
    )
    return ReportTable(
        say(title, lang),
        frame[list(headings)],
        headings,
        lang,
        formats,
        note=say(note, lang),
        most=found.first,
        sources=area_sources("commune_code", communes["commune_code"].tolist()),
    )
