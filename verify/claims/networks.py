"""Claims about one-layer networks trained on samples: their rates, the order of learning, terminal slowing, biases.

Trained as the released code does it: 5,000 samples a cluster, minibatches of 128 in a fixed order, d = 64; without biases and
with the loss of section 2 where the theory speaks of it ("printed"), with biases and the origin cluster as "coded".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from verify.claim import Claim, Level, Outcome
from verify.methods import Estimate, Statistical

if TYPE_CHECKING:
    from numpy.random import Generator

    from numerics.protocol import Protocol
    from numerics.training import Run

#: A rate counts as equal within this share: finite samples move a single one by .1 to 1%.
MARGIN = 0.02
#: Settings of figures 2a and 2b whose rates are extracted: (mu, sigma).
RATE_SETTINGS = (((1.0, 2.0), (0.05, 0.05)), ((3.0, 2.0), (0.05, 0.05)), ((1.0, 2.0), (1.0, 0.05)))
#: Seeds a setting: with a standard deviation of 1% of the rate, an interval of level 5e-5 has a half-width of 1%.
RATE_SEEDS = 30


def _runs(protocol: Protocol, rng: Generator, count: int) -> list[Run]:
    """Return runs of consecutive seeds, the first drawn."""
    from numerics.training import Run

    first = int(rng.integers(2**31))
    return [Run(protocol, first + k) for k in range(count)]


def _printed(mu: Sequence[float], sigma: Sequence[float], steps: int, scale: float | None = None) -> Protocol:
    """Return the printed protocol of figure 2b with other means, spreads, steps, and small Gaussian weights if asked for."""
    from numerics.protocols import protocols

    return _changed(protocols("printed", "2b")[0], mu, sigma, steps, scale)


def _coded(mu: Sequence[float], variance: Sequence[float], steps: int, scale: float | None = None) -> Protocol:
    """Return the coded protocol of figure 2b (origin cluster, variances, biases) with other settings."""
    from numerics.protocols import protocols

    return _changed(protocols("coded", "2b")[0], mu, variance, steps, scale)


def _changed(protocol: Protocol, mu: Sequence[float], spread: Sequence[float], steps: int, scale: float | None) -> Protocol:
    from numerics.protocol import Initialisation

    data = replace(protocol.data, mu=tuple(mu), spread=tuple(spread))
    start = protocol.initialisation if scale is None else Initialisation("gaussian", scale)
    return replace(protocol, data=data, steps=steps, initialisation=start)


def rate_estimates(rng: Generator, power: float = 1.0, seeds: int = RATE_SEEDS) -> list[Estimate]:
    """Extract the rate of every direction in three settings; the claimed rates are a to a power."""
    from numerics import intervals
    from numerics.decay import rate
    from numerics.one_layer_runs import residuals

    estimates = []
    for number, (mu, sigma) in enumerate(RATE_SETTINGS, start=1):
        protocol = _printed(mu, sigma, 2400)
        record = residuals(_runs(protocol, rng, seeds), every=4)
        claimed = protocol.data.task().rates() ** power
        for k, (column, a) in enumerate(zip(record.columns(), claimed, strict=True), start=1):
            found = rate(record.steps, column, protocol.step_size, (1.0, 0.05)) / a
            name = f"rate_{k}_over_a_{k}_setting_{number}"
            estimates.append(Estimate(name, partial(intervals.mean, found), (1 - MARGIN, 1 + MARGIN), MARGIN))
    return estimates


ONE_LAYER_RATES = Claim(
    id="networks.one_layer_rates",
    title=(
        "In trained one-layer networks without biases (mu, sigma of Fig. 2: three settings, 30 seeds each), the residual "
        "of direction k decays at the rate a_k = sigma_k^2 + mu_k^2/s to within 2%, with intervals no wider than 2% each "
        "way."
    ),
    source="arXiv 2410.08309v2, Theorem 4.1, as transcribed",
    method=Statistical(
        rate_estimates,
        6,
        "Log residuals of single columns are fitted from 1 to 1/20 of the start in 30 networks a setting, minibatch "
        "descent as coded.",
        (
            ("the rates squared", partial(rate_estimates, power=2.0)),
            ("the rates to the power 1.1", partial(rate_estimates, power=1.1)),
        ),
    ),
    code=("numerics.linear_network.gradient", "numerics.minibatch.moments", "numerics.decay.rate"),
    level=Level.STANDARD,
    depends_on=("one_layer.flow",),
)

#: Spreads of concept 1 for the order: the grid of the figure, and a pair near the flip at 1.226.
ORDER_SPREADS = (0.05, 0.1, 0.5, 1.0, 1.1, 1.35, 2.0)
#: Runs a spread: without a failure, the lower limit of 210 runs at level 5e-5 is .951.
ORDER_SEEDS = 30


def _first_learned(protocol: Protocol, rng: Generator, seeds: int) -> np.ndarray:
    """Return which concept (1 or 2) brings its output at x_hat to half of its target first, shape (seeds,)."""
    from numerics.decay import passage
    from numerics.minibatch import augmented
    from numerics.one_layer_runs import residuals

    record = residuals(_runs(protocol, rng, seeds), every=2)
    target = protocol.data.task().probe()
    outputs = record.errors(augmented(target, protocol.architecture.bias))[:, :, :2] + target[:2]
    times = [passage(record.steps, outputs[:, :, k] / target[k], 0.5) for k in range(2)]
    return np.where(times[0] < times[1], 1, 2)


def order_estimates(rng: Generator, exponent: float = 2.0) -> list[Estimate]:
    """Count runs whose first learned concept is the one with the larger rate ``sigma^exponent + mu^2/s``."""
    from numerics import intervals

    right, count = 0, 0
    for spread in ORDER_SPREADS:
        first = _first_learned(_printed((1, 2), (spread, 0.05), 640, 1e-3), rng, ORDER_SEEDS)
        stronger = 1 if spread**exponent + 0.5 > 0.05**exponent + 2.0 else 2
        right, count = right + int((first == stronger).sum()), count + len(first)
    return [Estimate("share_in_order", partial(intervals.proportion, right, count), (0.95, 1.0))]


ORDER = Claim(
    id="networks.order",
    title=(
        "In at least 95% of one-layer networks trained from small weights, the concept with the larger a_k = sigma_k^2 + "
        "mu_k^2/s is learned first: mu = (1, 2), sigma_1 = .05, .1, .5, 1, 1.1, 1.35, 2 (it flips between 1.1 and 1.35), "
        "sigma_2 = .05."
    ),
    source="arXiv 2410.08309v2, section 4.1 and Fig. 2b, as transcribed",
    method=Statistical(
        order_estimates,
        1,
        "30 networks a spread, Gaussian weights of scale .001; learned is where the output at x_hat reaches half of mu_k.",
        (("the deviation in place of the variance", partial(order_estimates, exponent=1.0)),),
    ),
    code=("numerics.training.linear_residuals", "numerics.data.Clusters"),
    level=Level.STANDARD,
    depends_on=("networks.one_layer_rates",),
)

#: Variances of concept 1 on either side of the coded flip at 1.05.
FLIP_VARIANCES = (0.95, 1.15)
FLIP_SEEDS = 200


def flip_estimates(rng: Generator, variances: Sequence[float] = FLIP_VARIANCES) -> list[Estimate]:
    """Count how often concept 2 is first below the flip, and concept 1 above it, in coded networks with biases."""
    from numerics import intervals

    estimates = []
    for variance, expected in zip(variances, (2, 1), strict=True):
        first = _first_learned(_coded((1, 2), (variance, 0.05), 500, 1e-3), rng, FLIP_SEEDS)
        share = partial(intervals.proportion, int((first == expected).sum()), FLIP_SEEDS)
        estimates.append(Estimate(f"concept_{expected}_first", share, (0.9, 1.0)))
    return estimates


BIASED_FLIP = Claim(
    id="networks.biased_flip",
    title=(
        "Biases do not move the flip of the order: in coded one-layer networks (origin cluster, biases trained, mu = (1, "
        "2)), concept 2 is first in at least 90% at variance .95 of concept 1, concept 1 in at least 90% at 1.15; the a_k"
        " cross at 1.05."
    ),
    source="new; released code",
    method=Statistical(
        flip_estimates,
        2,
        "200 networks on either side, Gaussian weights of scale .001, biases zero at first.",
        (("the flip of the printed setting, variance 1.503", partial(flip_estimates, variances=(1.4, 1.6))),),
    ),
    code=("numerics.training.linear_residuals", "numerics.biased_layer.flow"),
    level=Level.STANDARD,
    depends_on=("networks.order",),
)


def slowing_estimates(rng: Generator, slowest: bool = True, seeds: int = RATE_SEEDS) -> list[Estimate]:
    """Fit the late decay of the output's displacement per epoch at x_hat; the claimed rate is the least a_k (or the greatest)."""
    from numerics import intervals
    from numerics.decay import rate
    from numerics.one_layer_runs import residuals

    protocol = _printed((1, 2), (0.05, 0.05), 40 * 79)
    record = residuals(_runs(protocol, rng, seeds), every=79)
    errors = record.errors(protocol.data.task().probe())
    displacement = np.linalg.norm(np.diff(errors, axis=1), axis=2)[:, 16:]
    claimed = protocol.data.task().rates()
    found = rate(record.steps[16:-1], displacement, protocol.step_size, (1.0, 1e-6)) / (
        claimed.min() if slowest else claimed.max()
    )
    return [Estimate("late_rate_over_r", partial(intervals.mean, found), (1 - MARGIN, 1 + MARGIN), MARGIN)]


