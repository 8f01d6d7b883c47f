"""A panel asked everything that a rating needs: estimates, neighbours, all checks.

Some panels cannot be compared at all: nobody adopts within the span, everybody at once, one commune
only, no cases. That is an answer too: the assessment says why (`refusal`), holds no estimate, and
its one dossier says what the data allow instead (before and after, or nothing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Literal

from mohinh.questions.checks import CheckResult, Study, run_checks
from mohinh.questions.effects.results import ALL, EffectEstimate, Effects, EventPath
from mohinh.questions.evidence.dossier import Aim, Basis, Dossier, data_quality
from mohinh.questions.evidence.rating import Evidence, rate
from mohinh.questions.panel import Panel
from mohinh.questions.spillover import (
    PanelDisplacement,
    Rings,
    Spillover,
    displacement_in_panel,
    estimate_spillover,
    sources_of,
)
from mohinh.questions.synthesis import MetaAnalysis, combine
from mohinh.tables.rulings import Rules
from mohinh.words.errors import NothingToCompare

# no_cases       nothing was reported, or no case
# nobody_adopts  no area adopts within the span
# no_before      no adopting area was seen before and after
# no_comparison  nobody to compare with: all at once, or one commune only
Refusal = Literal["no_cases", "nobody_adopts", "no_before", "no_comparison"]
# Communes that a part of a province needs, and parts that are put together.
_CLUSTERS_LEAST = 6
_PARTS_LEAST = 3
_YEAR: Mapping[str, int] = MappingProxyType({"month": 12, "quarter": 4})


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """All that a panel says of one outcome.

    Attributes
    ----------
    outcome, aim, panel : what was asked of what
    effects : estimates with paths over the study's window; None where nothing can be compared
    parts : estimates by the column `by`, all groups together; empty without
    spillover : treated areas and their neighbours; None without effects or rings
    displacement : the weighted displacement difference; None where no date of adoption allows it
    checks : group → all its checks, `effects.ALL` first where it was asked
    dossiers : one per group, likewise, for `rate`
    refusal : why nothing can be compared; None where something can
    refusal_detail : what the estimator said; empty where nothing was refused
    """

    outcome: str
    aim: Aim
    panel: Panel
    effects: Effects | None
    parts: tuple[EffectEstimate, ...]
    spillover: Spillover | None
    displacement: PanelDisplacement | None
    checks: Mapping[str, tuple[CheckResult, ...]]
    dossiers: tuple[Dossier, ...]
    refusal: Refusal | None
    refusal_detail: str

    @property
    def estimates(self) -> tuple[EffectEstimate, ...]:
        """All areas together, then each group; none where nothing can be compared."""
        return () if self.effects is None else (self.effects.overall, *self.effects.groups)

    def path(self, group: str = ALL) -> EventPath | None:
        """The effect of a group by periods since adoption; None where there is none."""
        paths = () if self.effects is None else self.effects.events
        return next((path for path in paths if path.group == group), None)

    def check(self, name: str, group: str = ALL) -> CheckResult | None:
        """One check of a group; None where nothing can be compared."""
        return next((each for each in self.checks.get(group, ()) if each.name == name), None)


def assess(
    panel: Panel,
    *,
    outcome: str,
    aim: Aim = "lower",
    rings: Rings | None = None,
    placebos: Mapping[str, Panel] | None = None,
    by: str | None = None,
    kinds: Sequence[str] = (),
    is_definition_stable: bool | None = None,
    donut: int | None = None,
    draws: int = 999,
    seed: int = 2022,
    is_whole: bool = True,
    has_comparisons: bool = True,
) -> Assessment:
    """Estimates, neighbours and every check of one outcome, group by group.

    Parameters
    ----------
    panel : of `questions.panel.build_panel`
    outcome, aim : its name, and which way is wished
    rings : neighbours of the areas; None leaves out what needs them, which keeps grade 3 away
    placebos : panels of outcomes that models do not aim at, by name; one that cannot be compared is
        left out
    by : a column of the panel (`district_name`) to leave out part by part
    kinds : columns of the panel that together say what kind of area it is (`is_urban`,
        `is_border`), for an estimate within kinds
    is_definition_stable : whether cases were counted in the same way throughout; None: nobody said
    donut, draws, seed : as in `estimate_effects` and `run_checks`
    is_whole : False leaves out the checks and the dossier of all groups together, where only the
        groups are asked about; theirs are the same, and half of the time is saved
    has_comparisons : False leaves out the estimators that are shown beside and count nowhere, where
        only ratings are asked for

    A panel that answers nothing (`NothingToCompare`) is no error: the assessment says why, in
    `refusal`. What a caller got wrong is raised, as by `estimate_effects` and `run_checks`.
    """
    split = () if by is None else (by,)
    study_of = partial(_study, by=split, kinds=kinds, donut=donut, seed=seed)
    quality = data_quality(panel, is_definition_stable=is_definition_stable)
    blank = partial(Dossier, outcome=outcome, quality=quality, aim=aim)
    try:
        study = study_of(panel)
    except NothingToCompare as fault:
        return _refused(panel, fault, blank, outcome, aim)
    others = {name: _or_none(study_of, other) for name, other in (placebos or {}).items()}
    others = {name: other for name, other in others.items() if other is not None}
    near = None if rings is None else _spillover(panel, rings, donut)
    own = tuple(found.group for found in study.effects.groups)
    groups = (ALL, *own) if is_whole or not own else own
    checks = {
        group: run_checks(
            study,
            group,
            placebos={name: o for name, o in others.items() if _has_group(o, group)},
            further=_further(near, group),
            draws=draws,
            seed=seed,
            has_comparisons=has_comparisons,
        )
        for group in groups
    }
    strata = _strata(study, by)
    dossiers = tuple(
        blank(
            group=group,
            estimate=study.estimate(group),
            checks=checks[group],
            spillover=None if near is None else near.group(group),
            whole=study.effects.overall,
            path=study.path(group),
            strata=_together(strata, group),
            periods_per_year=_YEAR[panel.every],
        )
        for group in groups
    )
    return Assessment(
        outcome=outcome,
        aim=aim,
        panel=panel,
        effects=study.effects,
        parts=tuple(part for part in strata if part.group == ALL),
        spillover=near,
        displacement=None if rings is None else _displacement(panel, rings, donut),
        checks=MappingProxyType(checks),
        dossiers=dossiers,
        refusal=None,
        refusal_detail="",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Mechanisms:
    """What other outcomes say, each rated by itself.

    `found` holds one per outcome that can be compared, in the order asked; `refused` says of the
    others why they cannot.
    """

    found: tuple[Evidence, ...]
    refused: Mapping[str, Refusal]


def rate_mechanisms(
    panels: Mapping[str, Panel],
    *,
    rules: Rules,
    aim: Aim = "higher",
    rings: Rings | None = None,
    by: str | None = None,
    is_definition_stable: bool | None = None,
    donut: int | None = None,
    draws: int = 199,
    is_whole: bool = True,
) -> Mechanisms:
    """Outcomes by which models are meant to work (tips, mediations), assessed and rated.

    `panels` by name of the outcome; other arguments as in `assess`. One that was not reported, or
    cannot be compared, is refused and does not stop the others.
    """
    found, refused = [], {}
    for outcome, panel in panels.items():
        assessment = assess(
            panel,
            outcome=outcome,
            aim=aim,
            rings=rings,
            by=by,
            is_definition_stable=is_definition_stable,
            donut=donut,
            draws=draws,
            is_whole=is_whole,
            has_comparisons=False,
        )
        if assessment.refusal is not None:
            refused[outcome] = assessment.refusal
        else:
            found.append(rate(assessment.dossiers, rules=rules))
    return Mechanisms(tuple(found), MappingProxyType(refused))


def _study(
    panel: Panel, *, by: Sequence[str], kinds: Sequence[str], donut: int | None, seed: int
) -> Study:
    if panel.table.empty:
        raise NothingToCompare(
            "no area reported this outcome in any month that could be used", reason="no_cases"
        )
    return Study.of(panel.table, **panel.columns, by=by, kinds=kinds, donut=donut, seed=seed)


def _or_none(study_of: partial, panel: Panel) -> Study | None:
    try:
        return study_of(panel)
    except NothingToCompare:
        return None


def _has_group(study: Study, group: str) -> bool:
    return group == ALL or group in study.layout.groups


def _refused(
    panel: Panel, fault: NothingToCompare, blank: partial, outcome: str, aim: Aim
) -> Assessment:
    """The assessment of a panel that cannot be compared, with what the data allow instead."""
    refusal: Refusal = fault.reason
    basis: Basis = "before_after" if refusal == "no_comparison" else "none"
    return Assessment(
        outcome=outcome,
        aim=aim,
        panel=panel,
        effects=None,
        parts=(),
        spillover=None,
        displacement=None,
        checks=MappingProxyType({}),
        dossiers=(blank(group=ALL, basis=basis),),
        refusal=refusal,
        refusal_detail=str(fault),
    )


def _spillover(panel: Panel, rings: Rings, donut: int | None) -> Spillover:
    sources = sources_of(panel)
    return estimate_spillover(panel.table, rings, **panel.columns, donut=donut, sources=sources)


def _displacement(panel: Panel, rings: Rings, donut: int | None) -> PanelDisplacement | None:
    return displacement_in_panel(
        panel.table,
        rings,
        **panel.columns,
        donut=donut,
        sources=sources_of(panel),
    )


def _further(near: Spillover | None, group: str) -> dict[str, EffectEstimate]:
    """The estimate without exposed neighbours, for the specification chart."""
    direct = None if near is None else near.group(group).direct
    return {} if direct is None else {"without_neighbours": direct}


def _strata(study: Study, by: str | None) -> tuple[EffectEstimate, ...]:
    """Estimates by part, of all groups together (`ALL`) and of each."""
    if by is None:
        return ()
    of_each = study.splits(by, in_groups=True)
    return study.splits(by) + tuple(_of_group(part, part.by[0][1], part.by[1]) for part in of_each)


def _of_group(part: EffectEstimate, group: str, place: tuple[str, str]) -> EffectEstimate:
    return replace(part, group=group, by=(place,))


def _together(strata: Sequence[EffectEstimate], group: str) -> MetaAnalysis | None:
    """A group's parts put together; None where too few of them have communes enough."""
    usable = {
        part.by[0][1]: part
        for part in strata
        if part.group == group and part.has_interval and part.clusters_count >= _CLUSTERS_LEAST
    }
    return combine(usable).found if len(usable) >= _PARTS_LEAST else None
