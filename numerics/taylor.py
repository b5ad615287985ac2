<<<<<<< HEAD
"""The tied flow integrated a second way: Taylor series of high order, recomputed step by step.

With W = sum_k W_k h^k and X_k = delta_k0 A - (A W_k + W_k A)/2:

    (k + 1) W_{k+1} = Q_k + Q_k^T,   Q_k = sum_{j <= k} X_j W_{k-j}
    step            h = 0.9 min_{k = p-1, p} ( tolerance max|W_0| / max|W_k| )^{1/k}

It shares nothing with SciPy's integrators but the equation, and its dense output is the series itself.

Source: elementary (Cauchy products); the field is Eq. (4.3) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

    W  shape (d, d), symmetric;   A  shape (d,) for a diagonal or (d, d), symmetric;   p  order
=======
"""Taylor coefficients of the flow and of its tangents, in ball arithmetic.

    C_{n+1} = (Y_n - (T_n + T_n^T)/2) / (n+1),     Y_n = A C_n + C_n A,      T_n = sum_k Y_k C_{n-k}
    F_{n+1} = (Z_n - (U_n + U_n^T)/2) / (n+1),     Z_n = A F_n + F_n A + A_1 C_n + C_n A_1,
                                                   U_n = sum_k Z_k C_{n-k} + Y_k F_{n-k}

F is the derivative of the solution along a symbol that moves the start by F_0 and the rates by A_1.  Every ball holds
the exact coefficient of the exact solution from the exact centre C_0, with the rates anywhere in the balls of A.

Source: Moore, Interval Analysis (1966), for the recursive coefficients; for this flow new here.

Legend: C, F symmetric (d, d) `arb_mat`; A, A_1 diagonal; N order (degree of the polynomial).
>>>>>>> enclosure
"""

from __future__ import annotations

<<<<<<< HEAD
from bisect import bisect_right

import numpy as np

from numerics.clock import Clock
from numerics.field import tied_field
from numerics.flow import Trajectory
from numerics.task import Array

#: Order of the series: about as many digits as a double has, at steps of a good part of the radius of convergence.
ORDER = 24
#: A path that needs more steps is stiff, and no matter for an explicit series.
MOST_STEPS = 20_000


def taylor_coefficients(W: Array, A: Array, order: int = ORDER) -> Array:
    """Return W_0, ..., W_p of the solution through W, shape (order + 1, d, d)."""
    moment = np.diag(A) if A.ndim == 1 else A
    series = np.zeros((order + 1, *W.shape))
    generators = np.zeros_like(series)
    series[0] = W
    for k in range(order):
        weighted = moment @ series[k]
        generators[k] = (moment if k == 0 else 0.0) - 0.5 * (weighted + weighted.T)
        product = np.einsum("kij,kjl->il", generators[: k + 1], series[k::-1])
        series[k + 1] = (product + product.T) / (k + 1)
    return series


def integrate_tied_taylor(W: Array, A: Array, end: float, tolerance: float = 1e-13) -> Trajectory:
    """Integrate W' = V(W) from the symmetric W to time `end` on the printed clock by Taylor steps.

    Raises
    ------
    ValueError
        If `end` is not above 0, the path leaves the numbers, or it needs more than MOST_STEPS steps.
    """
    if not end > 0:
        raise ValueError(f"end must be above 0, got {end}")
    times, pieces = [0.0], []
    while times[-1] < end:
        series = taylor_coefficients(W, A)
        step = min(_step(series, tolerance), end - times[-1])
        if not np.isfinite(step) or len(pieces) >= MOST_STEPS:
            raise ValueError(f"end must be reachable in {MOST_STEPS} Taylor steps, got {end} and stopped at {times[-1]}")
        pieces.append(series)
        times.append(end if step >= end - times[-1] else times[-1] + step)
        W = _sum(series, step)

    def state(time: float) -> Array:
        piece = min(max(bisect_right(times, time) - 1, 0), len(pieces) - 1)
        return _sum(pieces[piece], time - times[piece])

    return Trajectory(state=state, steps=np.array(times), A=A, field=tied_field, clock=Clock.PRINTED)


def _step(series: Array, tolerance: float) -> float:
    scale = float(np.max(np.abs(series[0]), initial=0.0))
    if scale == 0:
        return np.inf if not series.any() else 0.0
    sizes = np.max(np.abs(series[-2:]), axis=(1, 2))
    orders = np.array([len(series) - 2, len(series) - 1])
    with np.errstate(divide="ignore"):
        reaches = np.where(sizes > 0, (tolerance * scale / sizes) ** (1.0 / orders), np.inf)
    return 0.9 * float(np.min(reaches))


def _sum(series: Array, step: float) -> Array:
    value = series[-1]
    for coefficient in series[-2::-1]:
        value = value * step + coefficient
    return value
=======
from dataclasses import dataclass

from flint import arb, arb_mat, arb_poly

from numerics.ball_field import HALF, mirror


@dataclass(frozen=True)
class FlowSeries:
    """The coefficients C_0..C_N of the flow, with Y_0..Y_N."""

    C: tuple[arb_mat, ...]
    Y: tuple[arb_mat, ...]


def flow_series(C: arb_mat, A: arb_mat, order: int) -> FlowSeries:
    """Return C_0..C_N of W' = V(W), W(0) = C.

    C : (d, d) symmetric; A : (d, d) diagonal; order : N >= 1.
    """
    coefficients, doubles = [C], [mirror(A * C)]
    for n in range(order):
        product = doubles[0] * coefficients[n]
        for k in range(1, n + 1):
            product += doubles[k] * coefficients[n - k]
        after = (doubles[n] - mirror(product) * HALF) / arb(n + 1)
        coefficients.append(after)
        doubles.append(mirror(A * after))
    return FlowSeries(tuple(coefficients), tuple(doubles))


def tangent_series(F: arb_mat, flow: FlowSeries, A: arb_mat, A_1: arb_mat) -> tuple[arb_mat, ...]:
    """Return F_0..F_N of F' = DV(W) F + V(W; A_1), F(0) = F, along the flow.

    F : (d, d) symmetric; A_1 : (d, d) diagonal, the derivative of A along the same symbol.
    """
    coefficients = [F]
    doubles = [mirror(A * F + A_1 * flow.C[0])]
    for n in range(len(flow.C) - 1):
        product = doubles[0] * flow.C[n] + flow.Y[0] * coefficients[n]
        for k in range(1, n + 1):
            product += doubles[k] * flow.C[n - k] + flow.Y[k] * coefficients[n - k]
        after = (doubles[n] - mirror(product) * HALF) / arb(n + 1)
        coefficients.append(after)
        doubles.append(mirror(A * after + A_1 * flow.C[n + 1]))
    return tuple(coefficients)


Polynomials = tuple[tuple[arb_poly, ...], ...]


def entry_polynomials(coefficients: tuple[arb_mat, ...]) -> Polynomials:
    """Return the d x d entries as polynomials in s; mirrored entries are one object."""
    d = coefficients[0].nrows()
    tables = [M.tolist() for M in coefficients]
    upper = {(i, j): arb_poly([table[i][j] for table in tables]) for i in range(d) for j in range(i, d)}
    return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))


def evaluate(polynomials: Polynomials, s: arb) -> arb_mat:
    """Return balls that contain the polynomials at every point of the ball s, shape (d, d)."""
    d = len(polynomials)
    values = {(i, j): polynomials[i][j](s) for i in range(d) for j in range(i, d)}
    return arb_mat(d, d, [values[min(i, j), max(i, j)] for i in range(d) for j in range(d)])
>>>>>>> enclosure
