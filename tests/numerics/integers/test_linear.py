"""The steps of one layer contain its closed form, from any start, to the digits asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath import mp, mpf, workdps

from numerics.integers.flow import UnprovedError
from numerics.integers.linear import prove_steps

F = Fraction


def test_linear_steps_contain_the_closed_form() -> None:
    start = [[F(0), F(3, 2)], [F(1, 3), F(0)]]
    for step in prove_steps(start, [F(1), F(8)], F(2), 16, 90, 1000):
        end = step.t + step.h
        with workdps(40):
            for i in range(2):
                for j, rate in enumerate((1, 8)):
                    E = start[i][j] - (i == j)
                    true = (i == j) + mpf(E.numerator) / E.denominator * mp.exp(-rate * mpf(end.numerator) / end.denominator)
                    assert abs(mpf(step.end[i][j]) / 2**90 - true) <= float(step.end_error)
        assert step.end_error < F(1, 10**17)


def test_too_many_steps_are_refused() -> None:
    with pytest.raises(UnprovedError, match="more than 10 steps"):
        prove_steps([[F(0)]], [F(8)], F(2), 16, 90, 10)
