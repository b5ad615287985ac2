"""Claims that two concepts keep within their brackets along the integrated flow."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.closed_form.entries import learning_time, logistic
from numerics.closed_form.stages import half_integral
from numerics.flow.passages import first_passages_of_many
from verify.claim import Claim, Level
from verify.claims.delay.along_the_flow import PASSAGES, random_starts
from verify.methods import Bounded, Points
from verify.methods.flows import exact_flow, random_definite

#: Starts whose passages are held against the bracket.
STARTS = 3000


def _second_time(rng: Generator, starts: int = STARTS, diagonal: bool = False, pace: float = 1.0) -> Points:
    """Hold T_2 between the times of the diagonal and of the pivot, in units of 1/a_2, the weaker concept second."""
    a, W = random_starts(starts, 2, rng)
    order = np.argsort(-a, axis=1)
    a, W = np.take_along_axis(a, order, 1), W[np.arange(starts)[:, None, None], order[:, :, None], order[:, None, :]]
    T = first_passages_of_many(a, W, pace=pace)[:, 1]
    w = W[:, 1, 1]
    c = w if diagonal else w - W[:, 0, 1] ** 2 / W[:, 0, 0]
    low, high = learning_time(a[:, 1], w), learning_time(a[:, 1], c)
    for number in range(starts):
        error = max(0.0, a[number, 1] * max(low[number] - T[number], T[number] - high[number]))
        yield error, {"a": a[number].tolist(), "W(0)": W[number].tolist(), "T_2": float(T[number])}


SECOND_TIME = Claim(
    id="two_concepts.second_time",
    title=(
        "For 3,000 random starts at $d = 2$ (rates up to $10^3$ apart, sizes $10^{-6}$ to $10^{-1}$, $w_{22}(0) < 1/2$), the "
        r"first passage of $w_{22}$ lies in $[\ln((1 - w)/w), \ln((1 - c)/c)]/(2 a_2)$, $w = w_{22}(0)$ and $c$ its pivot, to "
        "$10^{-6}/a_2$."
    ),
    source="new",
    method=Bounded(
        measure=_second_time,
        tolerance=PASSAGES,
        what="All starts are integrated, each with its own steps, and the passages compared with both times.",
        refuted_by="A start with a passage outside.",
        faults=(
            ("the diagonal in place of the pivot", {"starts": 40, "diagonal": True}),
            ("the flow 1% faster", {"starts": 40, "pace": 1.01}),
        ),
    ),
    code=("numerics.flow.passages.first_passages_of_many", "numerics.closed_form.entries.learning_time"),
    level=Level.STANDARD,
    depends_on=("two_concepts.last_pivot",),
)

#: Errors of the flow: a bound may be missed by this.
ROUNDING = 1e-10


def _brackets(rng: Generator, share: float = 1.0) -> Points:
    """Hold w_11 between its logistic and e^{-eps} of it, and the running pivot above its logistic; `share` of eps, a fault."""
    for case in range(12):
        a = np.sort(rng.uniform(0.2, 2.0, 2))[::-1]
        start = random_definite(2, 10 ** -float(rng.uniform(1, 4)), 0.9, rng)
        path = exact_flow(start, a, 8.0)
        t = np.linspace(0.1, 8.0, 60)
        W = path.W(t)
        top = logistic(a[0], start[0, 0], t)
        eps = share * 2 * (a[0] + a[1]) * half_integral(a[1], start[1, 1], t)
        c = W[:, 1, 1] - W[:, 0, 1] ** 2 / W[:, 0, 0]
        least = logistic(a[1], start[1, 1] - start[0, 1] ** 2 / start[0, 0], t)
        room = np.minimum(np.minimum(W[:, 0, 0] - np.exp(-eps) * top, top - W[:, 0, 0]), c - least)
        yield max(0.0, -float(np.min(room))), {"start": case + 1, "a": a.tolist(), "W(0)": start.tolist()}


BRACKETS = Claim(
    id="two_concepts.brackets",
    title=(
        r"For 12 random starts $0 < W(0) < I$ at $d = 2$, $e^{-\epsilon} l \le w_{11} \le l$ with the logistic $l$ of "
        r"$w_{11}(0)$ and $\epsilon = (a_1 + a_2) \int_0^t l_{22}$, and the running pivot is above its logistic, at 60 times "
        "to $t = 8$, to $10^{-10}$."
    ),
    source="new",
    method=Bounded(
        measure=_brackets,
        tolerance=ROUNDING,
        what="The brackets are evaluated along the integrated flow.",
        refuted_by="A time outside.",
        faults=(("a twentieth of epsilon", {"share": 0.05}),),
    ),
    code=("numerics.closed_form.entries.logistic", "numerics.closed_form.stages.half_integral"),
    level=Level.STANDARD,
    depends_on=("two_concepts.first_bracket", "two_concepts.last_pivot", "two_layer.logistic_comparison"),
)
