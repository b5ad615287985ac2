"""The tied flow integrated to rounding, from starts of any scale.

Gradient flow runs on the factor: U' = X U, X = A - (A W + W A)/2, W = U U^T (printed clock). U has the range of the square
root of W, so a start of size 1e-300 causes no underflow, and the triangular factor of W(0) keeps each pivot to relative
precision. While W < 1e-16 the flow is linear to rounding, U = e^{A t} U(0), and is not integrated.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. 4.3 and D.2.

    a (d,) rates, descending     W (d, d)     U (d, r)     t printed time
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.arrays import Floats
from numerics.field import one_layer_field, tied_weight_field

#: Below this size of W the flow is linear to rounding.
LINEAR_BELOW = 1e-16
#: Beyond this a_max * t an explicit method would be held up by stability (its steps stay near 3 / a_max).
STIFF_FROM = 1000.0
#: A pivot that is negative beyond this part of the largest entry makes a start indefinite.
INDEFINITE = 1e-10
#: A pivot below this part of its diagonal entry is rounding.
DEPENDENT = 1e-13


@dataclass(frozen=True, eq=False)
class Trajectory:
    """W(t) at any time up to `t_end`."""

    t_end: float
    steps: Floats
    at: Callable[[Floats], Floats]


def pivots(W: Floats) -> Floats:
    """Return the pivots of W = L D L^T in the given order, shape (d,); 0 where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite
    """
    return np.asarray(np.diag(triangular_factor(W)) ** 2)


def triangular_factor(W: Floats) -> Floats:
    """Return the lower triangular L with W = L L^T; columns of zeros where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite
    """
    d = W.shape[0]
    S, L = W.astype(float).copy(), np.zeros_like(W, dtype=float)
    largest = float(np.max(np.abs(W), initial=0.0))
    for k in range(d):
        pivot = S[k, k]
        if pivot > DEPENDENT * W[k, k]:
            root = np.sqrt(pivot)
            L[k:, k] = S[k:, k] / root
            S[k:, k:] -= np.outer(L[k:, k], L[k:, k])
        elif pivot < -INDEFINITE * largest or np.max(np.abs(S[k:, k])) > np.sqrt(INDEFINITE) * largest:
            raise ValueError(
                f"W(0) must be positive semidefinite for the tied model, W = U U^T, but its pivot {k + 1} is {pivot:.3g}"
            )
    return L


def integrate(a: Floats, W0: Floats, t_end: float, rtol: float = 1e-11) -> Trajectory:
    """Integrate W' = V(W) from W(0) = W0, to relative precision `rtol` in the entries of the factor.

    Parameters
    ----------
    a : (d,) rates, descending
    W0 : (d, d), positive semidefinite
    t_end : printed time, > 0

    Raises
    ------
    ValueError : if W0 is indefinite, or the integrator gives up
    """
    from scipy.integrate import solve_ivp

    L = triangular_factor(W0)
    U0 = L[:, np.any(L != 0, axis=0)]
    if U0.shape[1] == 0:
        return Trajectory(t_end, np.array([0.0, t_end]), lambda t: np.zeros((*np.shape(t), a.size, a.size)))
    largest = float(np.max(np.abs(W0)))
    t_linear = min(max(np.log(LINEAR_BELOW / largest) / (2 * a[0]), 0.0), t_end) if a[0] > 0 else t_end
    start = np.exp(a * t_linear)[:, None] * U0
    if t_linear >= t_end:
        return Trajectory(t_end, np.array([0.0, t_end]), lambda t: _linear(a, U0, t))

    def field(_: float, flat: Floats) -> Floats:
        return tied_weight_field(flat.reshape(U0.shape), a).ravel()

    size = np.sqrt(np.sum(start**2, axis=1, keepdims=True))
    floor = np.maximum(np.min(np.where(start != 0, np.abs(start), np.inf), axis=1, keepdims=True), 1e-8 * size)
    floor = np.where(np.isfinite(floor) & (floor > 0), floor, 1e-300)
    stiff = a[0] * (t_end - t_linear) > STIFF_FROM
    solution = solve_ivp(
        field,
        (t_linear, t_end),
        start.ravel(),
        method="LSODA" if stiff else "DOP853",
        rtol=rtol,
        atol=(rtol * np.broadcast_to(floor, start.shape)).ravel(),
        dense_output=True,
        max_step=np.inf if stiff else 1 / a[0],
    )
    if not solution.success:
        raise ValueError(f"the flow could not be integrated to t = {t_end:.6g}: {solution.message}")

    def at(t: Floats) -> Floats:
        times = np.atleast_1d(np.asarray(t, dtype=float))
        flat = solution.sol(np.maximum(times, t_linear))
        U = np.moveaxis(flat.reshape(*U0.shape, -1), -1, 0)
        W = np.where((times < t_linear)[:, None, None], _linear(a, U0, np.minimum(times, t_linear)), U @ np.swapaxes(U, -1, -2))
        return np.asarray(W.reshape(*np.shape(t), a.size, a.size))

    return Trajectory(t_end, np.concatenate([[0.0], solution.t]), at)


def integrate_linear(a: Floats, W0: Floats, t_end: float, rtol: float = 1e-11) -> Trajectory:
    """Integrate the one-layer flow W' = -(W - I) A on the loss clock, numerically like any other flow."""
    from scipy.integrate import solve_ivp

    shape = W0.shape
    solution = solve_ivp(
        lambda _, flat: one_layer_field(flat.reshape(shape), a).ravel(),
        (0.0, t_end),
        W0.ravel(),
        method="LSODA" if np.max(a) * t_end > STIFF_FROM else "DOP853",
        rtol=rtol,
        atol=rtol,
        dense_output=True,
    )
    if not solution.success:
        raise ValueError(f"the flow could not be integrated to t = {t_end:.6g}: {solution.message}")

    def at(t: Floats) -> Floats:
        return np.asarray(np.moveaxis(solution.sol(np.atleast_1d(t)).reshape(*shape, -1), -1, 0).reshape(*np.shape(t), *shape))

    return Trajectory(t_end, solution.t, at)


def _linear(a: Floats, U0: Floats, t: Floats) -> Floats:
    U = np.exp(a * np.asarray(t)[..., None])[..., None] * U0
    return np.asarray(U @ np.swapaxes(U, -1, -2))
