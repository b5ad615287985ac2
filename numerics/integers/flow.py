r"""A second proof of the flow, in Python integers only: approximate polynomial, exact defect, logarithmic norm.

On a step of length h let x = (t - t_k)/h in [0, 1] and let p(x) = sum_n C_n x^n be *any* matrix polynomial with integer
coefficients over 2^P.  With a_i = alpha_i / D and h = u/w the defect

    dp/dx - h V(p)

is a polynomial whose coefficients are integers over 2 D w 2^(2P): those below degree N are computed exactly, those from
degree N to 2N bounded by norms.  Let G bound its Frobenius norm on [0, 1].  For E = W - p,  dE/dx = h [V(p+E) - V(p)]
- defect, hence  d||E||/dx <= h m ||E|| + G, and with (||E(0)|| + G) exp(max(h m, 0)) < e the guess ||E|| <= e, on which
m depends, is proved by continuity.  No a-priori box and no remainder of Taylor's formula enter.

**m** bounds <D, DV(W) D> / ||D||^2 = [ tr D^2 (2A - 3 sym(A W)) - tr(D A D W) ] / ||D||^2 for symmetric D.  As D A D >= 0,
tr(D A D W) >= w tr(A D^2) for every w with W >= w I, so

    m = max_i [ (2 - w) a_i - 3 a_i w_ii + 3/2 sum_{j != i} (a_i + a_j) |w_ij| ],   w = min_i [ w_ii - sum_{j != i} |w_ij| ]

by Gershgorin's discs, over the hull of the step.  exp(y) <= 1 + y + y^2 for y <= 1, and 1 + y + y^2/2 for y <= 0.

Nothing here is shared with `numerics.enclosure`: other arithmetic, other remainder, other norm.

Source: defect control with a logarithmic norm (Dahlquist 1958); for this flow new here.

Legend: all numbers named `..._up` are integers over 2^P rounded up; C rows of integers over 2^P; N order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm

IntegerMatrix = list[list[int]]


class IntegerFlowError(ArithmeticError):
    """No step could be proved at this precision."""


@dataclass(frozen=True)
class IntegerRates:
    """a_i = alpha_i / D exactly."""

    alpha: tuple[int, ...]
    D: int

    @property
    def greatest(self) -> Fraction:
        """Return max a."""
        return Fraction(max(self.alpha), self.D)


@dataclass(frozen=True)
class IntegerStep:
    """On t <= time <= t + h:  ||W - p||_F <= error; `defect` bounds the sum of the norms of the defect's coefficients."""

    t: Fraction
    h: Fraction
    C: tuple[IntegerMatrix, ...]  # over 2^bits
    bits: int
    error: Fraction
    defect: Fraction
    end: IntegerMatrix
    end_error: Fraction


