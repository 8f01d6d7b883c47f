"""A run killed at random moments and resumed: what stands afterwards, and whether it is the same.

`mohinh run` is killed (SIGKILL) in one of three ways: its process alone, its process group, or all
processes of its tree; at a moment drawn from three spans: before its first notebook, among its
notebooks, and in the 120 ms after the last one has ended, when the report takes its place. Then it
is resumed at once; each third resumed run is killed as well. One report in two replaces an older
one, one run in five starts plain kernels, one report in ten begins with an empty cache.

    python benchmarks/runner_kill.py --rounds 100 --seed 1
    python benchmarks/runner_kill.py --rounds 100 --forked
    python benchmarks/runner_kill.py --rounds 6 --real

`--forked` runs the same command in processes forked from one that has imported the program, which
spares the seconds before anything is written. The notebooks are four tiny ones, with `--real` 10,
30, 80 and 90 of the project. Looked at, every 50 ms: the place of the report is empty or holds a
whole report by its manifest. In the end: exit code 0, all files and the manifest's `files` those of
an undisturbed run, no process of the run, nothing beside the report but its `.lock`, nothing in the
folders for temporary files and for kernels' connection files. The program ends with 1 where
something is wrong.
"""

import argparse
import importlib
import json
import os
import random
import runpy
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil

ROOT = Path(__file__).parents[1]
WAYS = ("process", "group", "tree")
SPANS = ("before", "among", "after")
SECONDS_AFTER = 0.12
SECONDS_BETWEEN_LOOKS = 0.05
MOST_SECONDS_TO_GO = 20
MOST_SECONDS = 600
PROGRAM = (
    "mohinh.commands.data", "mohinh.commands.layers", "mohinh.commands.running",
    "mohinh.runs.provinces", "mohinh.runs.warm", "mohinh.tables.boundaries", "papermill.iorw",
)  # fmt: skip
MARK = "MOHINH_KILLED_RUN"
REAL = ("10_data_quality", "30_rates", "80_published", "90_province_report")
PARAMETERS = "\n".join(
    f'{name} = ""' for name in ("province", "period", "vintage", "lang", "boundaries_file", "out")
)
TINY = """
import hashlib, json, time
from pathlib import Path
made = {{}}
for number in range({figures}):
    path = Path("figures") / f"{name}_{{number}}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text} {{number}} " * 2000)
    made[path.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    time.sleep(0.02)
"""
CLOSE = """
Path("sections").mkdir(exist_ok=True)
Path("sections/{name}.json").write_text(json.dumps({{"files": made}}))
"""
PAGE = """
seen = sorted(path.as_posix() for path in Path("figures").glob("*"))
Path("index.html").write_text("\\n".join(seen))
"""


@dataclass(slots=True)
class Project:
    """A project in a folder of its own; `seconds` are those of its undisturbed run, by span."""

    root: Path
    is_real: bool
    is_forked: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        return self.root / "maps" / "binh-thuan" / "2022"

    @property
    def scratch(self) -> dict[str, Path]:
        return {"temporary": self.root / "tmp", "connections": self.root / "runtime"}


@dataclass(slots=True)
class Tally:
    """What happened: kills by way and span, and what was wrong."""

    kills: Counter = field(default_factory=Counter)
    late: int = 0
    resumed: int = 0
    same: int = 0
    looks: int = 0
    lingering: list[float] = field(default_factory=list)
    left: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


# The project ------------------------------------------------------------------------------------


def make_project(root: Path, *, is_real: bool, is_forked: bool) -> Project:
    for name in ("tmp", "runtime", "home/notebooks", "ipython"):
        (root / name).mkdir(parents=True)
    shutil.copytree(
        ROOT / "data", root / "home/data", ignore=shutil.ignore_patterns("imported", "demo")
    )
    (root / "home/data/demo").mkdir()
    for path in (ROOT / "data/demo").glob("binh-thuan.*"):
        shutil.copy2(path, root / "home/data/demo")
    shutil.copy2(ROOT / "requirements.lock", root / "home")
    project = Project(root, is_real, is_forked)
    write_notebooks(project, text="old")
    return project


