"""Proposition: the tied model takes the closed form that fits, exact where it says so, and its area is ln det by hand."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.model.tied import TIED

A = np.array([2.0, 1.0])
W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
U = np.array([0.1, 0.2])


def field(W, a):
    """V(W), as a reader would write it."""
    D = np.diag(a)
    return W @ D + D @ W - (D @ W @ W + W @ W @ D + 2 * W @ D @ W) / 2


@pytest.mark.parametrize(
    ("a", "start", "name", "exact"),
    [
        (np.ones(2), W0, "one common rate", True),
        (A, np.diag([0.02, 0.03]), "diagonal start", True),
        (A, np.outer(U, U), "rank one", True),
        (A, W0, "pivots", False),
        (A, np.outer(10 * U, 10 * U), "pivots", False),
        (np.array([2.0, 1.0, 1.0]), 0.01 * (np.eye(3) + 0.3), "pivots", False),
        (A, 1e-280 * W0, "pivots", False),
    ],
)
def test_the_form_that_fits_is_taken_with_its_derivative(a, start, name, exact):
    form, t = TIED.closed_form(a, start), np.array([0.3, 1.0, 2.5])
    assert (form.name, form.exact) == (name, exact)
    W, Wdot = form.motion(t)
    h = 1e-5
    central = (form.motion(t + h)[0] - form.motion(t - h)[0]) / (2 * h)
    np.testing.assert_allclose(Wdot, central, rtol=1e-6, atol=1e-8 * np.max(np.abs(W)))
    if exact:
        np.testing.assert_allclose(Wdot, [field(w, a) for w in W], rtol=1e-9, atol=1e-12)


def test_learning_times_are_those_of_the_pivots_in_descending_rate():
    rows = ((Fraction(1, 50), Fraction(1, 100)), (Fraction(1, 100), Fraction(3, 100)))
    second = 0.03 - 0.01**2 / 0.02
    times = TIED.exact_learning_times([Fraction(2), Fraction(1)], rows)
    assert times == pytest.approx({0: np.log(0.98 / 0.02) / 4, 1: np.log((1 - second) / second) / 2})
    first = 0.02 - 0.01**2 / 0.03
    times = TIED.exact_learning_times([Fraction(1), Fraction(2)], rows)
    assert times == pytest.approx({0: np.log((1 - first) / first) / 2, 1: np.log(0.97 / 0.03) / 4})


def test_area_is_the_divergence_by_hand():
    assert TIED.training_area(A, W0) == pytest.approx((0.05 - 2 - np.log(0.02 * 0.03 - 0.01**2)) / 4)
    assert TIED.training_area(A, np.outer(U, U)) is None
    assert TIED.training_area(np.array([1.0, 0.0]), W0) == pytest.approx((0.02 + 0.01**2 / 0.02 - 1 - np.log(0.02)) / 4)


def test_area_with_an_untrained_direction_is_that_of_the_flow():
    """Its Schur complement P grows a little: the area is the stated one + gain - (P(inf) - P(0)) / 4."""
    a, t = np.array([1.0, 0.0]), np.linspace(0, 30, 30_001)
    W = TIED.integrate(a, W0, 30.0).W(t)
    measured = np.trapezoid(np.sum((W - np.eye(2))[:, :, 0] ** 2, axis=-1) / 2, t)
    P = np.linalg.det(W[[0, -1]]) / W[[0, -1], 0, 0]
    gain = TIED.area_gain(a, t, W)
    assert gain == pytest.approx(np.log(P[1] / P[0]) / 4, rel=1e-5)
    assert TIED.training_area(a, W0) + gain - (P[1] - P[0]) / 4 == pytest.approx(measured, abs=1e-6)


def test_random_starts_are_exact_and_wrong_ones_refused():
    factor = np.array([[0.1, 1e-9], [3.0, -0.7]])
    exact = [[Fraction(float(x)) for x in row] for row in factor]
    assert TIED.random_start(factor) == tuple(tuple(sum(x * y for x, y in zip(p, q, strict=True)) for q in exact) for p in exact)
    with pytest.raises(ValueError, match="positive semidefinite"):
        TIED.checked_start(((Fraction(1), Fraction(2)), (Fraction(2), Fraction(1))))


def test_descent_and_recurrence_by_hand():
    descent, recurrence = (TIED.iteration(name, A, W0) for name in ("gd", "recurrence"))
    np.testing.assert_allclose(recurrence.step(recurrence.start, 0.1), W0 + 0.1 * field(W0, A), atol=1e-15)
    X = np.diag(A) - (np.diag(A) @ W0 + W0 @ np.diag(A)) / 2
    step = np.eye(2) + 0.1 * X
    np.testing.assert_allclose(descent.matrix(descent.step(descent.start, 0.1)), step @ W0 @ step, atol=1e-15)


def test_suppression_by_hand():
    assert TIED.suppression(2.0, 1.0) == pytest.approx(6 / 7)


@pytest.mark.parametrize("a", [[1.0, 1.0, 1.0], [1.0, 1.0, 0.5]])
def test_a_diagonal_start_is_learned_entry_by_entry_however_uneven(a):
    form = TIED.closed_form(np.array(a), np.diag([1e-2, 1e-20, 0.0]))
    assert form.exact
    np.testing.assert_allclose(form.motion(np.array([60.0]))[0][0], np.diag([1.0, 1.0, 0.0]), atol=1e-12)
    W, Wdot = TIED.closed_form(np.zeros(3), np.zeros((3, 3))).motion(np.array([0.0, 5.0]))
    assert not W.any()
    assert not Wdot.any()


def test_one_common_rate_keeps_the_rank():
    form = TIED.closed_form(np.ones(2), np.outer(U, U))
    assert form.exact
    np.testing.assert_allclose(form.motion(np.array([50.0]))[0][0], np.outer(U, U) / (U @ U), atol=1e-12)


@pytest.mark.parametrize(("size", "name"), [(1.99, "rank one"), (2.01, "pivots")])
def test_rank_one_is_exact_up_to_the_square_of_2(size, name):
    assert TIED.closed_form(A, size * np.outer(U, U) / (U @ U)).name == name


def test_dependent_directions_are_told_to_the_error_estimate():
    """The direction that depends on the others has no growth of its own: its estimated error stays small."""
    a, start = np.array([2.0, 1.2, 0.5]), np.array([[0.02, 0.01, 0.01], [0.01, 0.03, 0.005], [0.01, 0.005, 0.005]])
    form, t = TIED.closed_form(a, start), np.linspace(0, 40, 801)
    W, Wdot = form.motion(t)
    actual = TIED.integrate(a, start, 40.0).W(t) - W
    before, last = form.estimates(t, W, Wdot)
    assert np.max(np.abs(last)) + np.max(np.abs(last - before)) < 2 * np.max(np.abs(actual))


def test_learning_times_need_a_rate_and_a_pivot_between_0_and_1():
    half = Fraction(1, 2)

    def times(rate, start):
        return TIED.exact_learning_times([Fraction(rate)], ((Fraction(start),),))

    uneven = ((Fraction(1, 10), Fraction(0)), (Fraction(0), Fraction(1, 5)))
    assert TIED.exact_learning_times([Fraction(2), Fraction(0)], uneven) == pytest.approx({0: np.log(9) / 4})
    assert TIED.exact_learning_times([Fraction(0), Fraction(2)], uneven) == pytest.approx({1: np.log(4) / 4})
    assert times(half, Fraction(1, 10)) == pytest.approx({0: np.log(9)})
    assert times(0, half) == times(1, 0) == times(1, 1) == times(1, 2) == {}


def test_gains_are_weighted_by_their_rates():
    a, t = np.array([1.5, 0.7, 0.0]), np.linspace(0, 30, 3001)
    start = np.array([[0.02, 0.004, 0.01], [0.004, 0.03, -0.006], [0.01, -0.006, 0.02]])
    W = TIED.integrate(a, start, 30.0).W(t)
    P = [w[2, 2] - w[2, :2] @ np.linalg.solve(w[:2, :2], w[:2, 2]) for w in W[[0, -1]]]
    assert TIED.area_gain(a, t, W) == pytest.approx(np.log(P[1] / P[0]) / 4, rel=1e-4)
    assert TIED.area_gain(np.zeros(3), t, W) == TIED.area_gain(np.ones(3), t, W) == 0


def test_models_state_where_they_settle_and_are_stable():
    """Near W = I an error of w_kk decays as exp(-2 a_k t), the loss as its square; a step multiplies it by 1 - 2 eta a_k."""
    assert (TIED.settling, TIED.stable_below) == (4.0, 1.0)
    error = 1e-6 * np.eye(2)
    for eta in (0.45, 0.55):
        stepped = TIED.iteration("recurrence", A, W0).step(np.eye(2) + error, eta)
        assert abs(stepped[0, 0] - 1) / 1e-6 == pytest.approx(abs(1 - 4 * eta), rel=1e-4)
        assert (abs(1 - 4 * eta) > 1) is bool(eta * A[0] > TIED.stable_below)


@pytest.mark.parametrize(("size", "rtol"), [(1e-251, 1e-10), (1e-248, 1e-13), (1e-100, 1e-13)])
@pytest.mark.parametrize("a", [[2.0, 1.0], [5e-3, 1e-3], [800.0, 300.0]])
def test_derivatives_are_those_of_the_composition_at_any_scale(a, size, rtol):
    """At an early time every entry grows as exp((a_i + a_j) t)."""
    a, start = np.array([*a, 0.0]), size * np.array([[0.02, 0.01, 0.0], [0.01, 0.03, 0.0], [0.0, 0.0, 0.01]])
    t = np.array([3.0, 20.0]) / a[0]
    W, Wdot = TIED.closed_form(a, start).motion(t)
    np.testing.assert_allclose(Wdot, (a[:, None] + a) * W, rtol=rtol)


def test_anchors_are_the_times_of_pivots_and_of_the_diagonal():
    c = np.array([0.02, 0.03 - 0.01**2 / 0.02, 0.02, 0.03])
    expected = np.log((1 - c) / c) / (2 * np.array([2.0, 1.0, 2.0, 1.0]))
    np.testing.assert_allclose(TIED.anchors(A, W0), expected, rtol=1e-12)


def test_gains_of_tiny_starts_do_not_underflow():
    t = np.array([0.0, 1.0])
    W = 1e-200 * np.array([[2.0, 1.0], [1.0, 3.0]])
    assert TIED.area_gain(np.array([1.5, 0.0]), t, np.stack([W, W])) == pytest.approx(1.5 * 0.5e-200 / 4)


def test_rates_that_do_not_descend_are_refused():
    up = A[::-1]
    for refused in (
        lambda: TIED.closed_form(up, W0).motion(np.ones(1)),
        lambda: TIED.anchors(up, W0),
        lambda: TIED.training_area(up, W0),
        lambda: TIED.area_gain(up, np.ones(1), W0[None]),
    ):
        with pytest.raises(ValueError, match=r"^a must descend"):
            refused()
