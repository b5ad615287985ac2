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

from numerics.task.arrays import Array
from numerics.task.quadrature import gauss

#: A panel is no longer than this part of 1 / a_max, or than this in the logarithm of its distance from 0 and from F = 1.
PANEL = 0.2
#: Newton corrections of the internal time, from the left end of its panel; each squares the error.
NEWTON_STEPS = 8
#: Where ln F exceeds this, F^2 + 4 (1 - r0) is F^2 to rounding, and is not formed: it would overflow.
LARGE_LOGARITHM = 300.0


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
    F, root = _F_and_root(log_F, r0)
    log_z = np.where(log_F > LARGE_LOGARITHM, log_F, np.log((F + root) / 2))
    exponent = (a[:, None] + a) * tau[:, None, None] - log_z[:, None, None]
    half = np.exp(exponent / 2)
    return np.asarray((u[:, None] * half) * (u * half))


def internal_time(a: Array, u: Array, t: Array) -> Array:
    """Return tau(t), by Gauss quadrature on panels and Newton's method, shape (n,)."""
    edges = _panels(a, u, float(np.max(t, initial=0.0)))

    def integral(low: Array, high: Array) -> Array:
        nodes, weights = gauss(low, high)
        return np.asarray(np.sum(weights * _share(a, u, nodes), axis=-1))

    at_edges = edges + np.concatenate([[0.0], np.cumsum(integral(edges[:-1], edges[1:]))])
    panel = np.searchsorted(at_edges, t, side="right") - 1
    tau = low = edges[panel]
    for _ in range(NEWTON_STEPS):
        excess = at_edges[panel] + (tau - low) + integral(low, tau) - t
        tau = tau - excess / (1 + _share(a, u, tau))
    return np.asarray(tau)


def _share(a: Array, u: Array, tau: Array) -> Array:
    """Return F / sqrt(F^2 + 4 (1 - r0)), between 0 and 1 for r0 <= 1."""
    F, root = _F_and_root(_log_F(a, u, tau), float(u @ u))
    return np.asarray(F / root)


def _F_and_root(log_F: Array, r0: float) -> tuple[Array, Array]:
    """Return F, not beyond the large, and sqrt(F^2 + 4 (1 - r0))."""
    F = np.exp(np.minimum(log_F, LARGE_LOGARITHM))
    return F, np.sqrt(F**2 + 4 * (1 - r0))


def _log_F(a: Array, u: Array, tau: Array) -> Array:
    alive = u != 0
    exponent = 2 * np.log(np.abs(u[alive])) + 2 * a[alive] * np.asarray(tau)[..., None]
    return np.asarray(np.logaddexp.reduce(exponent, axis=-1))


def _panels(a: Array, u: Array, t_end: float) -> Array:
    """Return panel edges over [0, t_end], dense on every scale near 0 and near F = 1."""
    alive = (u != 0) & (a > 0)
    if not np.any(alive) or t_end == 0:
        return np.array([0.0, t_end])
    crossing = float(np.min(np.maximum(-2 * np.log(np.abs(u[alive])), 0.0) / (2 * a[alive])))
    shortest = min(PANEL / float(np.max(a[alive])), t_end)
    away = np.append(0.0, np.geomspace(shortest, t_end, int(np.ceil(np.log(t_end / shortest) / PANEL)) + 1))
    edges = np.concatenate([away, crossing - away, crossing + away])
    return np.unique(np.append(edges[(edges > 0) & (edges < t_end)], [0.0, t_end]))