def write_notebooks(project: Project, *, text: str) -> None:
    """The notebooks; with another `text`, one of them is another."""
    folder = project.root / "home/notebooks"
    if project.is_real:
        for name in REAL:
            shutil.copy2(ROOT / "notebooks" / f"{name}.ipynb", folder)
        path = folder / "80_published.ipynb"
        book = nbformat.read(path, as_version=4)
        book.cells.insert(2, nbformat.v4.new_markdown_cell(text, id="text"))
        nbformat.write(book, path)
        return
    for name in ("10_first", "20_second", "30_third"):
        body = TINY.format(name=name, figures=4, text=text if name == "20_second" else name)
        write_tiny(folder, name, body, CLOSE.format(name=name))
    body = TINY.format(name="90_page", figures=2, text="page") + PAGE
    write_tiny(folder, "90_page", body, CLOSE.format(name="90_page"))


def write_tiny(folder: Path, name: str, *cells: str) -> None:
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    texts = (PARAMETERS, *cells)
    book.cells = [
        nbformat.v4.new_code_cell(text.strip(), id=f"c{n}") for n, text in enumerate(texts)
    ]
    book.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(book, folder / f"{name}.ipynb")


def settle_in(project: Project) -> None:
    """Set the environment of this process and of all runs; import the program after it."""
    root = project.root
    os.environ |= {
        "PYTHONPATH": str(ROOT / "lib"),
        "MOHINH_HOME": str(root / "home"),
        "MOHINH_MAPS": str(root / "maps"),
        "MOHINH_IMPORTED": str(root / "imported"),
        "MOHINH_CACHE": str(root / "cache"),
        "TMPDIR": str(root / "tmp"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "IPYTHONDIR": str(root / "ipython"),
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        MARK: str(root),
    }
    tempfile.tempdir = None
    sys.path.insert(0, str(ROOT / "lib"))
    if project.is_forked:
        for name in PROGRAM:
            importlib.import_module(name)


class Forked:
    """A run in a forked process: as much of `subprocess.Popen` as is used here."""

    def __init__(self, arguments: list[str], said: Path):
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            stream = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(stream, 1)
            os.dup2(stream, 2)
            os._exit(run_here(arguments))
        while os.getpgid(self.pid) != self.pid:  # else there is no group yet that can be killed
            time.sleep(0.001)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, seconds: float = MOST_SECONDS) -> int | None:
        until = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        return self.returncode

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def run_here(arguments: list[str]) -> int:
    """Run the command line in this process; its exit code."""
    sys.argv = ["mohinh", *arguments]
    try:
        runpy.run_module("mohinh", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 99
    return 0


def start(project: Project, *, is_cold: bool = False) -> subprocess.Popen | Forked:
    """The run, in a process group of its own; its events go to a new file."""
    (project.root / "events").unlink(missing_ok=True)
    arguments = ["run", "--province", "Bình Thuận", "--period", "2022"]
    arguments += ["--events", str(project.root / "events"), *(["--cold"] if is_cold else [])]
    said = project.root / "said"
    if project.is_forked:
        return Forked(arguments, said)
    with said.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "mohinh", *arguments],
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )


def events(project: Project) -> list[str]:
    """The kinds of the events so far, with the notebook."""
    try:
        lines = (project.root / "events").read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    whole = [json.loads(line) for line in lines if line.endswith("\n")]
    return [f"{one['kind']} {one.get('notebook', '')}".strip() for one in whole]


# Undisturbed ------------------------------------------------------------------------------------


def undisturbed(project: Project) -> dict[str, str]:
    """Run to the end; the files by name. Keeps how long the spans took."""
    shutil.rmtree(project.root / "maps", ignore_errors=True)
    begun = time.monotonic()
    run = start(project)
    marks = [await_event(project, run, span) - begun for span in ("among", "after")]
    if run.wait(MOST_SECONDS):
        raise SystemExit(f"the undisturbed run failed: {(project.root / 'said').read_text()}")
    project.seconds = {"before": marks[0], "among": marks[1] - marks[0], "after": SECONDS_AFTER}
    return contents(project.place)


