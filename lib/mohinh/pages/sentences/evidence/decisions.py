"""The proposed decision on a group and its reasons."""

from mohinh.pages.sentences.evidence.facts import phrase
from mohinh.pages.sentences.evidence.lock import locked
from mohinh.pages.sentences.evidence.words import (
    CONCLUDING_GRADE,
    DECISIONS,
    FOR_NOW,
    VERDICTS,
    Proposal,
    group_name,
)
from mohinh.pages.style import number
from mohinh.words.terms import Lang, say


def decision(proposal: Proposal, *, lang: Lang) -> str:
    """The proposed decision and its reasons."""
    what = proposed(proposal, lang)
    group, listed = group_name(proposal.group, lang), reasons(proposal, lang)
    if lang == "vi":
        text = f"Đề xuất với {group}: {what}. Căn cứ: {listed}."
    else:
        text = f"Proposal for {group}: {what}. Reasons: {listed}."
    return locked(text, grade=proposal.rating.grade, lang=lang)


def _is_for_now(proposal: Proposal) -> bool:
    """Whether the proposal rests on a result that nothing may be concluded from."""
    rating = proposal.rating
    is_open = rating.grade < CONCLUDING_GRADE or rating.verdict == "insufficient"
    return is_open and proposal.decision in FOR_NOW


def proposed(proposal: Proposal, lang: Lang) -> str:
    """The proposed decision in words; one for now says so."""
    return say((FOR_NOW if _is_for_now(proposal) else DECISIONS)[proposal.decision], lang)


def reasons(proposal: Proposal, lang: Lang) -> str:
    """The grade, the facts that the rule rests on, and of a proposal for now what is lacking."""
    rating = proposal.rating
    here = number(rating.grade, lang)
    said = [phrase(fact, value, lang) for fact, value in proposal.reasons]
    told = dict(proposal.reasons)
    if _is_for_now(proposal):
        said += [
            phrase(fact, rating.facts[fact], lang) for fact in rating.lacking if fact not in told
        ]
    if lang == "vi":
        grades = f"mức căn cứ {here}, kết quả: {say(VERDICTS[rating.verdict], lang)}"
    else:
        grades = f"grade {here}, result: {say(VERDICTS[rating.verdict], lang)}"
    return "; ".join([grades, *said])
