"""Proposition: both sides of every equation of the swing-by have the value that its own words give, at distinct numbers."""

import pytest
from sympy import Derivative, ImmutableMatrix, Rational, S, exp, log, simplify, sqrt, symbols

from theory import swing_by
from theory.algebra.symbols import a_1, a_2, c_1, c_2, m, omega, t, theta

#: a_1, a_2, mu_1, mu_2, c_1, c_2, delta, w_12, w_22, B, m, y_M, theta; theta is not tied to the rates.
VALUES = {
    a_1: S(3),
    a_2: S(5) / 2,
    swing_by.mu_1: S(7),
    swing_by.mu_2: S(5) / 3,
    c_1: S(1) / 11,
    c_2: S(1) / 13,
    swing_by.delta: S(1) / 3,
    swing_by.y: S(5) / 7,
    swing_by.v: S(3) / 17,
    swing_by.B: S(11) / 5,
    swing_by.y_M: S(1) / 19,
    m: S(3) / 4,
    theta: S(1) / 5,
}
A1, A2, MU1, MU2, C1, C2, DELTA, Y, V, B, Y_M, M, TH = VALUES.values()
x = symbols("x", real=True)


def loss(y=Y, delta=DELTA, v=V):
    return MU2**2 / 2 - MU1 * MU2 * y + MU1**2 * delta**2 / 2 - MU2**2 * v


def slope(y=Y, delta=DELTA, v=V):
    return A1 * TH * MU1 * MU2 * y - 2 * A1 * MU1**2 * delta**2 - 2 * A2 * MU2**2 * v


