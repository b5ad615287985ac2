"""Orders of convergence: an error that falls as a known power of a scale (step size, tolerance, omega).

The exponent is the slope of log error against log scale, fitted over all scales; it must be the derived one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Mutant, Outcome, Result
from verify.methods.computation import ByHand, Fault

#: (scale, generator) to the error at that scale.
Errors = Callable[[float, Generator], float]

#: A fitted exponent may differ from the derived one by so much.
SLOPE_TOLERANCE = 0.2


@dataclass(frozen=True)
class Order(ByHand):
    """Fit the exponent of an error and hold it against the derived one.

    Parameters
    ----------
    error : computes the error at a scale, from the same random state at every scale
    scales : at least three, distinct, above 0
    exponent : the derived order
    what : what is measured, as a sentence
    faults : a name, and arguments of the error that make it wrong (or another error)
    tolerance : how far the fitted exponent may be off
    """

    error: Errors
    scales: tuple[float, ...]
    exponent: float
    what: str
    faults: tuple[Fault, ...] = ()
    tolerance: float = SLOPE_TOLERANCE
    evidence: ClassVar[Evidence] = Evidence.NUMERICAL

    def __post_init__(self) -> None:
        if len(set(self.scales)) < 3 or min(self.scales) <= 0:
            raise ValueError(f"scales must be at least three distinct numbers above 0, got {self.scales}")

    def describe(self) -> str:
        """Return what is done."""
        low, high = min(self.scales), max(self.scales)
        return (
            f"{self.what} The exponent is fitted over {len(self.scales)} scales from {low:g} to {high:g} and must be "
            f"{self.exponent:g} within {self.tolerance:g}."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return f"A fitted exponent that is not {self.exponent:g} within {self.tolerance:g}."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if the fitted exponent is the derived one."""
        seed = int(rng.integers(2**32))
        errors = np.array([self.error(scale, np.random.default_rng(seed)) for scale in self.scales])
        if not (np.isfinite(errors).all() and (errors > 0).all()):
            shown = [float(error) if np.isfinite(error) else "not a number" for error in errors]
            return Result(Outcome.REFUTED, len(errors), counterexample={"scales": list(self.scales), "errors": shown})
        fitted = float(np.polyfit(np.log(self.scales), np.log(errors), 1)[0])
        measures = {"fitted_exponent": fitted, "derived_exponent": self.exponent, "smallest_error": float(errors.min())}
        found = {"scales": list(self.scales), "errors": errors.tolist(), "fitted exponent": fitted}
        return Result.of(abs(fitted - self.exponent) <= self.tolerance, len(errors), measures, found)

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the hand-written faults, and claims of exponents off by ten times the tolerance either way."""
        yield from super().mutants(equations)
        for sign in (1, -1):
            wrong = replace(self, exponent=self.exponent + sign * 10 * self.tolerance)
            yield Mutant(f"exponent {wrong.exponent:g}", partial(wrong.run, equations))