TERMINAL_SLOWING = Claim(
    id="networks.terminal_slowing",
    title=(
        "Late in the training of one-layer networks (mu = (1, 2), sigma = .05, 30 seeds) the output at x_hat moves at a "
        "speed that decays as exp(-r t) with r the least a_k, to within 2%."
    ),
    source="arXiv 2410.08309v2, section 4.1, as transcribed",
    method=Statistical(
        slowing_estimates,
        1,
        "Displacements per epoch over epochs 16 to 40 (t from 4 to 9.9) are fitted in 30 networks.",
        (("the greatest a_k in place of the least", partial(slowing_estimates, slowest=False)),),
    ),
    code=("numerics.one_layer_runs.residuals", "numerics.decay.rate"),
    level=Level.STANDARD,
    depends_on=("networks.one_layer_rates",),
)

#: Epochs of 118 steps: up to t = 44, when e^{-.154 t} is .1%.
BIASED_EPOCHS = 120
#: The late rate of a biased network varies by 2% with its samples: 60 seeds give a half-width of 1.1%.
BIASED_SEEDS = 60


def biased_estimates(rng: Generator, bias: bool = True, seeds: int = BIASED_SEEDS) -> list[Estimate]:
    """Fit the late rate of coded networks with biases; claimed is the moment's least eigenvalue, with the bias or without."""
    from numerics import intervals
    from numerics.decay import rate
    from numerics.one_layer_runs import residuals

    protocol = _coded((1, 2), (0.05, 0.05), BIASED_EPOCHS * 118)
    record = residuals(_runs(protocol, rng, seeds), every=118)
    residual = np.linalg.norm(record.maps, axis=(2, 3))[:, BIASED_EPOCHS // 3 :]
    least = float(np.linalg.eigvalsh(protocol.data.moment(bias)).min())
    found = rate(record.steps[BIASED_EPOCHS // 3 :], residual, protocol.step_size, (1.0, 1e-6)) / least
    return [Estimate("late_rate_over_claimed", partial(intervals.mean, found), (1 - MARGIN, 1 + MARGIN), MARGIN)]


def _biased(identifier: str, title: str, source: str, bias: bool, **links: object) -> Claim:
    return Claim(
        id=identifier,
        title=title,
        source=source,
        method=Statistical(
            partial(biased_estimates, bias=bias),
            1,
            "60 networks are trained for 120 epochs; the norm of W - I and b together is fitted over the last 80.",
            (("the moment without the bias", partial(biased_estimates, bias=False)),) if bias else (),
            Outcome.REFUTED,
        ),
        code=("numerics.biased_layer.flow", "numerics.data.Clusters"),
        level=Level.STANDARD,
        **links,  # type: ignore[arg-type]
    )


BIASED_RATES = _biased(
    "networks.biased_rates",
    "With biases the late rate of one-layer networks (first setting of Fig. 2b as coded, 60 seeds) is the least eigenvalue of "
    "[[A, m], [m^T, 1]], .154, to within 2%.",
    "new; released code",
    True,
    corrects="networks.biased_rates_as_unbiased",
)

BIASED_RATES_AS_UNBIASED = _biased(
    "networks.biased_rates_as_unbiased",
    "With biases the late rate of one-layer networks (first setting of Fig. 2b as coded, 60 seeds) is the least a_k, .383, to "
    "within 2%.",
    "arXiv 2410.08309v2, Theorem 4.1, as transcribed, read for the networks of Fig. 2",
    False,
    expected=Outcome.REFUTED,
    corrected_by="networks.biased_rates",
    reason="The released code trains biases: their rates are the eigenvalues of the moment of (x, 1).",
)
