"""A start and rates in three dimensions with their independent solution, and a step of one concept, for tests of this room."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from numerics.integers import flow
from numerics.integers.flow import Rates, Step, at_end, over_common, rounded, series
from tests.numerics.flow_oracle import Oracle

F = Fraction
W0 = [[F(1, 20), F(1, 50), F(1, 100)], [F(1, 50), F(3, 100), F(0)], [F(1, 100), F(0), F(1, 40)]]
A = [F(1, 2), F(9, 8), F(1, 400)]


@cache
def oracle() -> Oracle:
    return Oracle(W0, A, F(3), F(1, 16))


def moved_start(w0: Fraction, a: Fraction, delta: Fraction, h: Fraction) -> Step:
    """One step of one concept from w0 for all starts within delta of it; the defect is next to nothing."""
    bits = 400
    rates = Rates(*over_common([a]))
    C, defect = series(rounded([[w0]], bits), rates, h, 40, bits)
    proved = flow.prove_error(C, defect, int(delta * 2**bits), rates, h, bits)
    assert proved is not None
    error, end_error = (bound / 2**bits for bound in proved)
    return Step(F(0), h, tuple(C), bits, error, F(defect, 2**bits), at_end(C), end_error)
