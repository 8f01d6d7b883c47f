"""Data: what comes in, what is wrong with it, where a number comes from."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from mohinh.commands import screen
from mohinh.commands.screen import (
    LangOption,
    Language,
    ProvinceOption,
    Units,
    VintageOption,
    WorkbookArgument,
    WorkbooksArgument,
)
from mohinh.words.errors import UnknownName
from mohinh.words.terms import Lang

if TYPE_CHECKING:
    from mohinh.tables.quality import Finding
    from mohinh.tables.store import Reading

MOST_OF_A_CODE = 8

app = typer.Typer()


@app.command(name="import")
def import_(
    workbooks: WorkbooksArgument,
    province: ProvinceOption,
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
) -> None:
    """Read the files of a province, check them, and keep their tables for later runs.

    Rows with errors are refused and written to rejected.csv; the others are kept. Nothing is kept
    where an error concerns a whole file. Exit code 0: kept; 1 or 2: not.
    """
    from mohinh.tables import store

    with screen.progress() as bars:
        bars.add_task("reading", total=None)
        reading, folder = store.import_files(
            workbooks, province=province, vintage=vintage.value, lang=lang.value
        )
    _print_findings(reading.findings, lang.value)
    screen.out.print(_counts(reading))
    screen.out.print(f"Kept in {escape(screen.near(folder))}", soft_wrap=True)
    if refused := sum(reading.refused.values()):
        rejected = escape(screen.near(folder / "rejected.csv"))
        screen.out.print(f"[yellow]{refused:,} rows refused[/]: {rejected}", soft_wrap=True)


@app.command()
def check(
    workbooks: WorkbooksArgument,
    province: Annotated[
        str, typer.Option("--province", "-p", help="Where the file does not say it.")
    ] = "",
    vintage: Annotated[
        Units | None, typer.Option(help="Administrative units, where the file does not say them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    copies: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="FOLDER",
            help="Write a copy of each workbook there, cells coloured, with comments.",
        ),
    ] = None,
    lang: LangOption = Language.vi,
) -> None:
    """Say all that is wrong with files of one province. Keeps nothing.

    Exit code 0: nothing to correct or to look at; 1: findings; 2: a file cannot be read.
    """
    from mohinh.tables import quality, store

    with screen.progress() as bars:
        bars.add_task("reading", total=None)
        reading = store.read(
            workbooks,
            province=province or None,
            vintage=vintage.value if vintage else None,
        )
        written = store.write_copies(reading, workbooks, copies, lang=lang.value) if copies else []
    if as_json:
        table = quality.table(reading.findings, lang.value)
        content = {
            "files": reading.origin.files,
            "received": reading.received,
            "refused": reading.refused,
            "findings": json.loads(table.to_json(orient="records", force_ascii=False)),
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print_findings(reading.findings, lang.value)
        screen.out.print(_counts(reading))
        count = len(reading.findings)
        screen.out.print(f"{reading.origin.file_name}: {count if count else 'no'} findings")
    for path in written:
        screen.err.print(f"Coloured copy: {escape(screen.near(path))}", soft_wrap=True)
    raise typer.Exit(1 if any(one.severity != "note" for one in reading.findings) else 0)


@app.command()
def layout(
    workbook: WorkbookArgument,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where; the screen without.")
    ] = None,
) -> None:
    """Propose a layout (data/layouts/NAME.toml) for a province's own form, by looking at it."""
    from mohinh.tables import files, layouts, sheets

    text = layouts.propose(sheets.read_workbook(workbook))
    if out_file is None:
        typer.echo(text)
        return
    files.write_text(out_file, text)
    screen.out.print(f"Proposed layout: {escape(screen.near(out_file))}", soft_wrap=True)


@app.command()
def trace(
    table: Annotated[Path, typer.Argument(metavar="CSV", help="A table of a report: maps/….csv")],
    row: Annotated[int, typer.Option(help="Row of the CSV; the headings are row 1.")],
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all cells to a CSV file.")
    ] = None,
) -> None:
    """Say from which cells of which files a row of a report's table was made."""
    from mohinh.runs.trace import trace as follow
    from mohinh.tables import files

    most = None if csv else 5
    found = follow(table, row=row, most=most)
    screen.out.print(
        escape(", ".join(f"{head}: {text}" for head, text in found.printed.items() if text))
    )
    if csv is not None:
        files.write_csv(found.cells, csv)
        screen.out.print(f"{len(found.cells):,} cells: {escape(screen.near(csv))}", soft_wrap=True)
        return
    for name, count in found.counts.items():
        rest = f", the first {most} below; all with --csv FILE" if count > (most or count) else ""
        screen.out.print(f"  {name:<18}{count:>9,} rows{rest}")
    shown = Table(box=None, pad_edge=False)
    for heading in found.cells.columns:
        shown.add_column(heading, overflow="fold")
    for cells in found.cells.itertuples(index=False):
        shown.add_row(*map(escape, cells))
    screen.out.print(shown)


