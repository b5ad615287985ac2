"""Proposition: runs are the flow or its steps by hand, go on to what is late, and say when they diverge or are unfinished."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from numerics import simulate
from numerics.answer import simulated
from numerics.flow.integrate import integrate_factored
from numerics.model.one_layer import ONE_LAYER
from numerics.model.tied import TIED, Tied
from numerics.predict import predict
from numerics.setting import Setting, setting
from numerics.start import random_start
from numerics.task.trajectory import Clock, Trajectory

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
    assert 0 < runs[0].area_to_the_end < runs[1].area_to_the_end
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
    run = simulate._flows([early])[0]
    assert run.path.end > early.path.end
    assert run.learning_times == pytest.approx([np.log(9999) / 2], rel=1e-8)


def layer(rates, W0, horizon=None):
    return Setting(ONE_LAYER, np.array(rates), np.array(W0), np.ones(len(rates)), horizon)


def test_a_flow_is_stable_and_does_not_diverge():
    run = simulate.simulate(layer([1.0], [[0.5]]))
    assert (run.diverged, run.iterate, run.unstable) == (None, "flow", False)


def test_an_iteration_takes_one_step_more_than_reach_the_horizon():
    run = simulate.simulate(layer([1.0, 3.0], np.zeros((2, 2)), 5.0), "gd", "3/10")
    assert run.path.steps == pytest.approx([0.3 * k for k in range(19)], rel=1e-15)
    assert run.path.W(np.array([0.6, 1.2])) == pytest.approx(
        np.array([np.diag([1 - 0.1**k, 1 - 0.7**k]) for k in (2, 4)]), rel=1e-12
    )
    assert run.course.end.t == 5.0
    assert simulate.simulate(layer([1.0, 3.0], np.zeros((2, 2)), 3.0), "gd", "1/4").path.end == 3.25


@pytest.mark.parametrize(("model", "limit"), [(TIED, 1), (ONE_LAYER, 2)])
def test_the_largest_rate_decides_whether_steps_are_stable(model, limit):
    question = Setting(model, np.array([0.5, 4.0]), np.diag([0.5, 0.6]), np.ones(2), 3.0)
    runs = [simulate.simulate(question, "gd", factor * limit / 4) for factor in (0.99, 1.01)]
    assert [run.unstable for run in runs] == [False, True]


@pytest.mark.parametrize(("horizon", "steps", "diverged"), [(396.0, 133, 999.0), (393.0, 132, None)])
def test_unstable_steps_are_watched_for_two_hundred_more_until_1e100(horizon, steps, diverged):
    """W - I = (-2)^n: the 333rd power is the first beyond 1e100; the other coordinate stays where it is."""
    run = simulate.simulate(layer([0.5, 1.0], np.diag([1.0, 2.0]), horizon), "recurrence", 3)
    assert run.diverged == diverged
    assert run.path.end == 3.0 * steps
    assert run.course.end.t == horizon


def test_stable_steps_are_not_watched_beyond_their_last():
    """From 1e12 the fourth step is the first beyond 1e100: w -> -w^2 / 5, nearly."""
    runs = [
        simulate.simulate(Setting(TIED, np.ones(1), np.array([[1e12]]), np.ones(1), T), "recurrence", 0.1) for T in (0.2, 0.3)
    ]
    assert [run.diverged for run in runs] == [None, pytest.approx(0.4)]
    assert runs[1].path.end == pytest.approx(0.3)


def test_a_run_may_have_so_many_steps_and_no_more(monkeypatch):
    for eta in ("5e-324", "2.99e-6"):
        with pytest.raises(ValueError, match=r"^eta must be at least horizon / 1,000,000 = 3e-06, got "):
            simulate.simulate(layer([1.0], [[0.5]], 3.0), "gd", eta)
    monkeypatch.setattr(simulate, "MOST_STEPS", 51)
    assert simulate.simulate(layer([1.0], [[0.5]], 5.0), "gd", "1/10").path.end == pytest.approx(5.1)
    with pytest.raises(ValueError, match=r"^eta must be at least horizon / 51 = 0\.098, got 0\.099"):
        simulate.simulate(layer([1.0], [[0.5]], 5.0), "gd", "0.099")


@pytest.mark.parametrize("eta", ["1e400", "1e-400", 0])
def test_a_step_that_is_no_float_above_0_is_refused(eta):
    with pytest.raises(ValueError, match=r"^eta must be finite and above 0 for iterate gd, got "):
        simulate.simulate(layer([1.0], [[0.5]]), "gd", eta)


class Late(Tied):
    """Of two directions one is said to be learned at 1/5, but never is; the other is."""

    def __init__(self):
        self.ends = []

    def integrate(self, a, W0, end):
        self.ends.append(end)
        return super().integrate(a, W0, end)


@pytest.mark.parametrize(("first", "late"), [(0.01, 0.0), (0.0, 0.01), (0.01, 0.01)])
@pytest.mark.parametrize("horizon", [3.0, 4.5])
def test_a_flow_goes_on_twice_and_four_times_as_far_if_something_is_late(first, late, horizon):
    question = Setting(Late(), np.array([1.0, 0.9]), np.diag([first, late]), np.ones(2), horizon)
    whole = predict(question)
    grid = whole.path.grid[whole.path.grid <= 3.7]
    early = replace(whole, path=replace(whole.path, steps=grid))
    vars(early)["learning_times"] = np.array([0.2, 0.2])
    run, last = simulate._flows([early])[0], early.path.end
    ends = [max(last, horizon), 2 * last, 4 * last]
    assert question.model.ends == ends if 0 in (first, late) else ends[:1]
    np.testing.assert_array_equal(run.path.grid, TIED.integrate(*question.ordered[:2], run.path.end).grid)


def test_a_run_of_few_cells_is_looked_at_on_the_predicted_grid_too():
    found = predict(Setting(TIED, np.array([1.0, 0.9]), np.diag([0.01, 0.02]), np.ones(2), 3.0))
    grid = found.path.grid[found.path.grid <= 3.7]
    path = integrate_factored(found.setting.W0, found.setting.a, 4.0)
    run = simulate._run(replace(found, path=replace(found.path, steps=grid)), path)
    assert np.isin([*grid, *path.steps], run.path.steps).all()
    between = np.setdiff1d(run.path.steps, [*grid, *path.steps])
    np.testing.assert_array_equal(between, np.linspace(grid[-1], 4.0, 200)[1:-1])
    np.testing.assert_array_equal(run.path.grid, run.path.steps)


def test_a_flow_that_ends_before_it_has_settled_keeps_its_exponential_tail():
    """One residual 1 - w, which decays at the least rate above 0: the area is its square / 4, wherever the run is cut."""
    found = predict(layer([2.0, 0.5, 0.0], np.diag([1.0, -0.4, 0.3])))
    grid = found.path.grid
    cut = simulate.Simulation(found, replace(found.path, steps=grid[grid < 0.7]))
    assert simulate.training_area(cut) == pytest.approx(1.4**2 / 4, rel=1e-9)
    assert simulate.training_area(replace(cut, iterate="gd")) is None
    settled = replace(found.path, steps=grid[grid < 25])
    assert simulate.training_area(simulate.Simulation(found, settled, iterate="gd")) == pytest.approx(1.4**2 / 4, rel=1e-9)
    assert simulate.training_area(simulate.Simulation(found, settled, iterate="gd", unstable=True)) is None
    assert simulate.training_area(simulate.Simulation(found, settled, 3.0, "gd")) is None


@pytest.mark.parametrize(("share", "known"), [(0.0099, True), (0.0101, False)])
def test_a_tail_of_one_hundredth_is_the_last_that_is_trusted(share, known):
    """The rest of the area from T on is e^{-2 a T} of the whole."""
    found = predict(layer([0.25], [[-2.0]], 40.0))
    T = np.log(1 + 1 / share) / 0.5
    run = simulate.Simulation(found, replace(found.path, steps=np.linspace(0, T, 50)), iterate="recurrence")
    assert simulate.training_area(run) == (pytest.approx(9 / 4, rel=1e-9) if known else None)


def test_what_is_untrained_costs_nothing_and_what_is_never_learned_has_no_area():
    assert simulate.training_area(simulate.simulate(layer([0.0, 0.0], np.zeros((2, 2))))) == 0.0
    assert simulate.training_area(simulate.simulate(setting((1.0,), (0.0,), [[0]], horizon=1.0))) is None


def test_a_run_on_another_clock_is_no_run_of_a_prediction():
    found = predict(layer([1.0], [[0.5]]))
    with pytest.raises(ValueError, match="got loss and printed; convert one of them"):
        simulate.Simulation(found, replace(found.path, clock=Clock.PRINTED))


def test_areas_are_by_four_nodes_of_gauss():
    """Exact to degree 7; of t^8 on [0, 1] four nodes miss (4!)^4 / (9 (8!)^2)."""
    found = predict(layer([3.0], [[0.0]]))

    def area(power):
        path = Trajectory(lambda t: (1 + t[:, None, None] ** power, None), np.array([0.0, 1.0]), Clock.LOSS)
        return simulate.Simulation(found, path).area_to_the_end

    assert area(3) == pytest.approx(1.5 / 7, rel=1e-14)
    assert area(4) == pytest.approx(1.5 * (1 / 9 - 24**4 / (9 * 40320**2)), rel=1e-14)
