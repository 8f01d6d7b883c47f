"""Where things lie: the project's folders. Touches no disk.

`MOHINH_HOME` names another project folder, `MOHINH_IMPORTED` another folder for imported tables,
`MOHINH_MAPS` another folder for reports, `MOHINH_CACHE` another cache (what lies there can be made
again at any time). Imported tables and reports may lie at an address that fsspec knows, such as
`s3://bucket/maps`: then `IMPORTED` and `MAPS` are copies in the cache, and `IMPORTED_ADDRESS` and
`MAPS_ADDRESS` say of what.
"""

import os
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

HOME = Path(os.environ.get("MOHINH_HOME") or Path(__file__).resolve().parents[3])
DATA = HOME / "data"
NOTEBOOKS = HOME / "notebooks"
CACHE = Path(os.environ.get("MOHINH_CACHE") or user_cache_path("mohinh", appauthor=False))


def _folder(variable: str, default: Path) -> tuple[Path, str]:
    """A folder of this machine, and the address it is a copy of (empty: it is the thing itself)."""
    text = os.environ.get(variable) or str(default)
    if "://" not in text:
        return Path(text), ""
    address = text.rstrip("/")
    return CACHE / "copies" / sha256(address.encode()).hexdigest()[:16], address


IMPORTED, IMPORTED_ADDRESS = _folder("MOHINH_IMPORTED", DATA / "imported")
MAPS, MAPS_ADDRESS = _folder("MOHINH_MAPS", HOME / "maps")