def contents(place: Path) -> dict[str, str]:
    """The files of a report by name, of its manifest the list of files alone."""
    from mohinh.runs import manifest
    from mohinh.tables import files

    found = (path for path in place.rglob("*") if path.is_file() and path.name != manifest.NAME)
    prints = {path.relative_to(place).as_posix(): files.sha256(path) for path in sorted(found)}
    listed = (manifest.read(place) or {}).get("files")
    return prints | {manifest.NAME: json.dumps(listed, sort_keys=True)}


# Killed -----------------------------------------------------------------------------------------


def await_event(project: Project, run: subprocess.Popen, span: str) -> float:
    """Wait until the span begins, or the run is over; the time."""
    until = time.monotonic() + MOST_SECONDS
    last = "notebook_ended " + (REAL[-1] if project.is_real else "90_page")
    while run.poll() is None and time.monotonic() < until:
        seen = events(project)
        if span == "before" or (span == "after" and last in seen):
            break
        if span == "among" and any(one.startswith("notebook_") for one in seen):
            break
        time.sleep(0.003)
    return time.monotonic()


def kill_once(
    project: Project, chance: random.Random, tally: Tally, *, way: str, span: str
) -> bool:
    """Start the run and kill it; whether it was still running then."""
    run = start(project, is_cold=chance.random() < 0.2)
    await_event(project, run, span)
    time.sleep(chance.random() * project.seconds[span])
    is_early = run.poll() is None
    kill(run, way)
    run.wait()
    if is_early:
        tally.kills[way, span] += 1
    else:
        tally.late += 1
    if chance.random() < 0.5:
        tally.lingering.append(seconds_to_go(project))
    return is_early


def kill(run: subprocess.Popen, way: str) -> None:
    """One signal to a process, one to its group, or one to each process of its tree."""
    try:
        if way == "process":
            run.kill()
        elif way == "group":
            os.killpg(run.pid, signal.SIGKILL)
        else:
            tree = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
            for process in tree:
                process.kill()
    except (ProcessLookupError, psutil.NoSuchProcess):
        return


