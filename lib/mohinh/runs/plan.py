"""Plan: which notebooks to run for a province, in which order, with which parameters.

A notebook is known by its path; its parameters are those of its cell tagged `parameters`. A name
that a notebook does not have is refused: papermill would only log it and run the default province.
"""

import ast
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mohinh.words.errors import UnknownName
from mohinh.words.places import NOTEBOOKS
from mohinh.words.text import distance

Value = str | int | float | bool
_NAME = re.compile(r"[a-z_]+")
# Notebooks from this number on read what the others left, and run after them.
_LAST_FLOOR = 90
# From this one on they read the reports of many provinces, and are no part of one.
_NATIONAL_FLOOR = 95


@dataclass(frozen=True, slots=True)
class Step:
    """One notebook to execute, with the parameters it is given."""

    path: Path
    parameters: Mapping[str, Value]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_last(self) -> bool:
        """Whether it reads what the other notebooks of the run left."""
        return _number(self.path) >= _LAST_FLOOR


def notebooks(folder: Path | None = None) -> list[Path]:
    """The notebooks of a province, by their numbers. Drafts start with an underscore."""
    return [path for path in _numbered(folder) if _number(path) < _NATIONAL_FLOOR]


def national_notebooks(folder: Path | None = None) -> list[Path]:
    """The notebooks that read the reports of many provinces, by their numbers."""
    return [path for path in _numbered(folder) if _number(path) >= _NATIONAL_FLOOR]


def _numbered(folder: Path | None) -> list[Path]:
    return sorted((folder or NOTEBOOKS).glob("[0-9][0-9]_*.ipynb"))


def _number(path: Path) -> int:
    return int(path.stem.split("_", 1)[0])


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote in a notebook, without what running it left: (type, source, tags) of each
    cell, and the kernel it asks for."""

    cells: tuple[tuple[str, str, tuple[str, ...]], ...]
    kernel: Mapping[str, Any]


def find_notebook(text: str, known: Collection[str]) -> str:
    """The notebook of that name: `40_effects`, `40` or `effects`.

    Raises `UnknownName` with the nearest.
    """
    hits = [name for name in known if text in (name, *name.split("_", 1))]
    if len(hits) == 1:
        return hits[0]
    near = min(sorted(known), key=lambda name: distance(name, text), default="")
    raise UnknownName(
        f"no notebook {text!r}; did you mean {near!r}? There are: {', '.join(sorted(known))}"
    )


def plan(parameters: Mapping[str, Value], *, folder: Path | None = None) -> list[Step]:
    """One step per notebook, each with those of the parameters that it declares.

    Raises `UnknownName` where no notebook declares a parameter.
    """
    paths = notebooks(folder)
    if not paths:
        raise UnknownName(
            f"no notebooks in {(folder or NOTEBOOKS).name}/: expected files like 20_coverage.ipynb"
        )
    declared = {path: declared_parameters(path) for path in paths}
    known = set().union(*declared.values())
    for name in parameters:
        _check_name(name, known, "the notebooks have")
    return [
        step(path, {name: value for name, value in parameters.items() if name in declared[path]})
        for path in paths
    ]


def written(path: Path) -> Written:
    """What was written in a notebook. A run asks for each province: one that nobody touched since
    is not read again."""
    about = path.stat()
    return _written(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=64)
def _written(path: Path, changed: int, size: int) -> Written:
    book = json.loads(path.read_text(encoding="utf-8"))
    cells = tuple(
        (cell["cell_type"], "".join(cell["source"]), tuple(cell["metadata"].get("tags", ())))
        for cell in book["cells"]
    )
    return Written(cells, book["metadata"].get("kernelspec", {}))


def declared_parameters(path: Path) -> set[str]:
    """Names of the parameters that a notebook declares, in its first cell tagged `parameters`."""
    tagged = [source for _, source, tags in written(path).cells if "parameters" in tags]
    tree = ast.parse(tagged[0] if tagged else "")
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    return {target.id for node in assigned for target in node.targets if type(target) is ast.Name}


def step(path: Path, parameters: Mapping[str, Value]) -> Step:
    """One notebook with its parameters, each checked against those the notebook declares.

    Raises `UnknownName` for a name it lacks, or a value of a kind that could be more than a value.
    """
    declared = declared_parameters(path)
    for name, value in parameters.items():
        _check_name(name, declared, f"{path.name} has")
        if type(value) not in (str, int, float, bool):
            raise UnknownName(
                f"parameter {name!r}: found {type(value).__name__}, expected text, number or bool"
            )
    return Step(path, dict(parameters))


def _check_name(name: str, known: set[str], who: str) -> None:
    if not _NAME.fullmatch(name) or name not in known:
        near = min(sorted(known), key=lambda other: distance(other, name), default="")
        raise UnknownName(
            f"{who} no parameter {name!r}; did you mean {near!r}? "
            f"There are: {', '.join(sorted(known))}"
        )
