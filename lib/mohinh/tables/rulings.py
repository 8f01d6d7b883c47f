"""Rulings: the rule table `data/evidence_rules.toml`, read and checked whole.

A *fact* is a yes, a no or a not known about one group's result on one outcome; `questions.evidence`
finds the facts, the table says what follows from them: grade, verdict, proposed decision. Four
things are not the table's to change, and a table that tries is refused: “consistent with a
reduction” and to replicate need a clear fall and grade 3, to retire needs grade 3, grade 4 needs a
confirmation, and what no rule covers is not enough evidence. From grade 4 on a sentence may say
that a model did something.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Generic, Literal, TypeVar, get_args

from mohinh.tables.layouts.keys import Keys
from mohinh.words import places
from mohinh.words.errors import UnreadableFile
from mohinh.words.text import distance

PATH = places.DATA / "evidence_rules.toml"

Dimension = Literal["design", "precision", "robustness", "quality", "result"]
Design = Literal[
    "counted", "compared", "donut_used", "trends_agree", "placebo_date_quiet", "confirmed",
]  # fmt: skip
Precision = Literal["has_interval", "enough_communes", "enough_cases", "detectable"]
Robustness = Literal[
    "donut_stable", "specifications_agree", "no_district_decides", "placebo_outcomes_quiet",
    "chance_ruled_out", "neighbours_tested", "breakdown_large",
]  # fmt: skip
Quality = Literal["reporting_usable", "reporting_complete", "definitions_stable"]
Result = Literal[
    "clear_fall", "clear_rise", "own_wished", "likely_wished", "very_likely_wished",
    "interval_holds_one", "fall_ruled_out", "net_falls", "displaced", "fades", "mixed_by_place",
    "mechanism_improved", "recording_may_explain",
]  # fmt: skip
Fact = Design | Precision | Robustness | Quality | Result
DIMENSIONS: Mapping[Fact, Dimension] = MappingProxyType(
    dict.fromkeys(get_args(Design), "design")
    | dict.fromkeys(get_args(Precision), "precision")
    | dict.fromkeys(get_args(Robustness), "robustness")
    | dict.fromkeys(get_args(Quality), "quality")
    | dict.fromkeys(get_args(Result), "result")
)
FACTS: tuple[Fact, ...] = tuple(DIMENSIONS)
Verdict = Literal["reduction", "increase", "promising", "no_difference", "insufficient"]
Decision = Literal["replicate", "keep", "adjust", "retire", "insufficient"]
Facts = Mapping[Fact, bool | None]

# Below this grade a sentence must not say that a model did something.
CAUSAL_GRADE = 4
GRADES = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers that facts are found with; each is explained in the table."""

    clusters_least: int
    expected_least: float
    donut_months_least: int
    reported_usable: float
    reported_complete: float
    p_most: float
    likely: float
    very_likely: float
    fall_worthwhile: float
    provinces_least: int
    i2_mixed: float
    fade_months: int
    ring_rise_detectable: float
    displaced_share: float


# Lowest and highest that make sense; whole numbers where both are.
_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "clusters_least": (2, 1000),
        "expected_least": (1.0, 1e6),
        "donut_months_least": (1, 60),
        "provinces_least": (2, 63),
        "fade_months": (6, 120),
        "ring_rise_detectable": (1.05, 100.0),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds where all of its lists do; see the head of the table."""

    yes: tuple[Fact, ...] = ()
    no: tuple[Fact, ...] = ()
    not_no: tuple[Fact, ...] = ()
    not_yes: tuple[Fact, ...] = ()
    grade: int = 0
    below: int = 5

    @property
    def asks(self) -> tuple[Fact, ...]:
        """The facts that it rests on."""
        return self.yes + self.no + self.not_no + self.not_yes

    @property
    def is_open(self) -> bool:
        """Whether it holds always."""
        return not self.asks and self.grade == 0 and self.below > GRADES[-1]

    def unmet(self, facts: Facts) -> tuple[Fact, ...]:
        """The facts for which it does not hold; the grade is not looked at."""
        found = [fact for fact in self.yes if facts[fact] is not True]
        found += [fact for fact in self.no if facts[fact] is not False]
        found += [fact for fact in self.not_no if facts[fact] is False]
        return tuple(found + [fact for fact in self.not_yes if facts[fact] is True])

    def holds(self, facts: Facts, grade: int) -> bool:
        """Whether it holds for these facts at this grade."""
        return self.grade <= grade < self.below and not self.unmet(facts)


Name = TypeVar("Name", Verdict, Decision)


@dataclass(frozen=True, slots=True)
class Ruling(Generic[Name]):
    """What follows where a rule holds."""

    name: Name
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rules:
    """The table: `grades` are the rules of 1 to 4; of the others the first that holds counts."""

    version: str
    thresholds: Thresholds
    grades: tuple[Rule, ...]
    verdicts: tuple[Ruling[Verdict], ...]
    decisions: tuple[Ruling[Decision], ...]


def first(rulings: Sequence[Ruling[Name]], facts: Facts, grade: int) -> Ruling[Name]:
    """The first that holds; the last one of a table always does."""
    return next(ruling for ruling in rulings if ruling.rule.holds(facts, grade))


def load(path: Path = PATH) -> Rules:
    """The rule table.

    Raises `UnreadableFile` with everything that is wrong: file, line, key, found, expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(f"{path}: cannot be read ({type(fault).__name__})") from None
    return parse(text, file_name=Path(path).name)


