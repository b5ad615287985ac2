"""The tied flow integrated a second way: Taylor series of high order, recomputed step by step.

With W = sum_k W_k h^k and X_k = delta_k0 A - (A W_k + W_k A)/2:

    (k + 1) W_{k+1} = Q_k + Q_k^T,   Q_k = sum_{j <= k} X_j W_{k-j}
    (k + 1) U_{k+1} = sum_{j <= k} X_j U_{k-j},   W_k = sum_{j <= k} U_j U_{k-j}^T     (keeps the rank, where W would not)
    step            h = 0.9 min_{k = p-1, p} ( tolerance max|W_0| / max|W_k| )^{1/k}

It shares nothing with SciPy's integrators but the equation, and its dense output is the series itself.

Source: elementary (Cauchy products); the field is Eq. (4.3) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

Legend: W shape (d, d), symmetric; A shape (d,) for a diagonal or (d, d), symmetric; p order.
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array
from numerics.task.field import tied_field
from numerics.task.trajectory import Clock, Trajectory, motion_along

#: Order of the series: about as many digits as a double has, at steps of a good part of the radius of convergence.
ORDER = 24
#: A step is a good part of the radius of convergence: it may hold more than one event.
CELLS_PER_STEP = 8
#: A path that needs more steps is stiff, and no matter for an explicit series.
MOST_STEPS = 2_000


def taylor_coefficients(start: Array, A: Array, order: int = ORDER, *, of_weights: bool = False) -> Array:
    """Return W_0, ..., W_p of the solution through W, shape (order + 1, d, d), or of weights U_0, ..., U_p through U."""
    moment = np.diag(A) if A.ndim == 1 else A
    series = np.zeros((order + 1, *start.shape))
    generators = np.zeros((order, *moment.shape))
    series[0] = start
    for k in range(order):
        weighted = moment @ (np.einsum("kij,klj->il", series[: k + 1], series[k::-1]) if of_weights else series[k])
        generators[k] = (moment if k == 0 else 0.0) - 0.5 * (weighted + weighted.T)
        product = np.einsum("kij,kjl->il", generators[: k + 1], series[k::-1])
        series[k + 1] = (product if of_weights else product + product.T) / (k + 1)
    return series


def integrate_tied_taylor(
    start: Array, A: Array, end: float, tolerance: float = 1e-13, *, of_weights: bool = False
) -> Trajectory:
    """Integrate W' = V(W) from the symmetric W, or U' = X U from weights U, to time `end` on the printed clock by Taylor steps.

    Raises
    ------
    ValueError : if `end` is not above 0, the path leaves the numbers, or it needs more than MOST_STEPS steps
    """
    if not end > 0:
        raise ValueError(f"end must be above 0, got {end}")
    times, current = [0.0], start if of_weights else 0.5 * (start + start.T)
    pieces: list[Array] = []
    while times[-1] < end:
        with np.errstate(over="ignore", invalid="ignore"):  # a path that leaves the numbers is refused below
            series = taylor_coefficients(current, A, of_weights=of_weights)
        left = end - times[-1]
        step = min(_step(series, tolerance), left)
        if not (np.isfinite(step) and np.isfinite(series).all()) or len(pieces) >= MOST_STEPS:
            raise ValueError(f"end must be reachable in {MOST_STEPS} Taylor steps, got {end} and stopped at {times[-1]}")
        pieces.append(series)
        times.append(end if step == left else times[-1] + step)
        current = np.tensordot(step ** np.arange(len(series)), series, axes=1)
    knots, pieces_at = np.array(times), np.stack(pieces)

    def state(t: Array) -> Array:
        piece = np.clip(np.searchsorted(knots, t, side="right") - 1, 0, len(pieces_at) - 1)
        powers = (t - knots[piece])[:, None] ** np.arange(pieces_at.shape[1])
        found = np.einsum("nk,nkij->nij", powers, pieces_at[piece])
        return found @ found.swapaxes(-1, -2) if of_weights else found

    return Trajectory(motion_along(state, tied_field, A), knots, Clock.PRINTED, CELLS_PER_STEP)


def _step(series: Array, tolerance: float) -> float:
    scale = float(np.max(np.abs(series[0]), initial=0.0))
    if scale == 0:
        return np.inf
    sizes = np.max(np.abs(series[-2:]), axis=(1, 2))
    orders = np.array([len(series) - 2, len(series) - 1])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        reaches = np.where(sizes > 0, (tolerance * scale / sizes) ** (1.0 / orders), np.inf)
    return 0.9 * float(np.min(reaches))
