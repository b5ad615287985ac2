"""The rise of the test loss over (theta, omega), each point simulated, many at once.

At d = 2 the factor U, W = U U^T, has four entries and U' = A U - (A W + W A) U / 2. Below w = 1e-8 its growth is linear and
taken exactly; from there classical Runge-Kutta steps, which leave W = I where it is, follow the learning. Every point has
its own steps: short ones through each learning time, longer ones between, well within the limit of stability.

Source: new; the flow is Eq. (4.3) of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: a_1 = 1 > a_2 = 1 - 2 theta rates; mu_k = sqrt(2 a_k), sigma = 0; M = [[1, r], [r, 1]] correlation r, W(0) = omega M.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numerics.closed_form.entries import learning_time
from numerics.closed_form.stages import check_descending
from numerics.closed_form.swing_by import onset_margin
from numerics.flow.iterate import point_loss, weight_slope
from numerics.task.arrays import Array
from numerics.task.loss import follow_rise

#: Longest step in units of 1 / a_1 between the learning times (the limit of stability is near 1).
LONGEST_STEP = 0.25
#: Steps through the learning of the first concept, from 6 before to 8 after, in units of 1 / a_1.
FIRST_STEPS = 240
#: Steps before it, where the flow is linear to 1e-5.
EARLY_STEPS = 24
#: The flow is linear to 1e-8 before the largest entry reaches this.
LINEAR_BELOW = 1e-8


@dataclass(frozen=True, eq=False)
class Diagram:
    """One panel: theta (columns) by omega (rows).

    Parameters
    ----------
    theta : (m,)
    omega : (n,)
    correlation : of W(0)
    rise : (n, m) simulated rise of the test loss
    margin : (n, m) ln(gain / cost) of the onset; positive where a rise is predicted
    """

    theta: Array
    omega: Array
    correlation: float
    rise: Array
    margin: Array


def diagram(theta: Array, omega: Array, correlation: float) -> Diagram:
    """Simulate a panel.

    Parameters
    ----------
    theta : (m,) in (0, 1/2)
    omega : (n,) scale of W(0), > 0, below 1/2
    correlation : in (-1, 1)
    """
    rates = np.stack([np.ones_like(theta), 1 - 2 * theta])
    mu, scale = np.sqrt(2 * rates), omega[:, None]
    columns = [simulate_rises(*column, omega, correlation) for column in zip(rates.T, mu.T, strict=True)]
    c = scale, scale * (1 - correlation**2)
    margin = onset_margin((rates[0], rates[1]), (mu[0], mu[1]), correlation * scale, c)
    return Diagram(theta, omega, correlation, np.stack(columns, axis=1), margin)


def joined(parts: list[Diagram]) -> Diagram:
    """Return panels of different theta as one, in rising theta."""
    theta = np.concatenate([part.theta for part in parts])
    order = np.argsort(theta)
    rise, margin = (np.concatenate([getattr(part, name) for part in parts], axis=1)[:, order] for name in ("rise", "margin"))
    return Diagram(theta[order], parts[0].omega, parts[0].correlation, rise, margin)


def simulate_rises(a: Array, mu: Array, omega: Array, correlation: float) -> Array:
    """Return the largest rise of the test loss for W(0) = omega [[1, r], [r, 1]], rates a = (1, a_2), shape (n,)."""
    times = step_times(a, omega, omega * (1 - correlation**2))
    growth = np.exp(np.outer(a, times[0])) * np.sqrt(omega)
    factor = np.array([[1.0, 0.0], [correlation, np.sqrt(1 - correlation**2)]])
    U = factor[:, :, None] * growth[:, None]
    loss = point_loss(_square(U), mu)
    lowest, largest = loss.copy(), np.zeros_like(loss)
    for h in np.diff(times, axis=0):
        U = _step(a, U, h)
        loss = point_loss(_square(U), mu)
        follow_rise(loss, lowest, largest)
    return largest


def step_times(a: Array, c_1: Array, c_2: Array) -> Array:
    """Return the times of each point, shape (steps, n): early, first learning, between, second learning."""
    check_descending(a)
    T_1, T_2 = learning_time(a[0], c_1), learning_time(a[1], c_2)
    start = np.maximum(np.log(LINEAR_BELOW / c_1) / (2 * a[0]), 0.0)
    edges = [start, np.maximum(start, T_1 - 6 / a[0]), T_1 + 8 / a[0]]
    edges.append(np.maximum(edges[-1], T_2 - 6 / a[1]))
    edges.append(T_2 + 8 / a[1])
    longest = [int(np.ceil(np.max(high - low) * a[0] / LONGEST_STEP)) for low, high in pairwise(edges[2:])]
    pieces = [edges[0][None]]
    for low, high, count in zip(edges, edges[1:], [EARLY_STEPS, FIRST_STEPS, *longest], strict=False):
        pieces.append(low + (high - low) * np.linspace(0, 1, count + 1)[1:, None])
    return np.concatenate(pieces)


def _step(a: Array, U: Array, h: Array) -> Array:
    """Return U after one classical Runge-Kutta step of each point."""
    first = _field(a, U)
    second = _field(a, U + h / 2 * first)
    third = _field(a, U + h / 2 * second)
    fourth = _field(a, U + h * third)
    return np.asarray(U + h / 6 * (first + 2 * (second + third) + fourth))


def _field(a: Array, U: Array) -> Array:
    return weight_slope(U, _square(U), a)


def _square(U: Array) -> Array:
    return np.einsum("ijn,kjn->ikn", U, U)
