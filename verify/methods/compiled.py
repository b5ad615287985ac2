"""A hand-written function held against a compiled scalar expression, at random arguments.

Where values grow like exponentials, generated mutants leave what can be evaluated; here they are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.algebra.compile import to_numpy
from verify.methods.bounded import Bounded, Points

if TYPE_CHECKING:
    from numpy.random import Generator
    from sympy import Expr, Symbol

#: Rounding of a few dozen operations on values of order 10.
TOLERANCE = 1e-12
#: Random arguments of every comparison.
DRAWS = 40

Ranges = Mapping[str, tuple[float, float]]


def compared(
    rng: Generator, expression: Callable[[], tuple[Expr, list[Symbol]]], function: Callable[..., Any], ranges: Ranges
) -> Points:
    """Yield the error of the function at DRAWS arguments, letters by their names."""
    side, letters = expression()
    names = [letter.name for letter in letters]
    arguments = [rng.uniform(*ranges.get(name, (0.05, 0.45)), DRAWS) for name in names]
    for values, expected in zip(np.transpose(arguments), to_numpy(side, letters)(*arguments), strict=True):
        where = dict(zip(names, map(float, values), strict=True))
        yield abs(float(function(**where)) - float(expected)), where


def compiled_twin(
    expression: Callable[[], tuple[Expr, list[Symbol]]],
    function: Callable[..., Any],
    faults: tuple[tuple[str, Callable[..., Any]], ...],
    ranges: Ranges | None = None,
) -> Bounded:
    """Return the method that compares a function with an expression; `faults` are wrong functions."""
    measure = partial(compared, expression=expression, ranges=ranges or {})
    return Bounded(
        partial(measure, function=function),
        TOLERANCE,
        f"The hand-written function and the compiled derived expression are compared at {DRAWS} random arguments.",
        tuple((name, partial(measure, function=wrong)) for name, wrong in faults),
    )
