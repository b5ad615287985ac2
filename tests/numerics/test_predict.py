"""Predictions hold within their stated errors, beside simulations of the same setting; odd settings are refused."""

import json

import numpy as np
import pytest

from numerics import predict, simulate
from numerics.answer import predicted, simulated
from numerics.model import model_named
from numerics.model.one_layer import ONE_LAYER
from numerics.setting import Setting, setting

NEAR = np.array([[1.0, 0.5], [0.5, 1.0]])
FIELDS = {"clock", "a", "order", "pivots", "learning_times", "turning_points", "rise", "training_area", "final_test_loss"}


def within(question, iterate="flow"):
    run = simulate.simulate(question, iterate)
    said, seen = predicted(run.prediction), simulated(run)
    json.dumps([said, seen], allow_nan=False)
    assert set(said) == FIELDS | {"error", "intervals", "form", "rises", "appendix_d"}
    assert set(seen) == FIELDS
    for x, y, off in zip(said["learning_times"], seen["learning_times"], said["error"]["learning_times"], strict=True):
        assert (x is None) == (y is None)
        assert x is None or abs(x - y) <= off
    for name in ("rise", "final_test_loss"):
        assert abs(said[name] - seen[name]) <= said["error"][name]
    assert (said["training_area"] is None) == (seen["training_area"] is None)
    if said["training_area"] is not None:
        assert abs(said["training_area"] - seen["training_area"]) <= said["error"]["training_area"]
    return said, seen


@pytest.mark.parametrize(
    ("mu", "W0"),
    [
        ((1.5, 1.0), 1e-6 * NEAR),
        ((1.0, 1.0), 1e-4 * NEAR),
        ((1.0, 1.0001), 1e-5 * NEAR),
        ((1.0, 1.5), np.eye(2)),
        ((1.0, 1.5), 1e-3 * np.diag([1.0, 2.0])),
        ((1.0, 1.5), 1e-3 * np.ones((2, 2))),
        ((1.0, 1.5), np.zeros((2, 2))),
        ((1.0, 1.5), np.array([[0.8, 0.1], [0.1, 1.5]])),
        ((1.0,), np.array([[0.1]])),
        ((1.0, 1.5), 1e-300 * NEAR),
        ((1.0, 1.5), 1e-3 * (np.eye(3) + 0.3)),
        ((1.0, 1.0, 2.0), 1e-4 * (np.eye(3) + 0.3)),
    ],
)
def test_within_the_stated_error(mu, W0):
    within(setting(mu, (0.05,) * len(mu), W0))


def test_rates_a_million_apart():
    within(setting((1.0, 1e-3), (0.0, 0.0), 1e-5 * NEAR))


def test_swing_by_is_predicted():
    said, seen = within(setting((1.5, 1.0), (0.05, 0.05), 1e-6 * np.array([[1.2, 0.7], [0.7, 1.0]])))
    assert [point["kind"] for point in said["turning_points"]] == ["min", "max"]
    assert [point["kind"] for point in seen["turning_points"]] == ["min", "max"]
    assert said["rise"] == pytest.approx(4.2e-4, rel=0.02)


def test_one_layer_rises_from_the_counterexample():
    said, _ = within(Setting(ONE_LAYER, np.array([1.0, 8.0]), np.array([[0.0, 1.5], [0.0, 0.0]]), np.array([2.0, 1.0])))
    assert said["clock"] == "loss"
    assert said["pivots"] is None
    assert said["rise"] > 0.01


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"W0": np.array([[1.0, 2.0], [2.0, 1.0]])}, "positive semidefinite"),
        ({"W0": np.array([[1.0, 0.2], [0.1, 1.0]])}, "symmetric"),
        ({"W0": np.full((2, 2), np.nan)}, "finite"),
        ({"W0": np.eye(3), "dim": 2}, "shape"),
        ({"horizon": -1.0}, "horizon"),
        ({"probe": (1.0, 0.5)}, "zeros and ones"),
        ({"mu": (-1.0, 1.0)}, "mu"),
        ({"rates": "cubed"}, "rates"),
    ],
)
def test_wrong_settings_are_refused(changes, sentence):
    arguments = {"mu": (1.0, 1.5), "sigma": (0.05, 0.05), "W0": 1e-3 * NEAR} | changes
    with pytest.raises(ValueError, match=sentence):
        setting(**arguments)


