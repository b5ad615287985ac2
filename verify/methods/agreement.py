"""Agreement of an integration with what is known otherwise, in units of the tolerance asked for.

Tightening the tolerance must make the error fall: an agreement that does not improve is luck or a common fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Mutant, Result
from verify.methods.computation import ByHand, Fault

#: (relative tolerance, generator) to the two arrays that should agree.
Pair = Callable[[float, Generator], tuple[Any, Any]]

#: An integrator controls the error of one step; along the path it may grow by this factor.
UNITS = 100.0
#: Between the two tolerances, a factor 1000 apart, the error must fall at least by this.
FALL = 10.0
#: Below this, errors are rounding and need not fall.
ROUNDING = 1e-13


@dataclass(frozen=True)
class Agreement(ByHand):
    """Compare two arrays at two tolerances.

    Parameters
    ----------
    pair : computes both from the same random state
    what : what is compared, as a sentence
    faults : a name, and arguments of the pair that make it wrong (or another pair)
    tolerances : the looser and the tighter relative tolerance
    """

    pair: Pair
    what: str
    faults: tuple[Fault, ...] = ()
    tolerances: tuple[float, float] = (1e-6, 1e-9)
    shift: float = 0.0
    evidence: ClassVar[Evidence] = Evidence.NUMERICAL

    def describe(self) -> str:
        """Return what is done."""
        loose, tight = self.tolerances
        return (
            f"{self.what} The largest difference must be below {UNITS:g} times the integrator's tolerance at {loose:g} and at "
            f"{tight:g}, and must fall at least {FALL:g} times from the first to the second."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return f"A difference above {UNITS:g} times the tolerance, or one that does not fall as the tolerance does."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if the error is within bounds and falls with the tolerance."""
        seed = int(rng.integers(2**32))
        errors, count = [], 0
        for tolerance in self.tolerances:
            left, right = self.pair(tolerance, np.random.default_rng(seed))
            left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
            scale = max(1.0, float(np.max(np.abs(right))))
            errors.append(float(np.max(np.abs(left - right))) / scale + self.shift * tolerance)
            count += left.shape[0] if left.ndim else 1
        pairs = list(zip(self.tolerances, errors, strict=True))
        measures = {f"error_at_{tolerance:g}": error for tolerance, error in pairs if np.isfinite(error)}
        bounded = all(error <= UNITS * tolerance for tolerance, error in pairs)
        falls = errors[1] <= max(errors[0] / FALL, ROUNDING)
        shown = {"seed": seed, "errors": [error if np.isfinite(error) else "not a number" for error in errors]}
        return Result.of(bounded and falls, count, measures, shown)

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the hand-written faults, and one off by ten times the bound."""
        yield from super().mutants(equations)
        yield Mutant("off by ten times the tolerance", partial(replace(self, shift=10 * UNITS).run, equations))
