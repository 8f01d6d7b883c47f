"""The house is as its plan says: notebooks to the template, folders as drawn, documents true."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from mohinh.tables import schemas

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
LIBRARY = ROOT / "lib" / "mohinh"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def modules() -> list[str]:
    """The library's modules and sub-packages, as the plan names them: room/name."""
    found = []
    for path in sorted(LIBRARY.glob("*/*")):
        is_package = path.is_dir() and (path / "__init__.py").exists()
        if is_package or (path.suffix == ".py" and path.stem != "__init__"):
            found.append(f"{path.parent.name}/{path.stem}")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_it_has_one_parameters_cell_the_second_cell_that_only_assigns_values(self, path):
        cells = read(path).cells
        tagged = [
            n for n, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])
        ]
        assert tagged == [1]
        for statement in ast.parse(cells[1].source).body:
            assert isinstance(statement, ast.Assign)
            assert isinstance(statement.value, ast.Constant)

    def test_it_begins_with_its_question_and_says_what_it_does_not_show(self, path):
        first = read(path).cells[0]
        assert first.cell_type == "markdown"
        assert first.source.startswith("# ")
        assert "does **not**" in first.source

    def test_it_says_what_could_be_wrong(self, path):
        assert any("## What could be wrong" in cell.source for cell in read(path).cells)

    def test_it_defines_nothing_loops_over_nothing_and_knows_no_path(self, path):
        for cell in code_cells(path):
            tree = ast.parse(cell.source)
            for node in ast.walk(tree):
                assert not isinstance(
                    node, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.For | ast.While
                )
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert "/" not in node.value
                    assert "\\" not in node.value.replace("\n", "")

    def test_its_cells_are_short_and_free_of_magics_and_filters(self, path):
        for cell in code_cells(path):
            assert len(cell.source.splitlines()) <= 12
            assert not re.search(r"^\s*[%!]|filterwarnings", cell.source, re.M)

    def test_its_outputs_are_stored_in_order_and_none_is_an_error(self, path):
        counts = [cell.execution_count for cell in code_cells(path)]
        assert counts == list(range(1, len(counts) + 1))
        kinds = [o.output_type for cell in code_cells(path) for o in cell.outputs]
        assert "error" not in kinds
        assert not [
            o for cell in code_cells(path) for o in cell.outputs if o.get("name") == "stderr"
        ]

    def test_it_closes_its_section_at_the_end(self, path):
        assert "section.close()" in code_cells(path)[-1].source

    def test_it_names_no_folder_of_a_machine(self, path):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(?:home|root|work|Users|tmp)/", text)

    def test_its_words_lead_to_a_module_and_a_test(self, path):
        names = {name.split("/")[1] for name in modules()}
        assert names & set(path.stem.split("_"))
        assert path.stem in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_plan_draws_every_module_that_there_is_and_no_other():
    plan = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\| `(\w+/\w+)` \|", plan, re.M)
    assert sorted(drawn) == modules()


def test_the_plan_draws_every_folder_of_the_top_level():
    plan = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {name.split("/")[0] for name in tracked if "/" in name and not name.startswith(".")}
    drawn = set(re.findall(r"^\| `(\w+)/` \|", plan, re.M))
    assert drawn == folders


# What takes from a tenth of a second to seconds to import, and most notebooks never use: imported
# by the function that needs it.
SLOW = {
    "esda", "jinja2", "libpysal", "openpyxl", "pandera", "pyfixest", "scipy.ndimage",
    "scipy.spatial", "scipy.stats", "xlsxwriter",
}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "import mohinh.tables.store",
        "from mohinh.tables import boundaries, decisions, definitions, privacy, rulings, store",
        "from mohinh.pages import export, figures, maps, sentences, style",
        "from mohinh.questions import clusters, coverage, fairness, lifecycle, rates, targets",
    ],
)
def test_what_a_notebook_imports_first_loads_no_slow_library(line):
    script = f"import sys\n{line}\nprint(*sorted({SLOW} & sys.modules.keys()))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda p: p.stem)
def test_what_a_benchmark_takes_from_the_library_is_there(path):
    # Benchmarks are not run by the tests: one that no longer starts would be found months later.
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mohinh"):
            found = importlib.import_module(node.module)
            for name in node.names:
                if not hasattr(found, name.name):
                    importlib.import_module(f"{node.module}.{name.name}")


def test_every_module_has_a_test():
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    covered = tests | {"errors", "places"}  # the one has no behaviour, the other is constants
    by_main = {"screen", "running", "data", "layers", "indexing", "verifying"}
    covered |= by_main if "main" in tests else set()
    covered |= {"report", "outcome", "shelf", "manifest"} if "province" in tests else set()
    covered |= {"kernels"} if "warm" in tests else set()
    covered |= {"status", "events"} if "provinces" in tests else set()
    covered |= {"plan", "limits"} if "execute" in tests else set()
    assert {name.split("/")[1] for name in modules()} - covered == set()


def test_the_data_dictionary_is_what_the_schemas_write():
    written = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert written == schemas.data_dictionary(), "run: mohinh dictionary"


def test_the_readme_lists_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in sorted((LIBRARY / "commands").glob("*.py")):
        group = "boundaries " if path.stem == "layers" else ""
        source = path.read_text(encoding="utf-8")
        for given, function in re.findall(
            r"@app\.command\((?:name=)?(?:\"(\w+)\")?\)\ndef (\w+)", source
        ):
            assert f"mohinh {group}{given or function}" in readme


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        (
            "questions/coverage/__init__.py",
            "import mohinh.pages.style",
            "Wings over tables over words",
        ),
        (
            "tables/units/__init__.py",
            "import mohinh.questions.coverage",
            "Wings over tables over words",
        ),
        ("words/text.py", "import mohinh.tables.units", "Wings over tables over words"),
        (
            "pages/maps/__init__.py",
            "import mohinh.questions.coverage",
            "Wings over tables over words",
        ),
        ("runs/plan.py", "import mohinh.pages.export", "Wings over tables over words"),
        (
            "questions/coverage/__init__.py",
            "import matplotlib.pyplot",
            "Questions neither draw nor run",
        ),
        ("pages/maps/__init__.py", "import scipy.stats", "Pages compute no statistic"),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path, module, line, contract):
    copy = tmp_path / "mohinh"
    for path in LIBRARY.rglob("*.py"):
        target = copy / path.relative_to(LIBRARY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    planted = copy / module
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert re.search(rf"{contract}.*BROKEN", result.stdout)
