"""Published: figures that public sources print, with unit, qualifier, period and source.

What is counted
---------------
One row is one number as one source prints it. `counts` says what was counted (a group of models is
not a type, a type is not a place), `scope` where, `timing` whether it is the state on the last day
of the period or what happened within it. Two numbers printed as one (`1.126/1.618`, `10/10`,
`01–02`) are two rows with one `pair_id`; `pair_role` says which kind of pair it is.

A source may publish no figure at all; that is said in `sources`, and is not a zero. The texts of
the sources are not kept, the labels are our own. No figure is about anybody's ethnicity, religion
or belief, and the reader refuses one.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import pandas as pd
import pandera.pandas as pa

from mohinh.words import places
from mohinh.words.errors import InvalidTable, PersonalData, UnreadableFile
from mohinh.words.terms import VINTAGES, Period
from mohinh.words.text import fold

Qualifier = Literal["exact", "nearly", "about", "over", "at_least"]
Standing = Literal["figures", "no_figure", "no_source"]

FOLDER = places.DATA / "published"
COUNTRY = "Cả nước"  # in the column of provinces, for figures on the whole country
# Conventions of ours, since the sources define no such word: “gần” reaches down to 95 % of the
# number and never up to it, “khoảng” spans 5 % on either side.
NEARLY_SHARE = 0.95
ABOUT_SHARE = 0.05

KINDS = ("result", "target", "context", "judgement")
COUNTS = (
    "group", "type", "area", "site", "member", "visit", "tip", "case", "file", "person_total",
    "collective", "district", "commune", "police_unit", "officer", "session", "share", "distance",
)  # fmt: skip
# `movement`: the whole movement, not only what points do; `units`: administrative and police units;
# `unstated`: the source does not say whether organisations are included.
SCOPES = ("areas", "organisations", "both", "movement", "units", "unstated")
TIMINGS = ("state", "flow")
PAIRS: Mapping[str, str] = MappingProxyType(
    {
        "first": "second",
        "second": "first",
        "numerator": "denominator",
        "denominator": "numerator",
        "lower": "upper",
        "upper": "lower",
    }
)
# Whether microdata can answer the same question, and if not, why.
COMPARABILITY: Mapping[str, str] = MappingProxyType(
    {
        "same": "microdata count the same thing",
        "by_convention": "microdata count it under a convention of ours; the source has no rule",
        "not_recorded": "microdata do not record it",
        "cases_helped": "cases solved with help are not the cases recorded in an area",
        "includes_organisations": "areas and organisations were counted together",
        "target": "a target, not a result",
        "context": "describes a place, not the models",
    }
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The numbers that a qualified number may stand for: from `low` to `high`, ends in or out."""

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True

    def holds(self, value: float) -> bool:
        """Whether the value is one of them."""
        above = value >= self.low if self.has_low else value > self.low
        below = value <= self.high if self.has_high else value < self.high
        return above and below

    def meets(self, low: float, high: float) -> bool:
        """Whether any number of the closed interval [low, high] is one of them."""
        above = high >= self.low if self.has_low else high > self.low
        below = low <= self.high if self.has_high else low < self.high
        return above and below


def meaning(value: float, qualifier: Qualifier) -> Meaning:
    """What a number stands for with its qualifier.

    `nearly` (gần) is below it, `over` (trên, hơn) strictly above, `at_least` (ít nhất) not below,
    `about` (khoảng) on either side, `exact` the number itself.

    >>> meaning(1000, "nearly").holds(1000), meaning(1000, "nearly").holds(975)
    (False, True)
    """
    match qualifier:
        case "exact":
            return Meaning(value, value)
        case "nearly":
            return Meaning(NEARLY_SHARE * value, value, has_high=False)
        case "about":
            return Meaning((1 - ABOUT_SHARE) * value, (1 + ABOUT_SHARE) * value)
        case "over":
            return Meaning(value, math.inf, has_low=False)
        case "at_least":
            return Meaning(value, math.inf)


def _cell(expected: str, rule: str, **options) -> pa.Column:
    matches = pa.Check.str_matches(rf"^(?:{rule})$", error=expected)
    return pa.Column("str", checks=[matches], **options)


def _choice(codes: tuple[str, ...], **options) -> pa.Column:
    return pa.Column(
        "str", checks=[pa.Check.isin(codes, error=f"one of {', '.join(codes)}")], **options
    )


_CODE = r"[A-Za-z][\w-]{0,39}"
# At most two decimals: `10.349` is ten thousand in Vietnamese, and refused.
_NUMBER = r"\d+(?:\.\d{1,2})?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_WORDS = r"\S(?:.{0,118}\S)?"

