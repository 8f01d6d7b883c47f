"""The proposed decision: replicate, keep, adjust, retire, or gather evidence. People decide.

It rests on the outcome that models aim to lower, with what other outcomes say of the way there
(tips, mediations). Where recorded cases rise together with tips, better recording may be all there
is, and that is no reason to retire a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mohinh.questions.evidence.facts import Known
from mohinh.questions.evidence.rating import Evidence, Rating
from mohinh.tables.rulings import Decision, Fact, Rule, Rules, first
from mohinh.words.errors import InvalidTable


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What is proposed for one group.

    Attributes
    ----------
    group, decision : whose, and what
    rating : on the outcome that decides
    facts : those of the rating, completed by what other outcomes say
    reasons : the facts that the rule rests on, as they were found; where the rule asks for a grade
        only, those that keep the rating from the next; where no rule for another decision holds,
        those that keep it from `keep`
    """

    group: str
    decision: Decision
    rating: Rating
    facts: Mapping[Fact, Known]
    reasons: tuple[tuple[Fact, Known], ...]


def propose(
    evidence: Evidence, *, rules: Rules, mechanisms: Sequence[Evidence] = ()
) -> tuple[Proposal, ...]:
    """A proposed decision for every group.

    Parameters
    ----------
    evidence : on the outcome that models aim to lower
    rules : the rule table
    mechanisms : on outcomes by which models are meant to work, with the way that is wished (tips
        and mediations: higher)

    Raises `InvalidTable` where the deciding outcome is not one to be lowered, or stands among the
    mechanisms.
    """
    if evidence.aim != "lower":
        raise InvalidTable(
            f"outcome {evidence.outcome!r}: found aim={evidence.aim!r}; a decision rests on an "
            "outcome that is to be lowered. Give this one in mechanisms="
        )
    if evidence.outcome in {other.outcome for other in mechanisms}:
        raise InvalidTable(f"mechanisms: {evidence.outcome!r} is the outcome that decides")
    return tuple(_proposal(rating, rules, mechanisms) for rating in evidence.ratings)


def _proposal(rating: Rating, rules: Rules, mechanisms: Sequence[Evidence]) -> Proposal:
    facts = dict(rating.facts) | _mechanism(rating, mechanisms)
    ruling = first(rules.decisions, facts, rating.grade)
    asked = ruling.rule.asks or _missed(ruling.rule, rating, rules, facts)
    return Proposal(
        group=rating.group,
        decision=ruling.name,
        rating=rating,
        facts=MappingProxyType(facts),
        reasons=tuple((fact, facts[fact]) for fact in asked),
    )


def _mechanism(rating: Rating, mechanisms: Sequence[Evidence]) -> dict[Fact, Known]:
    """What other outcomes of the group say."""
    others = [
        other
        for evidence in mechanisms
        for other in evidence.ratings
        if other.group == rating.group
    ]
    rises = [other for other in others if other.aim == "higher"]
    is_rise = rating.facts["clear_rise"]
    may_explain = is_rise if is_rise is not True else None
    if is_rise and rises:
        may_explain = any(other.facts["clear_rise"] is True for other in rises)
    return {
        "mechanism_improved": any(map(_is_improved, others)) if others else None,
        "recording_may_explain": may_explain,
    }


def _is_improved(rating: Rating) -> bool:
    return rating.verdict == ("increase" if rating.aim == "higher" else "reduction")


def _missed(
    rule: Rule, rating: Rating, rules: Rules, facts: Mapping[Fact, Known]
) -> tuple[Fact, ...]:
    """Why a rule that asks for no fact was reached."""
    if not rule.is_open:
        return rating.lacking
    missed = [each.rule.unmet(facts) for each in rules.decisions if each.name == "keep"]
    return tuple(dict.fromkeys(fact for unmet in missed for fact in unmet))
