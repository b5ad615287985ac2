"""The paper's experiments on the identity task, each as printed and as coded.

    figure      what
    2a, 2b      one layer, d = 64: the mean of concept 1, and its spread, is raised
    2c, 3       four linear layers, d = 64 against d = 2
    5, 17, 18   tied model, mu = (1, 3/2)
    7           order of all compositions, mu = (1, 2, 3, 4)
    8, 9, 10    tied model with three and four concepts
    11, 12      as 2a and 2b with two layers, linear and ReLU
    13, 14, 15  three linear layers, d = 3
    16          the same, training points near x_hat left out

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), figures, their captions and Appendix F, as transcribed; the released code
(run list, configuration, figure scripts). What the text leaves open is taken from the code and named in `undetermined`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np

from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Form, Initialisation, Optimiser, Probes, Protocol, epochs
from numerics.task.arrays import Array
from numerics.task.identity_mapping import Task

#: The grids of figures 2a and 2b.
MEANS = (1.0, 2.0, 3.0)
SPREADS = (0.05, 0.1, 0.5, 1.0, 2.0)
#: What the text, as transcribed, does not say about the trained networks.
OPEN = ("initialisation", "biases", "test cluster")
#: Samples per minibatch, epochs, and samples per cluster (Appendix F.1, and the released code).
BATCH, EPOCHS, SAMPLES = 128, 40, 5000
#: Samples per cluster of the training losses of the tied model (the released code).
TIED_SAMPLES = 1000


@dataclass(frozen=True)
class TiedSetting:
    """A task and random starts of the tied model: W(0) = U U^T, U = scale * default_rng(seed).random((d, d)).

    Parameters
    ----------
    mu, sigma : signals and deviations of the s concepts, as printed
    dim : ambient dimension d
    scale : of U
    seed : of the one start that is shown
    """

    mu: tuple[float, ...]
    sigma: tuple[float, ...]
    dim: int
    scale: float
    seed: int

    def task(self) -> Task:
        """Return the task, in doubles."""
        return Task(self.mu, self.sigma, self.dim)

    def start(self) -> Array:
        """Return U(0) of the start that is shown, shape (d, d)."""
        return self.starts(1, np.random.default_rng(self.seed))[0]

    def starts(self, count: int, rng: np.random.Generator) -> Array:
        """Return random starts U(0), shape (count, d, d)."""
        return self.scale * rng.random((count, self.dim, self.dim))

    def exact(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Return mu and sigma as the fractions that their decimals are."""
        return tuple(Fraction(str(value)) for value in self.mu), tuple(Fraction(str(value)) for value in self.sigma)


#: Figure 5, as printed; the scale of U is the released code's, the seed one whose test loss swings by with either set of rates.
FIGURE_5 = TiedSetting(mu=(1, 1.5), sigma=(0.05, 0.05), dim=3, scale=0.2, seed=2)


def _clusters(form: Form, mu: tuple[float, ...], spread: tuple[float, ...], dim: int, rotated: bool = True) -> Clusters:
    """Return printed data (no origin, deviations) or coded data (origin cluster, variances, test spread .05)."""
    if form == "printed":
        return Clusters(mu, spread, dim, rotated=rotated, samples=SAMPLES)
    test = (0.05,) * len(spread)
    return Clusters(mu, spread, dim, "variance", origin=True, rotated=rotated, samples=SAMPLES, test_spread=test)


def _layers(
    figure: str, form: Form, label: str, data: Clusters, depth: int, hidden: int = 64, rate: float = 0.1, rectified: bool = False
) -> Protocol:
    """Return a protocol of a layered network; the printed one has no biases and the loss of Eq. (2.1), at the same rate."""
    coded = form == "coded"
    optimiser = Optimiser(rate=rate, batch=BATCH, average="entry" if coded else "sample")
    network, left_open = Architecture("layers", depth, hidden, rectified, bias=coded), () if coded else OPEN
    steps = epochs(data, BATCH, EPOCHS)
    return Protocol(figure, form, label, data, network, optimiser, Initialisation(), steps, undetermined=left_open)


def _grid(figures: tuple[str, str], form: Form, depth: int, rectified: bool = False) -> list[Protocol]:
    """Return the 3 + 5 runs of figures 2a and 2b for a given depth."""
    settings = [(figures[0], f"mu = ({m:g}, 2)", (m, 2.0), (0.05, 0.05)) for m in MEANS]
    settings += [(figures[1], f"sigma_1 = {v:g}", (1.0, 2.0), (v, 0.05)) for v in SPREADS]
    return [
        _layers(figure, form, label, _clusters(form, mu, spread, 64), depth, rectified=rectified)
        for figure, label, mu, spread in settings
    ]


def _deep(form: Form) -> list[Protocol]:
    """Return the runs of figures 2c and 3, and of 13 to 16; as coded the means of the first and the small networks differ."""
    coded, spread = form == "coded", (0.05, 0.05)
    mean, hidden, rate = ((2.0, 4.0), 4, 0.01) if coded else ((1.0, 2.0), 64, 0.1)
    runs = []
    for figure in ("2c", "3"):
        high, low = (_clusters(form, mean, spread, dim) for dim in (64, 2))
        runs.append(_layers(figure, form, "four layers, d = 64", high, 4))
        runs.append(_layers(figure, form, "four layers, d = 2", low, 4, hidden, rate))
    for figure, mu in product(("13", "14", "15", "16"), ((1.0, 2.0), (2.0, 4.0))):
        data = _clusters(form, mu, spread, 3, rotated=False)
        data = replace(data, exclusion=min(mu) / 2 if figure == "16" else None)
        runs.append(_layers(figure, form, f"three layers, mu = ({mu[0]:g}, {mu[1]:g})", data, 3, 3, rate))
    return runs


