"""Making: what the program writes for people: forms, made-up workbooks, the dictionary."""

import json
from pathlib import Path

from mohinh.tables import files, sheets
from mohinh.tables.schemas import data_dictionary
from mohinh.tables.store.keeping import demo_path
from mohinh.tables.units import Province
from mohinh.words.places import DATA


def make_demo_workbook(province: Province, *, seed: int = 2022) -> Path:
    """Write the made-up workbook of a province, and the truth behind it, to `data/demo/`."""
    from mohinh.tables import synthetic

    demo = synthetic.make_demo(province, seed=seed)
    path = demo_path(province)
    info = {
        "province": province.name,
        "vintage": province.vintage,
        "first_month": synthetic.FIRST_MONTH,
        "last_month": synthetic.last_month(province),
        "is_made_up": "Có",
    }
    sheets.write_workbook(path, info=info, tables=demo.tables)
    truth = json.dumps(demo.truth, ensure_ascii=False, indent=1) + "\n"
    files.write_text(path.with_suffix(".truth.json"), truth)
    return path


def make_template(path: Path | None = None) -> Path:
    """Write the blank workbook, to `data/templates/` where no path is given."""
    path = path or DATA / "templates" / "mau-nhap-lieu.xlsx"
    sheets.write_workbook(path, info={"is_made_up": "Không"})
    return path


def make_dictionary() -> Path:
    """Write the data dictionary, `data/README.md`."""
    path = DATA / "README.md"
    files.write_text(path, data_dictionary())
    return path
