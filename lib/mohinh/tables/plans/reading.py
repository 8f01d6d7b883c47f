"""Reading: the text of a plan's file → the plan, or everything that is wrong with it, by line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

from mohinh.tables.layouts.keys import Keys
from mohinh.tables.plans.spec import (
    Body,
    BodyOf,
    Comparator,
    Criterion,
    Day,
    Denominator,
    JudgedYear,
    Measure,
    Plan,
    Remedy,
    Scale,
    Target,
    Within,
)
from mohinh.tables.units import Province
from mohinh.words import places
from mohinh.words.errors import UnknownName, UnreadableFile
from mohinh.words.terms import TARGET_LEVELS, Label
from mohinh.words.text import distance, fold

FOLDER = places.DATA / "plans"
NATIONAL = "national"
_LAST_DAY = Day(12, 31)
_NOBODY = Body("", ("", ""), "province")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"(\d\d)-(\d\d)")
_A_DAY = 'a day of the year such as "12-31"'


def names(folder: Path = FOLDER) -> list[str]:
    """Names of the plans that there are."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def find(province: Province, *, year: int, name: str = "", folder: Path = FOLDER) -> Plan:
    """The plan of that name; without one the province's own of that year, else the national one.

    Raises `UnknownName` where there is none of that name, `UnreadableFile` where it has faults.
    """
    known = names(folder)
    if name and name not in known:
        near = min(known, key=lambda other: distance(other, name), default="")
        raise UnknownName(
            f"no plan {name!r} in data/plans; did you mean {near!r}? There are: {', '.join(known)}"
        )
    own = f"{province.slug}-{year}"
    path = folder / f"{name or (own if own in known else NATIONAL)}.toml"
    plan = load(path)
    if not name and path.stem == own:
        _check_own(plan, path, province=province, year=year)
    return plan


def _check_own(plan: Plan, path: Path, *, province: Province, year: int) -> None:
    """A file that is taken for its name must say the same province and year itself."""
    faults: list[str] = []
    text = path.read_text(encoding="utf-8")
    keys = Keys({}, "", path.name, text, faults)
    if fold(plan.province) not in (fold(province.name), fold(province.slug)):
        keys.fault("province", plan.province or None, f"{province.name!r}, as the file's name says")
    if plan.year != year:
        keys.fault("year", plan.year, f"{year}, as the file's name says")
    if faults:
        raise UnreadableFile("\n".join(faults))


def load(path: Path) -> Plan:
    """The plan that a file describes.

    Raises `UnreadableFile` with all that is wrong: file, line, key, found, expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(f"{path}: cannot be read ({type(fault).__name__})") from None
    return parse(text, file_name=Path(path).name)


def parse(text: str, *, file_name: str = "plan.toml") -> Plan:
    """The plan that a text describes; see `load`."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise UnreadableFile(f"{file_name}: not TOML: {fault}") from None
    faults: list[str] = []
    keys = Keys(content, "", file_name, text, faults)
    scales = {scale.id: scale for scale in map(_scale, keys.tables("scales"))}
    bodies = {body.id: body for body in map(_body, keys.tables("bodies"))}
    plan = Plan(
        name=file_name.removesuffix(".toml"),
        title=_label(keys, "title"),
        province=keys.text("province"),
        year=keys.whole("year", 1990, None),
        targets=tuple(map(_target, keys.tables("targets"))),
        criteria=tuple(_criterion(one, scales) for one in keys.tables("criteria")),
        remedies=tuple(_remedy(one, bodies) for one in keys.tables("remedies")),
        years=tuple(map(_year, keys.tables("years"))),
    )
    _check_ids(keys, plan)
    keys.end()
    if faults:
        raise UnreadableFile("\n".join(faults))
    return plan


def _check_ids(keys: Keys, plan: Plan) -> None:
    for name in ("targets", "criteria", "remedies"):
        ids = [one.id for one in getattr(plan, name)]
        for place, id_ in enumerate(ids):
            if id_ and id_ in ids[:place]:
                own = keys.at(f"{name}#{place + 1}")
                own.fault("id", id_, f"an id of its own; {name}#{ids.index(id_) + 1} has this one")
    if not (plan.targets or plan.criteria or plan.remedies):
        keys.fault("targets", None, "tables [[targets]], [[criteria]] or [[remedies]]")


def _needed(keys: Keys, key: str) -> str:
    found = keys.text(key)
    if not found and not _is_noted(keys, key):
        keys.fault(key, None, "a text")
    return found


def _is_noted(keys: Keys, key: str) -> bool:
    name = f"{keys.where}.{key}".strip(".")
    return any(f"'{name}'" in fault for fault in keys.faults)


def _label(keys: Keys, key: str) -> Label:
    return _needed(keys, f"{key}_vi"), _needed(keys, f"{key}_en")


def _note(keys: Keys) -> Label:
    return keys.text("note_vi"), keys.text("note_en")


def _source(keys: Keys) -> Label:
    """A document's name; in English the same, where the file has no gloss (`source_en`)."""
    own = _needed(keys, "source")
    return own, keys.text("source_en") or own


