"""Proposition: both sides of every equation of the minor entries have the value that the flow without noise gives, by hand."""

import pytest
from sympy import Derivative, ImmutableMatrix, Rational, S, Symbol, exp, log, solve, symbols

from theory import minor_entries
from theory.algebra.domain import NONNEGATIVE, POSITIVE, THETA, UNIT
from theory.algebra.symbols import a_1, a_2, c_1, c_2, m, omega, t, theta

A1, A2, C1, C2, M, NOW = S(3), S(5) / 2, S(1) / 11, S(1) / 13, S(3) / 4, S(2) / 9
TH = (A1 - A2) / (2 * A1)
VALUES = {a_1: A1, a_2: A2, c_1: C1, c_2: C2, m: M, theta: TH, t: NOW, minor_entries.q: 1 / C1 - 1}
x, y = symbols("x y", real=True)


def same(first, second):
    return abs((first - second).evalf(30)) < Rational(1, 10**20)


def logistic(rate, start, time):
    return 1 / (1 + (1 / start - 1) * exp(-2 * rate * time))


def relative_rate(first, second):
    """Return w_12'/w_12 of the flow for diagonal W but for a small w_12, from V_12 with A diagonal."""
    return A1 + A2 - first * (3 * A1 + A2) / 2 - second * (3 * A2 + A1) / 2


def entry(time, second=C2):
    """Return w_12(t), the second concept learned from c_2, or not at all, by the integrals ln(phi)/(2 a) of both."""
    learned = log(1 + C1 * (exp(2 * A1 * time) - 1)) / (2 * A1)
    other = log(1 + second * (exp(2 * A2 * time) - 1)) / (2 * A2)
    return M * exp((A1 + A2) * time - learned * (3 * A1 + A2) / 2 - other * (3 * A2 + A1) / 2)


LEVEL = solve(relative_rate(x, 0), x)[0]
PEAK = log((1 / C1 - 1) * LEVEL / (1 - LEVEL)) / (2 * A1)
RATES = {a_1: POSITIVE, a_2: POSITIVE}
STARTS = {**RATES, c_1: UNIT, c_2: UNIT, m: POSITIVE}
EXPECTED = {
    "half_integral": (logistic(A1, C1, NOW) / 2, (), {a_1: POSITIVE, c_1: UNIT, t: NONNEGATIVE}),
    "solution": (
        relative_rate(logistic(A1, C1, NOW), logistic(A2, C2, NOW)),
        ("flow", "half_integral"),
        {**STARTS, t: NONNEGATIVE},
    ),
    "initial_value": (M, ("solution",), STARTS),
    "suppression_threshold": (LEVEL, ("solution",), RATES),
    "threshold_below_one": (1 - LEVEL, ("suppression_threshold",), RATES),
    "threshold_of_the_paper": (Rational(8, 10) - LEVEL, ("suppression_threshold",), RATES),
    "peak_is_at_threshold": (LEVEL, ("suppression_threshold",), {a_1: POSITIVE, c_1: UNIT, theta: THETA}),
    "peak_value": (
        log(entry(PEAK, S.Zero)),
        ("peak_time",),
        {a_1: POSITIVE, minor_entries.q: POSITIVE, m: POSITIVE, theta: THETA},
    ),
    "peak_scaling": (TH, ("peak_value",), {theta: THETA}),
    "decay_after_learning": (relative_rate(1, 0), ("solution",), RATES),
    "decay_at_the_end": (relative_rate(1, 1), ("solution",), RATES),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_equation(name):
    value, steps, sets = EXPECTED[name]
    stated = getattr(minor_entries, name)()
    made = stated.carried_out()
    assert all(same(side.subs(VALUES), value) for side in (made.lhs, made.rhs))
    assert stated.id == "minor_entries." + {"peak_is_at_threshold": "peak_time"}.get(name, name)
    assert [step.id for step in stated.steps] == [f"minor_entries.{step}" for step in steps]
    assert stated.domain.sets == sets


def test_closed_forms():
    assert same(minor_entries.major(a_2, c_2, 2 * t).subs(VALUES), logistic(A2, C2, 2 * NOW))
    assert same(minor_entries.phi(a_2, c_2, 2 * t).subs(VALUES), 1 + C2 * (exp(4 * A2 * NOW) - 1))
    assert all(same(minor_entries.minor(k * t).subs(VALUES), entry(k * NOW)) for k in (1, 2))
    assert minor_entries.relative_rate(x, y).subs(VALUES) == relative_rate(x, y).expand()
    assert same(minor_entries.peak_time().subs(VALUES), PEAK)
    assert minor_entries.threshold().subs(VALUES) == LEVEL
    assert same(minor_entries.log_peak_value().subs(VALUES), log(entry(PEAK, S.Zero)))


def test_the_peak_is_that_of_a_start_scaled_by_omega():
    (scaled,) = (item.args[0] for item in minor_entries.peak_scaling().lhs.atoms(Derivative))
    whole = minor_entries.log_peak_value().subs(VALUES | {c_1: C1 / 23, m: M / 23})
    assert same(scaled.subs({**VALUES, omega: S(1) / 23}), whole)


def test_letters():
    assert (str(minor_entries.q), minor_entries.q.is_positive) == ("q", True)


def test_the_flow_at_two_is_that_of_the_field():
    w_11, w_12, w_22 = (Symbol(name, real=True) for name in ("w_11", "w_12", "w_22"))
    numbers = {a_1: S(3), a_2: S(2), w_11: S(1) / 5, w_12: S(2) / 7, w_22: S(1) / 3}
    W, moment = ImmutableMatrix([[S(1) / 5, S(2) / 7], [S(2) / 7, S(1) / 3]]), ImmutableMatrix.diag(3, 2)
    field = W * moment + moment * W - (moment * W**2 + W**2 * moment + 2 * W * moment * W) / 2
    stated = minor_entries.flow()
    assert [side.subs(numbers) for side in (stated.lhs, stated.rhs)] == [field[0, 1]] * 2
    assert set(stated.domain.sets) == set(numbers)
