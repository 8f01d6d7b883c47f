"""Groups by kind of place, as far as there is evidence."""

from typing import Any

from mohinh.pages.sentences.evidence import GRADES, locked
from mohinh.pages.sentences.siting.words import KINDS
from mohinh.pages.sentences.table import ReportTable
from mohinh.words.terms import MODEL_GROUPS, Label, Lang, say

_OTHER: Label = ("địa bàn loại khác", "other places")


def fit_said(fits: Any, *, lang: Lang) -> str:
    """Which groups had fewer cases than expected in which kind of place; or that nobody knows."""
    if fits.is_neutral:
        text = say(
            (
                "Chưa đủ căn cứ để nói nhóm mô hình nào hợp với loại địa bàn nào (không nhóm nào "
                "đạt mức căn cứ 3), nên mọi nhóm được coi như nhau: đề xuất nêu nơi, không nêu "
                "nhóm.",
                "There is not enough evidence to say which group suits which kind of place (none "
                "reaches grade 3), so all count alike: the proposal names places, not groups.",
            ),
            lang,
        )
        return locked(text, grade=0, lang=lang)
    kinds = [kind for kind in KINDS if fits.groups(kind)]
    parts = [f"{_place(kind, lang)}: {group_names(fits, kind, lang)}" for kind in kinds]
    if lang == "vi":
        text = (
            "Nhóm có số vụ ít hơn dự kiến ở nơi cùng loại, với mức căn cứ 3 trở lên (không xếp "
            f"hạng): {'; '.join(parts) or 'không nhóm nào'}. Ở các nhóm và loại địa bàn khác chưa "
            "đủ căn cứ, mức phù hợp để trung tính."
        )
    else:
        text = (
            "Groups with fewer cases than expected in places of the same kind, at grade 3 or above "
            f"(not ranked): {'; '.join(parts) or 'none'}. Elsewhere there is not enough evidence, "
            "and the fit is neutral."
        )
    return locked(text, grade=3, lang=lang)


def _place(kind: str, lang: Lang) -> str:
    """A kind of place where no heading says what it is a kind of."""
    return say(_OTHER if kind == "other" else KINDS[kind], lang)


def group_names(fits: Any, kind: str, lang: Lang) -> str:
    """The groups that a kind of place has evidence for; empty where it has none."""
    return ", ".join(say(MODEL_GROUPS[group], lang) for group in fits.groups(kind))


def fit_table(fits: Any, *, lang: Lang) -> ReportTable:
    """Grade and fit of each group in each kind of place."""
    own = fits.table.reset_index()
    frame = own.assign(
        fit=own["fit"].round(2),
        kind=[say(KINDS[kind], lang) for kind in own["kind"]],
        group=[say(MODEL_GROUPS[group], lang) for group in own["group"]],
        grade_name=[f"{grade} – {say(GRADES[grade], lang)}" for grade in own["grade"]],
        is_neutral=[
            say(("trung tính", "neutral") if fit == 1.0 else ("có căn cứ", "by evidence"), lang)
            for fit in own["fit"]
        ],
    )
    headings = {
        "kind": say(("Loại địa bàn", "Kind of place"), lang),
        "group": say(("Nhóm mô hình", "Group"), lang),
        "grade_name": say(("Mức căn cứ", "Grade"), lang),
        "is_neutral": say(("Mức phù hợp", "Fit"), lang),
        "fit": say(("Hệ số", "Factor"), lang),
    }
    left = ", ".join(_place(kind, lang) for kind in fits.unrated)
    note = say(
        (f"Quá ít khu dân cư để xét riêng: {left}.", f"Too few areas to be looked at: {left}."),
        lang,
    )
    return ReportTable(
        say(
            (
                "Mức căn cứ của từng nhóm, trong từng loại địa bàn",
                "Grade of each group, within each kind of place",
            ),
            lang,
        ),
        frame[list(headings)],
        headings,
        lang,
        {"fit": "ratio"},
        note=note if left else "",
        is_folded=True,
    )
