"""Maps of communes on a given `ax`, with the class breaks of `words.terms`, never their own.

What is drawn is a share, a rate or a class of each commune. Four things look different: zero (a
class of its own), not reported (grey, hatched), a small count that is not published (dotted), and a
value whose commune has no polygon (a line in the footer, and in what the function returns).

Polygons come in EPSG:4326 and are drawn in UTM zone 48N (EPSG:32648) west of 108° E and in zone
49N (EPSG:32649) east of it: angles are true, the scale of a province is the same in all directions.
Polygons of several provinces (`province_code`) are drawn as a country, in an equal-area conic, with
their islands in boxes. All this is for drawing only; nothing is measured there but pixels and the
scale bar. Hexagons (`tables.boundaries.hexagons`) are given in place of polygons, with
`Notes.is_cartogram`.

| module | what it does |
|---|---|
| `choropleth` | shares, rates and changes in classes of colour |
| `categories` | named classes without order, such as clusters |
| `bivariate` | two quantities at once, three classes each |
| `panels` | the same communes at several times, in the same classes |
| `counts` | numbers of things as circles |
| `provinces` | shares of provinces, on a layer of the country |
| `country` | the frame and the boxes of a map of several provinces |
| `classes` | the class of each commune, and the legend that says so |
| `sheet` | the page: title, legend, frame, boxes, what is drawn in each view |
| `land` | polygons checked and in metres; main frame and far islands |
| `room` | the frame, boxes for far islands and for places to be enlarged |
| `behind` | land of the provinces around |
| `ink` | fills, lines, scale bar |
| `legends` | legends, drawn at the top of a box |
| `names` | names of communes, never one over another |
"""

from mohinh.pages.maps.bivariate import bivariate
from mohinh.pages.maps.categories import Category, categories
from mohinh.pages.maps.choropleth import choropleth
from mohinh.pages.maps.counts import counts
from mohinh.pages.maps.panels import panels
from mohinh.pages.maps.provinces import provinces
from mohinh.pages.maps.sheet import NotDrawn

__all__ = [
    "Category",
    "NotDrawn",
    "bivariate",
    "categories",
    "choropleth",
    "counts",
    "panels",
    "provinces",
]
