"""Clusters in words: what `questions.clusters` found, as the report says it.

Every function takes `what`: "rate" (recorded cases) or "share" (residential areas with a model).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from mohinh.pages import style
from mohinh.pages.maps import Category
from mohinh.pages.sentences.rates.words import PER, SMALL_NOTE, masked
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import number, percent, probability
from mohinh.tables.privacy import Withheld
from mohinh.words.terms import Label, Lang, say

What = Literal["rate", "share"]

_WHAT: Mapping[str, Label] = MappingProxyType(
    {
        "rate": ("Tỷ suất vụ việc", "The rate of recorded cases"),
        "share": ("Tỷ lệ khu dân cư có mô hình", "The share of areas with a model"),
    }
)
_KINDS: Mapping[str, Label] = MappingProxyType(
    {
        "high-high": ("cao, giữa các xã cao", "high among high"),
        "low-low": ("thấp, giữa các xã thấp", "low among low"),
        "high-low": ("cao, giữa các xã thấp", "high among low"),
        "low-high": ("thấp, giữa các xã cao", "low among high"),
        "none": ("chưa thấy khác ngẫu nhiên", "not clearly different from chance"),
    }
)
_UNTESTED: Label = ("không xét được", "could not be tested")
_SPOTS: Mapping[str, Label] = MappingProxyType(
    {"hot": ("điểm nóng", "hot spot"), "cold": ("điểm lạnh", "cold spot"), "none": ("–", "–")}
)
_MEASURE: Mapping[str, Label] = MappingProxyType(
    {
        "rate": (
            "Tỷ suất vụ việc của xã và của các xã giáp ranh (Moran cục bộ)",
            "Rate of cases of a commune and of its neighbours (local Moran)",
        ),
        "share": (
            "Tỷ lệ khu dân cư có mô hình của xã và của các xã giáp ranh (Moran cục bộ)",
            "Share of areas with a model, of a commune and its neighbours (local Moran)",
        ),
    }
)
_HEADINGS: Mapping[str, Label] = MappingProxyType(
    {
        "commune_code": ("Mã xã", "Code"),
        "commune_name": ("Đơn vị cấp xã", "Commune"),
        "kind": ("Xã và các xã giáp ranh", "Commune and neighbours"),
        "spot": ("Gi*", "Gi*"),
        "count": ("Số lượng", "Count"),
        "value": ("Giá trị", "Value"),
        "neighbours_count": ("Số xã giáp ranh", "Neighbours"),
        "local_p": ("p (Moran cục bộ)", "p (local Moran)"),
        "gi_p": ("p (Gi*)", "p (Gi*)"),
    }
)


def answer(found: Any, *, what: What, lang: Lang) -> str:
    """The answer first: are neighbouring communes alike, and how sure is that."""
    if found.refusal is not None:
        return _refused(found, what, lang)
    name, moran = say(_WHAT[what], lang), found.moran
    shown = f"I = {_signed(moran.i, lang)}; p = {probability(moran.p, lang)}".replace("= <", "<")
    count = number(len(found.table), lang)
    if lang == "vi":
        texts = {
            "alike": "của các xã giáp ranh giống nhau hơn mức ngẫu nhiên: có sự tập trung thành "
            "vùng",
            "unlike": "của các xã giáp ranh khác nhau hơn mức ngẫu nhiên: cao và thấp nằm xen kẽ",
            "none": "của các xã giáp ranh chưa thấy giống nhau hơn mức ngẫu nhiên: chưa có bằng "
            "chứng về sự tập trung thành vùng",
        }
        return f"{name} {texts[moran.pattern]} (Moran {shown}; {count} đơn vị cấp xã)."
    texts = {
        "alike": "is more alike in neighbouring communes than by chance: high and low ones lie "
        "together",
        "unlike": "is less alike in neighbouring communes than by chance: high and low ones "
        "alternate",
        "none": "is not clearly more alike in neighbouring communes than by chance: no evidence of "
        "clustering",
    }
    return f"{name} {texts[moran.pattern]} (Moran's {shown}; {count} communes)."


def finding(found: Any, *, what: What, lang: Lang) -> str:
    """What the report's front page repeats: the answer where there is a pattern, else nothing."""
    if found.refusal is not None or found.moran.pattern == "none":
        return ""
    return answer(found, what=what, lang=lang)


def _signed(value: float, lang: Lang) -> str:
    text = number(abs(value), lang, 2)
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def _refused(found: Any, what: What, lang: Lang) -> str:
    name, count = say(_WHAT[what], lang), number(len(found.table), lang)
    texts: dict[str, Label] = {
        "too_few": (
            f"{name}: chỉ có {count} đơn vị cấp xã có số liệu và có xã giáp ranh, quá ít để xét có "
            "tập trung thành vùng hay không.",
            f"{name}: only {count} communes have data and neighbours, too few to tell whether high "
            "or low ones lie together.",
        ),
        "no_cases": (
            f"{name}: không ghi nhận trường hợp nào nên không có gì để so sánh.",
            f"{name}: none was recorded, so there is nothing to compare.",
        ),
        "no_variation": (
            f"{name}: mọi đơn vị cấp xã bằng nhau nên không có gì để so sánh.",
            f"{name}: all communes are equal, so there is nothing to compare.",
        ),
    }
    return say(texts[found.refusal], lang)


