"""The oracle of the proofs agrees with another one, mpmath's own integrator, to 38 digits."""

from __future__ import annotations

from fractions import Fraction

from mpmath import mpf, odefun, workdps

from tests.numerics.enclosure.containment import SETTINGS
from tests.numerics.flow_oracle import Oracle, number

F = Fraction


def test_the_oracle_agrees_with_another_one() -> None:
    W0, a, _, step = SETTINGS["two concepts"]
    with workdps(50):
        p, q = (number(rate) for rate in a)

    def slope(_: mpf, w: list[mpf]) -> list[mpf]:
        n = (p + q) * w[1] ** 2
        return [
            2 * p * w[0] * (1 - w[0]) - n,
            w[1] * (p + q) - w[1] / 2 * (w[0] * (3 * p + q) + w[2] * (3 * q + p)),
            2 * q * w[2] * (1 - w[2]) - n,
        ]

    with workdps(40):
        start = [number(W0[i][j]) for i, j in ((0, 0), (0, 1), (1, 1))]
        other = odefun(slope, 0, start)(mpf(1) / 2)
        W = Oracle(W0, a, F(1), step)(F(1, 2))
        assert max(abs(W[i][j] - w) for (i, j), w in zip(((0, 0), (0, 1), (1, 1)), other, strict=True)) < mpf(10) ** -38
