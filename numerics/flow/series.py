"""The tied flow of weights by Taylor series of high order: one start, or many at once, each with steps of its own.

With U = sum_k U_k s^k, W_k = sum_j U_j U_{k-j}^T and X_k = delta_k0 A - (A W_k + W_k A)/2:

    (k + 1) U_{k+1} = sum_{j <= k} X_j U_{k-j}
    step              s = 0.95 min over k = p-1, p of ( tolerance floor / |U_k| )^{1/k}, entry by entry

Each sum is one product of matrices that stand side by side, so a step takes a few calls an order, for one start or for
hundreds. The dense output is the series itself. The rank of W is kept, and so is each pivot to relative precision, since an
entry of U is followed in parts of the least of its row.

Source: elementary (Cauchy products); the field is Eq. (4.3) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

Legend: n starts; U (..., d, h), W (..., d, d); a (..., d) rates; p order; s time in units of 1 / a_max; t (m,) printed time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.field import tied_field_of_rates
from numerics.task.trajectory import Clock, Shared, Together, Trajectory, in_parts, parts

#: Order of the series: with more, steps grow no faster than their price.
ORDER = 30
#: What the last terms of a step may add, in parts of the floor of an entry.
TOLERANCE = 1e-12
#: A step is this part of what the last two terms allow.
CAUTION = 0.95
#: An entry of U is followed to relative precision down to this part of its row.
SMALLEST_PART = 1e-8
#: Cells of a step in which events are looked for: a step is a good part of the radius of convergence.
CELLS_PER_STEP = 16
#: So few times are evaluated one by one.
FEW = 100
#: Starts of more dimensions or of larger entries take other methods.
MOST_DIMENSIONS, LARGEST = 12, 10.0
#: So do those that are followed over more than this / d^2 of the shortest timescale 1 / a_max: their series would take 100 MB.
LONGEST = 1e6
#: Those over more than this many are integrated alone, for the others would wait for them and memory would fill.
SHORT = 1000.0
#: Below this size of W the flow is linear to rounding, U = e^{A t} U(0).
LINEAR_BELOW = 1e-16
#: From what the last terms add to the steps they allow.
ROOTS = -1.0 / np.array([ORDER - 1, ORDER])
#: No start within these bounds needs so many steps.
MOST_STEPS = 1_000_000


def suits(a: Array, W0: Array, end: float) -> bool:
    """Return whether a start, rates (d,) and W(0) (d, d), is one for series."""
    fastest, size = float(np.max(a)), float(np.max(W0))
    if not (a.size <= MOST_DIMENSIONS and fastest > 0 and 0 < size <= LARGEST):
        return False
    return 0 < a.size**2 * fastest * (end - _linear_until(fastest, size, end)) <= LONGEST


def grouped(runs: Sequence[tuple[Array, Array, float]]) -> list[list[int]]:
    """Return the places of those rates, starts and ends to integrate side by side: of one dimension, and not long."""
    groups: dict[int, list[int]] = {}
    for k, (a, W0, end) in enumerate(runs):
        if suits(a, W0, end) and float(np.max(a)) * end <= SHORT:
            groups.setdefault(a.size, []).append(k)
    return [group for group in groups.values() if len(group) > 1]


def integrate_by_series(a: Array, W0: Array, end: float) -> Trajectory:
    """Return the flow of W(0) = U U^T to time `end` on the printed clock, for what `suits`.

    Parameters
    ----------
    a : rates, shape (d,)
    W0 : start, positive semidefinite, shape (d, d)
    end : time > 0

    Raises
    ------
    ValueError : if W(0) is indefinite
    """
    return integrate_many_by_series([a], [W0], [end])[0]


def integrate_many_by_series(a: Sequence[Array], W0: Sequence[Array], ends: Sequence[float]) -> list[Trajectory]:
    """Return the flows of many starts of one dimension, each to its own end, integrated side by side.

    Raises
    ------
    ValueError : if a W(0) is indefinite
    """
    factors, rates = np.stack([triangular_factor(W) for W in W0]), np.stack(a)
    fastest, size = np.max(rates, axis=1), np.max(np.sum(factors**2, axis=2), axis=1)
    linear = np.array([_linear_until(*row) for row in zip(fastest, size, ends, strict=True)])
    begun = np.exp(rates * linear[:, None])[:, :, None] * factors
    runs = _steps(begun, rates / fastest[:, None], (np.asarray(ends) - linear) * fastest)
    knots = [begin + own / pace for begin, own, pace in zip(linear, runs[0], fastest, strict=True)]
    for own, end in zip(knots, ends, strict=True):
        own[-1] = end
    motion = _motion(rates, factors, linear, knots, runs[1])
    steps = [own if begin == 0 else np.append(0.0, own) for own, begin in zip(knots, linear, strict=True)]
    return [Trajectory(Shared(motion, k), own, Clock.PRINTED, CELLS_PER_STEP) for k, own in enumerate(steps)]


def _linear_until(fastest: float, size: float, end: float) -> float:
    """Return until when the largest entry of W stays below LINEAR_BELOW."""
    return float(min(max(np.log(LINEAR_BELOW / size) / (2 * fastest), 0.0), end))


def _motion(a: Array, U: Array, linear: Array, knots: Sequence[Array], pieces: Array) -> Together:
    """Return the motion of all starts, with knots (m + 1,) of each and their series U^T in turn, (sum of m, p + 1, h d)."""
    first = np.cumsum([0, *(own.size - 1 for own in knots[:-1])])
    begun, fastest = np.concatenate([own[:-1] for own in knots]), np.max(a, axis=1)

    def product(t: Array, which: np.ndarray) -> Array:
        at = np.empty(t.size, dtype=int)
        for low, high in pairwise([*_changes(which), t.size]):
            own = which[low]
            at[low:high] = first[own] + knots[own][1:-1].searchsorted(t[low:high], side="right")
        U_t = _of_pieces(pieces, at, np.maximum(t - begun[at], 0.0) * fastest[which]).reshape(-1, *U.shape[:0:-1])
        early = np.flatnonzero(t < linear[which])
        if early.size:
            own = which[early]
            U_t[early] = np.exp(t[early, None] * a[own])[:, None, :] * U[own].swapaxes(1, 2)
        return U_t.swapaxes(-1, -2) @ U_t

    def part(t: Array, which: np.ndarray) -> tuple[Array, Array]:
        W = product(t, which)
        return W, tied_field_of_rates(W, a[which])

    return lambda t, which: in_parts(part, t, which, a.shape[1])


def _changes(numbers: np.ndarray) -> list[int]:
    """Return where runs of the same number begin in numbers (n,)."""
    return [0, *((numbers[1:] != numbers[:-1]).nonzero()[0] + 1).tolist()]


def _of_pieces(pieces: Array, at: np.ndarray, s: Array) -> Array:
    """Return the values of series at s (n,), each of the piece with its number, (n, m): times of one piece are one product."""
    if s.size <= FEW:
        return _evaluated(pieces[at], s[:, None])[:, 0]
    found, first = np.empty((s.size, pieces.shape[-1])), np.array(_changes(at))
    sizes = np.diff(np.append(first, s.size))
    for size in set(sizes.tolist()):
        begins = first[sizes == size]
        for part in parts(begins.size, ORDER):
            places = begins[part, None] + np.arange(size)
            found[places] = _evaluated(pieces[at[begins[part]]], s[places])
    return found


def _evaluated(series: Array, s: Array) -> Array:
    """Return the values of series (n, p + 1, m) at s (n, k), shape (n, k, m)."""
    powers = np.empty((*s.shape, ORDER + 1))
    powers[..., 0], powers[..., 1:] = 1.0, s[..., None]
    np.multiply.accumulate(powers, axis=-1, out=powers)
    return np.asarray(powers @ series)


def _steps(U: Array, a: Array, ends: Array) -> tuple[list[Array], Array]:
    """Return the knots of each start in its own time, from 0 to its end, and all series of U^T in turn, (m, p + 1, h d)."""
    n, d, h = U.shape
    rows, now, until = np.arange(n), np.zeros(n), ends
    steps: list[tuple[Any, Array, Array]] = []
    held, expand = U != 0, Expansion(U, a)
    for _ in range(MOST_STEPS):
        series, left = expand(U), until - now
        s = np.minimum(_reach(series, U, held), left)
        flat = series.reshape(rows.size, ORDER + 1, h * d).copy()
        U = _evaluated(flat, s[:, None]).reshape(-1, h, d).swapaxes(1, 2)
        going = s < left
        now = np.where(going, now + s, until)
        steps.append((rows, now, flat))
        if not going.all():
            rows, now, until = rows[going], now[going], until[going]
            U, held = U[going], held[going]
            if not rows.size:
                break
            expand = Expansion(U, a[rows])
    else:
        raise ValueError(f"end must be reachable in {MOST_STEPS} steps, got {len(rows)} starts beyond them")
    of_start, reached, pieces = (np.concatenate([step[k] for step in steps]) for k in range(3))
    order = np.argsort(of_start, kind="stable")
    knots = np.split(reached[order], np.cumsum(np.bincount(of_start))[:-1])
    return [np.append(0.0, own) for own in knots], pieces[order]


def _reach(series: Array, U: Array, held: Any) -> Array:
    """Return how long a step each start may take, shape (n,), from its series (n, (p + 1) h, d)."""
    n, d, h = U.shape
    size = np.abs(U)
    least = np.where(held, size, np.inf).min(axis=2)
    floor = np.minimum(np.maximum(least, SMALLEST_PART * size.max(axis=2)), LARGEST)
    last = np.abs(series[:, (ORDER - 1) * h :]).reshape(n, 2, h, d).max(axis=2)
    ratio = (last / np.maximum(TOLERANCE * floor, 1e-300)[:, None]).max(axis=2)
    with np.errstate(divide="ignore"):  # a step of nothing but zeros may be as long as one likes
        return np.asarray(CAUTION * (ratio**ROOTS).min(axis=1))


class Expansion:
    """The series of starts of one shape, in room that is used again: from U (n, d, h) to all U_k^T, (n, (p + 1) h, d).

    A is diagonal and X_k symmetric, so all that is multiplied stands one matrix under the other: U_0^T, U_1^T, ... upwards and
    downwards, U_0, U_1, ... upwards, X_0, X_1, ... downwards.
    """

    def __init__(self, U: Array, a: Array) -> None:
        n, d, h = U.shape
        lead, p = (() if n == 1 else (n,)), ORDER
        both_ways = np.empty((*lead, 2 * (p + 1), h, d))
        self.series, upwards = (half.reshape(*lead, -1, d) for half in np.split(both_ways, 2, axis=-3))
        weights_up, generators = np.empty((*lead, (p + 1) * d, h)), np.empty((*lead, p * d, d))
        self.W, self.Q = np.empty((*lead, d, d)), np.empty((*lead, d, h))
        self.rates = a.reshape(*lead, d)
        self.weights = -0.5 * (self.rates[..., :, None] + self.rates[..., None, :])
        self.diagonal = np.einsum("...ii->...i", generators[..., :d, :])
        # A product of two matrices alone has a quicker way.
        self.times: Callable[..., Any] = np.matmul if lead else np.dot
        down, up = self.series.swapaxes(-1, -2), generators.swapaxes(-1, -2)
        places = [
            (
                weights_up[..., (p - k) * d : (p + 1 - k) * d, :],
                both_ways[..., k : 2 * p + 2 - k : 2 * (p - k) + 1, :, :].swapaxes(-1, -2),
            )
            for k in range(p + 1)
        ]
        self.first = places[0]
        self.orders = [
            (
                (down[..., : (k + 1) * h], upwards[..., (p - k) * h :, :]),
                generators[..., k * d : (k + 1) * d, :],
                (up[..., : (k + 1) * d], weights_up[..., (p - k) * d :, :]),
                np.array(1.0 / (k + 1)),
                places[k + 1][0],
                places[k + 1][0][..., None, :, :],
                places[k + 1][1],
            )
            for k in range(p)
        ]

    def __call__(self, U: Array) -> Array:
        """Return the series from U."""
        start, both_ways = self.first
        start[...] = U.reshape(start.shape)
        both_ways[...] = start[..., None, :, :]
        times, weights, W, Q, multiply, is_first = self.times, self.weights, self.W, self.Q, np.multiply, True
        for squares, generator, products, share, new, copied, copies in self.orders:
            times(*squares, W)
            multiply(weights, W, generator)
            if is_first:
                self.diagonal += self.rates
                is_first = False
            times(*products, Q)
            multiply(Q, share, new)
            copies[...] = copied
        return self.series.reshape(-1, *self.series.shape[-2:])
