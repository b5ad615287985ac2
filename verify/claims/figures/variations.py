"""Claims about figures of trained networks with one thing varied: depth and dimension, points left out of the training."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.random import Generator

from numerics.networks.data import consecutive
from numerics.networks.protocol import Protocol
from numerics.networks.protocols import protocols
from numerics.task.arrays import Array
from numerics.task.loss import rise
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.claims.figures.trajectories import trained
from verify.methods import Computation, Estimate, Statistical

#: A difference of two shares has a half-width of .25 at level 5e-5 with 100 pairs of runs.
RISE_RUNS = 100
RISE = 0.01


def _losses(protocol: Protocol, seeds: range) -> Array:
    """Return the test losses at x_hat of the networks of a protocol, shape (n, K + 1)."""
    return trained(protocol, seeds).x_hat


def _rises(rng: Generator, dim: int, depth: int) -> Array:
    """Return which linear networks of figure 2c, as coded, with another depth rise by more than .01 at x_hat, as 0 and 1."""
    wide, narrow = protocols("coded", "2c")
    base = wide if dim == 64 else narrow
    changed = replace(base, architecture=replace(base.architecture, depth=depth))
    return (rise(_losses(changed, consecutive(RISE_RUNS, rng))) > RISE).astype(float)


def depth_and_dimension(rng: Generator, settings: tuple[tuple[int, int], ...] = ((64, 4), (2, 4), (2, 2))) -> list[Estimate]:
    """Compare shares of rises: d = 2 against 64 at four layers, and four layers against two at d = 2."""
    wide, narrow, shallow = (_rises(rng, *setting) for setting in settings)
    return [
        Estimate.mean("low_minus_high_dimension", narrow - wide, (0.1, 1.0)),
        Estimate.mean("deep_minus_shallow", narrow - shallow, (0.1, 1.0)),
    ]


DEPTH_AND_DIMENSION = Claim(
    id="figures.depth_and_dimension",
    title=(
        "Swing-by is commoner in deep and in low-dimensional linear networks (task of Fig. 2c as coded): the share of "
        "networks whose test loss rises by more than .01 is at least .1 larger at $d = 2$ than at $d = 64$ with four layers, "
        "and with four layers than with two at $d = 2$."
    ),
    source="arXiv 2410.08309v2, section 3.3, Figs. 2c and 3, as transcribed; released code",
    method=Statistical(
        depth_and_dimension,
        2,
        "100 networks of each of the three kinds, 4,720 steps.",
        (("the dimensions exchanged", partial(depth_and_dimension, settings=((2, 4), (64, 4), (64, 2)))),),
    ),
    code=("numerics.networks.linear.gradient", "numerics.task.loss.rise"),
    level=Level.FULL,
    depends_on=("task.test_loss",),
)

#: The pairs share everything but the points left out: 40 seeds give a half-width of .1% of the start (pilot).
TRUNCATION_RUNS = 40
#: Four times the mean change of a pilot, of which points twice as far away make six times and more.
CHANGE, RISE_CHANGE = 0.01, 0.005


def truncation_estimates(rng: Generator, share: float = 0.5) -> list[Estimate]:
    """Compare test losses with and without training points within `share * min(mu)` of x_hat, same seeds, at every step."""
    seeds = consecutive(TRUNCATION_RUNS, rng)
    estimates = []
    for base in protocols("coded", "15"):
        data = replace(base.data, exclusion=share * min(base.data.mu))
        whole, cut = (_losses(protocol, seeds) for protocol in (base, replace(base, data=data)))
        largest = np.abs(cut - whole).max(axis=1) / whole[:, 0]
        name = "mu_{:g}_{:g}".format(*data.mu)
        estimates.append(Estimate.mean(f"largest_change_{name}", largest, (0.0, CHANGE)))
        estimates.append(Estimate.mean(f"change_of_rise_{name}", np.abs(rise(cut) - rise(whole)), (0.0, RISE_CHANGE)))
    return estimates


TRUNCATION = Claim(
    id="figures.truncation",
    title=(
        r"Leaving out training points within $\min(\mu)/2$ of $\hat x$ changes the test loss of the coded three-layer networks "
        r"of Figs. 13, 15 and 16 at no step by more than 1% of its start, and its rise by no more than .005, on average over 40 "
        r"seeds, for $\mu = (1, 2)$ and for $(2, 4)$."
    ),
    source="arXiv 2410.08309v2, Appendix F.3, Figs. 15 and 16, as transcribed; released code",
    method=Statistical(
        truncation_estimates,
        4,
        "40 pairs of trainings a setting that share weights, order and all points farther away.",
        (("points within min(mu) left out", partial(truncation_estimates, share=1.0)),),
    ),
    code=("numerics.networks.data.draw", "numerics.task.loss.rise"),
    level=Level.STANDARD,
    depends_on=("task.test_loss",),
)

#: What the chance is held against: far below one in any number of repetitions.
LEAST_CHANCE = Fraction(1, 10**18)


def none_left_out(deviation: Fraction = Fraction(1, 20)) -> Result:
    """Return whether the chance that any training point of figure 16 lies within min(mu)/2 of x_hat is proved below 1e-18.

    The ball lies where coordinate k exceeds mu_k - min(mu)/2, for the concept k that a cluster does not have.
    """
    from flint import arb, fmpq

    measures = {}
    for protocol in protocols("printed", "16"):
        mu = [Fraction(str(value)) for value in protocol.data.mu]
        reaches = [(value - min(mu) / 2) / deviation for value in mu]
        tails = [(arb(fmpq(reach.numerator, reach.denominator)) / arb(2).sqrt()).erfc() / 2 for reach in reaches]
        chance = protocol.data.samples * sum(tails, start=arb(0))
        name = "chance_mu_{:g}_{:g}".format(*protocol.data.mu)
        measures[name] = float(chance)
        if not chance < fmpq(LEAST_CHANCE.numerator, LEAST_CHANCE.denominator):
            return Result(Outcome.REFUTED, 1, measures, {"setting": name, "chance_at_most": measures[name]})
    return Result(Outcome.VERIFIED, len(measures), measures)


TRUNCATION_PRINTED = Claim(
    id="figures.truncation_printed",
    title=(
        r"As printed ($\sigma = .05$, a deviation) nothing is left out in Fig. 16: the chance that any of the 10,000 training "
        r"points lies within $\min(\mu)/2$ of $\hat x$ is below $10^{-18}$, for $\mu = (1, 2)$ and for $(2, 4)$."
    ),
    source="new; on arXiv 2410.08309v2, Appendix F.3 and Fig. 16, as transcribed, where a few samples are affected",
    method=Computation(
        check=lambda rng: none_left_out(),
        evidence=Evidence.ENCLOSED,
        what="The tails of the Gaussians beyond a plane that has the ball behind it are summed over all points, in balls.",
        refuted_by="A bound above $10^{-18}$.",
        faults=(("sigma a variance, as coded", lambda rng: none_left_out(Fraction(9, 40))),),
    ),
    code=("numerics.networks.protocols.protocols",),
    depends_on=("task.test_loss",),
)
