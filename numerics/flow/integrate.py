"""Integration of the flows, from starts of any scale, with dense output.

    one layer   W' = -(W - I) A                           (loss clock)
    tied        W' = V(W), or U' = X U with W = U U^T     (printed clock)

The flow of U is the precise one. U has the range of the square root of W, so a start of size 1e-300 causes no underflow, the
triangular factor of W(0) keeps each pivot to relative precision, and W stays positive semidefinite. While W < 1e-16 the flow
is linear to rounding, U = e^{A t} U(0), and is not integrated.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eqs. (4.3) and (D.2), as transcribed; DOP853 and LSODA of SciPy.

Legend: W (d, d); U (d, r); A (d,) for a diagonal or (d, d), symmetric.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.field import one_layer_field, tied_field, tied_weight_field
from numerics.task.trajectory import Clock, Trajectory, motion_along

Field = Callable[[Array, Array], Array]
#: Accepted times, and dense output: times (n,) to states (n, ...).
Solution = tuple[Array, Callable[[Array], Array]]

#: Dense output of DOP853 is of order 7: a step may hold more than one event.
CELLS_PER_STEP = 8
#: Beyond this a_max * time an explicit method is held up by stability (its steps stay near 3 / a_max), not by accuracy.
STIFF_FROM = 1000.0
#: The least absolute tolerance: the error, divided by it, must not overflow.
SMALLEST = 1e-307
#: Below this size of W the tied flow is linear to rounding.
LINEAR_BELOW = 1e-16
#: An entry of U is followed to relative precision down to this part of its row.
SMALLEST_PART = 1e-8


def integrate_one_layer(W: Array, A: Array, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Integrate W' = -(W - I) A from W to time `end` on the loss clock."""
    return _integrate_matrix(one_layer_field, W, A, end, rtol, atol, Clock.LOSS)


