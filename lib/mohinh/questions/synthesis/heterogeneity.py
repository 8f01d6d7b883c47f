r"""How much the true values differ: τ², and what it is measured by.

With weights w_i = 1 / (v_i + τ²), design X (k × p), W = diag w and P = W − W X (XᵀWX)⁻¹ XᵀW, and P₀
the same at τ² = 0:

    Q = yᵀ P₀ y,   a typical variance ṽ = (k − p) / tr P₀,   I² = τ² / (τ² + ṽ),   H² = 1 + τ² / ṽ

    REML   the largest restricted likelihood: root of yᵀPPy − tr P (Viechtbauer 2005, Journal of
           Educational and Behavioral Statistics 30: 261–293)
    ML     the largest likelihood: root of yᵀPPy − tr W
    PM     root of yᵀPy − (k − p) (Paule and Mandel 1982); metafor's EB has the same root
    DL     (Q − (k − p)) / tr P₀ (DerSimonian and Laird 1986)
    HE     the same with equal weights (Hedges)
    SJ     yᵀPy / (k − p) times the variance of y, at that variance (Sidik and Jonkman 2005)
    EE     0: one common value

None is below 0. A likelihood can have more than one maximum: it is looked at on a grid from 0 up,
and the highest is refined; by steps of Fisher's scoring alone one may end at a lower one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc

from mohinh.words.errors import InvalidTable

Method = Literal["REML", "ML", "PM", "DL", "HE", "SJ", "EE"]
_GRID = 200


@dataclass(frozen=True, slots=True, eq=False)
class Studies:
    """k estimates (k,), their variances (k,), the design (k, p) and the labels."""

    estimates: np.ndarray
    variances: np.ndarray
    design: np.ndarray
    labels: tuple[object, ...]

    @property
    def df(self) -> int:
        """k − p."""
        return len(self.estimates) - self.design.shape[1]

    def at(self, tau2: float) -> "Fit":
        """Weighted least squares where the true values differ by τ²."""
        weights = 1 / (self.variances + tau2)
        inverse = np.linalg.inv((self.design.T * weights) @ self.design)
        beta = inverse @ (self.design.T @ (weights * self.estimates))
        return Fit(weights, inverse, beta, self.estimates - self.design @ beta, self.design)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Weights (k,), (XᵀWX)⁻¹ (p, p), coefficients (p,), residuals (k,)."""

    weights: np.ndarray
    inverse: np.ndarray
    beta: np.ndarray
    residuals: np.ndarray
    design: np.ndarray

    @property
    def spread(self) -> float:
        """yᵀPy."""
        return float(self.weights @ self.residuals**2)

    @property
    def trace(self) -> float:
        """tr P."""
        squares = (self.design.T * self.weights**2) @ self.design
        return float(self.weights.sum() - np.trace(self.inverse @ squares))


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """τ² and what depends on it alone; `q_p` is that of the test of τ² = 0."""

    tau2: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float


def read_studies(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    labels: Sequence[object] | None = None,
    moderator: Sequence[float] | None = None,
) -> Studies:
    """The studies as arrays. Raises `InvalidTable` for what cannot be put together."""
    y, v = (np.asarray(values, dtype="float64") for values in (estimates, variances))
    names = tuple(range(1, len(y) + 1)) if labels is None else tuple(labels)
    columns = {"variances": v, "labels": names}
    design = np.ones((len(y), 1))
    if moderator is not None:
        x = np.asarray(moderator, dtype="float64")
        columns["moderator"] = x
    for name, values in columns.items():
        if len(values) != len(y):
            raise InvalidTable(
                f"{name}: found {len(values)}, expected {len(y)}, one for each estimate"
            )
    _check_finite(names, estimates=y, variances=v)
    if moderator is not None:
        _check_finite(names, moderator=x)
        if len(y) and np.ptp(x) == 0:
            raise InvalidTable(
                f"moderator: all {len(x)} studies have the value {x[0]:g}; it must differ"
            )
        design = np.column_stack([design, x])
    if (v <= 0).any():
        at = int(np.argmax(v <= 0))
        raise InvalidTable(
            f"variances, study {names[at]!r}: found {v[at]:g}, expected a number above 0. Leave "
            "out studies without an interval"
        )
    least = design.shape[1] + 1
    if len(y) < least:
        raise InvalidTable(
            f"studies: found {len(y)}, expected {least} or more with an estimate and its variance"
        )
    return Studies(y, v, design, names)


