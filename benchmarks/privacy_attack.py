"""Attack on whole reports: can hidden counts be worked out from everything that lies in a folder?

    benchmarks/privacy_attack.py FOLDER …

Each folder is a report in Vietnamese (`mohinh run --out`); those of one province are attacked
together. Printed for each province: cells hidden, linear programmes' narrowest interval, leaks; how
many notebooks were searched, and what of this machine they name.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from getpass import getuser
from pathlib import Path
from time import process_time

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import attack
from mohinh.tables import units
from mohinh.words import places


def main(folders: list[str]) -> int:
    found = 0
    for (code, vintage), reports in by_province(map(Path, folders)).items():
        start = process_time()
        communes = units.communes(units.find_province(code, vintage))
        districts = communes.set_index("commune_code")["district_name"]
        bounds = attack.read(reports, districts).bounds()
        leaks = attack.leaks(bounds)
        width = (bounds["high"] - bounds["low"]).loc[bounds["low"].lt(attack.SMALLEST)].min()
        named = [line for folder in reports.values() for line in machine_named(folder)]
        print(
            f"province {code}: {', '.join(reports)}: {len(bounds)} hidden cells, narrowest "
            f"{width:g}, leaks {len(leaks)}; files that name this machine {len(named)}; "
            f"{process_time() - start:.1f} s"
        )
        for line in (*leaks.itertuples(), *named):
            print("  ", line)
        found += len(leaks) + len(named)
    return int(found > 0)


def by_province(folders: Iterator[Path]) -> Mapping[tuple[str, str], dict[str, Path]]:
    """Reports by province, then by period."""
    found: dict[tuple[str, str], dict[str, Path]] = defaultdict(dict)
    for folder in folders:
        about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        found[about["province_code"], about["vintage"]][about["period"]] = folder
    return found


def machine_named(folder: Path) -> Iterator[str]:
    """Files of a report that hold a folder of this machine or who runs it."""
    words = {str(places.HOME), str(Path.home()), str(places.CACHE), str(folder.resolve())}
    words |= {f"/{getuser()}/", sys.prefix}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".ipynb", ".html", ".csv", ".json", ".svg"):
            text = path.read_text(encoding="utf-8", errors="replace")
            for word in sorted(words):
                if word in text:
                    yield f"{path.relative_to(folder)}: {word}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
