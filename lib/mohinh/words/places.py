"""Where things lie: the project's folders. Touches no disk.

`MOHINH_HOME` names another project folder, `MOHINH_IMPORTED` another folder for imported tables,
`MOHINH_CACHE` another cache (what lies there can be made again at any time).
"""

import os
from pathlib import Path

from platformdirs import user_cache_path

HOME = Path(os.environ.get("MOHINH_HOME") or Path(__file__).resolve().parents[3])
DATA = HOME / "data"
IMPORTED = Path(os.environ.get("MOHINH_IMPORTED") or DATA / "imported")
MAPS = HOME / "maps"
NOTEBOOKS = HOME / "notebooks"
CACHE = Path(os.environ.get("MOHINH_CACHE") or user_cache_path("mohinh", appauthor=False))
