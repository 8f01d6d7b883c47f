"""Layers fetched from the list of sources, in the user's cache; the only door to the network.

Of each source the cache has a folder with the file as it came, `fetched.json` (where it came from,
its sha256, who accepted it) and the layer made from it. A file counts when its sha256 is the listed
one, or the one that the user accepted; until then it is not used.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd

from mohinh.tables import files
from mohinh.tables.boundaries import preparing, sources
from mohinh.tables.boundaries.coverage import area_km2
from mohinh.tables.boundaries.download import Progress, discard, download
from mohinh.tables.boundaries.sources import MEGABYTE, Source
from mohinh.words import places
from mohinh.words.errors import NoData, NotFetched, UnknownName, UnreadableFile

_LAYER_SUFFIXES = frozenset({".parquet", ".geojson", ".json", ".gpkg"})


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an accepted file; `is_listed`: its sha256 is that of the list of sources,
    else the user accepted it. `fetched_at` is a UTC time (ISO 8601)."""

    address: str
    sha256: str
    size_bytes: int
    fetched_at: str
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source's file in the cache; `record` is None as long as nobody accepted it."""

    source: Source
    file: Path
    sha256: str
    record: Record | None


def folder(source: Source) -> Path:
    """Where the cache keeps a source."""
    return places.CACHE / "boundaries" / source.name


def there(source: Source) -> Fetched | None:
    """What the cache has of a source; None where its file is not there."""
    file = folder(source) / source.file_name
    if not file.is_file():
        return None
    found = files.sha256(file)
    record = _record(source)
    is_accepted = record is not None and record.sha256 == found
    return Fetched(source, file, found, record if is_accepted else None)


def get(source: Source, *, progress: Progress = lambda done, total: None) -> Fetched:
    """The source's file: from the cache where it is there and whole, else from the network.

    A file of which the sha256 is listed, or was accepted before, must have it. One of which nothing
    is known comes back without a record: `accept` it, or it is not used.

    Raises `NotFetched` (see `download`; also for another sha256 than expected, in which case the
    file is gone, and while another process fetches the same source).
    """
    before = _record(source)
    expected = source.sha256 or (before.sha256 if before else "")
    with _alone(source):
        _retrieve(source, expected, progress)
    fetched = there(source)
    if fetched is None:
        raise NotFetched(f"{folder(source)}: the file that was fetched is not there any more")
    return accept(fetched) if fetched.record is None and expected else fetched


def accept(fetched: Fetched) -> Fetched:
    """Note that the file is to be used: later fetches are compared with its sha256."""
    if fetched.record is not None:
        return fetched
    record = Record(
        address=fetched.source.address,
        sha256=fetched.sha256,
        size_bytes=fetched.file.stat().st_size,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        is_listed=fetched.sha256 == fetched.source.sha256,
    )
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"
    files.write_text(_record_file(fetched.source), text)
    return Fetched(fetched.source, fetched.file, fetched.sha256, record)


def layer(fetched: Fetched) -> Path:
    """The layer made from the file, as GeoParquet; made once per file.

    Raises `UnreadableFile` where the file holds no such layer. If nobody has accepted the file yet,
    it is removed then: a page of a proxy, for instance.
    """
    name = f"layer-v{preparing.ALGORITHM}-{fetched.sha256[:16]}.parquet"
    path = fetched.file.with_name(name)
    if path.is_file():
        return path
    try:
        table = preparing.prepared(fetched.file, fetched.source)
    except UnreadableFile as fault:
        if fetched.record is not None:
            raise
        fetched.file.unlink()
        raise UnreadableFile(f"{fault}. The file was removed; look at the address") from None
    with files.replacing(path) as beside:
        table.to_parquet(beside)
    return path


def extent(layer: Path) -> tuple[int, float]:
    """How many polygons a layer has, and their area in km²."""
    shapes = gpd.read_parquet(layer).geometry.dropna().to_numpy()
    return len(shapes), float(area_km2(shapes).sum())


def resolve(text: str) -> str:
    """What `--boundaries` names: the absolute path of a file, or the name of a source.

    A file that is there wins. Raises `UnknownName` for what is neither a source nor looks like a
    path.
    """
    path = Path(text)
    looks_like_a_path = path.name != text or path.suffix.lower() in _LAYER_SUFFIXES
    if path.exists() or looks_like_a_path:
        return str(path.resolve())
    try:
        return sources.find(text).name
    except UnknownName as fault:
        raise UnknownName(f"{text}: no such file, and {fault}") from None


def named(text: str) -> Source | None:
    """The source of that name; None for a path, for which the list is not even read."""
    if Path(text).name != text:
        return None
    known = {source.name: source for source in sources.load(sources.PATH)}
    return known.get(text)


def usable(source: Source) -> Fetched:
    """The source's accepted file. Raises `NoData`, with the command that fetches it."""
    fetched = there(source)
    if fetched is not None and fetched.record is not None:
        return fetched
    command = f"mohinh boundaries get --source {source.name}"
    if fetched is None:
        raise NoData(f"{source.name}: not fetched yet. Fetch it: {command}")
    raise NoData(
        f"{source.name}: {fetched.file.name} is there (sha256 {fetched.sha256}) but not accepted. "
        f"Compare it with the publisher's, then: {command} --trust"
    )


def _record_file(source: Source) -> Path:
    return folder(source) / "fetched.json"


def _record(source: Source) -> Record | None:
    """What was accepted; None where nothing was, from this address, or the note is damaged."""
    try:
        record = Record(**json.loads(_record_file(source).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return record if record.address == source.address else None


def _retrieve(source: Source, expected: str, progress: Progress) -> None:
    """Bring the file through pooch, which puts it in its place only with the right sha256."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    part = folder(source) / f"{source.file_name}.part"
    found: list[str] = []

    def resumed(url: str, output_file: str, _: object) -> None:
        download(url, part, most_bytes=int(source.most_mb * MEGABYTE), progress=progress)
        found.append(files.sha256(part))
        part.replace(output_file)
        discard(part)

    for left_by_a_killed_process in folder(source).glob("tmp*"):
        left_by_a_killed_process.unlink()
    known = f"sha256:{expected}" if expected else None
    try:
        pooch.retrieve(
            source.address,
            known_hash=known,
            fname=source.file_name,
            path=folder(source),
            downloader=resumed,
        )
    except ValueError:
        raise NotFetched(_wrong(source, expected, found[-1] if found else "")) from None


def _wrong(source: Source, expected: str, found: str) -> str:
    if source.sha256:
        whose = "the listed one"
        advice = "Try once more; if it comes again, the file at the address is another one by now"
    else:
        whose = "the one accepted before"
        advice = f"To take the new file, remove {_record_file(source)} and fetch again"
    return (
        f"{source.address}: what came has the sha256 {found}, expected {expected} ({whose}). "
        f"It was removed. {advice}"
    )


@contextmanager
def _alone(source: Source) -> Iterator[None]:
    """Only one process at a time fetches a source; the lock goes with the process that holds it."""
    try:
        folder(source).mkdir(parents=True, exist_ok=True)
        lock = (folder(source) / ".lock").open("wb")
    except OSError as fault:
        raise NotFetched(
            f"{folder(source)}: cannot be written ({fault.strerror}). Set MOHINH_CACHE to a folder "
            "that can be"
        ) from None
    with lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such lock
            pass
        except BlockingIOError:
            raise NotFetched(
                f"{source.name}: another process is fetching it. Wait until it is done"
            ) from None
        yield
