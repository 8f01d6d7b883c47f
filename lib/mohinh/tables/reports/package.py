"""Package: what describes the tidy tables of a report, `data/datapackage.json` (Frictionless)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mohinh.tables import files
from mohinh.tables.reports.columns import TABLES, schema
from mohinh.tables.reports.communes import LAYER, layer_fields

FOLDER = "data"
_ENCODING = "utf-8"


def write_package(
    folder: Path, *, title: str, sources: Sequence[str], is_made_up: bool
) -> Path | None:
    """Write `data/datapackage.json` of a report's folder; None where the report left no table.

    Each resource has its columns with unit and meaning, its size and its fingerprint. Whether the
    microdata are made up stands in `is_made_up`. No licence is claimed: whose the figures are is in
    `sources`.
    """
    known = [path for path in sorted((folder / FOLDER).glob("*.csv")) if path.stem in TABLES]
    if not known:
        return None
    layer = _layer(folder / FOLDER / LAYER)
    content = {
        "profile": "data-package" if layer else "tabular-data-package",
        "name": "mohinh-report",
        "title": title,
        "is_made_up": is_made_up,
        "sources": [{"title": source} for source in sources],
        "resources": [*map(_resource, known), *layer],
    }
    target = folder / FOLDER / "datapackage.json"
    files.write_text(target, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return target


def _resource(path: Path) -> dict[str, Any]:
    table = TABLES[path.stem]
    return {
        "profile": "tabular-data-resource",
        "name": path.stem,
        "path": path.name,
        "description": table.row[1],
        "description_vi": table.row[0],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": _ENCODING,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{files.sha256(path)}",
        "schema": schema(path.stem),
    }


def _layer(path: Path) -> list[dict[str, Any]]:
    """The polygons with their values, where the report left them."""
    if not path.is_file():
        return []
    vi = "địa phận các xã và số liệu được công bố của kỳ, mỗi xã một dòng (GeoParquet)"
    en = "polygons of the communes with the published values of the period (GeoParquet)"
    return [
        {
            "profile": "data-resource",
            "name": path.stem,
            "path": path.name,
            "description": en,
            "description_vi": vi,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": path.stat().st_size,
            "hash": f"sha256:{files.sha256(path)}",
            "schema": {"fields": layer_fields(path), "primaryKey": ["commune_code"]},
        }
    ]
