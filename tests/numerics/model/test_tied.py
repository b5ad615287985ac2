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