def alive(project: Project) -> list[int]:
    """Processes that carry the mark of this project's runs."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(project.root):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def seconds_to_go(project: Project) -> float:
    """How long processes of a killed run are still there; infinite beyond the most."""
    begun = time.monotonic()
    while time.monotonic() - begun < MOST_SECONDS_TO_GO:
        if not alive(project):
            return time.monotonic() - begun
        time.sleep(0.05)
    return float("inf")


# Looked at --------------------------------------------------------------------------------------


def watch(place: Path) -> None:
    """Look at the place until the input ends; prints how often, and what was wrong."""
    sys.path.insert(0, str(ROOT / "lib"))
    known: set[tuple[int, str]] = set()
    looks, faults = 0, []
    while not select.select([sys.stdin], [], [], SECONDS_BETWEEN_LOOKS)[0]:
        looks += 1
        wrong = half(place, known)
        if wrong:
            faults.append(f"under its final name: {wrong}")
    print(json.dumps([looks, faults]))


def half(place: Path, known: set[tuple[int, str]]) -> str:
    """What is half of the report in its place; empty where there is none or a whole one.

    What was looked at counts only where the same folder stands there before and after.
    """
    from mohinh.runs import manifest
    from mohinh.tables import files

    before = number(place)
    if before is None:
        return ""
    content = manifest.read(place)
    wrong = "no manifest" if content is None else ""
    for name, print_ in (content or {"files": {}})["files"].items():
        size = content["stats"][name][0]
        file = place / name
        try:
            if file.stat().st_size != size:
                wrong = f"{name} has another size"
            elif (before, print_) not in known and files.sha256(file) != print_:
                wrong = f"{name} has another content"
            known.add((before, print_))
        except FileNotFoundError:
            wrong = f"{name} is missing"
    return wrong if number(place) == before else ""


def number(place: Path) -> int | None:
    try:
        return place.stat().st_ino
    except FileNotFoundError:
        return None


# A report ---------------------------------------------------------------------------------------


def make_report(
    project: Project, chance: random.Random, tally: Tally, expected: dict[str, str], plan: list
) -> None:
    """Kill and resume until it is done; kills are taken from `plan`."""
    begin_anew(project, with_older=chance.random() < 0.5)
    if chance.random() < 0.1:
        shutil.rmtree(project.root / "cache")
    while plan:
        way, span = plan[-1]
        if kill_once(project, chance, tally, way=way, span=span):
            plan.pop()
            if chance.random() < 2 / 3:
                break
        else:
            break
    finish(project, tally, expected)


def begin_anew(project: Project, *, with_older: bool) -> None:
    """Another folder of reports, by renaming: the watcher is to see halves of runs only."""
    gone, ready = project.root / "gone", project.root / "ready"
    if with_older:
        shutil.copytree(project.root / "older", ready)
    (project.root / "maps").rename(gone)
    if with_older:
        ready.rename(project.root / "maps")
    shutil.rmtree(gone)


def finish(project: Project, tally: Tally, expected: dict[str, str]) -> None:
    run = start(project)
    if run.wait(MOST_SECONDS):
        tally.faults.append(f"exit code {run.returncode}: {(project.root / 'said').read_text()}")
        return
    tally.resumed += 1
    if contents(project.place) == expected:
        tally.same += 1
    else:
        tally.faults.append("other files than an undisturbed run")
    if seconds_to_go(project) == float("inf"):
        tally.faults.append(f"processes left: {alive(project)}")
    beside = {path.name for path in project.place.parent.iterdir()} - {"2022", ".2022.lock"}
    if beside:
        tally.faults.append(f"left beside the report: {sorted(beside)}")
    halves = list((project.root / "cache").rglob(".part-*"))
    tally.left["cache"] = max(tally.left["cache"], len(halves))
    for name, folder in project.scratch.items():
        left = sorted(path.name for path in folder.iterdir())
        tally.left[name] = max(tally.left[name], len(left))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="how many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true", help="notebooks of the project")
    parser.add_argument("--forked", action="store_true", help="spare the imports")
    parser.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.watch:
        watch(asked.watch)
        return
    chance, tally, begun = random.Random(asked.seed), Tally(), time.monotonic()
    plan = [(WAYS[n % 3], SPANS[n // 3 % 3]) for n in range(asked.rounds)]
    chance.shuffle(plan)
    with tempfile.TemporaryDirectory(prefix="mohinh-kill-") as folder:
        project = make_project(Path(folder), is_real=asked.real, is_forked=asked.forked)
        settle_in(project)
        expected = both_reports(project)
        command = [sys.executable, __file__, "--watch", str(project.place)]
        unmarked = {name: text for name, text in os.environ.items() if name != MARK}
        watcher = subprocess.Popen(
            command, env=unmarked, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        while plan:
            make_report(project, chance, tally, expected, plan)
            done = f"{asked.rounds - len(plan)} kills, {len(tally.faults)} faults"
            seconds = f"{time.monotonic() - begun:.0f} s"
            print(done, seconds, *tally.faults[-1:], file=sys.stderr, flush=True)
        tally.looks, seen = json.loads(watcher.communicate()[0])
    tally.faults += seen
    show(tally, time.monotonic() - begun)
    sys.exit(1 if tally.faults else 0)


def both_reports(project: Project) -> dict[str, str]:
    """Make the older report and keep it; the files of the newer one."""
    undisturbed(project)
    shutil.copytree(project.root / "maps", project.root / "older")
    write_notebooks(project, text="new")
    return undisturbed(project)


def show(tally: Tally, seconds: float) -> None:
    print(f"{'killed':10}" + "".join(f"{span:>9}" for span in SPANS))
    for way in WAYS:
        print(f"{way:10}" + "".join(f"{tally.kills[way, span]:9}" for span in SPANS))
    print(f"kills {tally.kills.total()}, runs that ended before their kill {tally.late}")
    print(f"reports made {tally.resumed}, of them with the same bytes {tally.same}")
    print(f"looks at the place {tally.looks}, {seconds:.0f} s in all")
    gone = sorted(tally.lingering)
    if gone:
        print(f"processes were gone after a kill in at most {gone[-1]:.1f} s "
              f"(median {gone[len(gone) // 2]:.1f} s, {len(gone)} kills)")  # fmt: skip
    print("most files left elsewhere:", dict(tally.left))
    for fault, count in Counter(tally.faults).most_common():
        print(f"FAULT {count} x {fault}")


if __name__ == "__main__":
    main()
