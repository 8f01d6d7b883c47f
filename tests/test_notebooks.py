"""The notebooks give what they store: nbval on each, and proof that nbval would see a change."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--nbval", f"--nbval-sanitize-with={SANITIZE}"]
    command += ["-p", "no:cacheprovider", "-o", "addopts=", "-o", "filterwarnings=", str(path)]
    environment = os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_gives_what_it_stores(path):
    result = nbval(path)
    assert result.returncode == 0, result.stdout[-4000:]


def test_a_planted_change_in_a_stored_output_makes_nbval_fail(tmp_path):
    book = nbformat.read(ROOT / "notebooks" / "90_province_report.ipynb", as_version=4)
    text = json.dumps(book, ensure_ascii=False)
    assert "741" in text
    planted = tmp_path / "90_province_report.ipynb"
    planted.write_text(text.replace("741", "742"), encoding="utf-8")
    result = nbval(planted)
    assert result.returncode == 1, result.stdout[-4000:]
    assert "742" in result.stdout
