r"""A second proof of the shape of the test loss: Bernstein coefficients in Python integers.

On a step of `numerics.integers.flow`, y(x) = (p(x) - I) z has integer coefficients over 2^P times the denominator of z.
With |y - y_true| <= e0, |y' - y_true'| <= e1, |y'' - y_true''| <= e2 (all in x = (t - t_k)/h) the slope and curvature are

    dL/dx = y.y' +- (|y| e1 + |y'| e0 + e0 e1),
    d^2L/dx^2 = |y'|^2 + y.y'' +- (2 |y'| e1 + e1^2 + |y| e2 + |y''| e0 + e0 e2),
    e0 = e |z|,   e1 = (h l e + G) |z|,   e2 = (h^2 (l^2 + 2 q b) e + h l G + 2 N G) |z|,

e and G the error and defect of the step, N its order; with a = max a_i and X >= ||W|| the Lipschitz bound of V is
l = 2 a (1 + 2 X), that of DV is 2 q, q = 2 a, and ||V|| <= b = 2 a X (1 + X),
for tied layers and for free ones. For e1, p' = h V(p) + defect; for e2,
p'' = h DV(p) p' + defect', W'' = h DV(W) W', and the derivative of the defect, of degree 2N, is at most 2 N G.

A polynomial lies between its least and greatest Bernstein coefficient; halving by de Casteljau's rule sharpens this
quadratically. Coefficients above degree 8 are added to the error.

Intervals without a sign of the slope are joined while the curvature keeps one sign; such a stretch has exactly one zero
if the slopes at its ends differ in sign, and none otherwise.

Source: Bernstein form (Cargo and Shisha 1966); for this flow: new.

Legend: x in [0, 1] within a step; z (d,) probe; y (d,) polynomials; P bits; errors exact rationals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, groupby, pairwise
from math import ceil, comb

from numerics.integers.flow import Step, ceil_div, dot, hull, norm_up, over_common, root_up, sizes

Polynomials = list[list[int]]

#: Of the Bernstein form of the slope: higher terms are too small to need a form.
DEGREE = 8
#: The least common multiple of the binomials of 8: in units of one part of it the Bernstein form is in integers.
MULTIPLE = 280
#: A step is divided into at most 2^14 parts.
DEPTH = 14
#: Of a bracket of a turning point; it ends where the slope is too small for its sign to be proved.
BISECTIONS = 300


#: Where a bracket is divided: aside from the middle, should the zero lie there.
PARTS = (Fraction(1, 2), Fraction(7, 16), Fraction(9, 16))


@dataclass(frozen=True)
class Residual:
    """y = (p - I) z on a step: integer coefficients over one denominator, and the errors e0, e1, e2 of the module's head."""

    step: Step
    y: Polynomials
    denominator: int
    e: tuple[Fraction, ...]


@dataclass(frozen=True)
class Stretch:
    """The signs of slope and curvature on [first, last]; 0 means that no sign was proved everywhere there."""

    first: Fraction
    last: Fraction
    slope: int
    curvature: int


@dataclass(frozen=True)
class Turn:
    """Exactly one zero of the slope in [first, last]: kind "min" or "max", and bounds of the loss there."""

    kind: str
    first: Fraction
    last: Fraction
    loss: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Shape:
    """The proved signs of dL/dt on [0, T] in order, and its turning points; `undecided` says why when there is no proof."""

    signs: tuple[int, ...]
    turns: tuple[Turn, ...]
    undecided: str


def _derivative(row: Sequence[int]) -> list[int]:
    return [n * c for n, c in enumerate(row)][1:]


def _size(rows: Polynomials, denominator: int) -> Fraction:
    """Return an upper bound of |y(x)| on [0, 1]."""
    return Fraction(root_up(sum(sum(map(abs, row)) ** 2 for row in rows)), denominator)


def _length_up(z: Sequence[Fraction]) -> Fraction:
    """Return |z| rounded up to 64 bits."""
    square = sum(entry * entry for entry in z)
    return Fraction(root_up(ceil_div(square.numerator << 2 * 64, square.denominator)), 1 << 64)


