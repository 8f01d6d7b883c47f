"""Made-up provinces whose truth is known: the demo, the tests, the first run.

The communes are real; every area, point, report and case is drawn from a seed. For Bình Thuận the
totals are those the province published for 2022 (`BINH_THUAN_2022`); other provinces get totals in
proportion to their communes. Nothing in here says anything about a real place.

The truth. Recorded cases of theft, violence and drugs are Poisson with mean

    area level × month level × effect

where *effect* falls linearly, on the log scale, from 1 to the long-run ratio of the area's first
model group over `RAMP_MONTHS`, and ends with that point. Online fraud has no effect (a placebo
outcome). Adoption leans on the area's lasting level, not on a recent bad spell. A second group in
an area adds no effect. `Demo.truth` holds the ratios, and the expected counts with and without the
models over the treated area-months that were reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from mohinh.tables import synthetic_year, units
from mohinh.tables.schemas import ACTIVITY, AREAS, MODEL_TYPES, POINTS, REGISTRATIONS, Table
from mohinh.tables.units import Province
from mohinh.words.terms import AIMED_AT, INCIDENTS, MODEL_GROUPS

FIRST_MONTH, LAST_MONTH = "2017-01", "2022-12"
# Provinces whose plan of 2023 is carried: their data go on to the end of that year.
_LAST_MONTHS: Mapping[str, str] = MappingProxyType({"62": "2023-12", "84": "2023-12"})
RAMP_MONTHS = 6
_PUBLISHED_MONTH = 70  # October 2022 is month 69, counted from January 2017

# Long-run ratio of cases with and without the model, by group of residential areas.
EFFECTS: Mapping[str, float] = MappingProxyType(
    {
        "tu_quan": 0.80,
        "lien_gia": 0.88,
        "camera": 0.73,
        "tieng_keng": 0.92,
        "khong_ma_tuy": 0.85,
        "nghe_nghiep": 1.00,
    }
)
_GROUP_SHARES = (0.28, 0.22, 0.17, 0.14, 0.11, 0.08)
_AREA_TYPES_PER_GROUP = (6, 5, 4, 4, 3, 2)
_ORGANISATION_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "co_quan_dn": ("agency", "enterprise"),
        "truong_hoc": ("school",),
        "atgt_pccc": ("agency", "enterprise", "school"),
    }
)
# Cases per area and month at the start, in an area of average level.
_BASE: Mapping[str, float] = MappingProxyType(
    {"theft": 0.11, "violence": 0.075, "drugs": 0.05, "fraud": 0.025}
)
_AREA_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"14": ("ban", "to_dan_pho"), "84": ("ap", "khom"), "62": ("thon", "to_dan_pho")}
)
_AREA_NAMES = MappingProxyType(
    {"thon": "Thôn", "khu_pho": "Khu phố", "ban": "Bản", "to_dan_pho": "Tổ dân phố"}
    | {"ap": "Ấp", "khom": "Khóm"}
)
_ISLAND_DISTRICTS = frozenset(
    {"Phú Quí", "Phú Quý", "Lý Sơn", "Côn Đảo", "Cô Tô", "Vân Đồn", "Bạch Long Vĩ", "Cát Hải"}
    | {"Phú Quốc", "Kiên Hải", "Trường Sa", "Hoàng Sa", "Cồn Cỏ"}
)
_URBAN = ("phường", "thị trấn")


@dataclass(frozen=True, slots=True)
class Totals:
    """What a made-up province adds up to at the end of 2022."""

    areas_with_model: int
    members: int
    organisation_types: int
    effective_types: int
    replicated_areas: int
    v05_types_2021: int = 6
    v05_types_2022: int = 4
    useful_tips: int = 986


# Published on 25 October 2022 (data/published, source BT-2022); useful tips "nearly 1,000".
BINH_THUAN_2022 = Totals(741, 10_349, 38, 20, 725)


@dataclass(frozen=True, slots=True)
class Demo:
    """A made-up province: the tables as they stand in the workbook, and the truth behind them."""

    province: Province
    tables: Mapping[str, pd.DataFrame]
    truth: Mapping[str, object]


def make_demo(province: Province, *, seed: int = 2022) -> Demo:
    """A made-up province on the real communes; the same seed gives the same tables."""
    rng = np.random.default_rng(_key(province, seed))
    totals = _totals(province)
    areas, level = _areas(rng, province, totals)
    types = _model_types(rng, totals)
    points = _points(rng, areas, level, types, totals)
    last = last_month(province)
    activity, truth = _activity(rng, areas, level, points, types, totals, last=last)
    years = range(2021, int(last[:4]) + 1)
    registrations = _registrations(rng, province, areas, years)
    more = {}
    if last != LAST_MONTH:
        types, points = _new_models(rng, areas, types, points)
        more = synthetic_year.year_tables(rng, province, areas, registrations)
    points["contributors_count"] = _contributors(points, [*_key(province, seed), 1])
    tables = {
        AREAS.name: areas,
        MODEL_TYPES.name: types,
        POINTS.name: points,
        ACTIVITY.name: activity,
        REGISTRATIONS.name: registrations,
    } | more
    return Demo(province, tables, truth | {"province": province.name, "seed": seed})


def _key(province: Province, seed: int) -> list[int]:
    return [seed, int(province.code), int(province.vintage == "2025-07")]


def last_month(province: Province) -> str:
    """The last month of a made-up province (`2022-12`)."""
    is_old = province.vintage == "2025-06"
    return _LAST_MONTHS.get(province.code, LAST_MONTH) if is_old else LAST_MONTH


def _totals(province: Province) -> Totals:
    if province.name == "Bình Thuận" and province.vintage == "2025-06":
        return BINH_THUAN_2022
    communes = len(units.communes(province))
    areas = max(30, round(6.1 * communes))
    return Totals(areas, 14 * areas + 3, 30, 20, round(0.97 * areas))


def _columns(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[column.name for column in table.typed_columns]].reset_index(drop=True)


def _areas(
    rng: np.random.Generator, province: Province, totals: Totals
) -> tuple[pd.DataFrame, np.ndarray]:
    communes = units.communes(province)
    wanted = int(np.ceil(totals.areas_with_model / 0.83))
    weight = rng.gamma(8, size=len(communes))
    counts = 1 + _share_out(wanted - len(communes), weight)
    rows = communes.loc[communes.index.repeat(counts)].reset_index(drop=True)
    number = rows.groupby("commune_code").cumcount() + 1
    urban = rows["commune_kind"].isin(_URBAN).to_numpy()
    rural_word, urban_word = _AREA_WORDS.get(province.code, ("thon", "khu_pho"))
    word = np.where(urban, urban_word, rural_word)
    households = np.exp(rng.normal(np.where(urban, 5.95, 5.65), 0.38)).round().astype(int)
    level = rng.normal(0, 0.5, len(rows))
    district = rows["district_name"].fillna("").str.split(" ", n=1).str[-1]
    frame = pd.DataFrame(
        {
            "area_id": rows["commune_code"] + "-" + number.map("{:02d}".format),
            "area_name": [f"{_AREA_NAMES[w]} {n}" for w, n in zip(word, number, strict=True)],
            "area_type": word,
            "commune_code": rows["commune_code"],
            "commune_name": rows["commune_name"],
            "households_count": pd.array(households, dtype="Int64"),
            "population_persons": pd.array(
                (households * rng.normal(3.7, 0.2, len(rows))).round().astype(int), dtype="Int64"
            ),
            "is_border": False,
            "is_island": district.isin(_ISLAND_DISTRICTS) | rows["commune_kind"].eq("huyện đảo"),
            "is_priority": rng.random(len(rows)) < 0.15,
        }
    )
    blank = rng.choice(len(frame), size=9, replace=False)
    frame.loc[blank, ["households_count", "population_persons"]] = pd.NA
    return _columns(AREAS, frame), level


def _share_out(total: int, weight: np.ndarray, *, least: int = 0) -> np.ndarray:
    """Whole numbers that add up to `total`, nearly proportional to `weight` (largest remainder)."""
    free = total - least * len(weight)
    exact = free * weight / weight.sum()
    counts = np.floor(exact).astype(int)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: free - counts.sum()]] += 1
    return counts + least


def _model_types(rng: np.random.Generator, totals: Totals) -> pd.DataFrame:
    area_groups = np.repeat(list(EFFECTS), _AREA_TYPES_PER_GROUP)
    per_group = _share_out(totals.organisation_types, np.array([0.42, 0.4, 0.18]))
    groups = np.concatenate([area_groups, np.repeat(list(_ORGANISATION_GROUPS), per_group)])
    number = pd.Series(groups).groupby(groups).cumcount() + 1
    in_area = np.arange(len(groups)) < len(area_groups)
    # Each area group keeps one type that was not judged effective: its last.
    last = pd.Series(groups).groupby(groups).cumcount(ascending=False).eq(0).to_numpy()
    effective = np.zeros(len(groups), dtype=bool)
    area_effective = totals.effective_types - 4
    effective[rng.choice(np.flatnonzero(in_area & ~last), area_effective, replace=False)] = True
    effective[rng.choice(np.flatnonzero(~in_area), 4, replace=False)] = True
    years = rng.integers(2010, 2017, len(groups))
    frame = pd.DataFrame(
        {
            "type_id": [f"LM{n:02d}" for n in range(1, len(groups) + 1)],
            "type_name": [
                f"{MODEL_GROUPS[group][0]} – mẫu {n}"
                for group, n in zip(groups, number, strict=True)
            ],
            "model_group": groups,
            "launched_on": pd.to_datetime([f"{year}-01-15" for year in years]).as_unit("us"),
            "is_judged_effective": effective,
        }
    )
    return _columns(MODEL_TYPES, frame)


def _points(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    level: np.ndarray,
    types: pd.DataFrame,
    totals: Totals,
) -> pd.DataFrame:
    adopters, group = _adopters(rng, areas, level, totals)
    located = round(0.037 * totals.replicated_areas)  # replicated to by organisations only
    judged = totals.replicated_areas - located
    plain = rng.choice(adopters, size=totals.areas_with_model - judged, replace=False)
    first = _area_points(rng, areas, adopters, group, types, judged_out=plain)
    second = _second_points(rng, areas, adopters, group, types, judged_out=plain)
    dormant = _dormant_points(rng, areas, adopters, types)
    taken = np.setdiff1d(adopters, plain)
    organisations = _organisation_points(rng, areas, types, taken=taken, located=located)
    living = pd.concat([first, second], ignore_index=True)
    weight = rng.gamma(6, size=len(living))
    living["members_count"] = _share_out(totals.members, weight, least=5)
    points = pd.concat([living, dormant, organisations], ignore_index=True)
    points["point_id"] = [f"D{n:04d}" for n in range(1, len(points) + 1)]
    points["teams_count"] = rng.integers(1, 4, len(points))
    return _columns(POINTS, _recognise(rng, _fund_and_review(rng, points), types, totals))


def _adopters(
    rng: np.random.Generator, areas: pd.DataFrame, level: np.ndarray, totals: Totals
) -> tuple[np.ndarray, dict[int, str]]:
    commune = areas["commune_code"].to_numpy()
    codes, place = np.unique(commune, return_inverse=True)
    drive = rng.normal(0, 1, len(codes))[place] + 0.3 * level + rng.normal(0, 0.8, len(areas))
    adopters = np.sort(np.argsort(-drive, kind="stable")[: totals.areas_with_model])
    groups = np.array(list(EFFECTS))
    usual = rng.choice(groups, size=len(codes), p=_GROUP_SHARES)[place]
    own = rng.choice(groups, size=len(areas), p=_GROUP_SHARES)
    group = np.where(rng.random(len(areas)) < 0.8, usual, own)
    group[adopters[: len(groups)]] = groups
    return adopters, dict(zip(adopters.tolist(), group[adopters].tolist(), strict=True))


def _types_of(types: pd.DataFrame, group: str, *, effective: bool) -> np.ndarray:
    own = types["model_group"].eq(group)
    chosen = types.loc[own & types["is_judged_effective"].eq(effective), "type_id"]
    return (chosen if len(chosen) else types.loc[own, "type_id"]).to_numpy()


def _blank_points(areas: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(index=range(len(rows)))
    for column in POINTS.typed_columns:
        frame[column.name] = POINTS.empty()[column.name].reindex(frame.index)
    frame["area_id"] = areas["area_id"].to_numpy()[rows]
    frame["commune_code"] = areas["commune_code"].to_numpy()[rows]
    frame["setting"], frame["status"] = "area", "active"
    return frame


def _days(rng: np.random.Generator, months: np.ndarray) -> pd.Series:
    """Days in the months counted from January 2017."""
    first = np.datetime64("2017-01", "M") + months.astype("int64")
    days = first.astype("datetime64[D]") + rng.integers(0, 28, len(months))
    return pd.Series(days.astype("datetime64[us]"))


def _area_points(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    adopters: np.ndarray,
    group: dict[int, str],
    types: pd.DataFrame,
    *,
    judged_out: np.ndarray,
) -> pd.DataFrame:
    points = _blank_points(areas, adopters)
    plain = set(judged_out.tolist())
    points["type_id"] = [
        rng.choice(_types_of(types, group[area], effective=area not in plain))
        for area in adopters.tolist()
    ]
    codes, place = np.unique(points["commune_code"].to_numpy(dtype=object), return_inverse=True)
    wave = np.where(rng.random(len(codes)) < 0.18, -30, rng.integers(12, 62, len(codes)))
    points["started_on"] = _days(rng, wave[place] + rng.integers(0, 6, len(points)))
    points.loc[rng.random(len(points)) < 0.03, "status"] = "pilot"
    return points


def _second_points(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    adopters: np.ndarray,
    group: dict[int, str],
    types: pd.DataFrame,
    *,
    judged_out: np.ndarray,
) -> pd.DataFrame:
    rows = np.sort(rng.choice(adopters, size=len(adopters) // 8, replace=False))
    points = _blank_points(areas, rows)
    plain = set(judged_out.tolist())
    chosen = []
    for area in rows.tolist():
        other = rng.choice([name for name in EFFECTS if name != group[area]])
        chosen.append(rng.choice(_types_of(types, other, effective=area not in plain)))
    points["type_id"] = chosen
    points["started_on"] = _days(rng, rng.integers(63, 69, len(points)))
    return points


def _dormant_points(
    rng: np.random.Generator, areas: pd.DataFrame, adopters: np.ndarray, types: pd.DataFrame
) -> pd.DataFrame:
    """Points that cover nothing at the end of 2022: retired, suspended, of unknown state, proposed;
    in areas without a model in force."""
    outside = np.setdiff1d(np.arange(len(areas)), adopters)
    rows = rng.choice(outside, size=max(4, len(outside) // 3), replace=False)
    points = _blank_points(areas, rows)
    points["type_id"] = [
        rng.choice(_types_of(types, group, effective=False))
        for group in rng.choice(list(EFFECTS), size=len(rows))
    ]
    states = ("retired", "suspended", "unknown", "proposed")
    points["status"] = rng.choice(states, size=len(rows), p=(0.45, 0.2, 0.25, 0.1))
    points.iloc[:4, points.columns.get_loc("status")] = states
    start = rng.integers(-12, 30, len(rows))
    points["started_on"] = _days(rng, start)
    ended = _days(rng, start + rng.integers(14, 36, len(rows)))
    points["ended_on"] = ended.where(points["status"].isin(["retired", "suspended"]))
    points.loc[points["status"].eq("proposed"), "started_on"] = pd.NaT
    points["members_count"] = rng.integers(5, 20, len(rows))
    return points


def _organisation_points(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    types: pd.DataFrame,
    *,
    taken: np.ndarray,
    located: int,
) -> pd.DataFrame:
    own = types[types["model_group"].isin(_ORGANISATION_GROUPS)]
    judged = own.loc[own["is_judged_effective"], "type_id"].to_numpy()
    others = own.loc[~own["is_judged_effective"], "type_id"].to_numpy()
    elsewhere = np.setdiff1d(np.arange(len(areas)), taken)
    only_here = rng.choice(elsewhere, size=located, replace=False)
    type_id = np.concatenate([np.resize(judged, located), np.resize(judged, 8), np.tile(others, 3)])
    rows = np.concatenate(
        [only_here, rng.choice(taken, 8), rng.integers(0, len(areas), 3 * len(others))]
    )
    points = _blank_points(areas, rows)
    points["type_id"] = type_id
    group = points["type_id"].map(types.set_index("type_id")["model_group"])
    points["setting"] = [rng.choice(_ORGANISATION_GROUPS[name]) for name in group]
    points["started_on"] = _days(rng, rng.integers(-24, 66, len(rows)))
    points["members_count"] = rng.integers(3, 15, len(rows))
    return points


def _fund_and_review(rng: np.random.Generator, points: pd.DataFrame) -> pd.DataFrame:
    size = len(points)
    leads = ("cong_an", "ubnd", "mttq", "phu_nu", "thanh_nien", "nong_dan", "cuu_chien_binh")
    points["lead"] = rng.choice(leads, size=size, p=(0.4, 0.15, 0.15, 0.1, 0.08, 0.08, 0.04))
    for column, middle, blank in (("budget_vnd", 15.2, 0.2), ("social_vnd", 15.8, 0.3)):
        money = (np.exp(rng.normal(middle, 0.7, size)) / 500_000).round().astype("int64") * 500_000
        points[column] = pd.Series(money, dtype="Int64").mask(rng.random(size) < blank)
    review = _days(rng, rng.integers(24, 69, size))
    keep = review.gt(points["started_on"]) & (rng.random(size) < 0.7)
    points["reviewed_on"] = review.where(keep)
    return points


def _contributors(points: pd.DataFrame, key: Sequence[int]) -> pd.Series:
    """How many gave the contributed money of each point: at least one where there is money; none,
    or blank, where the money is blank. Drawn by itself, so that nothing else hangs on it."""
    rng = np.random.default_rng(key)
    size = len(points)
    is_area = points["setting"].eq("area")
    # VND of one contributor: mostly households in areas, members and firms elsewhere.
    each = np.exp(rng.normal(0, 0.4, size)) * np.where(is_area, 300_000, 1_500_000)
    money = points["social_vnd"].astype("Float64").fillna(0).to_numpy("float64")
    gave = (money > 0) * (1 + rng.poisson(money / each))
    chance = rng.random(size)
    is_blank = np.where(money > 0, chance < 0.12, chance < 0.6)
    return pd.Series(gave, points.index, dtype="Int64").mask(is_blank)


def _recognise(
    rng: np.random.Generator, points: pd.DataFrame, types: pd.DataFrame, totals: Totals
) -> pd.DataFrame:
    """Recognitions: V05 noted so many types in 2021 and 2022, one of them in both years."""
    some = (rng.random(len(points)) < 0.25) & points["status"].eq("active")
    points.loc[some, "recognition_level"] = rng.choice(
        ("commune", "district", "province"), size=some.sum(), p=(0.6, 0.3, 0.1)
    )
    points.loc[some, "recognised_year"] = rng.integers(2018, 2023, some.sum())
    living = points[points["status"].eq("active") & points["started_on"].lt("2021-01-01")]
    judged = set(types.loc[types["is_judged_effective"], "type_id"])
    often = living.loc[living["type_id"].isin(judged), "type_id"].value_counts()
    names = sorted(often[often.ge(2)].index)
    both = totals.v05_types_2021 + totals.v05_types_2022 - 1
    chosen = rng.choice(names, size=min(both, len(names)), replace=False)
    plan = [(name, 2021) for name in chosen[: totals.v05_types_2021]]
    plan += [(name, 2022) for name in chosen[totals.v05_types_2021 - 1 :]]
    used: set[int] = set()
    for name, year in plan:
        row = next(i for i in living.index[living["type_id"].eq(name)] if i not in used)
        used.add(row)
        points.loc[row, ["recognition_level", "recognised_year"]] = ["v05", year]
    return points


def _treatment(
    areas: pd.DataFrame, points: pd.DataFrame, types: pd.DataFrame, months: int
) -> tuple[np.ndarray, np.ndarray]:
    """First group of each area ("" if none), and how far its effect has set in: areas × months."""
    own = points[points["setting"].eq("area") & points["started_on"].notna()]
    first = own.sort_values(["started_on", "point_id"]).drop_duplicates("area_id")
    first = first.set_index("area_id").reindex(areas["area_id"])
    group = first["type_id"].map(types.set_index("type_id")["model_group"]).fillna("").to_numpy()
    start = _month_number(first["started_on"]).fillna(months).to_numpy()[:, None]
    end = _month_number(first["ended_on"]).fillna(months).to_numpy()[:, None]
    month = np.arange(months)[None, :]
    ramp = np.clip((month - start + 1) / RAMP_MONTHS, 0, 1) * (month < end)
    return group.astype("U"), ramp


def _month_number(days: pd.Series) -> pd.Series:
    return (days.dt.year - 2017) * 12 + days.dt.month - 1


def _activity(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    level: np.ndarray,
    points: pd.DataFrame,
    types: pd.DataFrame,
    totals: Totals,
    *,
    last: str,
) -> tuple[pd.DataFrame, dict[str, object]]:
    months = pd.date_range(FIRST_MONTH, last, freq="MS", unit="us")
    group, ramp = _treatment(areas, points, types, len(months))
    log_ratio = np.log([EFFECTS.get(name, 1.0) for name in group])[:, None]
    untreated = _untreated_means(areas, level, len(months))
    reported = _reported(rng, areas, len(months))
    counts: dict[str, np.ndarray] = {}
    for kind, mean in untreated.items():
        ratio = np.exp(log_ratio * ramp) if kind in AIMED_AT else 1.0
        counts[f"incident_{kind}_count"] = rng.poisson(mean * ratio)
    counts |= _reports(rng, ramp > 0, reported, totals)
    rows, columns = np.nonzero(reported)
    table = pd.DataFrame(
        {name: pd.array(values[rows, columns], dtype="Int64") for name, values in counts.items()}
    )
    table["area_id"] = areas["area_id"].to_numpy()[rows]
    table["month"] = months.to_numpy()[columns]
    aimed = sum(untreated[kind] for kind in AIMED_AT)
    return _columns(ACTIVITY, table), _truth(group, ramp, log_ratio, aimed, reported)


def _untreated_means(areas: pd.DataFrame, level: np.ndarray, months: int) -> dict[str, np.ndarray]:
    """Expected cases without any model, by kind: areas × months."""
    households = areas["households_count"].astype("Float64").fillna(320).to_numpy(float)
    area = np.exp(level - 0.125) * (households / 320) ** 0.7
    month = np.arange(months)
    season = 1 + 0.15 * np.cos(2 * np.pi * (month % 12) / 12)
    closed = np.where((month >= 54) & (month <= 56), 0.6, 1.0)  # July to September 2021
    means = {}
    for kind in INCIDENTS:
        trend = np.exp((0.016 if kind == "fraud" else -0.002) * month)
        means[kind] = _BASE[kind] * area[:, None] * (season * closed * trend)[None, :]
    return means


def _reported(rng: np.random.Generator, areas: pd.DataFrame, months: int) -> np.ndarray:
    """Which area-months were reported: some communes miss quarters, six areas the last year."""
    reported = rng.random((len(areas), months)) < 0.98
    codes, place = np.unique(areas["commune_code"].to_numpy(dtype=object), return_inverse=True)
    missed = np.repeat(rng.random((len(codes), months // 3)) < 0.015, 3, axis=1)
    reported &= ~missed[place]
    reported[rng.choice(len(areas), size=6, replace=False), -12:] = False
    return reported


def _reports(
    rng: np.random.Generator, treated: np.ndarray, reported: np.ndarray, totals: Totals
) -> dict[str, np.ndarray]:
    weight = np.where(treated, 3.0, 1.0) * reported
    weight[:, _PUBLISHED_MONTH:] = 0  # the total is of what was known when it was published
    useful = rng.multinomial(totals.useful_tips, (weight / weight.sum()).ravel())
    useful = useful.reshape(treated.shape)
    return {
        "sessions_count": rng.poisson(np.where(treated, 0.5, 0.15)),
        "tips_count": useful + rng.poisson(np.where(treated, 0.12, 0.04)),
        "useful_tips_count": useful,
        "mediations_count": rng.poisson(0.08, treated.shape),
    }


def _truth(
    group: np.ndarray,
    ramp: np.ndarray,
    log_ratio: np.ndarray,
    aimed: np.ndarray,
    reported: np.ndarray,
) -> dict[str, object]:
    groups = {}
    for name, ratio in EFFECTS.items():
        cells = (group == name)[:, None] & (ramp > 0) & reported
        without = float(aimed[cells].sum())
        with_models = float((aimed * np.exp(log_ratio * ramp))[cells].sum())
        groups[name] = {
            "long_run_ratio": ratio,
            "ramp_months": RAMP_MONTHS,
            "treated_area_months": int(cells.sum()),
            "expected_cases_without": round(without, 3),
            "expected_cases_with": round(with_models, 3),
            "ratio_over_treated": round(with_models / without, 6) if without else None,
        }
    return {
        "is_made_up": True,
        "outcomes": [f"incident_{kind}_count" for kind in AIMED_AT],
        "placebo_outcomes": ["incident_fraud_count"],
        "rule": "an area belongs to its first group; a second group adds no effect",
        "groups": groups,
    }


def _new_models(
    rng: np.random.Generator, areas: pd.DataFrame, types: pd.DataFrame, points: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two types launched in 2023, with points in some areas that had none, from December on.

    They come when the counts of the year are over, so that they have no part in the truth.
    """
    groups = ["camera", "tu_quan"]
    launched = types.head(2).assign(
        type_id=["LM90", "LM91"],
        type_name=[f"{MODEL_GROUPS[group][0]} – mẫu 2023" for group in groups],
        model_group=groups,
        launched_on=pd.Timestamp("2023-11-15").as_unit("us"),
        is_judged_effective=False,
    )
    outside = np.flatnonzero(~areas["area_id"].isin(points["area_id"]))
    rows = np.sort(rng.choice(outside, size=min(24, len(outside)), replace=False))
    new = _blank_points(areas, rows)
    new["type_id"] = rng.choice(["LM90", "LM91"], size=len(rows))
    new["started_on"] = pd.Timestamp("2023-12-31").as_unit("us")
    new["point_id"] = [f"D9{n:03d}" for n in range(1, len(new) + 1)]
    new["members_count"] = rng.integers(5, 20, len(new))
    new["teams_count"] = 1
    new["lead"] = "cong_an"
    both = pd.concat([types, launched], ignore_index=True)
    return both, _columns(POINTS, pd.concat([points, new], ignore_index=True))


