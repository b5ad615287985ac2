"""Exact inequalities: the left side is a sum of products whose factors are not negative on the domain.

The right side is such a sum; that it equals the left is shown as an identity, and its sign by exact interval arithmetic on the
box of the domain, where an end may be infinite and 0 times infinity is 0, as it is for products of finite numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import product
from typing import TypeAlias

from numpy.random import Generator
from sympy import Add, Expr, Interval, Mul, Pow, Rational, S, Symbol, exp, oo

from theory.algebra.domain import Domain
from theory.algebra.equation import Equation
from verify.algebra.points import points
from verify.claim import Mutant, Outcome, Result
from verify.methods.identity import Identity

#: The ends of a closed interval, rational or infinite.
Ends: TypeAlias = tuple[Expr, Expr]


@dataclass(frozen=True)
class NotNegative(Identity):
    """Hold both sides of every scalar equation against each other, and the right one against 0."""

    def describe(self) -> str:
        """Return what is done."""
        return f"{super().describe()} The right side is a sum of products: exact interval arithmetic shows that none is below 0."

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "One point of the domain at which the two sides differ, or lie below 0."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if all equations hold and no right side is below 0."""
        result = super().run(equations, rng)
        for equation in equations if result.outcome is Outcome.VERIFIED else ():
            right = equation.carried_out().rhs
            if bounds(right, equation.domain)[0] >= 0:
                continue
            below = next((point for point in points(equation.domain, self.spots, rng) if right.xreplace(point) < 0), None)
            if below is None:
                reason = f"{equation.id}: no point lies below 0, but interval arithmetic does not show it"
                return Result(Outcome.UNDECIDED, result.points, reason=reason)
            shown = {str(letter): str(value) for letter, value in below.items()}
            where = {"equation": equation.id, "value": str(right.xreplace(below)), "at": shown}
            return Result(Outcome.REFUTED, result.points, counterexample=where)
        return result

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return those of the identity, and each equation with the sign of both sides changed."""
        yield from super().mutants(equations)
        for equation in equations:
            changed = replace(equation, lhs=-equation.lhs, rhs=-equation.rhs, left="", shown="", printed=())
            yield Mutant(f"{equation.id}: both sides below 0", partial(self.run, [changed]))


def bounds(side: Expr, domain: Domain) -> Ends:
    """Return rational or infinite ends between which a scalar lies on the box of a domain; conditions are left aside.

    Raises
    ------
    ValueError : if it has anything but sums, products, whole powers, exponentials, rationals and letters with intervals
    """
    if isinstance(side, Rational):
        return side, side
    if isinstance(side, Symbol) and (side in domain.sets or side.is_nonnegative):
        kind = domain.sets.get(side, S.Reals)
        kind = Interval(-oo, oo) if kind is S.Reals else kind
        if isinstance(kind, Interval):
            return kind.start, kind.end
    if isinstance(side, exp):
        return S.Zero, oo
    if isinstance(side, Add):
        parts = [bounds(term, domain) for term in side.args]
        return Add(*[low for low, _ in parts]), Add(*[high for _, high in parts])
    if isinstance(side, Mul):
        return reduce(_times, (bounds(factor, domain) for factor in side.args))
    if isinstance(side, Pow) and side.exp.is_Integer:
        return _power(bounds(side.base, domain), int(side.exp))
    raise ValueError(f"side must be built from sums, products, whole powers, exponentials and letters with intervals, got {side}")


def _times(left: Ends, right: Ends) -> Ends:
    corners = [S.Zero if 0 in pair else pair[0] * pair[1] for pair in product(left, right)]
    return min(corners), max(corners)


def _power(base: Ends, exponent: int) -> Ends:
    """Return the ends of a whole power; of a quotient only where what it is divided by has one sign."""
    low, high = base
    if exponent < 0:
        if low < 0 < high:
            return -oo, oo
        inner = _power(base, -exponent)
        ends = [S.Zero if abs(end) is oo else oo if end == 0 else 1 / end for end in inner]
        return (min(ends), max(ends)) if inner[0] >= 0 else (-max(map(abs, ends)), S.Zero)
    powers = [low**exponent, high**exponent]
    if exponent % 2 == 0 and low < 0 < high:
        return S.Zero, max(powers)
    return min(powers), max(powers)
