"""A question is checked before anything runs: one sentence that names argument, rule and value."""

import numpy as np
import pytest

from numerics.setting import exact_setting
from numerics.training_log.log import log_of
from numerics.training_log.question import asked

W0 = [["1/50", "1/100"], ["1/100", "3/100"]]


def log(name="test_loss", unit="step"):
    return log_of({unit: np.arange(5), name: np.ones(5)})


def setting(**options):
    given = {"mu": ("1", "1.5"), "sigma": (".1", ".1"), "W0": W0} | options
    return exact_setting(given.pop("mu"), given.pop("sigma"), given.pop("W0"), **given)


MOMENT = {"mu": None, "sigma": None, "second_moment": [["1", "1/2"], ["1/2", "1"]]}
REFUSED = [
    (log(), setting(), {}, "eta must be given with a log of steps, got none"),
    (log(), setting(), {"eta": 0}, "eta must be finite and above 0, got 0"),
    (log(), setting(), {"eta": 1, "average": "all"}, "average must be one of none, entry, got 'all'"),
    (log(), setting(), {"eta": 1, "clock": "printed"}, "clock must be left out for a log of steps, got printed"),
    (log(unit="time"), setting(), {"clock": "mine"}, "clock must be one of loss, printed, got 'mine'"),
    (log(unit="time"), setting(model="one-layer"), {"clock": "printed"}, "clock must be loss for the one-layer model"),
    (log(unit="time"), setting(), {"batch": 8}, "batch must come with eta"),
    (log(unit="time"), setting(), {"samples": 8}, "samples must come with eta"),
    (log(), setting(), {"eta": 1, "batch": 0}, "batch must be a whole number between 1 and"),
    (log("w_13"), setting(), {"eta": 1}, "columns of at most 2 dimensions, got w_13"),
    (log("out_101_1"), setting(), {"eta": 1}, "probes by 2 zeros and ones, one for each signal, got out_101_1"),
    (log(), setting(**MOMENT), {"eta": 1, "samples": 10}, "samples must be left out beside a second moment"),
    (log(), setting(**MOMENT), {"eta": 1, "biases": True}, "biases must be left out beside a second moment"),
    (
        log(),
        setting(rates="squared"),
        {"eta": 1, "biases": True},
        "biases must be left out beside a second moment or squared rates",
    ),
]


@pytest.mark.parametrize(("held", "of", "said", "sentence"), REFUSED)
def test_what_does_not_fit_is_one_sentence(held, of, said, sentence):
    with pytest.raises(ValueError, match="must") as refused:
        asked(held, of, **said)
    assert sentence in str(refused.value)


def test_the_clock_is_converted():
    assert asked(log(), setting(), eta="1/10").unit == pytest.approx(0.1)
    wide = setting(sigma=(".1",) * 3, W0=None, init_scale="1/10", dim=3)
    assert asked(log(), wide, eta="1/10", average="entry").unit == pytest.approx(0.2 / 3)
    assert asked(log(), wide, eta="1/10", average="entry").factors == (1.0, pytest.approx(2 / 3))
    assert asked(log(unit="time"), setting(), clock="printed").unit == 0.5
    assert asked(log(unit="time"), setting()).unit == 1


def test_the_start_is_that_of_the_setting():
    assert asked(log(), setting(), eta=1).training.product == pytest.approx(np.array([[0.02, 0.01], [0.01, 0.03]]))
    layers = [[[".1", ".2"]], [[".3"], [".4"]]]
    assert asked(log(), setting(model="untied", W0=layers), eta=1).training.product == pytest.approx(
        np.array([[0.03, 0.06], [0.04, 0.08]])
    )