def is_seen(found: Any) -> bool:
    """Whether local Moran or Gi* names a commune: without any, a map and a table are empty."""
    if found.refusal is not None:
        return False
    table = found.table
    return bool((table["kind"].ne("none") | table["spot"].ne("none")).any())


def local_said(found: Any, names: pd.Series, *, what: What, lang: Lang) -> str:
    """Which communes are named by local Moran and by Gi*, or that none is."""
    if found.refusal is not None:
        return ""
    table, share, name = found.table, percent(found.level, lang, 0), say(_WHAT[what], lang)
    near = table[table["kind"].ne("none")]
    spots = table[table["spot"].ne("none")]
    if near.empty and spots.empty:
        if lang == "vi":
            return (
                f"{name}, xét từng xã: chưa thấy xã nào cùng các xã giáp ranh cao hay thấp hơn hẳn "
                f"mức ngẫu nhiên (tỷ lệ phát hiện sai {share}; Moran cục bộ và Gi*), nên không vẽ "
                "bản đồ."
            )
        return (
            f"{name}, commune by commune: no commune with its neighbours is clearly high or low "
            f"beyond chance (false discovery rate {share}; local Moran and Gi*): no map is drawn."
        )
    parts = [
        _listed(near, "kind", _KINDS, names, lang),
        _listed(spots, "spot", _SPOTS, names, lang),
    ]
    by = ("Theo Moran cục bộ", "Theo Gi*") if lang == "vi" else ("By local Moran", "By Gi*")
    none = say(("không xã nào", "none"), lang)
    text = ". ".join(f"{way}: {part or none}" for way, part in zip(by, parts, strict=True))
    if lang == "vi":
        return (
            f"{name}, xét từng xã. {text}. Trong số xã được nêu, trung bình không quá {share} là "
            "do ngẫu nhiên."
        )
    return (
        f"{name}, commune by commune. {text}. Of those named, no more than {share} are there by "
        "chance, on average."
    )


def _listed(
    table: pd.DataFrame,
    column: str,
    words: Mapping[str, Label],
    names: pd.Series,
    lang: Lang,
    *,
    most: int = 8,
) -> str:
    """`high among high 5 (A, B, …); …`: each class with its communes by name."""
    parts = []
    for key in words:
        codes = table.index[table[column].eq(key)]
        if key == "none" or codes.empty:
            continue
        more = ", …" if len(codes) > most else ""
        listed = ", ".join(names[code] for code in codes[:most])
        parts.append(f"{say(words[key], lang)} {number(len(codes), lang)} ({listed}{more})")
    return "; ".join(parts)


def neighbours_said(found: Any, names: pd.Series, *, lang: Lang) -> str:
    """Who counts as a neighbour, on which map, and what became of islands; empty without any."""
    weights = found.weights
    if not weights.codes:
        return ""
    mean = number(float(weights.neighbours_count.mean()), lang, 1)
    listed = ", ".join(names[code] for code in weights.islands)
    if lang == "vi":
        on = "trên bản đồ sơ đồ, nên có cặp sai" if weights.is_schematic else "theo tệp ranh giới"
        text = (
            f"Hai xã giáp ranh khi có chung đường ranh giới hoặc một điểm ({on}); trung bình mỗi "
            f"xã có {mean} xã giáp ranh"
        )
        policy = {"nearest": "được nối với xã gần nhất", "leave_out": "không được xét"}
        text += f". Xã không giáp xã nào, {policy[weights.policy]}: {listed}" if listed else ""
        groups = f". Các xã tạo thành {number(weights.parts_count, lang)} nhóm rời nhau"
        return f"{text}{groups if weights.parts_count > 1 else ''}."
    on = "on the schematic map, so some pairs are wrong" if weights.is_schematic else (
        "by the boundary file"
    )  # fmt: skip
    text = (
        f"Communes are neighbours where they share a border or a point ({on}); each has {mean} on "
        "average"
    )
    policy = {"nearest": "joined to the nearest one", "leave_out": "left out"}
    text += f". Communes that touch no other, {policy[weights.policy]}: {listed}" if listed else ""
    groups = f". They form {number(weights.parts_count, lang)} separate groups"
    return f"{text}{groups if weights.parts_count > 1 else ''}."


def without_value(found: Any, names: pd.Series, *, lang: Lang, most: int = 12) -> str:
    """Communes that were left out because nothing is known of them; empty where none was."""
    codes = found.without_value
    if not codes:
        return ""
    count = number(len(codes), lang)
    listed = ", ".join(names[code] for code in codes[:most]) + ("…" if len(codes) > most else "")
    if lang == "vi":
        return f"Không có số liệu nên không xét ({count}): {listed}."
    return f"Without data and so left out ({count}): {listed}."