def parse(text: str, *, file_name: str = "evidence_rules.toml") -> Rules:
    """The rule table that a text describes; see `load`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UnreadableFile(f"{file_name}: not TOML: {fault}") from None
    faults: list[str] = []
    keys = Keys(content, "", file_name, text, faults)
    version = keys.text("version")
    if not version:
        keys.fault("version", None, "a text that the report prints, such as 2026-11")
    rules = Rules(
        version,
        _thresholds(keys),
        _grades(keys),
        _rulings(keys, "verdicts", "verdict", get_args(Verdict)),
        _rulings(keys, "decisions", "decision", get_args(Decision)),
    )
    _check_locks(keys, rules)
    keys.end()
    if faults:
        raise UnreadableFile("\n".join(faults))
    return rules


def _thresholds(keys: Keys) -> Thresholds:
    inner = keys.table("thresholds") or Keys({}, "thresholds", keys.file_name, "", keys.faults)
    values = {field.name: _number(inner, field.name) for field in fields(Thresholds)}
    inner.end()
    return Thresholds(**values)


def _number(keys: Keys, name: str) -> float:
    low, high = _RANGES.get(name, (0.0, 1.0))
    kind = int if isinstance(low, int) else int | float
    wanted = f"a {'whole ' if kind is int else ''}number from {low:g} to {high:g}"
    value = keys.take(name, kind, wanted)
    if value is None:
        if not any(f"{keys.where}.{name}'" in fault for fault in keys.faults):
            keys.fault(name, None, wanted)
        return low
    if isinstance(value, bool) or not low <= value <= high:
        keys.fault(name, value, wanted)
    return value


def _grades(keys: Keys) -> tuple[Rule, ...]:
    tables = keys.tables("grades")
    rules = []
    for wanted, inner in zip(GRADES[1:], tables, strict=False):
        found = inner.whole("grade", 0, None)
        if found != wanted:
            inner.fault("grade", found, f"{wanted}: the grades 1, 2, 3, 4 in this order")
        rules.append(_rule(inner, has_grade=False))
    if len(tables) != len(GRADES) - 1:
        keys.fault("grades", len(tables), "four tables [[grades]], of the grades 1, 2, 3, 4")
    return tuple(rules)


def _rulings(keys: Keys, key: str, word: str, names: Sequence[str]) -> tuple[Ruling, ...]:
    found = []
    tables = keys.tables(key)
    for inner in tables:
        name = inner.choice(word, names)
        if name is None:
            inner.fault(word, None, "one of " + ", ".join(names))
        found.append(Ruling(name, _rule(inner)))
        is_last = inner is tables[-1]
        if found[-1].rule.is_open != is_last:
            expected = "no condition in the last rule" if is_last else "a condition"
            inner.fault(word, name, f"{expected}, so that one rule holds always and it is the last")
    if not found or found[-1].name != "insufficient":
        last = found[-1].name if found else None
        keys.fault(key, last, f'a last rule with {word} = "insufficient" and no condition')
    return tuple(found)


def _rule(keys: Keys, *, has_grade: bool = True) -> Rule:
    lists = {name: _facts(keys, name) for name in ("yes", "no", "not_no", "not_yes")}
    grades = {}
    if has_grade:
        grades = {"grade": keys.whole("grade", 0, 0), "below": keys.whole("below", 1, 5)}
    keys.end()
    return Rule(**lists, **grades)


def _facts(keys: Keys, key: str) -> tuple[Fact, ...]:
    found = keys.texts(key)
    for name in found:
        if name not in FACTS:
            near = min(FACTS, key=lambda known: distance(known, name))
            keys.fault(key, name, f"the name of a fact, perhaps {near}")
    return tuple(name for name in found if name in FACTS)


def _check_locks(keys: Keys, rules: Rules) -> None:
    """What a table must not change."""
    if len(rules.grades) == len(GRADES) - 1 and "confirmed" not in rules.grades[3].yes:
        keys.fault("grades", "no 'confirmed'", 'yes = ["confirmed"] for grade 4')
    for ruling in rules.verdicts:
        is_clear = ruling.rule.grade >= 3 and "clear_fall" in ruling.rule.yes
        if ruling.name == "reduction" and not is_clear:
            keys.fault(
                "verdicts", "a reduction", 'grade = 3 or more and yes = ["clear_fall"] for it'
            )
    for ruling in rules.decisions:
        is_checked = ruling.rule.grade >= 3
        if ruling.name == "replicate" and not (is_checked and "clear_fall" in ruling.rule.yes):
            keys.fault(
                "decisions", "replicate", 'grade = 3 or more and yes = ["clear_fall"] for it'
            )
        if ruling.name == "retire" and not is_checked:
            keys.fault("decisions", "retire", "grade = 3 or more for it")
