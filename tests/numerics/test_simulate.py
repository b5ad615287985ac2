"""Proposition: runs are the flow or its steps by hand, go on to what is late, and say when they diverge or are unfinished."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from numerics import simulate
from numerics.answer import simulated
from numerics.predict import predict
from numerics.setting import setting
from numerics.start import random_start

NEAR = np.array([[1.0, 0.5], [0.5, 1.0]])


@pytest.mark.parametrize("iterate", ["gd", "recurrence"])
def test_small_steps_approach_the_flow(iterate):
    question = setting((1.0, 1.5), (0.05, 0.05), random_start(0.2, 2, 3))
    flow = simulated(simulate.simulate(question))
    rises = [simulated(simulate.simulate(question, iterate, eta))["rise"] for eta in (0.02, 0.01)]
    errors = [abs(value - flow["rise"]) for value in rises]
    assert errors[1] < 0.6 * errors[0]


def test_iterations_need_a_step_size():
    with pytest.raises(ValueError, match="eta"):
        simulate.simulate(setting((1.0, 1.5), (0.05, 0.05), 1e-3 * NEAR), "gd")


@pytest.mark.parametrize(("model", "eta"), [("tied", 2.5), ("tied", 1e9), ("one-layer", 2.5), ("one-layer", 1e9)])
@pytest.mark.parametrize("iterate", ["gd", "recurrence"])
def test_steps_beyond_stability_diverge(model, eta, iterate):
    run = simulate.simulate(setting((1.0, 2.0), (0.1, 0.1), random_start(0.3, 0, 2), model), iterate, eta)
    assert run.diverged is not None
    seen = json.loads(json.dumps(simulated(run), allow_nan=False))
    assert [seen[name] for name in ("rise", "training_area", "final_test_loss")] == [None] * 3


def test_unstable_steps_that_stay_bounded_are_named():
    question = setting((1.0,), (0.0,), np.array([[0.1]]))
    assert [simulate.simulate(question, "recurrence", eta).unstable for eta in (0.99, 1.01)] == [False, True]
    assert simulate.simulate(question, "recurrence", 1.01).diverged is None


def test_the_area_of_an_unfinished_iteration_is_known_only_to_its_end():
    start, settled = random_start(0.2, 3, 2), simulate.simulate(setting((1.0, 1.5), (0.05, 0.05), random_start(0.2, 3, 2)))
    runs = [simulate.simulate(setting((1.0, 1.5), (0.05, 0.05), start, horizon=T), "gd", 0.01) for T in (3.0, None)]
    assert simulate.training_area(runs[0]) is None
    assert 0 < simulate.area_to_the_end(runs[0]) < simulate.area_to_the_end(runs[1])
    assert simulate.training_area(runs[1]) == pytest.approx(simulate.training_area(settled), rel=0.01)


def test_a_step_longer_than_the_horizon_is_refused():
    with pytest.raises(ValueError, match="eta must be at most the horizon"):
        simulate.simulate(setting((1.0, 1.5), (0.05, 0.05), 1e-3 * NEAR, horizon=0.1), "gd", 0.2)


def test_the_path_of_the_recurrence_is_its_steps_by_hand():
    run = simulate.simulate(setting((1.0,), (0.0,), np.array([[0.1]])), "recurrence", "1/10")
    w = 0.1
    for step in range(20):
        assert run.path.W(0.1 * step)[0, 0] == pytest.approx(w, rel=1e-12)
        w += 0.1 * 2 * w * (1 - w)


def test_the_area_of_the_flow_is_that_of_the_logistic():
    def loss(t):
        return (1 / (1 + 9 * np.exp(-2 * t)) - 1) ** 2 / 2

    run = simulate.simulate(setting((1.0,), (0.0,), np.array([[0.1]])))
    assert simulate.training_area(run) == pytest.approx(quad(loss, 0, 40, epsabs=1e-12)[0], rel=1e-7)
    assert run.learning_times == pytest.approx([np.log(9) / 2], rel=1e-8)


@pytest.mark.parametrize(
    ("iterate", "eta", "sentence"),
    [
        ("sgd", None, "iterate must be one of flow, gd, recurrence"),
        (["gd"], 0.1, "iterate must be one of"),
        ("flow", 0.1, "eta must be left out"),
        ("gd", 0, "above 0"),
        ("gd", "-1/2", "above 0"),
        ("gd", 1e-9, "eta must be at least horizon"),
    ],
)
def test_what_does_not_fit_is_refused(iterate, eta, sentence):
    with pytest.raises(ValueError, match=sentence):
        simulate.simulate(setting((1.0, 1.5), (0.05, 0.05), 1e-3 * NEAR), iterate, eta)


def test_a_run_goes_on_to_a_direction_learned_later_than_predicted():
    whole = predict(setting((1.0,), (0.0,), np.array([[1e-4]]), horizon=1.0))
    grid, T = whole.path.grid, whole.learning_times[0]
    early = replace(whole, path=replace(whole.path, steps=grid[grid < 0.4 * T]))
    vars(early)["learning_times"] = np.array([0.3 * T])
    run = simulate._flow(early)
    assert run.path.end > early.path.end
    assert run.learning_times == pytest.approx([np.log(9999) / 2], rel=1e-8)
