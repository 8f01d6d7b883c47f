"""Paging: what is done with each figure of the PDF so that little of its pages stays blank.

A figure that does not fit on the rest of a page is set smaller, with those already on the page.
Where that is not enough it waits for the top of the next page, and what follows it in its section
comes before it. Text, and tables between their rows, go on over the end of a page by themselves.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

LEAST_SCALE = 0.8  # of a figure's width across the page, so that its letters can be read
_BELOW = 7.5  # points below a block that are left out where a page ends
SLACK = 14.0  # points
_LINE = 12.14  # points from line to line of a paragraph
_MARKS = ("start", "header", "row", "note", "end")
_SHORT = 130.0  # points of a table that is not parted
_FIRST_ROWS = 3  # of a longer one, that are not
_NOTE = 12.0  # points of the line below a table that is cut


@dataclass(frozen=True, slots=True)
class Run:
    """A block as it flows over pages; heights in points.

    `pieces` are not broken; the first of a table has its title and headings with it. `heading` is
    that of the section which the block begins, 0 elsewhere. `again` stands above what goes on on
    another page. `picture` is the height of a figure's picture across the page, 0 for text;
    `most_scale` is what the page's height leaves it. A table has `rows`, and a note as high as
    `foot`.
    """

    part: int
    pieces: tuple[float, ...]
    heading: float = 0.0
    again: float = 0.0
    picture: float = 0.0
    most_scale: float = 1.0
    rows: int = 0
    foot: float = 0.0

    @property
    def together(self) -> float:
        """Height of what of a table is not parted: all of a short one, else its first rows."""
        whole = sum(self.pieces)
        return whole if whole <= _SHORT else sum(self.pieces[:_FIRST_ROWS])


@dataclass(slots=True)
class Plan:
    """How many pages there are, each figure's scale, and which wait for the top of a page.

    `places` are the page and the height on it where each block ends.
    """

    pages: int = 1
    places: dict[int, tuple[int, float]] = field(default_factory=dict)
    scales: dict[int, float] = field(default_factory=dict)
    afloat: set[int] = field(default_factory=set)


def run(
    marks: Sequence[Mapping[str, Any]],
    above: float,
    *,
    part: int,
    picture: float = 0.0,
    most_scale: float = 1.0,
) -> Run:
    """A block's run, from its marks on an endless page in their order.

    They say where a section or the headings, rows and note of a table begin, and where the block
    ends (`what`, `y` in points); `above` is where the block before it ended.
    """
    places = {what: [mark["y"] for mark in marks if mark["what"] == what] for what in _MARKS}
    (end,) = places["end"]
    top = places["start"][0] if places["start"] else above
    tops = places["row"] + places["note"]
    if not tops:
        whole = end - top + (1 - most_scale) * picture
        pieces = (whole,) if picture else _lines(whole)
        return Run(part, pieces, top - above, picture=picture, most_scale=most_scale)
    edges = [top, *tops[1:], end]
    pieces = tuple(low - high for high, low in itertools.pairwise(edges))
    again = tops[0] - places["header"][0]
    foot = pieces[-1] if places["note"] else 0.0
    return Run(part, pieces, top - above, again, rows=len(places["row"]), foot=foot)


def cut(table: Run, rows: int) -> Run:
    """The run of a table of which the first rows are shown; a line says what is left out."""
    if rows >= table.rows:
        return table
    foot = table.foot or _NOTE
    return replace(table, pieces=(*table.pieces[:rows], foot), foot=foot)


def plan(
    runs: Sequence[Run],
    *,
    height: float,
    slack: float = SLACK,
    earlier: Plan | None = None,
    ends: Mapping[int, tuple[int, float]] | None = None,
) -> Plan:
    """How the blocks of a report go over pages of this height, points.

    `slack` is left below figures, for what heights read from an endless page leave open. `ends` are
    the page and the height on it where blocks really end when the report is set by an `earlier`
    plan; what that plan says of the figures among them holds.
    """
    walk = _Walk(runs, height, slack, earlier or Plan(), ends or {})
    for _, part in itertools.groupby(range(len(runs)), key=lambda at: runs[at].part):
        for at in part:
            walk.go(at)
        while walk.waiting:
            walk.turn()
    return walk.plan


def sound(plan: Plan, ends: Mapping[int, tuple[int, float]]) -> dict[int, tuple[int, float]]:
    """The ends on the pages before the first where a figure is not on the page that was planned."""
    wrong = [
        at for at in plan.scales if at not in plan.afloat and ends[at][0] != plan.places[at][0]
    ]
    if not wrong:
        return dict(ends)
    page, _ = ends[max(wrong[0] - 1, 0)]
    return {at: end for at, end in ends.items() if end[0] < page}


def _lines(height: float) -> tuple[float, ...]:
    """A paragraph's height in pieces: neither its first nor its last line stands alone."""
    count = round(height / _LINE)
    if count < 4:
        return (height,)
    between = (_LINE,) * (count - 4)
    return (height - (count - 2) * _LINE, *between, 2 * _LINE)


