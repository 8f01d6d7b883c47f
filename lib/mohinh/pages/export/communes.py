"""Communes: what the sections left of each commune becomes a layer of polygons and a map to ask."""

from mohinh.pages.atlas import Atlas, Ground, atlas
from mohinh.pages.export.content import Content
from mohinh.tables import reports


def write_communes(content: Content, ground: Ground | None) -> Atlas | None:
    """Write `data/communes.parquet` of the run's folder; the map of the same rows for its page.

    None where no ground is given or no section that came to its end left anything of communes.
    """
    if ground is None:
        return None
    left = {name for part in content.parts for name in part.communes}
    rows = reports.read_communes(content.folder / reports.FOLDER, left)
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
