"""Proposition: the factors between the clocks are those of the fields they run on, for the domains that are stated."""

from sympy import ImmutableMatrix, Rational, eye

from tests.theory.domains import where
from theory import clocks
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, U, W, d, eta

MOMENT, MATRIX = ImmutableMatrix([[7, 1], [1, 4]]), ImmutableMatrix([[2, -1], [3, 5]])


def test_tied_weights_run_twice_as_fast_in_loss_time():
    made, W0 = clocks.tied_factor(), MATRIX * MATRIX.T
    assert where(made) == "A symmetric positive semidefinite; U any real matrix"
    X = MOMENT - (MOMENT * W0 + W0 * MOMENT) / 2
    letters = {A: MOMENT, U: MATRIX}
    made = made.carried_out()
    assert [explicit(side, letters, 2) for side in (made.lhs, made.rhs)] == [2 * (X * W0 + W0 * X)] * 2
    assert clocks.printed_per_loss() == 2


def test_a_step_of_the_code_is_two_eta_over_d_of_loss_time():
    made = clocks.code_step()
    assert where(made) == "A symmetric positive semidefinite; W any real matrix; eta > 0"
    assert clocks.loss_per_code_step().subs({eta: 3, d: 8}) == Rational(3, 4)
    made = made.carried_out()
    letters = {A: MOMENT, W: MATRIX, eta: Rational(3)}
    assert [explicit(side, letters, 2) for side in (made.lhs, made.rhs)] == [-3 * (MATRIX - eye(2)) * MOMENT] * 2