# The map ---------------------------------------------------------------------------------------


def map_values(found: Any) -> pd.Series:
    """The class of each commune that was looked at."""
    if found.refusal is not None:
        return found.table["kind"].map(lambda _: "untested").astype("str")
    left_out = found.weights.islands if found.weights.policy == "leave_out" else ()
    beside = pd.Series("untested", index=pd.Index(left_out), dtype="str")
    return pd.concat([found.table["kind"].astype("str"), beside])


def map_classes(found: Any) -> Sequence[Category]:
    """The classes in the order of the legend."""
    classes = [Category(key, label, style.CLUSTERS[key]) for key, label in _KINDS.items()]
    if found.refusal is not None:
        classes = []
    if map_values(found).eq("untested").any() or found.refusal is not None:
        classes.append(Category("untested", _UNTESTED, style.SHADE, "xxx"))
    return classes


def map_title(found: Any, *, what: What, lang: Lang) -> str:
    """The claim above the map."""
    if found.refusal is not None:
        return _refused(found, what, lang).rstrip(".")
    count, name = int(found.table["kind"].ne("none").sum()), say(_WHAT[what], lang)
    total = number(len(found.table), lang)
    if lang == "vi":
        if not count:
            return f"{name}: chưa thấy xã nào trong {total} xã thành cụm với xã giáp ranh"
        return f"{name}: {number(count, lang)} trên {total} xã thành cụm hoặc nổi bật"
    if not count:
        return f"{name}: none of {total} communes is seen to form a cluster"
    verb = "forms a cluster or stands" if count == 1 else "form clusters or stand"
    return f"{name}: {number(count, lang)} of {total} communes {verb} out"


def map_measure(*, what: What, lang: Lang) -> str:
    """What the classes are of."""
    return say(_MEASURE[what], lang)


def map_labels(found: Any, *, most: int = 8) -> list[str]:
    """Codes of the communes that the map names: those in a class, the surest first."""
    near = found.table[found.table["kind"].ne("none")]
    return near.sort_values("local_p", kind="stable").index[:most].tolist()


# The table -------------------------------------------------------------------------------------


def cluster_table(
    found: Any,
    names: pd.Series,
    *,
    what: What,
    lang: Lang,
    counted: Any = None,
    hidden: Withheld | None = None,
) -> ReportTable:
    """The communes named by local Moran or Gi*, with what each rests on.

    `counted` gives a rate its unit, `hidden` hides small counts. Scores and what neighbours give
    together are not printed: from them a hidden count could be worked out. For the same reason a
    hidden commune has no p, and those of the others are rounded up to hundredths.
    """
    table = found.table
    scale = counted.unit if counted is not None else 1
    own = table[table["kind"].ne("none") | table["spot"].ne("none")]
    own = own.assign(value=own["raw"].astype("float64") * scale)
    if hidden is not None:
        own = masked(own, hidden.rows, ["count", "value", "local_p", "gi_p"])
        own[["local_p", "gi_p"]] = np.ceil(own[["local_p", "gi_p"]] * 100) / 100
    own = own.assign(
        commune_name=[names[code] for code in own.index],
        kind=[say(_KINDS[kind], lang) for kind in own["kind"]],
        spot=[say(_SPOTS[spot], lang) for spot in own["spot"]],
    )
    frame = own.sort_values(["local_p", "gi_p"], kind="stable").rename_axis("commune_code")
    words = {name: say(label, lang) for name, label in _HEADINGS.items()}
    words |= _own_headings(what, counted, lang)
    formats = {
        "count": "count", "value": "rate" if what == "rate" else "share",
        "neighbours_count": "count", "local_p": "p", "gi_p": "p",
    }  # fmt: skip
    has_hidden = hidden is not None and bool(hidden.rows.reindex(frame.index).any())
    return ReportTable(
        _table_title(what, lang), frame.reset_index()[list(words)], words, lang, formats,  # type: ignore[arg-type]
        note=say(SMALL_NOTE, lang) if has_hidden else _empty_note(frame, lang),
    )  # fmt: skip


def _own_headings(what: What, counted: Any, lang: Lang) -> dict[str, str]:
    if what == "rate":
        per = f" ({say(PER[counted.per], lang)})" if counted is not None else ""
        return {
            "count": say(("Số vụ", "Cases"), lang),
            "value": say(("Tỷ suất", "Rate"), lang) + per,
        }
    return {
        "count": say(("Khu dân cư có mô hình", "Areas with a model"), lang),
        "value": say(("Tỷ lệ", "Share"), lang),
    }


def _table_title(what: What, lang: Lang) -> str:
    name = say(_WHAT[what], lang)
    return f"{name}: {say(('các xã tạo thành cụm', 'communes that form clusters'), lang)}"


def _empty_note(frame: pd.DataFrame, lang: Lang) -> str:
    if len(frame):
        return ""
    return say(("Không có xã nào.", "There is none."), lang)
