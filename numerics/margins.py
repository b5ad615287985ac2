"""What the errors of W, expected and spread, make of the test loss along a grid, for one path or for many side by side.

    expected, spread     of two signed estimates E_1, E_2:  E_2  and  |E_2 - E_1| + |E_2| / 500;  of a size:  0  and  that
    loss                 |r|^2 / 2,  r = W z - z;  moved: at M = W + expected
    its spread           sum_i |r_i| s_i + s_i^2 / 2,  s = spread |z|,  r at M
    slope                r . V z at M,  V = X M + M X
    its spread           |V z| . s + |r| . (H + H^T) |z|,  H = |X| spread + (a_i + a_j)/2 spread_ij |M|

Nothing cancels in what the spread makes. All products are of a matrix and a vector.

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: n times; W, W', E (n, d, d); a, z (n, d); in parts the times stand last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.closed_form.defect import LARGEST_ERROR
from numerics.task.arrays import Array
from numerics.task.trajectory import parts

#: Part of the error expected that it is off by at least, where the difference of long and short steps happens to vanish.
LEAST_SPREAD = 0.002


@dataclass(frozen=True, eq=False)
class Margins:
    """Along a grid, each (n,) or, for both estimates, (2, n).

    Parameters
    ----------
    loss, slope : the test loss of W and its slope along W'
    residual : |W z - z|
    changes : what each estimate alone changes the loss by
    moved, moved_slope : the loss with the error expected, and its slope along the flow
    spread, slope_spread : what the spread makes of these
    open : whether an estimate is as large as it can be, and says nothing
    """

    loss: Array
    slope: Array
    residual: Array
    changes: Array
    moved: Array
    moved_slope: Array
    spread: Array
    slope_spread: Array
    open: np.ndarray


def expected_and_spread(first: Array, second: Array, *, signed: bool) -> tuple[Array, Array]:
    """Return the error of W to expect, and how far it may be from that, from two estimates of it, entry by entry."""
    if not signed:
        return np.zeros_like(second), np.abs(second)
    spread = np.abs(second - first) + LEAST_SPREAD * np.abs(second)
    return second, np.where(_says_nothing(first, second), LARGEST_ERROR, spread)


def margins(
    curves: Sequence[tuple[Array, ...]], rates: Sequence[Array], probes: Sequence[Array], *, signed: bool, exact: bool
) -> list[Margins]:
    """Return the margins of paths of one dimension, each W, W' and two estimates of the error of W, (n, d, d).

    Parameters
    ----------
    rates, probes : of each path, (d,)
    signed, exact : whether the estimates are errors or sizes, and whether they are all 0
    """
    sizes = [len(W) for W, *_ in curves]
    joined = [np.concatenate(part) for part in zip(*curves, strict=True)]
    joined += [np.repeat(np.stack(part), sizes, axis=0) for part in (rates, probes)]
    found = [
        _part([np.ascontiguousarray(np.moveaxis(held[part], 0, -1)) for held in joined], signed, exact)
        for part in parts(sum(sizes), len(rates[0]))
    ]
    rows = [np.concatenate(row, axis=-1) for row in zip(*found, strict=True)]
    return [Margins(*own) for own in zip(*(np.split(row, np.cumsum(sizes)[:-1], axis=-1) for row in rows), strict=True)]


def _part(parted: Sequence[Array], signed: bool, exact: bool) -> tuple[Array, ...]:
    """Return the fields of `Margins`, all arrays with the times last."""
    W, Wdot, first, second, a, z = parted
    expected, spread = expected_and_spread(first, second, signed=signed)
    size, r = np.abs(z), _times(W, z) - z
    loss, slope = _half_square(r), np.sum(r * _times(Wdot, z), axis=0)
    changes = np.stack([_half_square(r + _times(E, z)) - loss for E in (first, second)])
    moved, s = r + _times(expected, z), _times(spread, size)
    off = np.sum(np.abs(moved) * s + s**2 / 2, axis=0)
    open_ = np.any(_says_nothing(first, second), axis=(0, 1))
    if exact:
        return loss, slope, np.sqrt(2 * loss), changes, loss, slope, off, np.zeros_like(loss), open_
    M, half = W + expected, (a[:, None] + a) / 2
    X = a[:, None] * np.eye(len(a))[..., None] - half * M
    Vz = _times(X, moved + z) + _times(M, _times(X, z))
    X, M, half = np.abs(X), np.abs(M), half * spread
    made = _times(X, s) + _times(spread, _times(X, size)) + _times(half, _times(M, size)) + _times(M, _times(half, size))
    slope_spread = np.sum(np.abs(Vz) * s + np.abs(moved) * made, axis=0)
    moved_slope = np.sum(moved * Vz, axis=0)
    return loss, slope, np.sqrt(2 * loss), changes, _half_square(moved), moved_slope, off, slope_spread, open_


def _says_nothing(first: Array, second: Array) -> np.ndarray:
    """Return where an estimate is as large as it can be."""
    return np.asarray(np.maximum(np.abs(first), np.abs(second)) >= LARGEST_ERROR)


def _times(matrix: Array, vector: Array) -> Array:
    """Return the products of matrices (d, d, m) and vectors (d, m)."""
    return np.einsum("ijm,jm->im", matrix, vector)


def _half_square(vector: Array) -> Array:
    return np.asarray(np.sum(vector**2, axis=0) / 2)
