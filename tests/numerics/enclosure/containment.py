"""Whether a proved tube holds an independent solution: starts, rates and containment, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx, fmpq
from mpmath import mp, workdps

from numerics.enclosure.tube import Enclosure
from tests.numerics.flow_oracle import DIGITS, Oracle

F = Fraction
Matrix = list[list[Fraction]]


def rational(value: Fraction | int) -> fmpq:
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def rationals(values: list[Fraction]) -> list[fmpq]:
    return [rational(value) for value in values]


def rows(W: Matrix) -> list[list[fmpq]]:
    return [rationals(row) for row in W]


def gram(d: int, scale: Fraction, seed: int) -> Matrix:
    U = [[F(int(k), 1000) * scale for k in row] for row in np.random.default_rng(seed).integers(0, 1000, (d, d))]
    return [[sum((p * q for p, q in zip(u, v, strict=True)), F(0)) for v in U] for u in U]


def rates(mu: list[Fraction], sigma: list[Fraction], squared: bool) -> list[Fraction]:
    a = [s * s + (mu[p] ** 2 / len(mu) if p < len(mu) else 0) for p, s in enumerate(sigma)]
    return [rate**2 for rate in a] if squared else a


SETTINGS = {
    "two concepts": (gram(2, F(1, 5), 3), rates([F(1), F(3, 2)], [F(1, 20)] * 2, False), F(6), F(1, 16)),
    "figure 5, squared": (gram(3, F(1, 5), 0), rates([F(1), F(3, 2)], [F(1, 20)] * 3, True), F(4), F(1, 16)),
    "an untrained coordinate": (gram(3, F(1, 5), 1), rates([F(1), F(3, 2)], [F(1, 20)] * 2 + [F(0)], False), F(2), F(1, 16)),
    "four concepts": (gram(4, F(1, 3), 2), rates([F(1), F(3, 2), F(11, 5), F(27, 10)], [F(1, 20)] * 4, False), F(1), F(1, 24)),
    "an indefinite start": ([[F(1, 2), F(2, 3)], [F(2, 3), F(1, 5)]], [F(1, 3), F(1)], F(1, 2), F(1, 24)),
}


@dataclass(frozen=True)
class Case:
    W0: Matrix
    a: list[Fraction]
    horizon: Fraction
    oracle: Oracle


@cache
def case(name: str) -> Case:
    W0, a, horizon, step = SETTINGS[name]
    return Case(W0, a, horizon, Oracle(W0, a, horizon, step))


def exact_ball(value: Any, width: str = "1e-58") -> arb:
    """A 60-digit number as a ball of that width: containment is judged no finer than the oracle is."""
    return arb(mp.nstr(value, 62), width)


def close(ball: arb, value: Any, width: str = "1e-50") -> bool:
    with ctx.workprec(320), workdps(DIGITS):
        return bool(ball.overlaps(exact_ball(value, width)))


def holds(ball: arb_mat, W: list[list[Any]]) -> bool:
    return all(close(ball[i, j], W[i][j], "1e-58") for i in range(len(W)) for j in range(len(W)))


def times(horizon: Fraction, count: int, seed: int) -> Iterator[Fraction]:
    for k in np.random.default_rng(seed).integers(0, 10**9, count):
        yield horizon * F(int(k), 10**9)


def contains(tube: Enclosure, oracle: Oracle, count: int = 50) -> bool:
    """At random times, and inside steps: the hull over the whole step must hold every moment of it."""
    points = all(holds(tube.at(rational(t)), oracle(t)) for t in times(fraction(tube.horizon), count, 1))
    inside = []
    for step, x in zip(tube.steps, times(F(1), len(tube.steps), 2), strict=True):
        with ctx.workprec(tube.precision):
            hull = step.over(arb(0).union(arb(step.h)))
        inside.append(holds(hull, oracle(fraction(step.t) + x * fraction(step.h))))
    return points and all(inside)


#: What a rounding may add.
LITTLE = F(1, 1000)


def is_upper(bound: arb, true: Fraction | int, slack: Fraction = LITTLE) -> bool:
    """Whether this is one number, not below the true one, and above it by no more than that part of it."""
    return bool(bound.is_exact()) and true <= fraction(bound.mid().fmpq()) <= true * (1 + slack)
