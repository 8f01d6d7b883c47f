"""Paging: what is done with each figure of the PDF so that little of its pages stays blank.

A figure that does not fit on the rest of a page is set smaller, with those already on the page.
Where that is not enough it waits for the top of the next page, and what follows it in its section
comes before it. Text, and tables between their rows, go on over the end of a page by themselves;
the last rows of a table stay together.
"""

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

LEAST_SCALE = 0.8  # of a figure's width across the page, so that its letters can be read
_BELOW = 7.5  # points below a block that are left out where a page ends
SLACK = 14.0  # points
_LINE = 12.14  # points from line to line of a paragraph
_MARKS = ("start", "header", "row", "note", "end")
_SHORT = 130.0  # points of a table that is not parted
_FIRST_ROWS = 3  # of a longer one, that are not
LAST_ROWS = 3  # that stay together, with the note
_FEW = 300.0  # points of a table too short for both, that is not parted either
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
    def flowing(self) -> tuple[float, ...]:
        """The pieces that are not broken: the last rows of a table and its note are one."""
        tail = self.rows - self.last
        if not self.rows or tail >= len(self.pieces) - 1:
            return self.pieces
        return (*self.pieces[:tail], sum(self.pieces[tail:]))

    @property
    def last(self) -> int:
        """How many last rows stay together, apart from the first ones."""
        return LAST_ROWS if self.rows >= _FIRST_ROWS + LAST_ROWS else 0

    @property
    def together(self) -> float:
        """Height of what of a table is not parted: all of a short one, else its first rows."""
        whole = sum(self.pieces)
        is_short = whole <= (_SHORT if self.last else _FEW)
        return whole if is_short else sum(self.pieces[:_FIRST_ROWS])


@dataclass(slots=True)
class Plan:
    """How many pages there are, each figure's scale, and which wait for the top of a page.

    `places` are the page and the height on it where each block ends. `filled` are the points left
    blank below the last figure at the top of a page where only the headings of a table and a row or
    two would find room.
    """

    pages: int = 1
    places: dict[int, tuple[int, float]] = field(default_factory=dict)
    scales: dict[int, float] = field(default_factory=dict)
    afloat: set[int] = field(default_factory=set)
    filled: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where blocks end in a report that was set by a plan: the page and the height on it.

    `at_home` are the figures afloat that stand at the top of the very page they were to leave; the
    ends of the blocks before them are as if they had left it.
    """

    ends: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    at_home: frozenset[int] = frozenset()

    def before(self, at: int) -> "Seen":
        """What was seen of the blocks before one."""
        return Seen({one: end for one, end in self.ends.items() if one < at}, self.at_home)


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
    return replace(table, pieces=(*table.pieces[:rows], foot), foot=foot, rows=rows)


def plan(
    runs: Sequence[Run],
    *,
    height: float,
    slack: float = SLACK,
    earlier: Plan | None = None,
    seen: Seen | None = None,
) -> Plan:
    """How the blocks of a report go over pages of this height, points.

    `slack` is left below figures, for what heights read from an endless page leave open. `seen` are
    the blocks of which is known where they really end when the report is set by an `earlier` plan;
    what that plan says of the figures among them holds.
    """
    walk = _Walk(runs, height, slack, earlier or Plan(), seen or Seen())
    for at in walk.blocks():
        walk.go(at)
    return walk.plan


def seen(
    runs: Sequence[Run],
    plan: Plan,
    ends: Mapping[int, tuple[int, float]],
    tops: Mapping[int, int],
) -> Seen:
    """What is seen of a report set by a plan; `tops` are the pages of the figures afloat."""
    found = dict(ends)
    at_home = {at for at in plan.afloat if tops[at] == ends[at][0]}
    for figure in at_home:
        moved = _need(runs[figure], plan.scales[figure])
        found |= {
            at: (page, used - moved)
            for at, (page, used) in found.items()
            if at < figure and page == tops[figure]
        }
    return Seen(found, frozenset(at_home))


def unsettled(
    runs: Sequence[Run], plan: Plan, seen: Seen, *, height: float, slack: float = SLACK
) -> int | None:
    """The first figure to be planned anew from where the blocks before it really end, if any.

    It stands on another page than was planned, or the text before it ends so much higher than was
    planned that there is room for it.
    """
    walk = _Walk(runs, height, slack, plan, seen)
    for at in walk.blocks():
        if runs[at].picture and not walk.holds(at):
            return at
        walk.go(at)
    return None


def _lines(height: float) -> tuple[float, ...]:
    """A paragraph's height in pieces: neither its first nor its last line stands alone."""
    count = round(height / _LINE)
    if count < 4:
        return (height,)
    between = (_LINE,) * (count - 4)
    return (height - (count - 2) * _LINE, *between, 2 * _LINE)


