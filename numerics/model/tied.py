"""Two layers with tied weights, f = U U^T x: the flow W' = V(W) of W = U U^T on the printed clock.

    rank one, |u|^2 < 2      quadratures                   exact
    one common rate          isotropic closed form         exact
    W(0) diagonal            logistic entries              exact
    else                     pivots, uniform in the rates  leading order; at equal rates and at first in t exact

    w_kk = 1/2 near T_k = ln((1 - c_k)/c_k) / (2 a_k), c_k the pivots of W(0) in descending rate
    integral of L = Phi(W(0))/4, less what the untrained block keeps

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2 and Appendix D; the closed forms and the area new.

Legend: a (d,) rates, descending; W0 (d, d) symmetric, positive semidefinite; c (d,) pivots; t (n,) printed time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.closed_form.defect import Residual
from numerics.closed_form.entries import isotropic, learning_time, suppression_threshold
from numerics.closed_form.rank_one import rank_one
from numerics.closed_form.stages import blocks_of_equal_rates, check_descending, compose
from numerics.closed_form.uniform import uniform_motion
from numerics.flow.integrate import integrate_factored
from numerics.flow.iterate import gradient_descent_step, recurrence_step
from numerics.flow.series import grouped, integrate_by_series, integrate_many_by_series, suits
from numerics.model.base import ClosedForm, Iteration, MatrixModel
from numerics.task.arrays import Array
from numerics.task.elimination import check_semidefinite, exact_pivots, pivots, symmetrised, triangular_factor
from numerics.task.exact_numbers import Rows, log
from numerics.task.field import tied_field
from numerics.task.trajectory import Clock, Motion, Shared, Trajectory, in_parts, motion_along

#: Relative tolerance of a step: the test loss is then right to 1e-8 of itself, down to a millionth of what it is at the start.
TOLERANCE = 3e-13


class Tied(MatrixModel):
    """f = U U^T x."""

    name = "tied"
    clock = Clock.PRINTED
    flow = "W' = V(W)"
    settling = 4.0
    stable_below = 1.0

    def random_start(self, U: Array) -> Rows:
        """Return U U^T without rounding: in whole multiples of a common power of two."""
        ratios = [[float(entry).as_integer_ratio() for entry in row] for row in U]
        unit = max(q for row in ratios for _, q in row)
        whole = np.array([[p * (unit // q) for p, q in row] for row in ratios], dtype=object)
        square = unit * unit
        return tuple(tuple(Fraction(entry, square) for entry in row) for row in whole @ whole.T)

    def checked_start(self, W0: Rows) -> tuple[Rows, Fraction]:
        """Return the symmetric part of a start that is U U^T for some U, and by how much it was asymmetric as given.

        Raises
        ------
        ValueError : if it is asymmetric by more than rounding, or not positive semidefinite
        """
        start, asymmetry = symmetrised(W0)
        check_semidefinite(start)
        return start, asymmetry

    def eliminated(self, W0: Array) -> Array:
        """Return W(0), whose pivots are c_k."""
        return W0

    def exact_learning_times(self, a: Sequence[Fraction], start: Rows) -> dict[int, float]:
        """Return T_k = ln((1 - c_k)/c_k) / (2 a_k) for a_k > 0 and 0 < c_k < 1."""
        order = sorted(range(len(a)), key=lambda k: -a[k])
        found = zip(order, exact_pivots([[start[i][j] for j in order] for i in order]), strict=True)
        return {k: log((1 - c) / c) / (2 * float(a[k])) for k, c in found if a[k] > 0 and 0 < c < 1}

    def anchors(self, a: Array, W0: Array) -> Array:
        """Return the learning times from the pivots and those from the diagonal, shape (2 d,)."""
        check_descending(a)
        return np.concatenate([learning_time(a, c) for c in (pivots(W0), np.diag(W0))])

    def closed_form(self, a: Array, W0: Array) -> ClosedForm:
        """Return the exact form that fits, else the uniform solution with its carried residual."""
        return self.closed_forms([(a, W0)])[0]

    def closed_forms(self, runs: Sequence[tuple[Array, Array]]) -> list[ClosedForm]:
        """Return the closed forms, the uniform solutions of one dimension with one motion."""
        factors = [triangular_factor(W0) for _, W0 in runs]
        forms = {k: _exact_form(*run, L) for k, (run, L) in enumerate(zip(runs, factors, strict=True))}
        open_ones: dict[int, list[int]] = {}
        for k in (k for k, form in forms.items() if form is None):
            open_ones.setdefault(len(factors[k]), []).append(k)
        for group in open_ones.values():
            motions = _uniform(*(np.stack([runs[k][part] for k in group]) for part in (0, 1)))
            for k, motion in zip(group, motions, strict=True):
                forms[k] = ClosedForm("pivots", motion, Residual(runs[k][0], np.diag(factors[k]) == 0))
        return [form for form in forms.values() if form is not None]

    def training_area(self, a: Array, W0: Array) -> float | None:
        """Return Phi(W(0)) / 4 over the trained block, less what the untrained one keeps; None if W(0) is singular there."""
        check_descending(a)
        trained = a > 0
        c = pivots(W0)
        if np.any(c[trained] == 0):
            return None
        s = int(np.sum(trained))
        rest = W0[s:, s:] - W0[s:, :s] @ np.linalg.solve(W0[:s, :s], W0[:s, s:])  # the Schur complement stays, to leading order
        return float(np.trace(W0) - np.trace(rest) - s - np.sum(np.log(c[trained]))) / 4

    def area_gain(self, a: Array, grid: Array, W: Array) -> float:
        """Return what the untrained block P gains beyond its Schur complement, which the closed form holds constant, by 1/4.

        ln det P grows at tr(W_rs W_ss^{-1} A_s W_sr) exactly.
        """
        check_descending(a)
        s = int(np.sum(a > 0))
        if s in (0, a.size):
            return 0.0
        size = np.sqrt(np.einsum("nkk->nk", W[:, :s, :s]))
        scaled = W[:, :s, :s] / (size[:, :, None] * size[:, None, :])
        mixed = W[:, :s, s:] / size[:, :, None]
        gain = np.sum(np.linalg.solve(scaled, mixed) * a[:s, None] * mixed, axis=(1, 2))
        return float(np.trapezoid(gain, grid)) / 4

    def suppression(self, a: float, b: float) -> float:
        """Return 2 (a + b) / (3 a + b)."""
        return float(suppression_threshold(a, b))

    def field(self, W: Array, A: Array) -> Array:
        """Return V(W)."""
        return tied_field(W, A)

    def integrate(self, a: Array, W0: Array, end: float) -> Trajectory:
        """Return the integrated flow of the triangular factor: by series, or where they do not suit, as DOP853 or LSODA does."""
        return integrate_by_series(a, W0, end) if suits(a, W0, end) else integrate_factored(W0, a, end, TOLERANCE)

    def integrate_many(self, runs: Sequence[tuple[Array, Array, float]]) -> list[Trajectory]:
        """Return the integrated flows, those of one dimension that suit side by side."""
        paths: dict[int, Trajectory] = {}
        for group in grouped(runs):
            paths |= zip(group, integrate_many_by_series(*zip(*(runs[k] for k in group), strict=True)), strict=True)
        return [paths[k] if k in paths else self.integrate(*run) for k, run in enumerate(runs)]

    def iteration(self, name: str, a: Array, W0: Array) -> Iteration:
        """Return gradient descent on U, U+ = U + eta X U, or the recurrence W+ = W + eta V(W) of Appendix D."""
        if name == "gd":
            return Iteration(triangular_factor(W0), lambda U, eta: gradient_descent_step(U, a, eta), lambda U: U @ U.T)
        return Iteration(W0, lambda W, eta: recurrence_step(W, a, eta))


def _exact_form(a: Array, W0: Array, L: Array) -> ClosedForm | None:
    """Return the closed form that is exact for rates and a start W0 = L L^T, or None."""
    is_common = len(blocks_of_equal_rates(a)) == 1
    if np.array_equal(W0, np.diag(np.diag(W0))):
        name = "one common rate" if is_common else "diagonal start"
        return ClosedForm(name, motion_along(lambda t: compose(a, W0, t), tied_field, a))
    if is_common:
        return ClosedForm("one common rate", motion_along(lambda t: isotropic(a[0], W0, t), tied_field, a))
    u = np.sum(L, axis=1)
    if np.count_nonzero(np.any(L, axis=0)) == 1 and float(u @ u) < 2:
        return ClosedForm("rank one", motion_along(lambda t: rank_one(a, u, t), tied_field, a))
    return None


def _uniform(a: Array, W0: Array) -> list[Motion]:
    """Return the uniform solutions of rates (n, d) and starts (n, d, d), with their derivatives."""

    def motion(t: Array, which: np.ndarray) -> tuple[Array, Array]:
        return in_parts(lambda t, which: uniform_motion(a[which], W0[which], t), t, which, a.shape[1])

    return [Shared(motion, k) for k in range(len(a))]


TIED = Tied()