def _registrations(
    rng: np.random.Generator, province: Province, areas: pd.DataFrame, years: range
) -> pd.DataFrame:
    communes = areas["commune_code"].unique()
    units_by_level = {"area": areas["area_id"].to_numpy(), "commune": communes}
    districts = units.communes(province)["district_code"].dropna().unique()
    if len(districts):
        units_by_level["district"] = districts
    single = [
        _single_units(rng, level, names, year)
        for level, names in units_by_level.items()
        for year in years
    ]
    classes = [
        _organisation_classes(rng, level, communes, year)
        for level in ("agency", "enterprise", "school")
        for year in years
    ]
    return _columns(REGISTRATIONS, pd.concat([*single, *classes], ignore_index=True))


def _single_units(
    rng: np.random.Generator, level: str, names: np.ndarray, year: int
) -> pd.DataFrame:
    size = len(names)
    score = np.clip(rng.normal(80, 9, size), 40, 99).round(1)
    if level == "district":
        score = np.clip(score, 70, 99)  # the province says that all of them did well
    # Made-up cut-offs: those of Decision 510/QĐ-BCA-V05 were not found.
    place = np.digitize(score, [50, 65, 90])
    classes = np.array(["yeu", "trung_binh", "kha", "xuat_sac"])[place]
    registered = (rng.random(size) < 0.97).astype(int)
    frame = pd.DataFrame(
        {
            "level": level,
            "unit_id": names,
            "year": year,
            "eligible_count": 1,
            "registered_count": registered,
            "attained_count": registered * (score >= 68),
            "fair_count": (place >= 2).astype(int),
            "classification": classes,
            "self_score": np.clip(score + rng.normal(2, 2, size), 0, 100).round(1),
            "score": score,
        }
    )
    if level == "area":
        frame[["self_score", "score"]] = np.nan
    return frame


def _organisation_classes(
    rng: np.random.Generator, level: str, communes: np.ndarray, year: int
) -> pd.DataFrame:
    eligible = rng.poisson({"agency": 3, "enterprise": 2, "school": 1.5}[level], len(communes))
    registered = rng.binomial(eligible, 0.78 if level == "enterprise" else 0.98)
    attained = rng.binomial(registered, 0.85)
    return pd.DataFrame(
        {
            "level": level,
            "unit_id": communes,
            "year": year,
            "eligible_count": eligible,
            "registered_count": registered,
            "attained_count": attained,
            "fair_count": np.minimum(eligible, attained + rng.binomial(registered - attained, 0.6)),
        }
    )
