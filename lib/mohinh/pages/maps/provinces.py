"""The provinces of the country in classes of colour, islands in boxes."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from mohinh.pages import style
from mohinh.pages.maps.classes import subtitle
from mohinh.pages.maps.land import prepared
from mohinh.pages.maps.sheet import Content, Wording, draw, swatch_key, with_counts
from mohinh.pages.style import Notes
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Indicator, Label, Lang, say

_IN_BRACKETS: Label = ("trong ngoặc: số tỉnh, thành phố", "in brackets: number of provinces")


@style.look()
def provinces(
    ax: Axes,
    pieces: gpd.GeoDataFrame,
    values: pd.Series,
    indicator: Indicator,
    *,
    title: str,
    notes: Notes,
    lang: Lang,
    labels: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> None:
    """Draw a share or rate per province.

    Parameters
    ----------
    pieces : of `tables.boundaries.provinces`
    values : Series indexed by province code, in the indicator's unit; missing, or a province that
        is not in it, means not reported
    labels : codes of the provinces to name, most important first
    remarks : further footer lines

    Raises `InvalidTable` for a code that has no piece.
    """
    strange = sorted(set(values.index) - set(pieces["province_code"]))
    if strange:
        raise InvalidTable(
            f"values: found province {strange[0]!r}, which has no piece on the layer. Take the "
            "layer of the same vintage"
        )
    table = prepared(_as_communes(pieces))
    codes = pd.Index(sorted(set(pieces["province_code"])))
    of_province = style.class_of(values.reindex(codes), indicator)
    swatches = with_counts(style.classes(indicator, lang), of_province, lang)
    states = table["province_code"].map(of_province).set_axis(table["commune_code"])
    heading = f"{say(indicator.unit, lang)}\n({say(_IN_BRACKETS, lang)})"
    main = table[~table["is_island"]].set_index("province_code")["commune_code"]
    draw(
        ax,
        Content(table, states, swatches, swatch_key(swatches, heading)),
        Wording(title, subtitle(indicator, notes.period, lang), notes, lang, tuple(remarks)),
        lost=(),
        labels=[main[code] for code in labels],
    )


def _as_communes(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The pieces under the names that a map of communes has for its rows."""
    points = pieces.geometry.representative_point()
    return pieces.rename(
        columns={"piece_code": "commune_code", "piece_name": "commune_name"}
    ).assign(
        district_code=pieces["province_code"] + pieces["piece_name"],
        district_name=pieces["piece_name"],
        commune_kind="",
        label_lon=points.x,
        label_lat=points.y,
    )
