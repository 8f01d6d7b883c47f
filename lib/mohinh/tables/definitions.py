"""Definitions: `data/definition_breaks.toml`, from when on a count means something else.

Three answers to “were cases counted in the same way throughout?”: no, where a break lies inside the
months that are compared; yes, where somebody vouches for every count and all of the months; None
where nobody said, which is no yes.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mohinh.tables.layouts.keys import Keys
from mohinh.tables.schemas import ACTIVITY
from mohinh.tables.units import Province, find_province, succession
from mohinh.words import places
from mohinh.words.errors import UnknownName, UnreadableFile
from mohinh.words.terms import VINTAGES, Label
from mohinh.words.text import slug

PATH = places.DATA / "definition_breaks.toml"
OUTCOMES = tuple(column.name for column in ACTIVITY.columns if column.kind == "count")
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Break:
    """From `since` (the first of a month) on, these outcomes are counted otherwise.

    `provinces` are slugs, with those of the provinces that took them in; None for all.
    """

    outcomes: tuple[str, ...]
    since: date
    provinces: frozenset[str] | None
    what: Label
    source: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """These outcomes meant the same from the month of `first` to that of `last` (both the first of
    their month)."""

    outcomes: tuple[str, ...]
    first: date
    last: date
    provinces: frozenset[str] | None
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one comparison: the breaks inside its months, who vouches for it, and
    whether cases were counted in the same way throughout (None: nobody said)."""

    breaks: tuple[Break, ...]
    vouched: tuple[Vouched, ...]
    is_stable: bool | None


@dataclass(frozen=True, slots=True)
class Definitions:
    """The file, read and checked."""

    breaks: tuple[Break, ...]
    vouched: tuple[Vouched, ...]

    def standing(
        self,
        outcomes: Sequence[str],
        province: Province,
        months: tuple[date, date] | None,
        *,
        is_made_up: bool = False,
    ) -> Standing:
        """What is known of these counts in a province over these months (first and last day).

        A break in the first month is none: all that is compared was counted alike. None for
        `months` where nothing is compared. Made-up data are drawn in one way: stable unless an
        entry says otherwise.
        """
        if months is None:
            return Standing((), (), None)
        start, end = months
        inside = tuple(
            each
            for each in self.breaks
            if _is_about(each, outcomes, province) and start < each.since <= end
        )
        vouched = tuple(
            each
            for each in self.vouched
            if _is_about(each, outcomes, province)
            and each.first <= start
            and each.last >= end.replace(day=1)
        )
        known = {name for each in vouched for name in each.outcomes}
        is_stable = True if is_made_up or known.issuperset(outcomes) else None
        return Standing(inside, vouched, False if inside else is_stable)


def _is_about(entry: Break | Vouched, outcomes: Sequence[str], province: Province) -> bool:
    is_here = entry.provinces is None or province.slug in entry.provinces
    return is_here and not set(entry.outcomes).isdisjoint(outcomes)


def load(path: Path = PATH) -> Definitions:
    """The file's entries.

    Raises `UnreadableFile` with everything that is wrong: file, line, key, found, expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            f"{Path(path).name}: cannot be read ({type(fault).__name__}); expected a text file in "
            "UTF-8. Restore it: a file without an entry is one that says nothing"
        ) from None
    return parse(text, file_name=Path(path).name)


def parse(text: str, *, file_name: str = PATH.name) -> Definitions:
    """The entries that a text describes; see `load`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UnreadableFile(f"{file_name}: not TOML: {fault}") from None
    faults: list[str] = []
    keys = Keys(content, "", file_name, text, faults)
    breaks = tuple(_break(inner) for inner in keys.tables("break"))
    vouched = tuple(_vouched(inner) for inner in keys.tables("stable"))
    keys.end()
    if faults:
        faults.append(f"Correct {file_name}; its head says what each key means.")
        raise UnreadableFile("\n".join(faults))
    return Definitions(breaks, vouched)


def _break(keys: Keys) -> Break:
    found = Break(
        outcomes=_outcomes(keys),
        since=_month(keys, "since"),
        provinces=_with_successors(_provinces(keys)),
        what=(_said(keys, "what_vi", "what changed"), _said(keys, "what_en", "what changed")),
        source=_said(keys, "source", "the document that says so"),
    )
    keys.end()
    return found


def _vouched(keys: Keys) -> Vouched:
    found = Vouched(
        outcomes=_outcomes(keys),
        first=_month(keys, "first"),
        last=_month(keys, "last"),
        provinces=_slugs(_provinces(keys)),
        source=_said(keys, "source", "the office that vouches"),
    )
    if found.last < found.first:
        keys.fault("last", f"{found.last:%Y-%m}", f"a month from {found.first:%Y-%m} on")
    keys.end()
    return found


def _said(keys: Keys, key: str, what: str) -> str:
    before = len(keys.faults)
    text = keys.text(key).strip()
    if not text and len(keys.faults) == before:
        keys.fault(key, None, f"a text: {what}")
    return text


def _outcomes(keys: Keys) -> tuple[str, ...]:
    before = len(keys.faults)
    names = keys.texts("outcome")
    for name in names:
        if name not in OUTCOMES:
            keys.fault("outcome", name, f"one or more of {', '.join(OUTCOMES)}")
    if not names and len(keys.faults) == before:
        keys.fault("outcome", None, f"one or more of {', '.join(OUTCOMES)}")
    return names


def _month(keys: Keys, key: str) -> date:
    before = len(keys.faults)
    text = keys.text(key)
    found = _MONTH.fullmatch(text)
    if found:
        return date(int(found[1]), int(found[2]), 1)
    if len(keys.faults) == before:
        keys.fault(key, text or None, 'a month in quotation marks, such as "2021-01"')
    return date.min


def _provinces(keys: Keys) -> tuple[Province, ...] | None:
    """The provinces of both vintages that bear the names; None for all."""
    before = len(keys.faults)
    names = keys.texts("provinces")
    if names == (_EVERYWHERE,):
        return None
    if not names and len(keys.faults) == before:
        keys.fault("provinces", None, '"all", or a list of names such as ["Sơn La"]')
    return tuple(place for name in names for place in _named(keys, name))


def _named(keys: Keys, name: str) -> list[Province]:
    found: list[Province] = []
    reasons = []
    for vintage in VINTAGES:
        try:
            found.append(find_province(name, vintage))
        except UnknownName as fault:
            reasons.append(str(fault))
    if not found:
        keys.fault("provinces", name, f'the name of a province, or "all" ({reasons[0]})')
    return found


def _slugs(provinces: Sequence[Province] | None) -> frozenset[str] | None:
    return None if provinces is None else frozenset(place.slug for place in provinces)


def _with_successors(provinces: Sequence[Province] | None) -> frozenset[str] | None:
    """The slugs, and those of the 2025-07 provinces that hold what was counted otherwise."""
    if provinces is None:
        return None
    old = [place.name for place in provinces if place.vintage == "2025-06"]
    taken_in = {slug(name) for each in old for name in succession(each)}
    return frozenset(taken_in.union(place.slug for place in provinces))
