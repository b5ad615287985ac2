"""Reach, tail and tangents are what they stand for, rounded outward; the tail holds that of the logistic, where it is sharp."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import pytest
from flint import arb, ctx
from mpmath import mp, mpf, quad, taylor, workdps

from numerics.enclosure.majorant import Box, Majorant, best_box, tangent_box
from tests.numerics.enclosure.containment import fraction, is_upper

F = Fraction
#: So few that every rounding shows.
FEW_BITS = 20


def exact(x: arb) -> Fraction:
    return fraction(x.mid().fmpq())


def third(k: int) -> arb:
    """A number near k/3 that is exact, and whose products are not."""
    return (arb(k) / 3).mid()


def integral(v: Fraction, l: Fraction, q: Fraction, R: Fraction) -> mpf:
    V, L, Q, end = (mpf(x.numerator) / x.denominator for x in (v, l, q, R))
    return quad(lambda r: 1 / (V + L * r + Q * r * r), [0, *(end / 8**k for k in range(7, -1, -1))])


def test_bounds_are_raised_to_one_number_above() -> None:
    # by 2^-30 (l + q), over all of a ball
    found = Majorant.above(arb(0.5), arb(3), arb(5))
    assert (found.v, found.l, found.q) == (arb(0.5) + arb(2) ** -27, 3 + arb(2) ** -27, 5)
    balls = arb(0.5, 0.25), arb(3, 1), arb(5, 2)
    with ctx.workprec(80):
        wide, (v, l, q) = Majorant.above(*balls), (exact(ball.upper()) for ball in balls)
        floor = (l + q) / 2**30
        assert all(is_upper(x, y, F(1, 2**30)) for x, y in ((wide.v, v + floor), (wide.l, l + floor), (wide.q, q)))


@pytest.mark.parametrize("precision", [FEW_BITS, 100])
@pytest.mark.parametrize(("v", "l", "q"), [(2, 1, 3), (1, 5, 1), (1, 40, 1), (7, 1, 2), (1, 1, 1), (1, 3, 1)])
@pytest.mark.parametrize("R", [1, 10, 200])
def test_reach_is_the_integral_rounded_down(v: int, l: int, q: int, R: int, precision: int) -> None:
    with ctx.workprec(precision), workdps(32):
        bound, radius = Majorant(third(v), third(l), third(q)), third(R)
        found, true = bound.reach(radius), integral(exact(bound.v), exact(bound.l), exact(bound.q), exact(radius))
        assert found.is_exact()
        assert 1 - mpf(2) ** (10 - precision) < mpf(exact(found).numerator) / exact(found).denominator / true <= 1


def test_reach_where_the_two_closed_forms_meet() -> None:
    # v = 1, l = 2, q = 1: int_0^R dr / (1 + r)^2 = R / (1 + R)
    assert Majorant(arb(1), arb(2), arb(1)).reach(arb(3)) == 0.75
    # q in [19/20, 5/4], on both sides of l^2 / 4 v: the reach at 5/4 is the least, atan(1/4) / (1/4) of 1/2
    found = Majorant(arb(1), arb(2), arb(1.1, 0.15)).reach(arb(1))
    assert found.is_exact()
    assert 0.999 < float(found) / (2 * mp.atan(0.25)) <= 1
    # l = 3 and q = 9/4 within 1/10^6: 1/3 of a rounded base, from below
    with ctx.workprec(FEW_BITS):
        narrow = Majorant(arb(1), arb(3), arb(2.25, 1e-6)).reach(arb(1))
        assert narrow.is_exact()
        assert F(2, 5) * (1 - F(1, 10**5)) < exact(narrow) < F(2, 5)


def test_reach_where_the_argument_of_atanh_cannot_be_told_from_one() -> None:
    # v = 0 is in no majorant; as it falls to 0 the reach grows without end, and the first factor 2/l is what is left of it
    assert Majorant(arb(0), arb(2), arb(1)).reach(arb(1)) == 1
    with ctx.workprec(FEW_BITS):
        tiny = Majorant(arb(2) ** -60, arb(3), arb(2) ** -60).reach(arb(1))
        assert tiny.is_exact()
        assert F(2, 3) * (1 - F(1, 10**5)) < exact(tiny) < F(2, 3)


def test_slope_is_that_of_the_equation_rounded_up() -> None:
    with ctx.workprec(FEW_BITS):
        for v, l, q, r in ((1, 1, 1, 1), (7, 1, 1, 1), (1, 7, 1, 2), (1, 1, 7, 4)):
            bound, at = Majorant(third(v), third(l), third(q)), third(r)
            true = exact(bound.v) + exact(bound.l) * exact(at) + exact(bound.q) * exact(at) ** 2
            assert is_upper(bound.slope(at), true, F(1, 10**4))


@pytest.mark.parametrize("derivative", [0, 1, 2])
def test_tail_is_the_formula_rounded_up(derivative: int) -> None:
    with ctx.workprec(FEW_BITS):
        box, s = Box(third(5), third(2), 6), third(1)
        x, factor = exact(s) / exact(box.reach), F(factorial(7), factorial(7 - derivative)) / exact(box.reach) ** derivative
        assert is_upper(box.tail(s, derivative), exact(box.radius) * factor * x ** (7 - derivative))
    assert Box(arb(1), arb(1), 6).tail(arb(0.5)) == arb(2) ** -7


@pytest.mark.parametrize("derivative", [0, 1, 2])
def test_tail_holds_that_of_the_logistic(derivative: int) -> None:
    # D' = 1/2 - 2 D^2 from w = 1/2 at rate 1: D = tanh(s)/2, |D_n| = r_n of r' = 1/2 + 2 r^2, r = tan(s)/2
    order = 6
    box = best_box(Majorant.above(arb(0.5), arb(0), arb(2)), order)
    with workdps(30):
        coefficients = taylor(lambda s: mp.tan(s) / 2, 0, 40)
        for x in (0.2, 0.5, 0.7):
            s = x * mpf(float(box.reach))
            true = mp.fsum(
                mp.factorial(n) / mp.factorial(n - derivative) * coefficients[n] * s ** (n - derivative)
                for n in range(order + 1, 41)
            )
            assert true <= mpf(float(box.tail(arb(float(s)), derivative)))


@pytest.mark.parametrize(("derivative", "part"), [(0, 1), (1, F(7, 8)), (2, F(6, 8))])
def test_tail_is_given_up_to_where_its_factors_fall(derivative: int, part: Fraction) -> None:
    # at order 6 and x beyond (8 - j)/8, n!/(n-j)! x^(n-j) grows from n = 7 to n = 8
    box = Box(arb(1), arb(4), 6)
    assert box.tail(arb(4) * part.numerator / part.denominator, derivative).is_finite()
    with pytest.raises(ValueError, match=rf"s must be at most {8 - derivative}/8 of the reach"):
        box.tail(arb(4) * part.numerator / part.denominator + arb("1e-9"), derivative)


@pytest.mark.parametrize(
    ("v", "l", "q", "order"), [(1, 0.5, 2, 3), (1, 0.5, 2, 4), (0.1, 2, 1, 12), (2, 0.1, 1, 30), (1, 1, 1, 80)]
)
def test_best_box_has_the_least_tail_of_its_progression(v: float, l: float, q: float, order: int) -> None:
    bound = Majorant(arb(v), arb(l), arb(q))
    found = best_box(bound, order)
    assert found.order == order
    assert found.radius.is_exact()
    assert found.reach == bound.reach(found.radius)
    for k in (*range(-8, 0), *range(1, 9)):
        other = found.radius * arb(2) ** k
        assert found.radius / found.reach ** (order + 1) <= other / bound.reach(other) ** (order + 1)


@pytest.mark.parametrize(("v", "l", "q", "order", "power"), [(1e-9, 3, 2, 2, -3), (4, 3, 2, 300, 6), (4, 3, 2, 2, 0)])
def test_radii_are_powers_of_two_times_their_scale(v: float, l: float, q: float, order: int, power: int) -> None:
    # near equilibrium the least of them is best, at high order the greatest
    radius = float(best_box(Majorant(arb(v), arb(l), arb(q)), order).radius)
    assert radius == pytest.approx((l / q + (v / q) ** 0.5) * 2.0**power, rel=1e-12)


@pytest.mark.parametrize(("start", "source"), [(5, (0, 0, 0)), (0, (7, 1, 1)), (0, (1, 7, 1)), (0, (1, 1, 7)), (1, (1, 2, 3))])
def test_tangent_box_is_the_formula_rounded_up(start: int, source: tuple[int, int, int]) -> None:
    with ctx.workprec(FEW_BITS):
        bound, box = Majorant(third(2), third(4), third(5)), Box(third(1), third(7), 6)
        found = tangent_box(bound, box, third(start), (third(source[0]), third(source[1]), third(source[2])))
        v, l, q, R = exact(bound.v), exact(bound.l), exact(bound.q), exact(box.radius)
        k = max(exact(third(g)) / size for g, size in zip(source, (v, l, q), strict=True))
        true = (exact(third(start)) / v + k * exact(box.reach)) * (v + l * R + q * R * R)
        assert is_upper(found.radius, true, F(1, 10**4))
        assert (found.reach, found.order) == (box.reach, 6)


@pytest.mark.parametrize("derivative", [0, 1])
def test_tangent_box_holds_the_tangents_of_the_logistic(derivative: int) -> None:
    # w = 1/2 + tanh(a t)/2 at a = 1. dw/dw(0) = 1/cosh(s)^2, whose majorant 1/cos(s)^2 = 2 r' starts at 1;
    # dw/da = s/(2 cosh(s)^2), whose majorant s/(2 cos(s)^2) comes from V(C; 1) = 1/2 and its quadratic part 2 alone
    bound = Majorant.above(arb(0.5), arb(0), arb(2))
    box = best_box(bound, 6)
    cases = (
        (arb(1), (arb(0), arb(0), arb(0)), lambda s: 1 / mp.cos(s) ** 2),
        (arb(0), (arb(0.5), arb(0), arb(2)), lambda s: s / (2 * mp.cos(s) ** 2)),
    )
    for start, source, majorant in cases:
        found = tangent_box(bound, box, start, source)
        with workdps(30):
            s, coefficients = mpf(float(box.reach)) / 2, taylor(majorant, 0, 40)
            true = mp.fsum(
                mp.factorial(n) / mp.factorial(n - derivative) * coefficients[n] * s ** (n - derivative) for n in range(7, 41)
            )
            assert true <= mpf(float(found.tail(arb(float(s)), derivative)))
            assert majorant(mpf(float(box.reach))) <= mpf(float(found.radius)) * (1 + mpf(10) ** -12)
