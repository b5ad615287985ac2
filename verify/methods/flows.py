"""Tied flows by two methods that share nothing but the field: SciPy's DOP853 and Taylor series of order 24.

Where they disagree the integration is not to be believed, whatever the claim says: that is an error, not a refutation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.flow import taylor
from numerics.task.trajectory import Trajectory, difference

#: The error of a path may be this many times the tolerance of one step.
UNITS = 100.0
#: Times at which the two are compared.
PLACES = 16


class EngineDisagreementError(ArithmeticError):
    """Two ways of computing the same thing that do not agree."""


def tied_flow(W: Any, A: Any, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Return the flow from W by DOP853, after a look at the Taylor series.

    Raises
    ------
    EngineDisagreementError
        If the two differ by more than UNITS times the tolerance.
    """
    from numerics.flow import integrate

    path = integrate.integrate_tied(W, A, end, rtol=rtol, atol=atol)
    agree(path, taylor.integrate_tied_taylor(W, A, end), _own_times(path), UNITS * max(rtol, atol))
    return path


def exact_flow(W: Any, A: Any, end: float) -> Trajectory:
    """Return the flow from W by Taylor series, nearly to rounding, after a look at DOP853 at 1e-12."""
    from numerics.flow import integrate

    return _looked_at(taylor.integrate_tied_taylor(W, A, end), integrate.integrate_tied(W, A, end, rtol=1e-12, atol=1e-13))


def exact_weights_flow(U: Any, A: Any, end: float) -> Trajectory:
    """Return the same from tied weights U, whose flow keeps the rank of W = U U^T where rounding would break it."""
    from numerics.flow import integrate

    other = integrate.integrate_tied_weights(U, A, end, rtol=1e-12, atol=1e-13)
    return _looked_at(taylor.integrate_tied_taylor(U, A, end, of_weights=True), other)


def _looked_at(path: Trajectory, other: Trajectory) -> Trajectory:
    agree(path, other, _own_times(other), UNITS * 1e-11)
    return path


def random_flows(
    rng: Generator,
    eigenvalues: tuple[float, float],
    end: float,
    rates: tuple[float, float] = (0.3, 2.0),
    sizes: Iterable[int] = (2, 3, 5, 8, 16),
) -> Iterator[tuple[Any, Any, Trajectory]]:
    """Yield a full A, W(0) and the flow for each size: random, with eigenvalues in the ranges given."""
    for size in sizes:
        A, start = random_definite(size, *rates, rng), random_definite(size, *eigenvalues, rng)
        yield A, start, exact_flow(start, A, end)


def random_definite(size: int, low: float, high: float, rng: Generator) -> Any:
    """Return a random symmetric matrix with eigenvalues uniform in [low, high], shape (size, size)."""
    frame = np.linalg.qr(rng.standard_normal((size, size)))[0]
    matrix = (frame * rng.uniform(low, high, size)) @ frame.T
    return 0.5 * (matrix + matrix.T)


def agree(first: Trajectory, second: Trajectory, times: Any, bound: float) -> None:
    """Raise an EngineDisagreementError if two paths differ, relative to the largest entry or 1, by more than `bound`."""
    times = np.asarray(times)
    size = np.maximum(1.0, np.max(np.abs(second.W(times)), axis=(1, 2)))
    gaps = np.max(np.abs(difference(first, second, times)), axis=(1, 2)) / size
    for time, gap in zip(times, gaps, strict=True):
        if not gap <= bound:
            raise EngineDisagreementError(f"two integrators must agree to {bound:g}, but differ by {gap:.3g} at t = {time:.6g}")


def _own_times(path: Trajectory) -> Any:
    """Return some of the steps of a path: between them its dense output is of lower order and nobody controls its error."""
    return path.steps[np.linspace(0, len(path.steps) - 1, PLACES).astype(int)]
