"""The index in words: how the report of each province stands, and what the reports say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from mohinh.pages.sentences import national
from mohinh.pages.style import DASH, number, percent
from mohinh.tables.reports import REASONS, Reports, Standing
from mohinh.words.terms import VINTAGES, Label, Lang, say
from mohinh.words.text import fold, tidy

_MOST_OF_AN_ERROR = 300  # characters; the whole of it is in the log beside the report
STATES: Mapping[str, Label] = MappingProxyType(
    {
        "done": ("xong", "done"),
        "kept": ("xong, lần chạy cuối không có gì đổi", "done, unchanged in the last run"),
        "failed": ("có phần chạy lỗi", "parts failed"),
        "error": ("lần chạy cuối không làm được", "the last run made none"),
        "unusable": ("có báo cáo nhưng không dùng được", "there is one that cannot be used"),
        "missing": ("chưa có báo cáo", "no report"),
    }
)
WORDS: Mapping[str, Label] = MappingProxyType(
    {
        "kicker": (
            "Mục lục các báo cáo tỉnh · mô hình bảo vệ an ninh ở cơ sở",
            "Index of provincial reports · community-safety models",
        ),
        "contents": ("Nội dung", "Contents"),
        "skip": ("Đến bảng các tỉnh", "To the table of provinces"),
        "provinces": ("Các tỉnh, thành phố", "Provinces"),
        "search": ("Tìm tỉnh, gõ có dấu hay không dấu đều được", "Find a province"),
        "shown": ("Số tỉnh đang hiện:", "Provinces shown:"),
        "code": ("Mã", "Code"),
        "province": ("Tỉnh, thành phố", "Province"),
        "state": ("Tình trạng", "State"),
        "coverage": ("Độ phủ khu dân cư", "Areas covered"),
        "if_unknown": ("thấp nhất – cao nhất", "least – most"),
        "ratio": ("Số vụ ghi nhận / dự kiến", "Cases seen / expected"),
        "interval": ("khoảng tin cậy", "interval"),
        "grade": ("Mức căn cứ", "Grade"),
        "completeness": ("Báo cáo tháng đã có", "Monthly reports received"),
        "files": ("Tệp", "Files"),
        "report": ("Báo cáo", "Report"),
        "tables": ("Excel", "Excel"),
        "pdf": ("PDF", "PDF"),
        "document": ("Word", "Word"),
        "in_other": ("tiếng Anh", "in Vietnamese"),
        "made_up": ("giả lập", "made up"),
        "map": ("Bản đồ cả nước", "Map of the country"),
        "national": ("Trang cả nước", "National page"),
        "no_map": (
            "Chưa có trang cả nước cho kỳ này: lệnh mohinh run --all sẽ làm trang đó.",
            "There is no national page for this period yet: mohinh run --all makes it.",
        ),
        "map_note": (
            "Bản đồ lấy từ trang cả nước, theo lần chạy mohinh run --all gần nhất.",
            "The map is that of the national page, as mohinh run --all last made it.",
        ),
        "wrong": ("Phần chưa chạy được và lý do", "What failed, and why"),
        "nothing_wrong": (
            "Không có phần nào chạy lỗi.",
            "Nothing failed.",
        ),
        "notebook": ("sổ tay", "notebook"),
        "cell": ("ô", "cell"),
        "others": ("Báo cáo khác trong thư mục, không dùng ở đây", "Other reports, not used here"),
        "open": ("bấm để mở", "open to read"),
        "none": ("không có", "none"),
        "top": ("Về đầu trang", "Back to top"),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One province, in the reader's words; `folded` is its name as it is searched for."""

    code: str
    name: str
    folded: str
    state: str
    state_text: str
    is_made_up: bool
    share: str
    share_ends: str
    ratio: str
    ratio_ends: str
    why: str
    grade: str
    completeness: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Wrong:
    """What failed: whose, where in it (empty: as a whole), and why."""

    name: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the index; `made_up` is empty where nothing is."""

    title: str
    made_up: str
    counts: str
    map_alt: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...]
    others: tuple[tuple[str, str], ...]


def overview(
    data: Reports,
    standings: Sequence[Standing],
    table: pd.DataFrame,
    *,
    nation: Standing | None,
    lang: Lang,
) -> Overview:
    """The index in words.

    `table` is that of `questions.national.side_by_side`, indexed by province code; `nation` how the
    national page stands, None where there is none.
    """
    side = national.side_rows(table, data, lang=lang)
    came = data.completeness.set_index("province_code")["share"]
    rows = tuple(_row(one, side, came, lang) for one in standings)
    return Overview(
        title=_title(data, lang),
        made_up=national.banner(data, lang=lang),
        counts=_counts(standings, data, lang),
        map_alt=national.map_title(side, lang=lang),
        notes=(national.order_note(lang=lang), *(say(note, lang) for note in _NOTES)),
        rows=rows,
        wrong=_all_wrong(standings, nation, lang),
        others=_others(data, standings, lang),
    )


_NOTES: tuple[Label, ...] = (
    (
        "Độ phủ đi kèm mức thấp nhất và cao nhất: nếu mọi khu dân cư chưa rõ đều không có, hoặc "
        "đều có mô hình. Gạch ngang nghĩa là không có số liệu, không phải số 0.",
        "Coverage comes with its least and most: were none, or all, of the areas of unknown state "
        "covered. A dash means that there is no figure, not zero.",
    ),
    (
        "Số vụ thấp hơn dự kiến chưa cho biết nguyên nhân.",
        "Fewer cases than expected do not tell the cause.",
    ),
)


def _title(data: Reports, lang: Lang) -> str:
    units, period = say(VINTAGES[data.vintage], lang), data.period.say(lang)
    if lang == "vi":
        return f"Báo cáo của các tỉnh, {period}; đơn vị hành chính {units}"
    return f"Reports of the provinces, {period}; administrative units {units}"


def _counts(standings: Sequence[Standing], data: Reports, lang: Lang) -> str:
    """How many provinces are in which state."""
    found = [one.state for one in standings]
    states = [state for state in STATES if state in found]
    listed = "; ".join(
        f"{say(STATES[state], lang)}: {number(found.count(state), lang)}" for state in states
    )
    whole = number(data.expected_count, lang)
    if lang == "vi":
        return f"{whole} tỉnh, thành phố – {listed}."
    return f"{whole} provinces – {listed}."


def _row(one: Standing, side: pd.DataFrame, came: pd.Series, lang: Lang) -> Row:
    facts = side.loc[one.code] if one.code in side.index else pd.Series(dtype="object")
    share, low, high = (
        percent(facts.get(name), lang) for name in ("share", "share_low", "share_high")
    )
    why = facts.get("why")
    state = "kept" if one.state == "done" and one.is_kept else one.state
    return Row(
        code=one.code,
        name=one.name,
        folded=fold(one.name),
        state=one.state,
        state_text=say(STATES[state], lang),
        is_made_up=one.is_made_up is True,
        share=share,
        share_ends=DASH if share == DASH else f"{low} – {high}",
        ratio=number(facts.get("ratio"), lang, 2),
        ratio_ends=national.ends(facts.get("low"), facts.get("high"), lang),
        why="" if why is None or pd.isna(why) else str(why),
        grade=number(facts.get("grade"), lang),
        completeness=percent(came.get(one.code), lang),
        standing=one,
    )


def _all_wrong(
    standings: Sequence[Standing], nation: Standing | None, lang: Lang
) -> tuple[Wrong, ...]:
    found = [wrong for one in standings for wrong in _wrong(one, lang)]
    if nation is not None:
        name = say(WORDS["national"], lang)
        found += [Wrong(name, one.where, one.why) for one in _wrong(nation, lang)]
    return tuple(found)


def _wrong(one: Standing, lang: Lang) -> list[Wrong]:
    notebook, cell = say(WORDS["notebook"], lang), say(WORDS["cell"], lang)
    found = [Wrong(one.name, "", say(REASONS[one.error], lang))] if one.error in REASONS else []
    if one.error and not found:
        found = [Wrong(one.name, "", _short(one.error))]
    for failure in one.failures:
        place = f"{notebook} {_short(failure.notebook)}"
        place += f", {cell} {failure.cell}" if failure.cell else ""
        found.append(Wrong(one.name, place, _short(failure.error)))
    return found


def _short(text: str) -> str:
    clean = tidy(text)
    return clean if len(clean) <= _MOST_OF_AN_ERROR else clean[:_MOST_OF_AN_ERROR] + "…"


def _others(
    data: Reports, standings: Sequence[Standing], lang: Lang
) -> tuple[tuple[str, str], ...]:
    """Reports that stand in the folder and are none of those shown, with the reason."""
    shown = {one.folder for one in standings}
    return tuple(
        (_short(folder), say(REASONS[reason], lang))
        for folder, reason in data.missing[["folder", "reason"]].itertuples(index=False)
        if folder and folder not in shown
    )
