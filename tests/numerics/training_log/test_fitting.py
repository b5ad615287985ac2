"""A start that is not given is found from the log, and how far off its entries may be is said honestly."""

import numpy as np
import pytest

from benchmarks.training_logs import made
from numerics.setting import exact_setting
from numerics.training_log import fitting
from numerics.training_log.fitting import fit, paths
from numerics.training_log.log import log_of
from numerics.training_log.question import asked
from numerics.training_log.training import Flow, Points, curves
from tests.numerics.training_log.test_training import MU, log_at, stated


@pytest.mark.parametrize("model", ["one-layer", "tied", "deep"])
def test_paths_are_the_flow(model, monkeypatch):
    monkeypatch.setattr(fitting, "STRIDE", 0.05)
    training = stated(model)
    if model == "tied":  # unknowns are those of a triangular U
        L = np.linalg.cholesky(training.product)
        theta = L[np.tril_indices(2)]
    else:
        theta = np.concatenate([layer.ravel() for layer in training.start])
    t = np.append(np.linspace(0, 10, 41), 1e6)  # a log may go on long after all is learned
    log = log_at(np.arange(42))
    found = paths(training, theta[None], log, t, Points(MU, MU))[0]
    assert found == pytest.approx(curves(Flow(training).maps(t), log.columns, training.moment, Points(MU, MU)), abs=1e-3)


def question(columns, W0, every=8):
    steps = np.arange(0, 500, every)
    training = stated("tied", step=0.02)
    training = training.__class__(training.model, (np.linalg.cholesky(W0),), training.data, False, 0.02)
    log = log_at(steps)
    table = curves(Flow(training).maps(steps * 0.02), log.columns, training.moment, Points(MU, MU))
    named = {item.name: table[:, at] for at, item in enumerate(log.columns) if item.name in columns}
    setting = exact_setting(("1", "1.5"), (".3", ".2"), None, init_scale="0.1")
    return asked(log_of({"time": steps * 0.02} | named), setting)


W0 = np.array([[0.02, 0.01], [0.01, 0.03]])


@pytest.mark.parametrize("columns", [("out_1", "out_10_2"), ("test_loss", "train_loss")])
def test_a_start_is_found_within_what_is_said_of_it(columns):
    asks = question(columns, W0)
    found = fit(asks.training, asks.log, asks.times, asks.z, np.ones(len(columns)))
    assert np.all(np.abs(found.W - W0) <= 0.1 * found.off)
    assert np.all(found.off < 0.01)
    assert found.found.descent == pytest.approx(asks.log.values, abs=1e-4)


def test_what_a_log_does_not_say_is_not_known():
    case = made(7, "right", True)
    columns = {name: values for name, values in case.log.items() if name in ("step", "test_loss")}
    setting = exact_setting(case.said["mu"], case.said["sigma"], None, "one-layer", init_scale="0.1")
    asks = asked(
        log_of({"step": case.log["step"], "out_1": np.linspace(0, 1, len(case.log["step"]))} | columns),
        setting,
        eta=case.said["eta"],
    )
    one = {name: at for at, name in enumerate(["out_1"])}
    log = log_of({"step": case.log["step"], **{name: 1 - 0.9 * np.exp(-asks.times) for name in one}})
    found = fit(asks.training, log, asks.times, asks.z, np.ones(1))
    assert np.isinf(found.off).any()
