"""Bernstein coefficients hold the slope of the test loss, and the shape they prove is that of an independent solution."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from mpmath import mp

from numerics.integers.flow import prove_steps
from numerics.integers.signs import halves, loss_bounds, parts, residual, shape, slope_bounds, slope_sign
from tests.numerics.integers.example import W0, A, oracle

F = Fraction


@pytest.mark.parametrize("seed", range(4))
def test_bernstein_coefficients_hold_the_slope(seed: int) -> None:
    z = [F(1), F(3, 2), F(0)]
    step = prove_steps(W0, A, F(3), 16, 100)[5 * seed]
    b, _, _ = slope_bounds(residual(step, z, max(A)))
    scale = b[0] / float(oracle().slopes(step.t, z)[1] * step.h.numerator / step.h.denominator)
    for k in range(11):
        value = float(oracle().slopes(step.t + F(k, 10) * step.h, z)[1]) * float(step.h) * scale
        assert min(b) - 1e-9 * abs(scale) <= value <= max(b) + 1e-9 * abs(scale)


def test_halving_keeps_the_polynomial() -> None:
    b = [3, -1, 4, 1, -5, 9, 2, -6, 5]
    left, right = halves(b)
    assert left[0] == b[0] << 8
    assert right[-1] == b[-1] << 8
    assert left[-1] == right[0]


def test_parts_cover_the_step_in_order() -> None:
    step = prove_steps(W0, A, F(3), 16, 100)[-1]
    found = list(parts(residual(step, [F(1), F(3, 2), F(0)], max(A))))
    assert found[0].first == step.t
    assert found[-1].last == step.t + step.h
    assert all(before.last == after.first for before, after in pairwise(found))


def test_shape_agrees_with_the_signs_of_the_slope() -> None:
    z = [F(1), F(3, 2), F(0)]
    found = shape([residual(step, z, max(A)) for step in prove_steps(W0, A, F(3), 16, 100)])
    signs = [int(mp.sign(oracle().slopes(F(3 * k, 150), z)[1])) for k in range(1, 150)]
    seen = [signs[0]] + [b for a, b in pairwise(signs) if a != b]
    assert found.undecided == ""
    assert list(found.signs) == seen
    for turn in found.turns:
        before, after = oracle().slopes(turn.first, z), oracle().slopes(turn.last, z)
        assert mp.sign(before[1]) == -mp.sign(after[1])
        assert float(turn.loss[0]) - 1e-15 <= float(before[0]) <= float(turn.loss[1]) + 1e-15


def test_loss_and_slope_at_a_time_are_those_of_the_solution() -> None:
    z = [F(1), F(3, 2), F(0)]
    for step in prove_steps(W0, A, F(3), 16, 100)[::7]:
        t = step.t + step.h / 3
        loss, slope, _ = oracle().slopes(t, z)
        seen = residual(step, z, max(A))
        low, high = loss_bounds(seen, t, t)
        assert float(low) - 1e-15 <= float(loss) <= float(high) + 1e-15
        assert float(high - low) < 1e-15
        assert slope_sign(seen, t) == mp.sign(slope)
