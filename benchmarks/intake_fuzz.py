"""What happens to damaged and ill-meant files: each is read, or refused in words; nothing else.

The three sample forms are written as .xlsx, .xls, .ods and .csv (by the writers of the tests and,
where it is installed, by LibreOffice), and mutated: bytes, lengths, members of archives, tags,
attributes, cells. Each file is read in a process of its own (guard, reading, layout, every cell)
with 1 GiB of memory and 30 seconds. Counts by kind of file and outcome; a file that ended in
anything but a result or a `MohinhError` is kept, and the program ends with 1.

    python benchmarks/intake_fuzz.py --files 5000 --seed 1
    python benchmarks/intake_fuzz.py --hostile 50

The second draws the hostile files of the tests with that many MB, and shows for each what became of
it, the seconds by the clock and of all cores, and the most memory of the process and of its trial.
"""

import argparse
import io
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Arrow's own allocator asks for all addresses at once, which a limit on addresses forbids.
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import hostile
import samples
from mohinh.tables import cells, layouts, sheets, store
from mohinh.words.errors import MohinhError
from writers import Grid, write

MOST_BYTES, MOST_SECONDS = 2**30, 30
PROVINCE = "Bình Thuận"
NASTY: list[Any] = [
    *("", " ", "-", "–", "0", "-1", "1.042/1.165", "10.349", "1e999", "nan", "inf", "١٢٣", "½"),
    *("=HYPERLINK(1)", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "../../x", "%s%n", "\\"),
    *("Tổng cộng", "Toàn tỉnh", "I", "II.", "A", "Người lập biểu", "Ghi chú: x", "6 tháng", "STT"),
    *("Quý I", "Tháng 13", "Năm 99999", "31/02/2022", "Tháng 0 năm 0", "VI", "IIIIII", "X. Y"),
    *("\u0301\u0323" * 20, "\u202egnp.exe", "\ufeff", "\u200b", "\x07", "𝕏" * 300, "ß", "İ", "ﷺ"),
    *("a\nb\r\nc", '"', "';", "\t", "x" * 30_000, "1" * 5_000, "012345678901", "0912 345 678"),
    *("Nguyễn Văn A", "a" + "\u0302\u0323" * 8, "a" + "\u0302\u0323" * 5_000),
    *(0.1 + 0.2, -0.0, 1e308, 5e-324, 1e15 + 0.3, -5, 2**53, 10.349, 44927.5, True),
]
BYTES = [
    *(b"\0", b"\xff", b"<", b">", b"&", b'"', b"'", b"/", b"&#0;", b"&#x110000;", b"&lt", b"]]>"),
    *(b"<!--", b"<![CDATA[", b"\xef\xbb\xbf", b"\xc3\x28", b"XFD1048576", b"99999999999", b"-1"),
    *(b"<!DOCTYPE x>", b"\r", b'<c r="A1"/>', b"<row/>", b"16384", b"1e400", b't="s"'),
]
_TWIN = "\x01"
Change = Callable[[random.Random, bytes], bytes]


# Mutations --------------------------------------------------------------------------------------


def flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(1, len(content))]


def drop(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.choice([1, 4, 50, 512, 5000]) :]


def repeat(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.choice([1, 20, 500, 5000])]
    return content[:start] + piece * chance.choice([2, 3, 50]) + content[start:]


