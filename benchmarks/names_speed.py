"""How fast names are matched, and how often rightly, by the way in which they are typed.

10,000 names, drawn with a fixed seed from the communes of a vintage and their whole addresses. One
row per way of typing: seconds by the clock and of one core (`cpu_s`; the clock counts what else the
machine does), names per core-second, and the shares that match their commune, match another one
and have their commune among the candidates. The first row of a vintage includes its index.
"""

import random
import time
import unicodedata
from collections.abc import Callable

import pandas as pd

from mohinh.tables import units
from mohinh.tables.units import Within
from mohinh.words.terms import Vintage
from mohinh.words.text import fold

NAMES = 10_000
SEED = 20_250_701
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộúùủũụ"
SHORT_KINDS = {
    "Thị trấn ": "TT ", "Thị xã ": "TX ", "Thành phố ": "TP.", "Phường ": "P.", "Xã ": "X.",
    "Huyện ": "H.", "Quận ": "Q.", "Tỉnh ": "",
}  # fmt: skip

Row = tuple[str, str, str]


def joined(row: Row) -> str:
    return ", ".join(place for place in row if place)


def abbreviated(row: Row) -> str:
    text = joined(row)
    for word, short in SHORT_KINDS.items():
        text = text.replace(word, short).replace(word.title(), short)
    return text


def misspelt(row: Row, chance: random.Random) -> str:
    name, at = row[0], chance.randrange(3, len(row[0]))
    letter = chance.choice([letter for letter in LETTERS if letter != name[at].lower()])
    typed = chance.choice(
        [
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
        ]
    )
    return joined((typed, *row[1:]))


def ways(chance: random.Random) -> dict[str, Callable[[Row], str]]:
    return {
        "full address": joined,
        "abbreviated": abbreviated,
        "no diacritics": lambda row: ", ".join(fold(place) for place in row if place),
        "capitals, NFD": lambda row: unicodedata.normalize("NFD", joined(row).upper()),
        "dashes": lambda row: " - ".join(place for place in row if place),
        "village first": lambda row: "Thôn 3, " + joined(row),
        "no district": lambda row: joined((row[0], "", row[2])),
        "name alone": lambda row: row[0],
        "one wrong letter": lambda row: misspelt(row, chance),
        "mixed, 5 % wrong": lambda row: (
            misspelt(row, chance) if chance.random() < 0.05 else joined(row)
        ),
    }


def measured(vintage: Vintage, way: str, names: list[str], gold: list[str]) -> list:
    wall, core = time.perf_counter(), time.process_time()
    found = units.match(names, within=Within(vintage))
    wall, core = time.perf_counter() - wall, time.process_time() - core
    pairs = list(zip(gold, found["code"].fillna(""), found["candidates"], strict=True))
    right = sum(code == wanted for wanted, code, _ in pairs)
    matched = sum(code != "" for _, code, _ in pairs)
    listed = sum(wanted in candidates.split() for wanted, _, candidates in pairs)
    shares = [count / len(pairs) for count in (right, matched - right, listed)]
    return [vintage, way, wall, core, len(names) / core, *shares]


def main() -> None:
    rows = []
    for vintage in ("2025-06", "2025-07"):
        table = units.geography(vintage).sample(NAMES, replace=True, random_state=SEED)
        columns = ["commune_full_name", "district_name", "province_full_name"]
        places = list(table[columns].fillna("").itertuples(index=False, name=None))
        for way, typed in ways(random.Random(SEED)).items():
            names = [typed(row) for row in places]
            rows.append(measured(vintage, way, names, table["commune_code"].tolist()))
    columns = ["vintage", "typed", "wall_s", "cpu_s", "names_per_s", "right", "other", "listed"]
    print(pd.DataFrame(rows, columns=columns).round(4).to_string(index=False))


if __name__ == "__main__":
    main()
