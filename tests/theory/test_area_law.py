"""Proposition: the area law's steps have the values of their definitions, on the domains stated."""

import pytest
from sympy import ImmutableMatrix, IndexedBase, Rational, S, log, symbols

from tests.theory.domains import where
from theory import area_law
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, i, t

MOMENT = ImmutableMatrix([[7, 1], [1, 4]])
MAP = ImmutableMatrix([[2, -1], [-1, 3]])
GENERATOR = MOMENT - (MOMENT * MAP + MAP * MOMENT) / 2
AT = Rational(2, 5)
#: At lambda = 2/5: the term of Phi, and g.
TERM = AT - log(AT) - 1
GAP = Rational(9, 25) / AT - TERM


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (area_law.divergence_slope(), "A symmetric; W symmetric positive definite"),
        (area_law.explicit_slope(2), "a_1, a_2 > 0; w_11, w_12, w_22 real"),
        (area_law.gap_slope(), "lambda > 0"),
        (area_law.gap_at_one(), ""),
        (area_law.divergence_slope_in_eigenvalue(), "lambda > 0"),
        (area_law.falling_bound(), "A symmetric; W symmetric positive definite; t >= 0"),
        (area_law.loss_in_eigenvalues(), ""),
        (area_law.loss_against_divergence(), "a, alpha, m, lambda > 0; alpha <= a; m <= lambda"),
        (area_law.exponential_bound(), "Phi, L, E, c > 0"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


def sides(equation, values):
    made = equation.carried_out()
    return [side.subs(values).expand() for side in (made.lhs, made.rhs)]


def test_steps_in_an_eigenvalue():
    at = {area_law.eigenvalue: AT}
    assert area_law.gap().subs(at).expand() == GAP.expand()
    assert sides(area_law.gap_slope(), at) == [(AT - 1) / AT**2] * 2
    assert sides(area_law.divergence_slope_in_eigenvalue(), at) == [(AT - 1) / AT] * 2
    assert sides(area_law.gap_at_one(), {}) == [0, 0]
    assert area_law.gap_at_one().lhs.point == (1,)


def test_the_loss_falls_at_least_as_the_divergence():
    a, alpha, least = S(7), S(5), S(1) / 3
    values = {area_law.a: a, area_law.alpha: alpha, area_law.least: least, area_law.eigenvalue: AT}
    expected = 2 * a * (1 - AT) ** 2 - 2 * alpha * least * TERM
    assert sides(area_law.loss_against_divergence(), values) == [expected.expand()] * 2
    values = {area_law.Phi: 2, area_law.L: 3, area_law.E: 5, area_law.c: 7}
    assert sides(area_law.exponential_bound(), values) == [(14 - 12) * 5] * 2


def test_slopes_at_a_matrix():
    loss = ((MAP - ImmutableMatrix.eye(2)) * MOMENT * (MAP - ImmutableMatrix.eye(2))).trace() / 2
    divergence, falling = area_law.divergence_slope(), area_law.falling_bound().carried_out()
    letters = {A: MOMENT, W: MAP, t: Rational(3, 2)}
    assert [explicit(side, letters, 2) for side in (divergence.lhs, divergence.rhs)] == [-4 * loss] * 2
    expected = -12 * (GENERATOR * MAP * GENERATOR).trace()
    assert [explicit(side, letters, 2) for side in (falling.lhs, falling.rhs)] == [expected] * 2


def test_the_slope_along_the_flow_is_that_of_its_entries():
    """w_ij' by hand at A = diag(2, 3), W = [[1/2, 1/5], [1/5, 1/3]], for a function of all entries."""
    w_11, w_12, w_22 = symbols("w_11 w_12 w_22", real=True)
    a_1, a_2 = symbols("a_1 a_2", positive=True)
    values = {a_1: 2, a_2: 3, w_11: Rational(1, 2), w_12: Rational(1, 5), w_22: Rational(1, 3)}
    moved = {
        w_11: 4 * Rational(1, 4) - Rational(5, 25),
        w_22: 6 * Rational(2, 9) - Rational(5, 25),
        w_12: Rational(1, 5) * (5 - (Rational(9, 2) + Rational(11, 3)) / 2),
    }
    function = w_11**2 * w_12 + w_22 * w_12**3
    expected = sum(function.diff(entry).subs(values) * slope for entry, slope in moved.items())
    assert area_law.along(function, 2).doit().subs(values) == expected
    made = area_law.explicit_slope(2).carried_out()
    determinant = w_11 * w_22 - w_12**2
    change = sum(determinant.diff(entry).subs(values) * slope for entry, slope in moved.items())
    trace = moved[w_11] + moved[w_22]
    assert [side.subs(values) for side in (made.lhs, made.rhs)] == [determinant.subs(values) * trace - change] * 2


def test_the_loss_is_one_term_for_each_eigenvalue():
    made = area_law.loss_in_eigenvalues()
    values = {IndexedBase("lambda", real=True)[2]: 3, IndexedBase("a", real=True)[2, 2]: 5}
    assert [side.subs(i, 2).doit().subs(values) for side in (made.lhs, made.rhs)] == [20, 20]
