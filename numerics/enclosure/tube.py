r"""Validated integration of W' = V(W) (printed clock): a tube that provably contains the solution.

**What is carried.** At time t_k the exact C, F_j and a bound delta. Symbol x_j in [-1, 1] moves the start by x_j F_j(0) and
the rates by x_j A_j; there are no symbols when the data are a point. What is proved, for each x by itself, is

    W(t_k) = C + sum_j x_j F_j + E,   ||E|| <= delta,   for the solution with rates A + dA,  dA = sum_j x_j A_j.

This is a mean-value (Lohner) form whose linear part is always the image of the *initial* box, so it needs no new frame.

**One step** of length h, order N:
1. Centre. C(s) solves W' = V(W; A) from the exact C_k. Its Taylor polynomial p in balls (`numerics.enclosure.series`) has a
   tail from a proved a-priori box (`numerics.enclosure.majorant`): ||C(s) - p(s)|| <= R (s/rho)^(N+1) for 0 <= s <= h <= rho;
   the box also proves that C(s) exists.
2. Symbols. F_j' = DV(C; A) F_j + V(C; A_j), in the same way.
3. Remainder. V is quadratic in W and linear in A, so with D = sum_j x_j F_j, exactly,

       E' = [V(W; A + dA) - V(C + D; A + dA)] + Q(D; A + dA) + DV(C; dA) D.

   The bracket is a mean of DV over the segment from C + D to W, applied to E. So d||E||/ds <= m ||E|| + sigma, where m bounds
   the logarithmic norm (`numerics.enclosure.log_norm`) over a hull that holds that segment, and sigma bounds the last two
   terms, both for all x. The hull allows ||E|| <= e, with some e > delta. As long as that holds,

       ||E(s)|| <= delta exp(m s) + sigma int_0^s exp(m r) dr <= (delta + sigma h) exp(max(m, 0) h)      (Gronwall).

   If the right side is less than e, then ||E|| cannot reach e within the step, as it is continuous and begins at or below
   delta < e: the bound, and the hull it came from, are proved afterwards; or the step is refused and halved. A solution that
   stays in a bounded set exists to the end of the step. At its end ||E|| <= delta exp(m h) + sigma h exp(max(m, 0) h).
4. The next C and F_j are the midpoints of C(h) and F_j(h); their radii and tails are added to the next delta. By induction
   the tube holds the solution for every x.

Errors grow as solutions part, and contract near W = I (m about -2 min a), so precision is needed for the digits asked for,
not for the horizon.

**Choices.** The step is h = rho (tol / R)^(1/(N+1)), rounded to few bits; order and precision follow from tol; tol is
lowered and the whole run repeated until ||E|| <= radius throughout.

Source: Moore 1966, Lohner 1987, Dahlquist 1958 for the ingredients; the combination for this flow: new.

Legend: W, C, F_j, D, E symmetric (d, d), ||.|| the Frobenius norm; A = diag(a), A_j diagonal (d, d); x_j symbols in [-1, 1];
delta, e, sigma, m scalars; s time since t_k; t, h exact rationals (`fmpq`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flint import arb, arb_mat, fmpq

from numerics.enclosure.field import Law, fastest, fatten, field, frobenius, multiples, quadratic, radius_norm, tangent
from numerics.enclosure.log_norm import log_norm, operator_matrix, operator_norm
from numerics.enclosure.majorant import Box, Majorant, best_box, tangent_box
from numerics.enclosure.outward import brief
from numerics.enclosure.precision import working_precision
from numerics.enclosure.series import Polynomials, entry_polynomials, evaluate, flow_series, tangent_series

#: For bounds, where digits do not matter.
COARSE_BITS = 64
#: Kept beyond the digits of the wanted tail, for the rounding of a whole run.
GUARD_BITS = 40
#: e is first 2, then 8, then 32 times what the remainder would be if nothing grew.
GUESSES = 3
#: A step that cannot be proved is halved, and tried so often.
ATTEMPTS = 5
#: In units of 1 / max a. Where steps become shorter the solution leaves every bound, and is refused, not chased.
SHORTEST = 2.0**-20
#: A run of more steps is refused, and one of more work, steps x order^2 x d^2: one to four minutes on one core.
MOST_STEPS, MOST_WORK = 50_000, 300_000_000
#: In units of 1 / max a: near W = I no step is longer.
LONGEST = 3.0
#: Called with the part of the horizon that is proved.
OnStep = Callable[[float], None]


@dataclass(frozen=True)
class Tube:
    """The set { C + sum_j x_j F_j + E } at one time: exact C and F_j, ||E||_F <= delta."""

    C: arb_mat
    F: tuple[arb_mat, ...]
    delta: arb


@dataclass(frozen=True)
class Rates:
    """The rates: balls around the centre, one direction A_j for each symbol, and the hull of them all; of free layers, none."""

    A: Law
    directions: tuple[arb_mat, ...]
    hull: Law


@dataclass(frozen=True)
class Taylor:
    """A matrix on a step: its Taylor polynomial of degree N in s, and the a-priori box that bounds the tail."""

    polynomials: Polynomials
    box: Box

    def over(self, s: arb, latest: arb, error: arb | int = 0) -> arb_mat:
        """Return balls that hold every matrix within `error` of this one, at every point <= latest of the ball s."""
        return fatten(evaluate(self.polynomials, s), self.box.tail(latest) + error)


@dataclass(frozen=True)
class Step:
    """What is proved for t <= time <= t + h: C and F_j as functions of s = time - t, and the bound `bar` of ||E||."""

    t: fmpq
    h: fmpq
    C: Taylor
    F: tuple[Taylor, ...]
    bar: arb
    lipschitz: arb
    end: Tube

    def over(self, s: arb) -> arb_mat:
        """Return balls that hold W at every s of the ball s, clipped to [0, h] by the caller, for all starts and rates."""
        latest = s.abs_upper()
        return sum((multiples(F.over(s, latest)) for F in self.F), self.C.over(s, latest, self.bar))


@dataclass(frozen=True)
class Enclosure:
    """A proved tube on [0, horizon]; `radius` is the greatest delta on the way."""

    steps: tuple[Step, ...]
    rates: Rates
    order: int
    precision: int
    radius: arb

    @property
    def horizon(self) -> fmpq:
        """Return the time up to which the tube is proved."""
        return self.steps[-1].t + self.steps[-1].h

    def at(self, t: fmpq) -> arb_mat:
        """Return balls that hold W(t) for all starts and rates, shape (d, d).

        Raises
        ------
        ValueError : if t is not in [0, horizon]
        """
        if not 0 <= t <= self.horizon:
            raise ValueError(f"t must lie in [0, {self.horizon}], got {t}")
        step = self.steps[bisect_right(self.steps, t, key=lambda step: step.t) - 1]
        with working_precision(self.precision):
            return step.over(arb(t - step.t))


class EnclosureError(ArithmeticError):
    """No step could be proved: the tube is too wide for the flow here."""


class WorkError(ValueError):
    """More work is needed than is done for one enclosure."""


def most_steps(order: int, d: int, work: int) -> int:
    """Return how many steps of an order in dimension d the work allows, at most MOST_STEPS."""
    return min(MOST_STEPS, work // (order**2 * d**2))


def _combination(matrices: Sequence[arb_mat], d: int) -> arb_mat:
    """Return balls that contain sum_j x_j M_j for all symbols x, shape (d, d)."""
    return sum(map(multiples, matrices), arb_mat(d, d))


def _bound_remainder(tube: Tube, rates: Rates, C: arb_mat, D: arb_mat, h: arb) -> tuple[arb, arb, arb] | None:
    """Return (bar, delta at the end, Lipschitz bound) of step 3, or None when no e could be proved.

    C, D : hulls of the centre and of sum_j x_j F_j over the step, shape (d, d)
    """
    sigma = arb(0)
    if tube.F:
        dA = _combination(rates.directions, C.nrows())
        sigma = frobenius(quadratic(D, rates.hull) + tangent(C, D, dA))
    e = 2 * (tube.delta + sigma * h)
    for _ in range(GUESSES):
        m, lipschitz = log_norm(fatten(C + D, e), rates.hull)
        growth = (arb.max(m, arb(0)) * h).exp()
        bar = ((tube.delta + sigma * h) * growth).upper()
        # Where delta and sigma are 0, E is 0 as long as it exists.
        if bar < e or bar == 0:
            return bar, (tube.delta * (m * h).exp() + sigma * h * growth).upper(), lipschitz
        e = 4 * e
    return None


def _source(C: arb_mat, A: Law) -> tuple[arb, arb, arb]:
    """Return upper bounds of ||V(C)||, of the operator norm of DV(C), and of Q as a bilinear form."""
    return frobenius(field(C, A)), operator_norm(operator_matrix(C, A)), 2 * fastest(A)


def _boxes(tube: Tube, rates: Rates, order: int) -> tuple[Box, tuple[Box, ...]]:
    """Return the best box of the centre, and the boxes of the symbols."""
    bound = Majorant.above(*_source(tube.C, rates.A))
    box, pairs = best_box(bound, order), zip(tube.F, rates.directions, strict=True)
    return box, tuple(tangent_box(bound, box, frobenius(F), _source(tube.C, A_1)) for F, A_1 in pairs)


def greatest_error(steps: Sequence[Step]) -> arb:
    """Return the greatest bound of ||E|| on the way, its end included."""
    return max(*(step.bar for step in steps), steps[-1].end.delta)


def step_size(box: Box, tolerance: arb, remaining: fmpq) -> fmpq:
    """Return h = rho (tol / R)^(1/(N+1)), at most rho/3, rounded down to six bits; all that remains if it is less."""
    with working_precision(COARSE_BITS):
        wanted = float(box.reach * (tolerance / box.radius) ** (arb(1) / (box.order + 1)))
    wanted = min(wanted, float(box.reach) / 3)
    exponent = 6 - math.frexp(wanted)[1]
    h = fmpq(math.floor(math.ldexp(wanted, exponent))) * fmpq(2) ** (-exponent)
    return min(h, remaining)


def advance(tube: Tube, rates: Rates, t: fmpq, order: int, tolerance: arb, remaining: fmpq) -> Step:
    """Prove one step from `tube` at time t.

    order : N
    tolerance : wanted tail of the centre
    remaining : longest step allowed

    Raises
    ------
    EnclosureError : if even short steps cannot be proved
    """
    with working_precision(COARSE_BITS):
        box, F_boxes = _boxes(tube, rates, order)
    flow = flow_series(tube.C, rates.A, order)
    tangents = [tangent_series(F, flow, rates.A, A_1) for F, A_1 in zip(tube.F, rates.directions, strict=True)]
    C = Taylor(entry_polynomials(flow.C), box)
    F = tuple(Taylor(entry_polynomials(series), F_box) for series, F_box in zip(tangents, F_boxes, strict=True))
    h = step_size(box, tolerance, remaining)
    for _ in range(ATTEMPTS):
        with working_precision(COARSE_BITS):
            s, last = arb(h).union(arb(0)), arb(h)
            images = [f.over(s, last) for f in F]
            proved = _bound_remainder(tube, rates, C.over(s, last), _combination(images, tube.C.nrows()), last)
        if proved is not None:
            bar, delta, lipschitz = proved
            return Step(t, h, C, F, bar, lipschitz, _close(C, F, arb(h), delta))
        h = h / 2
    raise EnclosureError(f"no step could be proved at t = {brief(t)}: remainder {tube.delta.str(5)} is too wide")


def _close(C: Taylor, F: tuple[Taylor, ...], h: arb, delta: arb) -> Tube:
    """Return the tube at the end of a step: midpoints, with all radii and tails added to delta."""
    ends = [evaluate(part.polynomials, h) for part in (C, *F)]
    for part, end in zip((C, *F), ends, strict=True):
        delta = delta + radius_norm(end) + part.box.tail(h)
    centre, *images = [end.mid() for end in ends]
    return Tube(centre, tuple(images), delta.upper())


def integrate(
    tube: Tube, rates: Rates, horizon: fmpq, order: int, tolerance: arb, on_step: OnStep | None = None
) -> tuple[Step, ...]:
    """Prove steps from 0 to the horizon at the working precision.

    Raises
    ------
    EnclosureError : if a step cannot be proved or becomes too short
    WorkError : if there are too many
    """
    steps: list[Step] = []
    t, d = fmpq(0), tube.C.nrows()
    most = most_steps(order, d, MOST_WORK)
    speed = float(fastest(rates.hull))
    shortest = SHORTEST / speed
    if speed * float(arb(horizon)) > LONGEST * most:
        raise WorkError(_too_much(order, d, f"at least {speed * float(arb(horizon)) / LONGEST:.0f} steps"))
    while t < horizon:
        if len(steps) == most:
            raise WorkError(_too_much(order, d, f"more than {most} steps, t = {brief(t)} was reached"))
        step = advance(tube, rates, t, order, tolerance, horizon - t)
        if step.h < horizon - t and float(arb(step.h)) < shortest:
            raise EnclosureError(f"steps become too short at t = {brief(t)}: the solution may not exist that long")
        steps.append(step)
        t, tube = t + step.h, step.end
        if on_step is not None:
            on_step(float(arb(t / horizon)))
    return tuple(steps)


def _too_much(order: int, d: int, needed: str) -> str:
    return (
        f"work (steps x order^2 x d^2) must be at most MOST_WORK = {MOST_WORK} and steps MOST_STEPS = {MOST_STEPS}, got {needed} "
        f"of order {order} in d = {d}: take a shorter horizon, a larger start or a larger radius"
    )
