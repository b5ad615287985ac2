"""Every point lies in its domain, the edges are always among them, and an empty domain is noticed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import FiniteSet, Interval, Rational, S, Symbol, symbols

from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, Domain
from verify.algebra.points import EmptyDomainError, edges, points

x, y = symbols("x y", real=True)
p = Symbol("p", positive=True)

SETS = st.sampled_from([REAL, NONNEGATIVE, POSITIVE, Interval(0, 1), Interval.open(0, 1), FiniteSet(2, 3), Interval(2, 8)])


@settings(max_examples=40, deadline=None)
@given(SETS, SETS, st.integers(0, 99))
def test_points_lie_in_their_domain(first, second, seed):
    found = points(Domain({x: first, y: second}, (x <= y + 9,)), 3, np.random.default_rng(seed))
    assert len(found) >= 3
    for point in found:
        assert point[x] in first
        assert point[y] in second
        assert all(isinstance(value, Rational) for value in point.values())


def test_closed_ends_are_always_in():
    found = points(Domain({x: Interval(0, 1)}), 1, np.random.default_rng(0))
    assert {S.Zero, S.One} <= {point[x] for point in found}
    assert S.Zero in {point[x] for point in points(Domain({x: NONNEGATIVE}), 1, np.random.default_rng(0))}


def test_positive_symbols_stay_positive():
    assert all(value > 0 for value in edges(REAL, positive=True))
    assert S.Zero in edges(REAL, positive=False)


def test_conditions_hold():
    domain = Domain({x: Interval.open(0, 1), y: Interval.open(0, 1)}, (x < y,))
    assert all(point[x] < point[y] for point in points(domain, 5, np.random.default_rng(1)))


@pytest.mark.parametrize("domain", [Domain({x: S.EmptySet}), Domain({x: Interval(0, 1)}, (x > 2,))])
def test_empty_domains_are_noticed(domain):
    with pytest.raises(EmptyDomainError):
        points(domain, 1, np.random.default_rng(0))
