"""A log is described as stated, not described where one thing is wrong, which is named, and open where it cannot tell."""

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
