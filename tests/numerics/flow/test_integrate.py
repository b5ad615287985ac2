"""Integrated flows converge to what is known exactly, from any scale of start, and are what the flow of W is."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_factored, integrate_one_layer, integrate_tied, integrate_tied_weights
from numerics.flow.iterate import gradient_descent, recurrence
from numerics.task.identity_mapping import Task
from numerics.task.trajectory import Clock

FIG5 = Task((1.0, 1.5), (0.05, 0.05), dim=3)
START = 0.2 * np.random.default_rng(2).random((3, 3))


def test_one_layer_against_the_exponential():
    a, W = np.array([0.3, 2.0, 0.0]), np.arange(9.0).reshape(3, 3)
    path = integrate_one_layer(W, a, 3.0)
    expected = np.eye(3) + (W - np.eye(3)) * np.exp(-a * 2.5)
    assert path.W(2.5) == pytest.approx(expected, abs=1e-9)
    assert path.clock is Clock.LOSS


def test_isotropic_tied_flow_against_the_riccati_form():
    W0 = START @ START.T
    growth = np.exp(2 * 0.7 * 4.0)
    expected = W0 * growth @ np.linalg.inv(np.eye(3) + W0 * (growth - 1))
    assert integrate_tied(W0, np.full(3, 0.7), 5.0).W(4.0) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("iterate", "start"), [(gradient_descent, START), (recurrence, START @ START.T)])
def test_iterations_tend_to_the_flow_at_first_order(iterate, start):
    exact = integrate_tied_weights(START, FIG5.rates(), 3.0).W(3.0)
    errors = []
    for steps in (300, 600, 1200):
        last = iterate(start, FIG5.rates(), 3.0 / steps, steps)
        W = last @ last.T if iterate is gradient_descent else last
        errors.append(np.abs(W - exact).max())
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes == pytest.approx([1.0, 1.0], abs=0.1)


def test_the_factored_flow_is_that_of_W():
    a, W0 = np.array([1.5, 1.0, 0.4]), np.array([[0.02, 0.01, 0.0], [0.01, 0.03, 0.005], [0.0, 0.005, 0.01]])
    factored, plain = integrate_factored(W0, a, 12.0), integrate_tied(W0, a, 12.0, rtol=1e-11, atol=1e-13)
    t = np.array([0.0, 1.0, 5.0, 12.0])
    np.testing.assert_allclose(factored.W(t), plain.W(t), atol=1e-8)
    assert factored.clock is Clock.PRINTED


def test_starts_of_1e_300_are_followed():
    path = integrate_factored(1e-300 * np.array([[1.0, 0.6], [0.6, 1.0]]), np.array([1.0, 0.5]), 720.0)
    assert path.W(np.log(1 / 0.64e-300))[1, 1] == pytest.approx(0.5, abs=1e-6)


def test_a_full_second_moment_is_its_diagonal_form_in_another_frame():
    a, W0 = np.array([1.0, 0.5]), 1e-40 * np.array([[1.0, 0.6], [0.6, 1.0]])
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((2, 2)))[0]
    U = frame @ np.linalg.cholesky(W0)
    turned = integrate_tied_weights(U, (frame * a) @ frame.T, 120.0)
    t = np.array([0.0, 20.0, 47.0, 95.0, 120.0])
    np.testing.assert_allclose(frame.T @ turned.W(t) @ frame, integrate_factored(W0, a, 120.0).W(t), atol=1e-8)


def test_one_layer_of_low_tolerance_is_the_exponential():
    a, W0 = np.array([1.0, 0.3]), np.array([[0.1, 0.5], [-0.2, 0.3]])
    path = integrate_one_layer(W0, a, 10.0, 1e-11, 1e-11)
    np.testing.assert_allclose(path.W(4.0), np.eye(2) + (W0 - np.eye(2)) * np.exp(-4 * a), atol=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: integrate_tied(np.array([[0.1, 0.2], [0.0, 0.1]]), np.ones(2), 1.0), "W must be symmetric"),
        (lambda: integrate_tied(np.eye(2), np.array([np.nan, 1.0]), 1.0), "A must be finite"),
        (lambda: integrate_tied(np.full((2, 2), np.inf), np.ones(2), 1.0), "must be finite"),
        (lambda: integrate_tied(np.eye(2), np.ones(2), 0.0), "end must be above 0, got 0"),
        (lambda: integrate_tied(np.eye(2), np.ones(2), float("nan")), "end must be finite"),
    ],
)
def test_bad_calls_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


class AskedError(Exception):
    """What SciPy is asked, by name, in place of an answer."""


def asked_by(call):
    """Return span, start, method and tolerances of what a call asks SciPy, which does nothing."""

    def solve(field, span, start, **options):
        raise AskedError({"span": span, "start": start, **options})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scipy.integrate.solve_ivp", solve)
        with pytest.raises(AskedError) as asked:
            call()
    return asked.value.args[0]


#: Times a_max * end on either side of 1000.
STIFF = [(2.0, 499.0, "DOP853"), (2.0, 501.0, "LSODA"), (0.1, 9990.0, "DOP853"), (0.1, 10010.0, "LSODA")]


@pytest.mark.parametrize(("rate", "end", "method"), STIFF)
def test_long_times_are_stiff(rate, end, method):
    a = np.array([0.01 * rate, rate])
    asked = asked_by(lambda: integrate_one_layer(np.eye(2), a, end))
    assert asked["method"] == method
    asked = asked_by(lambda: integrate_one_layer(np.eye(2), np.diag(a) - 0.1 * rate * (1 - np.eye(2)), end))
    assert asked["method"] == method
    asked = asked_by(lambda: integrate_tied_weights(1e-3 * np.eye(2), a, end))
    assert (asked["method"], asked["max_step"]) == (method, np.inf if method == "LSODA" else pytest.approx(1 / rate))


def test_what_is_stiff_is_the_time_after_the_linear_part():
    U, a = 1e-150 * np.eye(2), np.array([1.0, 0.5])
    linear = (-16 + 300) * np.log(10) / 2
    for end, method in ((linear + 999, "DOP853"), (linear + 1001, "LSODA")):
        asked = asked_by(lambda end=end: integrate_tied_weights(U, a, end))
        assert asked["method"] == method
        assert asked["span"] == pytest.approx((linear, end))


def test_tolerances_are_as_stated_or_of_the_size_of_the_start():
    W, a = np.array([[-0.4, 0.1], [0.1, 0.3]]), np.ones(2)
    for call, tolerances in (
        (lambda: integrate_tied(W, a, 0.1), (1e-10, 1e-12)),
        (lambda: integrate_one_layer(W, a, 0.1), (1e-10, 1e-12)),
        (lambda: integrate_one_layer(np.zeros((2, 2)), a, 0.1), (1e-10, 1e-12)),
        (lambda: integrate_one_layer(np.zeros((2, 2)), a, 0.1, 1e-5, 1e-3), (1e-5, 1e-3)),
        (lambda: integrate_tied(1e-5 * W, a, 0.1), (1e-10, 4e-16)),
        (lambda: integrate_tied(1e-299 * np.abs(W), a, 0.1), (1e-10, 1e-307)),
        (lambda: integrate_tied(W, a, 0.1, 1e-7, 1e-3), (1e-7, 0.4e-7)),
        (lambda: integrate_tied_weights(W, a, 0.1, 1e-7, 1e-3), (1e-7, 0.4e-7)),
    ):
        asked = asked_by(call)
        assert asked["rtol"] == tolerances[0]
        assert asked["atol"] == pytest.approx(np.full(4, tolerances[1]), rel=1e-12, abs=0)


def test_weights_are_followed_by_the_smallest_entry_of_their_row():
    U = np.array([[3.0, -4.0, 0.0], [1e-12, 0.3, 0.4], [0.0, 0.0, 0.0]]) / 10
    asked = asked_by(lambda: integrate_tied_weights(U, np.ones(3), 0.1))
    floors = np.repeat([0.3, 0.05 * 1e-8, 1e-300], 3)
    assert asked["rtol"] == 1e-11
    assert asked["atol"] == pytest.approx(1e-11 * floors, rel=1e-12, abs=0)
    asked = asked_by(lambda: integrate_factored(np.diag([0.09, 0.04]), np.ones(2), 0.1))
    assert asked["rtol"] == 1e-11
    assert asked["atol"] == pytest.approx(1e-11 * np.repeat([0.3, 0.2], 2), rel=1e-12, abs=0)


def test_columns_of_zeros_are_left_out():
    U = np.array([[0.0, 0.3, 0.0], [0.0, 0.1, 0.2], [0.0, 0.0, 0.4]])
    path, asked = (
        integrate_tied_weights(U, np.array([1.0, 0.5, 0.2]), 0.5),
        asked_by(lambda: integrate_tied_weights(U, np.array([1.0, 0.5, 0.2]), 0.5)),
    )
    assert asked["start"].size == 6
    np.testing.assert_allclose(path.W(0.0), U @ U.T, rtol=1e-14)
    assert (np.diff(path.steps) > 0).all()


@pytest.mark.parametrize("a", [np.array([0.4, 0.9]), np.array([2.5, 0.0])])
def test_tiny_starts_grow_linearly_until_they_count(a):
    """Until the largest square of a row, times e^{2 a_max t}, is 1e-16."""
    U = 1e-20 * np.array([[3.0, 4.0], [1.0, 2.0]])
    end = np.log(1e-16 / 25e-40) / (2 * a.max())
    path, asked = integrate_tied_weights(U, a, 2 * end), asked_by(lambda: integrate_tied_weights(U, a, 2 * end))
    assert path.steps[:2] == pytest.approx([0.0, end])
    assert asked["span"] == pytest.approx((end, 2 * end))
    t = np.array([0.0, 0.4 * end, end])
    grown = np.exp(a[:, None] * t[:, None, None]) * U
    np.testing.assert_allclose(path.W(t), grown @ grown.swapaxes(1, 2), rtol=1e-12)
    short = integrate_tied_weights(U, a, 0.9 * end)
    assert short.steps == pytest.approx([0.0, 0.9 * end])
    np.testing.assert_allclose(short.W(t[:2]), (grown @ grown.swapaxes(1, 2))[:2], rtol=1e-12)
    assert path.cells == 8


def test_linear_growth_has_the_frame_of_a_full_moment():
    frame = np.linalg.qr(np.random.default_rng(4).standard_normal((3, 3)))[0]
    a, U = np.array([1.0, 0.6, 0.1]), 1e-20 * np.array([[3.0, 4.0], [1.0, 2.0], [-1.0, 0.5]])
    path = integrate_tied_weights(U, (frame * a) @ frame.T, 3.0)
    grown = (frame * np.exp(3 * a)) @ frame.T @ U
    np.testing.assert_allclose(path.W(3.0), grown @ grown.T, rtol=1e-12)


def test_what_does_not_move_takes_one_step():
    for U, a in ((np.zeros((2, 2)), np.ones(2)), (np.eye(2), np.zeros(2))):
        path = integrate_tied_weights(U, a, 4.0)
        assert path.steps.tolist() == [0.0, 4.0]
        np.testing.assert_array_equal(path.W(np.array([0.0, 3.0])), np.stack([U, U]))


def test_symmetry_is_asked_to_rounding():
    W = np.array([[0.2, 0.1], [0.1 * (1 + 5e-13), 0.3]])
    path = integrate_tied(W, np.ones(2), 0.1)
    assert path.W(0.0)[0, 1] == path.W(0.0)[1, 0] == pytest.approx(0.1 * (1 + 2.5e-13), rel=1e-14)
    with pytest.raises(ValueError, match="symmetric"):
        integrate_tied(W + np.array([[0, 0], [5e-13, 0]]), np.ones(2), 0.1)


def test_one_value_that_is_not_finite_is_refused():
    W = np.array([[0.1, np.nan], [np.nan, 0.2]])
    for call in (lambda: integrate_tied(W, np.ones(2), 1.0), lambda: integrate_tied_weights(W, np.ones(2), 1.0)):
        with pytest.raises(ValueError, match="start must be finite"):
            call()
    assert integrate_one_layer(np.eye(2), np.ones(2), 0.5).end == 0.5
