"""Make the sample of reports anew: four made-up provinces, what their reports leave for others.

    .venv/bin/python data/demo/national/rebuild.py

Each province is made up (`mohinh demo`), run as any other, and of its report only the manifest's
facts and the tidy tables are kept. Takes some minutes.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from mohinh.runs.province import run_province
from mohinh.tables import files, reports, store, units
from mohinh.words.places import DATA

PROVINCES = ("Bình Thuận", "Kon Tum", "Lâm Đồng", "Đắk Nông")
PERIOD = "2022"
KEPT = ("province", "province_code", "period", "vintage", "lang", "is_made_up")


def keep(report: Path, target: Path) -> None:
    """What a reader of many reports needs of one: its tidy tables, and the manifest's facts."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(report / reports.FOLDER, target / reports.FOLDER)
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    content = {name: manifest[name] for name in KEPT}
    content["notebooks"] = [
        {"name": each["name"], "status": each["status"]} for each in manifest["notebooks"]
    ]
    content["files"] = {
        path.relative_to(target).as_posix(): files.sha256(path)
        for path in sorted((target / reports.FOLDER).iterdir())
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    files.write_text(target / "manifest.json", text)


def main() -> None:
    """Make the provinces up, run them, keep what is left."""
    for name in PROVINCES:
        place = units.find_province(name)
        if not (DATA / "demo" / f"{place.slug}.xlsx").is_file():
            store.make_demo_workbook(place)
        with TemporaryDirectory() as folder:
            report = run_province(name, period=PERIOD, out=Path(folder) / "report")
            keep(report.folder, DATA / "demo" / "national" / place.slug / PERIOD)


if __name__ == "__main__":
    main()
