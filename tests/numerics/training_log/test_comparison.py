"""A log is described as stated, not described where one thing is wrong, which is named, and open where it cannot tell."""

import json
from functools import cache

import numpy as np
import pytest

from benchmarks.training_logs import made
from verify.compare import compare


@cache
def answered(kind, seed):
    """Return a log of a kind with its answer."""
    case = made(seed, kind, False)
    return case, compare(case.log, **case.said)


def test_what_is_as_stated_is_described():
    case, answer = answered("right", 2)
    assert answer.verdict == "described"
    assert all(item["holds"] for item in answer.statements)
    assert answer.budget["rest"] == pytest.approx(0, abs=1e-9)
    assert 1e-4 < answer.budget["finite_step"] < 0.1
    low, value, high = (answer.time_factor[name] for name in ("low", "value", "high"))
    assert 0.9 < low < value == 1 < high < 1.1
    for one in answer.learning_times:
        assert one["measured"] is None or one["low"] <= one["measured"] <= one["high"]
        assert one["measured"] is None or one["predicted"] == pytest.approx(one["measured"], rel=0.05)
    assert len(answer.learning_times) == len(case.said["mu"])


@pytest.mark.slow
def test_a_wrong_rate_is_named_with_its_interval():
    _, answer = answered("rate", 3)
    assert answer.verdict == "not described"
    (cause,) = (item for item in answer.causes if item["cause"] == "time")
    assert min(abs(cause["time_factor"] - factor) for factor in (0.5, 2)) < 0.01
    assert answer.time_factor["low"] < cause["time_factor"] < answer.time_factor["high"]
    assert "learning rate" in answer.reason
    assert answer.budget["rest"] > 0.05
    failing = next(item for item in answer.statements if item["holds"] is False)
    assert answer.reason.startswith(f"{failing['name']}: {failing['said']}")


@pytest.mark.slow
def test_samples_and_batches_have_their_part_in_the_budget():
    _, answer = answered("sampled", 4)
    assert answer.verdict == "described"
    assert 0 < answer.budget["finite_sample"] < 0.5
    assert 0 < answer.budget["minibatch"] < 0.5
    assert answer.budget["spread"] >= 3 * max(answer.budget["minibatch"], answer.budget["finite_sample"])
    assert {"minibatch.step", "sampling.transfer"} <= set(answer.claims)


def test_a_log_that_shows_nothing_yet_is_open():
    case = made(2, "right", False)
    rng = np.random.default_rng(0)
    early = {name: values[:9] for name, values in case.log.items()}
    early |= {name: values + 0.3 * rng.standard_normal(9) for name, values in early.items() if name != "step"}
    answer = compare(early, **case.said)
    assert answer.verdict == "open"
    assert "cannot tell" in answer.reason


@pytest.mark.slow
def test_times_on_the_printed_clock_and_averaged_losses_are_converted():
    case = made(2, "right", False)
    mu, d = case.said["mu"], len(case.said["mu"])
    eta = float(case.said["eta"])
    rest = {name: values for name, values in case.log.items() if name != "step"}
    said = {name: value for name, value in case.said.items() if name != "eta"}
    answer = compare(rest | {"time": case.log["step"] * eta}, **said, eta=eta)
    assert answer.verdict == "described"
    assert answer.budget["finite_step"] > 0
    averaged = {name: values * (2 / d if "loss" in name else 1) for name, values in case.log.items()}
    answer = compare(averaged, **said, eta=eta * d / 2, average="entry")
    assert answer.verdict == "described"
    assert "2/d" in answer.clock or d == 2
    assert len(mu) == d


#: One layer from W(0) = 0, whose entry w_kk is 1 - (1 - eta a_k)^n after n steps.
ONE = {"mu": (1, 1.5), "sigma": ("1/20", "1/20"), "W0": [[0, 0], [0, 0]], "model": "one-layer", "eta": "1/50"}
STEPS = np.arange(0, 400, 10)


def test_figures_that_are_0_throughout_are_as_predicted_and_others_are_not():
    zeros = np.zeros(len(STEPS))
    learned = ONE | {"W0": [[1, 0], [0, 1]]}
    for log, said in (({"out_00_1": zeros}, ONE), ({"test_loss": zeros, "train_loss": zeros}, learned)):
        answer = compare({"step": STEPS} | log, **said)
        assert answer.reason.startswith("the log is as predicted, but cannot tell it from")
        json.dumps(answer, allow_nan=False)
    answer = compare({"step": STEPS, "out_00_1": 0.1 + zeros}, **ONE)
    assert answer.verdict == "not described"
    assert "budget" in json.dumps(answer, allow_nan=False)


@pytest.mark.filterwarnings("error")
def test_numbers_as_large_as_numbers_are_make_an_answer_all_the_same():
    answer = compare({"step": STEPS, "test_loss": np.full(len(STEPS), 1e308)}, **ONE)
    assert answer.verdict == "not described"
    json.dumps(answer, allow_nan=False)


def test_learning_times_are_found_however_long_the_log_goes_on():
    steps = np.append(STEPS, [10**5, 10**7])
    rates = np.array([1, 1.5]) ** 2 / 2 + 0.05**2
    left = (1 - 0.02 * rates) ** steps[:, None]
    answer = compare({"step": steps, "test_loss": 0.5 * np.sum((left * [1, 1.5]) ** 2, axis=1)}, **ONE)
    assert answer.verdict == "described"
    assert [one["predicted"] for one in answer.learning_times] == pytest.approx(np.log(2) / rates / 0.02, rel=1e-4)


def test_steps_that_are_counted_otherwise_are_named():
    n = np.arange(0, 80, 2)
    left = (1 - 0.1 * (np.array([1, 1.5]) ** 2 / 2 + 0.05**2)) ** n[:, None]
    answer = compare({"step": 3 * n, "w_11": 1 - left[:, 0], "w_22": 1 - left[:, 1]}, **(ONE | {"eta": "1/10"}))
    assert answer.verdict == "not described"
    (cause,) = answer.causes
    assert cause["time_factor"] == pytest.approx(1 / 3, rel=1e-3)
    assert "the log counts 3 for every step" in answer.reason
    assert answer.time_factor["low"] < 1 / 3 < answer.time_factor["high"]


def test_a_wrong_rate_is_named_where_steps_are_long():
    n = np.arange(0, 60)
    left = (1 - 0.3 * (np.array([1, 1.5]) ** 2 / 2 + 0.05**2)) ** n[:, None]
    answer = compare({"step": n, "w_11": 1 - left[:, 0], "w_22": 1 - left[:, 1]}, **(ONE | {"eta": "3/20"}))
    assert [cause["cause"] for cause in answer.causes] == ["time"]
    assert answer.causes[0]["time_factor"] == pytest.approx(2, abs=1e-4)
