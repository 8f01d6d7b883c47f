"""Told: what finished reports of an import showed and hid, kept for those that come after it.

Counts are corrected, the file is imported again, the year is published again: what the first report
hid must not follow from the second one. So the table `cases` of each report made from an import is
kept beside it, in `data/imported/<province>/told/`; there are no numbers in it that the report does
not show. A report that never left the house may be taken out by hand.
"""

from hashlib import sha256
from pathlib import Path

from mohinh.tables import files
from mohinh.tables.privacy import Told
from mohinh.tables.units import Province
from mohinh.words import places
from mohinh.words.errors import InvalidTable, UnreadableFile

TOLD = "told"


def load_told(province: Province) -> Told:
    """What all finished reports of the province's imports told.

    Raises `UnreadableFile` where what was kept is damaged.
    """
    kept = _kept(province)
    if not kept:
        return Told()
    from mohinh.tables.reports import read_cases  # with geopandas, which an import does not need

    try:
        cells = read_cases(kept)
    except (InvalidTable, ValueError) as fault:
        raise UnreadableFile(
            f"{province.slug}/{TOLD}: {fault}. Bring the file back, or else take it away, if the "
            "report that it was copied from (data/cases.csv) never left the house"
        ) from None
    return Told(cells[cells["state"].ne("missing")])


def keep_told(province: Province, report: Path, *, period: str, data_print: str) -> Path | None:
    """Keep what a finished report told; the file, or None where it has no counts of cases, or made
    up ones.

    `data_print` is the fingerprint of the data that the report was made from.
    """
    table = report / "data" / "cases.csv"
    is_imported = (places.IMPORTED / province.slug / f"{province.vintage}.json").is_file()
    if not (is_imported and table.is_file()):
        return None
    content = table.read_bytes()
    parts = (province.vintage, period, data_print[:12], sha256(content).hexdigest()[:8])
    path = places.IMPORTED / province.slug / TOLD / f"{'_'.join(parts)}.csv"
    if not path.is_file():
        with files.replacing(path) as beside:
            beside.write_bytes(content)
    return path


def told_print(province: Province, *, data_print: str) -> str:
    """Fingerprint of what reports made from other data than these told; empty where there is none.

    What these data told themselves changes nothing: the same counts hide the same.
    """
    names = [path.name for path in _kept(province) if path.stem.split("_")[2] != data_print[:12]]
    return sha256("\n".join(names).encode()).hexdigest() if names else ""


def _kept(province: Province) -> list[Path]:
    return sorted((places.IMPORTED / province.slug / TOLD).glob(f"{province.vintage}_*_*_*.csv"))
