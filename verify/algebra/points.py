"""Points of a domain: its edges first, then random rationals, exact throughout.

A point lies in the set of every symbol, discrete or not, and has what is assumed of the symbol itself (integer, even, positive).
A domain without points is empty; a claim on it is VACUOUS, never verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from math import prod

from numpy.random import Generator
from sympy import Complement, FiniteSet, ImageSet, Intersection, Interval, Range, Rational, S, Set, Symbol, Union

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
#: An identity on so many points is proved at each of them; more would take longer than an identity may.
MOST_POINTS = 1000


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


def all_points(domain: Domain) -> list[Point] | None:
    """Return every point of a domain that has at most MOST_POINTS, or None of a larger one."""
    sets = dict(domain.sets)
    if not sets or not all(isinstance(kind, Set) and kind.is_finite_set for kind in sets.values()):
        return None
    members = [[value for value in kind if fits(symbol, kind, value)] for symbol, kind in sets.items()]
    if prod(map(len, members)) > MOST_POINTS:
        return None
    every = (dict(zip(sets, values, strict=True)) for values in product(*members))
    return [point for point in every if _allowed(point, domain)]


@cache
def edges(kind: Set, symbol: Symbol) -> list[Rational]:
    """Return the edge values of a symbol in a set of reals: closed ends, zero and minus one inside, a tiny and a large value."""
    candidates = [S.Zero, S.NegativeOne, S.One, Rational(1, 1000)]
    if isinstance(kind, Interval):
        candidates = [kind.start, kind.end, *candidates]
    if isinstance(kind, FiniteSet):
        candidates = list(kind)
    if isinstance(kind, Range) and kind.size != 0:
        candidates = [kind.inf, kind.sup, *candidates]
    return list(dict.fromkeys(value for value in candidates if value.is_finite and fits(symbol, kind, value)))[:4]


@cache
def fits(symbol: Symbol, kind: Set, value: Rational) -> bool:
    """Return whether a value lies in a set and has all that is assumed of the symbol."""
    if kind.contains(value) != S.true:
        return False
    return all(getattr(value, f"is_{fact}") is holds for fact, holds in symbol.assumptions0.items())


def _edges(sets: dict[Symbol, Set], base: Point, *, one_by_one: bool) -> Iterator[Point]:
    values = {symbol: edges(kind, symbol) for symbol, kind in sets.items()}
    for rank in range(max((len(options) for options in values.values()), default=0)):
        yield base | {symbol: options[min(rank, len(options) - 1)] for symbol, options in values.items() if options}
    if one_by_one and len(values) <= SINGLE_EDGES:
        for symbol, options in values.items():
            for value in options:
                yield base | {symbol: value}


def _admissible(sets: dict[Symbol, Set], domain: Domain, rng: Generator) -> Point:
    for _ in range(TRIES):
        point = {symbol: _member(symbol, kind, rng) for symbol, kind in sets.items()}
        if _allowed(point, domain):
            return point
    raise EmptyDomainError(f"none of {TRIES} random points meets the conditions {', '.join(map(str, domain.conditions))}")


def _allowed(point: Point, domain: Domain) -> bool:
    return all(condition.subs(point) == S.true for condition in domain.conditions)


def _member(symbol: Symbol, kind: Set, rng: Generator) -> Rational:
    for _ in range(TRIES):
        value = _draw(kind, bool(symbol.is_integer), rng)
        if value is not None and fits(symbol, kind, value):
            return value
    raise EmptyDomainError(f"none of {TRIES} random values of {symbol} lies in {kind} and is what is assumed of {symbol}")


def _draw(kind: Set, whole: bool, rng: Generator) -> Rational | None:
    """Return a random value that may lie in a set, a whole number where these are asked for, or None where the try failed."""
    if isinstance(kind, FiniteSet):
        options = sorted(kind)
        return options[int(rng.integers(len(options)))]
    if isinstance(kind, Range):
        return _element(kind, rng)
    if kind is S.Naturals or kind is S.Naturals0:
        return Rational(int(rng.integers(1, REACH + 1)))
    if kind is S.Integers:
        return Rational(int(rng.integers(-REACH, REACH + 1)))
    if isinstance(kind, Union):
        return _draw(kind.args[int(rng.integers(len(kind.args)))], whole, rng)
    if isinstance(kind, Intersection | Complement):
        return _draw(_most_special(kind), whole, rng)
    if isinstance(kind, ImageSet) and len(kind.base_sets) == 1:
        inside = _draw(kind.base_sets[0], whole, rng)
        return None if inside is None else kind.lamda(inside)
    low, high = -Rational(REACH), Rational(REACH)
    if isinstance(kind, Interval):
        low = kind.start if kind.start.is_finite else (kind.end - REACH if kind.end.is_finite else low)
        high = kind.end if kind.end.is_finite else (low + REACH if kind.start.is_finite else high)
    if whole:
        return Rational(int(rng.integers(int(low // 1), int(high // 1) + 1)))
    step = int(rng.integers(1, DENOMINATOR))
    return low + (high - low) * Rational(step, DENOMINATOR)


def _element(kind: Range, rng: Generator) -> Rational | None:
    """Return one of the first elements of a range, from its end where it has no start."""
    if kind.size == 0:
        return None
    place = int(rng.integers(min(kind.size, DENOMINATOR)))
    return kind.start + place * kind.step if kind.start.is_finite else kind[-1 - place]


def _most_special(kind: Intersection | Complement) -> Set:
    """Return what to draw from: of an intersection a discrete part if there is one, of a complement what is taken from."""
    if isinstance(kind, Complement):
        return kind.args[0]
    return min(kind.args, key=lambda part: not (isinstance(part, FiniteSet | Range) or part.is_subset(S.Integers) is True))