def state_errors(step: Step, greatest: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Return bounds of ||W - p||, of ||W' - p'|| and of ||W'' - p''||, derivatives in x."""
    one = 1 << step.bits
    X = Fraction(norm_up(sizes(*hull(step.C, ceil_div(step.error.numerator * one, step.error.denominator)))), one)
    slope, degree = 2 * greatest * (1 + 2 * X) * step.h, 2 * (len(step.C) - 1)
    bend = slope**2 + step.h**2 * 8 * greatest**2 * X * (1 + X)
    return step.error, slope * step.error + step.defect, bend * step.error + (slope + degree) * step.defect


def residual(step: Step, z: Sequence[Fraction], greatest: Fraction) -> Residual:
    """Return the residual of a step.

    z : probe, exact, not zero, length d
    greatest : max a
    """
    whole, common = over_common(z)
    y = [[dot(M[i][-len(z) :], whole) for M in step.C] for i in range(len(z))]  # of free layers the block beside the first
    for i, entry in enumerate(whole):
        y[i][0] -= entry << step.bits
    length = _length_up(z)
    return Residual(step, y, common << step.bits, tuple(error * length for error in state_errors(step, greatest)))


def product_errors(n: Sequence[Fraction], e: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Return the errors of dL/dx and of its derivative by the module's head; n, e: sizes and errors of y, y', y''."""
    slope = n[0] * e[1] + n[1] * e[0] + e[0] * e[1]
    return slope, 2 * n[1] * e[1] + e[1] * e[1] + n[0] * e[2] + n[2] * e[0] + e[0] * e[2]


def slope_errors(of: Residual) -> tuple[Fraction, Fraction]:
    """Return the errors of dL/dx and of its derivative over the step."""
    first = [*map(_derivative, of.y)]
    return product_errors([_size(rows, of.denominator) for rows in (of.y, first, [*map(_derivative, first)])], of.e)


def slope_bounds(of: Residual) -> tuple[list[int], int, int]:
    """Return the Bernstein coefficients of dL/dx, of degree 8, its error and that of its derivative, over one denominator."""
    slope_error, curvature_error = slope_errors(of)
    slope: Counter[int] = Counter()
    for row in of.y:
        for i, c in enumerate(row):
            for j, r in enumerate(row):
                slope[i + j - 1] += c * j * r
    b = [sum(comb(j, i) * (MULTIPLE // comb(DEGREE, i)) * slope[i] for i in range(j + 1)) for j in range(DEGREE + 1)]
    unit = MULTIPLE * of.denominator**2
    extra = MULTIPLE * sum(abs(c) for n, c in slope.items() if n > DEGREE)
    steep = MULTIPLE * sum(n * abs(c) for n, c in slope.items() if n > DEGREE)
    return b, ceil(slope_error * unit) + extra, ceil(curvature_error * unit) + steep


def halves(b: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the Bernstein coefficients on both halves, times 2^degree."""
    n = len(b) - 1
    left, right, row = [], [], list(b)
    for r in range(n + 1):
        left.append(row[0] << n - r)
        right.append(row[-1] << n - r)
        row = [p + q for p, q in pairwise(row)]
    return left, right[::-1]


def sign_between(low: int | Fraction, high: int | Fraction, error: int | Fraction) -> int:
    """Return the sign shared by every number within `error` of [low, high], or 0."""
    return 1 if low > error else -1 if high < -error else 0


def parts(of: Residual) -> Iterator[Stretch]:
    """Yield the parts of a step from left to right, each with a proved sign of slope or curvature where possible."""
    b, *errors = slope_bounds(of)
    return _divide(b, errors, of.step.t, of.step.h, 0)


def _divide(b: Sequence[int], errors: Sequence[int], t: Fraction, h: Fraction, depth: int) -> Iterator[Stretch]:
    """Yield the parts of [t, t + h], which is the step halved `depth` times; b and errors times 2^(8 depth)."""
    slope = sign_between(min(b), max(b), errors[0])
    changes = [(q - p) * DEGREE << depth for p, q in pairwise(b)]
    curvature = sign_between(min(changes), max(changes), errors[1])
    if slope or curvature or depth == DEPTH:
        yield Stretch(t, t + h, slope, curvature)
    else:
        for k, half in enumerate(halves(b)):
            yield from _divide(half, [error << DEGREE for error in errors], t + k * h / 2, h / 2, depth + 1)


def loss_bounds(of: Residual, first: Fraction, last: Fraction) -> tuple[Fraction, Fraction]:
    """Return bounds of L over first <= t <= last within the step: |y_i - y_i(x_1)| <= (x_2 - x_1) sum n |c_n| + e |z|."""
    x, width = (first - of.step.t) / of.step.h, (last - first) / of.step.h
    low = high = Fraction(0)
    for row in of.y:
        spread = width * sum(n * abs(c) for n, c in enumerate(row)) / of.denominator + of.e[0]
        size = abs(_horner(row, x)) / of.denominator
        low += max(size - spread, Fraction(0)) ** 2
        high += (size + spread) ** 2
    return low / 2, high / 2


def shape(residuals: Sequence[Residual]) -> Shape:
    """Return the proved shape of the test loss over all steps."""
    signs: list[int] = []
    turns: list[Turn] = []
    for stretch in stretches(residuals):
        ends = (stretch.first, stretch.last)
        before, after = (stretch.slope or (stretch.curvature and slope_sign(_holding(residuals, t), t)) for t in ends)
        if not before or not after:
            where = f"no sign of the slope could be proved near t = {float(stretch.first):.6g}"
            return Shape(tuple(signs), tuple(turns), where)
        if not signs:
            signs.append(before)
        if before != after:
            turns.append(_turn(residuals, stretch, after))
            signs.append(after)
    return Shape(tuple(signs), tuple(turns), "")


def stretches(residuals: Sequence[Residual]) -> Iterator[Stretch]:
    """Yield longest stretches of one sign of the slope, or of no sign but one sign of the curvature."""
    found = chain.from_iterable(map(parts, residuals))
    for _, group in groupby(found, key=lambda part: (part.slope, part.slope or part.curvature)):
        members = list(group)
        yield replace(members[0], last=members[-1].last)


def _holding(residuals: Sequence[Residual], t: Fraction) -> Residual:
    return next(of for of in residuals if of.step.t <= t <= of.step.t + of.step.h)


def slope_at(of: Residual, t: Fraction) -> tuple[Fraction, Fraction]:
    """Return bounds of dL/dx at one time within the step."""
    x, (error, _) = (t - of.step.t) / of.step.h, slope_errors(of)
    total = sum((_horner(row, x) * _horner(_derivative(row), x) for row in of.y), Fraction(0))
    value = total / of.denominator**2
    return value - error, value + error


def slope_sign(of: Residual, t: Fraction) -> int:
    """Return the proved sign of dL/dt at one time within the step, or 0."""
    return sign_between(*slope_at(of, t), 0)


def _horner(coefficients: Sequence[int], x: Fraction) -> Fraction:
    value = Fraction(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def _inside(first: Fraction, last: Fraction) -> list[Fraction]:
    """Return times inside an interval, its middle first: at one of them there is no zero of the slope."""
    return [first + part * (last - first) for part in PARTS]


def _turn(residuals: Sequence[Residual], gap: Stretch, after: int) -> Turn:
    """Return the turning point in the gap, bisected, with bounds of the loss there.

    The slope is monotone in the gap, so up to the turning point it is no steeper than at `first`: the loss there differs from
    that at `first` by at most (last - first) |L'(first)|, downwards before a minimum, upwards before a maximum.
    """
    first, last = gap.first, gap.last
    for _ in range(BISECTIONS):
        probes = ((middle, slope_sign(_holding(residuals, middle), middle)) for middle in _inside(first, last))
        middle, found = next((probe for probe in probes if probe[1]), (first, 0))
        if found == 0:
            break
        first, last = (first, middle) if found == after else (middle, last)
    begin = _holding(residuals, first)
    low, high = loss_bounds(begin, first, first)
    drift = (last - first) * max(map(abs, slope_at(begin, first))) / begin.step.h
    kind, loss = ("min", (low - drift, high)) if after > 0 else ("max", (low, high + drift))
    return Turn(kind, first, last, loss)