#: The entries at the minimum and the maximum, from a slope of 0.
SQUARE = A1 * TH * MU1 * MU2 * Y / (2 * A1 * MU1**2)
TOP = A1 * TH * MU1 * MU2 * Y_M / (2 * A2 * MU2**2)
NOW = S(2) / 9
RUNNING = (B * exp(-A1 * TH * NOW), exp(-2 * A1 * NOW) / C1, C2 * exp(2 * A2 * NOW))
AFTER_FIRST = ("swing_by.rest_after_first", "swing_by.entry_after_first")
EXPECTED = {
    "between": (loss() - MU2**2 / 2, ("swing_by.test_loss_in_entries",)),
    "slope": (slope(), ("swing_by.between", "minor_entries.decay_after_learning", "two_layer.major_entry")),
    "minimum": (SQUARE, ("swing_by.slope",)),
    "rise": (MU2**2 / 2 - loss(delta=sqrt(SQUARE), v=0), ("swing_by.minimum",)),
    "exponent": (4 * TH / (4 - TH), ("swing_by.entry_at_minimum", "swing_by.rise")),
    "maximum": (A1 * TH * MU1 * Y / (2 * A2 * MU2), ("swing_by.slope",)),
    "sharper_rise": (loss(Y_M, 0, TOP) - loss(delta=sqrt(SQUARE), v=0), ("swing_by.minimum", "swing_by.maximum")),
    "onset": (slope(*RUNNING), ("swing_by.slope", *AFTER_FIRST, "pivots.schur_complement")),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_equation(name):
    value, steps = EXPECTED[name]
    stated = getattr(swing_by, name)()
    made = stated.carried_out()
    for side in (made.lhs, made.rhs):
        assert simplify(side.subs({**VALUES, t: NOW, omega: S(1) / 23}) - value) == 0
    assert tuple(step.id for step in stated.steps) == steps
    assert made.lhs.free_symbols | made.rhs.free_symbols <= set(stated.domain.sets)


def test_slopes_vanish_at_the_turning_points_and_only_there():
    assert (slope(delta=sqrt(SQUARE), v=0), slope(Y_M, 0, TOP)) == (0, 0)


#: w_12 where B e^{-a_1 theta t} and e^{-2 a_1 t}/c_1 balance, solved for t.
TIME = log(2 * MU1 / (TH * MU2 * B * C1**2)) / (A1 * (4 - TH))
ENTRY = B * exp(-A1 * TH * TIME)


def same(first, second):
    return abs((first - second).evalf(30)) < Rational(1, 10**20)


def test_the_entry_at_the_minimum_is_where_both_exponentials_balance():
    assert same(exp(-4 * A1 * TIME) / C1**2, TH * MU2 * ENTRY / (2 * MU1))
    balance = swing_by.entry_at_minimum()
    assert same(swing_by.log_entry_at_minimum().subs(VALUES), log(ENTRY))
    assert all(same(side.subs(VALUES), log(TH * MU2 * ENTRY / (2 * MU1))) for side in (balance.lhs, balance.rhs))
    assert [step.id for step in balance.steps] == ["swing_by.minimum", *AFTER_FIRST]


def test_the_test_loss_in_entries_is_that_of_the_matrix():
    W, mu = ImmutableMatrix([[S(1) / 5, S(2) / 7], [S(2) / 7, S(1) / 3]]), ImmutableMatrix([MU1, MU2])
    numbers = {swing_by.w_11: W[0, 0], swing_by.w_12: W[0, 1], swing_by.w_22: W[1, 1]}
    stated = swing_by.test_loss_in_entries()
    for side in (stated.lhs, stated.rhs):
        assert simplify(side.subs({**VALUES, **numbers}) - (W * mu - mu).dot(W * mu - mu) / 2) == 0


def test_after_the_first_is_learned_the_closed_forms_are_the_exponentials():
    start, late = S(1) / 7, 40
    phi = 1 + start * (exp(2 * A1 * late) - 1)
    second = A1 * (1 - 2 * TH)
    rest = exp(2 * A1 * late) * (1 - start * exp(2 * A1 * late) / phi)
    minor = M * exp((A1 + second) * late) * phi ** (-(3 * A1 + second) / (4 * A1)) * exp(A1 * TH * late)
    for stated, value in ((swing_by.rest_after_first(), rest), (swing_by.entry_after_first(), log(minor))):
        made = stated.carried_out()
        for side in (made.lhs, made.rhs):
            assert abs((side.subs({**VALUES, c_1: start}) - value).evalf(30)) < Rational(1, 10**15)


def test_the_rise_of_a_small_start_is_a_constant_times_a_power():
    scale = S(1) / 23
    start, pivot = scale * M, scale * C1
    B_of_start = start * pivot ** (TH / 2 - 1)
    time = log(2 * MU1 / (TH * MU2 * B_of_start * pivot**2)) / (A1 * (4 - TH))
    entry = B_of_start * exp(-A1 * TH * time)
    (scaled,) = (item.args[0] for item in swing_by.exponent().lhs.atoms(Derivative))
    assert same(scaled.subs({**VALUES, omega: scale}), log(entry))
    rise = log((1 - TH / 4) * MU1 * MU2 * entry)
    assert same(swing_by.rise_constant().subs(VALUES) + 4 * TH / (4 - TH) * log(scale), rise)
    assert same(
        swing_by.rise_constant(2 * m, 3 * c_1).subs(VALUES), swing_by.rise_constant().subs({**VALUES, m: 2 * M, c_1: 3 * C1})
    )


def test_at_first_the_loss_moves_with_the_start():
    numbers = dict(zip(symbols("M_11 M_12 M_22", real=True), (S(2), S(-3) / 5, S(1) / 7), strict=True))
    grown = [value * exp(rate * x) for value, rate in zip(numbers.values(), (2 * A1, A1 + A2, 2 * A2), strict=True)]
    w_11, w_12, w_22 = (omega * item for item in grown)
    whole = ((w_11 * MU1 + w_12 * MU2 - MU1) ** 2 + (w_12 * MU1 + w_22 * MU2 - MU2) ** 2) / 2
    first = whole.diff(x).subs(x, 0).diff(omega).subs(omega, 0)
    stated = swing_by.initial_slope()
    made = stated.carried_out()
    assert [side.subs({**VALUES, **numbers}) for side in (made.lhs, made.rhs)] == [first, first]
    assert set(stated.domain.sets) == {a_1, a_2, swing_by.mu_1, swing_by.mu_2, *numbers}


def test_letters_have_the_signs_that_are_asked_of_them():
    positive = (swing_by.mu_1, swing_by.mu_2, swing_by.delta, swing_by.y, swing_by.v, swing_by.B, swing_by.epsilon, swing_by.y_M)
    assert [(str(letter), letter.is_positive) for letter in positive] == [
        (name, True) for name in ("mu_1", "mu_2", "delta", "y", "v", "B", "epsilon", "y_M")
    ]
    real = (swing_by.w_11, swing_by.w_12, swing_by.w_22)
    assert [(str(letter), letter.is_real, letter.is_positive) for letter in real] == [
        (name, True, None) for name in ("w_11", "w_12", "w_22")
    ]