def _order(form: Form) -> Protocol:
    """Return figure 7: two ReLU layers and deviation 1/2 as printed; one linear layer and variance 1/2 as the code runs it.

    The released code saves the network of "epoch e" before that epoch: its panels have an epoch less behind them.
    """
    mu, spread = (1.0, 2.0, 3.0, 4.0), (0.5,) * 4
    if form == "printed":
        protocol = _layers("7", form, "two ReLU layers", _clusters(form, mu, spread, 64), 2, rectified=True)
    else:
        data = Clusters(mu, spread, 64, "variance", rotated=True, samples=SAMPLES)
        protocol = _layers("7", form, "one linear layer", data, 1)
    return replace(protocol, probes=Probes(epochs=(1, 3, 5) if form == "printed" else (0, 2, 4)))


def _tied(
    figure: str,
    form: Form,
    mu: tuple[float, ...],
    spread: tuple[float, ...],
    dim: int,
    scale: float,
    steps: int,
    training: Clusters | None = None,
) -> Protocol:
    """Return a run of the tied model by the recurrence, eta = .01, as coded with squared rates; `training` is as for `Probes`."""
    return Protocol(
        figure,
        form,
        f"tied model, mu = {mu}",
        Clusters(mu, spread, dim),
        Architecture("tied", 2, dim, bias=False),
        Optimiser("recurrence", 0.01, None, squared=form == "coded"),
        Initialisation("uniform_tied", scale),
        steps,
        Probes(cluster=0, training=training),
        () if form == "coded" else ("step size", "steps", "scale of U"),
    )


def _tied_figures(form: Form) -> list[Protocol]:
    """Return figures 5, 17, 18, 8, 9, 10.

    As coded the means of 8, the spreads of 8 and 9, and sigma beyond s in 5 differ, and the training losses are of other data
    than drive W: those of 17 have variances .05 and nothing beyond s, those of 8 a cluster at the origin too.
    """
    coded = form == "coded"
    small = 0.05
    five, spread = FIGURE_5, FIGURE_5.sigma + ((small,) if coded else ())
    mu_8, spread_8 = ((1, 1.7, 2.25), (0.5, 0.25, 0.25)) if coded else ((1, 1.5, 2.2), (small,) * 3)
    samples = {
        "17": Clusters(five.mu, (small, small), five.dim, "variance", samples=TIED_SAMPLES),
        "8": Clusters(mu_8, spread_8, 3, origin=True, samples=TIED_SAMPLES),
    }
    four = (small,) * 4 if coded else (small, small, small, 0.5)

    def run(figure: str, mu: tuple[float, ...], spread: tuple[float, ...], dim: int, scale: float, steps: int) -> Protocol:
        return _tied(figure, form, mu, spread, dim, scale, steps, samples.get(figure) if coded else None)

    return [
        *(run(figure, five.mu, spread, five.dim, five.scale, 2000) for figure in ("5", "17", "18")),
        run("8", mu_8, spread_8, 3, 0.1, 10_000),
        run("9", (1, 1.5, 2.2, 2.7), four, 4, 0.1, 10_000),
        run("10", (0.7, 1.7, 3), (small,) * 3, 3, 0.1, 10_000),
    ]


def protocols(form: Form, figure: str | None = None) -> tuple[Protocol, ...]:
    """Return the runs of all figures, or of one, in one form.

    Raises
    ------
    ValueError : if the figure is not one of the simulated ones
    """
    runs = [
        *_grid(("2a", "2b"), form, 1),
        *_deep(form),
        *_tied_figures(form),
        _order(form),
        *_grid(("11", "11"), form, 2),
        *_grid(("12", "12"), form, 2, rectified=True),
    ]
    chosen = tuple(run for run in runs if figure in (None, run.figure))
    if not chosen:
        known = sorted({run.figure for run in runs}, key=lambda name: (int(name.rstrip("abc")), name))
        raise ValueError(f"figure must be one of {', '.join(known)}, got {figure}")
    return chosen


def released_suite() -> tuple[Protocol, ...]:
    """Return the 29 runs of the released list: 2a and 2b 8, 2c 2, 7 one, 11 and 12 8 each, 13 two; coded."""
    figures = ("2a", "2b", "2c", "7", "11", "12", "13")
    return tuple(run for figure in figures for run in protocols("coded", figure))


def one_layer(form: Form, mu: Sequence[float], spread: Sequence[float], steps: int, scale: float | None = None) -> Protocol:
    """Return the protocol of figure 2b with other means, spreads, lengths or starting weights, all else as printed or coded.

    The step is the released code's in both forms: by the printed loss it is 32 times as long, and follows the flow less closely.

    Parameters
    ----------
    form : "printed" (deviations, no biases) or "coded" (variances, origin cluster, biases)
    mu, spread : of the two concepts
    steps : optimiser steps
    scale : of Gaussian starting weights, or None for those of the figure
    """
    base, optimiser = protocols(form, "2b")[0], protocols("coded", "2b")[0].optimiser
    start = base.initialisation if scale is None else Initialisation("gaussian", scale)
    data = replace(base.data, mu=tuple(mu), spread=tuple(spread))
    return replace(base, data=data, optimiser=optimiser, steps=steps, initialisation=start)
