"""The batched simulation of the phase diagram gives the rises of single integrations."""

import numpy as np
import pytest

from numerics import phase_diagram
from numerics.closed_form.entries import isotropic, logistic
from numerics.closed_form.swing_by import onset_margin
from numerics.flow.integrate import integrate_factored
from numerics.model.tied import TIED
from numerics.phase_diagram import diagram, joined, simulate_rises, step_times
from numerics.setting import Setting
from numerics.simulate import simulate
from numerics.task.elimination import pivots
from numerics.task.loss import rise, test_loss


@pytest.mark.parametrize(("theta", "omega", "r"), [(0.3, 1e-6, 0.5), (0.4, 1e-3, 0.9), (0.1, 1e-2, 0.1), (0.35, 1e-10, 0.5)])
def test_agrees_with_one_integration(theta, omega, r):
    a = np.array([1.0, 1 - 2 * theta])
    alone = simulate(Setting(TIED, a, omega * np.array([[1, r], [r, 1]]), np.sqrt(2 * a))).course.rise
    batched = simulate_rises(a, np.sqrt(2 * a), np.array([1e-1, omega]), r)[1]
    assert batched == pytest.approx(alone, rel=0.02, abs=1e-8)


def test_panels_join_in_the_order_of_theta():
    omega = np.geomspace(1e-6, 1e-2, 3)
    whole = diagram(np.array([0.2, 0.3, 0.4]), omega, 0.5)
    parts = joined([diagram(np.array([0.2, 0.4]), omega, 0.5), diagram(np.array([0.3]), omega, 0.5)])
    np.testing.assert_array_equal(parts.theta, whole.theta)
    np.testing.assert_array_equal(parts.rise, whole.rise)
    np.testing.assert_array_equal(parts.margin, whole.margin)
    np.testing.assert_array_equal(parts.omega, omega)
    assert parts.correlation == 0.5


def test_a_panel_is_theta_by_omega():
    omega, r, found = np.array([1e-3, 1e-2]), 0.3, diagram(np.array([0.4, 0.25, 0.3]), np.array([1e-3, 1e-2]), 0.3)
    assert (found.theta.tolist(), found.omega.tolist(), found.correlation) == ([0.4, 0.25, 0.3], [1e-3, 1e-2], 0.3)
    for column, a_2 in enumerate((0.2, 0.5, 0.4)):
        a, mu = np.array([1, a_2]), (2**0.5, (2 * a_2) ** 0.5)
        assert found.rise[:, column] == pytest.approx(simulate_rises(a, np.array(mu), omega, r), rel=1e-9)
        for row, scale in enumerate(omega):
            expected = onset_margin((1.0, a_2), mu, r * scale, (scale, scale * (1 - 0.09)))
            assert found.margin[row, column] == pytest.approx(float(expected), rel=1e-12)


def spaced(times, low, high, count):
    """Return whether the times go from low (not among them) to high in equal steps, so many, for each point."""
    return times == pytest.approx(low + np.outer(np.arange(1, count + 1) / count, high - low), rel=1e-13, abs=1e-13)


def test_steps_are_short_through_both_learning_times_and_at_most_a_quarter_elsewhere():
    """Of three starts the last is beyond 1e-8 at once, and so near that nothing lies before or between the learning times."""
    a, c_1, c_2 = np.array([2.0, 0.5]), np.array([1e-12, 1e-10, 0.4]), np.array([3e-13, 2e-11, 0.3])
    T_1, T_2 = np.log(1 / c_1 - 1) / 4, np.log(1 / c_2 - 1)
    edges = [
        np.array([np.log(1e4) / 4, np.log(1e2) / 4, 0]),
        np.append(T_1[:2] - 3, 0),
        T_1 + 4,
        np.append(T_2[:2] - 12, T_1[2] + 4),
        T_2 + 16,
    ]
    between, last = (int(np.ceil((edges[k + 1] - edges[k]).max() * 2 / 0.25)) for k in (2, 3))
    times = step_times(a, c_1, c_2)
    assert times.shape == (1 + 24 + 240 + between + last, 3)
    assert times[0] == pytest.approx(edges[0], rel=1e-13)
    ends = np.cumsum([1, 24, 240, between, last])
    for k, count in enumerate((24, 240, between, last)):
        assert spaced(times[ends[k] : ends[k + 1]], edges[k], edges[k + 1], count)
    near = step_times(a, c_1[2:], c_2[2:])
    assert near.shape == (1 + 24 + 240 + int(np.ceil((T_2[2] + 16 - T_1[2] - 4) * 8)), 1)
    assert near[264] == pytest.approx(T_1[2:] + 4)


def test_a_step_is_of_fourth_order():
    """Its error falls as h^5, on a start with two logistic entries and, at a common rate, on one that is not symmetric."""
    h = 0.1 / 2 ** np.arange(3)

    def errors(a, U, exact):
        stacked = np.repeat(U[:, :, None], 3, axis=2)
        found = phase_diagram._step(np.array(a), stacked, h)
        return np.abs(np.moveaxis(phase_diagram._square(found), 2, 0) - exact).max(axis=(1, 2))

    a, w = (1.0, 0.7), np.array([0.3, 0.5])
    logistics = np.stack([np.diag(logistic(np.array(a), w, t)) for t in h])
    U = np.array([[0.5, 0.2], [-0.1, 0.6]])
    for measured in (errors(a, np.diag(np.sqrt(w)), logistics), errors((1.0, 1.0), U, isotropic(1.0, U @ U.T, h))):
        assert measured[0] < 1e-6
        assert np.log2(measured[:-1] / measured[1:]) == pytest.approx([5, 5], abs=0.15)


@pytest.mark.parametrize(
    ("a_2", "omega", "r", "mu"),
    [(0.3, 1e-4, 0.6, (1.1, 0.7)), (0.5, 1e-11, 0.3, (1.1, 0.7)), (0.3, 0.02, 0.8, (1.1, 0.7)), (0.1, 0.05, -0.9, (0.4, 2.0))],
)
def test_rises_are_those_of_the_precise_flow_at_the_same_times(a_2, omega, r, mu, monkeypatch):
    """The last one rises from the start."""
    W0, a, z, asked = omega * np.array([[1, r], [r, 1]]), np.array([1.0, a_2]), np.array(mu), []

    def kept(*arguments):
        asked.append((arguments, step_times(*arguments)))
        return asked[0][1]

    monkeypatch.setattr(phase_diagram, "step_times", kept)
    found = simulate_rises(a, z, np.array([omega]), r)
    (_, *c), times = asked[0]
    losses = test_loss(integrate_factored(W0, a, times[-1, 0]).W(times[:, 0]), z)
    assert np.ravel(c) == pytest.approx(pivots(W0), rel=1e-12)
    assert found == pytest.approx([rise(losses)], rel=1e-4)
    assert found > 1e-6


def test_rates_that_do_not_descend_are_refused():
    with pytest.raises(ValueError, match="a must descend"):
        simulate_rises(np.array([0.5, 1.0]), np.array([1.0, 1.5]), np.array([1e-3]), 0.5)
