"""Evaluate a proved tube at a time, or over an interval of times within a step.

    W(t) in  p(s) + sum_j [-1, 1] F_j(s) +- (tails + bar),    s = t - t_k in [s_1, s_2] within the step

The balls hold W(t) for *every* t of the interval, every start and every rate of the problem.

Source: new; see `numerics.enclosure.tube`.

Legend: t exact times (`fmpq`); s time since the start of the step; W (d, d) `arb_mat`.
"""

from __future__ import annotations

from bisect import bisect_right

from flint import arb, arb_mat, ctx, fmpq

from numerics.enclosure.field import fatten, multiples
from numerics.enclosure.series import evaluate
from numerics.enclosure.tube import Enclosure, Step


def step_at(enclosure: Enclosure, t: fmpq) -> Step:
    """Return the step that holds time t.

    Raises
    ------
    ValueError : if t is not in [0, horizon]
    """
    if not 0 <= t <= enclosure.horizon:
        raise ValueError(f"t must lie in [0, {enclosure.horizon}], got {t}")
    return enclosure.steps[bisect_right(enclosure.steps, t, key=lambda step: step.t) - 1]


def within_step(step: Step, s: arb) -> arb_mat:
    """Return balls that hold W at every s of the ball s, clipped to [0, h] by the caller, shape (d, d)."""
    latest = s.abs_upper()
    total = fatten(evaluate(step.C, s), step.box.tail(latest, step.order) + step.bar)
    for polynomials, box in zip(step.F, step.F_boxes, strict=True):
        total += multiples(fatten(evaluate(polynomials, s), box.tail(latest, step.order)))
    return total


def state_at(enclosure: Enclosure, t: fmpq) -> arb_mat:
    """Return balls that hold W(t), shape (d, d)."""
    step = step_at(enclosure, t)
    with ctx.workprec(enclosure.precision):
        return within_step(step, arb(t - step.t))
