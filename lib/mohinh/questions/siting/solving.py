"""The integer programmes: what new points gain within a number, a budget and floors.

    maximise  Σ g·x + Σ h·y    x ∈ {0, 1}: an area gets a point;  0 ≤ y ≤ 1: somebody is reached
    such that y ≤ Σ x of the candidates that reach it, Σ y ≤ 1 within each lot, limits on x

Maximal covering (a y for each commune, a lot by itself) and the p-median (a y for each commune and
each place it could turn to, one lot a commune) are both of this form. Gains are rounded to a
hundred-thousandth of the largest, so that the optimum is one of whole numbers and is proven, not
approached: HiGHS (through `scipy.optimize.milp`) ends with no gap.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from mohinh.words.errors import CannotPlace

_GRID = 1e5
_WHOLE = 1e-9
_INFEASIBLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Variables, what each gains, and how they hang together.

    Attributes
    ----------
    candidates : n; area of each x, sorted
    own : n; need of each candidate itself, to choose among plans that gain alike
    gain : n + m; what each x, then each y gains
    demand : n + m; the commune whose gain it is
    whole : index commune; what could be gained at most, were everybody reached
    opens : m × n; 1 where the x reaches the y
    lots : m; of the y of one number, one counts
    rows, most : limits rows @ x ≤ most
    twins : n; x of one number can stand for each other: the first by `own`, then by code
    """

    candidates: pd.Index
    own: np.ndarray
    gain: np.ndarray
    demand: np.ndarray
    whole: pd.Series
    opens: sparse.csr_array
    lots: np.ndarray
    rows: sparse.csr_array
    most: np.ndarray
    twins: np.ndarray

    def reached(self, chosen: np.ndarray) -> np.ndarray:
        """The y (m, 0 or 1) of most gain that these x (n) allow; the first of equal ones."""
        allowed = np.flatnonzero((self.opens @ chosen.astype("float64")) > 0.5)
        gain = self.gain[len(self.candidates) :]
        order = allowed[np.lexsort((allowed, -gain[allowed], self.lots[allowed]))]
        first = order[np.diff(self.lots[order], prepend=-1) != 0]
        found = np.zeros(len(gain))
        found[first] = 1.0
        return found

    def gained(self, chosen: np.ndarray) -> np.ndarray:
        """What each variable gains (n + m) where these x (n) are chosen."""
        return self.gain * np.r_[chosen.astype("float64"), self.reached(chosen)]


def best(program: Program) -> np.ndarray:
    """The x (n, bool) that gain most; among those that gain alike, the ones of most own need.

    The same programme gives the same x; candidates that can stand for each other are taken in
    their order. Raises `CannotPlace` where no x meets all limits.
    """
    gain, links, most = whole_numbers(program.gain), _links(program), _most(program)
    chosen = _solved(program, gain, links, most)
    if len(program.lots):
        reached = float(gain @ np.r_[chosen, program.reached(chosen)])
        own = np.r_[whole_numbers(program.own), np.zeros(len(program.lots))]
        links, most = _also(links, -gain[None, :]), np.append(most, 0.5 - reached)
        chosen = _solved(program, own, links, most)
    return _in_order(program, chosen > 0.5)


def _also(rows: sparse.csr_array, more: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack([rows, sparse.csr_array(more)]))


def whole_numbers(gain: np.ndarray) -> np.ndarray:
    """Gains on a grid of a hundred-thousandth of the largest."""
    top = gain.max(initial=0.0)
    return np.rint(gain / top * _GRID) if top > 0 else np.zeros_like(gain)


def numbered(*columns: np.ndarray | pd.Series) -> np.ndarray:
    """One number for each row that differs in some column."""
    number = np.zeros(len(columns[0]), "int64")
    for column in columns:
        place, found = pd.factorize(np.asarray(column), use_na_sentinel=False)
        number = pd.factorize(number * len(found) + place)[0]
    return number


def _links(program: Program) -> sparse.csr_array:
    """Limits on x; y ≤ Σ x that reach it; Σ y ≤ 1 of each lot of several."""
    count = len(program.lots)
    if not count:
        return program.rows
    reach = sparse.hstack([-program.opens, sparse.eye_array(count)])
    lots, sizes = np.unique(program.lots, return_inverse=True), np.bincount(program.lots)
    of = sparse.csr_array((np.ones(count), (lots[1], np.arange(count))))[sizes[lots[0]] > 1]
    n = len(program.candidates)
    limits = sparse.hstack([program.rows, sparse.csr_array((program.rows.shape[0], count))])
    lot_rows = sparse.hstack([sparse.csr_array((of.shape[0], n)), of])
    return sparse.csr_array(sparse.vstack([limits, reach, lot_rows]))


def _most(program: Program) -> np.ndarray:
    count = len(program.lots)
    lots = int((np.bincount(program.lots) > 1).sum()) if count else 0
    return np.r_[program.most, np.zeros(count), np.ones(lots)]


def _solved(
    program: Program, gain: np.ndarray, rows: sparse.csr_array, most: np.ndarray
) -> np.ndarray:
    """The x of most gain, as 0 and 1.

    Where the corner that the simplex method ends in is whole already, there is nothing to branch
    on: so it is without a budget, as long as floors lie within each other or apart.
    """
    count = len(program.candidates)
    for is_whole in (False, True):
        found = optimize.milp(
            -gain,
            integrality=np.r_[np.full(count, float(is_whole)), np.zeros(len(gain) - count)],
            bounds=optimize.Bounds(0, 1),
            constraints=optimize.LinearConstraint(rows, -np.inf, most),
            options={"mip_rel_gap": 0.0},
        )
        if found.status == _INFEASIBLE:
            raise CannotPlace(
                f"floors: {count} open areas, found no choice that meets all floors within the "
                "number and the budget. Place more points or lower the floors",
                reason="too_few_points",
            )
        if found.x is None:
            raise RuntimeError(f"HiGHS ended with status {found.status}: {found.message}")
        chosen = np.rint(found.x[:count])
        if np.abs(found.x[:count] - chosen).max() < _WHOLE:
            break
    return chosen


def _in_order(program: Program, chosen: np.ndarray) -> np.ndarray:
    """As many of each lot of twins as were chosen, but the first of them."""
    order = np.lexsort((np.arange(len(chosen)), -program.own, program.twins))
    twins = program.twins[order]
    starts = np.r_[0, np.flatnonzero(np.diff(twins)) + 1]
    sizes = np.diff(np.r_[starts, len(twins)])
    taken = np.add.reduceat(chosen[order].astype("int64"), starts)
    place = np.arange(len(twins)) - np.repeat(starts, sizes)
    result = np.zeros(len(chosen), bool)
    result[order] = place < np.repeat(taken, sizes)
    return result