def _target(keys: Keys) -> Target:
    comparator: Comparator = keys.choice("comparator", get_args(Comparator), ">=")
    target = Target(
        id=_needed(keys, "id"),
        levels=_levels(keys),
        measures=_measures(keys),
        comparator=comparator,
        threshold=_threshold(keys, comparator),
        within=keys.choice("within", get_args(Within), "province"),
        deadline=_day(keys),
        label=_label(keys, "label"),
        source=_source(keys),
        quote=keys.text("quote"),
        note=_note(keys),
        units=keys.texts("units"),
    )
    keys.end()
    return target


def _levels(keys: Keys) -> tuple[str, ...]:
    found = keys.texts("level")
    for level in found or ("",):
        if level not in TARGET_LEVELS:
            keys.fault("level", level or None, "one of " + ", ".join(TARGET_LEVELS))
    return found


def _measures(keys: Keys) -> tuple[Measure, ...]:
    found = []
    wanted = 'the name of an indicator, such as "registered" or "attained / registered"'
    texts = keys.texts("measure")
    for text in texts:
        name, _, of = (part.strip() for part in text.partition("/"))
        of = of or "eligible"
        if not _NAME.fullmatch(name) or of not in get_args(Denominator):
            keys.fault("measure", text, wanted)
        found.append(Measure(name, of))
    if not texts and not _is_noted(keys, "measure"):
        keys.fault("measure", None, wanted)
    return tuple(found)


def _threshold(keys: Keys, comparator: Comparator) -> Fraction:
    wanted = "a number of per cent from 0 to 100"
    value = keys.take("threshold", int | Decimal, wanted)
    if value is None:
        if not _is_noted(keys, "threshold"):
            keys.fault("threshold", None, wanted)
        return Fraction(0)
    share = Fraction(value) / 100
    if isinstance(value, bool) or not 0 <= share <= 1:
        keys.fault("threshold", value, wanted)
    elif share == 1 and comparator == ">":
        keys.fault("threshold", value, "less than 100 with comparator >, which nobody could meet")
    return share


def _day(keys: Keys, key: str = "deadline") -> Day:
    text = keys.text(key)
    if not text:
        return _LAST_DAY
    found = _DAY.fullmatch(text)
    try:
        day = Day(int(found[1]), int(found[2])) if found else None
        if day:
            day.of(2001)
    except ValueError:
        day = None
    if day is None:
        keys.fault(key, text, _A_DAY)
    return day or _LAST_DAY


def _year(keys: Keys) -> JudgedYear:
    level = keys.choice("level", TARGET_LEVELS, "")
    if not level and not _is_noted(keys, "level"):
        keys.fault("level", None, "one of " + ", ".join(TARGET_LEVELS))
    year = JudgedYear(level, _day(keys, "last"), _source(keys))
    keys.end()
    return year


def _scale(keys: Keys) -> Scale:
    id_, vi, en = _needed(keys, "id"), keys.texts("grades_vi"), keys.texts("grades_en")
    if len(vi) < 2 or len(vi) != len(en):
        keys.fault("grades_en", list(en), f"as many grades as grades_vi, which has {len(vi)} (≥ 2)")
    keys.end()
    return Scale(id_, tuple(zip(vi, en, strict=False)))


def _criterion(keys: Keys, scales: Mapping[str, Scale]) -> Criterion:
    named = keys.choice("scale", scales)
    scale = scales.get(named) if named else None
    at_least = keys.text("at_least")
    if scale and scale.rank(at_least) is None:
        keys.fault(
            "at_least", at_least or None, "one of " + ", ".join(vi for vi, _ in scale.grades)
        )
    criterion = Criterion(
        id=_needed(keys, "id"),
        label=_label(keys, "label"),
        group=_label(keys, "group"),
        scale=scale,
        at_least=at_least,
        deadline=_day(keys),
        source=_needed(keys, "source"),
    )
    keys.end()
    return criterion


def _body(keys: Keys) -> Body:
    body = Body(
        _needed(keys, "id"), _label(keys, "label"), keys.choice("of", get_args(BodyOf), "province")
    )
    keys.end()
    return body


def _remedy(keys: Keys, bodies: Mapping[str, Body]) -> Remedy:
    lead = _bodies(keys, "lead", (keys.text("lead"),), bodies)
    remedy = Remedy(
        id=_needed(keys, "id"),
        weakness=_label(keys, "weakness"),
        remedy=_label(keys, "remedy"),
        lead=lead[0] if lead else _NOBODY,
        support=_bodies(keys, "support", keys.texts("support"), bodies),
        deadline=_day(keys),
        source=_needed(keys, "source"),
    )
    keys.end()
    return remedy


def _bodies(
    keys: Keys, key: str, ids: Sequence[str], bodies: Mapping[str, Body]
) -> tuple[Body, ...]:
    for id_ in ids:
        if id_ not in bodies:
            keys.fault(key, id_ or None, "the id of one of the [[bodies]]: " + ", ".join(bodies))
    return tuple(bodies[id_] for id_ in ids if id_ in bodies)
