"""Exact identities: both sides the same expression, after algebra, on the whole domain.

Exact zero is not enough by itself: points of the domain are looked at first, so that a simplification that goes wrong
is noticed, and a false identity comes with a counterexample. Derivatives, integrals and limits of a side are carried out here.
A float anywhere is refused, and equations that compare an expression with itself show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, ClassVar

from numpy.random import Generator, default_rng
from sympy import Expr, Float, MatrixBase, Rational, Symbol, cancel, expand, expand_log, simplify, sympify
from sympy.core.function import AppliedUndef
from sympy.matrices.exceptions import NonInvertibleMatrixError

from theory.algebra import symbols
from theory.algebra.calculus import MUST
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.words import same_in_every_dimension
from verify.algebra.compile import DIGITS, entries, exact
from verify.algebra.mutate import changed_equations
from verify.algebra.points import EmptyDomainError, Point, all_points, points
from verify.algebra.polynomials import agrees
from verify.claim import Claim, Evidence, Method, Mutant, Outcome, Result

#: Values that are not rational must agree to this many digits less than they are computed with.
SPARE_DIGITS = 15
#: Where no proof is found, so many more random points are looked at before the verdict is undecided.
FURTHER_SPOTS = 12
#: Seed of the points at which printed formulas are looked at: those of the equation itself stay what they are.
FORMULA_SEED = 14


@dataclass(frozen=True)
class Identity:
    """Hold both sides of every equation against each other: at points, then symbolically.

    Parameters
    ----------
    spots : random points of each equation, beside the edges of its domain
    sizes : dimensions at which equations in matrices are looked at; the proof is for every dimension
    counterexample : names of symbols with their values (others 0), the first point looked at
    left, right : values of the sides at the counterexample, as text; where they are others, the outcome is ERROR
    mutated : which of the equations all mutants are made from; of each of the others there is one
    """

    spots: int = 2
    sizes: tuple[int, ...] = (1, 2)
    counterexample: Mapping[str, str] | None = None
    left: str = ""
    right: str = ""
    mutated: int = 0
    evidence: ClassVar[Evidence] = Evidence.EXACT

    def describe(self) -> str:
        """Return what is done."""
        return (
            "Both sides are expanded and compared exactly, for equations in matrices word by word and so in every dimension; "
            "quotients of polynomials are compared a second time by python-flint, matrices at $d = 2$; before that, exact values "
            "are compared at the edges of the domain and at random rational points, on a domain of a few points at all of them."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "One point of the domain at which the two sides differ."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if all equations hold, REFUTED with the first point at which one fails."""
        wrong = next((reason for equation in equations if (reason := inexact(equation))), self._inexact_counterexample())
        if wrong:
            return Result(Outcome.ERROR, reason=wrong)
        looked_at, twice = 0, 0
        for stated in equations:
            equation = stated.carried_out()
            if reason := left_open(equation):
                return Result(Outcome.ERROR, looked_at, reason=reason)
            try:
                found, counterexample = self._search(equation, rng)
                looked_at += found
                if counterexample is not None:
                    return self._refuted(looked_at, counterexample)
            except EmptyDomainError as empty:
                return Result(Outcome.VACUOUS, looked_at, reason=f"{equation.id}: {empty}")
            by_sympy, by_flint = proved(equation), agrees(equation)
            if by_sympy and not by_flint and all_points(equation.domain) is not None:
                by_flint = None  # Quotients that differ may be equal on a domain of a few points, all of which are looked at.
            # Flint looks at matrices in one dimension only: that it finds no difference there does not contradict SymPy.
            if by_flint is not None and by_sympy != by_flint and not (by_flint and equation.in_matrices):
                said = ("equal", "different") if by_sympy else ("different", "equal")
                reason = f"{equation.id}: the engines disagree, SymPy finds the sides {said[0]} and flint {said[1]}"
                return Result(Outcome.ERROR, looked_at, reason=reason)
            if not by_sympy:
                found, counterexample = replace(self, spots=FURTHER_SPOTS)._search(equation, rng)
                if counterexample is not None:
                    return self._refuted(looked_at + found, counterexample)
                reason = f"{equation.id}: no point tells the sides apart, but they could not be proved equal"
                return Result(Outcome.UNDECIDED, looked_at + found, reason=reason)
            twice += by_flint is True
        if (failed := next(filter(None, map(_does_not_follow, equations)), None)) is not None:
            return failed
        if equations and all(equation.lhs == equation.rhs for equation in equations):
            return Result(Outcome.VACUOUS, looked_at, reason="both sides are one and the same expression: nothing is compared")
        return Result(Outcome.VERIFIED, looked_at, {"proved_by_both_engines": twice} if twice else {})

    def _refuted(self, looked_at: int, found: Mapping[str, Any]) -> Result:
        """Return REFUTED with a counterexample, or an ERROR where it is not the one that is stated."""
        stated, sides = (self.left, self.right), (found["left"], found["right"])
        if any(stated) and stated != sides:
            reason = f"{found['equation']}: the sides are {sides[0]} and {sides[1]}, stated are {stated[0]} and {stated[1]}"
            return Result(Outcome.ERROR, looked_at, reason=reason)
        return Result(Outcome.REFUTED, looked_at, counterexample=found)

    def _inexact_counterexample(self) -> str:
        values = [(f"{name} of the counterexample", sympify(value)) for name, value in (self.counterexample or {}).items()]
        return next((f"{place} must be exact, {found}" for place, value in values if (found := float_in(value))), "")

    def _search(self, equation: Equation, rng: Generator) -> tuple[int, dict[str, Any] | None]:
        """Return how many points were looked at, and the first at which the sides differ, if any."""
        looked_at = 0
        for size, point in self._points(equation, rng):
            looked_at += 1
            difference = first_difference(equation, size, point)
            if difference is not None:
                return looked_at, {"equation": equation.id, **difference}
        return looked_at, None

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return a mutant for every change to one equation, and one of each of the others."""
        for number, equation in enumerate(equations):
            mutated = changed_equations(equation)
            for name, changed in mutated if number == self.mutated else islice(mutated, 1):
                others = [*equations[:number], changed, *equations[number + 1 :]] if number != self.mutated else [changed]
                yield Mutant(name, partial(self.run, others))
            yield from _mutants_of_printed(equation)

    def corrections(self, right: Claim | None) -> Iterable[Mutant]:
        """Return the claim that puts a false identity right, if it is an identity too."""
        if right is None or not isinstance(right.method, Identity):
            return []
        return [Mutant(f"put right as in {right.id}", partial(right.method.run, right.made()), Outcome.VERIFIED)]

    def _points(self, equation: Equation, rng: Generator) -> Iterator[tuple[int, Point]]:
        """Return dimensions with points of the free entries, the given counterexample first."""
        for size in self.sizes if equation.in_matrices else (0,):
            domain = equation.domain.explicit(size) if size else equation.domain
            drawn = points(domain, self.spots, rng, one_by_one=not size)  # entries of matrices have no edges of their own
            yield from ((size, point) for point in [*self._given(domain), *drawn])

    def _given(self, domain: Domain) -> list[Point]:
        if self.counterexample is None:
            return []
        sets: dict[Any, Any] = dict(domain.sets)
        point = {symbol: sympify(self.counterexample.get(str(symbol), 0)) for symbol in sets}
        for symbol, value in point.items():
            if str(symbol) in self.counterexample and value not in sets[symbol]:
                raise ValueError(f"counterexample must lie in the domain, but {symbol} = {value} does not")
        return [point]


def _does_not_follow(equation: Equation) -> Result | None:
    """Return what becomes of an equation with a printed formula that does not follow from it, or None."""
    for formula in equation.printed:
        result = Identity().run(formula.follows(equation), default_rng(FORMULA_SEED))
        if result.outcome is not Outcome.VERIFIED:
            return replace(
                result, reason=f"{equation.id}: {formula.left} as it is printed does not follow; {result.reason}".strip("; ")
            )
    return None


def _mutants_of_printed(equation: Equation) -> Iterator[Mutant]:
    """Return a mutant for every sign and factor of a printed formula."""
    for formula in equation.printed:
        for name, changed in changed_equations(formula.stated(equation)):
            if not name.startswith("sign of") and not re.fullmatch(r"(?!-?\d+ ).*(doubled|halved)", name):
                continue  # another exponent, letter or number may leave a formula without a value
            wrong = replace(formula, value=changed.rhs).follows(equation)
            yield Mutant(f"{formula.left}: {name}", partial(Identity().run, wrong))


def equality(
    identifier: str,
    title: str,
    *stated: Callable[[], Equation],
    source: str = "new",
    method: Method = Identity(),
    code: tuple[str, ...] = (),
    **more: Any,
) -> Claim:
    """Return the claim that equations hold exactly.

    Parameters
    ----------
    stated : functions of `theory` that return an equation, partial where they are asked at a size
    code : where they live, by default the functions themselves
    more : what else a claim may say, such as `depends_on`
    """
    functions = [getattr(function, "func", function) for function in stated]
    places = tuple(dict.fromkeys(f"{function.__module__}.{function.__qualname__}" for function in functions))
    return Claim(identifier, title, source, method, lambda: [function() for function in stated], code or places, **more)


def inexact(equation: Equation) -> str:
    """Return one sentence on a float in the sides or the domain of an equation, or nothing."""
    domain = equation.domain
    places: list[tuple[str, Any]] = [("left side", equation.lhs), ("right side", equation.rhs)]
    places += [(f"set of {symbol}", kind) for symbol, kind in domain.sets.items() if not isinstance(kind, Matrices)]
    places += [("condition", condition) for condition in domain.conditions]
    return next((f"{place} of {equation.id} must be exact, {found}" for place, item in places if (found := float_in(item))), "")


def float_in(item: Any) -> str:
    """Return which float an expression holds and what to write in its place, or nothing."""
    floats = sorted(item.atoms(Float), key=str) if hasattr(item, "atoms") else []
    if not floats:
        return ""
    value = str(float(floats[0]))
    number = Rational(value) if floats[0].is_finite else None
    instead = "" if number is None else f" (write {number if number.is_Integer else f'Rational({number.p}, {number.q})'})"
    return f"got the float {value}{instead}"


def left_open(equation: Equation) -> str:
    """Return one sentence on what could not be carried out, or is unknown, in an equation, or nothing."""
    shapes = [getattr(side, "shape", "that of a scalar") for side in (equation.lhs, equation.rhs)]
    if shapes[0] != shapes[1]:
        return f"sides of {equation.id} must have one shape, got {shapes[0]} and {shapes[1]}"
    for side in (equation.lhs, equation.rhs):
        if unknown := side.atoms(AppliedUndef):
            return f"{equation.id} must be of known functions, got {min(map(str, unknown))}"
        if side.has(*MUST):
            left = min((str(node) for node in side.atoms(*MUST)), default=str(side))
            return f"{equation.id}: {left} could not be carried out"
        without = {item for item in side.free_symbols if item not in equation.domain.sets and item not in symbols.LENGTHS}
        if without:
            return f"domain of {equation.id} must give the set of every letter, got none for {min(map(str, without))}"
    return ""


def first_difference(equation: Equation, size: int, point: Point) -> dict[str, Any] | None:
    """Return where and how the sides differ at a point (of dimension `size`, 0 if explicit), or None if they agree."""
    left_side, shown = side_at(equation.lhs, equation, size, point), {str(symbol): str(value) for symbol, value in point.items()}
    try:
        sides = [left_side, side_at(equation.rhs, equation, size, point)]
    except NonInvertibleMatrixError:
        return {"left": "a value", "right": "none, a matrix to be inverted is singular", "at": shown}
    columns = getattr(sides[1], "cols", 1)
    for number, (left, right) in enumerate(zip(entries(sides[0]), entries(sides[1]), strict=True)):
        if not _agree(left, right):
            place = {"entry": f"{number // columns + 1}{number % columns + 1}"} if hasattr(sides[1], "cols") else {}
            return {**place, "left": _short(left), "right": _short(right), "at": shown}
    return None


def side_at(side: Any, equation: Equation, size: int, point: Point) -> Any:
    """Return the exact value of a side at a point."""
    if size:
        letters = {symbol: matrix.xreplace(point) for symbol, matrix in equation.domain.matrices(size).items()}
        return explicit(side, {**point, **letters}, size)
    if isinstance(side, MatrixBase):
        return side.applyfunc(lambda item: exact(item, point))
    return exact(side, point)


def proved(equation: Equation) -> bool:
    """Return whether the two sides are the same expression: word by word for matrices, else after simplification.

    On a domain of a few points only, such as a range of integers, they may be the same at each of these.
    """
    if equation.in_matrices:
        return same_in_every_dimension(equation.lhs, equation.rhs, *equation.domain.rules())
    differences = [left - right for left, right in zip(entries(equation.lhs), entries(equation.rhs), strict=True)]
    if all(is_zero(difference) for difference in differences):
        return True
    every = all_points(equation.domain)
    return every is not None and all(is_zero(difference.subs(point)) for point in every for difference in differences)


def is_zero(difference: Expr) -> bool:
    """Return whether an expression is zero by expansion, or else by simplification."""
    if expand(difference) == 0:
        return True
    if difference.is_rational_function():
        return cancel(difference) == 0
    positive = all(isinstance(symbol, Symbol) and symbol.is_positive for symbol in difference.free_symbols)
    return simplify(expand_log(difference, force=positive)) == 0


def _agree(left: Expr, right: Expr) -> bool:
    if left.is_Rational and right.is_Rational:
        return bool(left == right)
    finite = [bool(value.is_finite) for value in (left, right)]
    if any(finite) and not all(finite):
        return False
    if not (all(finite) and left.is_number and right.is_number):
        raise ArithmeticError(f"sides must be finite numbers at a point, got {left} and {right}")
    scale = max(1, abs(left), abs(right))
    return bool(abs(left - right) < scale * Rational(10) ** (SPARE_DIGITS - DIGITS))


def _short(value: Expr) -> str:
    return str(value) if value.is_Rational else str(value.evalf(12))
