"""Claims about the orders of the parts of the error budget: in omega, in the step size, in the number of samples."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.networks.data import consecutive
from verify.claim import Claim, Level
from verify.claims.budget.parts import budget_setting
from verify.methods import Bounded, Estimate, Points, Statistical

#: Orders are slopes between neighbours.
SLOPE = 0.2


def deterministic_orders(rng: Generator, shift: float = 0.0) -> Points:
    """Hold the slopes of small-omega error, step-size error and rounding against 2 theta, 1 and 1."""
    from numerics.networks.budget import rounding, small_omega, step_size

    a = np.diag(budget_setting().A)
    curves: dict[str, dict[Any, Any]] = {
        "small_omega": {w: small_omega(budget_setting(w, 0.02, 8 - 1.2 * np.log(w))) for w in (1e-6, 1e-8, 1e-10)},
        "step_size": {eta: step_size(budget_setting(1e-3, eta)) for eta in (0.02, 0.01, 0.005)},
        "rounding": {np.finfo(kind).eps: rounding(budget_setting(1e-3, 0.02), kind) for kind in (np.float32, np.float64)},
    }
    claimed = {"small_omega": (a[0] - a[1]) / a[0], "step_size": 1.0, "rounding": 1.0}
    for cause, found in curves.items():
        name, order = f"order_of_{cause}", claimed[cause] + shift
        slopes = np.diff(np.log([np.abs(curve).max() for curve in found.values()])) / np.diff(np.log(list(found)))
        for slope in slopes:
            yield abs(slope - order), {"quantity": name, "slope": slope, "claimed": order}, {name: slopes[-1]}


DETERMINISTIC_ORDERS = Claim(
    id="budget.deterministic_orders",
    title=(
        r"Of the parts of the budget, the small-$\omega$ error of the test loss has order $2 \theta = (a_1 - a_2)/a_1$ in "
        r"$\omega$, the step-size error order 1 in $\eta$, rounding order 1 in the unit roundoff (slopes within .2)."
    ),
    source="new",
    method=Bounded(
        measure=deterministic_orders,
        tolerance=SLOPE,
        named="",
        what=(
            r"$\omega = 10^{-6}, 10^{-8}, 10^{-10}$; $\eta = .02, .01, .005$; single and double against extended precision. "
            "Errors are the largest over time."
        ),
        faults=(("orders larger by one half", partial(deterministic_orders, shift=0.5)),),
    ),
    code=(
        "numerics.networks.budget.small_omega",
        "numerics.networks.budget.step_size",
        "numerics.networks.budget.rounding",
    ),
    level=Level.STANDARD,
    depends_on=("budget.parts_sum",),
)

#: Sizes vary by a third from seed to seed: over a factor of four, 200 seeds each know the order to .024.
MINIBATCH_ETAS = (0.004, 0.001)
MINIBATCH_SEEDS = 200
#: Over a factor of 16, with a spread of three quarters, 400 seeds each know the order to .02.
SAMPLE_COUNTS = (500, 2000, 8000)
SAMPLE_SEEDS = 400


def noise_orders(rng: Generator, batch: int = 125, floor: float = 0.0) -> list[Estimate]:
    """Fit the orders of minibatch noise in eta and of finite n in n, over independent data sets."""
    from numerics.networks.budget import finite_samples, minibatches

    noises = []
    for eta in MINIBATCH_ETAS:
        setting = replace(budget_setting(1e-3, eta), batch=batch)
        noises.append(np.abs(minibatches(setting, consecutive(MINIBATCH_SEEDS, rng))).max(axis=1))
    samples, setting = [], budget_setting(1e-3, 0.02)
    for count in SAMPLE_COUNTS:
        varied = replace(setting, clusters=replace(setting.clusters, samples=count))
        samples.append(np.abs(finite_samples(varied, consecutive(SAMPLE_SEEDS, rng))).max(axis=1) + floor)
    return [
        Estimate.order("order_of_minibatches_in_eta", np.array(MINIBATCH_ETAS), noises, (0.8, 1.2)),
        Estimate.order("order_of_finite_n", np.array(SAMPLE_COUNTS), samples, (-0.6, -0.4)),
    ]


NOISE_ORDERS = Claim(
    id="budget.noise_orders",
    title=(
        r"Of the parts of the budget, minibatch noise in a fixed order has order 1 in $\eta$ (to within .2, minibatches that "
        "divide the samples), and finite $n$ order $-1/2$ in $n$ (to within .1), in the mean square of the largest error over "
        "time."
    ),
    source="new",
    method=Statistical(
        noise_orders,
        2,
        r"200 data sets at $\eta = .004$ and .001; 400 data sets at $n = 500$, 2,000 and 8,000.",
        (
            ("minibatches of 128, the last one short", partial(noise_orders, batch=128)),
            ("a bias that no samples remove", partial(noise_orders, floor=0.01)),
        ),
    ),
    code=("numerics.networks.budget.minibatches", "numerics.networks.budget.finite_samples"),
    level=Level.STANDARD,
    depends_on=("sampling.transfer",),
)
