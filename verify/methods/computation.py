"""Claims whose check is a function written by hand, and so are its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, TypeAlias

from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Mutant, Outcome, Result

Check = Callable[[Generator], Result]
#: A name, and the one thing that is wrong: arguments of the function by their names, or another function.
Fault: TypeAlias = tuple[str, Mapping[str, Any] | Callable[..., Any]]


class ByHand:
    """A method that calls a function, its first field; its faults are that function with one thing wrong."""

    what: str
    faults: tuple[Fault, ...]
    refuted_by: str
    faulty: Outcome = Outcome.REFUTED

    @property
    def reads_equations(self) -> bool:
        """Return whether the function is called with the claim's equations: a claim shows only what its method checks."""
        return False

    def describe(self) -> str:
        """Return what is done."""
        return self.what

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return self.refuted_by

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the faults."""
        method: Any = self
        first = fields(method)[0].name
        for name, wrong in self.faults:
            function = wrong if callable(wrong) else partial(getattr(self, first), **wrong)
            yield Mutant(name, partial(replace(method, **{first: function}).run, equations), self.faulty)


@dataclass(frozen=True)
class Computation(ByHand):
    """Run a check.

    Parameters
    ----------
    check : takes a generator and returns the result
    evidence : the kind of evidence its outcome rests on
    what : what is done, one sentence
    refuted_by : what would refute the claim, one sentence
    faults : each to come out as `faulty`: a name, and arguments of the check that make it wrong (or another check)
    faulty : REFUTED; for a claim expected to be refuted VERIFIED, its faults being corrections
    """

    check: Check
    evidence: Evidence
    what: str
    refuted_by: str
    faults: tuple[Fault, ...] = ()
    faulty: Outcome = Outcome.REFUTED

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return what the check finds."""
        return self.check(rng)
