"""The command line: arguments in, one call out."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from mohinh.words.errors import MohinhError
from mohinh.words.places import HOME

app = typer.Typer(
    name="mohinh",
    help=(
        "Evaluate community-safety models (mô hình) of a Vietnamese province: from the workbook to "
        "the map report.\n\nFirst steps:\n\n"
        "  mohinh run --province 'Bình Thuận' --period 2022    the report, on made-up data\n\n"
        "  mohinh check WORKBOOK                               what is wrong with a workbook\n\n"
        "  mohinh import WORKBOOK --province 'Sơn La'          use it instead of made-up data"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Language(StrEnum):
    """Languages of reports and findings."""

    vi = "vi"
    en = "en"


class Units(StrEnum):
    """Vintages of administrative units."""

    before_july_2025 = "2025-06"
    since_july_2025 = "2025-07"


ProvinceOption = Annotated[
    str,
    typer.Option(
        "--province",
        "-p",
        help="Name in any spelling (Bình Thuận, binh thuan, binh-thuan) or two-digit code.",
    ),
]
VintageOption = Annotated[
    Units,
    typer.Option(
        help="Administrative units: 2025-06 (63 provinces) or 2025-07 (34 provinces, no districts)."
    ),
]
LangOption = Annotated[Language, typer.Option(help="Language: vi or en.")]
WorkbookArgument = Annotated[Path, typer.Argument(metavar="WORKBOOK", help="An .xlsx file.")]


@app.command()
def run(
    province: ProvinceOption,
    period: Annotated[str, typer.Option(help="A year (2022), quarter (2022-Q3), month (2022-09).")],
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
    boundaries: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="True boundaries (GeoParquet, GeoJSON, GeoPackage); schematic ones without.",
        ),
    ] = "",
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the report; maps/… without."),
    ] = None,
) -> None:
    """Run the notebooks for a province and make its map report.

    Exit code 0: all notebooks done; 1: some failed, the rest is there; 2: nothing could be run.
    """
    from mohinh.runs.province import run_province

    with _progress() as progress:
        bar = progress.add_task("reading data", total=None)
        report = run_province(
            province,
            period=period,
            vintage=vintage.value,
            lang=lang.value,
            boundaries_file=boundaries,
            out=out_dir,
            steps_known=lambda count: progress.update(bar, total=count, description="notebooks"),
            started=lambda name: progress.update(bar, description=name),
            ended=lambda outcome: progress.advance(bar),
        )
    for outcome in report.failed:
        where = f", cell {outcome.cell}" if outcome.cell else ""
        err.print(f"[red]failed[/]: {outcome.name}{where}: {escape(outcome.error)}")
    if report.is_made_up:
        out.print("Made-up microdata: the report shows what the program does, not the province.")
    if report.index.is_file():
        out.print(f"Report: {escape(_near(report.index))}", soft_wrap=True)
    if report.failed:
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    workbook: WorkbookArgument,
    province: ProvinceOption,
    vintage: VintageOption = Units.before_july_2025,
    lang: LangOption = Language.vi,
) -> None:
    """Read a workbook, check it, and keep its tables; later runs of that province use them.

    Nothing is kept where any error is found.
    """
    from mohinh.tables import store

    with _progress() as progress:
        progress.add_task(f"reading {workbook.name}", total=None)
        reading, folder = store.import_workbook(
            workbook, province=province, vintage=vintage.value, lang=lang.value
        )
    for finding in reading.findings:
        out.print(f"[yellow]{finding.severity}[/]: {escape(finding.say(lang.value))}")
    for name, frame in (reading.tables or {}).items():
        out.print(f"  {name:<14}{len(frame):>9,} rows")
    out.print(f"Kept in {escape(_near(folder))}", soft_wrap=True)


@app.command()
def check(
    workbook: WorkbookArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    lang: LangOption = Language.vi,
) -> None:
    """Say all that is wrong with a workbook. Keeps nothing.

    Exit code 0: nothing found; 1: findings; 2: the file cannot be read.
    """
    from mohinh.tables import quality, store

    with _progress() as progress:
        progress.add_task(f"reading {workbook.name}", total=None)
        reading = store.read(workbook)
    if as_json:
        table = quality.table(reading.findings, lang.value)
        records = json.loads(table.to_json(orient="records", force_ascii=False))
        content = {"file": workbook.name, "sha256": reading.origin.sha256, "findings": records}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        colours = {"error": "red", "warning": "yellow", "note": "blue"}
        for finding in reading.findings:
            colour = colours[finding.severity]
            out.print(f"[{colour}]{finding.severity}[/]: {escape(finding.say(lang.value))}")
        count = len(reading.findings)
        out.print(
            f"{workbook.name}: {count} findings" if count else f"{workbook.name}: no findings"
        )
    raise typer.Exit(1 if reading.findings else 0)


@app.command()
def demo(
    province: ProvinceOption,
    vintage: VintageOption = Units.before_july_2025,
    seed: Annotated[int, typer.Option(help="Another seed gives another made-up province.")] = 2022,
) -> None:
    """Write a made-up workbook on the province's real communes, and the truth behind it."""
    from mohinh.tables import store, units

    place = units.find_province(province, vintage.value)
    with _progress() as progress:
        progress.add_task(f"making up {place.name}", total=None)
        path = store.make_demo_workbook(place, seed=seed)
    out.print(f"Made-up workbook: {escape(_near(path))}", soft_wrap=True)
    out.print(f"Truth behind it:  {escape(_near(path.with_suffix('.truth.json')))}", soft_wrap=True)


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
    out.print(table)


@app.command()
def template(
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where; data/templates/ without.")
    ] = None,
) -> None:
    """Write the blank Vietnamese workbook to send out."""
    from mohinh.tables import store

    out.print(f"Blank workbook: {escape(_near(store.make_template(out_file)))}", soft_wrap=True)


@app.command()
def dictionary() -> None:
    """Write the data dictionary, data/README.md, from the schemas."""
    from mohinh.tables import store

    out.print(f"Data dictionary: {escape(_near(store.make_dictionary()))}", soft_wrap=True)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True)


def _near(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    full = path.absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)


def main() -> None:
    """Entry point: an error of the user's is a line, never a traceback."""
    try:
        app()
    except MohinhError as error:
        err.print(f"[red]error[/]: {escape(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else HOME.name
        err.print(f"[red]error[/]: {escape(name)}: {error.strerror}", soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
