"""A measured error within a tolerance: the largest over many points decides, and names the point.

The mutant adds ten times the tolerance to every measured error and goes through the same verdict. It shows that the verdict
looks at the error; that the error looks at the theory is for the faults written by hand to show, of which there must be one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, ClassVar

from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.algebra.mutate import changed_equations
from verify.claim import Evidence, Mutant, Outcome, Result
from verify.methods.computation import ByHand, Fault, Stated

#: The error at one point, >= 0, infinite where something fails outright; where that is; figures to show beside, if there are any.
Point = tuple[float, Mapping[str, Any]] | tuple[float, Mapping[str, Any], Mapping[str, float]]
Points = Iterator[Point]
#: The generator, and the equations where they are asked for, to the points looked at.
Measure = Callable[..., Points]


@dataclass(frozen=True)
class Bounded(ByHand):
    """Hold the largest measured error against a tolerance.

    Parameters
    ----------
    measure : called with a generator, yields (error, where) or (error, where, figures) for each point it looks at
    tolerance : what no error may exceed, > 0
    what : what is measured, as a sentence
    faults : at least one: a name, and arguments of the measure that make it wrong (or another measure)
    refuted_by : what would refute the claim, as a sentence, where more can be said than that an error is too large
    named : name of the largest error among the figures; empty where the measure shows others in its place
    faulty : what the faults come out as: REFUTED; for a claim expected to be refuted VERIFIED, its faults being corrections
    stated : figures of the counterexample; where it has others, the outcome is ERROR
    of_equations : whether the measures are called with the claim's equations as well, after the generator

    Raises
    ------
    ValueError
        If the tolerance is not a number above 0, or there is no fault: such a claim could not be red.
    """

    measure: Measure
    tolerance: float
    what: str
    faults: tuple[Fault, ...]
    refuted_by: str = ""
    named: str = "largest_error"
    faulty: Outcome = Outcome.REFUTED
    stated: Stated = field(default_factory=dict)
    of_equations: bool = False
    shift: float = 0.0
    evidence: ClassVar[Evidence] = Evidence.NUMERICAL

    def __post_init__(self) -> None:
        if not 0 < self.tolerance < math.inf:
            raise ValueError(f"tolerance must be a number above 0, got {self.tolerance}")
        if not self.faults:
            raise ValueError("faults must name at least one measure with one thing wrong, got none")

    @property
    def reads_equations(self) -> bool:
        """Return whether the measure is called with the claim's equations."""
        return self.of_equations

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return self.refuted_by or f"An error above {self.tolerance:g}."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if no error exceeds the tolerance, else REFUTED with the point of the largest."""
        largest, shown, looked_at = -math.inf, {}, 0
        figures: dict[str, float] = {}
        for error, where, *beside in self.measure(rng, equations) if self.of_equations else self.measure(rng):
            size = self._size(error)
            looked_at += 1
            if size > largest:
                largest, shown = size, {**where, "error": size if math.isfinite(size) else "not a finite number"}
            figures |= beside[0] if beside else {}
        if self.named and math.isfinite(largest):
            figures[self.named] = largest
        return self.as_stated(Result.of(largest <= self.tolerance, looked_at, figures, shown))

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the faults written by hand, and unless they are corrections an error off by ten times the tolerance."""
        yield from super().mutants(equations)
        for number, equation in enumerate(equations):
            for name, changed in islice(changed_equations(equation), 1):
                yield Mutant(name, partial(self.run, [*equations[:number], changed, *equations[number + 1 :]]), self.faulty)
        if self.faulty is Outcome.REFUTED:
            yield Mutant("off by ten times the tolerance", partial(replace(self, shift=10 * self.tolerance).run, equations))

    def _size(self, error: float) -> float:
        if error < 0:
            raise ValueError(f"error must be at least 0, got {error}")
        return math.inf if math.isnan(error) else float(error) + self.shift
