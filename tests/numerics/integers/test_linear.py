"""The steps of one layer contain its closed form, from any start, to the digits asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath import mp, mpf, workdps

from numerics.integers.flow import Rates, WorkError, rounded
from numerics.integers.linear import prove_steps, series
from tests.numerics.flow_oracle import number

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
    # two for each unit of the fastest timescale, and one: 33
    with pytest.raises(WorkError, match=r"^33 are needed$"):
        prove_steps([[F(0)]], [F(8)], F(2), 16, 90, 32)
    said: list[float] = []
    assert len(prove_steps([[F(0)]], [F(8)], F(2), 16, 90, 33, said.append)) == 33
    assert said == [k / 33 for k in range(1, 34)]


@pytest.mark.parametrize("order", [1, 3, 6])
@pytest.mark.parametrize("bits", [10, 50])
def test_defect_is_the_norms_of_its_coefficients_rounded_up(order: int, bits: int) -> None:
    start, alpha, D, h = [[F(1, 3), F(3, 2)], [F(-2, 7), F(5, 3)]], (3, 8), 4, F(3, 7)
    C, bound = series(rounded(start, bits), Rates(alpha, D), h, order, bits)
    assert (len(C), C[0]) == (order + 1, rounded(start, bits))
    total = mpf(0)
    for n in range(order + 1):
        # of dp/dx + h (p - I) A at x^n
        entries = [
            ((n + 1) * C[n + 1][i][j] if n < order else 0) + h * F(alpha[j], D) * (C[n][i][j] - (int(i == j) << bits) * (n == 0))
            for i in range(2)
            for j in range(2)
        ]
        assert n == order or all(abs(entry) <= F(n + 1, 2) for entry in entries)
        total += mp.sqrt(sum(number(F(entry)) ** 2 for entry in entries))
    assert total <= bound < total + 2


def test_steps_follow_each_other_and_their_errors_add_up() -> None:
    start, bits = [[F(1, 3), F(3, 2)], [F(-2, 7), F(5, 3)]], 60
    steps = prove_steps(start, [F(1), F(8)], F(2), 10, bits, 33)
    # half a timescale of the fastest rate
    assert len(steps) == 33
    total = F(1, 2**bits)
    for k, step in enumerate(steps):
        assert (step.t, step.h, step.bits) == (F(2 * k, 33), F(2, 33), bits)
        _, defect = series(step.C[0], Rates((1, 8), 1), step.h, 10, bits)
        assert step.defect == F(defect, 2**bits)
        total += step.defect
        assert step.error == step.end_error == total
        assert step.end == [[sum(M[i][j] for M in step.C) for j in range(2)] for i in range(2)]
        assert k == 0 or step.C[0] == steps[k - 1].end


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_rounding_of_the_start_is_counted(d: int) -> None:
    # every entry half a unit off: d/2 of them in norm, and at rest at rates of 0
    start = [[F(2 * (i == j) * 2**20 + 1, 2**21) for j in range(d)] for i in range(d)]
    (step,) = prove_steps(start, [F(0)] * d, F(1), 4, 20, 9)
    assert F(d, 2) <= step.error * 2**20 < F(d, 2) + 1
