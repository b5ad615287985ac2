"""Proposition: the task's moments, losses and test points are those of its definition, for the domains that are stated."""

import pytest
from sympy import ImmutableMatrix, Rational, diag, exp, symbols

from tests.theory.domains import where
from theory import task
from theory.algebra.equation import explicit, explicit_indices
from theory.algebra.symbols import W, d, deviation, i, j, signal, z

#: Signals and deviations of two concepts, all different.
VALUES = {signal(1): 2, signal(2): 3, deviation(1): 5, deviation(2): 7}
BY_INDEX = {symbols(letter.name, real=True): value for letter, value in VALUES.items()}


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (task.sample_loss(1, 2), "w_11, x_11, x_21 real"),
        (task.root_loss(), "W any real matrix; R symmetric positive semidefinite"),
        (task.second_moment(3, 2), "mu_1, sigma_1, mu_2, sigma_2 >= 0"),
        (task.pair_moment(), "m_1, m_2, c_12 real"),
        (task.second_moment_of_indices(), ""),
        (task.test_loss(), "W any real matrix; z any real vector"),
        (task.test_loss_slope(), "W, V any real matrix; z any real vector"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


@pytest.mark.parametrize(("options", "clusters", "named"), [({}, 2, "s"), ({"origin": True}, 3, "s + 1")])
def test_the_second_moment_is_shared_by_the_clusters(options, clusters, named):
    rates = [25 + Rational(4, clusters), 49 + Rational(9, clusters)]
    explicitly, by_indices = task.second_moment(4, 2, **options), task.second_moment_of_indices(**options)
    assert all(side.subs(VALUES) == diag(*rates, 0, 0) for side in (explicitly.rhs, explicitly.carried_out().lhs))
    assert all(f"}}{{{named}}}" in equation.shown for equation in (explicitly, by_indices))
    for side in (by_indices.lhs, by_indices.rhs):
        places = [side.subs({d: 2, i: p, j: q}).doit() for p in (1, 2) for q in (1, 2)]
        assert [explicit_indices(item).subs(BY_INDEX) for item in places] == [rates[0], 0, 0, rates[1]]


def test_the_pair_of_numbers_has_the_stated_means_and_covariances():
    m_1, m_2, k_1, k_2, c_11, c_12, c_22 = symbols("m_1 m_2 k_1 k_2 c_11 c_12 c_22", real=True)
    (generating,) = task.pair_moment().lhs.atoms(exp)
    exponent = generating.args[0]
    assert [exponent.diff(k).subs({k_1: 0, k_2: 0}) for k in (k_1, k_2)] == [m_1, m_2]
    assert [exponent.diff(k, q) for k, q in ((k_1, k_1), (k_1, k_2), (k_2, k_2))] == [c_11, c_12, c_22]


def test_test_points_are_columns_of_chosen_signals():
    assert task.test_point((1, 0, 1), 4) == ImmutableMatrix([signal(1), 0, signal(3), 0])
    assert not any(function.__test__ for function in (task.test_point, task.test_loss, task.test_loss_slope))


def test_the_test_loss_and_its_slope_at_a_matrix():
    letters = {
        W: ImmutableMatrix([[2, 3], [5, 7]]),
        task.VELOCITY: ImmutableMatrix([[11, 13], [17, 19]]),
        z: ImmutableMatrix([1, 2]),
    }
    assert task.VELOCITY.shape == W.shape
    loss, slope = task.test_loss(), task.test_loss_slope().carried_out()
    assert all(explicit(side, letters, 2) == Rational(7**2 + 17**2, 2) for side in (loss.lhs, loss.rhs))
    assert all(explicit(side, letters, 2) == 7 * 37 + 17 * 55 for side in (slope.lhs, slope.rhs))
