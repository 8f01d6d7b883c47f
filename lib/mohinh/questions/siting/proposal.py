"""Everything that a page about the next points needs, asked at once."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mohinh.questions.siting.choice import Choice, Reach, choose
from mohinh.questions.siting.comparison import Comparison, FallBack, by_count, compare, fall_back
from mohinh.questions.siting.floors import Lowered, floors_for, lowered
from mohinh.questions.siting.frontier import Frontier, frontier, place_of, region_shares
from mohinh.questions.siting.need import Need, Weights
from mohinh.questions.siting.robustness import DRAWS, Robustness, robustness
from mohinh.words.errors import CannotPlace

Refusal = Literal["no_candidates", "all_reached", "too_few_points", "too_little_money"]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """New points proposed for open areas, and what stands beside them.

    Attributes
    ----------
    need, weights, score : as given, and the need of each area that follows
    plan : the choice; empty where refused
    floors : those that were set, and those that had to be lowered
    reach, reach_km, region : as asked for
    regions : index region: `open_count`, `chosen_count`, `share` (of the open need of its areas),
        `by_count_count` (new points, were they put where the count is highest)
    beside : the plan beside that by count
    fall_back : what became of last year's highest
    frontier, place, other_place : the frontier (of points that reach their own area); where the
        plan and that by count lie beside it
    robustness : how often each area is chosen
    refusal, refusal_detail : why nothing is proposed; None and empty where something is. Only
        `need`, `weights`, `score` and `floors` then hold something
    """

    need: Need
    weights: Weights
    score: pd.Series
    floors: Lowered
    reach: Reach
    reach_km: float
    region: str
    plan: Choice
    regions: pd.DataFrame
    beside: Comparison | None
    fall_back: FallBack | None
    frontier: Frontier | None
    place: dict | None
    other_place: dict | None
    robustness: Robustness | None
    refusal: Refusal | None = None
    refusal_detail: str = ""


def propose(
    need: Need,
    *,
    region: str,
    points: int = 0,
    budget_vnd: float = 0,
    cost_vnd: float = 0,
    weights: Weights | None = None,
    fit: pd.Series | None = None,
    per_region: int = 0,
    remote: int = 0,
    reach: Reach = "area",
    reach_km: float = 0.0,
    distances: pd.DataFrame | None = None,
    draws: int = DRAWS,
    seed: int = 2022,
) -> Proposal:
    """The areas that a number of points or a budget could go to, and what stands beside them.

    Parameters
    ----------
    need : of `find_need`
    region : column of the areas, such as `district_name`
    points, budget_vnd, cost_vnd : at most so many, at most so much money at so much each; 0: no
        such limit
    weights, fit : of the need; None: the defaults, neutral
    per_region, remote : at least so many in each region, and in border and island areas together;
        lowered where there are fewer candidates
    reach, reach_km, distances, draws, seed : as in `choose` and `robustness`

    A plan that cannot be made as asked is no error: the proposal says why, in `refusal`. What a
    caller got wrong is raised, as by `choose`.
    """
    own = Weights() if weights is None else weights
    score = need.score(own, fit=fit)
    wanted = floors_for(need.table, region=region, per_region=per_region, remote=remote)
    floors = lowered(wanted, need.candidates)
    limits = {
        "points": points or None, "budget_vnd": budget_vnd or None, "cost_vnd": cost_vnd or None,
        "floors": floors.floors, "reach": reach, "reach_km": reach_km, "distances": distances,
    }  # fmt: skip
    common = {
        "need": need, "weights": own, "score": score, "floors": floors, "reach": reach,
        "reach_km": reach_km, "region": region,
    }  # fmt: skip
    try:
        plan = choose(need.table, score, **limits)
    except CannotPlace as fault:
        return _refused(common, fault)
    count = len(plan.chosen)
    other = by_count(need, score, points=count)
    places = [place_of(choice.chosen, need.table, score, region=region) for choice in (plan, other)]
    return Proposal(
        **common,
        plan=plan,
        regions=_regions(plan, other, need, score, region),
        beside=compare(plan, other, need, floors=floors.floors),
        fall_back=fall_back(need, points=count),
        frontier=frontier(need.table, score, region=region, points=count),
        place=places[0],
        other_place=places[1],
        robustness=robustness(need, weights=own, fit=fit, draws=draws, seed=seed, **limits),
    )


def _regions(
    plan: Choice, other: Choice, need: Need, score: pd.Series, region: str
) -> pd.DataFrame:
    shares = region_shares(plan.chosen, need.table, score, region=region)
    counts = need.table.loc[list(other.chosen), region].value_counts()
    return shares.assign(by_count_count=counts.reindex(shares.index, fill_value=0))


def _refused(common: dict, fault: CannotPlace) -> Proposal:
    blank = pd.Series(dtype="float64", index=pd.Index([], name="commune_code"))
    columns = ["open_count", "chosen_count", "share", "by_count_count"]
    return Proposal(
        **common,
        plan=Choice((), blank, blank, 0, np.nan),
        regions=pd.DataFrame(columns=columns),
        beside=None,
        fall_back=None,
        frontier=None,
        place=None,
        other_place=None,
        robustness=None,
        refusal=fault.reason,
        refusal_detail=str(fault),
    )
