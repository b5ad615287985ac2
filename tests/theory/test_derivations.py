"""What is derived by differentiation equals what is stated, entry by entry, by an independent explicit calculation."""

import pytest
from sympy import Matrix, diff, expand, eye, symbols, sympify

from theory import clocks, logistic, one_layer, task, two_layer
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, U, W, full, rates, symmetric


def explicit_loss(matrix, moment):
    residual = matrix - eye(matrix.rows)
    return (residual * moment * residual.T).trace() / 2


@pytest.mark.parametrize("size", [1, 2, 3])
def test_tied_gradient_by_entries(size):
    weights, moment = full("u", size), symmetric("b", size)
    loss = explicit_loss(weights * weights.T, moment)
    by_entries = Matrix(size, size, lambda i, j: diff(loss, weights[i, j]))
    stated = explicit(two_layer.gradient().rhs, {A: moment, U: weights}, size)
    assert (by_entries - stated).applyfunc(expand).is_zero_matrix


@pytest.mark.parametrize("size", [1, 2, 3])
def test_one_layer_gradient_by_entries(size):
    weights, moment = full("w", size), symmetric("b", size)
    loss = explicit_loss(weights, moment)
    by_entries = Matrix(size, size, lambda i, j: diff(loss, weights[i, j]))
    stated = explicit(one_layer.gradient().rhs, {A: moment, W: weights}, size)
    assert (by_entries - stated).applyfunc(expand).is_zero_matrix


def test_entry_form_by_hand_at_three():
    w11, w12, w13, w22, w23 = symbols("w_11 w_12 w_13 w_22 w_23", real=True)
    a1, a2, a3 = symbols("a_1 a_2 a_3", positive=True)
    growth = w12 * (a1 + a2)
    suppression = w12 * (w11 * (3 * a1 + a2) + w22 * (3 * a2 + a1)) / 2
    noise = w13 * w23 * (a1 + a2 + 2 * a3) / 2
    assert expand(two_layer.entry_form(3).rhs[0, 1] - (growth - suppression - noise)) == 0


def test_second_moments_by_hand():
    assert task.second_moment(3, 2).carried_out().lhs[2, 2] == 0
    mu, sigma = symbols("mu_1 sigma_1", nonnegative=True)
    assert expand(task.second_moment(2, 2).carried_out().lhs[0, 0] - (sigma**2 + mu**2 / 2)) == 0
    assert expand(task.second_moment(2, 2, origin=True).carried_out().lhs[0, 0] - (sigma**2 + mu**2 / 3)) == 0


def test_test_points():
    point = task.test_point((0, 1), 3)
    assert list(point) == [0, symbols("mu_2", nonnegative=True), 0]


def test_the_clock_factor_is_two():
    assert clocks.printed_per_loss() == 2


@pytest.mark.parametrize(("start", "level"), [("1/10", "1/2"), ("1/1000", "9/10")])
def test_logistic_reaches_its_level(start, level):
    at = {logistic.a: 3, logistic.c: sympify(start), logistic.delta: sympify(level)}
    assert logistic.level().lhs.subs(at).simplify() == sympify(level)


@pytest.mark.parametrize("size", [2, 4])
def test_one_layer_solution_tends_to_the_identity(size):
    late = one_layer.solution_at(1000, size).subs(dict.fromkeys(rates(size).diagonal(), 1)).evalf(20)
    entries = late.subs(dict.fromkeys(full("w", size), 3))
    assert max(abs(item) for item in entries - eye(size)) < 1e-18
