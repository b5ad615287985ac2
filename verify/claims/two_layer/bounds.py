"""Claims about bounds on major entries: of the flow, of the recurrence, and of starts without full rank."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.closed_form.entries import logistic
from numerics.flow.iterate import recurrence_step
from numerics.task.loss import training_loss
from theory import logistic as logistic_growth
from theory import steps
from verify.claim import Claim, Evidence, Outcome, Result
from verify.claims.exact_laws.along_the_flow import ROUNDING
from verify.methods import Bounded, ByIndices, Computation, Points, equality
from verify.methods.flows import exact_weights_flow

ENTRY_SLOPE = equality(
    "two_layer.major_entry_slope",
    (
        r"For every $d$, diagonal $A \ge 0$ and symmetric $W$, $2 a_i w_{ii} (1 - w_{ii}) - V(W)_{ii} = \sum_{k \ne i} w_{ki}^2 "
        r"(a_i + a_k) \ge 0$."
    ),
    steps.slope_of_an_entry,
    method=ByIndices(),
    depends_on=("two_layer.entry_form_by_indices", "two_layer.noise_is_squares"),
)

COMPARISON = equality(
    "two_layer.logistic_comparison",
    (
        r"With $w' = 2 a w (1 - w) - N$, $y' = 2 a y (1 - y)$ and $E' = -2 a (1 - y - w) E$, $((y - w) E)' = E N$: for $N \ge "
        "0$, $w$ stays below the logistic curve $y$ from the same start."
    ),
    logistic_growth.comparison,
    depends_on=("two_layer.major_entry_slope", "two_layer.major_entry"),
)


def _below_logistic(rng: Generator, speed: float = 1.0) -> Points:
    """Hold every w_ii(t) against the logistic curve from its own start, for random starts of any rank, some diagonal."""
    nearest = np.inf
    for size, rank in ((2, 1), (3, 3), (4, 2), (6, 6), (3, 0)):
        a = rng.uniform(0.3, 2.0, size)
        U = 0.4 * rng.standard_normal((size, rank)) if rank else np.diag(rng.uniform(0.3, 0.8, size))
        start = U @ U.T
        path = exact_weights_flow(U, a, 6.0)
        for time in np.linspace(0.2, 6.0, 30):
            room = logistic(speed * a, np.diag(start), time) - np.diag(path.W(time))
            nearest = min(nearest, float(room.min()))
            where = {"d": size, "entry": int(np.argmin(room)) + 1, "t": float(time)}
            yield max(0.0, -float(room.min())), where, {"least_room": nearest}


LOGISTIC_BOUND = Claim(
    id="two_layer.major_entry_bound",
    title=(
        r"For random $W(0) \ge 0$ ($d = 2, 3, 4, 6$, of full and lower rank, one diagonal), every $w_{ii}(t)$ stays below the "
        "logistic curve from $w_{ii}(0)$ at rate $a_i$, at 30 times to $t = 6$, to $10^{-10}$."
    ),
    source="new",
    method=Bounded(
        measure=_below_logistic,
        tolerance=ROUNDING,
        named="",
        what="Each major entry of the integrated flow is held against the solution of the equation without noise.",
        refuted_by="A time at which an entry is above its curve.",
        faults=(("half the rate", {"speed": 0.5}),),
    ),
    code=("numerics.task.field.tied_field",),
    depends_on=("two_layer.logistic_comparison",),
)

RECURRENCE_BOUNDS = equality(
    "two_layer.recurrence_bounds",
    (
        r"For every $d$, diagonal $A$ and symmetric $W$, $W_+ = W + \eta V(W)$ has $1 - w_{ii}^+ = (1 - w_{ii}) (1 - x w_{ii}) + "
        r"\eta N_{ii}$ and $(1 + x) w_{ii} - w_{ii}^+ = x w_{ii}^2 + \eta N_{ii}$, $x = 2 \eta a_i$, $N_{ii} = \sum_{k \ne i} "
        r"w_{ki}^2 (a_i + a_k)$."
    ),
    steps.entry_stays_below_one,
    steps.entry_grows_below_zero,
    source="new; the upper half of arXiv 2410.08309v2, Lemma D.5, as transcribed",
    method=ByIndices(),
    depends_on=("two_layer.recurrence_step", "two_layer.major_entry_slope"),
)

STEP_BOUND = equality(
    "two_layer.recurrence_stays_below_one",
    r"$1 - [w + x w (1 - w)] = (1 - w) (1 - x w)$: a step of the recurrence keeps $w \le 1$ as long as $x = 2 \eta a \le 1$.",
    steps.stays_below_one,
    depends_on=("two_layer.noise_is_squares",),
)

STEP_GROWTH = equality(
    "two_layer.recurrence_grows_below_zero",
    "$(1 + x) w - [w + x w (1 - w)] = x w^2$: below zero, a step of the recurrence grows $w$ in size at least by $1 + x$.",
    steps.grows_below_zero,
    depends_on=("two_layer.noise_is_squares",),
)


def _diverges(rng: Generator, growth: float = 1.0, sign: float = -1.0) -> Result:
    """Run the recurrence from 40 random W with one w_ii < 0 until it overflows 1e12, checking the growth of w_ii each step."""
    slowest = 0
    for case in range(40):
        size = 2 + case % 3
        a = rng.uniform(0.5, 2.0, size)
        eta = 0.45 / a.max()
        W = 0.2 * rng.standard_normal((size, size))
        W = 0.5 * (W + W.T)
        W[0, 0] = sign * rng.uniform(0.001, 0.1)
        steps = 0
        while abs(W[0, 0]) < 1e12:
            before, W, steps = W[0, 0], recurrence_step(W, a, eta), steps + 1
            if steps > 2000 or (before < 0 and W[0, 0] > growth * (1 + 2 * eta * a[0]) * before):
                shown = {"d": size, "step": steps, "w_11 before": before, "w_11 after": float(W[0, 0]), "x": 2 * eta * a[0]}
                return Result(Outcome.REFUTED, case + 1, counterexample=shown)
        slowest = max(slowest, steps)
    return Result(Outcome.VERIFIED, 40, {"most_steps_to_1e12": slowest})


DIVERGENCE = Claim(
    id="two_layer.recurrence_diverges",
    title=(
        "From 40 random symmetric $W$ with $w_{11} < 0$ ($d = 2, 3, 4$), each step of the recurrence takes $w_{11}$ below "
        "$(1 + x) w_{11}$, beyond $-10^{12}$."
    ),
    source="new",
    method=Computation(
        check=_diverges,
        evidence=Evidence.NUMERICAL,
        what="The recurrence is run in floating point and every step compared with the bound.",
        refuted_by="A step that grows $w_{11}$ by less than $1 + x$, or 2,000 steps without divergence.",
        faults=(("(1 + x) 1.5", {"growth": 1.5}), ("w_11 > 0", {"sign": 1.0})),
    ),
    code=("numerics.flow.iterate.recurrence_step",),
    depends_on=("two_layer.recurrence_bounds", "two_layer.recurrence_grows_below_zero"),
)

#: The flow is at its limit to this: the slowest distance decays as exp(-t/2) or faster to t = 44.
LIMIT_TOLERANCE = 1e-8


def _rank_deficient(rng: Generator, missing: float = 0.0) -> Points:
    """Compare W at t = 44 with the projector on the r largest rates, and L with what it leaves, for random starts of rank r."""
    for rank in (1, 2, 3):
        a = np.array([4.0, 2.6, 1.4, 0.4])
        U = 0.5 * rng.standard_normal((4, rank))
        U = np.hstack([U, np.sqrt(missing) * np.eye(4)]) if missing else U
        final = exact_weights_flow(U, a, 44.0).W(44.0)
        away = float(np.max(np.abs(final - np.diag(np.arange(4) < rank))))
        loss = float(training_loss(final, a))
        error = max(away, abs(loss - 0.5 * a[rank:].sum()))
        yield error, {"rank": rank, "loss at t = 44": loss, "distance from the projector": away}


RANK_DEFICIENT = Claim(
    id="two_layer.rank_deficient",
    title=(
        "Random starts of rank $r = 1, 2, 3$ in $d = 4$ (rates 4, 2.6, 1.4, .4) tend to the projector on the $r$ largest "
        "rates: by $t = 44$, $L$ is half the sum of the other rates, to $10^{-8}$."
    ),
    source="new",
    method=Bounded(
        measure=_rank_deficient,
        tolerance=LIMIT_TOLERANCE,
        what="$W$ and $L$ at the end of the integrated flow are compared with the projector and what it leaves.",
        refuted_by="Another limit, or another loss.",
        faults=(("a start of full rank: 1/1000 I added", {"missing": 1e-3}),),
    ),
    code=("numerics.task.field.tied_field", "numerics.task.loss.training_loss"),
    depends_on=("exact_laws.explicit_determinant_slope", "two_layer.semidefinite"),
)
