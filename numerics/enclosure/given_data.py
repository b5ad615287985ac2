"""Enclose the flow for given data: points with a requested radius, and boxes of starts and rates.

    enclose_flow    W(0) and a exact; order, step and precision follow from the radius asked for
    enclose_layers  the same for two free layers, by their S = (W_2; W_1^T) (W_2; W_1^T)^T
    enclose_box     all W(0) and a within given distances of exact centres

The method and its proof: `numerics.enclosure.tube`.

Source: new.

Legend: W0 rows of exact numbers, symmetric (d, d); a exact rates, length d; radius the greatest Frobenius error allowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from flint import arb, arb_mat, fmpq

from numerics.enclosure.field import Free, Rows, diagonal, matrix, radius_norm, widened
from numerics.enclosure.precision import working_precision
from numerics.enclosure.tube import GUARD_BITS, Enclosure, OnStep, Rates, Tube, greatest_error, integrate

#: Runs with ever more digits before the radius that was reached is returned as it is.
TRIALS = 6
#: First guess of how much an error grows over the run.
HEADROOM_BITS = 24
#: A tail of fewer bits is not worth a step.
FEWEST_BITS = 24
#: Of the polynomials, for each bit of the tail: it made the runs of benchmarks/enclosures.py cheapest.
ORDER_PER_BIT = 0.45


def check_data(W0: Rows, a: Sequence[fmpq]) -> None:
    """Check a start beside its rates.

    Raises
    ------
    ValueError : if W0 is not square, of the size of a, and symmetric, or if a rate is negative or all are 0
    """
    d = len(a)
    if len(W0) != d or any(len(row) != d for row in W0):
        raise ValueError(f"W0 must be {d} x {d} to match the rates, got rows of length {[len(row) for row in W0]}")
    for i in range(d):
        for j in range(i):
            if W0[i][j] != W0[j][i]:
                raise ValueError(f"W0 must be symmetric, got {W0[i][j]} and {W0[j][i]} at ({i + 1}, {j + 1})")
    if any(rate < 0 for rate in a) or not any(rate > 0 for rate in a):
        raise ValueError(f"a must be nonnegative and not all zero, got {', '.join(map(str, a))}")


def smallness(W0: Rows) -> int:
    """Return log2 of 1 / max |w_ij| rounded up, at least 0: an error grows about so much while W grows to order one."""
    largest = max(abs(entry) for row in W0 for entry in row)
    return max(0, int(largest.q).bit_length() - int(largest.p).bit_length() + 1) if largest != 0 else 0


def enclose_flow(
    W0: Rows,
    a: Sequence[fmpq],
    horizon: fmpq,
    radius: float = 1e-20,
    order: int | None = None,
    precision: int | None = None,
    on_step: OnStep | None = None,
) -> Enclosure:
    """Return a proved tube around the solution from W0 whose radius is at most `radius` on [0, horizon].

    W0 : start, exact, symmetric, shape (d, d)
    a : rates, exact, nonnegative, length d
    horizon : last time, above 0
    radius : greatest Frobenius error, above 0
    order, precision : chosen from the radius unless given; with a precision one run is made, and its radius reported
    on_step : called with the part of the horizon that is proved; begins anew when more digits are needed

    Raises
    ------
    ValueError : if an argument is none of these, or a WorkError where the horizon takes too much work
    EnclosureError : if no tube can be proved
    """
    check_data(W0, a)
    return _enclose(W0, lambda: diagonal(a), horizon, radius, order, precision, on_step)


def enclose_layers(
    W1: Rows, W2: Rows, a: Sequence[fmpq], horizon: fmpq, radius: float = 1e-20, on_step: OnStep | None = None
) -> Enclosure:
    """Return a proved tube around S = (W_2; W_1^T) (W_2; W_1^T)^T of two free layers, as `enclose_flow` does for W.

    W1, W2 : start, exact, shapes (h, d) and (d, h)
    """
    columns = [*W2, *([row[k] for row in W1] for k in range(len(a)))]
    S = [[sum((x * y for x, y in zip(p, q, strict=True)), fmpq(0)) for q in columns] for p in columns]
    return _enclose(S, lambda: Free(diagonal(a)), horizon, radius, None, None, on_step)


def _enclose(
    start_rows: Rows,
    rates_of: Callable[[], arb_mat | Free],
    horizon: fmpq,
    radius: float,
    order: int | None,
    precision: int | None,
    on_step: OnStep | None,
) -> Enclosure:
    """Return the tube around the flow from a start, with ever more digits until it is as narrow as asked for."""
    if not horizon > 0:
        raise ValueError(f"horizon must be positive, got {horizon}")
    if not 0 < radius < math.inf:
        raise ValueError(f"radius must be positive and finite, got {radius}")
    bits = math.ceil(-math.log2(radius)) + HEADROOM_BITS + smallness(start_rows)
    for _ in range(TRIALS):
        working = precision or max(bits, FEWEST_BITS) + GUARD_BITS
        tail_bits = max(working - GUARD_BITS, FEWEST_BITS)
        degree = order or round(ORDER_PER_BIT * tail_bits)
        with working_precision(working):
            A, start = rates_of(), matrix(start_rows)
            tube, rates = Tube(start.mid(), (), radius_norm(start)), Rates(A, (), A)
            steps = integrate(tube, rates, horizon, degree, arb(2) ** (-tail_bits), on_step)
        reached = greatest_error(steps)
        if reached <= radius or precision is not None:
            break
        bits += math.ceil(math.log2(float(reached)) - math.log2(radius)) + 4
    return Enclosure(steps, rates, degree, working, reached)


def _symbols(W0_spread: Rows, a_spread: Sequence[fmpq]) -> list[tuple[arb_mat, arb_mat]]:
    """Return (F_j(0), A_j) of every entry and every rate that is not exact."""
    d = len(a_spread)
    symbols: list[tuple[arb_mat, arb_mat]] = []
    for i in range(d):
        for j in range(i, d):
            if W0_spread[i][j] != 0:
                F = arb_mat(d, d)
                F[i, j] = F[j, i] = arb(W0_spread[i][j]).upper()
                symbols.append((F, arb_mat(d, d)))
        if a_spread[i] != 0:
            A_1 = arb_mat(d, d)
            A_1[i, i] = arb(a_spread[i]).upper()
            symbols.append((arb_mat(d, d), A_1))
    return symbols


def enclose_box(
    W0: Rows,
    W0_spread: Rows,
    a: Sequence[fmpq],
    a_spread: Sequence[fmpq],
    horizon: fmpq,
    order: int = 16,
    precision: int = 96,
) -> Enclosure:
    """Return a proved tube that holds the solutions of all starts |w_ij - W0_ij| <= spread_ij and rates likewise.

    W0, W0_spread : centre of the starts and distances from it, exact, symmetric, spread >= 0, shape (d, d)
    a, a_spread : the same for the rates, a - a_spread >= 0, length d
    horizon : last time, above 0
    order, precision : of the one run that is made

    Raises
    ------
    ValueError : if an argument is none of these
    EnclosureError : if the box is too wide for the horizon
    """
    check_data(W0, a)
    spreads = list(zip(a, a_spread, strict=True))
    if any(spread < 0 or rate < spread for rate, spread in spreads):
        raise ValueError(f"a_spread must be nonnegative and leave the rates nonnegative, got {', '.join(map(str, a_spread))}")
    with working_precision(precision):
        symbols = _symbols(W0_spread, a_spread)
        A, start = diagonal(a), matrix(W0)
        hull = diagonal([widened(arb(rate), arb(spread)) for rate, spread in spreads])
        rates = Rates(A, tuple(A_1 for _, A_1 in symbols), hull)
        tube = Tube(start.mid(), tuple(F for F, _ in symbols), radius_norm(start))
        steps = integrate(tube, rates, horizon, order, arb(2) ** (GUARD_BITS // 2 - precision))
    return Enclosure(steps, rates, order, precision, greatest_error(steps))