def integrate_tied(W: Array, A: Array, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Integrate W' = V(W) from the symmetric W to time `end` on the printed clock.

    Raises
    ------
    ValueError : if W is not symmetric
    """
    if np.isfinite(W).all() and not np.allclose(W, W.T, rtol=1e-12, atol=0):
        raise ValueError("W must be symmetric, got a matrix that differs from its transpose")
    # Rounding in W - W^T would not be damped by the field, which assumes there is none.
    return _integrate_matrix(tied_field, 0.5 * (W + W.T), A, end, rtol, atol, Clock.PRINTED)


def integrate_tied_weights(U: Array, A: Array, end: float, rtol: float = 1e-11, atol: float | None = None) -> Trajectory:
    """Integrate U' = X U from U to time `end` on the printed clock; W = U U^T stays positive semidefinite.

    Parameters
    ----------
    U : start, shape (d, r), of any scale
    A : second moment, shape (d,) or (d, d)
    end : time > 0
    rtol : relative tolerance of a step in the entries of U
    atol : absolute one; by default in proportion to the smallest entry of each row

    Raises
    ------
    ValueError : if a value is not finite, `end` not above 0, or the integrator gives up
    """
    check_run(U, A, end)
    U = U[:, np.any(U != 0, axis=0)]
    grow, fastest = _linear_growth(A)
    largest = float(np.max(np.sum(U**2, axis=1), initial=0.0))
    linear = largest == 0 or fastest <= 0
    t_linear = end if linear else min(max(np.log(LINEAR_BELOW / largest) / (2 * fastest), 0.0), end)
    if t_linear >= end:
        return _weight_path(lambda t: grow(t, U), np.array([0.0, end]), A)
    start = grow(np.array([t_linear]), U)[0]
    floor = rtol * _row_floors(start) if atol is None else np.full(start.shape, _floor(start, rtol, atol))
    steps, dense = solve(tied_weight_field, start, A, (t_linear, end), rtol, floor, 1 / fastest)

    def state(t: Array) -> Array:
        early = (t < t_linear)[:, None, None]
        return np.where(early, grow(np.minimum(t, t_linear), U), dense(np.maximum(t, t_linear)))

    return _weight_path(state, steps if t_linear == 0 else np.append(0.0, steps), A)


def integrate_factored(W: Array, A: Array, end: float, rtol: float = 1e-11) -> Trajectory:
    """Integrate the tied flow from the positive semidefinite W by that of its triangular factor, each pivot to `rtol`.

    Raises
    ------
    ValueError : if W is indefinite
    """
    return integrate_tied_weights(triangular_factor(W), A, end, rtol)


def _integrate_matrix(field: Field, W: Array, A: Array, end: float, rtol: float, atol: float, clock: Clock) -> Trajectory:
    check_run(W, A, end)
    steps, dense = solve(field, W, A, (0.0, end), rtol, np.full(W.shape, _floor(W, rtol, atol)))
    return Trajectory(motion_along(dense, field, A), steps, clock, CELLS_PER_STEP)


def _weight_path(state: Callable[[Array], Array], steps: Array, A: Array) -> Trajectory:
    def product(t: Array) -> Array:
        U = state(t)
        return U @ U.swapaxes(-1, -2)

    return Trajectory(motion_along(product, tied_field, A), steps, Clock.PRINTED, CELLS_PER_STEP)


def solve(
    field: Field,
    start: Array,
    A: Array,
    span: tuple[float, float],
    rtol: float,
    atol: Array,
    longest: float = np.inf,
    speed: float = 0.0,
) -> Solution:
    """Return the accepted times and the dense output of an integration over a span, each entry to its own tolerance.

    longest : the longest step of the explicit method
    speed : of the fastest decay, where it is more than the largest rate

    Raises
    ------
    ValueError : if the integrator gives up
    """
    from scipy.integrate import solve_ivp  # half a second, which most runs of the tied flow do without

    shape = start.shape
    stiff = max(float(np.max(A, initial=0.0)), speed) * (span[1] - span[0]) > STIFF_FROM
    with np.errstate(over="ignore", invalid="ignore"):  # a trial step may leave the numbers, and is not taken then
        solved = solve_ivp(
            lambda _, flat: field(flat.reshape(shape), A).ravel(),
            span,
            start.ravel(),
            method="LSODA" if stiff else "DOP853",
            rtol=rtol,
            atol=atol.ravel(),
            dense_output=True,
            max_step=np.inf if stiff else longest,
        )
    if not solved.success:
        raise ValueError(f"the flow could not be integrated to t = {span[1]:.6g}: {solved.message}")
    dense = solved.sol
    return solved.t, lambda t: np.moveaxis(dense(t).reshape(*shape, t.size), -1, 0)


def _linear_growth(A: Array) -> tuple[Callable[[Array, Array], Array], float]:
    """Return (t, U) to e^{A t} U, shape (n, d, r), and the largest rate."""
    rates, frame = (A, None) if A.ndim == 1 else np.linalg.eigh(A)

    def grow(t: Array, U: Array) -> Array:
        factor = np.exp(np.multiply.outer(t, rates))[..., None]
        return factor * U if frame is None else frame @ (factor * (frame.T @ U))

    return grow, float(np.max(rates, initial=0.0))


def _row_floors(U: Array) -> Array:
    """Return for each entry the smallest entry of its row that is not 0, or SMALLEST_PART of the row where that is larger."""
    size = np.sqrt(np.sum(U**2, axis=1, keepdims=True))
    floor = np.maximum(np.min(np.where(U != 0, np.abs(U), np.inf), axis=1, keepdims=True), SMALLEST_PART * size)
    return np.broadcast_to(np.where(np.isfinite(floor) & (floor > 0), floor, 1e-300), U.shape)


def _floor(start: Array, rtol: float, atol: float) -> float:
    """Return the absolute tolerance: a start far smaller than `atol` would count as exact whatever became of it."""
    size = float(np.max(np.abs(start), initial=0.0))
    return min(atol, max(rtol * size, SMALLEST)) if size > 0 else atol


def check_run(start: Array, A: Array, end: float) -> None:
    """Raise ValueError, naming the value, unless start, A and end are finite and end is above 0."""
    for name, values in (("start", start), ("A", A), ("end", np.asarray(end))):
        if not np.isfinite(values).all():
            raise ValueError(f"{name} must be finite, got {values}")
    if not end > 0:
        raise ValueError(f"end must be above 0, got {end}")
