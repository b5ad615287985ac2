"""Claims that the NumPy task is the derived one: its loss over samples, its rates, its samples."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.task import loss
from numerics.task.identity_mapping import Task, second_moment
from theory import task
from theory.algebra.calculus import evaluated
from theory.algebra.symbols import deviation, signal
from verify.claim import Claim, Evidence, Result
from verify.methods import Bounded, Computation, Points

#: Largest relative error of sums of a few hundred products of doubles.
ROUNDING = 1e-12


def _sample_losses(rng: Generator, factor: float = 1.0) -> Points:
    """Compare the mean loss over samples with the trace form at their second moment."""
    for size in (1, 2, 3, 5):
        W, samples = rng.standard_normal((size, size)), rng.standard_normal((2, 50, size))
        direct = factor * loss.sample_loss(W, samples)
        trace = float(loss.training_loss(W, second_moment(samples)))
        yield float(abs(direct - trace)) / max(1.0, trace), {"d": size, "mean over samples": direct, "trace": trace}


SAMPLE_LOSS = Claim(
    id="numerics.sample_loss",
    title=(
        r"The mean of $\tfrac12 \lVert W x - x \rVert^2$ over 100 samples is the training loss at their second moment, for "
        "$d = 1, 2, 3, 5$."
    ),
    source="new",
    method=Bounded(
        measure=_sample_losses,
        tolerance=ROUNDING,
        what="Both are computed for random $W$ and samples and compared to $10^{-12}$.",
        faults=(("the loss without its 1/2", {"factor": 2.0}),),
    ),
    code=("numerics.task.loss.sample_loss", "numerics.task.identity_mapping.second_moment", "numerics.task.loss.training_loss"),
    depends_on=("task.sample_loss", "numerics.training_loss"),
)


def _rates(rng: Generator, power: int = 1) -> Points:
    """Compare `Task.rates`, to a power, with the derived second moment at random signals and deviations."""
    for size, concepts, origin in ((2, 2, False), (4, 3, False), (3, 2, True)):
        mu, sigma = rng.uniform(0, 3, concepts), rng.uniform(0, 1, concepts)
        values = {signal(p + 1): mu[p] for p in range(concepts)} | {deviation(p + 1): sigma[p] for p in range(concepts)}
        derived = evaluated(task.second_moment(size, concepts, origin=origin).lhs).subs(values)
        found = Task(tuple(mu), tuple(sigma), dim=size, origin=origin).rates() ** power
        error = float(np.max(np.abs(np.diag(found) - np.array(derived.tolist(), dtype=float)))) / max(1.0, float(found.max()))
        yield error, {"mu": mu.tolist(), "sigma": sigma.tolist(), "origin": origin, "rates": found.tolist()}


RATES = Claim(
    id="numerics.rates",
    title=r"`Task.rates` is the diagonal of the derived $\mathbb{E}[x x^T]$, with and without the origin cluster, to $10^{-12}$.",
    source="new",
    method=Bounded(
        measure=_rates,
        tolerance=ROUNDING,
        what=(
            "Both are computed at random signals and deviations, for $(d, s) = (2, 2)$, $(4, 3)$ and with the origin $(3, 2)$."
        ),
        faults=(("rates squared", {"power": 2}),),
    ),
    code=("numerics.task.identity_mapping.Task.rates",),
    depends_on=("task.second_moment", "task.second_moment_origin"),
)

#: Four comparisons at 4.4 standard errors: a false alarm in fewer than 1 of 20,000 seeds.
STANDARD_ERRORS = 4.4


def _sampling(rng: Generator, spread: float = 1.0) -> Result:
    """Compare the second moment of samples with the rates, in standard errors."""
    setting = Task((1.0, 1.5), (0.3, 0.7), dim=3)
    blocks = [second_moment(setting.sample(500, rng)) for _ in range(200)]
    mean, error = np.mean(blocks, axis=0), np.std(blocks, axis=0, ddof=1) / np.sqrt(len(blocks))
    expected = np.diag(setting.rates() * spread)
    trained = np.ix_((0, 1), (0, 1))
    deviations = np.abs(mean - expected)[trained] / error[trained]
    beyond = float(np.abs(mean[2]).max())
    measures = {"largest_deviation_in_standard_errors": float(deviations.max())}
    holds = deviations.max() <= STANDARD_ERRORS and beyond <= 0
    return Result.of(holds, 200, measures, {"mean": mean.tolist(), "expected": expected.tolist()})


SAMPLES = Claim(
    id="numerics.samples",
    title=(
        r"The second moment of $200 \times 1{,}000$ samples ($d = 3$, $s = 2$) is $\operatorname{diag}(a)$ within 4.4 standard "
        "errors, exactly 0 beyond $s$."
    ),
    source="new",
    method=Computation(
        check=_sampling,
        evidence=Evidence.STATISTICAL,
        what="The mean of the second moments of 200 independent data sets is compared with diag(a) in its own standard errors.",
        refuted_by=f"An entry off by more than {STANDARD_ERRORS} standard errors.",
        faults=(("rates two per cent larger", {"spread": 1.02}),),
    ),
    code=("numerics.task.identity_mapping.Task.sample", "numerics.task.identity_mapping.Task.rates"),
    depends_on=("numerics.rates",),
)
