"""The board: each type with what is known of it, a proposal, and the decision of people.

A proposal rests on the evidence on the type's group (`questions.evidence`) and on the upkeep of its
points. Signs of formalism and missed reviews ask for a look; they never lead to retiring by
themselves. A decision that people took stands over the proposal, which stays to be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import pandas as pd

from mohinh.questions.coverage import point_states
from mohinh.questions.lifecycle.copies import Copies
from mohinh.questions.lifecycle.reviews import review_shares, since_review
from mohinh.questions.lifecycle.silence import zero_shares
from mohinh.questions.lifecycle.upkeep import funding

# clarify   no point is known to be in force: say what became of it
# review    look at it first (rà soát, sơ kết), for the reasons given
# others    as the evidence on its group proposes
Proposed = Literal["clarify", "retire", "review", "replicate", "keep", "adjust", "insufficient"]
Reason = Literal[
    "no_point", "silent_points", "copied_reports", "overdue", "histories", "too_new", "evidence",
    "not_rated",
]  # fmt: skip
ZERO_SHARE_MOST = 0.2
OVERDUE_SHARE_MOST = 0.5  # without a review for more than 24 months
NEW_MONTHS = 12  # no point in force began before them: nothing can be said of the type yet


class Rated(Protocol):
    """What the board needs of a proposal of `questions.evidence`."""

    group: str
    decision: str
    rating: object


@dataclass(frozen=True, slots=True, eq=False)
class TypeFacts:
    """What is known of types, each by `type_id`.

    `states` of `events.type_states`; `in_force`, `old`, `copied` and `histories` count points in
    force, those that began before the last `NEW_MONTHS` or at an unknown day, those with repeated
    reports, and findings; `silent`, `reviews` and `money` are the tables of
    `silence.zero_shares`, `reviews.review_shares` and `upkeep.funding`.
    """

    states: pd.Series
    in_force: pd.Series
    old: pd.Series
    silent: pd.DataFrame
    copied: pd.Series
    reviews: pd.DataFrame
    money: pd.DataFrame
    histories: pd.Series


def type_facts(
    points: pd.DataFrame,
    *,
    on: date,
    states: pd.Series,
    found: pd.DataFrame,
    copied: Copies,
    histories: pd.DataFrame,
) -> TypeFacts:
    """The facts of every type on a day.

    `states` of `type_states`, `found` of `point_activity`, `copied` of `copied_reports`,
    `histories` of `impossible`.
    """
    active = points[point_states(points, on=on).eq("active")]
    signs = to_visit(points, found, copied)
    since = pd.Timestamp(on) - pd.DateOffset(months=NEW_MONTHS)
    return TypeFacts(
        states=states,
        in_force=active["type_id"].value_counts(),
        old=active.loc[~active["started_on"].gt(since).fillna(False), "type_id"].value_counts(),
        silent=zero_shares(points, found, by="type_id"),
        copied=signs.loc[signs["is_copied"], "type_id"].value_counts(),
        reviews=review_shares(since_review(points, on=on), by="type_id"),
        money=funding(active, by="type_id"),
        histories=histories["type_id"].value_counts(),
    )


def to_visit(points: pd.DataFrame, found: pd.DataFrame, copied: Copies) -> pd.DataFrame:
    """Points with a sign of their own, those with more signs first: rows of `points`, `is_zero`
    (nothing was recorded) and `is_copied` (equal reports for too long to be chance)."""
    signs = copied.areas.index[copied.areas["is_sign"]]
    known = found["why"].eq("")
    listed = points.assign(
        is_zero=found["is_zero"].fillna(False).astype(bool),
        is_copied=known & points["area_id"].isin(signs),
    )
    listed = listed[listed["is_zero"] | listed["is_copied"]]
    order = -(listed["is_zero"].astype(int) + listed["is_copied"].astype(int))
    return listed.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def board(
    types: pd.DataFrame,
    facts: TypeFacts,
    proposals: Sequence[Rated],
    *,
    decisions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per type, the most points in force first.

    Parameters
    ----------
    types : table of `tables.schemas`
    facts : what is known of the types
    proposals : of `evidence.propose`, one per model group; none for groups not rated
    decisions : index `type_id`, columns `decision, decided_on, body, reason`: the last decision on
        each type, of `tables.decisions`

    Returns
    -------
    Index `type_id`. `type_name`, `model_group`, `state`; `grade`, `verdict` and `evidence` (the
    proposal on its group; missing where not rated); `in_force_count`, `old_count`;
    `zero_count`, `known_count`, `copied_count`; `overdue_24_count`, `reviewable_count`,
    `median_months`; `median_vnd`, `social_share`;
    `histories_count`; `proposed` and its `reasons` (a tuple of `Reason`);
    `decision`, `decided_on`, `body`, `reason` of people (missing where they took none).
    """
    whole = _known(types.set_index("type_id"), facts).join(_evidence(types, proposals))
    found = [_propose(row) for row in whole.to_dict("records")]
    whole["proposed"] = [name for name, _ in found]
    whole["reasons"] = [reasons for _, reasons in found]
    columns = ["decision", "decided_on", "body", "reason"]
    taken = pd.DataFrame(columns=columns) if decisions is None else decisions[columns]
    whole = whole.join(taken.reindex(whole.index))
    order = whole.sort_values("in_force_count", ascending=False, kind="stable")
    return order.rename_axis("type_id")


