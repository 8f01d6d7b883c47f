"""The best areas for new points within a number, a budget and floors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from mohinh.questions.siting import solving
from mohinh.questions.siting.floors import Floor, check_floors
from mohinh.questions.siting.solving import Program
from mohinh.words.errors import CannotPlace, InvalidTable, VintageMismatch

# area     the households of its own area
# within   those of all areas whose commune lies within a distance (maximal covering)
# nearest  everybody, the nearer the better (p-median)
Reach = Literal["area", "within", "nearest"]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The areas proposed for new points.

    Attributes
    ----------
    chosen : `area_id`, most need first
    gains : index commune: what the new points gain there, in households of need (times kilometres
        nearer, where reach is `nearest`)
    whole : index commune: what could be gained at most
    households_count : households in the chosen areas
    cost_vnd : of all chosen; missing without a budget
    """

    chosen: tuple[str, ...]
    gains: pd.Series
    whole: pd.Series
    households_count: int
    cost_vnd: float

    @property
    def gain(self) -> float:
        """What is gained in all."""
        return float(self.gains.sum())

    @property
    def share(self) -> float:
        """Part of what could be gained at most; missing where nothing could."""
        whole = float(self.whole.sum())
        return self.gain / whole if whole > 0 else np.nan


def choose(
    table: pd.DataFrame,
    score: pd.Series,
    *,
    points: int | None = None,
    budget_vnd: float | None = None,
    cost_vnd: float | pd.Series | None = None,
    floors: Sequence[Floor] = (),
    reach: Reach = "area",
    reach_km: float = 0.0,
    distances: pd.DataFrame | None = None,
) -> Choice:
    """The open areas where new points reach most need.

    Parameters
    ----------
    table : of `Need`, all areas
    score : of `Need.score`, on its index
    points, budget_vnd, cost_vnd : at most so many points, at most so much money at a cost for each
        (one number, or by area); one of the two limits is needed
    floors : at least so many here
    reach, reach_km, distances : whom a point reaches; distances of `commune_distances`

    Raises `CannotPlace` where nothing is open or the limits cannot meet the floors, `InvalidTable`
    for arguments that do not fit, `VintageMismatch` for communes that have no distance.
    """
    setting = Setting.of(
        table, points=points, budget_vnd=budget_vnd, cost_vnd=cost_vnd, floors=floors, reach=reach,
        reach_km=reach_km, distances=distances,
    )  # fmt: skip
    program = setting.programme(score)
    return chosen_of(program, solving.best(program), table, cost_vnd=cost_vnd)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Candidates and limits of a choice, whatever the score.

    Attributes
    ----------
    table : of `Need`, all areas
    own : the rows of its n candidates, by code; `places` (n,) where in the table they stand
    rows, most : limits rows @ x ≤ most
    alike : (n,) one number for candidates that the limits do not tell apart
    reach, reach_km, distances : as in `choose`
    """

    table: pd.DataFrame
    own: pd.DataFrame
    places: np.ndarray
    rows: sparse.csr_array
    most: np.ndarray
    alike: np.ndarray
    reach: Reach
    reach_km: float
    distances: pd.DataFrame | None

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        *,
        points: int | None = None,
        budget_vnd: float | None = None,
        cost_vnd: float | pd.Series | None = None,
        floors: Sequence[Floor] = (),
        reach: Reach = "area",
        reach_km: float = 0.0,
        distances: pd.DataFrame | None = None,
    ) -> "Setting":
        """Parameters and errors as in `choose`."""
        own = table[table["status"].eq("open")].sort_index()
        _check_limits(points, budget_vnd, cost_vnd)
        if own.empty:
            raise CannotPlace(
                "no open area: every area with known households has a point in force, or its state "
                "is not known",
                reason="no_candidates",
            )
        most = len(own) if points is None else points
        check_floors(floors, own, points=most)
        cost = np.zeros(len(own)) if cost_vnd is None else _costs(cost_vnd, own.index)
        members = [floor.members(own).to_numpy() for floor in floors]
        rows, at_most = _limits(most, budget_vnd, cost, floors, members)
        return cls(
            table=table,
            own=own,
            places=table.index.get_indexer(own.index),
            rows=rows,
            most=at_most,
            alike=solving.numbered(cost, *members),
            reach=reach,
            reach_km=reach_km,
            distances=distances,
        )

    def programme(self, score: pd.Series) -> Program:
        """The integer programme behind `choose`; raises for the score what `choose` does."""
        _check_score(self.table, score)
        own, demand = self.own, score.fillna(0.0)
        need = demand.to_numpy()[self.places]
        if self.reach == "area":
            gain = need
            twins = solving.numbered(solving.whole_numbers(gain), self.alike)
            spread = _Spread.none(
                demand.iloc[self.places].groupby(own["commune_code"]).sum(), len(own)
            )
        else:
            gain = np.zeros(len(own))
            twins = solving.numbered(own["commune_code"], self.alike)
            spread = self._spread(demand)
        if not max(gain.max(), spread.gain.max(initial=0.0)) > 0:
            raise CannotPlace(
                "nothing is gained by a new point: everybody in need is within reach of one "
                "already",
                reason="all_reached",
            )
        return Program(
            candidates=own.index,
            own=need,
            gain=np.r_[gain, spread.gain],
            demand=np.r_[own["commune_code"].to_numpy(), spread.codes],
            whole=spread.whole,
            opens=spread.opens,
            lots=spread.lots,
            rows=self.rows,
            most=self.most,
            twins=twins,
        )

    def _spread(self, demand: pd.Series) -> "_Spread":
        near = _distances(self.table, self.distances)
        need = demand.groupby(self.table["commune_code"]).sum()
        if self.reach == "within":
            return _covering(self.table, self.own, need, near, self.reach_km)
        return _median(self.table, self.own, need, near)


def chosen_of(
    program: Program,
    is_chosen: np.ndarray,
    table: pd.DataFrame,
    *,
    cost_vnd: float | pd.Series | None = None,
) -> Choice:
    """The choice that these candidates (n, bool) make."""
    places = np.flatnonzero(is_chosen)
    places = places[np.argsort(-program.own[places], kind="stable")]
    chosen = program.candidates[places]
    gains = pd.Series(program.gained(is_chosen)).groupby(program.demand).sum()
    cost = np.nan if cost_vnd is None else float(_costs(cost_vnd, chosen).sum())
    return Choice(
        tuple(chosen),
        gains.reindex(program.whole.index, fill_value=0.0),
        program.whole,
        int(table.loc[chosen, "households_count"].sum()),
        cost,
    )


def _check_limits(
    points: int | None,
    budget_vnd: float | None,
    cost_vnd: float | pd.Series | None,
) -> None:
    if points is None and budget_vnd is None:
        raise InvalidTable("limits: found neither points nor budget_vnd; expected one of them")
    if points is not None and points < 1:
        raise InvalidTable(f"points: found {points}, expected 1 or more")
    if (budget_vnd is None) != (cost_vnd is None):
        raise InvalidTable("limits: budget_vnd and cost_vnd go together; found one of them")


def _check_score(table: pd.DataFrame, score: pd.Series) -> None:
    if not table.index.is_unique or not score.index.equals(table.index):
        raise InvalidTable("score: expected one number for each area of the table, in its order")
    if score.lt(0).any():
        raise InvalidTable(f"score: found {score.min():g}, expected 0 or more")


def _costs(cost_vnd: float | pd.Series, index: pd.Index) -> np.ndarray:
    each = (
        cost_vnd.reindex(index) if isinstance(cost_vnd, pd.Series) else pd.Series(cost_vnd, index)
    )
    wrong = each.index[~each.gt(0)]
    if len(wrong):
        raise InvalidTable(
            f"cost_vnd: area {wrong[0]!r} has {each[wrong[0]]}, expected a cost above 0 for each "
            "open area"
        )
    return each.to_numpy("float64")


def _limits(
    points: int,
    budget_vnd: float | None,
    cost: np.ndarray,
    floors: Sequence[Floor],
    members: Sequence[np.ndarray],
) -> tuple[sparse.csr_array, np.ndarray]:
    """Constraints on x: number, budget, floors (turned round: −Σ x ≤ −least), each over the
    candidates that are its `members`."""
    rows, most = [np.ones(len(cost))], [float(points)]
    if budget_vnd is not None:
        if cost.min() > budget_vnd:
            raise CannotPlace(
                f"budget_vnd: found {budget_vnd:,.0f}, the cheapest point costs {cost.min():,.0f}",
                reason="too_little_money",
            )
        scale = cost.max()  # HiGHS reads numbers near 1 best
        rows.append(cost / scale)
        most.append(budget_vnd / scale + 1e-9)
    for floor, own in zip(floors, members, strict=True):
        rows.append(-own.astype("float64"))
        most.append(-float(floor.least))
    return sparse.csr_array(np.array(rows)), np.array(most)


def _distances(table: pd.DataFrame, distances: pd.DataFrame | None) -> pd.DataFrame:
    """Distances of the communes of the table, in the order of their codes."""
    if distances is None:
        raise InvalidTable("reach: distances are needed, found none; give `commune_distances`")
    codes = pd.Index(sorted(table["commune_code"].unique()), name="commune_code")
    absent = codes.difference(distances.index)
    if len(absent):
        raise VintageMismatch(
            f"distances: {len(absent)} communes of the areas have none, the first {absent[0]!r}; "
            "expected polygons of the same vintage as the workbook"
        )
    return distances.loc[codes, codes]


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """The y of a `Program`: gain, commune, lot, which x reach it; and the whole by commune."""

    gain: np.ndarray
    codes: np.ndarray
    lots: np.ndarray
    opens: sparse.csr_array
    whole: pd.Series

    @classmethod
    def none(cls, whole: pd.Series, count: int) -> "_Spread":
        """No y: candidates gain by themselves."""
        blank = np.array([], "int64")
        return cls(np.array([]), np.array([], object), blank, sparse.csr_array((0, count)), whole)


def _covering(
    table: pd.DataFrame, own: pd.DataFrame, need: pd.Series, near: pd.DataFrame, reach_km: float
) -> _Spread:
    """One y for each commune that no point reaches yet."""
    within = near.to_numpy() <= reach_km + 1e-9
    is_unreached = ~within[:, _served(table, near.index)].any(axis=1)
    codes = near.index[is_unreached]
    opens = sparse.csr_array(within[is_unreached].astype("float64")) @ _homes(own, near.index)
    own_need = need.reindex(codes)
    return _Spread(
        own_need.to_numpy(),
        codes.to_numpy(),
        np.arange(len(codes)),
        sparse.csr_array(opens),
        own_need,
    )


def _median(table: pd.DataFrame, own: pd.DataFrame, need: pd.Series, near: pd.DataFrame) -> _Spread:
    """One y for each commune and each commune nearer to it than its nearest point is now.

    Where no point is in force anywhere, the nearest is taken to be as far as the farthest commune.
    """
    km, weight = near.to_numpy(), need.reindex(near.index).to_numpy()
    served = _served(table, near.index)
    now = km[:, served].min(axis=1) if served.any() else np.full(len(km), km.max())
    has_open = near.index.isin(own["commune_code"])
    one, other = np.nonzero((km < now[:, None]) & has_open & (weight > 0)[:, None])
    return _Spread(
        weight[one] * (now[one] - km[one, other]),
        near.index.to_numpy()[one],
        one,
        _homes(own, near.index)[other],
        pd.Series(weight * now, index=near.index),
    )


def _served(table: pd.DataFrame, communes: pd.Index) -> np.ndarray:
    """Which communes have a point in force in one of their areas."""
    return communes.isin(table.loc[table["status"].eq("served"), "commune_code"])


def _homes(own: pd.DataFrame, communes: pd.Index) -> sparse.csr_array:
    """Communes × candidates: 1 where the candidate lies in the commune."""
    rows = communes.get_indexer(own["commune_code"])
    return sparse.csr_array(
        (np.ones(len(own)), (rows, np.arange(len(own)))), (len(communes), len(own))
    )
