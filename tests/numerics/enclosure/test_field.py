"""Field and derivative give the slopes of both losses of an independent solution; norms and hulls are rounded outward."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import mp, mpf, workdps

from numerics.enclosure.field import (
    Free,
    diagonal,
    fastest,
    fatten,
    field,
    frobenius,
    greatest,
    identity,
    matrix,
    mirror,
    multiples,
    norm,
    quadratic,
    radius_norm,
    tangent,
    widened,
)
from numerics.enclosure.given_data import enclose_flow
from numerics.enclosure.tube import Enclosure
from tests.numerics.enclosure.containment import case, close, fraction, is_upper, rational, rationals, rows
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


def test_field_and_its_parts_are_the_products_they_stand_for() -> None:
    # d = 2 with integers, by hand: A = diag(1, 3), W = [[1, 2], [2, 0]], D = [[0, 1], [1, 2]]
    A, W, D = diagonal([fmpq(1), fmpq(3)]), arb_mat(2, 2, [1, 2, 2, 0]), arb_mat(2, 2, [0, 1, 1, 2])
    assert identity(2) == arb_mat(2, 2, [1, 0, 0, 1])
    assert matrix([[fmpq(1), fmpq(2), fmpq(3)], [arb(4), arb(5), arb(6)]]) == arb_mat(2, 3, [1, 2, 3, 4, 5, 6])
    assert matrix([[fmpq(7), fmpq(8)]]) == arb_mat(1, 2, [7, 8])
    assert field(W, A) == arb_mat(2, 2, [-16, 2, 2, -16])
    assert tangent(W, D, A) == arb_mat(2, 2, [-16, -19, -19, -4])
    assert quadratic(D, A) == arb_mat(2, 2, [-4, -10, -10, -28])


def _fractions(M: arb_mat, part: str) -> list[Fraction]:
    return [fraction(getattr(entry, part)().mid().fmpq()) for entry in M.entries()]


def test_norms_are_rounded_up_and_by_little() -> None:
    with ctx.workprec(20):
        for seed in range(20):
            draws = np.random.default_rng(seed).integers(-99, 100, (2, 4))
            M = arb_mat(2, 2, [arb(fmpq(int(k), 7), abs(int(r)) / 70) for k, r in draws.T])
            sizes, radii = _fractions(M, "abs_upper"), _fractions(M, "rad")
            with workdps(40):
                for found, entries in (
                    (frobenius(M), sizes),
                    (radius_norm(M), radii),
                    (norm(entry.rad() for entry in M.entries()), radii),
                ):
                    true = mp.sqrt(mp.fsum(number(entry) ** 2 for entry in entries))
                    assert found.is_exact()
                    assert 1 <= number(fraction(found.mid().fmpq())) / true < 1.0001
            assert is_upper(greatest(M), max(sizes), F(1, 10**4))
    assert greatest(arb_mat(1, 2, [arb(-3, 1), arb(2)])) >= 4
    assert norm([]) == 0


def test_fattened_matrices_hold_all_within_the_radius() -> None:
    found = fatten(arb_mat(2, 2, [1, -2, arb(0, 3), 0]), arb(0.5, 0.25))
    for (i, j), size in (((0, 0), 1), ((0, 1), -2), ((1, 0), 3), ((1, 0), -3), ((1, 1), 0)):
        assert found[i, j].contains(arb(size) + 0.75)
        assert found[i, j].contains(arb(size) - 0.75)
    assert found[0, 0].rad() < 0.7501
    assert found[0, 0].mid() == 1
    assert (widened(arb(1, 0.25), arb(0.5)).mid(), bool(widened(arb(1, 0.25), arb(0.5)).contains(arb(1.75)))) == (1, True)
    assert widened(arb(3), arb(0.5, 0.25)).contains(arb(2.25))
    # of any shape
    for held in (fatten(arb_mat(1, 3, [1, 2, 4]), arb(0.5)), multiples(arb_mat(1, 3, [1, 2, 4]))):
        assert (held.nrows(), held.ncols()) == (1, 3)
        assert [x.overlaps(arb(k)) for x, k in zip(held.entries(), (1, 2, 4), strict=True)] == [True] * 3


def test_the_field_of_free_layers_is_that_of_their_squares():
    from numerics.task.layers import layer_field

    rng = np.random.default_rng(4)
    first, second, a = rng.standard_normal((3, 2)), rng.standard_normal((2, 3)), np.array([1.25, 0.5])
    V = np.concatenate([second, first.T])
    moved = layer_field((first, second), a)
    velocity = np.concatenate([moved[1], moved[0].T])
    law = Free(diagonal([fmpq(5, 4), fmpq(1, 2)]))
    S = matrix([[arb(entry) for entry in row] for row in V @ V.T])
    found = np.array([[float(entry) for entry in row] for row in field(S, law).tolist()])
    assert found == pytest.approx(velocity @ V.T + V @ velocity.T, rel=1e-12)
    assert float(fastest(law)) == 1.25


def test_value_derivative_and_quadratic_part_of_free_layers_add_up():
    rng = np.random.default_rng(5)
    M, N = (x + x.T for x in rng.integers(-4, 4, (2, 4, 4)))
    S, D = (matrix([[arb(int(entry)) for entry in row] for row in x]) for x in (M, N))
    law = Free(diagonal([fmpq(3), fmpq(1)]))
    whole = field(S + D, law) - field(S, law) - tangent(S, D, law) - quadratic(D, law)
    assert all(entry == 0 for entry in whole.entries())
    assert frobenius(quadratic(D, law)) <= 2 * fastest(law) * frobenius(D) ** 2
