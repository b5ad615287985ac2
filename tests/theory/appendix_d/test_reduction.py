"""Proposition: the reduction of D.1 to D.5 holds at numbers, by its two sides apart."""

import pytest
from sympy import N, Rational, log

from theory.appendix_d import reduction
from theory.appendix_d.assumptions import kappa
from theory.appendix_d.reduction import G, b, p, q, r

POINT = {kappa: Rational(6, 5), G: 400, q: 12, p: 150, b: log(2), r: Rational(1, 18)}


@pytest.mark.parametrize("equation", [reduction.smaller(), reduction.margin(), reduction.scale(), reduction.slope()])
def test_both_sides_are_one_number(equation):
    carried = equation.carried_out()
    assert abs(N((carried.lhs - carried.rhs).subs(POINT), 30)) < 1e-25


def test_the_slope_in_kappa_is_positive_at_its_least():
    assert N(reduction.slope().rhs.subs({kappa: Rational(11, 10), G: 120, r: Rational(1, 10**6)})) > 0
