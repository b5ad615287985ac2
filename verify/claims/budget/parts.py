"""Claims about the error budget of a trained tied network: its parts sum to the whole, and each has its order.

Setting: mu = (1.5, 1), sigma = .05, W(0) = omega [[1.2, .7], [.7, 1]], minibatches of 125 of 10,000 samples in a fixed order.
(The released code's 128 do not divide the samples: the short last minibatch then acts as a bias that no small step removes.)
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.networks.data import Clusters, consecutive
from verify.claim import Claim, Level
from verify.methods import Bounded, Points

SEEDS = 12
#: What the parts may miss of the whole: products of causes.
SHARE = 0.1
#: The parts large enough to be missed.
PARTS = ("small omega", "step size", "minibatches", "finite n")


def budget_setting(omega: float = 1e-3, eta: float = 0.002, horizon: float = 14.0) -> Any:
    """Return the setting of the budget at a size omega of W(0), a step size and a horizon."""
    from numerics.networks.budget import TiedTraining

    return TiedTraining(Clusters((1.5, 1.0), (0.05, 0.05), 2), ((1.2, 0.7), (0.7, 1.0)), omega, eta, 125, horizon)


def parts_sum(rng: Generator, changed: str = "", factor: float = 0.0) -> Points:
    """Measure by how much the parts, for the mutants one times a factor, miss the whole for every seed."""
    from numerics.networks.budget import budgets

    seeds = consecutive(SEEDS, rng)
    found = budgets(budget_setting(), seeds)
    if changed:
        found = [replace(one, parts={**one.parts, changed: factor * one.parts[changed]}) for one in found]
    curves = {name: [one.parts[name] for one in found] for name in found[0].parts} | {"whole": [one.whole for one in found]}
    figures = {f"largest_{name.replace(' ', '_')}": float(np.abs(held).max()) for name, held in curves.items()}
    for seed, one in zip(seeds, found, strict=True):
        yield one.remainder, {"seed": seed}, figures


PARTS_SUM = Claim(
    id="budget.parts_sum",
    title=(
        r"The distance of a trained tied network's test loss from the closed form is the sum of small-$\omega$ error, step "
        "size, minibatch noise, finite $n$ and rounding, each measured by itself, to within 10% of its largest value, for "
        "each of 12 data sets."
    ),
    source="new",
    method=Bounded(
        measure=parts_sum,
        tolerance=SHARE,
        named="largest_remainder",
        what=(
            "12 networks are trained, and every cause is computed alone: closed form, flow and descent with the "
            "population, minibatches centred on the population, the flow with the samples' moment, extended precision. "
            "Curves are compared at every fifth step."
        ),
        refuted_by="A data set for which the parts miss the whole by more than 10% of its largest value.",
        faults=(
            *((f"{name} left out", partial(parts_sum, changed=name)) for name in PARTS),
            ("finite n with its sign changed", partial(parts_sum, changed="finite n", factor=-1.0)),
        ),
    ),
    code=("numerics.networks.budget.budgets", "numerics.closed_form.stages.compose", "numerics.networks.tied.states"),
    level=Level.STANDARD,
    depends_on=("two_layer.descent_step",),
)
