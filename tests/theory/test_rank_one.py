"""Proposition: rank-one starts move as the quadratures say, on the domains that are stated."""

import pytest
from sympy import Derivative, Matrix, Rational, diag, exp, log, sqrt, symbols

from tests.theory.domains import where
from theory import rank_one
from theory.rank_one import F, R, q, r_0, tau, z

START, RATES, NOW = Matrix([Rational(1, 2), Rational(2, 3)]), diag(2, 1), Rational(1, 3)


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (rank_one.normaliser(), "F, r_0 > 0; F**2 - 4*r_0 + 4 > 0"),
        (rank_one.normaliser_slope(), "F, z, q > 0; 2*z > F"),
        (rank_one.solution(2), "a_1, a_2, z, tau > 0; u_1, u_2 real"),
        (rank_one.solution_in_every_dimension(), "a, q, z > 0; r in Interval.open(0, 2)"),
        (rank_one.time(), "F, R > 0"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


def size(time):
    return sum(START[k] ** 2 * exp(2 * RATES[k, k] * time) for k in range(2))


def root(total):
    return (total + sqrt(total**2 + 4 * (1 - size(0)))) / 2


def test_the_size_is_that_of_the_start_grown():
    u_1, u_2 = symbols("u_1 u_2", real=True)
    a_1, a_2 = symbols("a_1 a_2", positive=True)
    assert rank_one.size_function(2).subs({u_1: 2, u_2: 3, a_1: 1, a_2: 2, tau: log(2)}) == 4 * 4 + 9 * 16


def test_the_closed_form_solves_the_flow():
    """In the time t with dt/dtau = 1/(1 - r/2), u' = X u with X = A - (A W + W A)/2 and W = u u^T."""
    closed = Matrix([START[k] * exp(RATES[k, k] * tau) / sqrt(root(size(tau))) for k in range(2)])
    u, slope = closed.subs(tau, NOW).evalf(30), closed.diff(tau).subs(tau, NOW).evalf(30)
    W = u * u.T
    difference = (1 - W.trace() / 2) * slope - (RATES - (RATES * W + W * RATES) / 2) * u
    assert max(map(abs, difference)) < Rational(1, 10**25)
    assert closed.subs(tau, 0) == START


def test_the_steps_are_those_of_the_closed_form():
    total = size(NOW)
    letters = {F: total, r_0: size(0), z: root(total), q: size(tau).diff(tau).subs(tau, NOW) / (2 * root(total))}
    slope = root(size(tau)).diff(tau).subs(tau, NOW)
    assert abs((rank_one.slope_of_z().subs(letters) - slope).evalf(30)) < Rational(1, 10**25)
    moved = rank_one.normaliser_slope().lhs.atoms(Derivative)
    assert [item.expr.subs({z: 5, F: 3}) for item in moved] == [10, 10]
    normaliser, time = rank_one.normaliser(), rank_one.time()
    assert all(side.subs({F: 5, r_0: Rational(1, 3)}).expand() == Rational(2, 3) for side in (normaliser.lhs, normaliser.rhs))
    assert all(side.subs({F: 3, R: 2}) == Rational(5, 2) for side in (time.lhs, time.rhs))
