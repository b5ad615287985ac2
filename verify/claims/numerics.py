"""Claims that the hand-written numerics are what the theory derives: every right-hand side has its twin.

`theory` and `numerics` share no code; a wrong sign in either makes one of these red.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics import field, iterate, loss
from numerics.task import Task, second_moment
from theory import one_layer, steps, task, two_layer
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation, Twin

if TYPE_CHECKING:
    from numpy.random import Generator

    from theory.algebra.equation import Equation


def _twin(
    name: str,
    title: str,
    function: Callable[..., Any],
    equation: Callable[[], Equation],
    letters: tuple[str, ...],
    rests_on: str,
    diagonal: tuple[str, ...] = (),
) -> Claim:
    return Claim(
        id=f"numerics.{name}",
        title=title,
        source="new",
        method=Twin(function, letters, diagonal),
        equations=lambda: [equation()],
        code=(f"{function.__module__}.{function.__name__}",),
        depends_on=(rests_on,),
    )


ONE_LAYER_FIELD = _twin(
    "one_layer_field",
    "The NumPy field of one layer is the derived $-(W - I) A$, for $d = 1, 2, 3, 5$ and full $A$.",
    field.one_layer_field,
    one_layer.flow,
    ("W", "A"),
    "one_layer.flow",
)

ONE_LAYER_FIELD_DIAGONAL = _twin(
    "one_layer_field_diagonal",
    (
        r"The NumPy field of one layer is the derived $-(W - I) A$, for $d = 1, 2, 3, 5$ and $A = \operatorname{diag}(a)$ "
        "handed over as $a$."
    ),
    field.one_layer_field,
    one_layer.flow,
    ("W", "A"),
    "one_layer.flow",
    diagonal=("A",),
)

TIED_FIELD = _twin(
    "tied_field",
    "The NumPy field of tied networks is $V(W) = W A + A W - (A W^2 + W^2 A + 2 W A W)/2$, for $d = 1, 2, 3, 5$ and full $A$.",
    field.tied_field,
    two_layer.printed_field,
    ("W", "A"),
    "two_layer.congruence_form",
)

TIED_FIELD_DIAGONAL = _twin(
    "tied_field_diagonal",
    r"The NumPy field of tied networks is $V(W)$ for $d = 1, 2, 3, 5$ and $A = \operatorname{diag}(a)$ handed over as $a$.",
    field.tied_field,
    two_layer.printed_field,
    ("W", "A"),
    "two_layer.congruence_form",
    diagonal=("A",),
)

LOSS_GRADIENT = _twin(
    "loss_gradient",
    "The NumPy gradient of the tied loss (and with it $U' = X U$) is the derived $-(2 A - A W - W A) U$, for $d = 1, 2, 3, 5$.",
    field.loss_gradient,
    two_layer.gradient,
    ("U", "A"),
    "two_layer.gradient",
)

DESCENT_STEP = _twin(
    "descent_step",
    r"The NumPy step of gradient descent is the derived $U + \eta X U$, for $d = 1, 2, 3, 5$.",
    iterate.gradient_descent_step,
    steps.descent_step,
    ("U", "A", "eta"),
    "two_layer.descent_step",
)

RECURRENCE_STEP = _twin(
    "recurrence_step",
    r"The NumPy step of the recurrence is $W + \eta V(W)$, for $d = 1, 2, 3, 5$.",
    iterate.recurrence_step,
    steps.recurrence_step,
    ("W", "A", "eta"),
    "two_layer.recurrence_step",
)

TRAINING_LOSS = _twin(
    "training_loss",
    r"The NumPy training loss is $\tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$, for $d = 1, 2, 3, 5$ and full $A$.",
    loss.training_loss,
    one_layer.trace_loss,
    ("W", "A"),
    "task.root_loss",
)

TRAINING_LOSS_DIAGONAL = _twin(
    "training_loss_diagonal",
    (
        r"The NumPy training loss is $\tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$, for $d = 1, 2, 3, 5$ and "
        r"$A = \operatorname{diag}(a)$ handed over as $a$."
    ),
    loss.training_loss,
    one_layer.trace_loss,
    ("W", "A"),
    "task.root_loss",
    diagonal=("A",),
)

TEST_LOSS = _twin(
    "test_loss",
    r"The NumPy test loss is $\tfrac12 \lVert W z - z \rVert^2$, for $d = 1, 2, 3, 5$.",
    loss.test_loss,
    task.test_loss,
    ("W", "z"),
    "task.test_loss",
)

TEST_LOSS_SLOPE = _twin(
    "test_loss_slope",
    r"The NumPy slope of the test loss is $(W z - z) \cdot W' z$, for $d = 1, 2, 3, 5$.",
    loss.test_loss_slope,
    task.test_loss_slope,
    ("W", "V", "z"),
    "task.test_loss_slope",
)

#: Largest relative error of sums of a few hundred products of doubles.
ROUNDING = 1e-12


def _sample_losses(rng: Generator, factor: float = 1.0) -> Result:
    """Compare the mean loss over samples with the trace form at their second moment."""
    worst = 0.0
    for size in (1, 2, 3, 5):
        W, samples = rng.standard_normal((size, size)), rng.standard_normal((2, 50, size))
        direct = factor * loss.sample_loss(W, samples)
        trace = float(loss.training_loss(W, second_moment(samples)))
        error = float(abs(direct - trace)) / max(1.0, trace)
        worst = max(worst, error)
        if error > ROUNDING:
            return Result(Outcome.REFUTED, 4, counterexample={"d": size, "mean over samples": direct, "trace": trace})
    return Result(Outcome.VERIFIED, 4, {"largest_error": worst})


SAMPLE_LOSS = Claim(
    id="numerics.sample_loss",
    title=(
        r"The mean of $\tfrac12 \lVert W x - x \rVert^2$ over 100 samples is the training loss at their second moment, for "
        "$d = 1, 2, 3, 5$."
    ),
    source="new",
    method=Computation(
        check=_sample_losses,
        evidence=Evidence.NUMERICAL,
        what="Both are computed for random $W$ and samples and compared to $10^{-12}$.",
        refuted_by="Samples for which they differ by more than 1e-12.",
        faults=(
            ("the loss without its 1/2", lambda rng: _sample_losses(rng, 2.0)),
            ("off by ten times the tolerance", lambda rng: _sample_losses(rng, 1 + 10 * ROUNDING)),
        ),
    ),
    code=("numerics.loss.sample_loss", "numerics.task.second_moment", "numerics.loss.training_loss"),
    depends_on=("task.sample_loss", "numerics.training_loss"),
)


def _rates(rng: Generator, cases: Sequence[tuple[int, int, bool]] = (), shift: float = 0.0) -> Result:
    """Compare `Task.rates` with the derived second moment at random signals and deviations."""
    from theory.algebra.symbols import deviation, signal

    worst = 0.0
    looked_at = 0
    for size, concepts, origin in cases or ((2, 2, False), (4, 3, False), (3, 2, True)):
        mu, sigma = rng.uniform(0, 3, concepts), rng.uniform(0, 1, concepts)
        values = {signal(p + 1): mu[p] for p in range(concepts)} | {deviation(p + 1): sigma[p] for p in range(concepts)}
        derived = task.second_moment(size, concepts, origin=origin).lhs.subs(values)
        found = Task(tuple(mu), tuple(sigma), dim=size, origin=origin).rates() * (1 + shift)
        error = float(np.max(np.abs(np.diag(found) - np.array(derived.tolist(), dtype=float)))) / max(1.0, float(found.max()))
        worst = max(worst, error)
        looked_at += 1
        if error > ROUNDING:
            shown = {"mu": mu.tolist(), "sigma": sigma.tolist(), "origin": origin, "rates": found.tolist()}
            return Result(Outcome.REFUTED, looked_at, counterexample=shown)
    return Result(Outcome.VERIFIED, looked_at, {"largest_error": worst})


RATES = Claim(
    id="numerics.rates",
    title=r"`Task.rates` is the diagonal of the derived $\mathbb{E}[x x^T]$, with and without the origin cluster, to $10^{-12}$.",
    source="new",
    method=Computation(
        check=_rates,
        evidence=Evidence.NUMERICAL,
        what=(
            "Both are computed at random signals and deviations, for $(d, s) = (2, 2)$, $(4, 3)$ and with the origin $(3, 2)$."
        ),
        refuted_by="Signals and deviations for which they differ by more than 1e-12.",
        faults=(("off by ten times the tolerance", lambda rng: _rates(rng, shift=20 * ROUNDING)),),
    ),
    code=("numerics.task.Task.rates",),
    depends_on=("task.second_moment", "task.second_moment_origin"),
)


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
    if deviations.max() > STANDARD_ERRORS or beyond > 0:
        return Result(Outcome.REFUTED, 200, measures, {"mean": mean.tolist(), "expected": expected.tolist()})
    return Result(Outcome.VERIFIED, 200, measures)


#: Four comparisons at 4.4 standard errors: a false alarm in fewer than 1 of 20,000 seeds.
STANDARD_ERRORS = 4.4

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
        faults=(("rates two per cent larger", lambda rng: _sampling(rng, 1.02)),),
    ),
    code=("numerics.task.Task.sample", "numerics.task.Task.rates"),
    depends_on=("numerics.rates",),
)
