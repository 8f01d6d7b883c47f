r"""Meta-regression on one moderator: y_i = β₀ + β₁ x_i + u_i + e_i.

τ² is what is left between studies once the moderator is known; R² = 1 − τ² / τ²₀ the share of τ²₀,
that without the moderator, which it accounts for (not below 0). Estimated and tested as in
`pooling`, with k − 2 degrees of freedom. Studies differ in more than the moderator: a slope is an
association between places, never what a change of the moderator would bring.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mohinh.questions.synthesis.heterogeneity import (
    Heterogeneity,
    Method,
    heterogeneity,
    read_studies,
)
from mohinh.questions.synthesis.pooling import Test, check_options, errors, p_value, quantile

# Below ten studies a slope is mostly chance (Cochrane Handbook, 10.11.4).
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient, with its interval; p is two-sided against 0."""

    estimate: float
    se: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """`slope` per unit of the moderator; `r2` None where studies did not differ without it.

    `is_enough` says whether ten studies or more stand behind it.
    """

    intercept: Coefficient
    slope: Coefficient
    heterogeneity: Heterogeneity
    r2: float | None
    studies_count: int
    df: int | None
    method: Method
    test: Test
    level: float

    @property
    def is_enough(self) -> bool:
        """Whether there are enough studies for a slope to be more than chance."""
        return self.studies_count >= ENOUGH


def meta_regression(
    estimates: Sequence[float],
    variances: Sequence[float],
    moderator: Sequence[float],
    *,
    labels: Sequence[object] | None = None,
    method: Method = "REML",
    test: Test = "hartung_knapp_floor",
    level: float = 0.95,
) -> MetaRegression:
    """Meta-regression on one moderator (k,), a number for each study; else as `meta_analysis`.

    Raises `InvalidTable` also for fewer than three studies and for a moderator without variation.
    """
    studies = read_studies(estimates, variances, labels=labels, moderator=moderator)
    check_options(test, level)
    spread = heterogeneity(studies, method)
    whole = heterogeneity(read_studies(estimates, variances), method).tau2
    fit = studies.at(spread.tau2)
    reach = quantile(studies, test, level)
    intercept, slope = (
        Coefficient(
            float(value),
            float(error),
            float(value - reach * error),
            float(value + reach * error),
            p_value(value / error, studies, test),
        )
        for value, error in zip(fit.beta, errors(studies, fit, test), strict=True)
    )
    return MetaRegression(
        intercept=intercept,
        slope=slope,
        heterogeneity=spread,
        r2=max(1 - spread.tau2 / whole, 0.0) if whole > 0 else None,
        studies_count=len(studies.estimates),
        df=None if test == "normal" else studies.df,
        method=method,
        test=test,
        level=level,
    )
