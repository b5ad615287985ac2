"""The leading-order solution of the tied flow W' = V(W) for small W(0), any dimension: one stage per learned direction.

Directions come in descending rate. Stage k learns direction k and takes it out of the weaker ones:

    psi_k     = ln(phi_k) / (4 a_k),   phi_k = 1 + c_k (e^{2 a_k t} - 1),   c_k = S^k_kk
    w_kk      = c_k e^{2 a_k t} / phi_k
    w_ij      = S^i_ij exp((a_i + a_j) t - (3 a_i + a_j) psi_i - (3 a_j + a_i) psi_j),                 i < j
    S^{k+1}_ij = S^k_ij - S^k_ik S^k_kj / S^k_kk (1 - exp(-(2 a_k + a_i + a_j) psi_k)),   S^1 = W(0)

Directions of equal rate form one stage: c and psi are then functions of the block S^k_BB, through its eigenvectors.
psi is half the integral of w_kk, so a direction with a_k = 0 needs no case of its own: psi = c_k t / 2.

Source: new; one stage is an exact integral, the composition is leading order in the size of W(0).

Legend: a (..., d) rates, descending; W (..., d, d) symmetric, positive semidefinite; t (...) printed time; c pivots; S Schur
complements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from numerics.task.arrays import RealOrComplex

#: A pivot below this part of the diagonal entry it came from is rounding: the direction depends on the stronger ones.
NEGLIGIBLE_PIVOT = 1e-13
#: Rates closer than this, relatively, are one rate: the composition of their stages would be wrong.
EQUAL_RATES = 1e-10
#: Where 2 a t exceeds this, e^{2 a t} is taken out of the logarithm: it overflows at 709, and 1 beside it has long been rounding.
LARGE_EXPONENT = 100.0
#: Entries of W at the times that are worked on together: a few such arrays stay in the cache of one core.
TOGETHER = 1 << 16


@dataclass(frozen=True, eq=False)
class Stage:
    """What one stage hands to the entries of its rows.

    Parameters
    ----------
    rows : the directions learned in this stage
    rate : (...,) their common rate
    c : (..., b) eigenvalues of S_BB, the pivots
    Q : (..., b, b) their eigenvectors
    psi : (..., b) half the time integral of the learned entries
    mixed : (..., b, r) Q^T S_Bj for the weaker directions j
    """

    rows: slice
    rate: RealOrComplex
    c: RealOrComplex
    Q: RealOrComplex
    psi: RealOrComplex
    mixed: RealOrComplex


def check_descending(a: RealOrComplex) -> None:
    """Raise ValueError unless rates (..., d) descend: in another order each stage would be given the wrong directions."""
    if np.any(a[..., 1:] > a[..., :-1]):
        raise ValueError(f"a must descend, the coordinates in the order in which they are learned, got {a.tolist()}")


def log_phi(a: RealOrComplex, c: RealOrComplex, t: RealOrComplex) -> RealOrComplex:
    """Return ln(1 + c (e^{2 a t} - 1)) without overflow, 0 for c = 0."""
    exponent = 2 * a * t
    large = np.real(exponent) > LARGE_EXPONENT
    small = np.where(large, 0.0, exponent)
    big = np.where(large, exponent, LARGE_EXPONENT)
    with np.errstate(divide="ignore", under="ignore"):
        far = big + np.log(c + np.exp(-big))
        return np.where(large & (c != 0), far, np.log1p(c * np.expm1(small)))


def half_integral(a: RealOrComplex, c: RealOrComplex, t: RealOrComplex) -> RealOrComplex:
    """Return psi = ln(phi) / (4 a), half the integral of the logistic from 0 to t; c t / 2 where a = 0."""
    still = a == 0
    return np.where(still, c * t / 2, log_phi(a, c, t) / np.where(still, 1.0, 4 * a))


def scaled_exp(factor: RealOrComplex, exponent: RealOrComplex) -> RealOrComplex:
    """Return factor e^{exponent}, where e^{exponent} alone may overflow; 0 for a factor of 0."""
    with np.errstate(under="ignore"):
        half = np.exp(np.where(factor != 0, exponent, 0.0) / 2)
        return factor * half * half


def parts(n: int, d: int) -> Iterator[slice]:
    """Yield slices of n times, in order, of as many as are worked on together for matrices (d, d)."""
    size = max(1, TOGETHER // d**2)
    yield from (slice(first, min(first + size, n)) for first in range(0, n, size))


def blocks_of_equal_rates(a: RealOrComplex) -> tuple[int, ...]:
    """Return the sizes of the groups of entries of a descending vector (d,) that are equal to rounding."""
    check_descending(a)
    changes = np.flatnonzero(a[:-1] - a[1:] > EQUAL_RATES * a[:-1]) + 1
    return tuple(int(size) for size in np.diff(np.concatenate([[0], changes, [a.size]])))


def stages(a: RealOrComplex, W0: RealOrComplex, t: RealOrComplex, blocks: Sequence[int] | None = None) -> list[Stage]:
    """Return the stages of the composition in the order in which they are learned.

    Parameters
    ----------
    a : (..., d) rates, descending, >= 0
    W0 : (..., d, d) start, positive semidefinite
    t : (...) times, real, or with an imaginary step to differentiate
    blocks : sizes of the groups of equal rates; by default every direction for itself

    Raises
    ------
    ValueError : if the rates do not descend
    """
    check_descending(a)
    d = a.shape[-1]
    S = W0
    scale = np.einsum("...ii->...i", W0)
    found: list[Stage] = []
    start = 0
    for size in blocks or (1,) * d:
        rows = slice(start, start + size)
        stage = _stage(a, S, t, rows, scale[..., rows])
        found.append(stage)
        S = S[..., size:, size:] - _learned_part(a, stage)
        start += size
    return found


def _stage(a: RealOrComplex, S: RealOrComplex, t: RealOrComplex, rows: slice, scale: RealOrComplex) -> Stage:
    """Return one stage from the Schur complement S, whose first rows are those of the stage."""
    size = rows.stop - rows.start
    rate = a[..., rows.start]
    block = S[..., :size, :size]
    beside = S[..., :size, size:]
    if size == 1:
        c, Q = block[..., 0], np.ones_like(block)
    else:
        c, Q = np.linalg.eigh(block)
        beside = np.swapaxes(Q, -1, -2) @ beside
    c = np.where(np.real(c) > NEGLIGIBLE_PIVOT * np.max(scale, axis=-1, keepdims=True), c, 0.0)
    psi = half_integral(rate[..., None], c, t[..., None])
    return Stage(rows, rate, c, Q, psi, beside)


def _learned_part(a: RealOrComplex, stage: Stage) -> RealOrComplex:
    """Return S_iB S_BB^{-1} (1 - e_i e_j) S_Bj for the weaker directions i, j, where e_i = exp(-(a_k + a_i) psi_k).

    As 1 - e_i e_j = p_i + e_i p_j with p = 1 - e, a learned direction takes two outer products and nothing cancels.
    """
    weaker = a[..., stage.rows.stop :]
    v = stage.mixed
    ratio = v / np.where(stage.c != 0, stage.c, 1.0)[..., None]  # a pivot of 0 is never learned
    exponent = -(stage.rate[..., None, None] + weaker[..., None, :]) * stage.psi[..., None]
    with np.errstate(under="ignore"):
        p = -np.expm1(exponent)
        left, right = (v * p, v * np.exp(exponent)), (ratio, ratio * p)
    total = np.zeros(())
    for m in range(stage.c.shape[-1]):
        for column, row in zip(left, right, strict=True):
            total = total + column[..., m, :, None] * row[..., m, None, :]
    return total


def compose(a: RealOrComplex, W0: RealOrComplex, t: RealOrComplex, blocks: Sequence[int] | None = None) -> RealOrComplex:
    """Return the leading-order W(t) for every entry, (..., d, d), broadcast over parameters and times as in `stages`.

    In the eigenvectors of each stage, W is an entry at a time: w_kk on the diagonal, w_ij between two stages.
    """
    found = stages(a, W0, t, blocks)
    d = a.shape[-1]
    psi = np.concatenate([stage.psi for stage in found], axis=-1)
    c = np.concatenate([np.broadcast_to(stage.c, stage.psi.shape) for stage in found], axis=-1)
    W = np.zeros((*psi.shape, d), dtype=psi.dtype)
    for stage in found:
        W[..., stage.rows, stage.rows.stop :] = stage.mixed
    grouped = any(stage.c.shape[-1] > 1 for stage in found)
    if grouped:
        Q = np.zeros_like(W)
        for stage in found:
            Q[..., stage.rows, stage.rows] = stage.Q
        W = W @ Q
    i, j = np.triu_indices(d, 1)
    growth = (a[..., i] + a[..., j]) * t[..., None]
    suppression = (3 * a[..., i] + a[..., j]) * psi[..., i] + (3 * a[..., j] + a[..., i]) * psi[..., j]
    # Beside a pivot of 0 there is nothing but rounding, which would grow.
    entries = np.where(c[..., i] != 0, W[..., i, j], 0.0)
    W[..., i, j] = W[..., j, i] = scaled_exp(entries, growth - suppression)
    every = np.arange(d)
    W[..., every, every] = scaled_exp(c, 2 * a * t[..., None] - 4 * a * psi)
    return Q @ W @ np.swapaxes(Q, -1, -2) if grouped else W
