"""Distances between the label points of communes, in kilometres."""

import numpy as np
import pandas as pd

from mohinh.words.errors import InvalidTable

_EARTH_KM = 6371.0088  # mean radius, IUGG


def commune_distances(polygons: pd.DataFrame) -> pd.DataFrame:
    """Great-circle distances between `label_lon`, `label_lat` (degrees, EPSG:4326), in km.

    Square, index and columns `commune_code`; 0 on the diagonal. Roads, rivers and the sea between
    are not seen, and on a schematic map the points themselves are rough. Raises `InvalidTable` for
    a commune twice or a point that is missing.
    """
    if polygons["commune_code"].duplicated().any():
        code = polygons.loc[polygons["commune_code"].duplicated(), "commune_code"].iloc[0]
        raise InvalidTable(f"polygons: commune {code!r} twice, expected each once")
    if polygons[["label_lon", "label_lat"]].isna().any(axis=None):
        raise InvalidTable("polygons: a label point is missing, expected one for each commune")
    lon, lat = (np.radians(polygons[name].to_numpy("float64")) for name in
                ("label_lon", "label_lat"))  # fmt: skip
    across = np.sin((lon[:, None] - lon) / 2) ** 2 * np.cos(lat[:, None]) * np.cos(lat)
    up = np.sin((lat[:, None] - lat) / 2) ** 2
    codes = pd.Index(polygons["commune_code"], name="commune_code")
    return pd.DataFrame(
        2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(across + up, 0, 1))), index=codes, columns=codes
    )