_FIGURES = pa.DataFrameSchema(
    {
        "figure_id": _cell("a code", _CODE),
        "source_id": _cell("a code of sources.csv", _CODE),
        "indicator": _cell("a code in small letters", r"[a-z][a-z0-9_]*"),
        "label_vi": _cell("a short label, up to 120 letters", _WORDS),
        "label_en": _cell("a short label, up to 120 letters", _WORDS),
        "value": _cell("a plain number, no thousands mark, decimal point", _NUMBER),
        "unit_vi": _cell("a unit", _WORDS),
        "unit_en": _cell("a unit", _WORDS),
        "qualifier": _choice(get_args(Qualifier)),
        "kind": _choice(KINDS),
        "counts": _choice(COUNTS),
        "scope": _choice(SCOPES),
        "timing": _choice(TIMINGS),
        "pair_id": _cell("a code, or nothing", _CODE, nullable=True),
        "pair_role": _choice(tuple(PAIRS), nullable=True),
        "period_start": _cell("a day, 2022-10-25, or nothing", _DAY, nullable=True),
        "period_end": _cell("a day, 2022-10-25", _DAY),
        "comparability": _choice(tuple(COMPARABILITY)),
    },
    strict=True,
)
_SOURCES = pa.DataFrameSchema(
    {
        "source_id": _cell("a code", _CODE),
        "province": _cell("a province's short name", _WORDS),
        "vintage": _choice(tuple(VINTAGES)),
        "title_vi": _cell("a short title, up to 120 letters", _WORDS),
        "title_en": _cell("a short title, up to 120 letters", _WORDS),
        "publisher_vi": _cell("who published it", _WORDS),
        "publisher_en": _cell("who published it", _WORDS),
        "published": _cell(
            "2022, 2022-10 or 2022-10-25, as far as known, or nothing",
            r"\d{4}(?:-\d{2}(?:-\d{2})?)?",
            nullable=True,
        ),
        "publishes_figures": _choice(("yes", "no")),
        "url": _cell("a web address, or nothing", r"https?://\S+", nullable=True),
    },
    strict=True,
)


