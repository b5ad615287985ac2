"""Proposition: the laws of the total correlation hold at exact matrices, computed here by hand."""

from sympy import ImmutableMatrix, Rational, Symbol, log, simplify

from theory.algebra.calculus import evaluated
from theory.every_start import delay

HALF = Rational(1, 2)
START = ImmutableMatrix([[HALF, Rational(1, 5)], [Rational(1, 5), Rational(1, 3)]])


def test_the_slope_at_diagonal_rates_is_minus_the_relative_noise():
    moment = ImmutableMatrix.diag(3, 2)
    assert delay.slope_at(moment, START) == -5 * Rational(1, 25) * (2 + 3)


def test_the_slope_can_be_positive_in_another_basis():
    moment = ImmutableMatrix([[1, 1], [1, 2]])
    assert delay.slope_at(moment, moment / 4) == Rational(3, 4)


def test_the_total_correlation_vanishes_on_the_diagonal():
    letters = delay.total_correlation(3).free_symbols
    zero = {symbol: 0 for symbol in letters if str(symbol) in ("w_12", "w_13", "w_23")}
    values = dict.fromkeys(letters, 1) | zero
    assert delay.total_correlation(3).subs(values) == 0


def test_a_delay_is_twice_the_rate_times_what_is_late():
    stated = delay.delay()
    at = {"a": 2, "c": Rational(1, 4), "T": 3}
    point = {symbol: at[symbol.name] for symbol in stated.rhs.free_symbols}
    assert simplify(evaluated(stated.lhs).subs(point) - (12 - log(3))) == 0
    assert simplify(stated.rhs.subs(point) - (12 - log(3))) == 0


def test_the_laws_of_a_pair_differ_by_the_sum_of_the_rates():
    total = sum(Symbol(f"a_{k}", positive=True) for k in (1, 2))
    assert simplify(delay.pair_complement().rhs - delay.pair_correlation().rhs - total) == 0
