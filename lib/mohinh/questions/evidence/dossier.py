"""What is known of one group on one outcome."""

from dataclasses import dataclass
from typing import Literal, get_args

from mohinh.questions.checks.result import CHECKS, CheckResult
from mohinh.questions.effects.results import ALL, EffectEstimate, EventPath
from mohinh.questions.panel import Panel
from mohinh.questions.spillover.estimate import GroupSpillover
from mohinh.questions.synthesis import MetaAnalysis
from mohinh.words.errors import InvalidTable

# none          nothing that could be counted
# before_after  cases before and after, nobody to compare with (all adopted at once)
# compared      beside areas that had no model yet, as `effects.estimate_effects` does
# randomised    the same, and the order of adoption was drawn by lot
Basis = Literal["none", "before_after", "compared", "randomised"]
Aim = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class DataQuality:
    """How far the data can be trusted.

    Attributes
    ----------
    reported_share : of the area-periods that should have been reported, those that were; None where
        not known
    is_definition_stable : whether the outcome was counted in the same way throughout; None where
        nobody said, which is no yes
    """

    reported_share: float | None
    is_definition_stable: bool | None

    def __post_init__(self) -> None:
        if self.reported_share is not None and not 0 <= self.reported_share <= 1:
            raise InvalidTable(
                f"reported_share={self.reported_share!r}: expected a share from 0 to 1, or None"
            )


def data_quality(panel: Panel, *, is_definition_stable: bool | None = None) -> DataQuality:
    """How complete a panel's reports are.

    `reported_share` is used / (used + not reported + outcome missing) over areas and periods; what
    was left out by rule (no date of adoption, after the end …) is on neither side.
    """
    counts = panel.uses["area_periods_count"]
    used = float(counts["used"])
    asked = used + float(counts["not_reported"] + counts["outcome_missing"])
    return DataQuality(used / asked if asked else None, is_definition_stable)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dossier:
    """All that is known of one group on one outcome.

    Attributes
    ----------
    outcome, group : the outcome's name; the group's label, `effects.ALL` for all
    quality : of the data that the estimate rests on
    estimate, checks : of `effects` and `checks.run_checks`, all of them; None and () where nothing
        is compared
    basis : what the data allow
    spillover : the same group's; None where it was not asked
    whole : the estimate of all groups in one, on the same outcome: groups side by side are not
        surer than it; None where it was not asked
    path : by periods since adoption; None where it was not asked
    strata, provinces : the group's estimates by district (or kind of area) and by province, put
        together; log ratios. None where they were not
    aim : whether lower or higher numbers are wished for (cases; tips, mediations)
    periods_per_year : 12 for months, 4 for quarters

    Raises
    ------
    InvalidTable where a part is of another group, a check is missing, or the estimate is not one
    that claims may rest on (Poisson imputation with jackknife errors).
    """

    outcome: str
    group: str
    quality: DataQuality
    estimate: EffectEstimate | None = None
    checks: tuple[CheckResult, ...] = ()
    basis: Basis = "compared"
    spillover: GroupSpillover | None = None
    whole: EffectEstimate | None = None
    path: EventPath | None = None
    strata: MetaAnalysis | None = None
    provinces: MetaAnalysis | None = None
    aim: Aim = "lower"
    periods_per_year: int = 12

    def __post_init__(self) -> None:
        for name, choices in (("basis", Basis), ("aim", Aim)):
            if getattr(self, name) not in get_args(choices):
                raise self._error(
                    f"{name}={getattr(self, name)!r}", f"one of {', '.join(get_args(choices))}"
                )
        if self.is_compared != (self.estimate is not None):
            found = "no estimate" if self.estimate is None else "an estimate"
            raise self._error(
                f"{found} with basis={self.basis!r}",
                "an estimate where something is compared, and there only",
            )
        self._check_parts()
        if self.whole is not None and self.whole.group != ALL:
            raise self._error(f"whole of group {self.whole.group!r}", f"that of {ALL!r}")
        if self.estimate is not None:
            self._check_estimate(self.estimate)
        self._check_checks()

    @property
    def is_compared(self) -> bool:
        """Whether adopting areas stand beside others."""
        return self.basis in ("compared", "randomised")

    def check(self, name: str) -> CheckResult | None:
        """The check of that name; None where nothing is compared."""
        return next((check for check in self.checks if check.name == name), None)

    def _check_parts(self) -> None:
        parts = {"estimate": self.estimate, "spillover": self.spillover, "path": self.path}
        for name, part in parts.items():
            if part is not None and part.group != self.group:
                raise self._error(f"{name} of group {part.group!r}", f"that of {self.group!r}")

    def _check_estimate(self, estimate: EffectEstimate) -> None:
        if estimate.design != "poisson_imputation" or estimate.inference != "jackknife":
            raise self._error(
                f"an estimate by {estimate.design} with {estimate.inference} errors",
                "that of effects.estimate_effects with inference='jackknife'",
            )

    def _check_checks(self) -> None:
        wanted = list(CHECKS) if self.is_compared else []
        found = [check.name for check in self.checks]
        if sorted(found) != sorted(wanted):
            raise self._error(
                f"the checks {', '.join(found) or 'none'}",
                f"{', '.join(wanted) or 'none'}, each once: those of checks.run_checks",
            )
        for check in self.checks:
            if check.group != self.group:
                raise self._error(f"check {check.name} of {check.group!r}", f"of {self.group!r}")

    def _error(self, found: str, expected: str) -> InvalidTable:
        return InvalidTable(
            f"outcome {self.outcome!r}, group {self.group!r}: found {found}; expected {expected}"
        )
