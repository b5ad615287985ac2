"""Points of a domain: its edges first, then random rationals, exact throughout.

A domain without points is empty; a claim on it is VACUOUS, never verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from numpy.random import Generator
from sympy import FiniteSet, Interval, Rational, S, Set, Symbol

from theory.algebra.domain import Domain, Matrices

#: A point: every symbol with its exact value.
Point = dict[Symbol, Rational]

#: Random values are k/DENOMINATOR, small enough that products of many stay readable.
DENOMINATOR = 24
#: An unbounded side of a set is sampled up to here.
REACH = 4
#: How often a random point may miss the conditions before the domain is called empty.
TRIES = 400
#: Up to so many symbols, each goes to its edges alone as well.
SINGLE_EDGES = 8


class EmptyDomainError(ValueError):
    """No point of the domain was found."""


def points(domain: Domain, count: int, rng: Generator, *, one_by_one: bool = True) -> list[Point]:
    """Return the edge points of a domain and `count` random ones; `one_by_one`: also those with one symbol alone at its edge.

    Raises
    ------
    EmptyDomainError : if a set is empty, or no random point meets the conditions
    """
    sets = {symbol: kind for symbol, kind in domain.sets.items() if not isinstance(kind, Matrices)}
    for symbol, kind in sets.items():
        if kind is S.EmptySet:
            raise EmptyDomainError(f"the set of {symbol} is empty")
    drawn = [_admissible(sets, domain, rng) for _ in range(count)]
    corners = [point for point in _edges(sets, drawn[0] if drawn else {}, one_by_one=one_by_one) if _allowed(point, domain)]
    return corners + drawn


@cache
def edges(kind: Set, positive: bool) -> list[Rational]:
    """Return the edge values of a set of reals: its closed ends, zero and minus one inside, a tiny and a large value."""
    candidates = [S.Zero, S.NegativeOne, S.One, Rational(1, 1000)]
    if isinstance(kind, Interval):
        candidates = [kind.start, kind.end, *candidates]
    if isinstance(kind, FiniteSet):
        candidates = list(kind)
    usable = (value for value in candidates if value.is_finite and kind.contains(value) == S.true)
    return list(dict.fromkeys(value for value in usable if value > 0 or not positive))[:4]


def _edges(sets: dict[Symbol, Set], base: Point, *, one_by_one: bool) -> Iterator[Point]:
    values = {symbol: edges(kind, bool(symbol.is_positive)) for symbol, kind in sets.items()}
    for rank in range(max((len(options) for options in values.values()), default=0)):
        yield base | {symbol: options[min(rank, len(options) - 1)] for symbol, options in values.items() if options}
    if one_by_one and len(values) <= SINGLE_EDGES:
        for symbol, options in values.items():
            for value in options:
                yield base | {symbol: value}


def _admissible(sets: dict[Symbol, Set], domain: Domain, rng: Generator) -> Point:
    for _ in range(TRIES):
        point = {symbol: _draw(kind, rng) for symbol, kind in sets.items()}
        if _allowed(point, domain):
            return point
    raise EmptyDomainError(f"none of {TRIES} random points meets the conditions {', '.join(map(str, domain.conditions))}")


def _allowed(point: Point, domain: Domain) -> bool:
    return all(condition.subs(point) == S.true for condition in domain.conditions)


def _draw(kind: Set, rng: Generator) -> Rational:
    if isinstance(kind, FiniteSet):
        options = sorted(kind)
        return options[int(rng.integers(len(options)))]
    if kind is S.Naturals or kind is S.Naturals0 or kind is S.Integers:
        return Rational(int(rng.integers(1, REACH + 1)))
    low, high = -Rational(REACH), Rational(REACH)
    if isinstance(kind, Interval):
        low = kind.start if kind.start.is_finite else (kind.end - REACH if kind.end.is_finite else low)
        high = kind.end if kind.end.is_finite else (low + REACH if kind.start.is_finite else high)
    step = int(rng.integers(1, DENOMINATOR))
    return low + (high - low) * Rational(step, DENOMINATOR)
