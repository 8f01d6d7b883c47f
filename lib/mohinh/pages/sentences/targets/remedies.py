"""The tracker of remedies, in words."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from mohinh.pages.sentences.table import ReportTable
from mohinh.pages.sentences.targets.sources import remedy_sources
from mohinh.pages.sentences.targets.words import headings
from mohinh.pages.style import date_text, number
from mohinh.tables.plans import Plan
from mohinh.words.terms import Label, Lang, say

_TRACKED: Mapping[str, Label] = MappingProxyType(
    {
        "complete": ("đã đủ", "complete"),
        "late": ("đã đủ, có nơi gửi muộn", "complete, in part late"),
        "overdue": ("quá hạn", "overdue"),
        "awaited": ("chưa đến hạn", "not due yet"),
        "no_data": ("không có số liệu", "no data"),
    }
)
_ROLES: Mapping[str, Label] = MappingProxyType(
    {"lead": ("chủ trì", "lead"), "support": ("phối hợp", "support")}
)


def remedy_answer(tracked: pd.DataFrame, plan: Plan, *, lang: Lang) -> str:
    """How many reports are overdue."""
    if tracked.empty and plan.is_national:
        return say(
            (
                "Chưa có tệp kế hoạch của tỉnh nên không có giải pháp khắc phục để theo dõi.",
                "No plan of the province is on file, so there are no remedies to follow.",
            ),
            lang,
        )
    if tracked.empty:
        return say(
            ("Kế hoạch này không nêu giải pháp khắc phục.", "This plan names no remedies."), lang
        )
    if tracked["state"].eq("no_data").all():
        return say(
            (
                "Không có số liệu về báo cáo khắc phục: chưa nói được nơi nào quá hạn.",
                "No data on reports about remedies: it cannot be said who is overdue.",
            ),
            lang,
        )
    over, late, owed = (
        number(int(tracked[name].sum()), lang) for name in ("overdue", "late", "expected")
    )
    if lang == "vi":
        return f"Trong {owed} báo cáo phải gửi, {over} quá hạn chưa gửi, {late} gửi muộn."
    return f"Of {owed} reports owed, {over} are overdue, {late} came late."


def remedy_table(
    tracked: pd.DataFrame, plan: Plan, communes: pd.DataFrame, *, year: int, lang: Lang
) -> ReportTable:
    """Weakness, remedy, who leads and supports, reports by their deadline, which are overdue.

    `tracked` is `targets.tracker`; `communes` names the districts.
    """
    districts = communes.drop_duplicates("district_code").set_index("district_code")[
        "district_name"
    ]
    remedies = {one.id: one for one in plan.remedies}
    bodies = {
        body.id: body for one in plan.remedies for body in (one.lead, *one.support)
    }  # fmt: skip
    states = tracked["state"].mask(tracked["state"].eq("complete") & tracked["late"].gt(0), "late")
    frame = pd.DataFrame(
        {
            "target": tracked["remedy"],
            "weakness": [say(remedies[name].weakness, lang) for name in tracked["remedy"]],
            "remedy": [say(remedies[name].remedy, lang) for name in tracked["remedy"]],
            "body": [say(bodies[name].label, lang) for name in tracked["body"]],
            "role": [say(_ROLES[name], lang) for name in tracked["role"]],
            "deadline": [date_text(day, lang) for day in tracked["deadline"]],
            "owed": tracked["expected"],
            "on_time": tracked["on_time"],
            "late": tracked["late"],
            "overdue": tracked["overdue"],
            "bodies_done": tracked["done"],
            "state": [
                say(_TRACKED[name], lang) + _named(units, districts)
                for name, units in zip(states, tracked["overdue_units"], strict=True)
            ],
        }
    )
    frame["who"] = frame["body"] + " (" + frame["role"] + ")"
    days = frame["deadline"].unique()
    columns = ["target", "weakness", "remedy", "who"] + (["deadline"] if len(days) > 1 else [])
    columns += ["owed", "on_time", "late", "overdue", "bodies_done", "state"]
    note = f"{say(('Hạn', 'Deadline'), lang)}: {days[0]}." if len(days) == 1 else ""
    formats = dict.fromkeys(["owed", "on_time", "late", "overdue", "bodies_done"], "count")
    title = say(("Theo dõi khắc phục khuyết điểm", "Tracker of remedies"), lang)
    return ReportTable(
        title, frame, headings(columns, lang), lang, formats,
        note=note, sources=remedy_sources(tracked, year=year), once=("weakness", "remedy"),
        is_of_bodies=True,
    )  # fmt: skip


def _named(units: tuple[str, ...], districts: pd.Series) -> str:
    names = [districts[code] for code in units if code in districts.index]
    return f": {', '.join(names)}" if names else ""