class _Walk:
    """A walk over the blocks, page after page."""

    def __init__(
        self,
        runs: Sequence[Run],
        height: float,
        slack: float,
        earlier: Plan,
        ends: Mapping[int, tuple[int, float]],
    ) -> None:
        self.runs, self.height, self.slack = runs, height, slack
        self.earlier, self.ends = earlier, ends
        self.plan = Plan(scales={at: run.most_scale for at, run in enumerate(runs) if run.picture})
        self.waiting: list[int] = []
        self._here: list[int] = []
        self._used = 0.0

    def go(self, at: int) -> None:
        """The next block; where it really ends, if that is known."""
        if at in self.ends:
            self._repeat(at)
        elif self.runs[at].picture:
            self._put(at)
        else:
            self._flow(at)
        self.plan.places[at] = self.plan.pages, self._used

    def _repeat(self, at: int) -> None:
        page, used = self.ends[at]
        if self.runs[at].picture:
            self.plan.scales[at] = self.earlier.scales[at]
        if at in self.earlier.afloat:
            self.plan.afloat.add(at)
            self.waiting.append(at)
        while self.plan.pages < page:
            self.turn()
        self._used = used

    def _flow(self, at: int) -> None:
        run = self.runs[at]
        first, *others = run.pieces
        self._stand(run.heading + first, run.heading + run.together if run.rows else 0.0)
        for place, piece in enumerate(others, start=1):
            self._stand(piece, again=run.again if place < run.rows else 0.0)

    def _stand(self, piece: float, together: float = 0.0, again: float = 0.0) -> None:
        """A piece, on the next page where there is no room for it and what stays with it."""
        page = self.plan.pages
        while self._used and self._used + max(piece, together) > self.height + _BELOW:
            self.turn()
        self._used += piece + (again if self.plan.pages > page else 0.0)

    def _put(self, at: int) -> None:
        """A figure: as it is, smaller, at the top of the next page, or on a new page."""
        heading = self.runs[at].heading
        if self.waiting or (not self._fit(at, heading) and self._is_followed(at)):
            self.waiting.append(at)
            self.plan.afloat.add(at)
            self._used += heading
        elif at not in self._here:
            self.turn()
            self._fit(at, heading, least=0.0)

    def turn(self) -> None:
        """The next page, with the figures at its top that have waited for it."""
        self.plan.pages += 1
        self._used, self._here = 0.0, []
        while self.waiting and (
            not self._here or self._used + self._need(self.waiting[0]) <= self.height
        ):
            first = self.waiting.pop(0)
            self._used += self._need(first)
            self._here.append(first)

    def _need(self, at: int) -> float:
        run = self.runs[at]
        return sum(run.pieces) - (1 - self.plan.scales[at]) * run.picture

    def _fit(self, at: int, heading: float, least: float = LEAST_SCALE) -> bool:
        """Whether a figure fits on this page, if need be with all its figures smaller."""
        scales, all_here = self.plan.scales, [*self._here, at]
        pictures = sum(scales[one] * self.runs[one].picture for one in all_here)
        others = self._used + heading + self._need(at) - pictures
        share = min(1.0, (self.height + _BELOW - self.slack - others) / pictures)
        if min(share * scales[one] / self.runs[one].most_scale for one in all_here) < least:
            return False
        self._used = others + share * pictures
        scales |= {one: share * scales[one] for one in all_here}
        self._here = all_here
        return True

    def _is_followed(self, at: int) -> bool:
        """Whether text follows in the section that fills some of the page."""
        part = self.runs[at].part
        after = (run for run in self.runs[at + 1 :] if run.part == part and not run.picture)
        following = next(after, None)
        return (
            following is not None
            and self._used + self.runs[at].heading + following.pieces[0] <= self.height
        )
