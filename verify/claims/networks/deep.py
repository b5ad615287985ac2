"""Claims about trained networks of two to four layers: aligned ones learn when the closed form says; width makes rises small."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from numerics.model.deep import aligned_time
from numerics.networks.data import consecutive
from numerics.networks.layers import Network
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Protocol, Run, with_seeds
from numerics.networks.protocols import protocols
from numerics.networks.routes import Material, material, residuals
from numerics.task.arrays import Array
from numerics.task.loss import rise
from verify.claim import Claim, Level
from verify.claims.networks.untied import MU, measured, protocol
from verify.methods import Estimate, Statistical

#: Scale and steps of aligned layers at each depth: both concepts are learned by 1,910, 2,630 and 3,340 steps.
ALIGNED = {2: (0.05, 2400), 3: (0.2, 3200), 4: (0.3, 4200)}
#: The larger deviation of a network's two times is .4 +- .2% (pilot of 8 seeds), so that its mean is known to .15%.
ALIGNED_RUNS, ALIGNED_MARGIN = 40, 0.006


def aligned(run: Run, scale: float) -> Material:
    """Return what a run draws, with layers in the place of its own that are a multiple of I on the concepts and 0 elsewhere."""
    drawn = material(run)
    inputs, concepts = drawn.start.widths[0], len(MU)
    layers = [scale * np.eye(out, into) * (np.arange(into) < concepts) for into, out in pairwise(drawn.start.widths)]
    Q = drawn.Q.reshape(inputs, inputs)
    layers[0], layers[-1] = layers[0] @ Q.T, Q @ layers[-1]
    return replace(drawn, start=Network(tuple(layer[None] for layer in layers)))


def aligned_estimates(rng: Generator, more: int = 0, rates: float = 1.0, runs: int = ALIGNED_RUNS) -> list[Estimate]:
    """Yield the larger deviation of both times from those in closed form (wrongly, of more layers or rates), for each depth."""
    estimates = []
    for depth, (scale, steps) in ALIGNED.items():
        base = protocol(2, steps, hidden=len(MU))
        base = replace(base, architecture=replace(base.architecture, depth=depth))
        chosen = with_seeds([base], consecutive(runs, rng))
        T = measured(chosen, [aligned(run, scale) for run in chosen])
        said = aligned_time(rates * base.data.task().rates(), depth + more, np.full(len(MU), scale**depth))
        off = np.max(np.abs(T / said[:, None] - 1), axis=0)
        estimates.append(Estimate.mean(f"deviation_at_{depth}", off, (0.0, ALIGNED_MARGIN)))
    return estimates


ALIGNED_TIMES = Claim(
    id="networks.aligned_times",
    title=(
        r"From layers that are .05, .2 and .3 times $I$ on the concepts and 0 elsewhere ($L = 2, 3, 4$, $\mu = (2, 1)$, $d = "
        r"64$, width 2, 40 seeds each) $w_{kk}$ of trained networks passes 1/2 at $\frac{1}{L a_k} [s^p/p\, {}_2F_1(1, p; 1 + p; "
        r"s)]_c^{1/2}$, $p = 2/L - 1$ (for $L = 2$ at $\ln((1-c)/c)/(2 a_k)$): the larger of the deviations of both times is "
        "below .6% on average."
    ),
    source="new; the closed form: Saxe et al., ICLR 2014",
    method=Statistical(
        aligned_estimates,
        len(ALIGNED),
        "40 networks of each depth take 2,400 to 4,200 minibatch steps of .0031; passages are interpolated between every fourth.",
        (
            ("the closed form of one layer more", partial(aligned_estimates, more=1)),
            ("rates 2% larger", partial(aligned_estimates, rates=1.02)),
        ),
    ),
    code=("numerics.model.deep.aligned_time", "numerics.networks.linear.gradient"),
    level=Level.STANDARD,
    depends_on=("deep.aligned",),
)

#: Hidden widths of three layers whose entries have the variance (SIZE/h)^{2/3}, so that E |W(0)|^2 is the same at all.
WIDTHS, SIZE = (6, 18, 54), 1e-3
#: Steps of descent on the population; the last concept is learned by then in every network of the pilot.
WIDTH_STEPS, WIDTH_RATE = 3000, 0.05
#: Rises are .05 +- .07, .01 +- .02 and .001 +- .003 (pilot of 100 seeds): their means are then known to .011, .0035, .0005.
WIDTH_RUNS = 700


def wide(hidden: int) -> Protocol:
    """Return three linear layers of a width on the task of Fig. 2c as coded with signals whose squares are 2 and 1."""
    base = protocols("coded", "2c")[1]
    start = Initialisation("gaussian", float((SIZE / hidden) ** (1 / 3)))
    return replace(
        base,
        data=replace(base.data, mu=(float(np.sqrt(2)), 1.0), samples=1),  # descent on the population uses none
        architecture=Architecture("layers", 3, hidden, bias=False),
        optimiser=Optimiser("gd", WIDTH_RATE, None),
        initialisation=start,
        steps=WIDTH_STEPS,
    )


def rises(hidden: int, seeds: range) -> Array:
    """Return the rises of the test loss of networks of a width, from every second step, shape (n,)."""
    base = wide(hidden)
    errors = residuals(with_seeds([base], seeds), 2).errors(base.data.task().probe())
    return np.array([rise(curve) for curve in np.sum(errors**2, axis=-1) / 2])


def width_estimates(rng: Generator, same: int | None = None) -> list[Estimate]:
    """Yield by how much the mean rise falls from each width to the next (wrongly, of the `same` one)."""
    found = [rises(same or hidden, consecutive(WIDTH_RUNS, rng)) for hidden in WIDTHS]
    regions = ((0.015, 0.06), (0.003, 0.015))
    return [
        Estimate.mean(f"fall_from_{a}_to_{b}", first - second, region)
        for (a, b), (first, second), region in zip(pairwise(WIDTHS), pairwise(found), regions, strict=True)
    ]


RISES_BY_WIDTH = Claim(
    id="networks.rises_by_width",
    title=(
        r"The mean rise of the test loss of three trained linear layers ($d = 2$, $\mu = (\sqrt{2}, 1)$, Gaussian entries with "
        r"$h \tau^3 = .001$, 700 seeds each) falls by .015 to .06 from hidden width $h = 6$ to 18, and by .003 to .015 from 18 "
        "to 54."
    ),
    source="new",
    method=Statistical(
        width_estimates,
        len(WIDTHS) - 1,
        "700 networks of each width take 3,000 steps of .05 of descent on the population's second moment, of Fig. 2c as coded.",
        (("one width throughout", partial(width_estimates, same=18)),),
    ),
    code=("numerics.networks.linear.gradient", "numerics.task.loss.rise"),
    level=Level.FULL,
    depends_on=("untied.squared_correlation", "deep.gradients"),
)
