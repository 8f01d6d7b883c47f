"""Atlas: the map of a report's page that a reader can ask, layer by layer and year by year.

It shows what the sections left as `tables.reports.COMMUNES`, that is, what is published, and
nothing else: classes, colours and legends are those of `pages.maps`, numbers are text before they
reach the page. The page's script chooses what is shown; it counts and classifies nothing.

| module | what it does |
|---|---|
| `shapes` | polygons → SVG paths in whole numbers |
| `layers` | rows → what each commune shows in each layer and period, with the legend |
| `drawing` | both → what the page holds |
"""

from mohinh.pages.atlas.drawing import Atlas, Ground, atlas

__all__ = ["Atlas", "Ground", "atlas"]