def _read(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The file as text, every cell checked; the row of the file is the index + 2."""
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UnreadableFile(f"{path.name} in {path.parent.name}/: {error}") from None
    wanted = list(schema.columns)
    if list(frame.columns) != wanted:
        raise InvalidTable(
            f"{path.name}, row 1: found the columns {', '.join(map(str, frame.columns))}; "
            f"expected {', '.join(wanted)}. Restore the first row"
        )
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise InvalidTable(_complaint(path, error.failure_cases)) from None


def _complaint(path: Path, cases: pd.DataFrame) -> str:
    """The refused cells, one line each: where, found, expected."""
    lines = []
    for case in cases.sort_values(["index", "column"], kind="stable").itertuples():
        missing = pd.isna(case.failure_case)
        found = "nothing" if missing else repr(case.failure_case)
        expected = "a value" if case.check == "not_nullable" else case.check
        row = int(case.index) + 2
        lines.append(
            f"{path.name}, row {row}, column {case.column!r}: found {found}; expected {expected}"
        )
    return "\n".join(lines)


def _refuse(path: Path, broken: pd.Series, column: str, found: pd.Series, expected: str) -> None:
    """Raise `InvalidTable` where a rule is broken; names the first row."""
    rows = broken[broken.fillna(False).astype("bool")].index
    if len(rows):
        value = found.loc[rows[0]]
        shown = "nothing" if pd.isna(value) else repr(value)
        raise InvalidTable(
            f"{path.name}, row {rows[0] + 2}, column {column!r}: found {shown}; expected {expected}"
        )


def sources(province: str | None = None, *, folder: Path = FOLDER) -> pd.DataFrame:
    """The public sources, one row each, of one province or of all.

    Columns: `source_id, province, vintage, title_vi, title_en, publisher_vi, publisher_en,
    published, publishes_figures, url`. `published` is text, as exact as it is known (`2016-10`);
    missing where the source bears no date. `publishes_figures` is False for a source that prints
    no figure. Spelling of the province is compared without diacritics.
    """
    path = folder / "sources.csv"
    frame = _read(path, _SOURCES)
    twice = frame["source_id"].duplicated()
    _refuse(path, twice, "source_id", frame["source_id"], "every code once")
    frame["publishes_figures"] = frame["publishes_figures"].eq("yes")
    return _of_province(frame, province)


def figures(
    province: str | None = None, *, period: Period | None = None, folder: Path = FOLDER
) -> pd.DataFrame:
    """The published figures, one row each, of one province or of all.

    Parameters
    ----------
    province : its short name; compared without diacritics
    period : only figures whose own period shares a day with it; a figure without a first day
        counts on its last day

    Returns
    -------
    DataFrame with the columns of `figures.csv` (`value` Float64 in `unit_vi`/`unit_en`, a
    percentage as the number before the sign; `period_start`, `period_end` dates; the rest text),
    `province, vintage` of the source, and `is_part_year`: a flow whose period does not begin and
    end with a calendar year. No row where nothing is published: see `standing`.

    Raises `InvalidTable` with file, row and column; `PersonalData` for a figure about anybody's
    ethnicity, religion or belief.
    """
    path = folder / "figures.csv"
    text = _read(path, _FIGURES)
    _refuse_belief(path, text)
    listed = sources(folder=folder)
    _check_sources(path, text, listed)
    frame = _typed(path, text)
    _check_rules(path, frame)
    origin = listed[["source_id", "province", "vintage"]]
    frame = frame.merge(origin, on="source_id", how="left", validate="m:1")
    frame["is_part_year"] = frame["timing"].eq("flow") & ~_whole_years(frame)
    if period is not None:
        first = frame["period_start"].fillna(frame["period_end"])
        starts, ends = pd.Timestamp(period.start), pd.Timestamp(period.end)
        frame = frame[first.le(ends) & frame["period_end"].ge(starts)]
    return _of_province(frame, province)


def standing(province: str, *, folder: Path = FOLDER) -> Standing:
    """Whether figures are published: `figures`, `no_figure` (a source without any), `no_source`."""
    own = sources(province, folder=folder)
    if own.empty:
        return "no_source"
    return "figures" if own["publishes_figures"].any() else "no_figure"


def _of_province(frame: pd.DataFrame, province: str | None) -> pd.DataFrame:
    if province is not None:
        frame = frame[frame["province"].map(fold).eq(fold(province))]
    return frame.reset_index(drop=True)


_BELIEF = re.compile(
    r"\b(?:dan toc|dong bao|ton giao|tin nguong|giao dan|ethnic\w*|minorit\w*|religio\w*|belief\w*"
    r"|faith\w*)\b"
)


def _refuse_belief(path: Path, text: pd.DataFrame) -> None:
    for column in ("label_vi", "label_en", "indicator", "unit_vi", "unit_en"):
        about = text[column].map(fold).str.contains(_BELIEF)
        if about.any():
            row = about.idxmax() + 2
            raise PersonalData(
                f"{path.name}, row {row}, column {column!r}: a figure about ethnicity, religion or "
                "belief; none is carried. Take the row out"
            )


def _check_sources(path: Path, text: pd.DataFrame, listed: pd.DataFrame) -> None:
    """Every figure has a source that is said to publish figures, and every such source has one."""
    publishing = listed.loc[listed["publishes_figures"], "source_id"]
    strange = ~text["source_id"].isin(publishing)
    _refuse(
        path, strange, "source_id", text["source_id"],
        "a source that sources.csv lists with publishes_figures = yes",
    )  # fmt: skip
    silent = listed["publishes_figures"] & ~listed["source_id"].isin(text["source_id"])
    _refuse(
        path.with_name("sources.csv"), silent, "publishes_figures", silent.map({True: "yes"}),
        "no, since figures.csv has no figure of this source",
    )  # fmt: skip


def _typed(path: Path, text: pd.DataFrame) -> pd.DataFrame:
    frame = text.assign(value=text["value"].astype("Float64"))
    for column in ("period_start", "period_end"):
        days = pd.to_datetime(text[column], format="%Y-%m-%d", errors="coerce")
        impossible = days.isna() & text[column].notna()
        _refuse(path, impossible, column, text[column], "a day of the calendar")
        frame[column] = days.astype("datetime64[us]")
    return frame


def _check_rules(path: Path, frame: pd.DataFrame) -> None:
    """Rules between cells of one row, and between the two rows of a pair."""
    ids, start = frame["figure_id"], frame["period_start"]
    _refuse(path, ids.duplicated(), "figure_id", ids, "every code once")
    backwards = start.gt(frame["period_end"])
    _refuse(path, backwards, "period_start", start.dt.date, "a day not after period_end")
    endless = start.isna() & frame["timing"].eq("flow")
    _refuse(path, endless, "period_start", start, "the first day of a flow")
    mixed = frame["kind"].eq("target") ^ frame["comparability"].eq("target")
    _refuse(path, mixed, "comparability", frame["comparability"], "target for targets only")
    _check_pairs(path, frame)


def _check_pairs(path: Path, frame: pd.DataFrame) -> None:
    alone = frame["pair_id"].isna() ^ frame["pair_role"].isna()
    _refuse(path, alone, "pair_role", frame["pair_role"], "pair_id and pair_role, or neither")
    paired = frame[frame["pair_id"].notna()]
    for (source, pair), rows in paired.groupby(["source_id", "pair_id"]):
        roles = list(rows["pair_role"])
        if len(roles) != 2 or PAIRS[roles[0]] != roles[1]:
            raise InvalidTable(
                f"{path.name}, row {rows.index[0] + 2}, column 'pair_role': pair {pair!r} of "
                f"{source} has the roles {', '.join(roles)}; expected two rows, such as first and "
                "second, numerator and denominator, lower and upper"
            )


def _whole_years(frame: pd.DataFrame) -> pd.Series:
    start, end = frame["period_start"], frame["period_end"]
    begins = start.dt.month.eq(1) & start.dt.day.eq(1)
    return begins & end.dt.month.eq(12) & end.dt.day.eq(31)
