"""The board of exemplary communes, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from mohinh.pages.sentences.report import Urgency
from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import criterion_sources
from mohinh.pages.sentences.targets.words import headings
from mohinh.pages.style import number
from mohinh.tables.plans import Plan
from mohinh.words.terms import CRITERION_STATES, Label, Lang, say

_BOARD: Mapping[str, Label] = MappingProxyType(
    {
        "pass": ("đạt", "pass"),
        "on_track": ("đúng tiến độ", "on track"),
        "at_risk": ("có nguy cơ không đạt", "at risk"),
        "fail": ("không đạt", "fail"),
        "unknown": ("chưa nói được", "cannot be said"),
    }
)


def board_answer(communes: pd.DataFrame, strange: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """How many of the chosen communes pass, are at risk, fail."""
    if plan.is_national:
        return say(
            (
                "Chưa có tệp kế hoạch của tỉnh nên không có tiêu chí xã điển hình để xét.",
                "No plan of the province is on file, so there are no criteria of exemplary "
                "communes to look at.",
            ),
            lang,
        )
    if not plan.criteria:
        return say(
            (
                "Kế hoạch này không nêu tiêu chí xã điển hình.",
                "This plan names no criteria of exemplary communes.",
            ),
            lang,
        )
    if communes.empty:
        return say(
            (
                "Không có số liệu về tiêu chí xã điển hình: chưa nói được xã nào đạt.",
                "No data on the criteria of exemplary communes: it cannot be said who passes.",
            ),
            lang,
        )
    counts = communes["standing"].value_counts()
    many = number(len(plan.criteria), lang)
    labels = dict(_BOARD) | {
        "pass": (
            f"đạt đủ {many} tiêu chí",
            f"{'meets' if counts.get('pass') == 1 else 'meet'} all {many} criteria",
        ),
        "fail": ("không đạt đủ", "does not" if counts.get("fail") == 1 else "do not"),
    }
    if "pass" not in counts:
        vi, en = labels["fail"]
        labels["fail"] = (f"{vi} {many} tiêu chí", f"{en} meet all {many} criteria")
    items = ", ".join(
        f"{number(int(counts[kind]), lang)} {say(label, lang)}"
        for kind, label in labels.items()
        if kind in counts
    )
    total = number(len(communes), lang)
    text = (
        f"{total} đơn vị cấp xã được chọn xây dựng xã điển hình: {items}."
        if lang == "vi"
        else f"{total} communes chosen to become exemplary: {items}."
    )
    if len(strange):
        count = number(len(strange), lang)
        text += say(
            (
                f" {count} dòng có tiêu chí hoặc mức không có trong kế hoạch, không tính.",
                f" {count} rows name a criterion or a grade that the plan lacks: left out.",
            ),
            lang,
        )
    return text


def board_urgency(communes: pd.DataFrame) -> Urgency:
    """`act` where a chosen commune fails, `look` where one is at risk or cannot be judged."""
    standing = communes["standing"]
    if standing.eq("fail").any():
        return "act"
    return "look" if standing.isin(["at_risk", "unknown"]).any() else "know"


def board_title(communes: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """The claim above the board."""
    return board_answer(communes, communes[:0], plan, lang=lang).rstrip(".")


def board_words(
    communes: pd.DataFrame, plan: Plan, names: pd.Series, *, lang: Lang
) -> dict[str, pd.Series]:
    """Names, standings and labels of the board's rows and blocks: arguments of its figure."""
    codes = communes["commune_code"]
    return {
        "names": pd.Series(names.reindex(codes).to_numpy(), index=codes.to_numpy()),
        "standings": pd.Series(
            [say(_BOARD[kind], lang) for kind in communes["standing"]], index=codes.to_numpy()
        ),
        "labels": pd.Series({one.id: say(one.label, lang) for one in plan.criteria}),
    }


def board_table(board: Any, plan: Plan, names: pd.Series, *, year: int, lang: Lang) -> ReportTable:
    """One row per chosen commune: what is open now, how it stands."""
    labels = {one.id: say(one.label, lang) for one in plan.criteria}
    cells = board.cells
    now = cells[cells["quarter"].eq(cells["quarter"].max())]
    states = {"open": "open", "lost": "lost"}
    listed = now[now["state"].isin(states)].groupby("commune_code")[["criterion", "state"]].apply(
        lambda own: "; ".join(
            labels[name] + ("" if state == "open" else f" ({say(CRITERION_STATES['lost'], lang)})")
            for name, state in own.itertuples(index=False)
        )
    )  # fmt: skip
    frame = board.communes.assign(
        commune_name=board.communes["commune_code"].map(names),
        open=board.communes["commune_code"].map(listed) if len(listed) else "",
        standing=[say(_BOARD[kind], lang) for kind in board.communes["standing"]],
    )
    columns = ["commune_name", "met_count", "open_count", "pending_count", "unknown_count"]
    columns += ["open", "standing"]
    return ReportTable(
        say(("Bảng tiêu chí xã điển hình", "Board of exemplary communes"), lang),
        frame[columns], headings(columns, lang), lang,
        dict.fromkeys(columns[1:5], "count"),
        sources=criterion_sources(board.communes["commune_code"], year=year), is_of_bodies=True,
    )  # fmt: skip
