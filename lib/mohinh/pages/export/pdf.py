"""PDF: the content of a report as `report.pdf`, set by Typst from `report.typ`.

The text reaches the template as data, never as markup. The font is the one that comes with
matplotlib, so that the same content gives the same bytes on every machine.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count, groupby
from pathlib import Path
from typing import Any

import matplotlib as mpl

from mohinh.pages import style
from mohinh.pages.export import paging
from mohinh.pages.export.content import Block, Content
from mohinh.pages.export.paper import ROOM, ROWS, Rows, printed
from mohinh.pages.sentences.report import made_up_mark
from mohinh.tables import files

MOST_PAGES = 40
MOST_PLANS = 8
STEPS = (ROWS, *(Rows(whole, most) for whole, most in ((20, 9), (20, 6), (12, 6), (8, 5), (3, 3))))
_ALL = Rows(10**6, 10**6)
_WIDTH, _HEIGHT = 498.9, 739.8  # points between the margins of a page
_TOP = 53.9  # points above the text of a page
_HIGHEST = 680.0  # points of a picture that leave its caption room
_SVG_HEAD = re.compile(rb'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"[^>]*>')
_TEMPLATE = Path(__file__).parents[1] / "report.typ"


def write_pdf(content: Content) -> None:
    """Write the PDF: real text, bookmarks, page numbers, alternative text of figures.

    Where it would have more than `MOST_PAGES`, its tables have fewer rows, the long ones first.
    """
    figures = {
        f"figures/{path.name}": path.read_bytes()
        for path in sorted((content.folder / "figures").glob("*.svg"))
    }
    empty = {name: _SVG_HEAD.search(svg)[0] + b"</svg>" for name, svg in figures.items()}
    runs = _runs(content, empty)
    for rows in STEPS:
        data, pages = _paged(_as_data(content, rows), runs, empty)
        if pages <= MOST_PAGES:
            break
    with files.replacing(content.folder / "report.pdf") as beside:
        beside.write_bytes(_compiled(data, figures))


def _paged(
    data: dict[str, Any], runs: Sequence[paging.Run], empty: Mapping[str, bytes]
) -> tuple[dict[str, Any], int]:
    """The data with what is done with each figure, and the number of pages.

    The plan is made again from where blocks really end, until its figures stand where it says.
    """
    cut, plan, seen, slack = _cut(runs, data), None, None, paging.SLACK
    for _ in range(MOST_PLANS):
        plan = paging.plan(cut, height=_HEIGHT, slack=slack, earlier=plan, seen=seen)
        data = _planned(data, plan, cut)
        marks = _asked(data, empty, "marks")
        ends = {
            mark["at"]: (mark["page"], mark["y"] - _TOP) for mark in marks if mark["what"] == "end"
        }
        tops = {mark["at"]: mark["page"] for mark in marks if mark["what"] == "afloat"}
        pages = max(page for page, _ in ends.values())
        seen = paging.seen(cut, plan, ends, tops)
        wrong = paging.unsettled(cut, plan, seen, height=_HEIGHT, slack=slack)
        if wrong is None or plan.pages > MOST_PAGES:
            break
        if wrong not in plan.afloat and plan.places[wrong][0] < ends[wrong][0]:
            slack += paging.SLACK
        seen = seen.before(wrong)
    return data, pages


def _runs(content: Content, empty: Mapping[str, bytes]) -> list[paging.Run]:
    """The blocks with their heights, read from one endless page of empty pictures."""
    data = _as_data(content, _ALL)
    heads = {name: _SVG_HEAD.search(svg) for name, svg in empty.items()}
    pictures = {
        block["at"]: _WIDTH * float(head[2]) / float(head[1])
        for _, block in _numbered(data)
        if block["kind"] == "figure" and (head := heads[f"figures/{block['name']}.svg"])
    }
    scales = {at: min(1.0, _HIGHEST / picture) for at, picture in pictures.items()}
    marks = _asked(
        _planned(data, paging.Plan(scales=scales)) | {"is_endless": True}, empty, "marks"
    )
    parts = {block["at"]: part for part, block in _numbered(data)}
    runs, above = [], _TOP
    for at, found in groupby(marks, key=lambda mark: mark["at"]):
        block = list(found)
        options = {"picture": pictures[at], "most_scale": scales[at]} if at in pictures else {}
        runs.append(paging.run(block, above, part=parts.get(at, len(marks)), **options))
        above = block[-1]["y"]
    return runs


def _cut(runs: Sequence[paging.Run], data: dict[str, Any]) -> list[paging.Run]:
    """The runs as the tables of the data are, some of which have only their first rows."""
    rows = {
        block["at"]: len(block["sheet"].rows)
        for _, block in _numbered(data)
        if block["kind"] == "table"
    }
    return [paging.cut(run, rows[at]) if at in rows else run for at, run in enumerate(runs)]


def _planned(
    data: dict[str, Any], plan: paging.Plan, runs: Sequence[paging.Run] = ()
) -> dict[str, Any]:
    """The data with what is done with each figure and what stands together of each table."""
    for _, block in _numbered(data):
        at = block["at"]
        if block["kind"] == "figure":
            block |= {"scale": plan.scales[at], "is_afloat": at in plan.afloat}
            block["filled"] = plan.filled.get(at, 0.0)
        elif block["kind"] == "table":
            block["together"] = runs[at].together if runs else 0.0
            block["last"] = runs[at].last if runs else 0
    return data


def _numbered(data: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """Each block with its place among the parts, 0 for what stands before them."""
    first = [*data["findings"], *data["asides"]]
    parts = [first, *(part["blocks"] for part in data["parts"])]
    return [(number, block) for number, blocks in enumerate(parts) for block in blocks]


def _compiled(data: dict[str, Any], figures: Mapping[str, bytes]) -> bytes:
    import typst

    return typst.compile(_sources(data, figures), **_options())


def _asked(data: dict[str, Any], figures: Mapping[str, bytes], label: str) -> Any:
    """What the template says under a label."""
    import typst

    sources = _sources(data, figures)
    return json.loads(typst.query(sources, f"<{label}>", field="value", one=True, **_options()))


def _sources(data: dict[str, Any], figures: Mapping[str, bytes]) -> dict[str, bytes]:
    content = json.dumps(data, ensure_ascii=False, default=asdict).encode()
    return {**figures, "main.typ": _TEMPLATE.read_bytes(), "report.json": content}


def _options() -> dict[str, Any]:
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return {"font_paths": [str(fonts)], "ignore_system_fonts": True}


def _as_data(content: Content, rows: Rows) -> dict[str, Any]:
    numbers = count()

    def blocks(found: Sequence[Block] | None) -> list[dict[str, Any]]:
        shown = printed(content, found, rows=rows)
        return [block | {"at": next(numbers)} for block in shown]

    findings = blocks(content.findings)
    asides = [
        {"kind": "sentence", "text": text, "at": at}
        for text, at in zip(content.asides, numbers, strict=False)
    ]
    parts = [
        {
            "heading": part.heading,
            "told": "failed" if part.is_missing else "not_asked" if part.blocks is None else "",
            "blocks": blocks(part.blocks),
        }
        for part in content.parts
    ]
    return {
        "lang": content.lang,
        "front": asdict(content.front),
        "words": content.words,
        "mark": made_up_mark(content.front.made_up),
        "font": style.FONT,
        "colours": {"quiet": style.QUIET, "accent": style.ACCENT, "warning": style.WARNING},
        "room": ROOM,
        "findings": findings,
        "asides": asides,
        "parts": parts,
        "count": next(numbers),
        "is_endless": False,
    }
