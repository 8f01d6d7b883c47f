"""Earlier: what the reports that are out already told of the same counts.

A year whose counts were corrected is published again. What the first report hid follows from what
the second one shows, where a count was not corrected; and a count that the first one showed
protects nobody in the second one. So of each cell it must be known what was told of it.
"""

from typing import Any

import numpy as np
import pandas as pd

STANDING = ("was_hidden", "is_known", "has_changed")


class Told:
    """What earlier reports told: `cells` has `incident_count` (missing: hidden), and the columns
    that say of what. A cell may stand there many times, once for each report."""

    def __init__(self, cells: pd.DataFrame | None = None) -> None:
        self.cells = pd.DataFrame() if cells is None else cells

    def __bool__(self) -> bool:
        return len(self.cells) > 0

    def standing(self, counts: pd.Series, *, by: str, **where: Any) -> pd.DataFrame:
        """What was told of the cells whose column `by` is the label of a count in `counts`.

        `where` are the other columns, by name. Columns, each True or False: `was_hidden` by any
        report, `is_known` (shown as just this count), `has_changed` (shown, never hidden, as other
        counts only). Index of `counts`.
        """
        if not self:
            return nothing_told(counts)
        own = self.cells
        for name, value in where.items():
            own = own[own[name].eq(value)]
        shown, codes = own[own["incident_count"].notna()], counts.index.astype("str")
        pairs = set(zip(shown[by], shown["incident_count"], strict=True))
        whole = counts.round().fillna(-1).astype("int64")
        is_known = np.array([cell in pairs for cell in zip(codes, whole, strict=True)], bool)
        was_hidden = codes.isin(own.loc[own["incident_count"].isna(), by])
        columns = (was_hidden, is_known, codes.isin(shown[by]) & ~was_hidden & ~is_known)
        return pd.DataFrame(dict(zip(STANDING, columns, strict=True)), index=counts.index)


def nothing_told(counts: pd.Series) -> pd.DataFrame:
    """As `Told.standing`, where no report is out."""
    return pd.DataFrame(False, index=counts.index, columns=list(STANDING))
