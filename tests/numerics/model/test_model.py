"""Every model of the list says all that is asked of one, and its closed form, integration and iterations are of one flow."""

import numpy as np
import pytest

from numerics.model import MODELS, model_named
from numerics.predict import predict
from numerics.setting import Setting
from numerics.start import widths
from numerics.task.trajectory import difference

A = np.array([1.4, 0.8])
#: Of size .1 or less, and of each model a start in floats that maps to about it.
W0 = np.array([[0.02, 0.004], [0.004, 0.01]])
LAYERS = (np.array([[0.1, 0.02], [0.03, 0.09]]), np.array([[0.12, 0.03], [0.02, 0.1]]))
STARTS = {"untied": LAYERS, "deep": (np.diag([0.6, 0.7]),) * 3}
TIMES = np.array([0.0, 0.7, 2.0, 3.5])


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_found_by_its_name(name):
    assert model_named(name).name == name


@pytest.mark.parametrize("name", ["relu", None, ["tied"]])
def test_another_name_is_refused_in_one_sentence(name):
    with pytest.raises((ValueError, LookupError)) as refused:
        model_named(name)
    assert str(refused.value) == f"model must be one of tied, one-layer, untied, deep, got {name!r}"


@pytest.mark.parametrize("name", MODELS)
def test_closed_form_and_integration_share_a_clock_and_nearly_a_path(name):
    model, start = model_named(name), STARTS.get(name, W0)
    predicted, integrated = predict(Setting(model, A, start, np.ones(2))), model.integrate(A, start, 4.0)
    assert predicted.path.clock is integrated.clock is model.clock
    tolerance = 1e-8 if predicted.form.exact else 0.05
    assert np.max(np.abs(difference(predicted.path, integrated, TIMES))) < tolerance


@pytest.mark.parametrize(("name", "iterate"), [(name, iterate) for name in MODELS for iterate in model_named(name).iterates])
def test_iterations_are_off_the_flow_by_first_order_in_eta(name, iterate):
    model, start = model_named(name), STARTS.get(name, W0)
    end, errors = 2.0, []
    for steps in (100, 200):
        run = model.iteration(iterate, A, start)
        state = run.start
        for _ in range(steps):
            state = run.step(state, end / steps)
        errors.append(np.max(np.abs(run.matrix(state) - model.integrate(A, start, end).W(end))))
    assert errors[0] / errors[1] == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("name", MODELS)
def test_the_training_loss_settles_at_the_stated_rate(name):
    model, start = model_named(name), STARTS.get(name, W0)
    path = model.integrate(A, start, 16.0)
    sooner = min(1.0, 4.0 / model.settling_of(start))
    loss = [np.sum((path.W(t * sooner) - np.eye(2)) ** 2 * A) / 2 for t in (12.0, 14.0)]
    assert np.log(loss[0] / loss[1]) / (2 * sooner) == pytest.approx(model.settling_of(start) * A[-1], rel=0.05)


@pytest.mark.parametrize("name", MODELS)
def test_exact_learning_times_are_among_the_anchors(name):
    model = model_named(name)
    start = model.drawn_start(0.1, np.random.default_rng(0), widths(model, 2, None, None))
    times = model.exact_learning_times([*map(float, A)], start)
    anchors = model.anchors(A, model.in_floats(start))
    assert all(np.min(np.abs(anchors - time)) < 1e-9 * time for time in times.values())
    assert set(times) == (set() if name == "deep" else {0, 1})


def test_the_list_of_models_loads_nothing_heavy():
    import subprocess
    import sys

    code = "import sys, numerics.model; print(sorted(set(sys.modules) & {'numpy', 'scipy'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
