"""The tied flow from a rank-one start, in quadratures: W = u u^T stays of rank one.

    F(tau) = sum_i u_i(0)^2 e^{2 a_i tau},   z = (F + sqrt(F^2 + 4 (1 - r0))) / 2,   r0 = F(0)
    u_i u_j = u_i(0) u_j(0) e^{(a_i + a_j) tau} / z
    t = tau + integral_0^tau F / sqrt(F^2 + 4 (1 - r0))

Exact for r0 < 2. It tends to +-e_i of the largest rate with u_i(0) != 0: only that direction is learned.

Source: new.

Legend: a (d,) rates; u (d,) start, W(0) = u u^T; t (n,) printed time; tau internal time, tau' = 1 - |u|^2 / 2.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array
from numerics.quadrature import gauss

#: Gauss points per panel; panels resolve the fastest rate, so the quadrature is exact to rounding.
GAUSS_POINTS = 12
#: Newton corrections of the internal time; each squares the error of the panel's linear guess.
NEWTON_STEPS = 8


def rank_one(a: Array, u: Array, t: Array) -> Array:
    """Return W(t) from W(0) = u u^T, shape (n, d, d).

    Raises
    ------
    ValueError : if |u|^2 >= 2, where the formula takes the other root first
    """
    r0 = float(u @ u)
    if r0 >= 2:
        raise ValueError(f"u must have |u|^2 < 2 for the rank-one formula, got {r0:.6g}")
    if r0 == 0:
        return np.zeros((t.size, a.size, a.size))
    tau = internal_time(a, u, t)
    log_F = _log_F(a, u, tau)
    q = 4 * (1 - r0) * np.exp(-2 * np.maximum(log_F, -300.0))
    log_z = np.where(log_F > -300, log_F + np.log((1 + np.sqrt(1 + q)) / 2), np.log(np.sqrt(max(1 - r0, 0.0)) + 1e-300))
    exponent = (a[:, None] + a) * tau[:, None, None] - log_z[:, None, None]
    half = np.exp(exponent / 2)
    return np.asarray((u[:, None] * half) * (u * half))


def internal_time(a: Array, u: Array, t: Array) -> Array:
    """Return tau(t), by Gauss quadrature on panels and Newton's method, shape (n,)."""
    edges = _panels(a, u, float(np.max(t, initial=0.0)))

    def integral(low: Array, high: Array) -> Array:
        nodes, weights = gauss(low, high, GAUSS_POINTS)
        return np.asarray(np.sum(weights * _share(a, u, nodes), axis=-1))

    at_edges = edges + np.concatenate([[0.0], np.cumsum(integral(edges[:-1], edges[1:]))])
    panel = np.clip(np.searchsorted(at_edges, t, side="right") - 1, 0, edges.size - 2)
    low = edges[panel]
    tau = low + (t - at_edges[panel]) * (edges[panel + 1] - low) / (at_edges[panel + 1] - at_edges[panel])
    for _ in range(NEWTON_STEPS):
        excess = at_edges[panel] + (tau - low) + integral(low, tau) - t
        tau = tau - excess / (1 + _share(a, u, tau))
    return np.asarray(tau)


def _share(a: Array, u: Array, tau: Array) -> Array:
    """Return F / sqrt(F^2 + 4 (1 - r0)), between 0 and 1 for r0 <= 1."""
    log_F = np.clip(_log_F(a, u, tau), -300, 300)
    return np.asarray(1 / np.sqrt(1 + 4 * (1 - float(u @ u)) * np.exp(-2 * log_F)))


def _log_F(a: Array, u: Array, tau: Array) -> Array:
    alive = u != 0
    exponent = 2 * np.log(np.abs(u[alive])) + 2 * a[alive] * np.asarray(tau)[..., None]
    return np.asarray(np.logaddexp.reduce(exponent, axis=-1))


def _panels(a: Array, u: Array, t_end: float) -> Array:
    """Return panel edges over [0, t_end], short on every scale near 0 and near F = 1."""
    alive = (u != 0) & (a > 0)
    if not np.any(alive) or t_end == 0:
        return np.array([0.0, max(t_end, 1.0)])
    crossing = float(np.min(np.maximum(-2 * np.log(np.abs(u[alive])), 0.0) / (2 * a[alive])))
    shortest = min(0.2 / float(np.max(a[alive])), t_end)
    away = np.append(0.0, np.geomspace(shortest, t_end, int(np.ceil(np.log(t_end / shortest) / 0.2)) + 2))
    near = np.append(crossing + shortest * np.arange(-60, 61), np.append(away, np.append(crossing - away, crossing + away)))
    edges = np.unique(np.append(near[(near > 0) & (near < t_end)], [0.0, t_end]))
    return np.asarray(edges[np.append(True, np.diff(edges) > 1e-9 * shortest)])
