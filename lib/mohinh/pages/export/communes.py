"""Communes: what the sections left of each commune becomes a layer of polygons and a map to ask."""

from pathlib import Path

from mohinh.pages.atlas import Atlas, Ground, atlas
from mohinh.pages.export.content import Content
from mohinh.tables import reports


def write_communes(content: Content, ground: Ground | None) -> Atlas | None:
    """Write `data/communes.parquet` of the run's folder; the map of the same rows for its page.

    None where no ground is given or no section that came to its end left anything of communes.
    """
    if ground is None:
        return None
    rows = reports.read_communes(content.folder / reports.FOLDER, _left(content))
    if rows.empty:
        return None
    reports.write_layer(
        rows,
        ground.shape,
        content.folder / reports.FOLDER / reports.LAYER,
        period=ground.period,
        is_made_up=bool(content.front.made_up),
    )
    return atlas(rows, ground, lang=content.lang)


def _left(content: Content) -> set[str]:
    """Names of the tables of communes that sections left; those of failed ones are not believed."""
    known = {f"{reports.FOLDER}/{table.name}.csv" for table in reports.COMMUNES}
    return {Path(file).stem for part in content.parts for file in part.files if file in known}
