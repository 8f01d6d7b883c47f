"""Remote: imported tables and reports that lie at an address, `s3://bucket/maps` and the like.

A run works on copies in the cache. What it needs is fetched first; a finished report is put back
with its manifest last, so that a report without one is known to be unfinished, as on a disk.
Reads and writes only what `MOHINH_IMPORTED` and `MOHINH_MAPS` name; without an address it does
nothing.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any

from mohinh.runs import folder, manifest
from mohinh.tables import files, store
from mohinh.tables.units import Province
from mohinh.words import places
from mohinh.words.errors import FailedRun, NoData

_AT_ONCE = 8


def _open(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it. Raises `FailedRun` where none fits."""
    import fsspec

    try:
        disk, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as fault:
        raise FailedRun(f"{address}: {fault}") from None
    disk.invalidate_cache()  # another machine may have written since
    return disk, path


def fetch_inputs(vintage: str, chosen: Iterable[Province] | None = None) -> None:
    """Bring the imported tables of provinces (all, where none is chosen) into the cache.

    Only those that changed; a province that is gone there goes here too.
    """
    if not places.IMPORTED_ADDRESS:
        return
    disk, root = _open(places.IMPORTED_ADDRESS)
    there = {PurePosixPath(path).parent.name for path in _found(disk, f"{root}/*/{vintage}.json")}
    wanted = there if chosen is None else {place.slug for place in chosen} & there
    for slug in sorted(wanted):
        _fetch_import(disk, f"{root}/{slug}", places.IMPORTED / slug, vintage)
    for pointer in places.IMPORTED.glob(f"*/{vintage}.json"):
        if pointer.parent.name not in there:
            pointer.unlink()


def _found(disk: Any, pattern: str) -> list[str]:
    try:
        return list(disk.glob(pattern))
    except FileNotFoundError:
        return []
    except OSError as fault:
        raise FailedRun(f"{places.IMPORTED_ADDRESS}: {fault}") from None


def _fetch_import(disk: Any, source: str, target: Path, vintage: str) -> None:
    for path in _found(disk, f"{source}/{store.TOLD}/{vintage}_*.csv"):
        told = target / store.TOLD / PurePosixPath(path).name
        if not told.is_file():
            with files.replacing(told) as beside:
                disk.get_file(path, str(beside))
    text = disk.cat_file(f"{source}/{vintage}.json").decode("utf-8")
    pointer = target / f"{vintage}.json"
    if pointer.is_file() and pointer.read_text(encoding="utf-8") == text:
        return
    name = str(json.loads(text)["folder"])
    if PurePosixPath(name).name != name:
        raise NoData(f"{source}/{vintage}.json names no folder of its own: {name!r}")
    _fetch(disk, f"{source}/{name}", folder.emptied(target / name))
    files.write_text(pointer, text)


def _fetch(disk: Any, source: str, target: Path) -> None:
    """Bring a whole folder."""
    listed = [path for path in disk.find(source) if not path.endswith("/")]

    def one(path: str) -> None:
        name = PurePosixPath(path).relative_to(PurePosixPath(disk._strip_protocol(source)))
        to = target / name
        to.parent.mkdir(parents=True, exist_ok=True)
        disk.get_file(path, str(to))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(one, listed))


def _address(place: Path) -> str:
    """Where a report lies at the address of reports; empty where it lies here alone."""
    if not places.MAPS_ADDRESS or not place.is_relative_to(places.MAPS.absolute()):
        return ""
    return f"{places.MAPS_ADDRESS}/{place.relative_to(places.MAPS.absolute()).as_posix()}"


def fetch_report(place: Path) -> None:
    """Bring the report that stands at the address, where the copy here is another one."""
    address = _address(place)
    if not address:
        return
    disk, path = _open(address)
    if not disk.exists(f"{path}/{manifest.NAME}"):
        return
    text = disk.cat_file(f"{path}/{manifest.NAME}").decode("utf-8")
    here = place / manifest.NAME
    if here.is_file() and here.read_text(encoding="utf-8") == text:
        return
    with folder.working(place) as work:
        _fetch(disk, path, folder.emptied(work / "report"))
        folder.finish(work, place, made=_made(place))


def put_report(place: Path) -> None:
    """Put a finished report to the address: its files, then its manifest; what is old goes."""
    address = _address(place)
    if not address:
        return
    disk, path = _open(address)
    sign, ours = f"{path}/{manifest.NAME}", (place / manifest.NAME).read_bytes()
    old = set(disk.find(path)) if disk.exists(path) else set()
    if sign in old:
        if disk.cat_file(sign) == ours:
            return
        disk.rm_file(sign)
    new = _put(disk, place, path, (manifest.read(place) or {"files": {}})["files"])
    disk.pipe_file(sign, ours)
    for stale in old - new - {sign}:
        disk.rm_file(stale)


def put_import(province: Province) -> None:
    """Put the tables of the last import to the address: the tables, then what points to them."""
    if not places.IMPORTED_ADDRESS:
        return
    disk, root = _open(places.IMPORTED_ADDRESS)
    here, there = places.IMPORTED / province.slug, f"{root}/{province.slug}"
    pointer = f"{province.vintage}.json"
    name = json.loads((here / pointer).read_text(encoding="utf-8"))["folder"]
    old = set(_found(disk, f"{there}/{province.vintage}-*"))
    listed = [path.relative_to(here / name) for path in (here / name).rglob("*") if path.is_file()]
    _put(disk, here / name, f"{there}/{name}", [path.as_posix() for path in listed])
    disk.pipe_file(f"{there}/{pointer}", (here / pointer).read_bytes())
    for stale in old - {f"{there}/{name}"}:
        disk.rm(stale, recursive=True)


def put_told(province: Province, path: Path) -> None:
    """Put what a report told beside the import that it was made from."""
    if places.IMPORTED_ADDRESS:
        disk, root = _open(places.IMPORTED_ADDRESS)
        _put(disk, path.parent, f"{root}/{province.slug}/{store.TOLD}", [path.name])


def _put(disk: Any, source: Path, target: str, names: Iterable[str]) -> set[str]:
    """Put files of a folder; where they are now."""

    def one(name: str) -> str:
        to = f"{target}/{name}"
        disk.makedirs(to.rsplit("/", 1)[0], exist_ok=True)
        disk.put_file(str(source / name), to)
        return to

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return set(pool.map(one, names))


def _made(place: Path) -> list[str]:
    return [*(manifest.read(place) or {"files": {}})["files"], manifest.NAME]


def put_file(path: Path) -> None:
    """Put a single file of the reports' folder to the address, where there is one."""
    address = _address(path.absolute())
    if address:
        disk, target = _open(address)
        disk.pipe_file(target, path.read_bytes())
