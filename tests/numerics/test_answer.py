"""Proposition: answers are JSON by coordinate; a stated error is rounding where the form is exact, else 3 (|E2| + |E2 - E1|)."""

import json

import numpy as np
import pytest

from numerics import predict
from numerics.answer import predicted, simulated
from numerics.model.one_layer import ONE_LAYER
from numerics.setting import Setting, setting
from numerics.simulate import simulate
from numerics.start import random_start

NEAR = np.array([[1.0, 0.5], [0.5, 1.0]])


def test_order_and_pivots_go_by_rate():
    said = predicted(predict.predict(setting((1.0, 2.0), (0.1, 0.1), np.array([[0.02, 0.01], [0.01, 0.04]]))))
    assert said["order"] == [2, 1]
    np.testing.assert_allclose(said["pivots"], [0.04, 0.02 - 0.01**2 / 0.04])
    assert said["learning_times"][1] < said["learning_times"][0]


def test_intervals_go_by_coordinate_and_are_none_without_a_rate_or_from_above_a_half():
    start = np.array([[0.02, 0.01, 0.0], [0.01, 0.04, 0.0], [0.0, 0.0, 0.1]])
    said = predicted(predict.predict(setting((1.0, 2.0), (0.0, 0.0), start, dim=3)))
    F = -np.log(1 - 0.01**2 / 0.0008)
    for interval, a, w in zip(said["intervals"], (0.5, 2.0), (0.02, 0.04), strict=False):
        D = np.log((1 - w) / w) / (2 * a)
        assert interval == pytest.approx([D, D + F / a], rel=1e-9)
    assert said["intervals"][2] is None
    assert predicted(predict.predict(setting((1.0, 2.0), (0.0, 0.0), 30 * start[:2, :2])))["intervals"] == [None, None]
    one_layer = setting((1.0, 2.0), (0.1, 0.1), 0.01 * NEAR, "one-layer")
    assert predicted(predict.predict(one_layer))["intervals"] == [None, None]


def test_a_loss_that_has_long_been_flat_overflows_nothing():
    json.dumps(predicted(predict.predict(setting((1e3, 1.0), (0.1, 0.1), random_start(0.1, 0, 2), horizon=1e4))), allow_nan=False)


def test_what_is_never_learned_has_no_time_and_no_area():
    said = predicted(predict.predict(setting((1.0, 1.5), (0.0, 0.0), np.zeros((2, 2)))))
    assert said["learning_times"] == [None, None]
    assert said["error"]["learning_times"] == [None, None]
    assert said["training_area"] is None
    assert said["error"]["training_area"] is None


def test_an_answer_is_by_coordinate_and_a_run_that_diverges_has_no_rise():
    W0 = np.array([[0.0, 1.5, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.3]])
    question = Setting(ONE_LAYER, np.array([1.0, 8.0, 2.0]), W0, np.array([2.0, 1.0, 0.1]))
    times = [np.log(2), np.log(2) / 8, np.log(1.4) / 2]
    found = predict.predict(question)
    said, seen = predicted(found), simulated(simulate(question))
    for one in (said, seen):
        assert (one["clock"], one["order"], one["pivots"]) == ("loss", [2, 3, 1], None)
        assert one["a"] == [1, 8, 2]
        assert one["learning_times"] == pytest.approx(times, rel=1e-7)
        assert one["rise"] == pytest.approx(found.course.rise, rel=1e-6)
        assert one["final_test_loss"] == pytest.approx(found.course.end.loss, rel=1e-6)
        assert one["training_area"] == pytest.approx((1 + 1 + 2.25 + 0.49) / 4, rel=1e-6)
        assert [(p["kind"], p["t"], p["loss"]) for p in one["turning_points"]] == [
            (p.kind, pytest.approx(p.t, rel=1e-5), pytest.approx(p.loss, rel=1e-6)) for p in found.course.turning_points
        ]
    assert found.course.rise > 0.01
    assert said["error"]["pivots"] is None
    far = simulated(simulate(Setting(ONE_LAYER, np.ones(1), np.zeros((1, 1)), np.ones(1), 900.0), "gd", 3))
    assert (far["rise"], far["final_test_loss"], far["training_area"]) == (None, None, None)
