"""Keys: what a notebook's results hang on, by content.

A key names its parts, so that a run can say not only *that* a result is old but *why*:

| part | fingerprint of |
|---|---|
| `data` | the province's imported tables, or its made-up workbook |
| `told` | what reports of other data that are out showed and hid |
| `settings` | what `data/` holds beside them: plans, decisions, rules, published figures |
| `boundaries` | the file of true boundaries; empty for schematic ones |
| `notebook` | the cells of the notebook, not their outputs |
| `parameters` | what the notebook is given |
| `code` | the library |
| `packages` | the lock file, Python, and the versions that are installed |
| `before` | what the notebooks left that this one reads |

Two results with equal keys are equal, whenever and wherever they were made.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import mohinh
from mohinh.runs.plan import Step, written
from mohinh.tables import store, units
from mohinh.tables.units import Province
from mohinh.words.places import DATA, HOME
from mohinh.words.terms import VINTAGES
from mohinh.words.text import slug

Key = dict[str, str]
PACKAGES = (
    "mohinh", "geopandas", "matplotlib", "numpy", "pandas", "papermill", "pyarrow", "python-docx",
    "shapely", "typst", "vietnamadminunits",
)  # fmt: skip
# Of a file in these folders only the province that its name begins with takes notice.
_BY_PROVINCE = ("plans", "decisions")
_OTHER_DATA = ("demo", "imported", "templates")
_CODE = (".py", ".j2", ".js", ".css", ".typ")
_NOT_RESULTS = ("boundaries_file", "out")


def shared_key(place: Province, *, boundaries_print: str) -> Key:
    """The parts of the key that all notebooks of a province have in common.

    Raises `NoData` where the province has no data.
    """
    return {
        "data": (data := store.fingerprint(place)),
        "told": store.told_print(place, data_print=data),
        "settings": _print_of_files(_settings(place.slug), DATA),
        "boundaries": boundaries_print,
        "code": code_print(),
        "packages": _packages_print(),
    }


def national_key() -> Key:
    """The parts of the key that the national notebooks have in common.

    Their data are the provinces' reports, which are among what is read `before`; plans and
    decisions of single provinces are in those.
    """
    return {
        "data": "",
        "told": "",
        "settings": _print_of_files(_settings(""), DATA),
        "boundaries": "",
        "code": code_print(),
        "packages": _packages_print(),
    }


def step_key(step: Step, shared: Key, *, before: Iterable[Mapping[str, str]] = ()) -> Key:
    """The key of one notebook; `before` holds, for each notebook that it reads, file → sha256."""
    given = {name: value for name, value in step.parameters.items() if name not in _NOT_RESULTS}
    return shared | {
        "notebook": _notebook_print(step.path),
        "parameters": _print(given),
        "before": _print([dict(files) for files in before]),
    }


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """The parts in which two keys differ, in the order of the table above."""
    parts = ("data", "told", "settings", "boundaries", "notebook", "parameters", "code", "packages")
    return tuple(part for part in (*parts, "before") if old.get(part) != new.get(part))


def versions() -> dict[str, str]:
    """Python and the packages that a result can hang on."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


@cache
def _packages_print() -> str:
    lock = HOME / "requirements.lock"
    text = lock.read_bytes() if lock.is_file() else b""
    return _print(versions() | {"lock": hashlib.sha256(text).hexdigest()})


def _settings(own: str) -> list[Path]:
    """The files beside the microdata, but those of provinces other than `own` (empty: of all)."""
    others = _slugs() - {own}
    tops = [top for top in DATA.iterdir() if top.name not in _OTHER_DATA]
    paths = [path for top in tops for path in (top, *top.rglob("*"))]
    return [
        path
        for path in sorted(paths)
        if not path.name.startswith(".")
        and not (
            path.relative_to(DATA).parts[0] in _BY_PROVINCE and _begins_with(path.stem, others)
        )
        and path.is_file()
    ]


@cache
def _slugs() -> frozenset[str]:
    names = pd.concat([units.provinces(vintage)["province_name"] for vintage in VINTAGES])
    return frozenset(map(slug, names))


def _begins_with(stem: str, slugs: frozenset[str]) -> bool:
    return any(stem == one or stem.startswith(f"{one}-") for one in slugs)


@cache
def code_print() -> str:
    """Fingerprint of the library."""
    folder = Path(mohinh.__file__).parent
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in _CODE]
    return _print_of_files(paths, folder)


def _print_of_files(paths: Iterable[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _notebook_print(path: Path) -> str:
    book = written(path)
    return _print([book.cells, book.kernel])


def _print(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
