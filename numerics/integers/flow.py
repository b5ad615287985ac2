r"""A second proof of the flow, in Python integers only: approximate polynomial, exact defect, logarithmic norm.

On a step of length h let x = (t - t_k)/h in [0, 1] and let p(x) = sum_n C_n x^n be *any* matrix polynomial with integer
coefficients over 2^P. With a_i = alpha_i / D and h = u/w the defect

    dp/dx - h V(p)

is a polynomial whose coefficients are integers over 2 D w 2^(2P): those below degree N are computed exactly, those of h V(p)
from degree N to 2N, where dp/dx has none, are bounded by norms. Let G bound the sum of the norms of all of them, hence the
defect on [0, 1]. For E = W - p, dE/dx = h [V(p + E) - V(p)] - defect, hence d||E||/dx <= h m ||E|| + G, where m bounds the
logarithmic norm of DV over a hull that allows ||E|| <= e. As long as that holds ||E|| <= (||E(0)|| + G) exp(max(h m, 0));
if this is less than e, then ||E|| cannot reach e within the step, as it is continuous and begins below it: the bound, and the
hull it came from, are proved; at x = 1, moreover, ||E|| <= ||E(0)|| exp(h m) + G if m <= 0. No a-priori box and no remainder
of Taylor's formula enter.

**m** bounds <M, DV(W) M> / ||M||^2 = [ tr(M^2 (2 A - 3/2 (A W + W A))) - tr(M A M W) ] / ||M||^2 for symmetric M. As
a >= 0, M A M >= 0 and tr(M A M W) >= w tr(A M^2) for every w with W >= w I, so

    m = max_i [ (2 - w) a_i - 3 a_i w_ii + 3/2 sum_{j != i} (a_i + a_j) |w_ij| ],   w = min_i [ w_ii - sum_{j != i} |w_ij| ]

by Gershgorin's discs, over the hull of the step. exp(y) <= 1 + y + y^2 for y <= 1, and 1 + y + y^2/2 for y <= 0.

Free layers obey the same in a matrix twice as large: `numerics.integers.layers` has their series and their m.

Nothing here is shared with `numerics.enclosure`: other arithmetic, other remainder, other norm.

Source: defect control with a logarithmic norm (Dahlquist 1958); for this flow: new.

Legend: W, E symmetric (d, d), ||.|| the Frobenius norm; C_n rows of integers over 2^P; N order; P bits; names ending in `_up`
are rounded up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import isqrt, lcm

Matrix = list[list[int]]
Rows = Sequence[Sequence[Fraction]]

#: The first step that is tried, and the shortest.
FIRST_STEP, SHORTEST = Fraction(1, 16), Fraction(1, 1 << 20)
#: Steps grow in whole numbers of this, so that their denominators stay small.
STEP_GRID = 1 << 12
#: A step is so many units of its grid at least: a step near a blow-up grows back too.
FEWEST_UNITS = 16


class UnprovedError(ArithmeticError):
    """No step could be proved at this precision."""


class WorkError(ValueError):
    """More steps are needed than may be taken, at any precision."""


#: Called with the part of the horizon that is proved.
OnStep = Callable[[float], None]


def over_common(numbers: Sequence[Fraction]) -> tuple[tuple[int, ...], int]:
    """Return the numerators of these numbers over their least common denominator, and that."""
    common = lcm(*(number.denominator for number in numbers))
    return tuple(number.numerator * (common // number.denominator) for number in numbers), common


@dataclass(frozen=True)
class Rates:
    """a_i = alpha_i / D exactly, as from `over_common`."""

    alpha: tuple[int, ...]
    D: int

    @property
    def greatest(self) -> Fraction:
        """Return max a."""
        return Fraction(max(self.alpha), self.D)


@dataclass(frozen=True)
class Step:
    """On t <= time <= t + h: ||W - p|| <= error; `defect` is G. C and `end` = p(1) are integers over 2^bits."""

    t: Fraction
    h: Fraction
    C: tuple[Matrix, ...]
    bits: int
    error: Fraction
    defect: Fraction
    end: Matrix
    end_error: Fraction


def root_up(square: int) -> int:
    """Return the least integer r with r^2 >= square."""
    root = isqrt(square)
    return root if root * root == square else root + 1


def norm_up(M: Matrix) -> int:
    """Return the Frobenius norm of an integer matrix, rounded up."""
    return root_up(sum(entry * entry for row in M for entry in row))


def rounded(W: Rows, bits: int) -> Matrix:
    """Return W over 2^P; each entry is off by at most half a unit."""
    return [[round(entry * (1 << bits)) for entry in row] for row in W]


def at_end(C: Sequence[Matrix]) -> Matrix:
    """Return p(1) = sum_n C_n."""
    return [[sum(entries) for entries in zip(*rows, strict=True)] for rows in zip(*C, strict=True)]


def dot(x: Sequence[int], y: Sequence[int]) -> int:
    """Return sum_i x_i y_i."""
    return sum(map(int.__mul__, x, y))


def ceil_div(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded up, denominator > 0."""
    return -(-numerator // denominator)


def next_coefficient(speed: Matrix, unit: int) -> tuple[Matrix, int]:
    """Return speed / unit rounded, and the norm of unit times what the rounding changes."""
    after = [[(entry + unit // 2) // unit for entry in row] for row in speed]
    changes = [[unit * after[i][j] - entry for j, entry in enumerate(row)] for i, row in enumerate(speed)]
    return after, norm_up(changes)


def series(C_0: Matrix, rates: Rates, h: Fraction, order: int, bits: int) -> tuple[list[Matrix], int]:
    """Return C_0..C_N and a bound of the defect over 2^P, rounded up.

    C_{n+1} is h V_n / (n+1) rounded; V_n = (2 * 2^P Y_n - T_n - T_n^T) / (2 D 2^(2P)), Y_n = (alpha_i + alpha_j) C_n,ij,
    T_n = sum_k Y_k C_{n-k}.
    """
    d, alpha = len(C_0), rates.alpha
    # One unit of 2^-P in units of the defect's denominator.
    unit = 2 * rates.D * h.denominator << bits
    coefficients, defect = [C_0], 0
    # The rows of Y_0..Y_n and of C_n..C_0, one after the other; as C_k is symmetric its rows serve as columns.
    left: Matrix = [[] for _ in C_0]
    right: Matrix = [[] for _ in C_0]
    for n in range(order):
        C_n = coefficients[n]
        Y = [[(alpha[i] + alpha[j]) * C_n[i][j] for j in range(d)] for i in range(d)]
        left, right = [left[i] + Y[i] for i in range(d)], [C_n[i] + right[i] for i in range(d)]
        T = [[dot(y, c) for c in right] for y in left]
        speed = [[h.numerator * ((Y[i][j] << bits + 1) - T[i][j] - T[j][i]) for j in range(d)] for i in range(d)]
        after, residual = next_coefficient(speed, unit * (n + 1))
        coefficients.append(after)
        defect += residual
    return coefficients, ceil_div(defect, unit) + high_degrees(coefficients, rates, h, bits)


def high_degrees(C: list[Matrix], rates: Rates, h: Fraction, bits: int) -> int:
    """Return a bound of h sum_{n=N}^{2N} ||V_n|| over 2^P: 2 max(a) (c_N + sum_k c_k sum_{l >= N-k} c_l), c_n = ||C_n||."""
    norms, factor = [norm_up(M) for M in C], 2 * h * rates.greatest
    products = dot(norms, list(accumulate(reversed(norms))))
    return ceil_div(factor.numerator * (norms[-1] + ceil_div(products, 1 << bits)), factor.denominator)


def hull(C: Sequence[Matrix], error: int) -> tuple[Matrix, Matrix]:
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


def sizes(low: Matrix, high: Matrix) -> Matrix:
    """Return the greatest size of every entry between the bounds."""
    return [[max(abs(p), abs(q)) for p, q in zip(*rows, strict=True)] for rows in zip(low, high, strict=True)]


def log_norm_up(low: Matrix, high: Matrix, rates: Rates, bits: int) -> Fraction:
    """Return the bound m of the module's head over the hull, for nonnegative rates."""
    d, size = len(low), sizes(low, high)
    others = [[j for j in range(d) if j != i] for i in range(d)]
    least = min(low[i][i] - sum(size[i][j] for j in others[i]) for i in range(d))
    alpha = rates.alpha
    discs = [
        2 * alpha[i] * ((2 << bits) - least - 3 * low[i][i]) + 3 * sum((alpha[i] + alpha[j]) * size[i][j] for j in others[i])
        for i in range(d)
    ]
    return Fraction(max(discs), 2 * rates.D << bits)


def exp_up(y: Fraction) -> Fraction:
    """Return an upper bound of exp(y).

    Raises
    ------
    ValueError : if y > 1
    """
    if y > 1:
        raise ValueError(f"y must be at most 1, got {float(y)}")
    # Below -1 the parabola turns up again; there exp(-1) < 1/2 is enough.
    y = max(y, Fraction(-1))
    return 1 + y + (y * y + max(y, Fraction(0)) ** 2) / 2


@dataclass(frozen=True)
class Law:
    """What another flow needs: its coefficients with their defect, and m over a hull in which the error is at most e over 2^P."""

    series: Callable[[Matrix, Rates, Fraction, int, int], tuple[list[Matrix], int]]
    log_norm: Callable[[Matrix, Matrix, Rates, int, int], Fraction]


def prove_error(
    C: list[Matrix], defect: int, start: int, rates: Rates, h: Fraction, bits: int, law: Law | None = None
) -> tuple[Fraction, Fraction] | None:
    """Return (bound of ||E|| on the step, at its end), over 2^P, or None when the guess e could not be proved."""
    e = 2 * (start + defect) + 1
    around = hull(C, e)
    m = h * (log_norm_up(*around, rates, bits) if law is None else law.log_norm(*around, rates, bits, e))
    if m > 1:
        return None
    shrinking, growing = exp_up(m), exp_up(max(m, Fraction(0)))
    bar = (start + defect) * growing
    if bar >= e:
        return None
    return bar, start * shrinking + defect * growing


def longer(h: Fraction) -> Fraction:
    """Return about 3/2 h, above h, in whole numbers of 1 / STEP_GRID, or finer ones where that is coarse beside h."""
    grown, grid = h * 3 / 2, STEP_GRID
    if h.denominator < STEP_GRID:
        return grown
    while grown * grid < FEWEST_UNITS:
        grid *= 2
    return Fraction(round(grown * grid), grid)


def prove_steps(
    W0: Rows,
    a: Sequence[Fraction],
    horizon: Fraction,
    order: int,
    bits: int,
    most: int = 100_000,
    on_step: OnStep | None = None,
    law: Law | None = None,
) -> list[Step]:
    """Return proved steps on [0, horizon] of W' = V(W), W(0) = W0, or of another law than that of tied layers.

    W0 : start, exact, symmetric, shape (d, d)
    a : rates, exact, nonnegative, length d
    order, bits : N and P
    most : greatest number of steps

    Raises
    ------
    UnprovedError : if a step cannot be proved at this precision
    WorkError : if more steps are needed
    """
    rates, scale = Rates(*over_common(a)), 1 << bits
    # The norm of the error of the start is at most d/2 units; a defect of about 2^(-2P/3) is allowed.
    C_0, start, goal = rounded(W0, bits), ceil_div(len(W0), 2), 1 << bits // 3
    t, h = Fraction(0), FIRST_STEP
    steps: list[Step] = []
    while t < horizon:
        if len(steps) == most:
            raise WorkError(f"more than {most} are needed, t = {float(t):.6g} was reached")
        h = min(h, horizon - t)
        C, defect = (series if law is None else law.series)(C_0, rates, h, order, bits)
        proved = prove_error(C, defect, start, rates, h, bits, law) if defect <= goal else None
        if proved is None:
            h = h / 2
            if h < SHORTEST:
                raise UnprovedError(f"no step could be proved at t = {float(t):.6g} with {bits} bits")
            continue
        end = at_end(C)
        bar, after = proved
        steps.append(Step(t, h, tuple(C), bits, bar / scale, Fraction(defect, scale), end, after / scale))
        t, C_0, start = t + h, end, ceil_div(after.numerator, after.denominator)
        if on_step is not None:
            on_step(float(t / horizon))
        if defect << order // 2 + 2 < goal:
            h = longer(h)
    return steps
