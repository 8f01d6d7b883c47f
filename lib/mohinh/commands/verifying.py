"""Verifying: a report that stands, made anew and compared."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from mohinh.commands import screen

if TYPE_CHECKING:
    from mohinh.runs.verify import Comparison

MOST_NAMED = 20

app = typer.Typer()


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="As maps/binh-thuan/2022.")],
    boundaries: Annotated[
        str,
        typer.Option(metavar="FILE|NAME", help="The true boundaries it was drawn with, if any."),
    ] = "",
    is_cold: Annotated[
        bool, typer.Option("--cold", help="Start every kernel anew; slower, with the same results.")
    ] = False,
) -> None:
    """Make the report of a province anew elsewhere, and say in which files it differs.

    The report that stands is not touched. A picture is the same where every pixel is, any other
    file where every byte is. Exit code: 0 all the same, 1 something differs.
    """
    from mohinh.runs import verify as anew

    with screen.watching(provinces=1) as tell:
        found = anew.verify(report, boundaries_file=boundaries, is_cold=is_cold, tell=tell)
    _print(found)
    raise typer.Exit(0 if found.is_same else 1)


def _print(found: "Comparison") -> None:
    kinds = {
        "changed since it was made": found.touched,
        "comes out otherwise": found.different,
        "is not made any more": found.only_there,
        "is new": found.only_anew,
        "failed anew": found.failed,
    }
    for what, names in kinds.items():
        for name in names[:MOST_NAMED]:
            screen.out.print(f"[red]{what}[/]: {escape(name)}", soft_wrap=True)
        if len(names) > MOST_NAMED:
            screen.out.print(f"[red]{what}[/]: {len(names) - MOST_NAMED} more")
    if found.changed:
        screen.out.print(f"Changed since the report was made: {', '.join(found.changed)}")
    screen.out.print(f"{found.same_count} files the same", end="")
    screen.out.print("" if found.is_same else "; the report differs")
