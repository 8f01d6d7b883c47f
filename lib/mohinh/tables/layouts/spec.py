"""The layout of a form, as `data/layouts/<name>.toml` says it: read, and checked whole.

What each key means is told in `data/layouts/README.md`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from mohinh.tables.layouts.keys import Keys
from mohinh.tables.schemas import IMPORTED_TABLES, TABLES, Column
from mohinh.words.errors import UnreadableFile
from mohinh.words.terms import VINTAGES
from mohinh.words.text import distance, fold

Dash = Literal["zero", "missing", "review"]
Mark = Literal["roman", "letter", "label"]
Need = Literal["merged", "number_formats", "fonts"]

# Names that a form gives where the national form wants codes; `tables.units` finds the codes.
NAMES: Mapping[str, Column] = MappingProxyType(
    {
        name: Column(name, "text", header, (header.casefold(), name.replace("_", " ")))
        for name, header in {
            "district_name": "Huyện",
            "commune_code": "Mã xã",
            "commune_name": "Tên xã",
            "area_name": "Tên địa bàn",
            "type_name": "Tên mô hình",
            "unit_name": "Tên đơn vị",
            "period": "Kỳ",
        }.items()
    }
)
GRAND_TOTALS = (
    r"(tong|tong cong|tong so|toan (tinh|huyen|xa|phuong|bieu)|(tong )?cong toan \w+)( i[ ivx]*)?"
)
SUB_TOTALS = (
    r"(cong|tong cong|tong) (nhom|muc|phan|huyen|thi xa|thanh pho|xa|phuong|thi tran|quy)( .*)?|"
    r"cong( [ivx]+)?"
)
FOOTERS = (
    r"(nguoi|can bo) (lap|tong hop)( bieu| bang)?( .*)?|noi nhan( .*)?|ky ten( .*)?|xac nhan( .*)?|"
    r"(thu truong|lanh dao)( .*)?|(tm|kt|tl|tuq) (uy ban|ubnd|truong|chu tich|giam doc)( .*)?|"
    r"(pho )?(truong cong an|giam doc|chu tich|chi huy truong)( .*)?|lap bieu( .*)?|"
    r"(.* )?ngay \d* ?thang \d* ?nam( \d*)?|ghi chu .*|luu( .*)?"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A column of the national form, or of `NAMES`, that a form's cells fill."""

    table: str
    column: str

    @property
    def described(self) -> Column:
        """What the column is: its kind, heading, choices."""
        for column in TABLES[self.table].columns:
            if column.name == self.column and column.header:
                return column
        return NAMES.get(self.column) or TABLES[self.table].column(self.column)

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A column of the form: its possible headings (lines joined with ` / `), and where it goes."""

    headers: tuple[str, ...]
    to: tuple[Target, ...] = ()
    is_required: bool = True
    fills_down: bool = False
    with_mark: bool = False
    dash: Dash | None = None
    adds_up: bool = True

    @property
    def is_summed(self) -> bool:
        """Whether totals of this column can be checked against the sum of their parts."""
        kinds = {target.described.kind for target in self.to}
        return self.adds_up and bool(kinds & {"count", "money"})


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Rows that head a group: how they are marked, and where their label (and mark) goes."""

    mark: Mark
    to: tuple[Target, ...] = ()
    mark_to: tuple[Target, ...] = ()
    pattern: re.Pattern[str] | None = None
    strip: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Where the period of a sheet is said, and where it goes."""

    source: Literal["title", "sheet", "layout"] = "title"
    pattern: re.Pattern[str] | None = None
    year: int | None = None
    to: tuple[Target, ...] = ()
    is_cumulative: bool | None = None


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Units of measure of columns of money: unit (folded) → đồng in one of it."""

    factors: Mapping[str, int]
    to: tuple[Target, ...]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one form is laid out, and which columns of the national form it fills."""

    name: str
    file_name: str
    columns: tuple[ColumnRule, ...]
    province: str = ""
    vintage: str = ""
    title_marks: tuple[str, ...] = ()
    needs: frozenset[Need] = frozenset()
    sheet_names: tuple[str, ...] = ()
    sheet_pattern: re.Pattern[str] | None = None
    title_rows: int | None = None
    header_rows: int = 1
    fills_right: bool = True
    has_numbers_row: bool = False
    ignore: tuple[str, ...] = ()
    constants: Mapping[Target, str] = field(default_factory=dict)
    across_levels: tuple[int, ...] = ()
    across_to: tuple[Target, ...] = ()
    period: PeriodRule | None = None
    groups: tuple[GroupRule, ...] = ()
    grand_totals: re.Pattern[str] = re.compile(GRAND_TOTALS)
    sub_totals: re.Pattern[str] = re.compile(SUB_TOTALS)
    total_starts: frozenset[str] = frozenset(("to", "co"))
    footers: re.Pattern[str] = re.compile(FOOTERS)
    dash: Dash = "review"
    key: tuple[Target, ...] = ()
    once: tuple[str, ...] = ()
    unit: UnitRule | None = None

    def takes(self, sheet: str) -> bool:
        """Whether the layout is for a sheet of this name."""
        if self.sheet_pattern is not None:
            return bool(self.sheet_pattern.search(sheet))
        return not self.sheet_names or fold(sheet) in self.sheet_names


def load_layout(path: str | Path) -> Layout:
    """The layout that a file describes.

    Raises `UnreadableFile` with everything that is wrong: file, line, key, found, expected.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(f"{path}: cannot be read ({type(fault).__name__})") from None
    return parse_layout(text, file_name=path.name)


