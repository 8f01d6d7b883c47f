"""The board in words: each type, what is proposed and why, and what people decided."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mohinh.pages.sentences.evidence import VERDICTS, proposed
from mohinh.pages.sentences.lifecycle.words import PROPOSED, REASONS, STATES
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.style import DASH, date_text, money, number
from mohinh.tables.quality import Finding
from mohinh.words.terms import TYPE_DECISIONS, Lang, say

_HEADINGS = {
    "name": ("Loại mô hình", "Type"),
    "in_force_count": ("Điểm đang hoạt động", "Points in force"),
    "activity": ("Không hoạt động / đủ báo cáo", "No activity / enough reports"),
    "review": ("Quá 24 tháng / số điểm", "Over 24 months / points"),
    "cost": ("Kinh phí mỗi điểm", "Money per point"),
    "evidence": ("Căn cứ về nhóm", "Evidence on its group"),
    "next": ("Đề xuất hoặc quyết định", "Proposal or decision"),
    "reasons": ("Lý do", "Reasons"),
}
# Kept in the frame beside what is printed.
_CODES = (
    "type_id", "state", "grade", "verdict", "zero_count", "known_count", "overdue_24_count",
    "reviewable_count", "median_vnd", "proposed", "decision", "decided_on",
)  # fmt: skip
# Of these, what stands in the file of the table beside what is printed, which says the others.
_KEPT = {
    "type_id": ("Mã loại", "Type code"),
    "grade": ("Mức căn cứ", "Grade"),
    "zero_count": ("Số điểm không hoạt động", "Points without activity"),
    "known_count": ("Số điểm có đủ báo cáo", "Points with enough reports"),
    "overdue_24_count": ("Số điểm quá 24 tháng", "Points over 24 months"),
    "reviewable_count": ("Số điểm phải rà soát", "Points to be reviewed"),
    "median_vnd": ("Trung vị kinh phí mỗi điểm, đồng", "Median money per point, VND"),
    "decided_on": ("Ngày quyết định", "Decided on"),
}
_NOTE = (
    "Kinh phí: trung vị, ngân sách và xã hội hóa, lũy kế. Đề xuất được tính từ bảng quy tắc và số "
    "liệu; quyết định thuộc về người có thẩm quyền và đứng trên đề xuất. Mức căn cứ là "
    "của cả nhóm mô hình, không phải của riêng loại.",
    "Money: median, budget and contributed, to date. Proposals follow from the rule table and the "
    "data; people decide, and their decisions stand over the proposal. A grade is that of "
    "the whole group, not of the type.",
)


def board(whole: pd.DataFrame, proposals: Sequence[Any], *, lang: Lang) -> str:
    """How many types are proposed for what, and on how many people decided."""
    said = _said(proposals, lang)
    open_types = whole[whole["decision"].isna()]
    rows = open_types[["proposed", "model_group"]].itertuples(index=False, name=None)
    counts = pd.Series([_proposal(*row, said, lang) for row in rows], dtype="str").value_counts()
    listed = "; ".join(f"{name}: {number(count, lang)}" for name, count in counts.items())
    total, decided = number(len(open_types), lang), len(whole) - len(open_types)
    taken = number(decided, lang)
    asked = open_types[open_types["proposed"].eq("review")]
    overdue = asked["reasons"].map(lambda reasons: "overdue" in reasons).sum()
    why = _mostly_overdue(int(overdue), len(asked), lang)
    if lang == "vi":
        rest = f"Đã có quyết định về {taken} loại." if decided else "Chưa ghi quyết định nào."
        return f"Đề xuất cho {total} loại chưa có quyết định – {listed}.{why} {rest}"
    rest = f"People decided on {taken} others." if decided else "No decision is on file yet."
    return f"Proposals for {total} types without a decision – {listed}.{why} {rest}"


def _mostly_overdue(overdue: int, asked: int, lang: Lang) -> str:
    """How many of the reviews follow from one rule; empty where none does."""
    if not overdue:
        return ""
    count, of = number(overdue, lang), number(asked, lang)
    if lang == "vi":
        return (
            f" Trong {of} loại đề xuất rà soát, {count} loại vì quá nửa số điểm đã quá 24 tháng "
            "chưa rà soát."
        )
    return (
        f" Of the {of} reviews, {count} follow from over half of a type's points having gone "
        "unreviewed for more than 24 months."
    )


def board_title(whole: pd.DataFrame, *, lang: Lang) -> str:
    """The claim over the board."""
    asked = whole["proposed"].eq("review") & whole["decision"].isna()
    review = number(asked.sum(), lang)
    total = number(len(whole), lang)
    return say(
        (
            f"Đề xuất rà soát {review} trong {total} loại mô hình",
            f"{review} of {total} types are proposed for review",
        ),
        lang,
    )


def _said(proposals: Sequence[Any], lang: Lang) -> dict[str, str]:
    """The proposal on each group, in the words of the evidence."""
    return {each.group: proposed(each, lang) for each in proposals}


def _proposal(name: str, group: str, said: Mapping[str, str], lang: Lang) -> str:
    """The proposal on a type: its own, or that of its group."""
    own = PROPOSED.get(name)
    return say(own, lang) if own else said[group]


def board_table(whole: pd.DataFrame, proposals: Sequence[Any], *, lang: Lang) -> ReportTable:
    """One row per type. `whole` is `lifecycle.board`; `proposals` those of the evidence."""
    said = _said(proposals, lang)
    rows = [
        _row(row | {"type_id": code}, said, lang)
        for code, row in zip(whole.index, whole.to_dict("records"), strict=True)
    ]
    headings = {name: say(label, lang) for name, label in _HEADINGS.items()}
    return ReportTable(
        board_title(whole, lang=lang), pd.DataFrame(rows, columns=[*headings, *_CODES]), headings,
        lang, {"in_force_count": "count"}, note=say(_NOTE, lang), most=20,
        kept={name: say(label, lang) for name, label in _KEPT.items()},
    )  # fmt: skip


def _row(row: Mapping[str, Any], said: Mapping[str, str], lang: Lang) -> dict[str, object]:
    is_rated = not pd.isna(row["grade"])
    evidence = DASH
    if is_rated:
        grade, verdict = number(row["grade"], lang), say(VERDICTS[row["verdict"]], lang)
        evidence = say((f"mức {grade}, {verdict}", f"grade {grade}, {verdict}"), lang)
    counts = {name: number(row[name], lang) for name in row if name.endswith("_count")}
    numbers = counts | {"evidence_said": said.get(row["model_group"], DASH)}
    state = "" if row["state"] == "active" else f"; {say(STATES[row['state']], lang)}"
    reasons = [say(REASONS[code], lang).format(**numbers) for code in row["reasons"]]
    zero = row["zero_count"] if row["known_count"] else pd.NA
    return {name: row[name] for name in _CODES} | {
        "zero_count": zero,
        "name": f"{row['type_name']} ({row['type_id']}{state})",
        "in_force_count": row["in_force_count"],
        "activity": _part(row["zero_count"], row["known_count"], lang),
        "review": _part(row["overdue_24_count"], row["reviewable_count"], lang),
        "cost": money(row["median_vnd"], lang),
        "evidence": evidence,
        "next": _next(row, said, lang),
        "reasons": "; ".join([*_decision(row, lang), *reasons]),
    }


def _next(row: Mapping[str, Any], said: Mapping[str, str], lang: Lang) -> str:
    """The decision where people took one, with the proposal that it stands over."""
    proposal = _proposal(row["proposed"], row["model_group"], said, lang)
    if pd.isna(row["decision"]):
        return say((f"đề xuất: {proposal}", f"proposed: {proposal}"), lang)
    taken = say(TYPE_DECISIONS[row["decision"]], lang)
    return say(
        (
            f"đã quyết định: {taken} (đề xuất tính được: {proposal})",
            f"decided: {taken} (the rules propose: {proposal})",
        ),
        lang,
    )


def _part(count: int, of: int, lang: Lang) -> str:
    return f"{number(count, lang)}/{number(of, lang)}" if of else DASH


def _decision(row: Mapping[str, Any], lang: Lang) -> list[str]:
    """When people decided, which office, and why; empty where nobody did."""
    if pd.isna(row["decision"]):
        return []
    said = ", ".join(filter(None, (date_text(row["decided_on"], lang), row["body"])))
    reason = f": {row['reason']}" if row["reason"] else ""
    return [say((f"quyết định {said}{reason}", f"decision of {said}{reason}"), lang)]


def decision_findings(findings: Sequence[Finding], *, lang: Lang) -> str:
    """Rows of the file of decisions that could not be used."""
    return " ".join(finding.say(lang) for finding in findings)