def _need(run: Run, scale: float) -> float:
    """The height of a figure with its caption."""
    return sum(run.pieces) - (1 - scale) * run.picture


class _Walk:
    """A walk over the blocks, page after page."""

    def __init__(
        self,
        runs: Sequence[Run],
        height: float,
        slack: float,
        earlier: Plan,
        seen: Seen,
    ) -> None:
        self.runs, self.height, self.slack = runs, height, slack
        self.earlier, self.seen = earlier, seen
        self.plan = Plan(scales={at: run.most_scale for at, run in enumerate(runs) if run.picture})
        self.waiting: list[int] = []
        self._here: list[int] = []
        self._used = 0.0

    def blocks(self) -> Iterator[int]:
        """Each block; the figures that wait stand before the next section."""
        for _, part in itertools.groupby(range(len(self.runs)), key=lambda at: self.runs[at].part):
            yield from part
            while self.waiting:
                self.turn()

    def holds(self, at: int) -> bool:
        """Whether what the earlier plan says of a figure is so, and is still what is best."""
        page, _ = self.seen.ends[at]
        anew = copy.copy(self)
        anew.plan = replace(self.plan, scales=dict(self.plan.scales), afloat=set(self.plan.afloat))
        anew.waiting, anew._here = [*self.waiting], [*self._here]
        anew._put(at)
        is_afloat = at in anew.plan.afloat
        if at in self.earlier.afloat:
            return is_afloat
        return page == self.earlier.places[at][0] and (is_afloat or page <= anew.plan.pages)

    def go(self, at: int) -> None:
        """The next block; where it really ends, if that is known."""
        if at in self.seen.ends:
            self._repeat(at)
        elif self.runs[at].picture:
            self._put(at)
        else:
            self._flow(at)
        self.plan.places[at] = self.plan.pages, self._used

    def _repeat(self, at: int) -> None:
        page, used = self.seen.ends[at]
        is_afloat = at in self.earlier.afloat
        is_waiting = is_afloat and at not in self.seen.at_home
        if is_afloat:
            self.plan.afloat.add(at)
        if is_waiting:
            self.waiting.append(at)
        if at in self.earlier.filled:
            self.plan.filled[at] = self.earlier.filled[at]
        while self.plan.pages < page:
            self.turn()
        self._used = used
        if self.runs[at].picture:
            self.plan.scales[at] = self.earlier.scales[at]
            if not is_waiting:
                self._here.append(at)

    def _flow(self, at: int) -> None:
        run = self.runs[at]
        first, *others = run.flowing
        self._stand(run.heading + first, run.heading + run.together if run.rows else 0.0)
        for place, piece in enumerate(others):
            together = sum(others[place : place + _FIRST_ROWS])
            self._stand(piece, again=run.again, more=together - piece)

    def _stand(
        self, piece: float, together: float = 0.0, again: float = 0.0, more: float = 0.0
    ) -> None:
        """A piece, on the next page where there is no room for it and what stays with it.

        A table does not go on below figures at the top of a page where there is no room for its
        headings, the piece and `more`.
        """
        page = self.plan.pages
        while self._used and self._used + max(piece, together) > self.height + _BELOW:
            self.turn()
            rest = self.height - self._used
            if again and self._used and rest < again + piece + more:
                self.plan.filled[self._here[-1]] = max(rest - SLACK, 0.0)
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
        return _need(self.runs[at], self.plan.scales[at])

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
