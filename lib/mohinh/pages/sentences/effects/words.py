"""What the sentences of effects share: protocols, headings, and tables that hide small counts."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from mohinh.pages.sentences import checks as check_words
from mohinh.pages.sentences.evidence import HIDDEN_NOTE, locked
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import SUPPRESSED, limit, number
from mohinh.tables import privacy
from mohinh.words.terms import MODEL_GROUPS, Label, Lang, say


class Panel(Protocol):
    """What the sentences need of a panel."""

    table: pd.DataFrame
    uses: pd.DataFrame
    adoptions: pd.DataFrame
    every: str

    @property
    def two_groups_count(self) -> int: ...

    def adoption_years(self) -> pd.DataFrame: ...


class Assessment(Protocol):
    """What the sentences need of an assessment."""

    outcome: str
    panel: Any
    effects: Any
    estimates: Sequence[Any]
    parts: Sequence[Any]
    spillover: Any
    displacement: Any
    checks: Mapping[str, Sequence[Any]]
    refusal: str | None

    def path(self, group: str = ...) -> Any: ...

    def check(self, name: str, group: str = ...) -> Any: ...


def labels(**pairs: Label) -> Mapping[str, Label]:
    """Labels (vi, en) by name."""
    return MappingProxyType(pairs)


REFUSALS = labels(
    no_cases=(
        "không có vụ việc nào được báo cáo trong các tháng dùng được",
        "no case was reported in the months that can be used",
    ),
    nobody_adopts=(
        "không có khu dân cư nào bắt đầu áp dụng mô hình trong thời gian có báo cáo",
        "no area adopted a model while there were reports",
    ),
    no_before=(
        "không có khu dân cư nào vừa có báo cáo trước vừa có báo cáo sau khi áp dụng",
        "no area was seen both before and after it adopted",
    ),
    no_comparison=(
        "không có nơi nào chưa áp dụng để so sánh trong cùng thời gian",
        "there was no area without a model to compare with at the same time",
    ),
)
_ALL: Label = ("Mọi nhóm mô hình", "All model groups")
HEADINGS = labels(
    group=("Nhóm mô hình", "Model group"),
    part=("Địa phương", "District"),
    set=("Tập hợp", "Set"),
    specification=("Cách ước lượng", "Way to estimate"),
    agrees=("Cùng kết luận", "Agrees"),
    same_side=("Cùng hướng", "Same direction"),
    ratio=("Tỷ số", "Ratio"),
    low=("từ", "from"),
    high=("đến", "to"),
    band_low=("dải từ", "band from"),
    band_high=("dải đến", "band to"),
    p_holm=("p sau điều chỉnh", "Adjusted p"),
    observed=("Ghi nhận", "Seen"),
    expected=("Dự kiến", "Expected"),
    fewer=("Ít hơn dự kiến (số âm: nhiều hơn)", "Fewer than expected (below 0: more)"),
    per_1000=("Ít hơn dự kiến, trên 1.000 hộ và năm", "Fewer, per 1,000 households and year"),
    truth=("Tỷ số thật (giả lập)", "True ratio (made up)"),
    communes=("Đơn vị cấp xã", "Communes"),
    areas=("Khu dân cư", "Areas"),
    first=("Từ", "From"),
    last=("Đến", "To"),
    before=("Trước", "Before"),
    after=("Sau", "After"),
    year=("Năm", "Year"),
    adopting=("Bắt đầu áp dụng", "Adopt in the year"),
    waiting=("Chưa đến lượt", "Adopt later"),
    never=("Không áp dụng", "Do not adopt"),
    use=("Khu dân cư × kỳ", "Areas × periods"),
    rows=("Số dòng", "Rows"),
    incidents=("Vụ việc", "Cases"),
    tips=("Tin báo", "Tips"),
    mediations=("Hòa giải", "Mediations"),
    what=("Đối tượng xem xét", "What is looked at"),
)
_ROUNDED: Label = (
    "Số vụ ghi nhận làm tròn đến {}, số dự kiến tính theo số đã làm tròn: hiệu của hai báo cáo "
    "liền nhau không cho biết một số quá nhỏ.",
    "Cases seen are rounded to {}, those expected follow from the rounded ones: so two reports in "
    "succession do not give a small count away.",
)
_ROWS_HIDDEN: Label = ("Số dòng không công bố: {}.", "Rows not shown: {}.")
_RATE_BASE: Label = (
    "Số trên 1.000 hộ và năm chỉ tính ở các khu dân cư có số hộ (thiếu số hộ: nhiều nhất {} khu "
    "dân cư trong một dòng), còn số vụ là của tất cả; vì vậy hai số có thể trái dấu.",
    "Numbers per 1,000 households and year are of the areas with a count of households (lacking: "
    "at most {} areas in a row), those of cases of all areas; so the two can have opposite signs.",
)
NUMBERS = ("ratio", "low", "high", "p_holm", "observed", "expected", "fewer", "per_1000")
_COUNTED = NUMBERS[-4:]


def ok(text: str, lang: Lang) -> str:
    """The text, once it is sure that it says of no model that it did something."""
    return locked(text, grade=0, lang=lang)


def group_name(group: str, lang: Lang) -> str:
    """The group as the reader knows it."""
    return say(_ALL, lang) if group == "all" else say(MODEL_GROUPS.get(group, (group, group)), lang)


def interval(found: Any, lang: Lang) -> str:
    """`0,79 (0,72 đến 0,86)`."""
    joint = "đến" if lang == "vi" else "to"
    ratio, low, high = number(found.ratio, lang, 2), limit(found.low, lang), limit(found.high, lang)
    return f"{ratio} ({low} {joint} {high})"


def headings(names: Sequence[str], lang: Lang) -> dict[str, str]:
    """Headings of these columns."""
    return {name: say(HEADINGS[name], lang) for name in names}


def period_word(panel: Panel, lang: Lang) -> str:
    """`months` or `quarters`."""
    return {
        "month": say(("tháng", "months"), lang),
        "quarter": say(("quý", "quarters"), lang),
    }[panel.every]


def hidden_note(hidden_count: int, lang: Lang) -> str:
    """What is said below a table of counts: that they are rounded, how many rows are hidden."""
    rounded = say(_ROUNDED, lang).format(privacy.SMALLEST)
    if not hidden_count:
        return rounded
    rows = say(_ROWS_HIDDEN, lang).format(number(hidden_count, lang))
    return f"{say(HIDDEN_NOTE, lang)} {rows} {rounded}"


def estimate_row(label: str, e: Any, lang: Lang) -> dict[str, Any]:
    """An estimate as a row; without an interval it has no ratio, and `why` says why."""
    why = "" if e.no_interval is None else say(check_words.REASONS[e.no_interval], lang)
    return {
        "group": label,
        "ratio": e.ratio if e.no_interval is None else None,
        "low": e.low,
        "high": e.high,
        "p_holm": e.p_holm,
        "observed": e.observed,
        "expected": e.expected,
        "fewer": e.avoided,
        "per_1000": e.avoided_per_1000_household_years,
        "exposed": e.exposed_units_count,
        "communes": e.clusters_count,
        "areas": e.units_count,
        "by_chance": 1 - e.level,
        "why": why or None,
    }


def withheld_groups(found: Assessment) -> frozenset[str]:
    """Groups of which no number is published; `all` among them where even the sum is not."""
    groups = [e.group for e in found.estimates]
    observed = pd.Series([e.observed for e in found.estimates], index=groups, dtype="float64")
    hidden = privacy.withheld(observed, is_total=observed.index == "all")
    return frozenset(hidden.index[hidden])


def hide(rows: Sequence[Mapping[str, Any]], label: str, lang: Lang) -> pd.DataFrame:
    """The rows as a table; all numbers of a row hidden where its observed count must be.

    Rows marked `main` are sums of the others.
    """
    columns = [label, *NUMBERS, "communes", "areas", "why", "mark", "truth"]
    table = pd.DataFrame(rows, columns=list(dict.fromkeys([*columns, *(rows[0] if rows else ())])))
    if table.empty:
        return table
    hidden = privacy.withheld(table["observed"], is_total=table["mark"].eq("main"))
    return withhold(table, lang, where=hidden)


def withhold(table: pd.DataFrame, lang: Lang, *, where: pd.Series | None = None) -> pd.DataFrame:
    """The table without the numbers of some rows (all of them without `where`), and told so."""
    hidden = pd.Series(True, index=table.index) if where is None else where
    numbers = told(table[list(NUMBERS)].astype("Float64").mask(hidden))
    numbers[list(_COUNTED)] = coarse(numbers[list(_COUNTED)])
    why = table["why"].mask(hidden, SUPPRESSED[lang].label)
    return table.assign(**numbers, why=why, is_hidden=hidden)


def told(numbers: pd.DataFrame) -> pd.DataFrame:
    """Ratios, their ends and p as exact as the table prints them: files and charts say no more."""
    ends = [name for name in ("low", "high", "band_low", "band_high") if name in numbers]
    found = {name: privacy.told_end(numbers[name]) for name in ends}
    found["ratio"] = privacy.told_ratio(numbers["ratio"])
    if "p_holm" in numbers:
        found["p_holm"] = numbers["p_holm"].astype("Float64").round(3)
    return numbers.assign(**found)


def coarse(numbers: pd.DataFrame) -> pd.DataFrame:
    """Seen cases rounded, and what is proportional to them as if they were the rounded ones, in
    whole cases: with more digits they would give the exact ratio.

    `numbers` has `observed` and any columns that are so many times it.
    """
    by = privacy.rounding(numbers["observed"])
    found = numbers.mul(by, axis="index").assign(observed=privacy.rounded(numbers["observed"]))
    return found.round({name: 2 if name == "per_1000" else 0 for name in found})


def seen_and_due(found: Any) -> tuple[float, float]:
    """Cases seen and expected, as `coarse` leaves them."""
    own = coarse(pd.DataFrame({"observed": [found.observed], "expected": [found.expected]}))
    return float(own["observed"].iloc[0]), float(own["expected"].iloc[0])


def _rate_base(rows: pd.DataFrame, lang: Lang) -> str:
    """Of which areas the rate per 1,000 households is; empty where it is of all of them."""
    lacking = (rows["areas"] - rows["exposed"]).max() if "exposed" in rows else 0
    if pd.isna(lacking) or lacking <= 0:
        return ""
    return say(_RATE_BASE, lang).format(number(lacking, lang))


def ratio_table(title: Label, rows: pd.DataFrame, names: Sequence[str], lang: Lang) -> ReportTable:
    """A table of ratios and counts, each in its format."""
    formats = dict.fromkeys(("ratio", "truth", "per_1000"), "ratio")
    formats |= dict.fromkeys(("low", "high", "band_low", "band_high"), "limit")
    formats |= {"p_holm": "p"}
    formats |= dict.fromkeys(("observed", "expected", "fewer", "communes", "areas"), "count")
    hidden_count = int(rows["is_hidden"].sum()) if "is_hidden" in rows else 0
    notes = [hidden_note(hidden_count, lang)] if "observed" in names else []
    notes += [_rate_base(rows, lang)] if "per_1000" in names else []
    note = " ".join(filter(None, notes))
    return ReportTable(
        title=ok(say(title, lang), lang),
        frame=rows[list(names)].reset_index(drop=True),
        headings=headings(names, lang),
        lang=lang,
        formats={name: formats[name] for name in names if name in formats},
        note=ok(note, lang),
    )
