"""A log and how its network was trained, read into a question: every option checked, the clock converted.

    clock    step, with a learning rate eta: eta units of loss time, or 2 eta/d where the loss is averaged over entries
             time on the clock of the loss, or on the printed one (tied weights: half a unit of loss time)

Source: the clocks of `numerics.task.trajectory`.

Legend: d dimensions; s concepts; eta learning rate.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.model.base import floats
from numerics.networks.data import Clusters
from numerics.setting import ExactSetting
from numerics.task.elimination import triangular_factor
from numerics.task.exact_numbers import fitting_number, rounded, whole_number
from numerics.task.trajectory import Clock
from numerics.training_log.comparison import Question
from numerics.training_log.log import Log
from numerics.training_log.training import Data, Points, Training, loss_time

AVERAGES = ("none", "entry")
CLOCKS = ("loss", "printed")
#: More samples, in a batch or a cluster, are as good as all.
MOST_SAMPLES = 10**9


def asked(
    log: Log,
    setting: ExactSetting,
    eta: Any = None,
    average: str = "none",
    clock: str = "loss",
    biases: bool = False,
    batch: Any = None,
    samples: Any = None,
) -> Question:
    """Return the question that a log and a setting are.

    Parameters
    ----------
    eta : learning rate; needed where the log counts steps
    average : "none", the loss is 1/2 |f(x) - x|^2; "entry", it is the mean over entries |f(x) - x|^2/d
    clock : of a log with times, "loss" or "printed"
    biases : whether they are trained
    batch : samples of a batch; by default every step sees all
    samples : of each cluster; by default so many that it does not matter

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    model, d = setting.model, len(setting.z)
    for name, value, allowed in (("average", average, AVERAGES), ("clock", clock, CLOCKS)):
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
    for item in log.columns:
        if any(place >= d for place in item.place):
            raise ValueError(f"log must have columns of at most {d} dimensions, got {item.name}")
        if item.probe is not None and len(item.probe) != len(setting.mu):
            raise ValueError(f"log must name probes by {len(setting.mu)} zeros and ones, one for each signal, got {item.name}")
    if biases and (setting.second_moment is not None or setting.rates == "squared"):
        raise ValueError("biases must be left out beside a second moment or squared rates, got both")
    if samples is not None and setting.second_moment is not None:
        raise ValueError(f"samples must be left out beside a second moment, which is that of the samples, got {samples}")
    step = None
    if eta is not None:
        rate = rounded(fitting_number("eta", eta, lambda r: 0 < rounded(r) < np.inf, "finite and above 0"))
        step = loss_time(model, Clock.CODE, rate, d, average == "entry")
    elif log.unit == "step":
        raise ValueError("eta must be given with a log of steps, got none")
    if batch is not None and eta is None:
        raise ValueError(f"batch must come with eta, which its noise depends on, got {batch} alone")
    if samples is not None and eta is None:
        raise ValueError(f"samples must come with eta, got {samples} alone")
    if log.unit == "step" and clock != "loss":
        raise ValueError(f"clock must be left out for a log of steps, got {clock}")
    unit = step if log.unit == "step" and step is not None else loss_time(model, Clock(clock))
    sizes = [
        None if given is None else whole_number(name, given, lambda n: 1 <= n <= MOST_SAMPLES, f"between 1 and {MOST_SAMPLES}")
        for name, given in (("batch", batch), ("samples", samples))
    ]
    moment = None if setting.second_moment is None else floats(setting.second_moment)
    mu, sigma = (tuple(float(x) for x in values) for values in (setting.mu, setting.sigma))
    clusters = None if moment is not None else Clusters(mu, sigma, d)
    data = Data(clusters, moment, setting.rates == "squared", sizes[1])
    held = model.in_floats(setting.W0)
    start = (triangular_factor(held),) if model.name == "tied" else (held,) if isinstance(held, np.ndarray) else tuple(held)
    z = np.array([float(x) for x in setting.z])
    x_hat = np.pad(np.array(mu), (0, d - len(mu))) if clusters is not None else z
    training = Training(model, start, data, biases, step, sizes[0])
    factors = (1.0, 2 / d) if average == "entry" and d != 2 else (1.0,)
    return Question(log, training, unit, Points(z, x_hat), mu, factors, average == "entry")