def _known(types: pd.DataFrame, facts: TypeFacts) -> pd.DataFrame:
    whole = types[["type_name", "model_group"]].assign(
        state=facts.states.reindex(types.index).fillna("none"),
        in_force_count=_count(facts.in_force, types),
        old_count=_count(facts.old, types),
        copied_count=_count(facts.copied, types),
        histories_count=_count(facts.histories, types),
    )
    silent = facts.silent[["zero_count", "known_count"]].reindex(types.index).fillna(0)
    reviews = facts.reviews[["overdue_24_count", "points_count", "median_months"]]
    reviews = reviews.reindex(types.index).rename(columns={"points_count": "reviewable_count"})
    counts = ["overdue_24_count", "reviewable_count"]
    reviews[counts] = reviews[counts].fillna(0).astype("int64")
    money = facts.money[["median_vnd", "social_share"]].reindex(types.index)
    return whole.join([silent.astype("int64"), reviews, money])


def _count(counts: pd.Series, types: pd.DataFrame) -> pd.Series:
    return counts.reindex(types.index).fillna(0).astype("int64")


def _evidence(types: pd.DataFrame, proposals: Sequence[Rated]) -> pd.DataFrame:
    rows = {
        each.group: {
            "grade": each.rating.grade,  # type: ignore[attr-defined]
            "verdict": each.rating.verdict,  # type: ignore[attr-defined]
            "evidence": each.decision,
        }
        for each in proposals
    }
    by_group = pd.DataFrame.from_dict(
        rows, orient="index", columns=["grade", "verdict", "evidence"]
    )
    found = by_group.reindex(types["model_group"]).set_axis(types["type_id"])
    return found.astype({"grade": "Int64"})


def _propose(row: dict[str, object]) -> tuple[Proposed, tuple[Reason, ...]]:
    if not row["in_force_count"]:
        return "clarify", ("no_point",)
    signs = _signs(row)
    if not row["old_count"]:
        return ("review", (*signs, "too_new")) if signs else ("insufficient", ("too_new",))
    evidence = row["evidence"]
    if pd.isna(evidence):
        return ("review", (*signs, "not_rated")) if signs else ("insufficient", ("not_rated",))
    if evidence == "retire":
        return "retire", ("evidence", *signs)
    if signs:
        return "review", (*signs, "evidence")
    return evidence, ("evidence",)  # type: ignore[return-value]


def _signs(row: dict[str, object]) -> tuple[Reason, ...]:
    asked: dict[Reason, bool] = {
        "silent_points": row["zero_count"] > ZERO_SHARE_MOST * row["known_count"],
        "copied_reports": row["copied_count"] > 0,
        "overdue": row["overdue_24_count"] > OVERDUE_SHARE_MOST * row["reviewable_count"],
        "histories": row["histories_count"] > 0,
    }
    return tuple(name for name, holds in asked.items() if holds)
