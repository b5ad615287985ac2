"""A start and rates in three dimensions with their independent solution, for the tests of this room."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from tests.numerics.flow_oracle import Oracle

F = Fraction
W0 = [[F(1, 20), F(1, 50), F(1, 100)], [F(1, 50), F(3, 100), F(0)], [F(1, 100), F(0), F(1, 40)]]
A = [F(1, 2), F(9, 8), F(1, 400)]


@cache
def oracle() -> Oracle:
    return Oracle(W0, A, F(3), F(1, 16))
