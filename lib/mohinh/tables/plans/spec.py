"""The parts of a plan: target, measure, criterion, scale, remedy, body."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from mohinh.words.terms import Label

Comparator = Literal[">=", ">"]
Within = Literal["province", "district", "commune"]
Denominator = Literal["eligible", "registered"]
BodyOf = Literal["province", "district"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted (`indicator`), of which units: all that the rule binds, or the registered."""

    indicator: str
    of: Denominator = "eligible"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of any year."""

    month: int
    day: int

    def of(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class JudgedYear:
    """The year for which units of a level are judged: it ends on `last`, a year after it began."""

    level: str
    last: Day
    source: Label

    def span(self, year: int) -> tuple[date, date]:
        """First and last day of the year that bears a number."""
        return self.last.of(year - 1) + timedelta(days=1), self.last.of(year)


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a plan.

    `threshold` is a share from 0 to 1. It must hold for the units of the province together, or
    (`within`) in each commune or district of its own. `measures` are the readings of the text.
    `units` names the only units meant, where not all are.
    """

    id: str
    levels: tuple[str, ...]
    measures: tuple[Measure, ...]
    comparator: Comparator
    threshold: Fraction
    within: Within
    deadline: Day
    label: Label
    source: Label
    quote: str
    note: Label
    units: tuple[str, ...]

    @property
    def is_strict(self) -> bool:
        return self.comparator == ">"


@dataclass(frozen=True, slots=True)
class Scale:
    """Grades from the lowest to the highest: Vietnamese text → label."""

    id: str
    grades: tuple[Label, ...]

    def rank(self, text: str) -> int | None:
        """Place of a grade on the scale, from 0; None where it is none of them."""
        names = [vi.casefold() for vi, _ in self.grades]
        folded = " ".join(text.split()).casefold()
        return names.index(folded) if folded in names else None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an exemplary commune; on a `scale`, the grade must be `at_least` that."""

    id: str
    label: Label
    group: Label
    scale: Scale | None
    at_least: str
    deadline: Day
    source: str


@dataclass(frozen=True, slots=True)
class Body:
    """A class of bodies that report: one of the province, or one in each district."""

    id: str
    label: Label
    of: BodyOf


@dataclass(frozen=True, slots=True)
class Remedy:
    """A weakness, what is to be done about it, who leads, who supports, when they report."""

    id: str
    weakness: Label
    remedy: Label
    lead: Body
    support: tuple[Body, ...]
    deadline: Day
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as its file describes it; `province` is empty and `year` None where it binds all.

    `years` are those that do not end with the calendar's.
    """

    name: str
    title: Label
    province: str
    year: int | None
    targets: tuple[Target, ...]
    criteria: tuple[Criterion, ...]
    remedies: tuple[Remedy, ...]
    years: tuple[JudgedYear, ...] = ()

    def closes(self, level: str) -> Day:
        """The day on which the year of units of a level is over."""
        return next((one.last for one in self.years if one.level == level), Day(12, 31))

    @property
    def is_national(self) -> bool:
        return not self.province
