"""Proposition: two free layers are predicted by stages of M where there are any, and by nothing where there are none."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.answer import predicted, predicted_curves, simulated, simulated_curves
from numerics.model.base import NO_FORM
from numerics.model.untied import UNTIED
from numerics.setting import Setting
from numerics.simulate import simulate

RNG = np.random.default_rng(2)
LAYERS = (RNG.standard_normal((3, 2)), RNG.standard_normal((2, 3)))
A = np.array([1.0, 0.6])


def scaled(scale, layers=LAYERS):
    return tuple(scale * layer for layer in layers)


def test_learning_times_are_within_the_stated_error():
    run = simulate(Setting(UNTIED, A, scaled(1e-7), np.ones(2)))
    said, seen = predicted(run.prediction), simulated(run)
    for x, y, error in zip(said["learning_times"], seen["learning_times"], said["error"]["learning_times"], strict=True):
        assert abs(x - y) <= error <= 1e-3 * y
    assert seen["training_area"] is not None
    assert said["training_area"] is None
    assert said["clock"] == "loss"


@pytest.mark.parametrize(
    ("a", "layers"),
    [
        (np.array([1.0, 1.0]), scaled(1e-3)),
        (np.array([1.0, 0.0]), scaled(1e-3)),
        (A, scaled(3.0)),
        (A, (LAYERS[0][:1], LAYERS[1][:, :1])),
    ],
    ids=["equal rates", "a rate of 0", "a large start", "a hidden layer of one"],
)
def test_there_is_no_closed_form(a, layers):
    question = Setting(UNTIED, a, layers, np.ones(2))
    assert UNTIED.closed_form(*question.ordered[:2]) is NO_FORM
    run = simulate(question)
    said, seen = predicted(run.prediction), simulated(run)
    assert said["learning_times"] == [None, None]
    assert said["rise"] is None
    assert said["error"]["learning_times"] == [None, None]
    assert seen["final_test_loss"] is not None
    with pytest.raises(ValueError, match="got a start without one"):
        _ = run.prediction.learning_times


def test_a_run_without_a_prediction_goes_on_until_all_is_learned():
    run = simulate(Setting(UNTIED, np.array([1.0, 1.0]), scaled(1e-30), np.ones(2)))
    assert np.all(np.isfinite(run.learning_times))
    assert run.horizon == pytest.approx(1.3 * np.max(run.learning_times) + 8)
    assert simulated(run)["final_test_loss"] < 1e-9
    asked = simulate(Setting(UNTIED, np.array([1.0, 1.0]), scaled(1e-3), np.ones(2), horizon=2.5))
    assert asked.horizon == 2.5


def test_a_recurrence_is_refused():
    with pytest.raises(ValueError, match=r"^iterate must be flow or gd for the untied model, got recurrence$"):
        simulate(Setting(UNTIED, A, scaled(1e-2), np.ones(2)), "recurrence", "1/10")


def test_exact_times_are_those_of_the_pivots_by_descending_rate():
    rows = tuple(tuple(tuple(Fraction(float(x)) for x in row) for row in layer) for layer in scaled(1e-3))
    found = UNTIED.exact_learning_times([Fraction(1, 2), Fraction(1)], rows)
    U = (np.array(rows[1], dtype=float) + np.array(rows[0], dtype=float).T) / 2
    M = (U @ U.T)[::-1, ::-1]
    c = [M[0, 0], M[1, 1] - M[0, 1] ** 2 / M[0, 0]]
    assert found[1] == pytest.approx(np.log((1 - c[0]) / c[0]) / 2)
    assert found[0] == pytest.approx(np.log((1 - c[1]) / c[1]))


def test_balanced_layers_at_one_rate_are_solved_exactly():
    core = 0.3 * RNG.standard_normal((2, 2))
    question = Setting(UNTIED, np.array([0.7, 0.7]), (core.T, core), np.array([1.0, 2.0]))
    run = simulate(question)
    said, seen = predicted(run.prediction), simulated(run)
    assert run.prediction.form.exact
    assert said["learning_times"] == pytest.approx(seen["learning_times"], abs=1e-8)
    assert said["final_test_loss"] == pytest.approx(seen["final_test_loss"], abs=1e-10)


@pytest.mark.parametrize("scale", [1e-4, 3e-2])
def test_the_stated_error_covers_what_of_the_layers_fades(scale):
    for seed in range(4):
        rng, t = np.random.default_rng(seed), np.linspace(0, 4, 21)
        layers = (scale * rng.standard_normal((3, 2)), scale * rng.standard_normal((2, 3)))
        run = simulate(Setting(UNTIED, A, layers, np.array([1.0, 2.0])))
        said, seen = predicted_curves(run.prediction), simulated_curves(run)
        assert np.all(np.abs(said.loss(t) - seen.loss(t)) <= said.error(t))
        assert predicted(run.prediction)["rises"] != "yes" or simulated(run)["rise"] > 0