@pytest.mark.parametrize("model", ["tied", "one-layer"])
def test_a_rise_cut_off_by_the_horizon_counts(model):
    a, z = np.array([1.0, 8.0]), np.array([2.0, 1.0])
    whole = Setting(model_named(model), a, np.array([[0.0, 1.5], [0.0, 0.0]]), z)
    if model == "tied":
        whole = setting((1.5, 1.0), (0.05, 0.05), 1e-6 * np.array([[1.2, 0.7], [0.7, 1.0]]))
    lowest, highest = [p.t for p in predict.predict(whole).course.turning_points][-2:]
    cut = Setting(whole.model, whole.a, whole.W0, whole.z, (lowest + highest) / 2)
    for run in (predict.predict(cut), simulate.simulate(cut)):
        assert all(point.kind == "min" for point in run.course.turning_points)
        assert run.course.still_rising
        assert 0 < run.course.rise < 0.99 * predict.predict(whole).course.rise
    assert not predict.predict(whole).course.still_rising


def test_numbers_too_large_to_follow_are_refused():
    for changes in ({"mu": (1e7, 1.0)}, {"W0": 1e13 * NEAR}, {"horizon": 2e9}, {"mu": (1e6, 1.0), "horizon": 1e6}, {"dim": 513}):
        with pytest.raises(ValueError, match=r"at most|between 1 and 128"):
            setting(**({"mu": (1.0, 1.5), "sigma": (0.05, 0.05), "W0": 1e-3 * NEAR} | changes))


#: From w = 1/100 a rate a is learned at ln(99) / (2 a).
LOG_ODDS = np.log(99)


@pytest.mark.parametrize(
    ("mu", "W0", "asked", "horizon", "end"),
    [
        ((1.0,), [[0.01]], None, 1.3 * LOG_ODDS / 2 + 8, 1.3 * LOG_ODDS / 2 + 8),
        ((2.0,), [[0.0]], None, 8, 8),
        ((2.0,), [[0.7]], None, 8, 8),
        ((0.0,), [[0.01]], None, 8, 8),
        ((1.0,), [[0.01]], 3.0, 3, 1.3 * LOG_ODDS / 2 + 8),
        ((1.0,), [[0.01]], 70.0, 70, 70),
        ((np.sqrt(1.5), np.sqrt(0.75), 0.0), np.diag([0.01, 0.01, 0.3]), None, 1.3 * 2 * LOG_ODDS + 8, 2 * LOG_ODDS + 8 / 0.25),
    ],
)
def test_the_grid_ends_when_the_slowest_is_settled_and_what_is_asked_is_shown(mu, W0, asked, horizon, end):
    found = predict.predict(setting(mu, (0.0,) * len(mu), np.array(W0), horizon=asked))
    assert found.horizon == pytest.approx(horizon, rel=1e-13)
    assert found.path.end == pytest.approx(end, rel=1e-13)
    assert found.shown[-1] == found.horizon
    np.testing.assert_array_equal(found.shown[:-1], [t for t in found.path.grid if t < found.horizon])
    for T in found.learning_times[np.isfinite(found.learning_times)]:
        after = np.searchsorted(found.path.grid, T)
        assert found.path.grid[after] - found.path.grid[max(after - 2, 0)] < 0.05 / max(found.setting.a.max(), 0.1)


def test_errors_are_none_where_the_form_is_exact_and_its_estimates_elsewhere():
    exact, staged = (predict.predict(setting((1.0, 1.5), (0.0, 0.0), W0)) for W0 in (1e-2 * np.diag([1.0, 2.0]), 1e-2 * NEAR))
    assert all(E.shape == exact.path.curve[0].shape and not E.any() for E in exact.errors)
    expected = staged.form.estimates(staged.path.grid, *staged.path.curve)
    assert all(np.array_equal(E, by_hand) and E.any() for E, by_hand in zip(staged.errors, expected, strict=True))
