"""Grade and verdict of every group, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from mohinh.questions.checks.result import CheckName
from mohinh.questions.effects.results import ALL, EffectEstimate
from mohinh.questions.evidence.dossier import Aim, Dossier
from mohinh.questions.evidence.facts import Known, find_facts
from mohinh.questions.evidence.side import Shrunken, ranks, shrink
from mohinh.questions.synthesis import MetaAnalysis
from mohinh.tables.rulings import (
    DIMENSIONS,
    Dimension,
    Fact,
    Rules,
    Verdict,
    first,
)
from mohinh.words.errors import InvalidTable, UnknownName


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """What may be said of one group on one outcome.

    Attributes
    ----------
    group, outcome, aim : whose, of what, which way is wished
    grade : 0 to 4; a sentence that says a model did something needs 4 (`rulings.CAUSAL_GRADE`)
    verdict : what the result is called
    estimate : the group's own; None where nothing is compared
    shrunken : drawn towards the groups' mean; None for too few communes
    chance_wished : probability that the true ratio lies on the wished side, from `shrunken`
    rank_low, rank_high, ranked_count : between which ranks, of how many groups; None likewise
    detectable_ratio : ratio nearest to 1 on the wished side that would have been found with 80 %;
        None where not known
    facts : every fact: True, False or None for not known
    lacking : facts that keep it from the next grade; empty at grade 4
    asked : facts that grades ask for
    failed : checks that were not passed, whether a grade asks for them or not
    """

    group: str
    outcome: str
    aim: Aim
    grade: int
    verdict: Verdict
    estimate: EffectEstimate | None
    shrunken: Shrunken | None
    chance_wished: float | None
    rank_low: int | None
    rank_high: int | None
    ranked_count: int
    detectable_ratio: float | None
    facts: Mapping[Fact, Known]
    lacking: tuple[Fact, ...]
    asked: tuple[Fact, ...]
    failed: tuple[CheckName, ...]

    def met(self, dimension: Dimension) -> tuple[int, int]:
        """Of a dimension's facts that grades ask for: how many hold, and how many there are."""
        own = [fact for fact in self.asked if DIMENSIONS[fact] == dimension]
        return sum(self.facts[fact] is True for fact in own), len(own)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All groups on one outcome.

    `together` holds the groups' common mean and how much they differ; None for fewer than three.
    `rules_version` is that of the rule table.
    """

    outcome: str
    aim: Aim
    ratings: tuple[Rating, ...]
    together: MetaAnalysis | None
    rules_version: str

    def rating(self, group: str) -> Rating:
        """The rating of one group. Raises `UnknownName`."""
        for rating in self.ratings:
            if rating.group == group:
                return rating
        known = ", ".join(rating.group for rating in self.ratings)
        raise UnknownName(f"group {group!r}: expected one of {known}")

    def table(self) -> pd.DataFrame:
        """One row per group, in the order given: group, grade, verdict, estimate, shrunken
        estimate, rank interval, facts met by dimension, what is lacking. Missing where there is
        none."""
        return pd.DataFrame([_row(rating) for rating in self.ratings])


_NEAREST: Mapping[Aim, str] = MappingProxyType(
    {"lower": "smallest_fall", "higher": "smallest_rise"}
)
_ESTIMATE = ("ratio", "low", "high", "p_holm", "observed", "expected", "avoided", "clusters_count")


def _row(rating: Rating) -> dict[str, object]:
    own, drawn = rating.estimate, rating.shrunken
    row: dict[str, object] = {
        "group": rating.group,
        "grade": rating.grade,
        "verdict": rating.verdict,
    }
    row |= {name: getattr(own, name, None) for name in _ESTIMATE}
    row |= {f"shrunken_{name}": getattr(drawn, name, None) for name in ("ratio", "low", "high")}
    row |= {
        "chance_wished": rating.chance_wished,
        "rank_low": rating.rank_low,
        "rank_high": rating.rank_high,
        "detectable_ratio": rating.detectable_ratio,
    }
    for dimension in ("design", "precision", "robustness", "quality"):
        row[f"{dimension}_met_count"], row[f"{dimension}_asked_count"] = rating.met(dimension)
    return row | {"lacking": " · ".join(rating.lacking)}


def rate(dossiers: Sequence[Dossier], *, rules: Rules) -> Evidence:
    """Grade and verdict of every group on one outcome, with shrunken estimates and rank intervals.

    Parameters
    ----------
    dossiers : one per group, of one outcome; that of all groups together (`ALL`) may be among them,
        is rated by itself and takes no part in shrinking and ranking
    rules : the rule table, from `tables.rulings.load`

    Raises `InvalidTable` for no dossier, a group twice, outcomes, aims or levels that differ.
    """
    _check(dossiers)
    least = rules.thresholds.clusters_least
    others = [None if dossier.group == ALL else dossier.estimate for dossier in dossiers]
    whole = [dossier.estimate if dossier.group == ALL else None for dossier in dossiers]
    drawn, together = shrink(others, clusters_least=least, whole=_whole(dossiers))
    alone, _ = shrink(whole, clusters_least=least)
    level = next((each.level for each in (*others, *whole) if each is not None), 0.95)
    places = ranks(others, clusters_least=least, level=level)
    count = sum(place is not None for place in places)
    ratings = tuple(
        _rating(dossier, own or single, place, count, rules)
        for dossier, own, single, place in zip(dossiers, drawn, alone, places, strict=True)
    )
    return Evidence(dossiers[0].outcome, dossiers[0].aim, ratings, together, rules.version)


def _whole(dossiers: Sequence[Dossier]) -> EffectEstimate | None:
    """The estimate of all groups in one, wherever a dossier holds it."""
    known = [dossier.whole for dossier in dossiers]
    known += [dossier.estimate for dossier in dossiers if dossier.group == ALL]
    return next((each for each in known if each is not None), None)


def _check(dossiers: Sequence[Dossier]) -> None:
    if not dossiers:
        raise InvalidTable("dossiers: found none, expected one for each group")
    groups = [dossier.group for dossier in dossiers]
    twice = sorted({group for group in groups if groups.count(group) > 1})
    if twice:
        raise InvalidTable(f"dossiers: found {', '.join(twice)} twice, expected each group once")
    found = {
        "outcomes": {dossier.outcome for dossier in dossiers},
        "aims": {dossier.aim for dossier in dossiers},
        "levels": {dossier.estimate.level for dossier in dossiers if dossier.estimate is not None},
    }
    for name, values in found.items():
        if len(values) > 1:
            listed = ", ".join(map(str, sorted(values)))
            raise InvalidTable(f"dossiers: found the {name} {listed}, expected one of them")


def _rating(
    dossier: Dossier,
    shrunken: Shrunken | None,
    place: tuple[int, int] | None,
    ranked_count: int,
    rules: Rules,
) -> Rating:
    facts = find_facts(dossier, shrunken, rules.thresholds)
    grade, lacking = _grade(facts, rules)
    power = dossier.check("power")
    chance = None if shrunken is None else shrunken.chance_below()
    return Rating(
        group=dossier.group,
        outcome=dossier.outcome,
        aim=dossier.aim,
        grade=grade,
        verdict=first(rules.verdicts, facts, grade).name,
        estimate=dossier.estimate,
        shrunken=shrunken,
        chance_wished=1 - chance if chance is not None and dossier.aim == "higher" else chance,
        rank_low=place and place[0],
        rank_high=place and place[1],
        ranked_count=ranked_count,
        detectable_ratio=None if power is None else power.values.get(_NEAREST[dossier.aim]),
        facts=MappingProxyType(facts),
        lacking=lacking,
        asked=tuple(dict.fromkeys(fact for rule in rules.grades for fact in rule.asks)),
        failed=tuple(check.name for check in dossier.checks if check.passed is False),
    )


def _grade(facts: Mapping[Fact, Known], rules: Rules) -> tuple[int, tuple[Fact, ...]]:
    """The highest grade whose rule and all below it hold, and what keeps it from the next."""
    for below, rule in enumerate(rules.grades):
        lacking = rule.unmet(facts)
        if lacking:
            return below, lacking
    return len(rules.grades), ()
