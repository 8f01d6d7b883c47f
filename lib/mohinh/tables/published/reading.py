"""Reading: `figures.csv` and `sources.csv` → tables, or every wrong cell, by row and column."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd

from mohinh.tables.published.vocabulary import (
    COMPARABILITY,
    COUNTS,
    KINDS,
    PAIRS,
    SCOPES,
    TIMINGS,
    Qualifier,
    Standing,
)
from mohinh.words import places
from mohinh.words.errors import InvalidTable, PersonalData, UnreadableFile
from mohinh.words.terms import VINTAGES, Period
from mohinh.words.text import fold

if TYPE_CHECKING:
    import pandera.pandas as pa

FOLDER = places.DATA / "published"
# What `sources.csv` calls the whole country in its column `province`.
COUNTRY = "Cả nước"


def _cell(expected: str, rule: str, **options) -> "pa.Column":
    import pandera.pandas as pa

    matches = pa.Check.str_matches(rf"^(?:{rule})$", error=expected)
    return pa.Column("str", checks=[matches], **options)


def _choice(codes: tuple[str, ...], **options) -> "pa.Column":
    import pandera.pandas as pa

    return pa.Column(
        "str", checks=[pa.Check.isin(codes, error=f"one of {', '.join(codes)}")], **options
    )


_CODE = r"[A-Za-z][\w-]{0,39}"
# At most two decimals: `10.349` is ten thousand in Vietnamese, and refused.
_NUMBER = r"\d+(?:\.\d{1,2})?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_WORDS = r"\S(?:.{0,118}\S)?"


@cache
def _figures_schema() -> "pa.DataFrameSchema":
    """The columns of figures.csv."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
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
            "period_end": _cell("a day, 2022-10-25, or nothing", _DAY, nullable=True),
            "comparability": _choice(tuple(COMPARABILITY)),
            "place": _cell("a district, town or commune, or nothing", _WORDS, nullable=True),
            "part_of": _cell(
                "the code of a figure of the same source, or nothing", _CODE, nullable=True
            ),
        },
        strict=True,
    )


@cache
def _sources_schema() -> "pa.DataFrameSchema":
    """The columns of sources.csv."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
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


def _read(path: Path, schema: "Callable[[], pa.DataFrameSchema]") -> pd.DataFrame:
    """The file as text, every cell checked; the row of the file is the index + 2."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path.name} in {path.parent.name}/: {error}") from None
    return _checked(path, content, schema).copy()


@lru_cache(maxsize=2)
def _checked(
    path: Path, content: bytes, schema_of: "Callable[[], pa.DataFrameSchema]"
) -> pd.DataFrame:
    """Checked once, however often the same content is read."""
    from pandera.errors import SchemaErrors

    schema = schema_of()
    try:
        frame = pd.read_csv(BytesIO(content), dtype="str", keep_default_na=False, na_values=[""])
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UnreadableFile(f"{path.name} in {path.parent.name}/: {error}") from None
    wanted = list(schema.columns)
    if list(frame.columns) != wanted:
        raise InvalidTable(
            f"{path.name}, row 1: found the columns {', '.join(map(str, frame.columns))}; "
            f"expected {', '.join(wanted)}. Restore the first row"
        )
    try:
        return schema.validate(frame, lazy=True)
    except SchemaErrors as error:
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
    frame = _read(path, _sources_schema)
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
    end with a calendar year. `period_end` is missing where the source has no date; such a figure
    is of no period. No row where nothing is published: see `standing`. The whole country is the
    province `COUNTRY`.

    Raises `InvalidTable` with file, row and column; `PersonalData` for a figure about anybody's
    ethnicity, religion or belief.
    """
    path = folder / "figures.csv"
    text = _read(path, _figures_schema)
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
    undated = frame["period_end"].isna() ^ frame["comparability"].eq("undated")
    wanted = "a last day, and undated only without one"
    _refuse(path, undated, "period_end", frame["period_end"].dt.date, wanted)
    mixed = frame["kind"].eq("target") ^ frame["comparability"].eq("target")
    _refuse(path, mixed, "comparability", frame["comparability"], "target for targets only")
    _check_pairs(path, frame)
    _check_parts(path, frame)


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


def _check_parts(path: Path, frame: pd.DataFrame) -> None:
    """What a figure is a part of stands in the same source, and is no part itself."""
    parts = frame[frame["part_of"].notna()]
    whole = frame.set_index("figure_id")
    holder = whole.reindex(parts["part_of"]).set_axis(parts.index)
    is_whole = holder["source_id"].eq(parts["source_id"]) & holder["part_of"].isna()
    wanted = "a figure of the same source that is no part itself"
    _refuse(path, ~is_whole, "part_of", parts["part_of"], wanted)


def _whole_years(frame: pd.DataFrame) -> pd.Series:
    start, end = frame["period_start"], frame["period_end"]
    begins = start.dt.month.eq(1) & start.dt.day.eq(1)
    return begins & end.dt.month.eq(12) & end.dt.day.eq(31)
