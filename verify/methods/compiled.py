"""A hand-written function held against a compiled scalar expression, at random arguments.

Where values grow like exponentials, generated mutants leave what can be evaluated; here they are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.algebra.compile import to_numpy
from verify.claim import Evidence, Outcome, Result
from verify.methods.computation import Computation

if TYPE_CHECKING:
    from numpy.random import Generator
    from sympy import Expr, Symbol

#: Rounding of a few dozen operations on values of order 10.
TOLERANCE = 1e-12
#: Random arguments of every comparison.
DRAWS = 40

Ranges = Mapping[str, tuple[float, float]]


def compared(
    rng: Generator,
    expression: Callable[[], tuple[Expr, list[Symbol]]],
    function: Callable[..., Any],
    ranges: Ranges,
    shift: float = 0.0,
) -> Result:
    """Return whether the function agrees with the expression at DRAWS arguments, letters by their names."""
    side, letters = expression()
    derived = to_numpy(side, letters)
    arguments = {letter.name: rng.uniform(*ranges.get(letter.name, (0.05, 0.45)), DRAWS) for letter in letters}
    expected = derived(*arguments.values())
    found = np.array([float(function(**{name: values[row] for name, values in arguments.items()})) for row in range(DRAWS)])
    error = float(np.max(np.abs(found - expected))) + shift
    measures = {"largest_error": error}
    return Result(Outcome.VERIFIED, DRAWS, measures) if error <= TOLERANCE else Result(Outcome.REFUTED, DRAWS, measures, measures)


def compiled_twin(
    expression: Callable[[], tuple[Expr, list[Symbol]]],
    function: Callable[..., Any],
    faults: tuple[tuple[str, Callable[..., Any]], ...],
    ranges: Ranges | None = None,
) -> Computation:
    """Return the method that compares a function with an expression; `faults` are wrong functions."""
    check = partial(compared, expression=expression, ranges=ranges or {})
    named = tuple((name, partial(check, function=wrong)) for name, wrong in faults)
    return Computation(
        check=partial(check, function=function),
        evidence=Evidence.NUMERICAL,
        what=f"The hand-written function and the compiled derived expression are compared at {DRAWS} random arguments.",
        refuted_by=f"A difference above {TOLERANCE:g}.",
        faults=(*named, ("off by ten times the tolerance", partial(check, function=function, shift=10 * TOLERANCE))),
    )