def insert(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.choice(BYTES) + content[start:]


def number(chance: random.Random, content: bytes) -> bytes:
    """Another number in four bytes: lengths, places and chains are written so."""
    start = chance.randrange(max(1, len(content) - 4))
    value = chance.choice([0, 1, 2**16 - 1, 2**31 - 1, 2**32 - 1, 0xFFFFFFFE, chance.randrange(99)])
    return content[:start] + struct.pack("<I", value) + content[start + 4 :]


def in_tags(chance: random.Random, content: bytes) -> bytes:
    """A tag dropped, doubled, moved or renamed, or an attribute or text replaced."""
    tags = list(re.finditer(rb"<[^<>]+>", content))
    if not tags:
        return insert(chance, content)
    one, other = chance.choice(tags), chance.choice(tags)
    way = chance.randrange(6)
    text = str(chance.choice(NASTY)).encode("utf-8", "replace")
    if way < 3:
        found = one[0]
        new = (b"", found * 2, other[0])[way]
        return content[: one.start()] + new + content[one.end() :]
    pattern = (rb'"[^"<>]*"', rb">[^<>]+<", rb"[\w:]+=")[way - 3]
    places = list(re.finditer(pattern, content))
    if not places:
        return insert(chance, content)
    place = chance.choice(places)
    new = (b'"' + text + b'"', b">" + text + b"<", b"x=")[way - 3]
    return content[: place.start()] + new + content[place.end() :]


def in_archive(chance: random.Random, content: bytes) -> bytes:
    """The members of an archive dropped, doubled, renamed, exchanged, or one of them mutated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(parts))
    name, part = parts[place]
    way = chance.randrange(12)
    if way == 0:
        del parts[place]
    elif way == 1:
        parts.append((_TWIN + name[1:], part))  # renamed below: no writer writes one name twice
    elif way == 2:
        parts[place] = (chance.choice(["../x", name.upper(), "xl/vbaProject.bin", "x" * 300]), part)
    elif way == 3:
        parts[place] = (name, chance.choice(parts)[1])
    else:
        change = chance.choice([in_tags] * 6 + [flip, cut, drop, repeat, insert])
        for _ in range(chance.choice([1, 1, 2, 5])):
            part = change(chance, part) if part else b"x"
        parts[place] = (name, part)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, text in dict(parts).items():
            archive.writestr(zipfile.ZipInfo(one), text)
    return whole.getvalue().replace((_TWIN + name[1:]).encode(), name.encode())


def in_grid(chance: random.Random, grid: Grid) -> Grid:
    """Cells replaced, rows and columns dropped, doubled or exchanged, other merged ranges."""
    rows = [list(row) for row in grid.rows]
    for _ in range(chance.choice([1, 2, 5, 20])):
        row = chance.randrange(len(rows))
        way = chance.randrange(8)
        if way < 4 and rows[row]:
            rows[row][chance.randrange(len(rows[row]))] = chance.choice([None, *NASTY])
        elif way == 4:
            rows.insert(row, list(chance.choice(rows)))
        elif way == 5 and len(rows) > 1:
            del rows[row]
        elif way == 6:
            place = chance.randrange(len(rows[0]))
            for line in rows:
                line.insert(place, line[place] if chance.random() < 0.5 else None)
        else:
            other = chance.randrange(len(rows))
            rows[row], rows[other] = rows[other], rows[row]
    merged = [one for one in grid.merged if one[2] < len(rows) and chance.random() < 0.9]
    return Grid(rows, merged=merged)


CHANGES: dict[str, list[Change]] = {
    ".xlsx": [flip, cut, drop, number, *[in_archive] * 8],
    ".ods": [flip, cut, drop, number, *[in_archive] * 8],
    ".xls": [flip, flip, cut, drop, repeat, number, number, number, insert],
    ".csv": [flip, cut, drop, repeat, insert, insert],
}


# Files -------------------------------------------------------------------------------------------


def originals(folder: Path) -> list[Path]:
    """The sample forms in all four kinds; twice where LibreOffice can write them as well."""
    made = []
    for file_name, (name, grid, _) in samples.SAMPLES.items():
        for kind in CHANGES:
            path = folder / f"{Path(file_name).stem}{kind}"
            write(path, {name: grid})
            made.append(path)
    office = shutil.which("soffice")
    for kind in ("xls", "ods", "xlsx") if office else ():
        target = folder / f"office-{kind}"
        inputs = [str(path) for path in made if path.suffix == ".xlsx"]
        command = [str(office), "--headless", "--convert-to", kind, "--outdir", str(target)]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run([*command, profile, *inputs], capture_output=True, check=False, timeout=300)
        made += sorted(target.glob(f"*.{kind}"))
    return made


def mutated(chance: random.Random, sources: list[Path], path: Path) -> Path:
    """A file made of one of the sources, by a third in its cells, else in its bytes."""
    source = chance.choice(sources)
    path = path.with_suffix(source.suffix)
    if chance.random() < 1 / 3:
        name, grid, _ = chance.choice(list(samples.SAMPLES.values()))
        nasty = chance.choice([name] * 5 + ["=1+1", "<b>", "../../x", "a" * 31, "Thông tin"])
        try:
            write(path, {nasty: in_grid(chance, grid)})
            return path
        except (ValueError, OverflowError, struct.error, TypeError):  # what no writer can write
            pass
        except Exception as fault:  # openpyxl's own
            if "IllegalCharacter" not in type(fault).__name__:
                raise
    content = source.read_bytes()
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        change = chance.choice(CHANGES[source.suffix])
        try:
            content = change(chance, content) or b"x"
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, zlib.error, RuntimeError):
            # It is no archive any more.
            content = flip(chance, content)
    path.write_bytes(content)
    return path


def read(path: Path, *, whole: bool) -> str:
    """What becomes of a file, in a word or two."""
    try:
        if whole:
            tables = store.read(path, province=PROVINCE).tables
            return "imported" if tables is not None else "findings"
        book = sheets.read_workbook(path)
        layout = layouts.find_layout(book)
        if layout is None:
            return "read, no layout"
        applied = layouts.apply(layout, book)
        for name, table in applied.tables.items():
            for column, raw in table.columns.items():
                described = layouts.Target(name, column).described
                cells.read_column(described, raw.cells, dash=layout.dash)
                if len(table):
                    table.origin(len(table) - 1, column)
        return "read by its layout"
    except MohinhError as fault:
        return f"refused: {type(fault).__name__}"


def outcome(path: Path, *, whole: bool) -> str:
    """The same from a process of its own, which may take no more than is allowed."""
    inside, outside = os.pipe()
    child = os.fork()
    if not child:
        os.close(inside)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(MOST_SECONDS)
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MOST_BYTES,) * 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            said = read(path, whole=whole)
        except BaseException as fault:
            said = f"CRASH {type(fault).__name__}: {str(fault)[:80]}"
        os.write(outside, said.encode("utf-8", "replace"))
        os._exit(0)
    os.close(outside)
    with os.fdopen(inside, "rb") as stream:
        said = stream.read().decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return f"CRASH signal {signal.Signals(os.WTERMSIG(status)).name}"
    return said or "CRASH without a word"


# Hostile files ----------------------------------------------------------------------------------


def hostile_files(size: int) -> None:
    """One line for each hostile file: made and read in processes of their own."""
    print(f"{'file':36} {'MiB':>6} {'clock s':>8} {'cores s':>8} {'MiB':>6} {'trial':>6}  outcome")
    for name in hostile.FILES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            _again("--make", name, str(path), str(size))
            (made,) = Path(folder).iterdir()
            said = _again("--read", str(made))
            print(f"{name:36} {made.stat().st_size / 2**20:6.1f} {said}", flush=True)


def _again(*arguments: str) -> str:
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    return done.stdout.strip() or f"CRASH {done.returncode} {done.stderr.strip()[-200:]}"


def measured(path: Path) -> str:
    """Seconds, memory and outcome of reading one file, in a process that has done nothing else."""
    wall, core = time.perf_counter(), time.process_time()
    try:
        book = sheets.read_workbook(path)
        said = f"read, {sum(len(sheet.rows) for sheet in book.sheets.values())} rows"
    except MohinhError as fault:
        said = f"refused: {str(fault).partition(': ')[2]}"
    wall, core = time.perf_counter() - wall, time.process_time() - core
    own, trial = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    core += trial.ru_utime + trial.ru_stime
    memory = f"{own.ru_maxrss / 1024:6.0f} {trial.ru_maxrss / 1024:6.0f}"
    return f"{wall:8.1f} {core:8.1f} {memory}  {said[:110]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="up to the checks of `store.read`")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "intake_fuzz")
    parser.add_argument("--hostile", type=int, metavar="MB")
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        name, path, size = asked.make
        hostile.FILES[name](Path(path), int(size))
        print("made")
    elif asked.read:
        print(measured(asked.read))
    elif asked.hostile:
        hostile_files(asked.hostile * 1_000_000)
    else:
        fuzz(asked)


def fuzz(asked: argparse.Namespace) -> None:
    """All mutated files; ends the program with 1 where any ended in a crash."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest, start = 0.0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        sources = originals(Path(folder))
        for n in range(asked.files):
            chance = random.Random(f"{asked.seed}-{n}")
            path = mutated(chance, sources, Path(folder) / f"fuzz-{n}")
            began = time.perf_counter()
            said = outcome(path, whole=asked.whole)
            slowest = max(slowest, time.perf_counter() - began)
            counts[path.suffix, said] += 1
            if said.startswith("CRASH"):
                asked.keep.mkdir(exist_ok=True)
                shutil.copy(path, asked.keep / f"{asked.seed}-{n}{path.suffix}")
                print(f"{asked.seed}-{n}{path.suffix}: {said}", flush=True)
            path.unlink()
    for (kind, said), count in sorted(counts.items()):
        print(f"{kind:6} {count:6}  {said}")
    seconds = time.perf_counter() - start
    print(
        f"{asked.files} files of {len(sources)} originals in {seconds:.0f} s, "
        f"the slowest in {slowest:.1f} s"
    )
    sys.exit(any(said.startswith("CRASH") for _, said in counts))


if __name__ == "__main__":
    main()
