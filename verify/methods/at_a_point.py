"""False statements that a slope is never above 0, refuted by its exact value at one point."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from numpy.random import Generator
from sympy import Expr, MatrixBase

from verify.claim import Evidence, Outcome, Result
from verify.methods.computation import Computation, Fault


def refuted_at(slope: Callable[..., Expr], what: str, corrections: tuple[Fault, ...], value: str, **point: Any) -> Computation:
    """Return the method that refutes "the slope is at most 0" by its exact value at a point.

    Parameters
    ----------
    slope : called with the point by name, returns an exact number
    what : what is evaluated, one sentence
    corrections : at least one: a name, and changes of the point under which the slope is at most 0
    value : what it is there, as text; other values are an ERROR
    point : exact numbers and matrices by name
    """
    return Computation(
        check=partial(_at_most_zero, slope=slope, **point),
        evidence=Evidence.EXACT,
        what=what,
        refuted_by="A point at which the slope is above 0.",
        faults=corrections,
        faulty=Outcome.VERIFIED,
        stated={"slope": value},
    )


def _at_most_zero(rng: Generator, slope: Callable[..., Expr], **point: Any) -> Result:
    value = slope(**point)
    shown = {name: str(item.tolist()) if isinstance(item, MatrixBase) else str(item) for name, item in point.items()}
    return Result.of(bool(value <= 0), 1, where={**shown, "slope": str(value)})