def integer_rates(a: Sequence[Fraction]) -> IntegerRates:
    """Return the rates over their common denominator."""
    common = lcm(*(rate.denominator for rate in a))
    return IntegerRates(tuple(rate.numerator * (common // rate.denominator) for rate in a), common)


def root_up(square: int) -> int:
    """Return the least integer r with r^2 >= square."""
    root = isqrt(square)
    return root if root * root == square else root + 1


def norm_up(M: IntegerMatrix) -> int:
    """Return the Frobenius norm of an integer matrix, rounded up."""
    return root_up(sum(entry * entry for row in M for entry in row))


def ceil_div(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded up, denominator > 0."""
    return -(-numerator // denominator)


def _product_into(total: IntegerMatrix, Y: IntegerMatrix, C: IntegerMatrix) -> None:
    """Add Y C to total; C is symmetric, so its rows serve as columns."""
    for row, y in zip(total, Y, strict=True):
        for j, c in enumerate(C):
            row[j] += sum(map(int.__mul__, y, c))


def series(C_0: IntegerMatrix, rates: IntegerRates, h: Fraction, order: int, bits: int) -> tuple[list[IntegerMatrix], int]:
    """Return C_0..C_N and a bound of the defect over 2^P, rounded up.

    C_{n+1} is h V_n / (n+1) rounded; V_n = (2 * 2^P Y_n - T_n - T_n^T) / (2 D 2^(2P)), Y_n = (alpha_i + alpha_j) C_n,ij,
    T_n = sum_k Y_k C_{n-k}.
    """
    d = len(C_0)
    u, w = h.numerator, h.denominator
    unit = 2 * rates.D * w << bits  # (n+1) C_{n+1} in units of the defect's denominator, per 2^-P
    coefficients = [C_0]
    doubles: list[IntegerMatrix] = []
    defect = 0
    for n in range(order):
        C_n = coefficients[n]
        doubles.append([[(rates.alpha[i] + rates.alpha[j]) * C_n[i][j] for j in range(d)] for i in range(d)])
        T = [[0] * d for _ in range(d)]
        for k in range(n + 1):
            _product_into(T, doubles[k], coefficients[n - k])
        speed = [[u * ((doubles[n][i][j] << bits + 1) - T[i][j] - T[j][i]) for j in range(d)] for i in range(d)]
        half = unit * (n + 1) // 2
        after = [[(entry + half) // (unit * (n + 1)) for entry in row] for row in speed]
        residual = [[(n + 1) * unit * after[i][j] - speed[i][j] for j in range(d)] for i in range(d)]
        defect += norm_up(residual)
        coefficients.append(after)
    return coefficients, ceil_div(defect, unit) + _high_degrees(coefficients, rates, h, bits)


def _high_degrees(C: list[IntegerMatrix], rates: IntegerRates, h: Fraction, bits: int) -> int:
    """Return a bound of h sum_{n=N}^{2N} ||V_n|| over 2^P: 2 max(a) (c_N + sum_k c_k sum_{l >= N-k} c_l), c_n = ||C_n||."""
    norms = [norm_up(M) for M in C]
    order = len(C) - 1
    suffix = [0] * (order + 2)
    for n in range(order, -1, -1):
        suffix[n] = suffix[n + 1] + norms[n]
    products = sum(norms[k] * suffix[order - k] for k in range(order + 1))
    factor = 2 * h * rates.greatest
    return ceil_div(factor.numerator * (norms[order] + ceil_div(products, 1 << bits)), factor.denominator)


def hull(C: Sequence[IntegerMatrix], error: int) -> tuple[IntegerMatrix, IntegerMatrix]:
    """Return integer bounds (low, high) over 2^P of every entry of W on the step, x in [0, 1].

    C_0 + C_1 x is exact at its ends; the higher coefficients and ||E|| <= error are added as radii.
    """
    d = len(C[0])
    low, high = [[0] * d for _ in range(d)], [[0] * d for _ in range(d)]
    for i in range(d):
        for j in range(d):
            spread = error + sum(abs(M[i][j]) for M in C[2:])
            first, last = C[0][i][j], C[0][i][j] + C[1][i][j]
            low[i][j], high[i][j] = min(first, last) - spread, max(first, last) + spread
    return low, high


def log_norm_up(low: IntegerMatrix, high: IntegerMatrix, rates: IntegerRates, bits: int) -> Fraction:
    """Return the bound m of the module's text over the hull, for nonnegative rates."""
    d = len(low)
    size = [[max(abs(low[i][j]), abs(high[i][j])) for j in range(d)] for i in range(d)]
    others = [[j for j in range(d) if j != i] for i in range(d)]
    least = min(low[i][i] - sum(size[i][j] for j in others[i]) for i in range(d))
    alpha = rates.alpha
    discs = [
        2 * alpha[i] * ((2 << bits) - least - 3 * low[i][i]) + 3 * sum((alpha[i] + alpha[j]) * size[i][j] for j in others[i])
        for i in range(d)
    ]
    return Fraction(max(discs), 2 * rates.D << bits)


def exp_up(y: Fraction) -> Fraction:
    """Return an upper bound of exp(y), y <= 1."""
    if y > 1:
        raise ValueError(f"y: must be at most 1, got {float(y)}")
    # below -1 the parabola turns up again; there exp(-1) < 1/2 is enough
    return Fraction(1, 2) if y < -1 else 1 + y + (y * y / 2 if y <= 0 else y * y)


def _prove(
    C: list[IntegerMatrix], defect: int, start: int, rates: IntegerRates, h: Fraction, bits: int
) -> tuple[Fraction, Fraction] | None:
    """Return (bound of ||E|| on the step, at its end), over 2^P, or None when the guess e could not be proved."""
    e = 2 * (start + defect) + 1
    m = h * log_norm_up(*hull(C, e), rates, bits)
    if m > 1:
        return None
    growth = exp_up(m)
    bar = (start + defect) * max(growth, Fraction(1))
    if bar >= e:
        return None
    return bar, start * growth + defect * max(growth, Fraction(1))


def integer_steps(
    W0: Sequence[Sequence[Fraction]], a: Sequence[Fraction], horizon: Fraction, order: int, bits: int, most: int = 100_000
) -> list[IntegerStep]:
    """Return proved steps on [0, horizon] of W' = V(W), W(0) = W0.

    W0 : (d, d) exact symmetric; a : (d,) exact, nonnegative; order : N; bits : P; most : greatest number of
    steps.  Raises IntegerFlowError.
    """
    rates = integer_rates(a)
    scale = 1 << bits
    C_0 = [[round(entry * scale) for entry in row] for row in W0]
    start = len(W0)  # each entry is off by at most half a unit
    goal = 1 << bits // 3  # defect allowed in units of 2^-P: about 2^(-2P/3)
    t, h = Fraction(0), Fraction(1, 16)
    steps: list[IntegerStep] = []
    while t < horizon:
        if len(steps) == most:
            raise IntegerFlowError(f"more than {most} steps are needed")
        h = min(h, horizon - t)
        C, defect = series(C_0, rates, h, order, bits)
        proved = _prove(C, defect, start, rates, h, bits) if defect <= goal else None
        if proved is None:
            h = h / 2
            if h < Fraction(1, 1 << 20):
                raise IntegerFlowError(f"no step could be proved at t = {float(t):.6g} with {bits} bits")
            continue
        end = [[sum(M[i][j] for M in C) for j in range(len(W0))] for i in range(len(W0))]
        bar, after = proved
        steps.append(IntegerStep(t, h, tuple(C), bits, bar / scale, Fraction(defect, scale), end, after / scale))
        t, C_0, start = t + h, end, ceil_div(after.numerator, after.denominator)
        if defect << order // 2 + 2 < goal:
            h = h * 3 / 2 if h.denominator < 1 << 12 else Fraction(round(h * 3 / 2 * 4096), 4096)
    return steps
