"""Search, shrink, certify: from a violation in floating point to one in small rational numbers that is proved.

A statement is "left <= right" for every point of a box of named parameters.

    search    draws in the box, on a logarithmic scale where it spans decades, and from the worst of them on: each parameter by
              steps that are halved where none makes it worse
    shrink    every parameter in turn to the simplest fraction near it, by continued fractions, as long as the statement fails
    certify   left - right > 0 in rational arithmetic, or as a ball of python-flint; what fails only in floating point is no
              counterexample

Source: elementary.

Legend: excess left - right, above 0 where the statement fails
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator, default_rng

#: Called with the parameters by name; returns both sides, of which the left is to be at most the right.
Sides: TypeAlias = Callable[..., tuple[Any, Any]]
#: The lowest and the highest value of every parameter, by its name.
Box: TypeAlias = Mapping[str, tuple[Any, Any]]
#: An interval of positive numbers that spans more than so many times its least is drawn from on a logarithmic scale.
DECADES = 100
#: Fractions tried in place of a number have at most these denominators, the least first.
DENOMINATORS = (*range(1, 13), *(10**power for power in range(2, 13)))
#: Up to here a fraction is simpler than a decimal.
SMALL = 12
#: Bits of balls, doubled until the sign is settled.
LEAST_BITS, MOST_BITS = 64, 4096
#: A step is halved so often, from a quarter of the box.
HALVINGS = 24


@dataclass(frozen=True)
class Found:
    """A certified counterexample.

    Parameters
    ----------
    at : fractions by the names of the parameters
    left, right : both sides there, exactly, or as balls
    """

    at: Mapping[str, Fraction]
    left: Any
    right: Any

    @property
    def shown(self) -> dict[str, Any]:
        """Return it as texts, for a result."""
        return {"at": {name: str(value) for name, value in self.at.items()}, "left": _text(self.left), "right": _text(self.right)}

    @property
    def sentence(self) -> str:
        """Return it as a sentence."""
        point = ", ".join(f"{name} = {value}" for name, value in self.at.items())
        return f"At {point} the left side is {_text(self.left)}, the right side {_text(self.right)}."

    @property
    def latex(self) -> str:
        """Return it as a remark in LaTeX."""
        point = ", ".join(f"{name} = {_latex(value)}" for name, value in self.at.items())
        return f"At ${point}$ the left side is ${_latex(self.left)}$, the right side ${_latex(self.right)}$."


@dataclass(frozen=True)
class Nothing:
    """What is known where no counterexample was found.

    Parameters
    ----------
    draws : points drawn
    closest : the greatest excess seen, not above 0 unless it did not certify
    at : where that was
    failed : whether it was a violation in floating point that did not certify
    """

    draws: int
    closest: float
    at: Mapping[str, float]
    failed: bool = False

    def reason(self, box: Box) -> str:
        """Return in one sentence the region, the number of draws, and the effect that would have been seen."""
        region = ", ".join(f"{name} in [{low}, {high}]" for name, (low, high) in box.items())
        seen = f"none of {self.draws:,} draws from {region}, nor a search from the worst, fails"
        if self.failed:
            point = ", ".join(f"{name} = {value:.6g}" for name, value in self.at.items())
            seen = f"at {point} it fails in floating point alone, which does not certify; {seen} otherwise"
        return f"{seen}: one that fails on {300 / self.draws:.2g}% of the draws would have been seen with 95% confidence"


@dataclass(frozen=True)
class Search:
    """Look for a counterexample to "left <= right for every point of the box".

    Parameters
    ----------
    sides : called with floats by name; with fractions too where `certify` is left out
    box : (low, high) for each name
    certify : the same sides for the proof, called with fractions, or with balls: exact numbers or `arb`
    balls : whether `certify` is called with `arb` in place of fractions
    draws : points drawn
    climbs : from so many of the worst the search goes on
    many : whether `sides` takes an array for each name, all draws at once, and returns arrays; no other points are looked at

    Raises
    ------
    ValueError : if the box is empty or a bound is no finite number, draws is not positive or climbs negative
    """

    sides: Sides
    box: Box
    certify: Sides | None = None
    balls: bool = False
    draws: int = 1000
    climbs: int = 5
    many: bool = False

    def __post_init__(self) -> None:
        if not self.box:
            raise ValueError("box must name at least one parameter, got none")
        for name, pair in self.box.items():
            low, high = (float(Fraction(end)) for end in pair)
            if not (math.isfinite(low) and math.isfinite(high) and low < high):
                raise ValueError(f"box of {name} must be two finite numbers, the lower first, got {pair}")
        if self.draws < 1 or self.climbs < 0:
            raise ValueError(f"draws must be positive and climbs not negative, got {self.draws} and {self.climbs}")
        object.__setattr__(self, "box", MappingProxyType(dict(self.box)))

    def find(self, seed: int | Generator = 0) -> Found | Nothing:
        """Return a certified counterexample in small numbers, or what is known where there is none; the same for every seed."""
        points = self._drawn(default_rng(seed))
        excess = self._excesses(points)
        order = np.argsort(-excess, kind="stable")
        worst, closest, failed = -math.inf, points[order[0]], False
        for start in order[: max(self.climbs, 1)]:
            if self.many and not excess[start] > 0:
                break
            for point in self._climb(points[start], float(excess[start])):
                value = self._excess(point)
                worst, closest = max((worst, tuple(closest)), (value, tuple(point)))
                if value > 0:
                    failed = True
                    if (proved := self.proved(self._exactly(point))) is not None:
                        return self._shrunk(proved)
        best = max(worst, float(excess[order[0]]))
        return Nothing(self.draws, best, dict(zip(self.box, map(float, closest), strict=True)), failed)

    def proved(self, at: Mapping[str, Fraction]) -> Found | None:
        """Return the counterexample at a point if it is one, proved, else None.

        Raises
        ------
        ValueError : if a side in exact arithmetic is a float
        """
        if not all(Fraction(low) <= at[name] <= Fraction(high) for name, (low, high) in self.box.items()):
            return None
        sides = self.certify or self.sides
        return _by_balls(sides, at) if self.balls else _exact(sides, at)

    def holds_at(self, sides: Sides, at: Mapping[str, Fraction]) -> bool:
        """Return whether other sides, those of a repaired statement, are proved to be left <= right at a point."""
        if self.balls:
            return _by_balls(lambda **point: tuple(reversed(sides(**point))), at, strict=False) is not None
        left, right = sides(**at)
        return bool(_rational(left) <= _rational(right))

    def _drawn(self, rng: Generator) -> np.ndarray:
        columns = []
        for low, high in self.box.values():
            ends = float(Fraction(low)), float(Fraction(high))
            if _by_decades(*ends):
                columns.append(np.exp(rng.uniform(math.log(ends[0]), math.log(ends[1]), self.draws)))
            else:
                columns.append(rng.uniform(*ends, self.draws))
        return np.clip(np.stack(columns, axis=1), *np.array([[float(Fraction(e)) for e in pair] for pair in self.box.values()]).T)

    def _excesses(self, points: np.ndarray) -> np.ndarray:
        if not self.many:
            return np.array([self._excess(point) for point in points])
        left, right = self.sides(**dict(zip(self.box, points.T, strict=True)))
        return np.nan_to_num(np.asarray(left, dtype=float) - np.asarray(right, dtype=float), nan=-math.inf)

    def _excess(self, point: np.ndarray) -> float:
        """Return left - right at a point, -infinity where it is no number."""
        if self.many:
            return float(self._excesses(np.array([point]))[0])
        try:
            left, right = self.sides(**dict(zip(self.box, map(float, point), strict=True)))
            excess = float(left - right)
        except (ArithmeticError, ValueError):
            return -math.inf
        return -math.inf if math.isnan(excess) else excess

    def _climb(self, point: np.ndarray, value: float) -> Iterator[np.ndarray]:
        """Yield the point, and better ones: one parameter moved at a time, by steps that are halved where none helps."""
        yield point
        if self.many:
            return
        ends = np.array([[float(Fraction(end)) for end in pair] for pair in self.box.values()])
        steps = (ends[:, 1] - ends[:, 0]) / 4
        for _ in range(HALVINGS):
            moved = False
            for place, step in enumerate(steps):
                for sign in (1, -1):
                    tried = point.copy()
                    tried[place] = np.clip(point[place] + sign * step, *ends[place])
                    if (other := self._excess(tried)) > value:
                        point, value, moved = tried, other, True
            if moved:
                yield point
            else:
                steps = steps / 2

    def _exactly(self, point: np.ndarray) -> dict[str, Fraction]:
        return {name: Fraction(float(value)) for name, value in zip(self.box, point, strict=True)}

    def _shrunk(self, found: Found) -> Found:
        """Return a counterexample in the simplest fractions that keep it one, each parameter in turn."""
        changed = True
        while changed:
            changed = False
            for name in self.box:
                value = found.at[name]
                for simple in _near(value):
                    if _size(simple) >= _size(value):
                        continue
                    if (simpler := self.proved({**found.at, name: simple})) is not None:
                        found, changed = simpler, True
                        break
        return found


def search(sides: Sides, box: Box, **more: Any) -> Search:
    """Return a search for a counterexample to "left <= right" over a box: `Search` says what else it takes.

    >>> found = search(lambda x, y: (x * y, (x + y) / 2), {"x": (0, 2), "y": (0, 2)}).find(seed=0)
    >>> found.sentence
    'At x = 2, y = 2 the left side is 4, the right side 2.'
    """
    return Search(sides, box, **more)


def _by_decades(low: float, high: float) -> bool:
    return low > 0 and high > DECADES * low


def _near(value: Fraction) -> Iterator[Fraction]:
    """Yield simple numbers near one: of one digit, then fractions of ever larger denominators and numbers of more digits."""
    yield from (value.limit_denominator(denominator) for denominator in DENOMINATORS if denominator <= SMALL)
    yield from (Fraction(f"{float(value):.{digits}e}") for digits in range(3))
    yield from (value.limit_denominator(denominator) for denominator in DENOMINATORS if denominator > SMALL)


def _size(value: Fraction) -> tuple[int, int]:
    """Return how many digits there are to write, zeros at the end apart."""
    parts = [str(part) for part in (abs(value.numerator), value.denominator)]
    return sum(len(part.rstrip("0")) for part in parts), sum(map(len, parts))


def _rational(value: Any) -> Fraction:
    """Return an exact number as a fraction.

    Raises
    ------
    ValueError : if it is none
    """
    if isinstance(value, bool) or not (isinstance(value, Rational) or getattr(value, "is_Rational", False)):
        raise ValueError(f"sides must be exact where they certify, got {value!r} ({type(value).__name__})")
    return Fraction(int(getattr(value, "p", 0) or 0), int(value.q)) if hasattr(value, "q") else Fraction(value)


def _exact(sides: Sides, at: Mapping[str, Fraction]) -> Found | None:
    try:
        left, right = map(_rational, sides(**at))
    except ZeroDivisionError:
        return None
    return Found(dict(at), left, right) if left > right else None


def _by_balls(sides: Sides, at: Mapping[str, Fraction], *, strict: bool = True) -> Found | None:
    from flint import arb, ctx, fmpq

    bits = LEAST_BITS
    while bits <= MOST_BITS:
        with ctx.workprec(bits):
            left, right = sides(**{name: arb(fmpq(value.numerator, value.denominator)) for name, value in at.items()})
            if left > right or (not strict and left >= right):
                return Found(dict(at), left, right)
            if left <= right and strict:
                return None
        bits *= 2
    return None


def _text(value: Any) -> str:
    return value.str(6) if hasattr(value, "rad") else str(value)


def _latex(value: Any) -> str:
    """Return a fraction, or a ball by its digits."""
    if isinstance(value, Fraction):
        sign, size = "-" if value < 0 else "", abs(value)
        return f"{sign}{size.numerator}" if size.denominator == 1 else rf"{sign}\frac{{{size.numerator}}}{{{size.denominator}}}"
    return str(value.str(6, radius=False))
