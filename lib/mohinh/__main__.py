"""The command line: arguments in, one call out."""

import sys
from pathlib import Path

import typer
from rich.markup import escape

from mohinh.commands import data, layers, running, screen, verifying
from mohinh.words.errors import MohinhError
from mohinh.words.places import HOME

app = typer.Typer(
    name="mohinh",
    help=(
        "Evaluate community-safety models (mô hình) of a Vietnamese province: from the workbook to "
        "the map report.\n\nFirst steps:\n\n"
        "  mohinh run --province 'Bình Thuận' --period 2022    the report, on made-up data\n\n"
        "  mohinh check WORKBOOK                               what is wrong with a workbook\n\n"
        "  mohinh import WORKBOOK --province 'Sơn La'          use it instead of made-up data\n\n"
        "  mohinh trace maps/…/tables/NAME.csv --row 3         the cells behind a number"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(running.app)
app.add_typer(verifying.app)
app.add_typer(data.app)
app.add_typer(layers.app, name="boundaries")


def main() -> None:
    """Entry point: an error of the user's is a line, never a traceback."""
    try:
        app()
    except MohinhError as error:
        screen.err.print(f"[red]error[/]: {escape(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else HOME.name
        screen.err.print(f"[red]error[/]: {escape(name)}: {error.strerror}", soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