def parse_layout(text: str, *, file_name: str = "layout.toml") -> Layout:
    """The layout that a text describes; see `load_layout`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        # The parser's own words name line and column.
        raise UnreadableFile(
            f"{file_name}: not TOML: {fault}. Texts stand in quotes; patterns in single quotes"
        ) from None
    faults: list[str] = []
    layout = _layout(Keys(content, "", file_name, text, faults))
    if faults or layout is None:
        raise UnreadableFile("\n".join(faults))
    return layout


def _targets(keys: Keys, key: str) -> tuple[Target, ...]:
    found = (_target(keys, key, text) for text in keys.texts(key))
    return tuple(target for target in found if target is not None)


def _target(keys: Keys, key: str, text: str) -> Target | None:
    table, _, column = text.partition(".")
    tables = [table.name for table in IMPORTED_TABLES]
    if table not in tables:
        keys.fault(key, text, "table.column, the table one of " + ", ".join(tables))
        return None
    known = [c.name for c in TABLES[table].columns if not c.is_derived] + list(NAMES)
    if column not in known:
        near = min(known, key=lambda name: distance(name, column))
        keys.fault(key, text, f"a column of {table}, perhaps {table}.{near}")
        return None
    return Target(table, column)


def _layout(keys: Keys) -> Layout | None:
    options: dict[str, Any] = {
        "name": keys.text("name"),
        "province": keys.text("province"),
        "vintage": keys.choice("vintage", VINTAGES, ""),
        "title_marks": tuple(map(fold, keys.texts("title_marks"))),
        "needs": frozenset(keys.texts("needs")),
        "ignore": tuple(map(fold, keys.texts("ignore"))),
        "key": _targets(keys, "key"),
        "once": keys.texts("once"),
        "dash": keys.choice("dash", get_args(Dash), "review"),
    }
    keys.text("note")
    if not options["name"]:
        keys.fault("name", None, "the form's name")
    if strange := options["needs"] - set(get_args(Need)):
        keys.fault("needs", sorted(strange), "some of " + ", ".join(get_args(Need)))
    if strange := set(options["once"]) - {table.name for table in IMPORTED_TABLES}:
        keys.fault("once", sorted(strange), "names of tables")
    for read in (_sheet, _header, _columns, _constants, _across, _period, _groups, _ends, _unit):
        options |= read(keys)
    keys.end()
    if any(rule.fills_down for rule in options["columns"]) and "merged" not in options["needs"]:
        keys.fault("needs", None, '["merged"], as a column has fill_down = "merged"')
    return None if keys.faults else Layout(file_name=keys.file_name, **options)


def _sheet(keys: Keys) -> dict[str, Any]:
    inner = keys.table("sheet")
    if inner is None:
        return {}
    names, pattern = inner.texts("names"), inner.pattern("pattern")
    each = inner.flag("each")
    inner.end()
    if sum((bool(names), pattern is not None, each)) != 1:
        keys.fault("sheet", None, "exactly one of names, pattern, each = true")
    return {"sheet_names": tuple(map(fold, names)), "sheet_pattern": pattern}


def _header(keys: Keys) -> dict[str, Any]:
    inner = keys.table("header")
    if inner is None:
        return {}
    result = {
        "title_rows": inner.whole("title_rows", 0, None),
        "header_rows": inner.whole("rows", 1, 1),
        "fills_right": inner.flag("fill_right", True),
        "has_numbers_row": inner.flag("numbers_row"),
    }
    inner.end()
    return result


def _columns(keys: Keys) -> dict[str, Any]:
    rules = []
    for inner in keys.tables("column"):
        headers = inner.texts("header")
        if not headers:
            inner.fault("header", None, "the heading, or a list of its spellings")
        rule = ColumnRule(
            headers=tuple(headers),
            to=_targets(inner, "to"),
            is_required=inner.flag("required", True),
            fills_down=inner.choice("fill_down", ("merged",)) == "merged",
            with_mark=inner.flag("with_mark"),
            dash=inner.choice("dash", get_args(Dash)),
            adds_up=inner.flag("adds_up", True),
        )
        if not rule.to and not inner.faults:
            inner.fault("to", None, "table.column, such as areas.area_name")
        inner.end()
        rules.append(rule)
    if not rules:
        keys.fault("column", None, "one table [[column]] for each column of the form")
    return {"columns": tuple(rules)}


def _constants(keys: Keys) -> dict[str, Any]:
    inner = keys.table("constants")
    if inner is None:
        return {}
    constants = {}
    for key, value in inner.content.items():
        target = _target(inner, key, key)
        if not isinstance(value, str | int):
            inner.fault(key, value, "a text or a whole number")
        elif target is not None:
            constants[target] = str(value)
    return {"constants": constants}


def _across(keys: Keys) -> dict[str, Any]:
    inner = keys.table("across")
    if inner is None:
        return {}
    levels = inner.take("levels", list, "header lines with periods, such as [2]", [])
    if not levels or not all(isinstance(level, int) and level > 0 for level in levels):
        inner.fault("levels", levels, "header lines with periods, counted from 1, such as [2]")
        levels = []
    to = _targets(inner, "to")
    if not to:
        inner.fault("to", None, "where the period goes, such as activity.month")
    inner.end()
    return {"across_levels": tuple(levels), "across_to": to}


def _period(keys: Keys) -> dict[str, Any]:
    inner = keys.table("period")
    if inner is None:
        return {}
    rule = PeriodRule(
        source=inner.choice("from", ("title", "sheet", "layout"), "title"),
        pattern=inner.pattern("pattern"),
        year=inner.whole("year", 1990, None),
        to=_targets(inner, "to"),
        is_cumulative=inner.flag("cumulative", None),
    )
    if rule.source == "layout" and rule.year is None:
        inner.fault("year", None, 'a year, as from = "layout"')
    inner.end()
    return {"period": rule}


def _groups(keys: Keys) -> dict[str, Any]:
    rules = []
    for inner in keys.tables("group"):
        rule = GroupRule(
            mark=inner.choice("mark", get_args(Mark), "roman"),
            to=_targets(inner, "to"),
            mark_to=_targets(inner, "mark_to"),
            pattern=inner.pattern("pattern"),
            strip=inner.pattern("strip"),
        )
        if rule.mark == "label" and rule.pattern is None:
            inner.fault("pattern", None, 'a regular expression for the label, as mark = "label"')
        inner.end()
        rules.append(rule)
    return {"groups": tuple(rules)}


def _ends(keys: Keys) -> dict[str, Any]:
    """Patterns for totals and for the end of the data, beside those that hold for every form."""
    result = {}
    inner = keys.table("totals")
    if inner is not None:
        grand, sub = inner.texts("grand"), inner.texts("sub")
        result["grand_totals"] = _either(grand, GRAND_TOTALS)
        result["sub_totals"] = _either(sub, SUB_TOTALS)
        result["total_starts"] = frozenset(("to", "co")) | {
            fold(text)[:2] for text in (*grand, *sub)
        }
        inner.end()
    inner = keys.table("footer")
    if inner is not None:
        result["footers"] = _either(inner.texts("starts"), FOOTERS, tail=r"( .*)?")
        inner.end()
    return result


def _either(texts: Iterable[str], usual: str, *, tail: str = "") -> re.Pattern[str]:
    return re.compile("|".join([usual, *(re.escape(fold(text)) + tail for text in texts)]))


def _unit(keys: Keys) -> dict[str, Any]:
    inner = keys.table("unit")
    if inner is None:
        return {}
    factors = inner.take("factors", dict, 'a table such as {"triệu đồng" = 1000000}', {})
    if not factors or not all(isinstance(f, int) and f > 0 for f in factors.values()):
        inner.fault("factors", factors, 'a table such as {"triệu đồng" = 1000000}')
        factors = {}
    rule = UnitRule(
        factors={fold(name): factor for name, factor in factors.items()},
        to=_targets(inner, "to"),
        default=fold(inner.text("default")),
    )
    if rule.default and rule.default not in rule.factors:
        inner.fault("default", rule.default, "one of the units under factors")
    if not rule.to:
        inner.fault("to", None, "columns of money, such as points.budget_vnd")
    inner.end()
    return {"unit": rule}
