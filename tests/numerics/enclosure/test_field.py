"""Field and derivative in balls give the slopes of both losses of an independent solution; the split of V is exact."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import mp, mpf, workdps

from numerics.enclosure.field import diagonal, field, frobenius, greatest, identity, matrix, mirror, multiples, quadratic, tangent
from numerics.enclosure.given_data import enclose_flow
from numerics.enclosure.tube import Enclosure
from tests.numerics.enclosure.containment import case, close, rational, rationals, rows
from tests.numerics.flow_oracle import number

F = Fraction
Z = [F(1), F(3, 2)]


@pytest.fixture(scope="module")
def tube() -> Enclosure:
    given = case("two concepts")
    return enclose_flow(rows(given.W0), rationals(given.a), fmpq(4), radius=1e-25)


def _dot(x: arb_mat, y: arb_mat) -> arb:
    return (x.transpose() * y)[0, 0]


@pytest.mark.parametrize("t", [F(0), F(1, 3), F(17, 10), F(5, 2), F(4)])
def test_slope_and_curvature_of_the_test_loss(tube: Enclosure, t: Fraction) -> None:
    # L' = (E z).(W' z), L'' = |W' z|^2 + (E z).(W'' z), W' = V(W), W'' = DV(W) V(W), E = W - I
    W, A = tube.at(rational(t)), tube.rates.A
    with ctx.workprec(tube.precision):
        z, velocity = matrix([[x] for x in rationals(Z)]), field(W, A)
        y, moved = (W - identity(2)) * z, velocity * z
        found = _dot(y, moved), _dot(moved, moved) + _dot(y, tangent(W, velocity, A) * z)
    for ball, value in zip(found, case("two concepts").oracle.slopes(t, Z)[1:], strict=True):
        assert close(ball, value)
        assert ball.rad() < arb("1e-20")


def test_training_loss_falls_as_its_slope_says(tube: Enclosure) -> None:
    # L = tr(E A E)/2, L' = tr(E A W') = -2 tr(X W X), X = A - (A W + W A)/2
    given, t, h = case("two concepts"), F(3, 2), F(1, 10**8)

    def loss(moment: Fraction) -> mpf:
        W = given.oracle(moment)
        return mp.fsum((W[i][j] - (i == j)) ** 2 * number(given.a[j]) for i in range(2) for j in range(2)) / 2

    W, A = tube.at(rational(t)), tube.rates.A
    with ctx.workprec(tube.precision), workdps(68):
        E, X = W - identity(2), A - mirror(A * W) / 2
        difference = (loss(t + h) - loss(t - h)) / (2 * number(h))
        assert close((E * A * E).trace() / 2, loss(t))
        for slope in ((E * A * field(W, A)).trace(), (X * W * X).trace() * -2):
            assert close(slope, difference, "1e-13")
            assert slope < 0


@pytest.mark.parametrize("seed", range(5))
def test_split_is_exact_and_bounded(seed: int) -> None:
    rng = np.random.default_rng(seed)
    W, D = (mirror(arb_mat(3, 3, [int(k) for k in rng.integers(-9, 10, 9)])) for _ in range(2))
    A = diagonal([fmpq(int(k)) for k in rng.integers(0, 9, 3)])
    split = field(W, A) + tangent(W, D, A) + quadratic(D, A)
    assert (field(W + D, A) - split).entries() == [arb(0)] * 9
    assert frobenius(quadratic(D, A)) <= 2 * greatest(A) * frobenius(D) ** 2


def test_multiples_hold_both_signs() -> None:
    hull = multiples(arb_mat(2, 2, [1, -2, arb(0, 3), 0]))
    assert all(hull[i, j].contains(arb(x)) for i, j, x in ((0, 0, -1), (0, 0, 1), (0, 1, 2), (0, 1, -2), (1, 0, 3), (1, 0, -3)))
    assert hull[1, 1] == 0
