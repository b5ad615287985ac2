"""Proposition: answers are JSON by coordinate; a stated error is rounding where the form is exact, else 3 (|E2| + |E2 - E1|)."""

import json

import numpy as np
import pytest

from numerics import answer, predict
from numerics.answer import predicted
from numerics.setting import setting
from numerics.start import random_start

NEAR = np.array([[1.0, 0.5], [0.5, 1.0]])


def test_order_and_pivots_go_by_rate():
    said = predicted(predict.predict(setting((1.0, 2.0), (0.1, 0.1), np.array([[0.02, 0.01], [0.01, 0.04]]))))
    assert said["order"] == [2, 1]
    np.testing.assert_allclose(said["pivots"], [0.04, 0.02 - 0.01**2 / 0.04])
    assert said["learning_times"][1] < said["learning_times"][0]


def test_a_loss_that_has_long_been_flat_overflows_nothing():
    json.dumps(predicted(predict.predict(setting((1e3, 1.0), (0.1, 0.1), random_start(0.1, 0, 2), horizon=1e4))), allow_nan=False)


def test_enlarged_by_hand():
    assert answer.enlarged(np.array([1.0, -2.0]), np.array([2.0, -1.0]), 0.5) == pytest.approx([9.5, 6.5])


def test_what_is_not_finite_is_none():
    assert answer.finite_list(np.array([1.0, np.inf, -np.inf, np.nan])) == [1.0, None, None, None]


def test_an_exact_form_is_off_by_rounding():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), np.diag([0.01, 0.02])))
    said = predicted(found)
    assert said["error"]["kind"] == "rounding"
    assert said["error"]["learning_times"] == pytest.approx([1e-9 * (1 + T) for T in said["learning_times"]])
    assert said["error"]["training_area"] == pytest.approx(1e-9 * (1 + said["training_area"]))


def test_an_approximate_form_states_the_estimates_through_the_slope():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), 0.01 * NEAR))
    grid, slopes = found.path.grid, found.path.curve[1]
    stated = answer.learning_time_errors(found)
    assert predicted(found)["error"]["kind"] == "estimate"
    for k, T in enumerate(found.learning_times):
        first, second = (abs(np.interp(T, grid, E[:, k, k])) for E in found.errors)
        assert stated[k] >= 0.9 * 3 * second / np.interp(T, grid, slopes[:, k, k])
        assert stated[k] <= 10 * (first + second) / np.interp(T, grid, slopes[:, k, k]) + 1e-6


def test_the_error_of_the_loss_covers_what_the_corrected_curve_has():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), 0.01 * NEAR))
    z, W = found.setting.ordered[2], found.path.curve[0]
    plain, corrected = (np.sum(((V - np.eye(2)) @ z) ** 2, axis=-1) / 2 for V in (W, W + found.errors[1]))
    stated = answer.loss_errors(found)
    assert np.all(np.abs(corrected - plain) <= stated)
    assert np.max(stated) < 0.2 * plain[0]


def test_what_is_never_learned_has_no_time_and_no_area():
    said = predicted(predict.predict(setting((1.0, 1.5), (0.0, 0.0), np.zeros((2, 2)))))
    assert said["learning_times"] == [None, None]
    assert said["error"]["learning_times"] == [None, None]
    assert said["training_area"] is None
    assert said["error"]["training_area"] is None
