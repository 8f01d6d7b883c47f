"""How long a large workbook takes to check and import, beside only reading it into lists.

One sheet: 90,000 areas of one province, each with its commune and a count for each of 12 months,
under two header lines or under three. Made-up numbers, drawn with a fixed seed; texts shared, as
Excel writes them, or in their cells. One row per form and step, the median of three runs, each in a
process of its own: seconds by the clock and of all cores up to the end of the step, and how many
times as long as python-calamine alone took in the same round. `import` is everything that `mohinh
import` does: the guard, reading, the layout with the search for personal data, every cell, the
checks between rows and tables, tables and origin of every cell as Parquet, a copy of the file. A
type and a point, without which nothing is imported, come in two text files beside the workbook.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

AREAS, SEED, RUNS = 90_000, 20_241_122, 3
PROVINCE, SHEET = "Nghệ An", "Biểu 02"
KEYS = ["STT", "Mã địa bàn", "Tên địa bàn", "Mã xã"]
MONTHS = [f"Tháng {month}" for month in range(1, 13)]
MEASURE = "Số buổi tuyên truyền"
TITLES = [["CÔNG AN TỈNH (GIẢ ĐỊNH)"], ["KẾT QUẢ TUYÊN TRUYỀN NĂM 2024"], ["SỐ LIỆU GIẢ"]]
HEADERS = {
    "two lines": [[*KEYS, MEASURE], [*([""] * 4), *MONTHS]],
    "three lines": [
        [*KEYS, MEASURE],
        [*([""] * 4), "Quý I", "", "", "Quý II", "", "", "Quý III", "", "", "Quý IV"],
        [*([""] * 4), *MONTHS],
    ],
}
OTHERS = {
    "Loại mô hình.csv": {"type_id": "L1", "type_name": "Tổ tự quản", "model_group": "tu_quan"},
    "Điểm mô hình.csv": {"point_id": "D1", "type_id": "L1", "setting": "area", "status": "active"},
}
LAYOUT = """
name = "{name}"
ignore = ["STT"]
dash = "zero"
key = ["areas.area_id"]
[header]
title_rows = 3
rows = {lines}
[period]
from = "title"
cumulative = false
[across]
levels = {levels}
to = ["activity.month"]
[[column]]
header = "Mã địa bàn"
to = ["areas.area_id", "activity.area_id"]
[[column]]
header = "Tên địa bàn"
to = ["areas.area_name"]
[[column]]
header = "Mã xã"
to = ["areas.commune_code"]
[[column]]
header = "{measure}"
to = ["activity.sessions_count"]
"""


def rows() -> Iterator[list[Any]]:
    from mohinh.tables import units

    chance = random.Random(SEED)
    communes = units.communes(units.find_province(PROVINCE, "2025-06"))["commune_code"].tolist()
    for number in range(AREAS):
        commune, place = communes[number % len(communes)], number // len(communes) + 1
        counts = ["-" if chance.random() < 0.02 else chance.randrange(40) for _ in MONTHS]
        yield [number + 1, f"{commune}-{place:03d}", f"Khu phố {place}", commune, *counts]


def write(path: Path, header: Sequence[Sequence[Any]], *, shares_texts: bool) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": not shares_texts}) as book:
        sheet = book.add_worksheet(SHEET)
        for number, row in enumerate([*TITLES, *header, *rows()]):
            sheet.write_row(number, 0, row)


def write_others(folder: Path) -> None:
    """A type of model and a point, without which nothing is imported."""
    from mohinh.tables.schemas import MODEL_TYPES, POINTS

    _, place, _, commune, *_ = next(rows())
    for table, (name, said) in zip((MODEL_TYPES, POINTS), OTHERS.items(), strict=True):
        values = said | {"area_id": place, "commune_code": commune}
        columns = table.typed_columns
        lines = [
            [column.header for column in columns],
            [values.get(column.name, "") for column in columns],
        ]
        (folder / name).write_text("\n".join(map(";".join, lines)), encoding="utf-8")


def layout_text(lines: int) -> str:
    return LAYOUT.format(
        name=f"{lines} lines", lines=lines, levels=list(range(2, lines + 1)), measure=MEASURE
    )


# One run, in a process of its own --------------------------------------------------------------


def only_read(path: Path, layout: Path) -> Iterator[str]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    kept = book.get_sheet_by_name(SHEET).to_python()
    yield "calamine"
    del kept


def by_steps(path: Path, layout: Path) -> Iterator[str]:
    from mohinh.tables import cells, layouts, sheets

    book = sheets.read_workbook(path)
    yield "guard + read"
    applied = layouts.apply(layouts.load_layout(layout), book)
    yield "+ layout"
    for table, raw in applied.tables.items():
        for name, column in raw.columns.items():
            cells.read_column(layouts.Target(table, name).described, column.cells)
    yield "+ cells"


def imported(path: Path, layout: Path) -> Iterator[str]:
    from mohinh.tables import store
    from mohinh.tables.layouts import applying

    applying.FOLDER = layout.parent  # the forms that the program knows: this one only
    store.keeping.IMPORTED = layout.parent / "imported"
    kept = store.import_files([path, *(path.with_name(name) for name in OTHERS)], province=PROVINCE)
    yield "import"
    del kept


WAYS = {"calamine": only_read, "steps": by_steps, "import": imported}


def run(way: str, path: Path, layout: Path) -> dict[str, list[float]]:
    """Seconds (clock, all cores) up to the end of each step; the most memory at the end."""
    from mohinh.tables import schemas, store  # noqa: F401

    # What a session loads once is not measured; half of pandera and pandas loads when first asked.
    nothing = schemas.validate(schemas.AREAS, schemas.AREAS.empty())
    nothing.to_parquet(layout.parent / "nothing.parquet")
    wall, core = time.perf_counter(), cores()
    taken = {step: [time.perf_counter() - wall, cores() - core] for step in WAYS[way](path, layout)}
    return taken | {"MiB": [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]}


def cores() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# All runs --------------------------------------------------------------------------------------


def measured(path: Path, layout: Path) -> list[dict[str, list[float]]]:
    """All ways in turn, `RUNS` times: what else the machine does then meets each of them."""
    rounds = []
    for _ in range(RUNS):
        found: dict[str, list[float]] = {}
        for way in WAYS:
            command = [sys.executable, __file__, "--run", way, str(path), str(layout)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{way}: {done.stderr.strip()[-2000:]}")
            said = json.loads(done.stdout)
            memory = said.pop("MiB")
            found |= {step: [*seconds, *memory] for step, seconds in said.items()}
        rounds.append(found)
    return rounds


def show(name: str, rounds: list[dict[str, list[float]]]) -> None:
    for step in rounds[0]:
        wall, core, memory = (
            statistics.median(found[step][place] for found in rounds) for place in range(3)
        )
        times, of_cores = (
            statistics.median(found[step][n] / found["calamine"][n] for found in rounds)
            for n in range(2)
        )
        print(
            f"{name:24} {step:14} {wall:7.2f} s {times:6.2f} × {core:7.2f} s {of_cores:6.2f} × "
            f"{memory:7.0f} MiB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args().run
    if chosen:
        way, path, layout = chosen
        print(json.dumps(run(way, Path(path), Path(layout))))
        return
    print(f"{'form':24} {'up to':14} {'clock':>9} {'':>8} {'all cores':>9} {'':>8} {'memory':>11}")
    for lines, header in enumerate(HEADERS.values(), 2):
        for texts in ("shared", "in cells"):
            with tempfile.TemporaryDirectory() as folder:
                path, layout = Path(folder) / "large.xlsx", Path(folder) / "layout.toml"
                write(path, header, shares_texts=texts == "shared")
                layout.write_text(layout_text(lines), encoding="utf-8")
                write_others(Path(folder))
                show(f"{lines} lines, texts {texts}", measured(path, layout))


if __name__ == "__main__":
    main()
