"""Proposition: curves are those of W(t) in the coordinates given, at any times, and nothing outside the run."""

import numpy as np
import pytest

from numerics.answer import between, predicted_curves, simulated_curves
from numerics.predict import predict
from numerics.setting import exact_setting, setting
from numerics.simulate import simulate
from numerics.task.field import tied_field

MU, SIGMA, START = (1.0, 1.5), (0.1, 0.2), np.array([[0.01, 0.004], [0.004, 0.008]])
T = np.array([[0.0, 1.0, 2.5], [4.0, 6.0, 7.0]])


def test_curves_are_by_coordinate_and_of_the_shape_of_the_times():
    found = simulated_curves(simulate(setting(MU, SIGMA, START)))
    z, a = np.array(MU), np.array([0.51, 1.165])
    W = found.W(T)
    assert W.shape == (2, 3, 2, 2)
    np.testing.assert_allclose(W[0, 0], START, rtol=1e-12)
    residual = W @ z - z
    np.testing.assert_allclose(found.output(T), W @ z, rtol=1e-14)
    np.testing.assert_allclose(found.loss(T), np.sum(residual**2, axis=-1) / 2, rtol=1e-12)
    rest = W - np.eye(2)
    np.testing.assert_allclose(found.train_loss(T), np.einsum("...ij,j,...ij", rest, a, rest) / 2, rtol=1e-12)
    step = 1e-4
    np.testing.assert_allclose((found.W(2 + step) - found.W(2 - step)) / (2 * step), tied_field(found.W(2.0), a), atol=1e-6)
    assert found.loss(3.0).shape == found.error(3.0).shape == ()


def test_a_second_moment_keeps_its_own_coordinates():
    Q = np.array([[0.6, -0.8], [0.8, 0.6]])
    A = Q @ np.diag([1.2, 0.5]) @ Q.T
    z = np.array([1.0, -0.3])
    found = simulated_curves(simulate(exact_setting(None, None, START, second_moment=A, probe=z).in_floats()))
    t = np.array([0.0, 1.0, 3.0])
    np.testing.assert_allclose(found.W(0.0), START, rtol=1e-12)
    np.testing.assert_allclose(found.loss(t), np.sum((found.W(t) @ z - z) ** 2, axis=-1) / 2, rtol=1e-11)
    np.testing.assert_allclose(found.output(t), found.W(t) @ z, rtol=1e-12)


@pytest.mark.parametrize(("t", "said"), [(-1.0, "got -1"), ([0.0, np.nan], "got nan"), (1e6, "where the run ends, got 1e")])
def test_times_outside_are_refused(t, said):
    found = simulated_curves(simulate(setting(MU, SIGMA, START)))
    with pytest.raises(ValueError, match=f"^t must be finite, at least 0 and at most .*{said}"):
        found.W(t)


def test_a_closed_form_goes_on_for_ever_and_its_error_is_that_of_the_grid():
    run = predict(setting(MU, SIGMA, START))
    found = predicted_curves(run)
    np.testing.assert_allclose(found.W(1e5), np.eye(2), atol=1e-9)
    assert np.all(np.isfinite(found.error(np.array([0.0, 1.0, 1e5]))))
    assert found.shown[0] == 0
    assert found.shown[-1] == run.horizon


def test_without_a_closed_form_there_are_no_curves():
    layers = [np.eye(2) + 0.1, np.eye(2), np.eye(2) - 0.2]
    found = predicted_curves(predict(setting(MU, SIGMA, layers, "deep")))
    for curve in (found.W, found.loss, found.error):
        with pytest.raises(ValueError, match="got a start without one"):
            curve(1.0)


def test_columns_have_the_names_of_a_log():
    found = simulated_curves(simulate(setting((1.0,) * 10, (0.1,) * 10, 1e-2 * np.eye(10), horizon=2.0)))
    columns = found.columns(np.array([0.0, 1.0]))
    assert list(columns)[:5] == ["time", "test_loss", "test_loss_error", "train_loss", "out_1"]
    assert columns["w_1_10"].tolist() == [0, 0]
    assert columns["w_10_10"][0] == pytest.approx(0.01)
    small = simulated_curves(simulate(setting(MU, SIGMA, START))).columns(np.array([0.0]))
    assert [name for name in small if name.startswith("w")] == ["w_11", "w_12", "w_21", "w_22"]
    assert small["w_12"] == pytest.approx([0.004])


def test_between_two_times_of_the_grid_the_larger_counts():
    grid, values = np.array([0.0, 1.0, 2.0]), np.array([3.0, 1.0, 2.0])
    assert between(grid, values, np.array([0.0, 0.5, 1.0, 1.5, 2.0, 9.0])).tolist() == [3, 3, 3, 2, 2, 2]
