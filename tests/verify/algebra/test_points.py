"""Every point lies in its domain, the edges are always among them, and an empty domain is noticed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Complement, FiniteSet, ImageSet, Intersection, Interval, Lambda, Range, Rational, S, Symbol, Union, oo, symbols

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
    assert all(value > 0 for value in edges(REAL, p))
    assert S.Zero in edges(REAL, x)
    assert all(point[p] > 0 for point in points(Domain({p: REAL}), 9, np.random.default_rng(2)))


n = Symbol("n", integer=True)
DISCRETE = [
    (Symbol("m", integer=True, positive=True), Range(1, 10)),
    (n, Range(-7, 8, 3)),
    (n, Range(0, oo, 2)),
    (n, Range(-oo, 1)),
    (n, S.Integers),
    (x, S.Naturals),
    (x, S.Naturals0),
    (n, Interval(Rational(1, 2), Rational(9, 2))),
    (Symbol("e", even=True), S.Integers),
    (Symbol("o", odd=True), S.Reals),
    (Symbol("q", prime=True), Interval(2, 20)),
    (x, Union(FiniteSet(-2), Interval(5, 6))),
    (n, Union(Range(3), Range(10, 12))),
    (x, Complement(S.Reals, S.Integers)),
    (n, Intersection(S.Integers, Interval(-2, 2), evaluate=False)),
    (n, ImageSet(Lambda(y, 2 * y + 1), S.Integers)),
    (Symbol("z", nonzero=True), Interval(-1, 1)),
]


@pytest.mark.parametrize(("symbol", "kind"), DISCRETE)
def test_points_lie_in_discrete_sets_and_have_what_is_assumed_of_a_symbol(symbol, kind):
    found = points(Domain({symbol: kind}), 12, np.random.default_rng(3))
    assert len({point[symbol] for point in found}) >= 2
    for point in found:
        assert kind.contains(point[symbol]) == S.true
        wrong = [fact for fact, holds in symbol.assumptions0.items() if getattr(point[symbol], f"is_{fact}") is not holds]
        assert not wrong


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [(n, Interval.open(0, 1)), (Symbol("e", even=True), FiniteSet(1, 3)), (x, Range(0)), (Symbol("i", irrational=True), S.Reals)],
)
def test_a_symbol_whose_assumptions_no_member_has_makes_the_domain_empty(symbol, kind):
    with pytest.raises(EmptyDomainError):
        points(Domain({symbol: kind}), 1, np.random.default_rng(0))


def test_conditions_hold():
    domain = Domain({x: Interval.open(0, 1), y: Interval.open(0, 1)}, (x < y,))
    assert all(point[x] < point[y] for point in points(domain, 5, np.random.default_rng(1)))


@pytest.mark.parametrize("domain", [Domain({x: S.EmptySet}), Domain({x: Interval(0, 1)}, (x > 2,))])
def test_empty_domains_are_noticed(domain):
    with pytest.raises(EmptyDomainError):
        points(domain, 1, np.random.default_rng(0))