@app.command()
def demo(
    province: Annotated[
        str, typer.Option("--province", "-p", help="Name in any spelling, or two-digit code.")
    ] = "",
    is_all: Annotated[
        bool, typer.Option("--all", help="Every province that has no made-up workbook yet.")
    ] = False,
    vintage: VintageOption = Units.before_july_2025,
    seed: Annotated[int, typer.Option(help="Another seed gives another made-up province.")] = 2022,
) -> None:
    """Write a made-up workbook on the province's real communes, and the truth behind it."""
    from mohinh.tables import store, units

    if bool(province) == is_all:
        raise UnknownName("say which: --province NAME, or --all")
    if is_all:
        codes = units.provinces(vintage.value)["province_code"]
        places = [units.find_province(code, vintage.value) for code in codes]
        places = [place for place in places if not store.demo_path(place).is_file()]
    else:
        places = [units.find_province(province, vintage.value)]
    with screen.progress() as bars:
        bar = bars.add_task("", total=len(places))
        for place in places:
            bars.update(bar, description=f"making up {place.name}")
            store.make_demo_workbook(place, seed=seed)
            bars.advance(bar)
    for place in places:
        path = escape(screen.near(store.demo_path(place)))
        screen.out.print(f"Made-up workbook, and .truth.json beside it: {path}", soft_wrap=True)


@app.command()
def provinces(vintage: VintageOption = Units.before_july_2025) -> None:
    """List the provinces with their codes, and where there is data."""
    from mohinh.tables import store, units

    table = Table(title=f"Provinces, vintage {vintage.value}", title_justify="left")
    for heading in ("code", "name", "--province", "districts", "communes", "data"):
        table.add_column(heading, justify="right" if heading.endswith("s") else "left")
    for row in units.provinces(vintage.value).itertuples():
        place = units.find_province(row.province_code, vintage.value)
        counts = [str(row.districts_count or "–"), str(row.communes_count)]
        table.add_row(place.code, place.name, place.slug, *counts, store.what_there_is(place))
    screen.out.print(table)


@app.command()
def template(
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where; data/templates/ without.")
    ] = None,
) -> None:
    """Write the blank Vietnamese workbook to send out."""
    from mohinh.tables import store

    screen.out.print(
        f"Blank workbook: {escape(screen.near(store.make_template(out_file)))}", soft_wrap=True
    )


@app.command()
def dictionary() -> None:
    """Write the data dictionary, data/README.md, from the schemas."""
    from mohinh.tables import store

    screen.out.print(
        f"Data dictionary: {escape(screen.near(store.make_dictionary()))}", soft_wrap=True
    )


def _print_findings(findings: "Sequence[Finding]", lang: Lang) -> None:
    """The findings, errors first, what only follows from others last among them; of each code the
    first `MOST_OF_A_CODE`."""
    colours = {"error": "red", "warning": "yellow", "note": "blue"}
    seen: Counter[str] = Counter()
    for finding in sorted(
        findings,
        key=lambda one: (list(colours).index(one.severity), one.code == "refused_reference"),
    ):
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_OF_A_CODE:
            label = f"[{colours[finding.severity]}]{finding.severity}[/]"
            screen.out.print(f"{label}: {escape(finding.say(lang))}", soft_wrap=True)
    for code, count in seen.items():
        if count > MOST_OF_A_CODE:
            more = count - MOST_OF_A_CODE
            screen.out.print(
                f"… and {more:,} more of {code}; all of them with check --json or --copy"
            )


def _counts(reading: "Reading") -> Table:
    """Rows received, accepted and refused, by table."""
    table = Table(box=None, pad_edge=False)
    table.add_column("rows")
    for heading in ("received", "accepted", "refused"):
        table.add_column(heading, justify="right")
    for name, count in reading.received.items():
        refused = reading.refused[name]
        table.add_row(f"  {name}", f"{count:,}", f"{count - refused:,}", f"{refused:,}")
    return table