def _check_finite(names: tuple[object, ...], **columns: np.ndarray) -> None:
    for name, values in columns.items():
        strange = ~np.isfinite(values)
        if strange.any():
            at = int(np.argmax(strange))
            raise InvalidTable(
                f"{name}, study {names[at]!r}: found {values[at]}, expected a number. Leave out "
                "studies without an estimate, and say so"
            )


def heterogeneity(studies: Studies, method: Method) -> Heterogeneity:
    """τ² by a method, with I², H² and Q."""
    if method not in get_args(Method):
        raise InvalidTable(f"method={method!r}: expected one of {', '.join(get_args(Method))}")
    tau2 = max(_METHODS[method](studies), 0.0)
    common, df = studies.at(0.0), studies.df
    typical = df / common.trace
    q = common.spread
    if method == "EE":
        h2 = q / df
        i2 = max(1 - 1 / h2, 0.0) if h2 > 0 else 0.0
    else:
        i2, h2 = tau2 / (tau2 + typical), 1 + tau2 / typical
    return Heterogeneity(tau2, i2, h2, q, df, float(chdtrc(df, q)))


def _highest(studies: Studies) -> float:
    """Above this every score is negative: studies cannot differ by more than they are apart."""
    return 10 * float(np.ptp(studies.estimates)) ** 2 * len(studies.estimates) / studies.df


def _likeliest(studies: Studies, *, is_restricted: bool) -> float:
    top = _highest(studies)
    if top == 0:
        return 0.0
    grid = np.concatenate([[0.0], np.geomspace(1e-10 * top, top, _GRID)])

    def score(tau2: float) -> float:
        fit = studies.at(tau2)
        expected = fit.trace if is_restricted else float(fit.weights.sum())
        return float((fit.weights * fit.residuals) @ (fit.weights * fit.residuals)) - expected

    best = int(np.argmax(_log_likelihoods(studies, grid, is_restricted=is_restricted)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, _GRID)]
    if score(low) > 0 > score(high):
        return _root(score, low, high)
    return float(grid[best])


def _log_likelihoods(studies: Studies, grid: np.ndarray, *, is_restricted: bool) -> np.ndarray:
    """Twice the log likelihood at every τ² of the grid (G,), up to a constant."""
    weights = 1 / (studies.variances + grid[:, None])
    information = np.einsum("gk,kp,kq->gpq", weights, studies.design, studies.design)
    moments = np.einsum("gk,kp,k->gp", weights, studies.design, studies.estimates)
    beta = np.linalg.solve(information, moments[:, :, None])[:, :, 0]
    residuals = studies.estimates - beta @ studies.design.T
    height = np.log(weights).sum(axis=1) - (weights * residuals**2).sum(axis=1)
    return height - np.linalg.slogdet(information)[1] if is_restricted else height


def _paule_mandel(studies: Studies) -> float:
    def excess(tau2: float) -> float:
        return studies.at(tau2).spread - studies.df

    return 0.0 if excess(0.0) <= 0 else _root(excess, 0.0, _highest(studies))


def _dersimonian_laird(studies: Studies) -> float:
    common = studies.at(0.0)
    return (common.spread - studies.df) / common.trace


def _hedges(studies: Studies) -> float:
    plain = Studies(studies.estimates, np.ones_like(studies.variances), studies.design, ()).at(0.0)
    leverage = np.einsum("kp,pq,kq->k", studies.design, plain.inverse, studies.design)
    return (plain.spread - float((1 - leverage) @ studies.variances)) / studies.df


def _sidik_jonkman(studies: Studies) -> float:
    start = float(np.var(studies.estimates))
    return 0.0 if start == 0 else start * studies.at(start).spread / studies.df


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-14 * high, rtol=1e-13))


_METHODS: dict[Method, Callable[[Studies], float]] = {
    "REML": lambda studies: _likeliest(studies, is_restricted=True),
    "ML": lambda studies: _likeliest(studies, is_restricted=False),
    "PM": _paule_mandel,
    "DL": _dersimonian_laird,
    "HE": _hedges,
    "SJ": _sidik_jonkman,
    "EE": lambda studies: 0.0,
}
