"""Names that a person has accepted: what a sheet wrote, and which commune it meant."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mohinh.tables.units import names
from mohinh.tables.units.gazetteer import Unit, gazetteer
from mohinh.tables.units.lookup import Scope
from mohinh.tables.units.within import Within, base_scope
from mohinh.words.errors import InvalidTable, UnreadableFile
from mohinh.words.terms import Vintage

ACCEPTED_COLUMNS = ["name", "province", "district", "vintage", "code"]


def read_accepted(path: str | Path) -> pd.DataFrame:
    """The names that a person has accepted, as text: `name, province, district, vintage, code`.

    `name` is the whole cell as it was sent; province and district may be blank (any). A file that
    is not there means that nobody has accepted any. Raises `UnreadableFile` for another table.
    """
    path = Path(path)
    if not path.exists():
        return pd.DataFrame(columns=ACCEPTED_COLUMNS, dtype="str")
    table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    missing = [column for column in ACCEPTED_COLUMNS if column not in table.columns]
    if missing:
        raise UnreadableFile(
            f"{path.name}: no column {', '.join(missing)}; found {', '.join(table.columns)}. "
            f"Expected {', '.join(ACCEPTED_COLUMNS)}"
        )
    return table[ACCEPTED_COLUMNS]


def accepted_units(accepted: pd.DataFrame | None, vintage: Vintage) -> Mapping[str, list[Unit]]:
    """The units that the accepted names of a vintage stand for, by the key of the cell."""
    found: dict[str, list[Unit]] = {}
    if accepted is None:
        return found
    table = accepted.fillna("").astype("str")
    for number, row in enumerate(table.itertuples(index=False), 2):
        if row.vintage == vintage:
            unit = _accepted_unit(row, f"accepted names, line {number}")
            found.setdefault(names.cell_key(row.name), []).append(unit)
    return found


def _accepted_unit(row: object, where: str) -> Unit:
    """The unit of an accepted name. Raises `InvalidTable` where it is not in its own place."""
    unit = gazetteer(row.vintage).by_code.get(row.code)
    if unit is None:
        raise InvalidTable(
            f"{where}: no commune {row.code!r} in vintage {row.vintage}. Correct the code"
        )
    scope, _ = base_scope(Within(row.vintage, row.province, row.district))
    if not scope.holds(unit):
        raise InvalidTable(
            f"{where}: {unit.code} {unit.full_name} does not lie in "
            f"{row.district or row.province}. Correct the code or the place"
        )
    return unit


def accepted_unit(text: str, base: Scope, accepted: Mapping[str, list[Unit]]) -> Unit | None:
    """The commune of the sheet's place that a person has accepted for the name, if just one."""
    if not accepted:
        return None
    units = {unit for unit in accepted.get(names.cell_key(text), ()) if base.holds(unit)}
    return units.pop() if len(units) == 1 else None
