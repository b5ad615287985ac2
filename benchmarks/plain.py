"""What is replaced: the printed update, a step at a time; `solve_ivp`, a start at a time; and a flow to 25 digits by mpmath."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from scipy.integrate import solve_ivp


def recurrence(W: np.ndarray, a: np.ndarray, eta: float, steps: int) -> np.ndarray:
    """Return W after `steps` steps of W + eta V(W), as Eq. (D.2) is printed."""
    A = np.diag(a)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            W = W + eta * (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W))
    return W


def recorded(W: np.ndarray, a: np.ndarray, z: np.ndarray, eta: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return W and the test loss before each step and after the last: the released loop of Fig. 5, in NumPy in place of torch."""
    A, states, losses = np.diag(a), [], []
    for number in range(steps + 1):
        residual = W @ z - z
        states.append(W)
        losses.append(0.5 * (residual @ residual))
        if number < steps:
            W = W + eta * (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W))
    return np.stack(states), np.array(losses)


def by_solve_ivp(W: np.ndarray, a: np.ndarray, end: float) -> Any:
    """Return the flow of one start, with its learning times as events."""
    A, d = np.diag(a), len(a)

    def field(_: float, flat: np.ndarray) -> np.ndarray:
        W = flat.reshape(d, d)
        return (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W)).ravel()

    events = [lambda _, flat, k=k: flat[k * (d + 1)] - 0.5 for k in range(d)]
    return solve_ivp(field, (0, end), W.ravel(), "DOP853", dense_output=True, events=events, rtol=1e-10, atol=1e-12)


def exact_flow(W: np.ndarray, a: np.ndarray, end: float, digits: int = 25, order: int = 30, steps: int = 80) -> np.ndarray:
    """Return W(end) of the flow by Taylor steps in mpmath, good to about `digits` digits."""
    with mpmath.workdps(digits + 5):
        A, current = mpmath.diag(list(map(mpmath.mpf, a))), mpmath.matrix(W.tolist())
        step = mpmath.mpf(end) / steps
        for _ in range(steps):
            current = _step(current, A, step, order)
        return np.array(current.tolist(), dtype=float)


def _step(W: Any, A: Any, step: Any, order: int) -> Any:
    series, generators = [W], []
    for k in range(order):
        weighted = A * series[k]
        generators.append((A if k == 0 else 0 * A) - (weighted + weighted.T) / 2)
        product = generators[0] * series[k]
        for j in range(1, k + 1):
            product += generators[j] * series[k - j]
        series.append((product + product.T) / (k + 1))
    total = series[-1]
    for coefficient in series[-2::-1]:
        total = total * step + coefficient
    return total
