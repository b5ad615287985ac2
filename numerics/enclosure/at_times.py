"""Evaluate a proved tube at a time, or over a whole interval of times.

    W(t) in  p(s) + sum_j [-1, 1] F_j(s) +- (tails + bar),    s = t - t_k in [s_1, s_2] within the step

The balls hold W(t) for *every* t of the interval, every start and every rate of the problem.

Source: new here; see `numerics.enclosure`.

Legend: t exact times (`fmpq`), s time since the start of the step, W (d, d) `arb_mat`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from flint import arb, arb_mat, ctx, fmpq

from numerics.ball_field import fatten
from numerics.ball_series import evaluate
from numerics.enclosure import Enclosure, Step


def step_at(enclosure: Enclosure, t: fmpq) -> Step:
    """Return the step that holds time t, 0 <= t <= horizon."""
    if not 0 <= t <= enclosure.horizon:
        raise ValueError(f"t: must lie in [0, {enclosure.horizon}], got {t}")
    index = bisect_right(enclosure.steps, t, key=lambda step: step.t) - 1
    return enclosure.steps[index]


def within_step(step: Step, s: arb) -> arb_mat:
    """Return balls that hold W at every s of the ball s, clipped to [0, h] by the caller; shape (d, d)."""
    latest = s.abs_upper()
    total = fatten(evaluate(step.C, s), step.box.tail(latest, step.order) + step.bar)
    for polynomials, box in zip(step.F, step.F_boxes, strict=True):
        image = fatten(evaluate(polynomials, s), box.tail(latest, step.order))
        total += arb_mat(image.nrows(), image.ncols(), [arb(0, entry.abs_upper()) for entry in image.entries()])
    return total


def state_at(enclosure: Enclosure, t: fmpq) -> arb_mat:
    """Return balls that hold W(t), shape (d, d)."""
    step = step_at(enclosure, t)
    with ctx.workprec(enclosure.precision):
        return within_step(step, arb(t - step.t))


def states_over(enclosure: Enclosure, first: fmpq, last: fmpq) -> list[arb_mat]:
    """Return balls that together hold W(t) for every t in [first, last]: one matrix for each step touched."""
    if not 0 <= first <= last <= enclosure.horizon:
        raise ValueError(f"first, last: need 0 <= first <= last <= {enclosure.horizon}, got {first} and {last}")
    hulls = []
    with ctx.workprec(enclosure.precision):
        for step in enclosure.steps:
            begin, end = max(first, step.t), min(last, step.t + step.h)
            if begin <= end:
                hulls.append(within_step(step, arb(begin - step.t).union(arb(end - step.t))))
    return hulls


def widest(states: Sequence[arb_mat]) -> arb:
    """Return the greatest radius among all balls of all states."""
    return max(entry.rad() for state in states for entry in state.entries())
